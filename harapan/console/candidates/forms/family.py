"""About the family: components, papers, who looks after the aid, the commitment, and a photo if they agree."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms

from harapan.console.candidates.forms.base import (
    SEXES,
    OfPersons,
    Question,
    check_nik,
    day_field,
    heading,
    nik_field,
    plain,
    radio,
    refuse_ahead,
)
from harapan.intake.visits.finding import PROXY, YOUNGEST_CARETAKER, may_be_caretaker, may_have_proxy
from harapan.intake.visits.outcomes import PAPERS
from harapan.lib.dates import years_between
from harapan.lib.identifiers import is_card
from harapan.policy.words import GRADES, SCHOOLS
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

FERTILE: Final = range(10, 56)
"""Completed years at which a woman is asked whether she is pregnant."""


class Components(OfPersons):
    """What was found of each who lives here, as far as the law asks for it."""

    each = ("school", "pregnancy", "disability")

    def furnish(self) -> None:
        for person in self.asked.here:
            self.fields[f"school_{person.key}"] = forms.ChoiceField(
                label=later("Sekolah", "School"),
                choices=offered(*((code, Words(title.id, title.en)) for code, title in SCHOOLS.items())),
                required=False,
                initial=person.school,
            )
            if person.sex == "F" and years_between(person.born, self.asked.today) in FERTILE:
                self.fields[f"pregnancy_{person.key}"] = forms.IntegerField(
                    label=later("Kehamilan atau nifas keberapa", "Which pregnancy, or birth within 42 days"),
                    help_text=later("0 bila tidak hamil.", "0 if not pregnant."),
                    min_value=0,
                    max_value=20,
                    initial=person.pregnancy,
                )
            self.fields[f"disability_{person.key}"] = forms.ChoiceField(
                label=later("Disabilitas", "Disability"),
                choices=offered(*((code, Words(title.id, title.en)) for code, title in GRADES.items())),
                required=False,
                initial=person.disability,
            )

    @property
    def value(self) -> dict[str, Any]:
        told = super().value
        return {key: {"school": "", "pregnancy": 0, "disability": "", **row} for key, row in told.items()}


class Papers(Question):
    """Which identity papers were seen, and why others are missing."""

    card = radio(
        later("Apakah kartu keluarga (KK) dilihat?", "Was the family card (KK) seen?"),
        [("seen", Words("Ya, dilihat", "Yes, seen")), ("none", Words("Tidak", "No"))],
    )
    number = Line(
        label=later("Nomor KK", "Number of the family card"),
        help_text=later(
            "Hanya bila belum tercatat atau berbeda: 16 angka.", "Only if not on record yet, or another: 16 digits."
        ),
        required=False,
        max_length=16,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    missing = forms.ChoiceField(
        label=later("Bila ada dokumen yang belum dimiliki, mengapa?", "If papers are missing, why?"),
        help_text=later(
            "Ini bukan kesalahan keluarga: berkasnya ditunggu sampai batas waktunya, lalu ditanyakan lagi.",
            "This is no fault of the family: papers are waited for until their time, then somebody asks again.",
        ),
        choices=offered(*((name, wait.words) for name, wait in PAPERS.items()), first=later("Lengkap", "Nothing is")),
        required=False,
    )

    def clean_number(self) -> str:
        """Sixteen digits, or nothing."""
        number: str = self.cleaned_data["number"]
        if number and not is_card(number):
            raise forms.ValidationError(said("Bukan nomor KK: 16 angka.", "No family card number: 16 digits."))
        return number

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("card") == "seen" and not typed.get("number") and not self.asked.has_card:
            self.add_error("number", said("Isi nomornya: belum tercatat.", "Give its number: it is not on record."))
        if typed.get("card") == "none" and not typed.get("missing"):
            self.add_error("missing", said("Pilih sebabnya.", "Choose why."))
        return typed


class Caretaker(Question):
    """Who looks after the aid, and how it reaches the family."""

    who = radio(later("Siapa pengurus keluarga ini?", "Who looks after this family's aid?"), ())
    channel = radio(
        later("Bagaimana bantuan diterima?", "How is the aid received?"),
        [
            ("bank", Words("Rekening dan kartu (KKS)", "Account and card (KKS)")),
            ("post", Words("Di rumah, oleh PT Pos", "At home, by the post")),
        ],
        initial="bank",
    )
    home_visits = forms.BooleanField(
        label=later("Dikunjungi di rumah, tidak perlu hadir di P2K2", "Visited at home instead of going to sessions"),
        required=False,
    )
    letter = Line(
        label=later("Nomor surat kuasa", "Number of the letter of proxy"),
        help_text=later("Hanya bila pengurusnya seorang kuasa.", "Only if the caretaker is a proxy."),
        required=False,
        max_length=120,
    )
    name = Line(label=later("Nama kuasa", "Name of the proxy"), required=False, max_length=120)
    born = day_field(later("Tanggal lahir kuasa", "The proxy was born on"), required=False)
    sex = radio(later("Jenis kelamin kuasa", "Sex of the proxy"), SEXES.items(), required=False)
    nik = nik_field()

    OF_PROXY: ClassVar = ("letter", "name", "born", "sex", "nik")

    def furnish(self) -> None:
        able = [person for person in self.asked.here if may_be_caretaker(person, self.asked.today)]
        able.sort(key=lambda person: (person.sex != "F", person.born))
        choices: list[tuple[str, object]] = [(one.key, heading(one, self.asked.today)) for one in able]
        if may_have_proxy(self.asked.here, self.asked.today):
            proxy = Words("Kuasa dari luar rumah, dengan surat", "A proxy from outside, by letter")
            choices.append((PROXY, proxy))
        else:
            for name in self.OF_PROXY:
                del self.fields[name]
        self.fields["who"].choices = offered(*choices)  # type: ignore[attr-defined]
        if able:
            self.fields["who"].initial = able[0].key

    @classmethod
    def shown_as(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        return {**value, **value.get("proxy", {})}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("who") == PROXY:
            for name in ("letter", "name", "born", "sex"):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, said("Wajib untuk seorang kuasa.", "Needed for a proxy."))
            if typed.get("born") and years_between(typed["born"], self.asked.today) < YOUNGEST_CARETAKER:
                self.add_error(
                    "born",
                    said(
                        f"Kuasa berumur {YOUNGEST_CARETAKER} tahun atau lebih.",
                        f"A proxy is {YOUNGEST_CARETAKER} or older.",
                    ),
                )
            check_nik(self, "nik", typed.get("born"), typed.get("sex", ""))
        return typed

    @property
    def value(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data[name] for name in ("who", "channel", "home_visits")}
        if kept["who"] == PROXY:
            kept["proxy"] = {name: plain(self.cleaned_data[name]) for name in self.OF_PROXY}
        return kept


class Commitment(Question):
    """Whether the family signs, having heard what the programme asks of it."""

    explained = forms.BooleanField(
        label=later(
            "Program, hak, kewajiban, dan cara mengadu sudah saya jelaskan",
            "I have explained the programme, rights, duties, and how to complain",
        )
    )
    signed = radio(
        later("Apakah komitmen ditandatangani?", "Was the commitment signed?"),
        [
            ("yes", Words("Ya, ditandatangani", "Yes, it was signed")),
            ("no", Words("Tidak, keluarga menolak", "No, the family refuses")),
        ],
    )
    by = Line(label=later("Ditandatangani oleh", "Signed by"), required=False, max_length=120)
    on = day_field(later("Pada tanggal", "On"), required=False)
    note = Line(label=later("Alasan menolak", "Why they refuse"), required=False, max_length=400)

    @classmethod
    def shown_as(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        return {**value, "signed": "yes" if value["signed"] else "no"}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        refuse_ahead(self, "on")
        signed = typed.get("signed")
        for name in ("by", "on") if signed == "yes" else ("note",) if signed == "no" else ():
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, said("Isi ini.", "Fill this in."))
        return typed

    @property
    def value(self) -> dict[str, Any]:
        return super().value | {"signed": self.cleaned_data["signed"] == "yes"}


class PhotoForm(Question):
    """A picture and where the house stands: only if the family agrees."""

    consent = forms.BooleanField(
        label=later(
            "Keluarga mengizinkan foto dan titik lokasi disimpan untuk pendampingan",
            "The family agrees that photo and position are kept for its facilitator",
        ),
        required=False,
    )
    photo = forms.FileField(
        label=later("Foto rumah atau KK", "Photo of the house or the family card"),
        help_text=later("JPEG atau PNG, paling besar 1 MB.", "JPEG or PNG, 1 MB at most."),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    latitude = forms.DecimalField(
        label=later("Lintang", "Latitude"), required=False, min_value=-12, max_value=7, max_digits=9, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=later("Bujur", "Longitude"), required=False, min_value=94, max_value=142, max_digits=9, decimal_places=6
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        given = typed.get("photo") or typed.get("latitude") is not None or typed.get("longitude") is not None
        if given and not typed.get("consent"):
            self.add_error("consent", said("Hanya dengan izin keluarga.", "Only if the family agrees."))
        return typed

    @property
    def value(self) -> dict[str, Any]:
        typed = self.cleaned_data
        where = {name: str(typed[name]) for name in ("latitude", "longitude") if typed[name] is not None}
        return {"consent": typed["consent"], **where}

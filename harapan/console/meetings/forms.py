"""What somebody types at this desk: the head of a session's sheet, a home visit, a call back."""

from datetime import date
from typing import Any

from django import forms

from harapan.console.meetings.words import choices
from harapan.lib.rupiah import number
from harapan.meetings.actions import RollLine, Sheet, Told
from harapan.meetings.actions.calling import Answer
from harapan.meetings.modules import asked, words
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

DAY = {"type": "date"}
CHOOSE = Words("Pilih", "Choose")
PARAGRAPH = forms.Textarea(attrs={"rows": 3})


class SheetForm(forms.Form):
    """What, when, where and by whom; who came stands beside it."""

    sesi = forms.ChoiceField(label=later("Sesi", "Session"), choices=lambda: [("", str(CHOOSE)), *choices()])
    karena = Line(
        label=later("Alasan memilih sesi lain", "Why another session"),
        help_text=later("Hanya bila bukan sesi yang disarankan.", "Only if it is not the suggested one."),
        max_length=300,
        required=False,
    )
    tanggal = forms.DateField(label=later("Tanggal", "Date"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    tempat = Line(label=later("Tempat", "Place"), max_length=160)
    menit = forms.IntegerField(label=later("Lamanya (menit)", "Minutes"), min_value=10, max_value=600)
    pemateri = forms.CharField(
        label=later("Pemateri", "Speakers"),
        help_text=later("Satu nama per baris, paling banyak empat.", "One name a line, four at most."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    catatan = forms.CharField(label=later("Catatan", "Notes"), max_length=4000, required=False, widget=PARAGRAPH)

    def clean_pemateri(self) -> list[str]:
        """The names."""
        names = [" ".join(name.split()) for name in self.cleaned_data["pemateri"].splitlines() if name.strip()]
        if len(names) > 4:
            raise forms.ValidationError(said("Paling banyak empat pemateri.", "Four speakers at most."))
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError(said("Nama paling panjang 120 huruf.", "Names have 120 letters at most."))
        return names

    def sheet(self, roll: list[RollLine]) -> Sheet:
        """The sheet, as the room below takes it."""
        told = self.cleaned_data
        return Sheet(
            session=told["sesi"],
            held_on=told["tanggal"],
            place=told["tempat"],
            minutes=told["menit"],
            speakers=told["pemateri"],
            notes=told["catatan"],
            because=told["karena"],
            roll=roll,
        )


class CorrectionForm(SheetForm):
    """The same sheet again, and why."""

    perbaikan = Line(label=later("Alasan perbaikan", "Why it is corrected"), max_length=300)


class WithdrawForm(forms.Form):
    """Why a meeting never was."""

    alasan = Line(label=later("Alasan", "Reason"), max_length=300, min_length=5)


def _rupiah(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _amount(typed: str) -> int | None:
    """`Rp750.000` or `750000` in rupiah; dots part thousands."""
    plain = typed.strip().removeprefix("Rp").strip()
    digits = plain.replace(".", "").replace(" ", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        raise forms.ValidationError(
            said(f"Tulis rupiah tanpa sen, misalnya {number(750_000)}.", f"Whole rupiah, such as {number(750_000)}.")
        )
    return int(digits)


class Money(forms.Form):
    """Who holds card and PIN, and what was received: asked at a visit, and asked again."""

    kks = forms.ChoiceField(
        label=later("KKS dipegang oleh", "Who holds the card"), choices=offered(first=CHOOSE), required=False
    )
    pin = forms.ChoiceField(
        label=later("PIN diketahui oleh", "Who knows the PIN"), choices=offered(first=CHOOSE), required=False
    )
    uang = _rupiah(
        later("Uang yang diterima", "Money received"),
        later(
            "Yang benar-benar sampai di tangan keluarga, dalam rupiah. Kosongkan bila tidak ditanya.",
            "What reached the family's hands, in rupiah. Leave it empty if you did not ask.",
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        holders = [(name, words(one.title)) for name, one in asked().holders.items()]
        for name in ("kks", "pin"):
            self.fields[name].choices = offered(*holders, first=CHOOSE)  # type: ignore[attr-defined]

    def clean_uang(self) -> int | None:
        """In rupiah."""
        return _amount(self.cleaned_data["uang"])


class VisitForm(Money):
    """A home visit."""

    tujuan = forms.ChoiceField(label=later("Tujuan", "Purpose"))
    tanggal = forms.DateField(
        label=later("Tanggal kunjungan", "Day of the visit"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    bertemu = forms.ChoiceField(label=later("Yang ditemui", "Who was found"))
    tahap = forms.ChoiceField(label=later("Tahap yang ditanyakan", "Stage asked about"), required=False)
    tempat = Line(label=later("Tempat", "Place"), max_length=160, required=False)
    lintang = forms.DecimalField(
        label=later("Lintang", "Latitude"), required=False, max_digits=8, decimal_places=5, min_value=-12, max_value=7
    )
    bujur = forms.DecimalField(
        label=later("Bujur", "Longitude"), required=False, max_digits=8, decimal_places=5, min_value=94, max_value=142
    )
    kebutuhan = forms.CharField(
        label=later("Kebutuhan yang terlihat", "Needs seen"), max_length=2000, required=False, widget=PARAGRAPH
    )
    langkah = forms.CharField(
        label=later("Langkah berikutnya", "Next step"), max_length=1000, required=False, widget=PARAGRAPH
    )
    paling_lambat = forms.DateField(
        label=later("Paling lambat", "By when"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    field_order = (
        "tujuan", "tanggal", "bertemu", "kks", "pin", "tahap", "uang",
        "kebutuhan", "langkah", "paling_lambat", "tempat", "lintang", "bujur",
    )  # fmt: skip

    def __init__(self, cycles: list[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = asked()
        for name, offers in (("tujuan", rules.purposes), ("bertemu", rules.found)):
            pairs = [(key, words(title)) for key, title in offers.items()]
            self.fields[name].choices = offered(*pairs, first=CHOOSE)  # type: ignore[attr-defined]
        self.fields["tahap"].choices = offered(  # type: ignore[attr-defined]
            *((cycle, cycle) for cycle in cycles), first=Words("Tidak ditanya", "Not asked")
        )

    @property
    def told(self) -> Told:
        """As the room below takes it."""
        typed = self.cleaned_data
        return Told(
            purpose=typed["tujuan"],
            visited_on=typed["tanggal"],
            found=typed["bertemu"],
            card_with=typed["kks"],
            pin_with=typed["pin"],
            cycle=typed["tahap"],
            received=typed["uang"],
            place=typed["tempat"],
            latitude=typed["lintang"],
            longitude=typed["bujur"],
            needs=typed["kebutuhan"].strip(),
            next_step=typed["langkah"].strip(),
            next_on=typed["paling_lambat"],
        )


class VisitCorrection(VisitForm):
    """The visit again, and why."""

    perbaikan = Line(label=later("Alasan perbaikan", "Why it is corrected"), max_length=300)


class CallForm(Money):
    """What a family says when somebody else asks."""

    terhubung = forms.ChoiceField(
        label=later("Terhubung dengan keluarga", "Was the family reached"),
        choices=offered(("ya", Words("Ya", "Yes")), ("tidak", Words("Belum", "Not yet"))),
        widget=forms.RadioSelect,
    )
    dikunjungi = forms.ChoiceField(
        label=later("Apakah pendamping berkunjung pada tanggal itu?", "Did the facilitator visit on that day?"),
        choices=offered(("ya", Words("Ya", "Yes")), ("tidak", Words("Tidak", "No"))),
        widget=forms.RadioSelect,
        required=False,
    )
    catatan = forms.CharField(label=later("Catatan", "Note"), max_length=1000, required=False, widget=PARAGRAPH)
    field_order = ("terhubung", "dikunjungi", "kks", "pin", "uang", "catatan")

    @property
    def answer(self) -> Answer:
        """As the room below takes it; nothing is kept of a family that was not reached."""
        typed = self.cleaned_data
        if typed["terhubung"] != "ya":
            return Answer(False, note=typed["catatan"])
        visited = {"ya": True, "tidak": False}.get(typed["dikunjungi"])
        return Answer(True, visited, typed["kks"], typed["pin"], typed["uang"], typed["catatan"])


class DrawForm(forms.Form):
    """From which month and area visits are drawn."""

    bulan = forms.ChoiceField(label=later("Bulan", "Month"))
    wilayah = forms.ChoiceField(label=later("Wilayah", "Area"))

    def __init__(self, months: list[tuple[str, str]], areas: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bulan"].choices = months  # type: ignore[attr-defined]
        self.fields["wilayah"].choices = areas  # type: ignore[attr-defined]

    @property
    def month(self) -> date:
        return date.fromisoformat(self.cleaned_data["bulan"])

"""At the door: who was met, how they do, who lives there, and whom nobody had on record."""

from typing import Any, Final

from django import forms

from harapan.console.candidates.forms.base import (
    SEXES,
    OfPersons,
    Question,
    check_nik,
    day_field,
    nik_field,
    radio,
    refuse_ahead,
)
from harapan.intake.models import Outcome
from harapan.intake.visits.finding import AWAY, DIED, HERE, PROXY, UNKNOWN, Person
from harapan.intake.visits.outcomes import OUTCOMES
from harapan.registry.words import RELATIONS
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

PLACES: Final = {
    HERE: Words("Tinggal di sini", "Lives here"),
    AWAY: Words("Tidak tinggal di sini lagi", "Does not live here any more"),
    DIED: Words("Meninggal", "Died"),
    UNKNOWN: Words("Belum diketahui", "Not known"),
}


class Found(Question):
    """Whether anybody was met at the address."""

    result = radio(
        later("Apakah keluarga ditemui di alamatnya?", "Was the family met at its address?"),
        [
            ("found", Words("Ya, keluarga ditemui", "Yes, the family was met")),
            (Outcome.ADDRESS_NOT_FOUND, Words("Tidak, alamatnya tidak ditemukan", "No, the address was not found")),
            (Outcome.MOVED, Words("Tidak, keluarga sudah pindah", "No, the family has moved")),
            (Outcome.REFUSED, Words("Ditemui, tetapi menolak ikut serta", "Met, but does not want to take part")),
        ],
    )
    on = day_field(later("Tanggal kunjungan", "Day of the visit"))
    note = Line(
        label=later("Keterangan", "Details"),
        help_text=later(
            "Pindah ke mana, siapa yang ditanya, atau alasan menolak. Wajib bila keluarga tidak ditemui atau menolak.",
            "Where they moved, who was asked, or why they refuse. Needed unless the family was met and takes part.",
        ),
        required=False,
        max_length=400,
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        refuse_ahead(self, "on")
        if typed.get("result") not in (None, "found") and len(typed.get("note", "")) < 5:
            self.add_error("note", said("Tuliskan keterangannya.", "Give the details."))
        return typed


class Standing(Question):
    """Whether the family belongs to those the programme is for."""

    result = radio(
        later("Bagaimana keadaan keluarga ini?", "How is this family doing?"),
        [
            ("poor", Words("Miskin atau rentan: lanjutkan", "Poor or vulnerable: go on")),
            *(
                (outcome, OUTCOMES[outcome].words)
                for outcome in (Outcome.PROSPEROUS, Outcome.PARTICIPANT, Outcome.DUPLICATE, Outcome.NON_CATEGORY)
            ),
        ],
    )
    note = Line(
        label=later("Yang Anda lihat", "What you saw"),
        help_text=later(
            "Misalnya nomor keluarga yang ganda, atau pekerjaan: ASN, TNI, Polri, pensiunan, petugas sosial termasuk "
            "non kategori. Wajib bila keluarga tidak dilanjutkan.",
            "The number of the family it doubles, say, or the occupation: civil servants, soldiers, police, pensioners "
            "and social staff are non-category. Needed unless you go on.",
        ),
        required=False,
        max_length=400,
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("result") not in (None, "poor") and len(typed.get("note", "")) < 5:
            self.add_error("note", said("Tuliskan yang Anda lihat.", "Say what you saw."))
        return typed


class Household(OfPersons):
    """Who of those we know lives here."""

    each = ("where", "died_on", "nik")

    def persons(self) -> list[Person]:
        return [person for person in self.asked.persons if not person.is_new]

    def furnish(self) -> None:
        for person in self.persons():
            self.fields[f"where_{person.key}"] = radio(
                later("Di mana ia sekarang?", "Where are they now?"), PLACES.items(), initial=person.where
            )
            self.fields[f"died_on_{person.key}"] = day_field(
                later("Bila meninggal, tanggalnya", "If they died, when"), required=False
            )
            if not person.nik:
                self.fields[f"nik_{person.key}"] = nik_field()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for person in self.persons():
            died = f"died_on_{person.key}"
            refuse_ahead(self, died)
            if typed.get(f"where_{person.key}") == DIED and not typed.get(died) and died not in self.errors:
                self.add_error(died, said("Isi tanggal meninggalnya.", "Give the day of death."))
            if typed.get(died) and typed[died] < person.born:
                self.add_error(died, said("Sebelum tanggal lahirnya.", "Before the day of birth."))
            check_nik(self, f"nik_{person.key}", person.born, person.sex)
        if self.persons() and not any(typed.get(f"where_{one.key}") == HERE for one in self.persons()):
            self.add_error(
                None,
                said(
                    "Tidak seorang pun tinggal di sini? Kembali ke pertanyaan pertama dan pilih pindah atau tidak "
                    "ditemukan.",
                    "Nobody lives here? Go back to the first question and choose moved or not found.",
                ),
            )
        return typed


class Newcomer(Question):
    """Somebody nobody has on record: a newborn, or a relative who came to live here."""

    name = Line(label=later("Nama", "Name"), max_length=120)
    sex = radio(later("Jenis kelamin", "Sex"), SEXES.items())
    born = day_field(later("Tanggal lahir", "Born on"))
    relation = forms.ChoiceField(
        label=later("Hubungan", "Relation"),
        choices=offered(*((code, Words(title.id, title.en)) for code, title in RELATIONS.items() if code != PROXY)),
        initial="child",
    )
    nik = nik_field()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        refuse_ahead(self, "born")
        check_nik(self, "nik", typed.get("born"), typed.get("sex", ""))
        return typed

"""What somebody types at this desk: which letters to look for, which one to make, why one is taken back."""

from typing import Any

from django import forms
from django.utils.functional import lazystr

from harapan.console.areas.fields import AreaField, WithAreas
from harapan.console.letters import queries
from harapan.letters.models import Letter
from harapan.letters.queries import letters_visible_to
from harapan.letters.words import KINDS, STATES
from harapan.operations.letters.asking import Wish
from harapan.staff.models import Staff
from harapan.ui.fields import Line, Reason, offered
from harapan.ui.words import Words, later, said

ALL = Words("Semua", "All")
Kind = Letter.Kind


class Search(forms.Form):
    """Filters of the list, as they stand in the address."""

    jenis = forms.ChoiceField(
        label=lazystr(Words("Jenis", "Kind")), choices=offered(*KINDS.items(), first=ALL), required=False
    )
    tahap = forms.ChoiceField(label=lazystr(Words("Tahap", "Stage")), required=False)
    keadaan = forms.ChoiceField(
        label=lazystr(Words("Keadaan", "State")), choices=offered(*STATES.items(), first=ALL), required=False
    )
    cari = Line(label=lazystr(Words("Nomor surat atau kode wilayah", "Number or code of area")), required=False)

    def __init__(self, staff: Staff, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stages = [(period, period) for period in queries.periods_of(staff)]
        self.fields["tahap"].choices = offered(*stages, first=ALL)  # type: ignore[attr-defined]

    @property
    def wish(self) -> queries.Wish:
        """What is looked for; nonsense looks for everything."""
        if not self.is_valid():
            return queries.Wish()
        typed = self.cleaned_data
        return queries.Wish(typed["jenis"], typed["tahap"], typed["keadaan"], typed["cari"])


class New(WithAreas):
    """A letter to be made. Minutes are about all books of a stage; only slips may be for one group."""

    tahap = forms.ChoiceField(label=later("Tahap", "Stage"))
    wilayah = AreaField(
        help_text=later(
            "Ketik nama, pilih dari daftar. Kosong: seluruh wilayah Anda.",
            "Type its name and choose it from the list. Empty: all of your area.",
        ),
        required=False,
    )
    kelompok = Line(
        label=later("Kelompok", "Group"),
        help_text=later("Bila hanya untuk satu kelompok di satu desa.", "If for one group of one village only."),
        required=False,
    )

    def __init__(self, kind: str, staff: Staff, *args: Any, **options: Any) -> None:
        super().__init__(*args, staff=staff, **options)
        self.kind = kind
        stages = queries.approved_stages()
        years = sorted({stage[:4] for stage in stages}, reverse=True) if kind == Kind.RECAP else []
        named = [(year, Words(f"Seluruh tahun {year}", f"All of {year}")) for year in years]
        self.fields["tahap"].choices = offered(*((stage, stage) for stage in stages), *named)  # type: ignore[attr-defined]
        if kind == Kind.MINUTES:
            del self.fields["wilayah"]
        if kind != Kind.SLIPS:
            del self.fields["kelompok"]

    def clean(self) -> dict[str, Any]:
        """A group is one of its village."""
        typed = super().clean() or {}
        if name := typed.get("kelompok"):
            group = queries.group_called(name, typed.get("wilayah") or "")
            if group is None:
                self.add_error(
                    "kelompok",
                    said(
                        "Tidak ada kelompok bernama itu; wilayahnya harus satu desa.",
                        "There is no group of that name; the area must be one village.",
                    ),
                )
            typed["group"] = group.pk if group else None
        return typed

    @property
    def wish(self) -> Wish:
        """The letter, as the room below is asked for it."""
        typed = self.cleaned_data
        return Wish(self.kind, typed["tahap"], typed.get("wilayah", ""), typed.get("group"))


class Revoke(forms.Form):
    """Why a letter is taken back, and which one takes its place."""

    alasan = Reason(label=later("Alasan", "Reason"), max_length=400)
    pengganti = Line(label=later("Nomor surat pengganti", "Number of the letter that replaces it"), required=False)

    def __init__(self, staff: Staff, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = staff

    def clean_pengganti(self) -> Letter | None:
        """The letter with that number."""
        typed: str = self.cleaned_data["pengganti"]
        if not typed:
            return None
        found = letters_visible_to(self.staff).filter(number=typed.upper()).first()
        if found is None:
            raise forms.ValidationError(said("Tidak ada surat bernomor itu.", "There is no letter with that number."))
        return found

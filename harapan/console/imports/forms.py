"""What somebody types at this desk: a file and what it is about, columns, filters, a reason."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazystr

from harapan.banks.dialects import BANKS
from harapan.console.areas.fields import AreaField, WithAreas
from harapan.console.areas.queries import names_of
from harapan.intake.imports.queries import OPENINGS
from harapan.intake.imports.words import STATES
from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES
from harapan.staff.models import Staff
from harapan.ui.fields import Line, Reason, offered
from harapan.ui.words import Words, later, said

ALL = Words("Semua", "All")
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
KINDS = [(name, source.words) for name, source in SOURCES.items()]


class Search(forms.Form):
    """Filters of the desk, as they stand in the address."""

    jenis = forms.ChoiceField(
        label=lazystr(Words("Daftar", "List")), choices=offered(*KINDS, first=ALL), required=False
    )
    keadaan = forms.ChoiceField(
        label=lazystr(Words("Keadaan", "State")), choices=offered(*STATES.items(), first=ALL), required=False
    )

    @property
    def wish(self) -> dict[str, str]:
        """What narrows the list; nonsense narrows nothing."""
        self.is_valid()
        typed = {"kind": self.cleaned_data.get("jenis"), "state": self.cleaned_data.get("keadaan")}
        return {name: value for name, value in typed.items() if value}


class Bring(WithAreas):
    """A file, and what it is about."""

    berkas = forms.FileField(
        label=lazystr(Words("Berkas", "File")),
        help_text=later(
            "CSV, XLSX, XLS, atau ODS, seperti yang diterima: jangan diubah dulu.",
            "CSV, XLSX, XLS or ODS as you got it: change nothing first.",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
        max_length=200,
    )
    per = forms.DateField(
        label=lazystr(Words("Keadaan per tanggal", "As of")),
        help_text=later("Hari yang dibicarakan daftar ini.", "The day this list speaks of."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    wilayah = AreaField(required=False)
    bank = forms.ChoiceField(
        label=lazystr(Words("Bank yang menjawab", "Bank that answers")),
        choices=offered(
            *((code, bank.name) for code, bank in BANKS.items() if code != "POS"), first=Words("Pilih", "Choose")
        ),
    )
    surat = Line(
        label=later("Nomor surat pengantar", "Covering letter"),
        required=False,
        max_length=160,
        help_text=later("Tercatat sebagai dasar setiap perubahan.", "Stands as the ground of every change."),
    )

    def __init__(self, kind: str, staff: Staff, data: Any = None, files: Any = None) -> None:
        initial = {"per": timezone.localdate(), "wilayah": staff.area}
        super().__init__(data, files, initial=initial, staff=staff)
        if kind != OPENINGS:
            del self.fields["bank"]
        else:
            del self.fields["wilayah"]
        if "wilayah" in self.fields:
            self.fields["wilayah"].help_text = str(self._about_areas())

    def _about_areas(self) -> Words:
        if self.staff.works_for_the_country and not self.staff.area:
            return Words(
                "Nama atau kode; kosong berarti seluruh negeri.", "A name or code; empty is the whole country."
            )
        own = ", ".join(names_of(self.staff.areas, timezone.localdate()).values())
        return Words(
            f"Wilayah Anda: {own}. Baris di luarnya tidak diterapkan.", f"Yours: {own}. Other rows are not applied."
        )

    def clean_berkas(self) -> Any:
        """Of a kind we read, by its name; what it really is, the file itself says when it is read."""
        file = self.cleaned_data["berkas"]
        if not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(said("Pilih CSV, XLSX, XLS, atau ODS.", "Choose CSV, XLSX, XLS or ODS."))
        return file

    def clean_per(self) -> Any:
        """No list speaks of a day to come."""
        day = self.cleaned_data["per"]
        if day > timezone.localdate():
            raise forms.ValidationError(said("Tanggal ini belum tiba.", "That day has not come yet."))
        return day

    def clean_wilayah(self) -> str:
        """An area of one's own."""
        code = str(self.cleaned_data["wilayah"])
        if not any(code.startswith(own) for own in self.staff.areas):
            raise forms.ValidationError(said("Ini bukan wilayah Anda.", "This is not your area."))
        return code


class Columns(forms.Form):
    """Which column of the file holds what: one choice for each thing the list may say."""

    def __init__(self, upload: Upload, data: Any = None) -> None:
        source = SOURCES[upload.kind]
        initial = {name: str(place) for name, place in upload.columns.items()}
        super().__init__(data, initial=initial)
        none = Words("(tidak ada)", "(none)")
        places = [(str(place), f"{_letter(place)}: {heading}") for place, heading in enumerate(upload.headings)]
        needed, sheets = {name for choice in source.needs for name in choice}, upload.layout.get("sheets", [])
        for column in source.columns:
            choice = next((choice for choice in source.needs if column.name in choice), ())
            others = [str(source.by_name[name].words) for name in choice if name != column.name]
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.words),
                choices=offered(*places, first=none),
                required=choice == (column.name,) and len(sheets) < 2,
                help_text=_need(column.name in needed, others),
            )
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=said("Lembar", "Sheet"),
                choices=[(one, one) for one in sheets],
                initial=upload.layout.get("sheet"),
            )

    @property
    def chosen(self) -> dict[str, int]:
        """Our columns and their places."""
        return {name: int(place) for name, place in self.cleaned_data.items() if name != "sheet" and place != ""}


def _need(needed: bool, others: list[str]) -> str:
    if not needed:
        return ""
    if others:
        return said(f"Wajib, atau {' / '.join(others)}.", f"Needed, or {' / '.join(others)}.")
    return said("Wajib.", "Needed.")


def _letter(place: int) -> str:
    """A, B, ... Z, AA as spreadsheets call their columns."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Because(forms.Form):
    """Why a list is taken back."""

    alasan = Reason(label=later("Mengapa dibatalkan", "Why it is taken back"), max_length=400)

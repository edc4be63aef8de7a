"""What is typed above a class sheet, why a report is reopened, and a filled form that comes back as a file."""

from typing import Any

from django import forms
from django.utils.functional import lazystr

from harapan.ui.fields import Line, Reason
from harapan.ui.words import Words, later, said

MOST_DAYS = 31
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


class SheetForm(forms.Form):
    """Effective days, or that there was no service and why."""

    hari = forms.IntegerField(
        label=lazystr(Words("Hari efektif", "Effective days")),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "maxlength": "2", "autocomplete": "off", "data-days": "", "autofocus": ""}
        ),
        error_messages={
            "invalid": later("Tulis angka 1 sampai 31.", "Write a number from 1 to 31."),
            "min_value": later("Tulis angka 1 sampai 31.", "Write a number from 1 to 31."),
            "max_value": later("Tulis angka 1 sampai 31.", "Write a number from 1 to 31."),
        },
    )
    layanan = forms.BooleanField(
        label=lazystr(Words("Layanan tidak tersedia bulan ini", "There was no service this month")),
        help_text=later(
            "Libur panjang, sekolah tutup, bencana: tidak pernah memberatkan keluarga.",
            "Holidays, a closed school, a disaster: it never counts against a family.",
        ),
        required=False,
    )
    sebab = Line(
        label=later("Sebabnya", "Why"), required=False, max_length=200, widget=forms.TextInput(attrs={"data-cause": ""})
    )

    def clean(self) -> dict[str, Any]:
        """Days, or a cause; a month has one of the two."""
        typed = super().clean() or {}
        shut = typed.get("layanan")
        if shut and len(typed.get("sebab", "")) < 3:
            self.add_error("sebab", said("Tulis mengapa tidak ada layanan.", "Write why there was no service."))
        if not shut and typed.get("hari") is None and "hari" not in self.errors:
            self.add_error("hari", said("Tulis hari efektif bulan ini.", "Write the effective days of the month."))
        return typed

    @property
    def open_days(self) -> int:
        """Days open as far as they can be read; none where there was no service."""
        if not self.is_bound:
            return int(self.initial.get("hari") or 0)
        self.is_valid()
        typed = getattr(self, "cleaned_data", {})
        return 0 if typed.get("layanan") else typed.get("hari") or 0


class ReopenForm(SheetForm):
    """The sheet again, and why."""

    perbaikan = Reason(label=later("Alasan perbaikan", "Why it is corrected"), max_length=300)


class FormFile(forms.Form):
    """The ministry's form, filled in."""

    berkas = forms.FileField(
        label=lazystr(Words("Formulir yang sudah diisi", "The form, filled in")),
        help_text=later(
            "CSV atau Excel, seperti diterima dari sekolah: jangan diubah dulu.",
            "CSV or Excel, as the school sent it: change nothing first.",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
        max_length=200,
    )

    def clean_berkas(self) -> Any:
        """Of a kind we read, by its name; what it really is, the file says itself."""
        file = self.cleaned_data["berkas"]
        if not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(said("Pilih CSV, XLSX, XLS, atau ODS.", "Choose CSV, XLSX, XLS or ODS."))
        return file

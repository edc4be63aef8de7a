"""What a reader looks for in the log."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazystr

from harapan.console.record.things import KINDS, VERBS
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, said

ALL = Words("Semua", "All")


class Search(forms.Form):
    """Filters of the log, as they stand in the address. Dates are days of the office's clock, both included."""

    siapa = Line(
        label=lazystr(Words("Petugas", "Staff")),
        max_length=120,
        required=False,
    )
    apa = forms.ChoiceField(
        label=lazystr(Words("Tindakan", "Action")), choices=offered(*VERBS.items(), first=ALL), required=False
    )
    jenis = forms.ChoiceField(
        label=lazystr(Words("Terhadap", "Done to")), choices=offered(*KINDS.items(), first=ALL), required=False
    )
    nomor = Line(label=lazystr(Words("Nomor", "Number")), max_length=60, required=False)
    dari = forms.DateField(
        label=lazystr(Words("Dari tanggal", "From")), widget=forms.DateInput({"type": "date"}), required=False
    )
    sampai = forms.DateField(
        label=lazystr(Words("Sampai tanggal", "Until")), widget=forms.DateInput({"type": "date"}), required=False
    )

    def clean(self) -> dict[str, Any]:
        """A number means nothing without its kind; a period has an order."""
        wish = super().clean() or {}
        if wish.get("nomor") and not wish.get("jenis") and "jenis" not in self.errors:
            self.add_error("jenis", said("Pilih dahulu nomor milik apa", "Choose first what the number is of"))
        if wish.get("dari") and wish.get("sampai") and wish["dari"] > wish["sampai"]:
            self.add_error("sampai", said("Sampai harus sesudah dari", "Until must not be before from"))
        return wish

    @property
    def begins(self) -> datetime | None:
        """The first moment of the period."""
        day = self.cleaned_data["dari"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None

    @property
    def ends(self) -> datetime | None:
        """The last moment of the period."""
        day = self.cleaned_data["sampai"]
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None

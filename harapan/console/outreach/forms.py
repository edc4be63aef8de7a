"""What somebody types about an outreach event, and how they look for one."""

from typing import Any

from django import forms
from django.utils import timezone

from harapan.console.letters.queries import areas_called
from harapan.coordination.models import Gathering
from harapan.lib.identifiers import dotted, undotted
from harapan.staff.models import Staff
from harapan.ui.attendance import Attendance
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

ALL = Words("Semua", "All")
WHOSE = {
    "ours": Words("Dicatat di sini", "Recorded here"),
    "published": Words("Terbitan pihak lain", "Published by others"),
}


class Search(forms.Form):
    """Filters of the list, as they stand in the address."""

    wilayah = Line(label=later("Kode wilayah", "Area code"), max_length=13, required=False)
    tahun = forms.IntegerField(label=later("Tahun", "Year"), min_value=2000, max_value=2999, required=False)
    asal = forms.ChoiceField(label=later("Asal", "Origin"), choices=offered(*WHOSE.items(), first=ALL), required=False)
    cari = Line(label=later("Tema, tempat atau lembaga", "Theme, place or institution"), required=False)

    @property
    def told(self) -> dict[str, Any]:
        """What was asked for; nonsense asks for nothing."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value}
        code = undotted(told.get("wilayah", ""))
        return {**told, "wilayah": code if code.isdigit() else ""}


class Held(forms.Form):
    """One event."""

    area = Line(
        label=later("Untuk wilayah", "For the area"),
        max_length=80,
        required=False,
        help_text=later(
            "Nama atau kode, misalnya Tenggarong atau 64.02.06. Kosong: seluruh wilayah Anda.",
            "A name or code, such as Tenggarong or 64.02.06. Empty: all of your area.",
        ),
        widget=forms.TextInput({"list": "wilayah-saya", "autocomplete": "off"}),
    )
    held_on = forms.DateField(
        label=later("Tanggal", "Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    place = Line(label=later("Tempat", "Place"), max_length=160)
    theme = Line(label=later("Tema", "Theme"), max_length=200)
    host = Line(label=later("Penyelenggara", "Host"), max_length=120)
    opener = Line(label=later("Dibuka oleh", "Opened by"), max_length=120, required=False)
    participants = Attendance()
    materials = forms.CharField(
        label=later("Materi", "Materials"), widget=forms.Textarea({"rows": 3}), max_length=2_000, required=False
    )
    follow_up = forms.CharField(
        label=later("Tindak lanjut", "Follow-up"),
        help_text=later("Siapa melakukan apa, sampai kapan.", "Who does what, until when."),
        widget=forms.Textarea({"rows": 3}),
        max_length=4_000,
        required=False,
    )

    def __init__(self, staff: Staff, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = staff

    def clean_area(self) -> str:
        """The code of the one area that is meant."""
        typed: str = self.cleaned_data["area"]
        if not typed:
            return self.staff.area
        found = areas_called(typed, self.staff, timezone.localdate())
        if len(found) == 1 or (found and len(found[0].code) < len(found[1].code)):
            return found[0].code
        if not found:
            raise forms.ValidationError(
                said("Tidak ada wilayah demikian dalam tugas Anda.", "There is no such area in yours.")
            )
        named = ", ".join(f"{area.name} ({dotted(area.code)})" for area in found[:8])
        raise forms.ValidationError(
            said(f"Ada beberapa; ketik kodenya: {named}.", f"There are several; type one's code: {named}.")
        )


FIELDS = ("held_on", "place", "theme", "host", "opener", "participants", "materials", "follow_up")


def initial_of(gathering: Gathering) -> dict[str, Any]:
    """What a correction begins with."""
    told = {name: getattr(gathering, name) for name in FIELDS}
    return {**told, "area": dotted(gathering.area)}

"""What somebody types about an outreach event, and how they look for one."""

from typing import Any

from django import forms

from harapan.console.areas.fields import AreaField, WithAreas
from harapan.coordination.models import Gathering
from harapan.lib.identifiers import dotted
from harapan.ui.attendance import Attendance
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later

ALL = Words("Semua", "All")
WHOSE = {
    "ours": Words("Dicatat di sini", "Recorded here"),
    "published": Words("Terbitan pihak lain", "Published by others"),
}


class Search(WithAreas):
    """Filters of the list, as they stand in the address."""

    wilayah = AreaField(required=False)
    tahun = forms.IntegerField(label=later("Tahun", "Year"), min_value=2000, max_value=2999, required=False)
    asal = forms.ChoiceField(label=later("Asal", "Origin"), choices=offered(*WHOSE.items(), first=ALL), required=False)
    cari = Line(label=later("Tema, tempat atau lembaga", "Theme, place or institution"), required=False)

    @property
    def told(self) -> dict[str, Any]:
        """What was asked for; nonsense asks for nothing."""
        self.is_valid()
        return {"wilayah": "", **{name: value for name, value in self.cleaned_data.items() if value}}


class Held(WithAreas):
    """One event."""

    area = AreaField(
        label=later("Untuk wilayah", "For the area"),
        required=False,
        help_text=later(
            "Nama atau kode, misalnya Tenggarong atau 64.02.06. Kosong: seluruh wilayah Anda.",
            "A name or code, such as Tenggarong or 64.02.06. Empty: all of your area.",
        ),
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

    def clean_area(self) -> str:
        """All of one's own, where nothing smaller is chosen."""
        return str(self.cleaned_data["area"]) or self.staff.area


FIELDS = ("held_on", "place", "theme", "host", "opener", "participants", "materials", "follow_up")


def initial_of(gathering: Gathering) -> dict[str, Any]:
    """What a correction begins with."""
    told = {name: getattr(gathering, name) for name in FIELDS}
    return {**told, "area": dotted(gathering.area)}

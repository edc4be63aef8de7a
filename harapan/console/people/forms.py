"""What managers of staff type and choose."""

from typing import Any

from django import forms
from django.utils import timezone

from harapan.console.areas.fields import AreaField, WithAreas
from harapan.console.people.queries import Wish
from harapan.staff.authority import positions_below
from harapan.staff.models import POSITIONS, Staff
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

ALL = Words("Semua", "All")
STATES = {
    "here": Words("Bertugas", "Works here"),
    "gone": Words("Sudah berhenti", "Left"),
    "new": Words("Belum pernah masuk", "Never signed in"),
    "acting": Words("Merangkap wilayah lain", "Acts in another area"),
}


class Search(WithAreas):
    """Filters of the list, as they stand in the address."""

    nama = Line(label=later("Nama atau nama pengguna", "Name or user name"), max_length=120, required=False)
    jabatan = forms.ChoiceField(
        label=later("Jabatan", "Position"), choices=offered(*POSITIONS.items(), first=ALL), required=False
    )
    wilayah = AreaField(required=False)
    keadaan = forms.ChoiceField(
        label=later("Keadaan", "State"), choices=offered(*STATES.items(), first=ALL), required=False
    )

    @property
    def wish(self) -> Wish:
        """What was asked for; whatever makes no sense asks for nothing."""
        typed = self.cleaned_data if self.is_valid() else {}
        return Wish(typed.get("nama", ""), typed.get("jabatan", ""), typed.get("wilayah", ""), typed.get("keadaan", ""))


def today() -> object:
    """The day a form proposes."""
    return timezone.localdate()


class _Posting(WithAreas):
    """A position in an area, from a day on."""

    position = forms.ChoiceField(label=later("Jabatan", "Position"))
    area = AreaField(
        label=later("Wilayah tugas", "Area"),
        required=False,
        help_text=later(
            "Nama atau kode, misalnya 64.03. Kosong: nasional.",
            "Name or code, such as 64.03. Empty: the whole country.",
        ),
    )
    facility = Line(
        label=later("Kode sekolah, faskes, atau bank", "Code of the school, health unit or bank"),
        required=False,
        max_length=20,
        help_text=later(
            "Hanya untuk petugas sekolah, faskes, dan bank: NPSN, kode faskes, atau kode bank seperti BRI.",
            "Only for staff of schools, health units and banks: NPSN, the unit's code, or a bank such as BRI.",
        ),
    )
    from_on = forms.DateField(
        label=later("Mulai", "From"), initial=today, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    document = Line(
        label=later("Surat keputusan", "Letter of appointment"),
        required=False,
        max_length=160,
        help_text=later("Nomor SK, bila ada.", "Its number, if there is one."),
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, staff=staff, **kwargs)
        below = positions_below(staff)
        mine = [(position, words) for position, words in POSITIONS.items() if position in below]
        self.fields["position"].choices = offered(*mine)  # type: ignore[attr-defined]
        if staff.area:
            self.fields["area"].required = True
            self.fields["area"].help_text = said("Nama atau kode, misalnya 64.03.", "Name or code, such as 64.03.")

    def clean_facility(self) -> str:
        """Codes are written in capitals."""
        return str(self.cleaned_data["facility"]).upper()


class TakeOn(_Posting):
    """A new colleague."""

    field_order = ("name", "username", "position", "area", "facility", "from_on", "document")

    name = Line(label=later("Nama lengkap", "Full name"), max_length=120)
    username = Line(
        label=later("Nama pengguna", "User name"),
        max_length=60,
        help_text=later(
            "Huruf kecil dan angka, misalnya siti.aminah.", "Small letters and digits, such as siti.aminah."
        ),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_username(self) -> str:
        """Names are written small."""
        return str(self.cleaned_data["username"]).lower()


class Post(_Posting):
    """Another posting."""


class Act(WithAreas):
    """Standing in for another area."""

    area = AreaField(
        label=later("Wilayah rangkap", "Further area"),
        help_text=later("Nama atau kode, misalnya 64.03.", "Name or code, such as 64.03."),
    )
    from_on = forms.DateField(
        label=later("Mulai", "From"), initial=today, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=later("Berakhir pada", "Ends on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=later("Hari pertama tanpa wilayah ini.", "The first day without this area."),
    )
    document = Line(label=later("Surat tugas", "Letter"), required=False, max_length=160)


class LetGo(forms.Form):
    """The end of somebody's work."""

    on = forms.DateField(
        label=later("Tidak bertugas sejak", "No longer here from"),
        initial=today,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=later("Hari ini: akses berakhir seketika.", "Today: access ends at once."),
    )
    document = Line(label=later("Surat keputusan", "Letter"), required=False, max_length=160)


class Bind(forms.Form):
    """Which operating-system user somebody is."""

    os_user = Line(
        label=later("Pengguna komputer", "Operating-system user"),
        required=False,
        max_length=60,
        help_text=later("Kosong: tidak terikat pada siapa pun.", "Empty: bound to nobody."),
    )

"""What is typed about facilities: filters, a new one, its closing, a move, a claim, a decision."""

from typing import Any

from django import forms
from django.utils import timezone

from harapan.commitments.attachments.moving import GRADES
from harapan.console.areas.fields import AreaField, WithAreas
from harapan.console.facilities.words import KINDS, LEVELS, OFFERED, REGISTERS
from harapan.places.models import Facility
from harapan.ui.fields import Line, Reason, offered
from harapan.ui.words import Words, later, said

ALL = Words("Semua", "All")
STATES = {"closed": Words("Sudah tutup", "Closed"), "both": Words("Buka dan tutup", "Open and closed")}


def today() -> object:
    """The day a form proposes."""
    return timezone.localdate()


class DayField(forms.DateField):
    """A day, chosen from a calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class Search(WithAreas):
    """Filters of the list, as they stand in the address."""

    cari = Line(label=later("Nama atau kode", "Name or code"), max_length=120, required=False)
    jenis = forms.ChoiceField(
        label=later("Jenis", "Kind"), choices=offered(*OFFERED.items(), first=ALL), required=False
    )
    wilayah = AreaField(required=False)
    keadaan = forms.ChoiceField(
        label=later("Keadaan", "State"),
        choices=offered(*STATES.items(), first=Words("Buka", "Open")),
        required=False,
    )

    @property
    def wish(self) -> dict[str, Any]:
        """What was asked for; whatever makes no sense asks for nothing."""
        self.is_valid()
        told = {name: str(self.cleaned_data.get(name, "")) for name in self.fields}
        closed = {"closed": True, "both": None}.get(told["keadaan"], False)
        return {"text": told["cari"], "kind": told["jenis"], "area": told["wilayah"], "closed": closed}


class Kept(WithAreas):
    """A facility as it stands, or a new one."""

    code = Line(
        label=later("Kode", "Code"),
        max_length=20,
        help_text=later(
            "NPSN sekolah (8 angka), atau kode faskes seperti PKM-640206.",
            "A school's NPSN (8 digits), or a unit's code such as PKM-640206.",
        ),
    )
    kind = forms.ChoiceField(label=later("Jenis", "Kind"), choices=offered(*KINDS.items()))
    level = forms.ChoiceField(
        label=later("Jenjang", "Level"),
        choices=offered(*LEVELS.items(), first=Words("bukan sekolah", "not a school")),
        required=False,
    )
    register = forms.ChoiceField(
        label=later("Tercatat di", "Registered in"),
        choices=offered(*REGISTERS.items(), first=Words("tidak diketahui", "not known")),
        required=False,
    )
    name = Line(label=later("Nama", "Name"), max_length=120)
    village = AreaField(label=later("Desa/kelurahan", "Village"), level="village")
    latitude = forms.FloatField(label=later("Lintang", "Latitude"), min_value=-12, max_value=7, required=False)
    longitude = forms.FloatField(label=later("Bujur", "Longitude"), min_value=94, max_value=142, required=False)
    on = DayField(label=later("Buka sejak", "Open since"), initial=today)

    def clean_code(self) -> str:
        """Codes are written in capitals."""
        return str(self.cleaned_data["code"]).upper()


class Correct(Kept):
    """What can be said anew of a facility that is known."""

    code = None  # type: ignore[assignment]
    on = None  # type: ignore[assignment]


class Close(forms.Form):
    """The last day of a facility, and why."""

    on = DayField(
        label=later("Tutup sejak", "Closed from"),
        initial=today,
        help_text=later("Hari pertama tanpa layanan.", "The first day without service."),
    )
    because = Reason(label=later("Alasan", "Reason"), max_length=200)


class Moved(forms.Form):
    """Where somebody goes, since when, in which class."""

    facility = forms.ChoiceField(label=later("Sekolah/faskes", "Facility"))
    since = DayField(
        label=later("Sejak", "Since"),
        initial=today,
        help_text=later(
            "Daftar lama kehilangan anggota ini pada hari itu.", "The old list loses this member on that day."
        ),
    )
    grade = forms.TypedChoiceField(label=later("Tingkat", "Grade"), coerce=int, empty_value=None, required=False)
    class_name = Line(
        label=later("Kelas", "Class"), max_length=20, required=False, help_text=later("Misalnya 4B.", "Such as 4B.")
    )
    because = Reason(label=later("Alasan", "Reason"), max_length=200)

    def __init__(self, *given: Any, places: list[Facility], level: str, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["facility"].choices = [(one.code, f"{one.name} ({one.code})") for one in places]  # type: ignore[attr-defined]
        grades = [(str(grade), str(grade)) for grade in GRADES.get(level, ())]
        if grades:
            self.fields["grade"].choices = [("", said("belum diketahui", "not known")), *grades]  # type: ignore[attr-defined]
        else:
            del self.fields["grade"]
            del self.fields["class_name"]


class Claimed(forms.Form):
    """Somebody who is with this facility and not on its list."""

    name = Line(label=later("Nama lengkap", "Full name"), max_length=120)
    nik = Line(
        label=later("NIK", "NIK"),
        max_length=16,
        min_length=16,
        help_text=later("16 angka, dari kartu keluarga.", "16 digits, from the family card."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = DayField(label=later("Di sini sejak", "Here since"), initial=today)
    grade = forms.TypedChoiceField(label=later("Tingkat", "Grade"), coerce=int, empty_value=None, required=False)
    class_name = Line(label=later("Kelas", "Class"), max_length=20, required=False)
    note = forms.CharField(
        label=later("Keterangan", "Note"),
        widget=forms.Textarea({"rows": 2}),
        max_length=300,
        required=False,
        help_text=later("Misalnya surat pindah dan nomornya.", "Such as the letter of transfer and its number."),
    )

    def __init__(self, *given: Any, level: str, **options: Any) -> None:
        super().__init__(*given, **options)
        grades = [(str(grade), str(grade)) for grade in GRADES.get(level, ())]
        self.fields["grade"].choices = [("", said("belum diketahui", "not known")), *grades]  # type: ignore[attr-defined]
        if not grades:
            del self.fields["grade"]
            del self.fields["class_name"]


class Ruled(forms.Form):
    """What was decided, and why; the school reads it."""

    accepted = forms.TypedChoiceField(
        label=later("Keputusan", "Decision"),
        choices=offered(
            ("ya", Words("Terima: pindahkan sejak tanggal klaim", "Accept: move from the day of the claim")),
            ("tidak", Words("Tolak: daftar tetap", "Refuse: the lists stay")),
        ),
        coerce=lambda told: told == "ya",
        widget=forms.RadioSelect,
    )
    because = Reason(
        label=later("Alasan", "Reason"),
        max_length=300,
        help_text=later("Dibaca oleh sekolah/faskes yang mengklaim.", "Read by the facility that claims."),
    )

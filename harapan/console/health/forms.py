"""What is typed beside a sheet of visits, and a statement about how ready a unit was."""

from typing import Any

from django import forms

from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

YES_NO = offered(
    ("ya", Words("Ada", "Yes")), ("tidak", Words("Tidak ada", "No")), first=Words("Tidak ditanya", "Not asked")
)
TRUTH = {"ya": True, "tidak": False}


class SheetForm(forms.Form):
    """Why something was not served; and why what was said before is corrected."""

    sebab = Line(
        label=later("Mengapa layanan itu tidak tersedia", "Why that service was not there"),
        help_text=later("Tidak pernah memberatkan keluarga.", "It never counts against a family."),
        required=False,
        max_length=200,
    )
    hari = forms.DateField(
        label=later("Hari penimbangan", "Day of weighing"),
        help_text=later(
            "Tanggal posyandu. Anak yang ditimbang pada hari lain: tulis tanggalnya di barisnya.",
            "The day the post was open. For a child weighed on another day, write that day in its row.",
        ),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    perbaikan = Line(label=later("Alasan perbaikan", "Why it is corrected"), required=False, max_length=300)

    def __init__(self, *args: Any, corrects: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if corrects:
            self.fields["perbaikan"].required = True
        else:
            del self.fields["perbaikan"]

    def check_out(self, *, out: bool) -> None:
        """A service that was not there has a cause."""
        if out and len(self.cleaned_data.get("sebab", "")) < 3:
            self.add_error("sebab", said("Tulis mengapa tidak ada layanan.", "Write why there was no service."))


class ReadinessForm(forms.Form):
    """How a unit stood in a month."""

    siap = forms.ChoiceField(
        label=later("Dapat melayani bulan ini", "Could serve this month"),
        choices=offered(("ya", Words("Ya", "Yes")), ("tidak", Words("Tidak", "No"))),
        widget=forms.RadioSelect,
    )
    sebab = Line(
        label=later("Bila tidak: mengapa", "If not: why"),
        help_text=later(
            "Misalnya: bidan cuti, jembatan putus, gedung rusak.", "Such as: midwife on leave, bridge down."
        ),
        required=False,
        max_length=300,
    )
    petugas = forms.IntegerField(
        label=later("Petugas dan kader yang melayani", "Staff and volunteers who serve"),
        required=False,
        min_value=0,
        max_value=999,
    )
    hari = forms.IntegerField(
        label=later("Hari buka dalam seminggu", "Days open in a week"),
        required=False,
        min_value=0,
        max_value=7,
        help_text=later(
            "Posyandu yang buka sebulan sekali: 0 bila tidak buka.", "A post that opens monthly: 0 if it did not."
        ),
    )
    vaksin = forms.ChoiceField(label=later("Vaksin", "Vaccine"), choices=YES_NO, required=False)
    vitamin_a = forms.ChoiceField(label=later("Kapsul vitamin A", "Vitamin A capsules"), choices=YES_NO, required=False)
    timbangan = forms.ChoiceField(
        label=later("Timbangan dan alat ukur tinggi", "Scales and height boards"), choices=YES_NO, required=False
    )
    buku_kia = forms.ChoiceField(label=later("Buku KIA", "Mother and child books"), choices=YES_NO, required=False)
    jarak = forms.DecimalField(
        label=later("Jarak dusun terjauh (km)", "Farthest hamlet (km)"),
        required=False,
        min_value=0,
        max_value=500,
        decimal_places=1,
    )

    def clean(self) -> dict[str, Any]:
        """Not ready has a reason; nobody there, or never open, is not ready."""
        typed = super().clean() or {}
        ready = typed.get("siap") == "ya"
        if typed.get("siap") == "tidak" and len(typed.get("sebab", "")) < 3:
            self.add_error("sebab", said("Tulis mengapa tidak dapat melayani.", "Write why it could not serve."))
        if ready and typed.get("petugas") == 0:
            self.add_error("siap", said("Tanpa petugas tidak ada layanan.", "Nobody serves where nobody works."))
        return typed

    @property
    def told(self) -> dict[str, Any]:
        """As the table takes it."""
        typed = self.cleaned_data
        away = typed["jarak"]
        return {
            "ready": typed["siap"] == "ya",
            "because": typed["sebab"],
            "staff": typed["petugas"],
            "days": typed["hari"],
            "vaccine": TRUTH.get(typed["vaksin"]),
            "vitamin_a": TRUTH.get(typed["vitamin_a"]),
            "scales": TRUTH.get(typed["timbangan"]),
            "kia_book": TRUTH.get(typed["buku_kia"]),
            "away_metres": None if away is None else round(away * 1000),
        }

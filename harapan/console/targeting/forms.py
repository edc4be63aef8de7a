"""What somebody types at this desk: quotas, a list to be made or taken back, a meeting and its proposals."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from harapan.console.areas.fields import AreaFilter
from harapan.entitlements.law import law
from harapan.intake.models.targeting import COHORT_FORM
from harapan.intake.targeting.actions import Proposed
from harapan.staff.models import Staff
from harapan.ui.attendance import Attendance
from harapan.ui.fields import Line, Reason, offered
from harapan.ui.words import later, said

MOST = 10_000_000


class Cohort(forms.Form):
    """Which cohort a page is about."""

    kohort = forms.RegexField(COHORT_FORM, max_length=8, required=False)

    def chosen(self, first: str) -> str:
        """The cohort in the address; `first` where there is none, or nonsense."""
        return (self.cleaned_data["kohort"] or first) if self.is_valid() else first


class Quotas(forms.Form):
    """A number for each area below one."""

    kohort = forms.RegexField(
        COHORT_FORM,
        max_length=8,
        label=later("Kohort", "Cohort"),
        help_text=later(
            "Tahun dan nomor perluasan, misalnya 2026-1.", "Year and number of the extension, such as 2026-1."
        ),
        error_messages={"invalid": later("Tulis seperti 2026-1.", "Write it as 2026-1.")},
    )
    document = Line(label=later("Dasar (nomor surat)", "By which document"), max_length=160, required=False)

    def __init__(self, areas: Mapping[str, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in areas:
            self.fields[f"q{code}"] = forms.IntegerField(
                label=areas[code],
                min_value=0,
                max_value=MOST,
                required=False,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )

    @property
    def numbers(self) -> dict[str, int]:
        """By area, for those that were given a number."""
        return {
            name[1:]: value
            for name, value in self.cleaned_data.items()
            if name[0] == "q" and name[1:].isdigit() and value is not None
        }


def stages() -> list[tuple[str, str]]:
    """Stages of this year and the years around it, whose law a list may be drawn up under; newest first."""
    year = timezone.localdate().year
    found = [cycle for cycle, stage in law().stages.items() if stage.year <= year]
    return [(cycle, cycle) for cycle in reversed(found)][:24]


class DrawUp(forms.Form):
    """A list to be drawn up: for which cohort, under the law of which stage."""

    kohort = forms.RegexField(COHORT_FORM, max_length=8, label=later("Kohort", "Cohort"))
    stage = forms.ChoiceField(
        label=later("Aturan tahap", "Law of stage"),
        help_text=later(
            "Umur, komponen dan desil dihitung menurut aturan pada hari pertama tahap ini.",
            "Ages, components and deciles are those of the law on this stage's first day.",
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stage"].choices = offered(*stages())  # type: ignore[attr-defined]


class Make(forms.Form):
    """The decision that makes a list: its document and day."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    document = Line(label=later("Nomor surat penetapan calon", "Number of the document"), max_length=120)
    on = forms.DateField(
        label=later("Tanggal", "Date"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )


class Undo(forms.Form):
    """Why a list is taken back."""

    because = Reason(label=later("Alasan membatalkan", "Reason"), max_length=200)


class Decide(forms.Form):
    """Agree to a proposal, or decline it with a reason."""

    putusan = forms.ChoiceField(choices=[("setuju", ""), ("tolak", "")])
    because = Line(label=later("Alasan", "Reason"), max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        """Declining needs a reason."""
        typed = super().clean() or {}
        if typed.get("putusan") == "tolak" and not typed.get("because"):
            self.add_error("because", said("Tuliskan alasan menolak.", "Give the reason for declining."))
        return typed


class Village(AreaFilter):
    """The village that met: one's own, or the one that is named."""

    def __init__(self, query: Mapping[str, str], *, staff: Staff) -> None:
        super().__init__(query, staff=staff, name="desa", level="village")
        field = self.fields[self.name]
        field.label, field.required = said("Desa atau kelurahan", "Village"), True
        field.help_text = said("Ketik nama, pilih dari daftar.", "Type its name and choose it from the list.")

    @property
    def chosen(self) -> str:
        """Its code."""
        return self.staff.area if len(self.staff.area) == len("6402061002") else super().chosen


class Meeting(forms.Form):
    """A village's meeting. Its proposals are rows beside it."""

    held_on = forms.DateField(
        label=later("Tanggal musyawarah", "Day of the meeting"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    place = Line(label=later("Tempat", "Place"), max_length=160)
    leader = Line(
        label=later("Dipimpin oleh", "Led by"),
        max_length=120,
        help_text=later("Nama dan jabatan.", "Name and position."),
    )
    participants = Attendance()
    result = forms.CharField(
        label=later("Hasil musyawarah", "Result"), widget=forms.Textarea({"rows": 3}), max_length=4_000, required=False
    )


ROWS = 5
MOST_ROWS = 60
KINDS = {"tambah": "add", "mampu": "remove"}


class Proposals:
    """The rows of proposals as they were typed: a family's number and a reason; or, unregistered, head and address."""

    def __init__(self, typed: QueryDict | None) -> None:
        self.errors: list[str] = []
        self.rows = {kind: self._rows(typed, kind, ("keluarga", "alasan")) for kind in KINDS}
        self.rows["baru"] = self._rows(typed, "baru", ("nama", "alamat", "alasan"))
        self.found: list[Proposed] = []
        if typed is not None:
            self._read()

    @staticmethod
    def _rows(typed: QueryDict | None, kind: str, names: tuple[str, ...]) -> list[list[str]]:
        columns = [typed.getlist(f"{kind}-{name}") if typed else [] for name in names]
        height = max(map(len, columns))
        rows = [
            [(column[place] if place < len(column) else "").strip()[:400] for column in columns]
            for place in range(height)
        ]
        filled = [row for row in rows if any(row)][:MOST_ROWS]
        return filled + [[""] * len(names) for _ in range(max(ROWS - len(filled), 2))]

    def _read(self) -> None:
        for kind, what in KINDS.items():
            for place, (family, because) in enumerate(self.rows[kind], start=1):
                if family or because:
                    self._family(what, place, family, because)
        for place, (head, address, because) in enumerate(self.rows["baru"], start=1):
            if not (head or address or because):
                continue
            if not (head and address and because):
                self._wrong(place, "tulis nama, alamat dan alasan", "give name, address and reason")
            else:
                self.found.append(Proposed("add", because, head=head[:120], address=address[:200]))

    def _family(self, what: str, place: int, family: str, because: str) -> None:
        number = family.split(" ")[0]
        if not (number.isdigit() and len(number) <= 15):
            self._wrong(place, "tulis nomor keluarga", "give the number of the family")
        elif not because:
            self._wrong(place, "tulis alasannya", "give the reason")
        else:
            self.found.append(Proposed(what, because, family=int(number)))

    def _wrong(self, place: int, indonesian: str, english: str) -> None:
        self.errors.append(said(f"Usulan baris {place}: {indonesian}.", f"Proposal in row {place}: {english}."))

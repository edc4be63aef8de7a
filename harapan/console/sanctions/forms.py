"""What somebody says about a case, and which cases they look for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from harapan.console.areas.fields import AreaField, WithAreas
from harapan.console.families.filters import area_of
from harapan.sanctions.models import Case
from harapan.sanctions.queries import May, cases, room_for_back_pay
from harapan.sanctions.words import KINDS, STATES, VERDICTS
from harapan.staff.models import Staff
from harapan.ui.fields import Line, Reason, offered
from harapan.ui.words import Words, later

LATE = "late"
VIEWS = {
    **{str(state): words for state, words in STATES.items()},
    LATE: Words("Keberatan terlambat menunggu", "A late objection waits"),
}


@dataclass(frozen=True)
class Wish:
    """What the address asks for; nonsense asks for nothing."""

    kind: str
    cycle: str
    state: str
    area: str

    @classmethod
    def of(cls, query: Mapping[str, str], cycles: Sequence[str]) -> "Wish":
        kind, cycle, state = query.get("jenis", ""), query.get("tahap", ""), query.get("keadaan", "")
        newest = cycles[0] if cycles else ""
        return cls(
            kind if kind in KINDS else Case.Kind.SANCTION,
            cycle if cycle in cycles else newest,
            state if state in VIEWS else "",
            area_of(query),
        )

    def rows(self, staff: Staff) -> QuerySet[Case]:
        """The cases meant, as far as this person may see them."""
        rows = cases(staff, kind=self.kind, cycle=self.cycle, area=self.area)
        if self.state == LATE:
            return rows.filter(late_waits=True)
        return rows.filter(Q(state=self.state)) if self.state else rows


def day_field(words: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=words, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class Objection(forms.Form):
    """A family's objection, in its own words."""

    on = day_field(later("Disampaikan tanggal", "Made on"))
    text = Reason(label=later("Apa kata keluarga", "What the family says"), max_length=4_000)


class Hearing(forms.Form):
    """Minutes of a hearing."""

    on = day_field(later("Tanggal pertemuan", "Day of the hearing"))
    present = Line(label=later("Yang hadir", "Who was there"), max_length=400)
    text = Reason(label=later("Risalah", "Minutes"), max_length=4_000)


class LateObjection(forms.Form):
    """Whether an objection after the window counts."""

    answer = forms.ChoiceField(
        label=later("Putusan", "Answer"),
        widget=forms.RadioSelect,
        choices=offered(
            ("admit", Words("Terima: keluarga didengar", "Admit it: the family is heard")),
            ("turnaway", Words("Tidak diterima", "Do not admit it")),
        ),
    )
    text = Reason(label=later("Alasan", "Reasons"), max_length=4_000)


class Decision(forms.Form):
    """A verdict with its reasons; for a sanction, whose lines; for a payment, how much is owed."""

    verdict = forms.ChoiceField(label=later("Putusan", "Verdict"), widget=forms.RadioSelect)
    text = Reason(label=later("Alasan putusan", "Reasons"), max_length=4_000)

    def __init__(self, case: Case, may: May, names: Mapping[int, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case = case
        favourable = {Case.Verdict.WAIVE, Case.Verdict.GRANT}
        sanction = (Case.Verdict.UPHOLD, Case.Verdict.REDUCE, Case.Verdict.WAIVE)
        room = room_for_back_pay(case) if case.kind == Case.Kind.PAYMENT else 0
        payment = (Case.Verdict.GRANT, Case.Verdict.DISMISS) if room else (Case.Verdict.DISMISS,)
        offers = sanction if case.kind == Case.Kind.SANCTION else payment
        ends = case.proposed == "terminate" and not may.end
        offers_now = [
            one for one in offers if (not may.favour or one in favourable) and not (ends and one == Case.Verdict.UPHOLD)
        ]
        self.fields["verdict"].choices = offered(*((one, VERDICTS[one]) for one in offers_now))  # type: ignore[attr-defined]
        self.has_verdicts = bool(offers_now)
        if case.kind == Case.Kind.PAYMENT and room:
            self.fields["rupiah"] = forms.IntegerField(
                label=later("Kekurangan yang dibayar (rupiah)", "Back-pay (rupiah)"),
                min_value=0,
                max_value=room,
                required=False,
                initial=min(case.missing, room),
            )
        elif case.kind == Case.Kind.SANCTION and not may.favour:
            missed = list(dict.fromkeys(int(row["member"]) for row in case.missed))
            self.fields["members"] = forms.MultipleChoiceField(
                label=later("Baris yang ditangguhkan", "Lines withheld"),
                help_text=later(
                    "Bawaan: hanya anggota yang tidak memenuhi kewajiban.", "By default only of those who missed."
                ),
                choices=[(str(pk), names.get(pk, str(pk))) for pk in missed],
                initial=[str(pk) for pk in missed],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            self.fields["whole"] = forms.BooleanField(
                label=later(
                    "Seluruh bantuan keluarga; alasannya ada dalam putusan",
                    "All of the family's aid; the reasons say why",
                ),
                required=False,
            )

    def told(self) -> dict[str, Any]:
        """As the verb takes it."""
        typed = self.cleaned_data
        if self.case.kind == Case.Kind.PAYMENT:
            return {"rupiah": typed.get("rupiah") or 0}
        chosen = [int(pk) for pk in typed["members"]] if "members" in typed else None
        return {"members": chosen, "whole": bool(typed.get("whole"))}


class Waiver(WithAreas):
    """A waiver somebody proposes."""

    area = AreaField(
        required=False,
        help_text=later("Ketik nama, pilih dari daftar.", "Type its name and choose it from the list."),
    )
    duty = forms.ChoiceField(label=later("Kewajiban", "Duty"), required=False)
    first_month = forms.DateField(
        label=later("Bulan pertama", "First month"),
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
    )
    last_month = forms.DateField(
        label=later("Bulan terakhir", "Last month"),
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
    )
    document = Line(label=later("Surat dasar", "Document it rests on"), max_length=160)
    because = Reason(label=later("Alasan", "Why"), max_length=400)

    def __init__(self, duties: Sequence[tuple[str, Words]], *args: Any, staff: Staff, **options: Any) -> None:
        super().__init__(*args, staff=staff, **options)
        every = Words("Semua kewajiban", "Every duty")
        self.fields["duty"].choices = offered(*duties, first=every)  # type: ignore[attr-defined]


class Ruling(forms.Form):
    """What a second person says about it."""

    verdict = forms.ChoiceField(choices=[("approve", "approve"), ("refuse", "refuse")])
    because = Line(max_length=400, required=False)


def today_of(day: date) -> dict[str, Any]:
    """What a form about today begins with."""
    return {"on": day}

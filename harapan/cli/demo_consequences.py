"""What the demo shows of fair consequences: a family or two in every state a case can be in, and warnings ahead.

The cases are those of the last paid stage, in Kutai Kartanegara. What is decided about them counts from the stage that
is left computed: published sums of the stages before stay as they are.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from harapan.cli.screen import phase, say
from harapan.cli.told_cases import carer_of, reversed_on_objection
from harapan.lib.rupiah import number
from harapan.operations.errands.sanctions import look_now
from harapan.sanctions.actions import decide_payment, decide_sanction, hear, notify_area, object_
from harapan.sanctions.applying import apply_decision
from harapan.sanctions.models import Alert, Case
from harapan.staff.models import Staff
from harapan.staff.queries import staff_called

KUTAI_KARTANEGARA: Final = "6402"
"""Next door, in Berau, nobody has been notified: Citra's cases wait for her."""
TOLD: Final = "yuliana"
"""Whose families the stories are about, as far as they suffice."""


def show_consequences(cycle: str, paid_on: date) -> None:
    """Once, between a stage that was paid and the freeze of the next."""
    if Case.objects.filter(cycle=cycle).exclude(state__in=["proposed", "notified"]).exists():
        return
    say("\n[bold]Fair consequences[/bold], and who is about to fall out")
    with phase("notices, objections, decisions", unit="families") as report:
        noticed = paid_on + timedelta(days=3)
        report(notify_area(cycle, KUTAI_KARTANEGARA, on=noticed, by=staff_called("ratna")))
        _tell(SANCTIONS, _cases(cycle, Case.Kind.SANCTION, proposed="suspend"), noticed)
        _tell(TERMINATIONS, _cases(cycle, Case.Kind.SANCTION, proposed="terminate"), noticed)
        _tell(PAYMENTS, _cases(cycle, Case.Kind.PAYMENT, reason="fewer_counted"), paid_on)


def look_ahead_now() -> None:
    """Warnings as of the day the demo has got to."""
    with phase("look ahead", unit="warnings") as report:
        report(look_now(by=staff_called("dewi")))
    open_ones = Case.objects.filter(state__in=["objected", "heard"]).count()
    say(
        f"  {number(Case.objects.count())} cases, {number(open_ones)} of them with an objection to answer; "
        f"{number(Alert.objects.count())} warnings"
    )


def _cases(cycle: str, kind: str, **facts: str) -> Iterator[Case]:
    """Hers first, then those of her colleagues."""
    rows = Case.objects.filter(cycle=cycle, kind=kind, village__startswith=KUTAI_KARTANEGARA, **facts)
    hers = Staff.objects.get(username=TOLD).pk
    yield from rows.filter(facilitator=hers).order_by("pk")
    yield from rows.exclude(facilitator=hers).exclude(facilitator=None).order_by("pk")


def _tell(stories: tuple[Callable[[Case, date], None], ...], cases: Iterator[Case], noticed: date) -> None:
    for story, case in zip(stories, cases, strict=False):
        story(case, noticed)


# -- suspensions -----------------------------------------------------------------------------------------------------


def _objected(case: Case, noticed: date) -> None:
    """Waits for her facilitator to hear her."""
    on = noticed + timedelta(days=9)
    object_(case, OBJECTS[_is_about_school(case)], on=on, today=on, by=carer_of(case))


def _heard(case: Case, noticed: date) -> None:
    """Waits for the coordinator to decide."""
    _objected(case, noticed)
    on = noticed + timedelta(days=15)
    told, present = HEARD_WITH[_is_about_school(case)]
    hear(case, told, on=on, today=on, present=present, by=carer_of(case))


def _is_about_school(case: Case) -> bool:
    return any(row["duty"] == "school_attendance" for row in case.missed)


OBJECTS: Final = {
    True: "Anak kami membantu di sawah selama ayahnya sakit.",
    False: "Ibu menunggui ayah yang dirawat di kota; tidak ada yang mengantar ke posyandu.",
}
"""What a family says, of school or of health."""
HEARD_WITH: Final = {
    True: ("Ayah sudah bekerja lagi; anak kembali ke sekolah minggu ini.", "Pengurus keluarga, guru kelas, pendamping"),
    False: ("Ayah sudah pulang; anak ditimbang minggu ini.", "Pengurus keluarga, bidan desa, pendamping"),
}
"""What was said when it was heard, and who was there."""


def _upheld(case: Case, noticed: date) -> None:
    """Nobody objected: the lines of those who missed are withheld from the next stage on."""
    _decided(case, "uphold", "Tidak ada keberatan; dua triwulan berturut-turut.", noticed + timedelta(days=18))


def _reversed(case: Case, noticed: date) -> None:
    """Upheld, and taken back when a letter came late."""
    _upheld(case, noticed)
    reversed_on_objection(case, noticed + timedelta(days=40), "Keputusan keberatan 41/KB/2023 (rekaan)")


def _waived(case: Case, noticed: date) -> None:
    """The place had been flooded: decided in the family's favour before the window was over."""
    _decided(case, "waive", "Jalan dan gedungnya terendam banjir selama dua bulan.", noticed + timedelta(days=6))


def _decided(case: Case, verdict: str, because: str, on: date) -> None:
    agus = staff_called("agus")
    decide_sanction(case, verdict, because, on=on, by=agus)
    apply_decision(case, by=agus, on=on)


# -- terminations ----------------------------------------------------------------------------------------------------


def _terminated(case: Case, noticed: date) -> None:
    """The directorate decides. Weeks later the family objects: whether that counts waits for Agus."""
    dewi, on = staff_called("dewi"), noticed + timedelta(days=20)
    decide_sanction(case, "uphold", "Empat triwulan berturut-turut; tidak ada keberatan.", on=on, by=dewi)
    apply_decision(case, by=dewi, on=on)
    late = on + timedelta(days=25)
    object_(case, "Suratnya baru kami terima setelah pulang merantau.", on=late, today=late, by=carer_of(case))


# -- payments that are less ------------------------------------------------------------------------------------------


def _granted(case: Case, noticed: date) -> None:
    """The child boards for school and still counts: the difference comes with the next stage."""
    _complained(case, noticed)
    _answered(case, "grant", "Anak mondok untuk sekolah; tetap dihitung.", case.missing, noticed + timedelta(days=20))


def _dismissed(case: Case, noticed: date) -> None:
    """The payment was right."""
    _complained(case, noticed)
    on = noticed + timedelta(days=16)
    hear(case, "Anak sudah menikah dan pindah.", on=on, today=on, present="Pengurus keluarga", by=carer_of(case))
    _answered(case, "dismiss", "Anggota yang menikah membentuk keluarga sendiri.", 0, noticed + timedelta(days=20))


def _complained(case: Case, noticed: date) -> None:
    on = noticed + timedelta(days=7)
    object_(case, "Bantuan kami berkurang, padahal anak masih sekolah.", on=on, today=on, by=carer_of(case))


def _answered(case: Case, verdict: str, because: str, rupiah: int, on: date) -> None:
    agus = staff_called("agus")
    decide_payment(case, verdict, because, rupiah=rupiah, on=on, by=agus)
    apply_decision(case, by=agus, on=on)


SANCTIONS: Final = (_objected, _heard, _upheld, _reversed, _waived)
TERMINATIONS: Final = (_terminated, _heard, _objected)
PAYMENTS: Final = (_granted, _dismissed, _complained)

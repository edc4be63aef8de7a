"""What the demo shows of looking after families: sessions held and planned, visits, calls back, money that lies idle.

Who came is what the ledger has held since its first data: these sessions say it again, so nothing that was judged
changes. Everything else is done by the verbs that pages and the worker use.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone

from harapan.cli.screen import phase, say
from harapan.commitments.models import Observation
from harapan.entitlements.law import law
from harapan.intake.confirmation.groups import GROUPED
from harapan.lib.dates import month_of, months_after, months_from
from harapan.lib.identifiers import range_of
from harapan.meetings.actions import (
    RollLine,
    Sheet,
    Told,
    draw_visits,
    mark_written,
    plan_sessions,
    record_call,
    record_meeting,
    record_visit,
    write_finding,
)
from harapan.meetings.actions.calling import Answer
from harapan.meetings.models import Came, HomeVisit, Meeting, Sampled
from harapan.meetings.modules import curriculum
from harapan.meetings.queries import held_by, next_session, plan_suggested
from harapan.meetings.summing import sum_month
from harapan.operations.errands.meetings import DUTY, credited
from harapan.payments import actions as payments
from harapan.payments.models import Payment
from harapan.policy.edition import Programme
from harapan.registry.models import Family, Group
from harapan.staff.models import Staff
from harapan.staff.queries import staff_called

TENGGARONG: Final = "640206"
KUTAI_KARTANEGARA: Final = "6402"
MONTHS: Final = 6
"""Of sessions behind, and of plans ahead: those begin in the visitor's own month, as the console's clock does."""
BANK: Final = "BRI"
IDLE_STAGES: Final = 3
ONE_IN: Final = 701
"""One account in so many is not touched."""
SEED: Final = "demo"


def show_care(today: date, stages: Sequence[str]) -> None:
    """Once: where any session was ever held, this has been shown."""
    if Meeting.objects.exists():
        return
    say("\n[bold]Looking after families[/bold]: sessions, visits, and money that lies idle")
    with phase("family sessions", unit="sessions") as report:
        report(_hold_sessions(today))
        _plan_ahead(timezone.localdate())
    with phase("home visits, calls back", unit="visits") as report:
        report(_visit(today, stages[-1]))
    with phase("accounts nobody used", unit="accounts") as report:
        report(sum(_tell_idle(cycle, law().edition(cycle).programme) for cycle in stages[-IDLE_STAGES:]))


# -- sessions --------------------------------------------------------------------------------------------------------


@dataclass
class Circle:
    """A group and who holds its sessions, with what the ledger says of its months."""

    group: Group
    by: Staff
    months: dict[date, list[RollLine]] = field(default_factory=lambda: defaultdict(list))


def _hold_sessions(today: date) -> int:
    """The sessions of a district's groups in the months the ledger says they met."""
    months = list(months_from(months_after(month_of(today), -MONTHS), MONTHS))
    held = [meeting.pk for circle in _circles(months) for meeting in _year_of(circle, today)]
    mark_written(held, by=staff_called("yuliana"))
    for month in months:
        sum_month(month, KUTAI_KARTANEGARA)
    return len(held)


def _circles(months: list[date]) -> Iterator[Circle]:
    here = {"village__range": range_of(TENGGARONG)}
    homes = Family.objects.filter(**here, group__isnull=False, facilitator__isnull=False, participation__in=GROUPED)
    groups, staff = Group.objects.filter(**here).in_bulk(), Staff.objects.filter(active=True).in_bulk()
    circles: dict[int, Circle] = {}
    of: dict[int, int] = {}
    for family, group, facilitator in homes.order_by("group", "pk").values_list("pk", "group", "facilitator"):
        if group and group in groups and facilitator and facilitator in staff:
            circles.setdefault(group, Circle(groups[group], staff[facilitator]))
            of[family] = group
    seen = Observation.objects.filter(duty=DUTY, month__in=months, reported=True, **here).order_by("month", "family")
    for month, family, missed, excused in seen.values_list("month", "family", "unexcused", "excused"):
        if family in of:
            circles[of[family]].months[month].append(_line(family, missed=missed > 0, excused=excused > 0))
    yield from circles.values()


def _line(family: int, *, missed: bool, excused: bool) -> RollLine:
    if missed:
        return RollLine(family, Came.ABSENT)
    reasons = list(curriculum().excuses)
    return RollLine(family, Came.EXCUSED, reasons[family % len(reasons)]) if excused else RollLine(family)


def _year_of(circle: Circle, today: date) -> Iterator[Meeting]:
    """One session after the other, on the group's own day of the month."""
    held: set[str] = set()
    for month, roll in sorted(circle.months.items()):
        session = next_session(held)
        held.add(session)
        sheet = Sheet(
            session,
            month + timedelta(days=2 + circle.group.pk % 24),
            f"Balai pertemuan kelompok {circle.group.name} (rekaan)",
            90 + 15 * (circle.group.pk % 3),
            roll,
            speakers=[circle.by.name, *(["Bidan desa (rekaan)"] if circle.group.pk % 5 == 0 else [])],
        )
        yield record_meeting(circle.group, sheet, suggested=session, today=today, by=circle.by)


def _plan_ahead(today: date) -> None:
    """What Yuliana's groups learn in the months to come."""
    yuliana = staff_called("yuliana")
    own = set(Meeting.objects.filter(facilitator=yuliana.pk).values_list("group", flat=True))
    held, months = held_by(sorted(own)), list(months_from(month_of(today), MONTHS))
    for group in Group.objects.filter(pk__in=own).order_by("pk"):
        plan_sessions(group, plan_suggested(held[group.pk], months), by=yuliana)


# -- visits ----------------------------------------------------------------------------------------------------------


def _visit(today: date, cycle: str) -> int:
    """Yuliana's visits of two months: in most all is well, in one less arrived than was credited. About one of the
    first month the family was asked again, and said otherwise; one of the second waits for Sugeng.
    """
    yuliana, sugeng, agus = staff_called("yuliana"), staff_called("sugeng"), staff_called("agus")
    families = Family.objects.filter(facilitator=yuliana.pk, group__isnull=False, participation="active")
    chosen = list(families.order_by("pk")[:: max(families.count() // len(VISITS), 1)][: len(VISITS)])
    last = months_after(month_of(today), -1)
    for place, (family, (purpose, found, card, next_step)) in enumerate(zip(chosen, VISITS, strict=False)):
        month = months_after(last, -1) if place % 2 else last
        on = month + timedelta(days=4 + place)
        asks = found in ("caretaker", "family")
        arrived = credited(HomeVisit(family=family.pk, cycle=cycle), yuliana) if asks else None
        told = Told(
            purpose, on, found, card, "family" if asks else "", cycle if asks else "",
            max((arrived or 0) - (WITHHELD if card == "leader" else 0), 0) if asks else None,
            next_step=next_step, next_on=on + timedelta(days=14) if next_step else None,
        )  # fmt: skip
        visit = record_visit(family, told, today=today, by=yuliana)
        write_finding(visit, credited(visit, yuliana), by=yuliana)
    for month in (months_after(last, -1), last):
        draw_visits(KUTAI_KARTANEGARA, month, SEED, today=today, by=agus)
    for sampled in Sampled.objects.filter(draw__month__lt=last).select_related("visit").order_by("pk"):
        seen = sampled.visit
        received = max(seen.received - WITHHELD, 0) if seen.received is not None else None
        note = "Ditanya lewat telepon (rekaan)."
        record_call(sampled, Answer(True, True, seen.card_with, seen.pin_with, received, note), by=sugeng)
    return len(chosen)


WITHHELD: Final = 50_000
"""Rupiah that somebody kept back."""
VISITS: Final = (
    ("monitoring", "caretaker", "family", ""),
    ("monitoring", "caretaker", "family", ""),
    ("session", "caretaker", "family", "Menjemput ke sesi berikutnya bersama tetangga"),
    ("commitment", "family", "family", ""),
    ("monitoring", "caretaker", "leader", "Meminta kartu dikembalikan kepada keluarga; datang lagi memeriksa"),
    ("data", "nobody", "", "Datang lagi sore hari"),
)
"""Why she went, whom she found, who held the card, and what is to follow."""


# -- money -----------------------------------------------------------------------------------------------------------


def _tell_idle(cycle: str, programme: Programme) -> int:
    """A bank's later file: the same few accounts were not touched in any of the stages."""
    folder = payments.payments_folder(cycle) / "usage"
    folder.mkdir(mode=0o700, exist_ok=True)
    untouched = Payment.objects.filter(cycle=cycle, bank=BANK, account__isnull=False).annotate(
        turn=F("family") % ONE_IN
    )
    lines = [
        f"{number};{rupiah};"
        for number, rupiah in untouched.filter(turn=0).order_by("id").values_list("number", "rupiah")
    ]
    path = folder / f"{BANK}-idle-demo.csv"
    path.write_text("\n".join(["nomor_rekening;saldo;transaksi_terakhir", *lines]) + "\n")
    payments.read_usage(path, cycle=cycle, kind="idle", bank=BANK, programme=programme, by=staff_called("eko"))
    return len(lines)

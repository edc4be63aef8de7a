"""Ask families again: draw visits of a month by chance, and record what families say to somebody else."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from harapan.audit.actions import record
from harapan.lib.dates import months_after
from harapan.lib.identifiers import range_of
from harapan.lib.refusals import Refusal
from harapan.meetings.models import CallBack, Draw, HomeVisit, Sampled
from harapan.meetings.models.visits import may_call_back
from harapan.meetings.modules import asked
from harapan.staff.models import Staff


class CannotCall(Refusal):
    """Visits cannot be drawn, or this family not be asked, so or by this person."""


def may_draw(staff: Staff) -> bool:
    """Coordinators draw; a supervisor calls those that were drawn."""
    return may_call_back(staff) and staff.position != Staff.Position.SUPERVISOR


def lot(seed: str, month: date, visit: int) -> str:
    """A visit's place in the draw: anybody who knows the seed finds the same."""
    return hashlib.sha256(f"{seed}|{month:%Y-%m}|{visit}".encode()).hexdigest()


@transaction.atomic
def draw_visits(area: str, month: date, seed: str, *, today: date, by: Staff) -> Draw:
    """Draw visits of a month that is over, from each facilitator the decreed share and at least one. A month is drawn
    once; drawing again gives the draw there is.
    """
    if not may_draw(by) or not any(area.startswith(own) for own in by.areas):
        raise CannotCall("uji petik diambil koordinator wilayah ini", "the coordinator of this area draws visits")
    if months_after(month, 1) > today:
        raise CannotCall("bulan itu belum selesai", "that month is not over yet")
    if found := Draw.objects.filter(area=area, month=month).first():
        return found
    visits = HomeVisit.objects.filter(
        current=True,
        village__range=range_of(area),
        visited_on__gte=month,
        visited_on__lt=months_after(month, 1),
        sampled__isnull=True,
    )
    chosen = _chosen(list(visits), seed, month)
    draw = Draw.objects.create(
        area=area,
        month=month,
        seed=seed[:32],
        percent=asked().percent,
        visits=len(visits),
        drawn=len(chosen),
        by=by.pk,
    )
    Sampled.objects.bulk_create(
        Sampled(draw=draw, visit=one, family=one.family, village=one.village, facilitator=one.facilitator)
        for one in chosen
    )
    record("visits.drawn", draw, by=by, area=area, month=str(month), visits=draw.visits, drawn=draw.drawn)
    return draw


def _chosen(visits: list[HomeVisit], seed: str, month: date) -> list[HomeVisit]:
    """Of each facilitator's visits, those with the lowest lots."""
    by_facilitator: dict[int, list[HomeVisit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda one: lot(seed, month, one.pk)):
        by_facilitator[visit.by].append(visit)
    rules = asked()
    return [
        visit
        for own in by_facilitator.values()
        for visit in own[: max(rules.least, -(-len(own) * rules.percent // 100))]
    ]


@dataclass(frozen=True)
class Answer:
    """What the family said; nothing of it where nobody was reached."""

    reached: bool
    visited: bool | None = None
    card_with: str = ""
    pin_with: str = ""
    received: int | None = None
    note: str = ""


@transaction.atomic(durable=True)
def record_call(sampled: Sampled, answer: Answer, *, by: Staff) -> CallBack:
    """Write down what a family says about a visit. It is never asked by its own facilitator, nor by who visited it."""
    visit = sampled.visit
    if not may_call_back(by):
        raise CannotCall("hubungan ulang bukan tugas Anda", "calling families back is not your task")
    if by.pk in {visit.by, sampled.facilitator}:
        raise CannotCall("orang lain yang harus bertanya", "somebody else must ask")
    if answer.reached and answer.visited is None:
        raise CannotCall("tanyakan apakah kunjungan itu terjadi", "ask whether the visit took place")
    if any(holder and holder not in asked().holders for holder in (answer.card_with, answer.pin_with)):
        raise CannotCall("jawaban tentang kartu tidak dikenal", "there is no such answer about the card")
    call = CallBack(
        sampled=sampled,
        family=sampled.family,
        village=sampled.village,
        facilitator=sampled.facilitator,
        visited_by=visit.by,
        reached=answer.reached,
        visited=answer.visited if answer.reached else None,
        card_with=answer.card_with,
        pin_with=answer.pin_with,
        received=answer.received,
        note=answer.note.strip()[:1000],
        differs=differences(visit, answer),
        by=by.pk,
    )
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError as twice:
        raise CannotCall("keluarga ini sudah ditanya", "this family has been asked already") from twice
    record("visit.called_back", visit, by=by, reached=answer.reached, differs=call.differs)
    return call


def differences(visit: HomeVisit, answer: Answer) -> list[str]:
    """In what the family's word is another than the facilitator's."""
    if not answer.reached:
        return []
    if answer.visited is False:
        return ["visit"]
    found = [
        ("card", bool(answer.card_with and visit.card_with) and answer.card_with != visit.card_with),
        ("pin", bool(answer.pin_with and visit.pin_with) and answer.pin_with != visit.pin_with),
        ("money", None not in (answer.received, visit.received) and answer.received != visit.received),
    ]
    return [name for name, differs in found if differs]

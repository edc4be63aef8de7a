"""A home visit as its facilitator tells it, and what stands out once the sum credited lies beside it."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from harapan.audit.actions import record
from harapan.lib.refusals import Refusal
from harapan.meetings.models import HomeVisit, VisitFinding
from harapan.meetings.modules import asked
from harapan.meetings.queries import holds_sessions
from harapan.registry.models import Family
from harapan.staff.models import Staff

MOST_RECEIVED = 50_000_000
"""Rupiah in one stage; more than any family gets is a slip of the finger."""


class CannotVisit(Refusal):
    """This visit cannot be recorded so, or not by this person."""


@dataclass(frozen=True)
class Told:
    """What was seen and said. Names are those of policy/pkh/home_visits.toml; money in rupiah."""

    purpose: str
    visited_on: date
    found: str
    card_with: str = ""
    pin_with: str = ""
    cycle: str = ""
    received: int | None = None
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    needs: str = ""
    next_step: str = ""
    next_on: date | None = None


@transaction.atomic(durable=True)
def record_visit(
    family: Family, told: Told, *, today: date, corrects: HomeVisit | None = None, correction: str = "", by: Staff
) -> HomeVisit:
    """Write a visit down; with `corrects`, in the place of another, for the reason given."""
    if not holds_sessions(by) or family.facilitator != by.pk:
        raise CannotVisit("kunjungan dicatat pendamping keluarga ini", "the family's own facilitator records visits")
    _refuse_nonsense(told, today)
    if corrects is not None and not correction.strip():
        raise CannotVisit("tuliskan alasan perbaikan", "say why it is corrected")
    visit = HomeVisit(
        **asdict(told),
        family=family.pk,
        village=family.village,
        facilitator=family.facilitator,
        corrects=corrects,
        correction=correction.strip()[:300],
        by=by.pk,
    )
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as twice:
        raise CannotVisit(
            "kunjungan ini sudah dicatat atau sudah diperbaiki: muat ulang",
            "this visit is recorded or corrected already: load the page again",
        ) from twice
    record("home_visit.corrected" if corrects else "home_visit.told", visit, by=by, family=family.pk)
    return visit


@transaction.atomic
def write_finding(visit: HomeVisit, credited: int | None, *, by: Staff) -> VisitFinding:
    """What stands out: who holds card and PIN, and less in hand than was credited. Written again it says the same."""
    flags = flags_of(visit, credited)
    facts = {"credited": credited, "flags": flags, "village": visit.village, "facilitator": visit.facilitator}
    finding, _ = VisitFinding.objects.update_or_create(visit=visit, defaults={**facts, "family": visit.family})
    if flags:
        record("home_visit.flagged", visit, by=by, flags=flags)
    return finding


def flags_of(visit: HomeVisit, credited: int | None) -> list[str]:
    """The marks of money that does not reach a family (domain facts 6.2, 6.3)."""
    holders = asked().holders
    found = [
        ("card", bool(visit.card_with) and not holders[visit.card_with].right),
        ("pin", bool(visit.pin_with) and not holders[visit.pin_with].right),
        ("less", credited is not None and visit.received is not None and visit.received < credited),
        ("more", credited is not None and visit.received is not None and visit.received > credited),
        ("nobody", visit.found == "nobody"),
    ]
    return [name for name, stands_out in found if stands_out]


def _refuse_nonsense(told: Told, today: date) -> None:
    rules = asked()
    if told.purpose not in rules.purposes or told.found not in rules.found:
        raise CannotVisit("pilih tujuan dan siapa yang ditemui", "choose the purpose, and who was found")
    if told.visited_on > today or (today - told.visited_on).days > 366:
        raise CannotVisit(
            "tanggal kunjungan di masa depan atau lebih dari setahun lalu",
            "that day is in the future, or more than a year ago",
        )
    if any(holder and holder not in rules.holders for holder in (told.card_with, told.pin_with)):
        raise CannotVisit("jawaban tentang kartu tidak dikenal", "there is no such answer about the card")
    if told.found in {"caretaker", "family"} and not (told.card_with and told.pin_with):
        raise CannotVisit("tanyakan siapa yang memegang KKS dan PIN", "ask who holds the card and knows the PIN")
    if told.received is not None and (not told.cycle or not 0 <= told.received <= MOST_RECEIVED):
        raise CannotVisit(
            "uang diterima perlu tahap dan jumlah yang masuk akal", "money received needs a stage and a sum of sense"
        )
    if (told.latitude is None) != (told.longitude is None):
        raise CannotVisit("isi lintang dan bujur, atau kosongkan keduanya", "give both coordinates, or none")
    if told.latitude is not None and not (-12 <= told.latitude <= 7 and 94 <= (told.longitude or 0) <= 142):
        raise CannotVisit("koordinat itu di luar Indonesia", "these coordinates are outside Indonesia")
    if told.next_on is not None and told.next_on < told.visited_on:
        raise CannotVisit("langkah berikutnya sebelum kunjungan", "the next step is before the visit")

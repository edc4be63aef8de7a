"""What waits where facilities have not reported in full: one sentence, from the sums that are kept."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse

from harapan.commitments.models import Coverage
from harapan.console.covering.subject import Subject
from harapan.console.home.items import Item
from harapan.console.reporting.months import deadline_of
from harapan.console.stages.pipeline import Link
from harapan.console.stages.wording import in_english, in_indonesian
from harapan.letters.wording import months_between
from harapan.lib.english import agree
from harapan.lib.identifiers import range_of
from harapan.lib.rupiah import number
from harapan.operations.errands.coverage import may_sum
from harapan.staff.models import Staff
from harapan.ui.templatetags.harapan import MONTHS
from harapan.ui.words import Words

COUNTED = 1_000
"""Facilities; more of them are not counted."""
SOON = 7
"""Days before the deadline from which on it is urgent."""


def missing(subject: Subject, month: date) -> QuerySet[Coverage]:
    """Facilities of a month that have not told of everybody; an index holds them alone."""
    return Coverage.objects.filter(service=subject.service, month=month, told__lt=F("members"))


def of_the_area(subject: Subject, staff: Staff, month: date, today: date) -> Iterator[Item]:
    """Facilities of one's areas, for those who look after a whole area: one count for each."""
    if not may_sum(staff):
        return
    areas = [area for area in staff.areas if area] or [""]
    left = sum(missing(subject, month).filter(village__range=range_of(area))[:COUNTED].count() for area in areas)
    if left:
        path = f"{reverse(subject.coverage)}?area={areas[0]}&bulan={month:%Y-%m}"
        yield not_complete(subject, f"{number(left)}{'+' if left >= COUNTED else ''}", left, path, month, today)


def not_complete(subject: Subject, said: str, count: int, path: str, month: date, today: date) -> Item:
    """The sentence."""
    by, one, many = deadline_of(month), subject.facility, subject.facilities
    return Item(
        Words(
            f"{said} {many.id} belum lengkap melapor untuk {months_between(month, month)}.",
            agree(f"{said} [{one.en} has|{many.en} have] not reported in full for {in_words(month)}.", count),
        ),
        Link(path, Words("Lihat yang belum", "See them")),
        kind="warn" if (by - today).days <= SOON else "",
        note=Words(f"Paling lambat {in_indonesian(by)}", f"Until {in_english(by)}"),
        rank=5,
    )


def in_words(month: date) -> str:
    """A month in English."""
    return f"{MONTHS['en'][month.month - 1]} {month.year}"

"""What waits at this desk: classes of one's own school, schools of one's families' pupils, schools of one's area."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.urls import reverse

from harapan.commitments.models import Coverage
from harapan.console.home.items import Item
from harapan.console.schools.law import deadline_of, due_month
from harapan.console.schools.pages import own_schools
from harapan.console.schools.queries import school_month, schools_of
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
"""Schools; more of them are not counted."""
SOON = 7
"""Days before the deadline from which on it is urgent."""


def waiting(staff: Staff, today: date) -> Iterator[Item]:
    """At most one sentence: about the month that is due."""
    month = due_month(today)
    if staff.position == Staff.Position.PROVIDER:
        yield from _classes(staff, month, today)
    elif staff.position == Staff.Position.FACILITATOR:
        silent = sum(line.told < line.pupils for line in own_schools(staff, month))
        if silent:
            there = f"{reverse('schools:index')}?bulan={month:%Y-%m}"
            yield _item(f"{silent}", silent, there, month, today)
    elif may_sum(staff):
        yield from _schools(staff, month, today)


def _classes(staff: Staff, month: date, today: date) -> Iterator[Item]:
    school = schools_of(staff).first()
    left = [one for one in school_month(school, month, staff).classes if one.state != "sent"] if school else []
    if school is None or not left:
        return
    count, by = len(left), deadline_of(month)
    yield Item(
        Words(
            f"{count} kelas belum dilaporkan untuk {months_between(month, month)}.",
            agree(f"{count} [class is|classes are] not reported for {_in_english(month)}.", count),
        ),
        Link(f"{reverse('schools:school', args=[school.code])}?bulan={month:%Y-%m}", Words("Isi kelas", "Fill in")),
        kind="warn" if (by - today).days <= SOON else "",
        note=Words(f"Paling lambat {in_indonesian(by)}", f"Until {in_english(by)}"),
        rank=3,
    )


def _schools(staff: Staff, month: date, today: date) -> Iterator[Item]:
    """One count over an index of what is missing, for each of one's areas."""
    missing = Coverage.objects.filter(service="school", month=month, told__lt=F("members"))
    areas = [area for area in staff.areas if area] or [""]
    left = sum(missing.filter(village__range=range_of(area))[:COUNTED].count() for area in areas)
    if left:
        path = f"{reverse('schools:coverage')}?area={areas[0]}&bulan={month:%Y-%m}"
        yield _item(f"{number(left)}{'+' if left >= COUNTED else ''}", left, path, month, today)


def _item(said: str, count: int, path: str, month: date, today: date) -> Item:
    by = deadline_of(month)
    return Item(
        Words(
            f"{said} sekolah belum lengkap melapor untuk {months_between(month, month)}.",
            agree(f"{said} [school has|schools have] not reported in full for {_in_english(month)}.", count),
        ),
        Link(path, Words("Lihat sekolahnya", "See them")),
        kind="warn" if (by - today).days <= SOON else "",
        note=Words(f"Paling lambat {in_indonesian(by)}", f"Until {in_english(by)}"),
        rank=5,
    )


def _in_english(month: date) -> str:
    return f"{MONTHS['en'][month.month - 1]} {month.year}"

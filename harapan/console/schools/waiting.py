"""What waits at this desk: classes of one's own school, schools of one's families' pupils, schools of one's area."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from harapan.console.covering.waiting import SOON, in_words, not_complete, of_the_area
from harapan.console.home.items import Item
from harapan.console.reporting.months import deadline_of, due_month
from harapan.console.schools.coverage import SCHOOLS
from harapan.console.schools.pages import own_schools
from harapan.console.schools.queries import school_month, schools_of
from harapan.console.stages.pipeline import Link
from harapan.console.stages.wording import in_english, in_indonesian
from harapan.letters.wording import months_between
from harapan.lib.english import agree
from harapan.staff.models import Staff
from harapan.ui.words import Words


def waiting(staff: Staff, today: date) -> Iterator[Item]:
    """At most one sentence: about the month that is due."""
    month = due_month(today)
    if staff.position == Staff.Position.PROVIDER:
        yield from _classes(staff, month, today)
    elif staff.position == Staff.Position.FACILITATOR:
        silent = sum(line.told < line.pupils for line in own_schools(staff, month))
        if silent:
            there = f"{reverse('schools:index')}?bulan={month:%Y-%m}"
            yield not_complete(SCHOOLS, f"{silent}", silent, there, month, today)
    else:
        yield from of_the_area(SCHOOLS, staff, month, today)


def _classes(staff: Staff, month: date, today: date) -> Iterator[Item]:
    school = schools_of(staff).first()
    left = [one for one in school_month(school, month, staff).classes if one.state != "sent"] if school else []
    if school is None or not left:
        return
    count, by = len(left), deadline_of(month)
    yield Item(
        Words(
            f"{count} kelas belum dilaporkan untuk {months_between(month, month)}.",
            agree(f"{count} [class is|classes are] not reported for {in_words(month)}.", count),
        ),
        Link(f"{reverse('schools:school', args=[school.code])}?bulan={month:%Y-%m}", Words("Isi kelas", "Fill in")),
        kind="warn" if (by - today).days <= SOON else "",
        note=Words(f"Paling lambat {in_indonesian(by)}", f"Until {in_english(by)}"),
        rank=3,
    )

"""How fast reports go into the ledger: `python -m harapan.cli.measured_duties SIZE`; prints one JSON line."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

import typer
from django.db import connection
from django.utils import timezone

from harapan.cli import session
from harapan.cli.people import populate
from harapan.commitments.entering import enter
from harapan.commitments.load_unreported import close_month
from harapan.commitments.models import Entry, Report
from harapan.commitments.telling import digest_of
from harapan.entitlements.law import law
from harapan.lib.dates import month_of, months_after
from harapan.operations import errands
from harapan.places.models import Facility
from harapan.policy.protocols import service_of
from harapan.population import presets
from harapan.staff.models import Staff

CLASSES: Final = """
    SELECT facility, class_name, grade, array_agg(member ORDER BY member) FROM commitments_attachment
    WHERE service = 'school' AND until IS NULL GROUP BY facility, class_name, grade ORDER BY facility, class_name, grade
"""
PROVINCE: Final = "64"
"""All in one province, so that classes are as large as in life."""
BY_HAND: Final = 300
"""So many classes are entered one by one, each by an errand of its own."""
AT_ONCE: Final = 2_000
"""Reports entered in one transaction."""


def main(size: int) -> None:
    """Make people with their schools; tell of one month class by class, of another in one go, and close a third."""
    session.database()
    populate(presets.country(size, within=PROVINCE))
    today = timezone.localdate()
    teller = Staff.objects.create(username="measured", name="Measured", position=Staff.Position.NATIONAL)
    month = months_after(month_of(today), -1)
    with connection.cursor() as cursor:
        cursor.execute(CLASSES)
        classes = cursor.fetchall()
    ways = [
        _told("class by class, each an errand", [*_reports(classes[:BY_HAND], month, teller)], _one_by_one(teller)),
        _told("all classes in one go", [*_reports(classes, months_after(month, -1), teller)], _together(teller)),
        _told("the same again, a tenth changed", [*_again(months_after(month, -1), teller)], _together(teller)),
    ]
    began = time.monotonic()
    closed = close_month(months_after(month, -2), law(), today=today, by=teller)
    ways.append(
        {
            "how": "not reported, written down",
            "reports": 0,
            "lines": closed.written,
            "seconds": time.monotonic() - began,
        }
    )
    typer.echo(json.dumps({"families": size, "ways": ways}))


def _reports(classes: Sequence[tuple[Any, ...]], month: date, teller: Staff) -> Iterator[Report]:
    """A report of each class: everybody came, but for a few."""
    villages = dict(Facility.objects.values_list("code", "village"))
    for facility, class_name, grade, members in classes:
        lines = [[member, "school_attendance", 22, member % 7 // 6, 0, member % 5 // 4] for member in members]
        yield _signed(facility, villages[facility], class_name, grade, month, lines, teller)


def _again(month: date, teller: Staff) -> Iterator[Report]:
    """What was told of a month, with one line in ten another."""
    for told in Report.objects.filter(month=month).order_by("pk").iterator(chunk_size=AT_ONCE):
        lines = [[line[0], line[1], line[2], line[3] + (line[0] % 10 == 0), line[4], line[5]] for line in told.lines]
        yield _signed(told.facility, told.village, told.class_name, told.grade, month, lines, teller)


def _signed(
    facility: str, village: str, class_name: str, grade: int | None, month: date, lines: list[list[Any]], teller: Staff
) -> Report:
    report = Report(
        facility=facility,
        village=village,
        service="school",
        month=month,
        grade=grade,
        class_name=class_name,
        source="import",
        open_days=22,
        lines=lines,
        by=teller.pk,
    )
    report.digest = digest_of(report)
    return report


def _told(how: str, reports: list[Report], tell: Callable[[list[Report]], None]) -> dict[str, Any]:
    began = time.monotonic()
    tell(reports)
    seconds = time.monotonic() - began
    refused = sum(Entry.objects.filter(report__in=[one.pk for one in reports]).values_list("refused", flat=True))
    if refused:
        raise ValueError(f"{refused} lines were refused: nothing would be measured")
    return {"how": how, "reports": len(reports), "lines": sum(len(one.lines) for one in reports), "seconds": seconds}


def _one_by_one(teller: Staff) -> Callable[[list[Report]], None]:
    """As a page says it and the worker enters it."""

    def tell(reports: list[Report]) -> None:
        for report in reports:
            report.save(force_insert=True)
            errands.carry_out(errands.ask("duties.enter", f"report:{report.pk}", by=teller, area=report.village))

    return tell


def _together(teller: Staff) -> Callable[[list[Report]], None]:
    """As a file of a whole country is said and entered."""
    services = {duty: service_of(law(), duty) for duty in law().duties}

    def tell(reports: list[Report]) -> None:
        for _, some in groupby(enumerate(reports), key=lambda numbered: numbered[0] // AT_ONCE):
            now = [report for _, report in some]
            Report.objects.bulk_create(now)
            enter(now, services, by=teller)

    return tell


if __name__ == "__main__":
    main(int(sys.argv[1]))

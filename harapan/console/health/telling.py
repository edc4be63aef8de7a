"""A sheet of visits, or a statement that there was no service, becomes signed reports that the worker enters."""

from typing import Any

from django.db import DatabaseError, transaction

from harapan.audit.actions import record
from harapan.commitments.models import Readiness, Report
from harapan.commitments.telling import digest_of
from harapan.console.health.sheet import Sheet
from harapan.console.health.visits import Month
from harapan.console.reporting.sending import CannotSend, send_all
from harapan.places.models import Facility
from harapan.staff.models import Staff

Lines = list[list[int | str]]


def drafts_of(sheet: Sheet, *, cause: str, correction: str, by: Staff) -> list[Report]:
    """What would be said: one report of the visits, and one of what was not served; nothing is kept yet.

    What a facilitator says of own families is no report of the unit's own.
    """
    month = sheet.month
    source = Report.Source.PAPER if by.position == Staff.Position.FACILITATOR else Report.Source.VISITS
    found = []
    if sheet.served:
        because = correction if month.standing(available=True) else ""
        report = _drawn_up(month, sheet.lines(), because=because, available=True, source=source, by=by)
        report.measured = sheet.measured()
        found.append(report)
    if sheet.not_served:
        parts = [correction, cause] if month.standing(available=False) else [cause]
        because = "; ".join(part for part in parts if part)
        lines = sheet.lines_without_service()
        found.append(_drawn_up(month, lines, because=because, available=False, source=source, by=by))
    for report in found:
        report.digest = digest_of(report)
    return found


def corrects(month: Month) -> bool:
    """Whether somebody has said something already that a new sheet would take the place of."""
    return any(month.standing(available=available) for available in (True, False))


def _drawn_up(month: Month, lines: Lines, *, because: str, available: bool, source: str, by: Staff) -> Report:
    return Report(
        facility=month.unit.code,
        village=month.unit.village,
        service="health",
        month=month.month,
        source=source,
        available=available,
        lines=lines,
        reopens=None if source == "readiness" else month.standing(available=available),
        because=because[:300],
        by=by.pk,
    )


@transaction.atomic
def state_readiness(unit: Facility, month: Month, told: dict[str, Any], *, by: Staff) -> Readiness:
    """Say how a unit stood. What it could not serve is reported at once, so that it counts against no family."""
    try:
        with transaction.atomic():
            stated = Readiness.objects.create(
                facility=unit.code, village=unit.village, month=month.month, by=by.pk, **told
            )
    except DatabaseError as refused:
        raise CannotSend("pernyataan ini bukan tugas Anda", "this statement is not yours to make") from refused
    record("readiness.stated", stated, by=by, facility=unit.code, month=f"{month.month:%Y-%m}", ready=stated.ready)
    if report := _without_service(month, stated, by):
        report.digest = digest_of(report)
        send_all([report], by=by)
    return stated


def _without_service(month: Month, stated: Readiness, by: Staff) -> Report | None:
    """Of everybody due for what was not there, as far as whoever states it may speak of them."""
    if by.position not in SPEAKERS:
        return None
    out = stated.not_served
    lines: Lines = [[*row.key, 0, 0, 0, 0] for row in month.rows if not stated.ready or row.due.duty in out]
    if not lines:
        return None
    because = stated.because or "; ".join(STOCK[duty] for duty in out)
    return _drawn_up(month, lines, because=because, available=False, source="readiness", by=by)


STOCK = {"immunisation": "vaksin habis", "vitamin_a": "vitamin A habis", "child_growth": "tidak ada timbangan"}
SPEAKERS = {
    Staff.Position.PROVIDER,
    Staff.Position.FACILITATOR,
    Staff.Position.NATIONAL,
    Staff.Position.DATA_ADMINISTRATOR,
    Staff.Position.DINSOS,
}
"""Whose reports the ledger takes; a coordinator's statement is kept and prefills the unit's own sheet."""

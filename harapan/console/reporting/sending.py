"""Signed reports are said, all of them or none, and the worker enters them."""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.commitments.entering import complaint_about
from harapan.commitments.models import Report
from harapan.entitlements.law import law
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.policy.protocols import oldest_report
from harapan.staff.models import Staff

ENTER = "duties.enter"


class CannotSend(Refusal):
    """This report cannot be said, or was said already."""


@transaction.atomic
def send_all(reports: Sequence[Report], *, by: Staff) -> list[Report]:
    """Say some reports, all of them or none, and have the worker enter them together. Raises `CannotSend`, or why the
    ledger would not take them.
    """
    if not reports:
        raise CannotSend("tidak ada yang dapat dikirim", "there is nothing to send")
    today = timezone.localdate()
    for report in reports:
        if complaint := complaint_about(report, today=today, oldest=oldest_report(law(), today), by=by):
            raise complaint
        try:
            with transaction.atomic():
                report.save(force_insert=True)
        except IntegrityError as taken:
            raise CannotSend(
                "ini sudah dilaporkan atau sudah diperbaiki sejak Anda membukanya: muat ulang halaman ini",
                "this was reported, or corrected, since you opened it: load this page again",
            ) from taken
        except DatabaseError as refused:
            raise CannotSend("laporan ini bukan tugas Anda", "this report is not yours to make") from refused
        record("duty_report.sent", report, by=by, facility=report.facility, month=f"{report.month:%Y-%m}")
    facilitator = by.pk if by.position == Staff.Position.FACILITATOR else None
    others: dict[str, Any] = {"reports": [one.pk for one in reports]} if len(reports) > 1 else {}
    area = reports[0].village
    errands.ask(ENTER, f"report:{reports[0].pk}", by=by, area=area, facilitator=facilitator, **others)
    return list(reports)

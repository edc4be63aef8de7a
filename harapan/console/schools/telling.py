"""A sheet becomes a signed report: drawn up to be shown with its digest, then said once, and entered by the worker."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.commitments.entering import complaint_about
from harapan.commitments.models import Report
from harapan.commitments.telling import digest_of
from harapan.console.schools.forms import SheetForm
from harapan.console.schools.law import DUTY
from harapan.console.schools.queries import SCHOOL
from harapan.console.schools.sheet import Class, Sheet
from harapan.entitlements.law import law
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.places.models import Facility
from harapan.policy.protocols import oldest_report
from harapan.staff.models import Staff

ENTER = "duties.enter"


class CannotSend(Refusal):
    """This report cannot be said, or was said already."""


def draft_of(sheet: Sheet, form: SheetForm, by: Staff) -> Report:
    """What would be said; nothing is kept yet."""
    typed = form.cleaned_data
    parts = [typed.get("perbaikan", ""), typed["sebab"] if typed["layanan"] else ""]
    source = Report.Source.PAPER if by.position == Staff.Position.FACILITATOR else Report.Source.GRID
    return drawn_up(
        sheet.school,
        sheet.month,
        sheet.group,
        sheet.lines(DUTY, form.open_days),
        source=source,
        open_days=form.open_days,
        reopens=sheet.reopens,
        because="; ".join(part for part in parts if part),
        by=by,
    )


def drawn_up(
    school: Facility,
    month: date,
    group: Class,
    lines: list[list[int | str]],
    *,
    source: str,
    open_days: int,
    evidence: str = "",
    reopens: Report | None = None,
    because: str = "",
    by: Staff,
) -> Report:
    """A report of one class that nobody has said yet, with its digest. No open days: there was no service."""
    report = Report(
        facility=school.code,
        village=school.village,
        service=SCHOOL,
        month=month,
        grade=group.grade or None,
        class_name=group.name,
        source=source,
        available=open_days > 0,
        open_days=open_days,
        lines=lines,
        evidence=evidence,
        reopens=reopens,
        because=because[:300],
        by=by.pk,
    )
    report.digest = digest_of(report)
    return report


def send(report: Report, *, by: Staff) -> Report:
    """Say it, and have the worker enter it."""
    return send_all([report], by=by)[0]


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
                "kelas ini sudah dilaporkan atau sudah diperbaiki sejak Anda membukanya: muat ulang halaman ini",
                "this class was reported, or corrected, since you opened it: load this page again",
            ) from taken
        except DatabaseError as refused:
            raise CannotSend("laporan ini bukan tugas Anda", "this report is not yours to make") from refused
        record("duty_report.sent", report, by=by, facility=report.facility, month=f"{report.month:%Y-%m}")
    facilitator = by.pk if by.position == Staff.Position.FACILITATOR else None
    others: dict[str, Any] = {"reports": [one.pk for one in reports]} if len(reports) > 1 else {}
    area = reports[0].village
    errands.ask(ENTER, f"report:{reports[0].pk}", by=by, area=area, facilitator=facilitator, **others)
    return list(reports)

"""A sheet becomes a signed report: drawn up to be shown with its digest, then said once, and entered by the worker."""

from datetime import date

from harapan.commitments.models import Report
from harapan.commitments.telling import digest_of
from harapan.console.schools.forms import SheetForm
from harapan.console.schools.law import DUTY
from harapan.console.schools.queries import SCHOOL
from harapan.console.schools.sheet import Class, Sheet
from harapan.places.models import Facility
from harapan.staff.models import Staff


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

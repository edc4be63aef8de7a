"""Errands of the ledger of commitments: what facilities reported is entered in the name of who reported it."""

from datetime import date

from django.utils import timezone

from harapan.commitments.covering import sum_coverage
from harapan.commitments.entering import complaint_about, enter, may_report
from harapan.commitments.health.measuring import take_weighings
from harapan.commitments.load_covering import sum_units
from harapan.commitments.models import Report
from harapan.entitlements.law import law
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.policy.protocols import oldest_report, service_of
from harapan.staff.models import Staff
from harapan.ui.words import Words

__all__ = ["enter_reports", "may_report"]


def enter_reports(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Enter one report (`report:12`), or those its details list. A single one that cannot be taken is refused by name;
    of several the others are entered.
    """
    numbers = errand.details.get("reports") or [int(errand.subject.rpartition(":")[2])]
    reports = list(Report.objects.filter(pk__in=numbers).order_by("pk"))
    today, policy = timezone.localdate(), law()
    oldest = oldest_report(policy, today)
    complaints = [complaint_about(report, today=today, oldest=oldest, by=staff) for report in reports]
    taken = [report for report, complaint in zip(reports, complaints, strict=True) if complaint is None]
    for complaint in complaints:
        if complaint is not None and not taken:
            raise complaint
    with notes.phase("ledger", total=sum(len(report.lines) for report in taken)) as progress:
        entries = enter(taken, {duty: service_of(policy, duty) for duty in policy.duties}, by=staff)
        measured = take_weighings(taken, by=staff)
        progress(sum(len(report.lines) for report in taken))
    _sum_again(taken)
    first, revised, refused = (sum(getattr(one, name) for one in entries) for name in ("first", "revised", "refused"))
    told = Words(
        f"{number(first)} catatan baru, {number(revised)} diperbaiki, {number(refused)} ditolak",
        f"{number(first)} new words, {number(revised)} corrected, {number(refused)} refused",
    )
    if measured:
        told = Words(f"{told.id}, {number(measured)} ukuran anak", f"{told.en}, {number(measured)} children measured")
    if left := len(reports) - len(taken):
        return Words(
            f"{told.id}; {number(left)} laporan tidak diterima.", f"{told.en}; {number(left)} reports not taken."
        )
    return Words(f"{told.id}.", f"{told.en}.")


def _sum_again(reports: list[Report]) -> None:
    """Who has reported, of the schools and health units these are about."""
    told: dict[tuple[str, date], set[str]] = {}
    for report in reports:
        told.setdefault((report.service, report.month), set()).add(report.facility)
    for (service, month), codes in told.items():
        if service == Report.Service.SCHOOL:
            sum_coverage(month, facilities=sorted(codes))
        elif service == Report.Service.HEALTH:
            sum_units(month, law(), facilities=sorted(codes))

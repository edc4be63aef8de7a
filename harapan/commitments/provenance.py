"""Who said what about a duty, when, from where and on what evidence: every word of the ledger back to its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import DateTimeField, F, Value
from django.db.models.fields import BigIntegerField

from harapan.commitments.models import Observation, Report, Revision
from harapan.places.models import Facility
from harapan.staff.models import Staff
from harapan.ui.words import Words

Source = Report.Source
SOURCES: Final = {
    Source.GRID: Words("lembar kelas", "class sheet"),
    Source.PASTE: Words("tempelan lembar sebar", "pasted from a spreadsheet"),
    Source.IMPORT: Words("berkas yang diunggah", "uploaded file"),
    Source.PAPER: Words("formulir kertas", "paper form"),
    Source.VISITS: Words("lembar kunjungan", "sheet of visits"),
    Source.READINESS: Words("kesiapan layanan", "readiness of services"),
    Source.SESSION: Words("pertemuan P2K2", "family session (P2K2)"),
}
FACTS: Final = ("month", "member", "duty", "open", "unexcused", "excused", "available", "reported", "report")


@dataclass(frozen=True)
class Told:
    """One word on one month of a duty. The last one on it is `standing`; those before it stay to be seen.

    Without a report it came with whole populations. A report that whoever asks may not see names nobody.
    """

    month: date
    member: int
    duty: str
    open: int
    unexcused: int
    excused: int
    available: bool
    reported: bool
    because: str
    standing: bool
    report: Report | None
    is_hidden: bool
    facility: str
    by: str
    at: datetime | None

    @property
    def done(self) -> int:
        """Days present, or visits made."""
        return self.open - self.unexcused - self.excused

    @property
    def source(self) -> Words:
        """How it reached the ledger."""
        if self.report:
            return SOURCES[Source(self.report.source)]
        if self.is_hidden:
            return Words("laporan di luar wilayah Anda", "a report from outside your area")
        return Words("data awal", "loaded with the first data") if self.at is None else Words("koreksi", "correction")


def told_of(members: Sequence[int], months: Sequence[date], staff: Staff) -> list[Told]:
    """Every word on these members in these months, newest month first, each month's words in the order they came.

    Whoever asks may see the members; of reports they see those that are theirs to see.
    """
    rows = _words(members, months)
    reports = {
        one.pk: one
        for one in Report.objects.visible_to(staff)
        .filter(pk__in={row["report"] for row in rows if row["report"]})
        .defer("lines")
    }
    said_by = {one.by for one in reports.values()} | {row["said_by"] for row in rows if row["said_by"]}
    names = dict(Staff.objects.filter(pk__in=said_by).values_list("pk", "name"))
    codes = {one.facility for one in reports.values() if one.facility}
    places = dict(Facility.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    told = []
    for _, same in groupby(rows, key=lambda row: (row["month"], row["member"], row["duty"])):
        *_, last = words = list(same)
        told += [_told(row, reports.get(row["report"]), names, places, standing=row is last) for row in words]
    return told


def _words(members: Sequence[int], months: Sequence[date]) -> list[dict[str, Any]]:
    """First words and later ones in one question."""
    asked = {"member__in": members, "month__in": months}
    nobody, never = Value(None, BigIntegerField()), Value(None, DateTimeField())
    columns = (*FACTS, "why", "turn", "said_by", "said_at")
    first = Observation.objects.filter(**asked).annotate(why=Value(""), turn=Value(0), said_by=nobody, said_at=never)
    later = Revision.objects.filter(**asked).annotate(why=F("because"), turn=F("pk"), said_by=F("by"), said_at=F("at"))
    rows = first.values(*columns).union(later.values(*columns), all=True)
    return sorted(rows, key=lambda row: (-row["month"].toordinal(), row["member"], row["duty"], row["turn"]))


def _told(
    row: dict[str, Any], report: Report | None, names: dict[int, str], places: dict[str, str], *, standing: bool
) -> Told:
    by = report.by if report else row["said_by"]
    return Told(
        **{name: row[name] for name in FACTS if name != "report"},
        because=row["why"] or (report.because if report else ""),
        standing=standing,
        report=report,
        is_hidden=bool(row["report"]) and report is None,
        facility=places.get(report.facility, report.facility) if report else "",
        by=names.get(by, "") if by else "",
        at=report.at if report else row["said_at"],
    )

"""Who said what about a duty, when, from where and on what evidence: every word of the ledger back to its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import DateTimeField, F, Value
from django.db.models.fields import BigIntegerField

from harapan.commitments.models import Attachment, Observation, Report, Revision
from harapan.lib.dates import months_after
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
COLUMNS: Final = (*FACTS, "why", "turn", "said_by", "said_at")


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
    position: Words | None
    at: datetime | None

    @property
    def key(self) -> tuple[date, int, str]:
        return self.month, self.member, self.duty

    @property
    def who(self) -> Words | None:
        """Who said it, with their position; nobody where it came with whole populations, or is not one's to know."""
        if not self.by or self.position is None:
            return None
        return Words(f"{self.by}, {self.position.id}", f"{self.by}, {self.position.en}")

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
    return _told_in(_words(members, months), staff)


def corrections_of(members: Sequence[int], staff: Staff) -> list[Told]:
    """Every later word on these members, in whatever month, with who said it and where; see `told_of`."""
    return _told_in(_ordered(_later({"member__in": members})), staff)


def served_in(members: Sequence[int], months: Sequence[date], staff: Staff) -> dict[tuple[date, int, str], str]:
    """By month, member and service (`school`, `health`), the name of the facility whose list had the member; the last
    one where a month had two.
    """
    if not members or not months:
        return {}
    rows = Attachment.objects.visible_to(staff).filter(member__in=members, since__lt=months_after(max(months), 1))
    stays = list(
        rows.exclude(until__lte=min(months))
        .order_by("since", "pk")
        .values_list("member", "service", "facility", "since", "until")
    )
    names = _places({code for _, _, code, _, _ in stays})
    return {
        (month, member, service): names.get(code, code)
        for member, service, code, since, until in stays
        for month in months
        if since < months_after(month, 1) and (until is None or until > month)
    }


def _told_in(rows: list[dict[str, Any]], staff: Staff) -> list[Told]:
    """These words with their reports, as far as whoever asks may see them."""
    reports = {
        one.pk: one
        for one in Report.objects.visible_to(staff)
        .filter(pk__in={row["report"] for row in rows if row["report"]})
        .defer("lines")
    }
    said_by = {one.by for one in reports.values()} | {row["said_by"] for row in rows if row["said_by"]}
    people = {one.pk: one for one in Staff.objects.filter(pk__in=said_by).only("pk", "name", "position")}
    places = _places({one.facility for one in reports.values() if one.facility})
    told = []
    for _, same in groupby(rows, key=lambda row: (row["month"], row["member"], row["duty"])):
        *_, last = words = list(same)
        told += [_told(row, reports.get(row["report"]), people, places, standing=row is last) for row in words]
    return told


def _words(members: Sequence[int], months: Sequence[date]) -> list[dict[str, Any]]:
    """First words and later ones in one question."""
    asked = {"member__in": members, "month__in": months}
    nobody, never = Value(None, BigIntegerField()), Value(None, DateTimeField())
    first = Observation.objects.filter(**asked).annotate(why=Value(""), turn=Value(0), said_by=nobody, said_at=never)
    return _ordered(first.values(*COLUMNS).union(_later(asked), all=True))


def _later(asked: dict[str, Any]) -> Any:
    rows = Revision.objects.filter(**asked)
    return rows.annotate(why=F("because"), turn=F("pk"), said_by=F("by"), said_at=F("at")).values(*COLUMNS)


def _ordered(rows: Any) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["month"].toordinal(), row["member"], row["duty"], row["turn"]))


def _places(codes: set[str]) -> dict[str, str]:
    return dict(Facility.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def _told(
    row: dict[str, Any], report: Report | None, people: dict[int, Staff], places: dict[str, str], *, standing: bool
) -> Told:
    is_hidden = bool(row["report"]) and report is None
    teller = people.get(report.by if report else 0 if is_hidden else row["said_by"] or 0)
    return Told(
        **{name: row[name] for name in FACTS if name != "report"},
        because=row["why"] or (report.because if report else ""),
        standing=standing,
        report=report,
        is_hidden=is_hidden,
        facility=places.get(report.facility, report.facility) if report else "",
        by=teller.name if teller else "",
        position=teller.position_words if teller else None,
        at=report.at if report else row["said_at"],
    )

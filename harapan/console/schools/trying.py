"""A filled form against the school's list: which rows can be taken as they are, and why the others cannot."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from harapan.commitments.models import Attachment, Report
from harapan.commitments.queries import OnRoll, roll_of
from harapan.console.reporting.months import months_offered
from harapan.console.reporting.sending import send_all
from harapan.console.schools.law import DUTY, line_of
from harapan.console.schools.pasting import folded
from harapan.console.schools.queries import said_of
from harapan.console.schools.sheet import Class, Days, in_percent
from harapan.console.schools.telling import drawn_up
from harapan.intake.filled.education import REASONS, Form, Pupil
from harapan.intake.filled.education import Told as Written
from harapan.intake.reading.trouble import Unreadable
from harapan.lib.identifiers import is_nik
from harapan.places.models import Facility
from harapan.registry.models import Member
from harapan.staff.models import Staff
from harapan.ui.words import Words

NEAR: Final = 10
"""Tenths of a per cent by which a written percentage may differ: people round as they like."""


@dataclass(frozen=True)
class Judged:
    """One row of the form in one month: whose it is, what it says, and why it is not taken, if it is not."""

    line: int
    name: str
    month: date
    pupil: OnRoll | None
    days: Days | None
    why: str = ""
    replaces: Days | None = None
    """What was said of this pupil before, where it was something else."""

    @property
    def because(self) -> Words | None:
        return REASONS[self.why] if self.why else None

    @property
    def is_below(self) -> bool:
        return self.days is not None and (self.days.open - self.days.unexcused) * 100 < self.days.open * line_of(
            self.month
        )

    @property
    def share(self) -> str:
        return in_percent(self.days) if self.days else "–"


@dataclass
class Trial:
    """A form as it would be taken: by month and class what is good, and the rows that are not."""

    school: Facility
    evidence: str
    open_days: dict[date, int] = field(default_factory=dict)
    good: list[Judged] = field(default_factory=list)
    bad: list[Judged] = field(default_factory=list)
    classes: dict[int, Class] = field(default_factory=dict)
    missing: dict[date, int] = field(default_factory=dict)
    """Pupils of the list that the form does not name, by month."""

    @property
    def reasons(self) -> list[tuple[Words, int]]:
        """How many rows for each reason, the most frequent first."""
        return [(REASONS[why], count) for why, count in Counter(one.why for one in self.bad).most_common()]

    @property
    def changed(self) -> list[Judged]:
        """Rows that say something else than was said before."""
        return [one for one in self.good if one.replaces]

    def told(self, by: Staff) -> dict[str, Any]:
        """Numbers alone, to be signed and sent back to us: no name, no NIK."""
        rows = [
            [f"{one.month:%Y-%m}", one.pupil.member, one.days.unexcused, one.days.permitted, one.days.sick]
            for one in self.good
            if one.pupil and one.days
        ]
        days = {f"{month:%Y-%m}": count for month, count in self.open_days.items()}
        return {"school": self.school.code, "by": by.pk, "evidence": self.evidence, "days": days, "rows": rows}

    @classmethod
    def from_told(cls, told: Mapping[str, Any], school: Facility, by: Staff) -> "Trial":
        """What was tried, against the list as it is now."""
        days = {date.fromisoformat(f"{month}-01"): int(count) for month, count in told["days"].items()}
        trial = cls(school, told["evidence"], days)
        rolls = {month: {one.member: one for one in roll_of(school, month, by)} for month in days}
        for text, member, *missed in told["rows"]:
            month = date.fromisoformat(f"{text}-01")
            if pupil := rolls[month].get(member):
                trial.good.append(Judged(0, pupil.name, month, pupil, Days(days[month], *missed)))
        return trial

    def send(self, *, by: Staff) -> list[Report]:
        """One signed report for each class and month."""
        sheets: dict[tuple[date, Class], list[list[int | str]]] = defaultdict(list)
        for one in self.good:
            if one.pupil and one.days:
                said = [one.days.open, one.days.unexcused, one.days.permitted, one.days.sick]
                sheets[one.month, Class.of(one.pupil)].append([one.pupil.member, DUTY, *said])
        reports = [
            drawn_up(
                self.school,
                month,
                group,
                lines,
                source=Report.Source.IMPORT,
                open_days=self.open_days[month],
                evidence=f"sha256:{self.evidence}",
                by=by,
            )
            for (month, group), lines in sorted(sheets.items())
        ]
        return send_all(reports, by=by)


def try_form(form: Form, school: Facility, *, today: date, evidence: str, by: Staff) -> Trial:
    """Judge every row. Raises `Unreadable` where the form as a whole is another school's, too old, or without days."""
    _check(form, school, today)
    trial = Trial(school, evidence, form.open_days)
    before = {month: _standing(school, month, by) for month in form.months}
    for month in form.months:
        roll = roll_of(school, month, by)
        found = [(one, *_meant(one, roll)) for one in form.pupils]
        times = Counter(pupil.member for _, pupil, _ in found if pupil)
        for one, pupil, why in found:
            judged = _judged(one, month, pupil, why, times, form.open_days[month], before[month])
            (trial.bad if judged.why else trial.good).append(judged)
        trial.missing[month] = sum(one.member not in times for one in roll)
    trial.bad = _elsewhere(trial.bad, form.pupils, by)
    return trial


def _check(form: Form, school: Facility, today: date) -> None:
    if form.npsn and form.npsn != school.code:
        raise Unreadable(
            f"formulir ini milik sekolah lain: NPSN {form.npsn}, bukan {school.code}",
            f"this form is another school's: NPSN {form.npsn}, not {school.code}",
        )
    if max(form.months) > today:
        raise Unreadable("formulir ini tentang bulan yang belum tiba", "this form is about a month that has not come")
    if min(form.months) < (oldest := months_offered(today)[-1]):
        raise Unreadable(
            f"formulir ini sudah lama: bulan sebelum {oldest:%m-%Y} tidak dapat dilaporkan lagi. Periksa tahunnya",
            f"this form is old: months before {oldest:%m-%Y} can be reported no more. Look at its year",
        )
    without = [month for month in form.months if not form.open_days.get(month)]
    if without:
        raise Unreadable(
            "baris hari efektif tidak ada atau tidak terbaca untuk setiap bulan",
            "the row of effective days is missing, or not readable for every month",
        )


def _standing(school: Facility, month: date, by: Staff) -> dict[int, Days]:
    said: dict[int, Days] = {}
    for report in said_of(school, [month], by):
        for member, _, open_days, unexcused, permitted, sick in report.lines:
            said[member] = Days(open_days, unexcused, permitted, sick, report.available)
    return said


def _meant(row: Pupil, roll: Sequence[OnRoll]) -> tuple[OnRoll | None, str]:
    """By name and the last four digits of the NIK; by the name alone where the NIK was damaged."""
    named = [one for one in roll if folded(one.name) == folded(row.name)]
    if row.last_four:
        sure = [one for one in named if one.nik_4 == row.last_four]
        return (sure[0], "") if len(sure) == 1 else (None, "unknown")
    if len(named) > 1:
        return None, "several"
    return (named[0], "") if named else (None, "unknown")


def _judged(
    row: Pupil,
    month: date,
    pupil: OnRoll | None,
    why: str,
    times: Counter[int],
    open_days: int,
    before: Mapping[int, Days],
) -> Judged:
    written = row.told.get(month)
    if pupil and times[pupil.member] > 1:
        why = "twice"
    why = why or _wrong(row, written, open_days)
    if why or written is None or pupil is None:
        return Judged(row.line, row.name, month, pupil, None, why or "silent")
    days = Days(open_days, written.unexcused, written.permitted, written.sick)
    standing = before.get(pupil.member)
    return Judged(row.line, row.name, month, pupil, days, replaces=standing if standing != days else None)


def _wrong(row: Pupil, written: Written | None, open_days: int) -> str:
    """What a row says that cannot be; the key of `REASONS`, or nothing."""
    if written is None:
        return "unreadable" if row.unreadable else "silent"
    if written.missed > open_days:
        return "too_many"
    if written.sum is not None and written.sum != written.missed:
        return "sum"
    if written.tenths is not None and written.tenths != 0:
        ours = [(open_days - missed) * 1000 // open_days for missed in (written.unexcused, written.missed)]
        if all(abs(written.tenths - one) > NEAR for one in ours):
            return "percent"
    return ""


def _elsewhere(bad: list[Judged], rows: Sequence[Pupil], by: Staff) -> list[Judged]:
    """Of those nobody knows here, who is known at another school: told only to whoever may see those families."""
    unknown = {row.line: row.nik for row in rows if is_nik(row.nik)}
    niks = {unknown[one.line] for one in bad if one.why == "unknown" and one.line in unknown}
    if not niks or not by.may_see_families:
        return bad
    known = dict(Member.objects.visible_to(by).filter(nik__in=niks).values_list("nik", "pk"))
    placed = set(
        Attachment.objects.visible_to(by)
        .filter(member__in=known.values(), service="school", until=None)
        .values_list("member", flat=True)
    )
    there = {line for line, nik in unknown.items() if known.get(nik) in placed}
    return [replace(one, why="elsewhere") if one.line in there and one.why == "unknown" else one for one in bad]

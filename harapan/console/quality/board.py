"""Every check on one page: how many families it finds fault with, how that went, who puts it right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString

from harapan.console.figures.measures import FEW
from harapan.console.quality.place import Place
from harapan.coordination.models import StandingSum
from harapan.lib.english import agree
from harapan.lib.rupiah import number
from harapan.registry.models import Finding, FindingSum
from harapan.registry.quality.actions import REGISTERED
from harapan.registry.quality.check import Check, Weight
from harapan.registry.quality.checks import CHECKS
from harapan.registry.quality.queries import looked_on, series_of, sums_of
from harapan.staff.models import POSITIONS
from harapan.ui.drawing import Series, lines, meter, spark
from harapan.ui.words import Words, said

DAYS = 30
"""Looks that a trend goes back."""


@dataclass(frozen=True)
class Line:
    """One check in one area. Few families of other people's areas are hidden, and so is how their number went."""

    check: Check
    families: int
    hidden: bool
    href: str
    days: Sequence[date]
    series: Sequence[int | None]

    @property
    def passes(self) -> bool:
        return not self.families

    @property
    def text(self) -> str:
        return f"< {FEW}" if self.hidden else number(self.families)

    @property
    def owner(self) -> Words:
        return POSITIONS[self.check.owner]

    @property
    def change(self) -> int | None:
        """Since the first day shown."""
        known = [value for value in self.series if value is not None]
        return None if self.hidden or len(known) < 2 else known[-1] - known[0]

    @property
    def change_text(self) -> str:
        if self.change is None:
            return ""
        if not self.change:
            return said("tetap", "unchanged")
        return f"{'▲ +' if self.change > 0 else '▼ -'}{number(abs(self.change))}"

    @property
    def mood(self) -> str:
        return "" if not self.change else "bad" if self.change > 0 else "ok"

    @property
    def spark(self) -> SafeString | str:
        """The shape of the trend."""
        if self.hidden or len(self.series) < 2:
            return ""
        return spark(str(self.check.words), _told(self.days, self.series), self.series)


def board(place: Place) -> list[Line]:
    """Every check, those that hold up payment first and the largest first among equals."""
    counts = _counts(place)
    days = [] if place.is_mine_alone else looked_on(DAYS)
    series = series_of(place.area, days)
    found = [_line(place, check, counts.get(check.name, 0), days, series) for check in CHECKS]
    order = list(Weight)
    return sorted(found, key=lambda line: (order.index(line.check.weight), -line.families))


def line_of(place: Place, check: Check) -> Line:
    """One check."""
    days = [] if place.is_mine_alone else looked_on(DAYS)
    return _line(place, check, _counts(place).get(check.name, 0), days, series_of(place.area, days))


def _counts(place: Place) -> Mapping[str, int]:
    if not place.is_mine_alone:
        return sums_of(place.area)
    own = Finding.objects.visible_to(place.staff).filter(gone_at=None).values("kind")
    return dict(own.annotate(families=Count("family", distinct=True)).values_list("kind", "families"))


def _line(place: Place, check: Check, families: int, days: Sequence[date], series: Mapping[str, Sequence[int]]) -> Line:
    own = place.is_mine_alone or place.is_own(place.area)
    where = "" if place.is_mine_alone else f"?area={place.area}"
    values = series.get(check.name, [0] * len(days))
    return Line(
        check,
        families,
        hidden=not own and 0 < families < FEW,
        href=reverse("quality:check", args=[check.name]) + where,
        days=days,
        series=[value if own or not 0 < value < FEW else None for value in values],
    )


def _told(days: Sequence[date], series: Sequence[int | None]) -> str:
    """A trend in words."""
    if not days:
        return ""
    first, last = (number(value) if value is not None else f"< {FEW}" for value in (series[0], series[-1]))
    return said(
        f"{days[0]:%d-%m-%Y}: {first} keluarga; {days[-1]:%d-%m-%Y}: {last} keluarga",
        f"{days[0]:%d-%m-%Y}: {first} families; {days[-1]:%d-%m-%Y}: {last} families",
    )


def trend(line: Line) -> SafeString | str:
    """The trend of one check as a chart; nothing where there is one day only."""
    if line.hidden or len(line.days) < 2:
        return ""
    moments = [f"{day:%d.%m.%y}" for day in line.days]
    name = said("keluarga", "families")
    return lines(str(line.check.words), _told(line.days, line.series), moments, [Series(name, line.series)])


# -- by area ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One area below: how many of its families, and what share of all that are looked at."""

    code: str
    name: str
    families: int
    of: int
    hidden: bool
    href: str

    @property
    def text(self) -> str:
        return f"< {FEW}" if self.hidden else number(self.families)

    @property
    def share(self) -> float | None:
        return None if self.hidden or not self.of else min(self.families / self.of, 1.0)

    @property
    def bar(self) -> SafeString | str:
        if self.share is None:
            return ""
        return meter(
            self.name, said(f"{self.text} keluarga", agree(f"{self.text} [family|families]", self.text)), self.share
        )


def parts(place: Place, check: Check) -> list[Part]:
    """The areas below, the largest number first; where just one is hidden, so is the smallest of the others."""
    if place.is_mine_alone:
        return []
    sums = dict(FindingSum.objects.filter(parent=place.area, kind=check.name).values_list("area", "families"))
    all_ = {row.area: row for row in StandingSum.objects.filter(parent=place.area)}
    codes = {*sums, *(code for code, _ in place.below if code in all_)}
    rows = sorted(codes, key=lambda code: (-sums.get(code, 0), place.name_of(code)))
    few = {code for code in rows if 0 < sums.get(code, 0) < FEW and not place.is_own(code)}
    if len(few) == 1:
        few |= {code for code in rows if sums.get(code, 0) >= FEW and not place.is_own(code)}.intersection(rows[-2:])
    there = reverse("quality:check", args=[check.name])
    return [
        Part(
            code,
            place.name_of(code),
            sums.get(code, 0),
            _looked_at(all_.get(code)),
            hidden=code in few,
            href=f"{there}?area={code}",
        )
        for code in rows
    ]


def _looked_at(row: StandingSum | None) -> int:
    """Families of an area that the checks look at."""
    return sum(int(row.participation.get(state, 0)) for state in REGISTERED) if row else 0

"""What a page of figures is about: a stage, an area as it was then, the areas below it, and their sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from harapan.coordination.models import StageSum, StandingSum, Summed
from harapan.entitlements.models import Cycle, Run
from harapan.places.models import Area
from harapan.places.queries import areas_on
from harapan.staff.models import Staff

DIGITS = (0, 2, 4, 6, 10)
OF_AREA = ("code", "name", "level", "latitude", "longitude", "population")


@dataclass(frozen=True)
class Stage:
    """One stage of the calendar, whether anything has been summed for it, and whether banks have answered."""

    cycle: str
    first_day: date
    last_month: date
    has_sums: bool
    has_answers: bool = False


def stages() -> list[Stage]:
    """Every stage that was opened, oldest first."""
    summed = {row.cycle: row.settled for row in StageSum.objects.filter(area="")}
    months = Cycle.objects.values_list("name", "edition__stage__months")
    found = [
        Stage(
            cycle,
            date.fromisoformat(days[0]),
            date.fromisoformat(days[-1]),
            has_sums=cycle in summed,
            has_answers=summed.get(cycle, False),
        )
        for cycle, days in months
    ]
    return sorted(found, key=lambda stage: (stage.first_day, stage.cycle))


def own_areas(staff: Staff) -> list[str]:
    """Code prefixes within which small numbers are shown; `[""]` is the country."""
    if not staff.active:
        return []
    if staff.works_for_the_country and not staff.area:
        return [""]
    return [area for area in (staff.area, *staff.further_areas) if area]


def may_see_lists(staff: Staff, area: str) -> bool:
    """Whether a number of this area may lead to the families behind it."""
    return staff.may_see_families and any(area.startswith(own) for own in own_areas(staff))


@dataclass(frozen=True)
class Seen:
    """One area in one stage, as somebody sees it."""

    staff: Staff
    stage: Stage
    before: Stage | None
    area: str
    level: int
    """Digits of the areas shown below it."""
    needs: tuple[str, ...] = ()
    """Columns of the sums that are asked for; none named is all of them."""

    @cached_property
    def _rows(self) -> dict[tuple[str, str], StageSum]:
        cycles = [self.stage.cycle, *([self.before.cycle] if self.before else [])]
        above = Q(area=self.area)
        rows = StageSum.objects.filter(above | self._below, cycle__in=cycles)
        if self.needs:
            rows = rows.only("cycle", "area", *self.needs)
        return {(row.cycle, row.area): row for row in rows}

    @property
    def _below(self) -> Q:
        return below(self.area, self.level)

    @cached_property
    def _areas(self) -> dict[str, Area]:
        """The area, those above it, and those below it, as they were on the first day of the stage."""
        prefixes = [self.area[:digits] for digits in DIGITS if 0 < digits <= len(self.area)]
        parents = Q(code__in=prefixes)
        found = areas_on(self.stage.first_day).filter(parents | below(self.area, self.level, level="level_name"))
        return {area.code: area for area in found.only(*OF_AREA)}

    @cached_property
    def children(self) -> list[Area]:
        """The areas below, in the order of their codes."""
        return sorted(
            (area for code, area in self._areas.items() if len(code) == self.level and code != self.area),
            key=lambda area: area.code,
        )

    @cached_property
    def strangers(self) -> list[str]:
        """Codes with sums that no area had on that day: nothing is lost because a border moved."""
        known = {area.code for area in self.children}
        return sorted(
            code
            for cycle, code in self._rows
            if cycle == self.stage.cycle and len(code) == self.level and code != self.area and code not in known
        )

    def remember(self, rows: Sequence[StageSum]) -> None:
        """Rows of areas elsewhere, for a comparison."""
        self._rows.update({(row.cycle, row.area): row for row in rows})

    @property
    def here(self) -> Area | None:
        """The area itself, None for the country or where it did not exist then."""
        return self._areas.get(self.area)

    @property
    def existed(self) -> bool:
        """Whether there was such an area on the first day of the stage."""
        return not self.area or self.here is not None

    def above(self) -> list[Area]:
        """The areas around this one, the largest first, without itself."""
        return [self._areas[self.area[:n]] for n in DIGITS[1:] if n < len(self.area) and self.area[:n] in self._areas]

    def row(self, code: str) -> StageSum | None:
        """The sums of an area in this stage."""
        return self._rows.get((self.stage.cycle, code))

    def row_before(self, code: str) -> StageSum | None:
        """The sums of an area in the stage before."""
        return self._rows.get((self.before.cycle, code)) if self.before else None

    def is_own(self, code: str) -> bool:
        """Whether small numbers of an area may be shown to this reader."""
        return any(code.startswith(own) for own in self._own)

    @cached_property
    def _own(self) -> list[str]:
        return own_areas(self.staff)

    @cached_property
    def as_of(self) -> Summed | None:
        """When the sums of this stage were made."""
        return Summed.objects.filter(cycle=self.stage.cycle).first()


def below(area: str, digits: int, *, level: str = "level") -> Q:
    """The areas of a level inside an area: its children by an index, or all of a level of the country."""
    children = DIGITS[min(DIGITS.index(len(area)) + 1, len(DIGITS) - 1)]
    column = {"level": "area", "level_name": "code"}[level]
    if len(area) == DIGITS[-1]:
        return Q(pk__in=[])
    if digits == children:
        return Q(parent=area)
    depth = Q(level=digits) if level == "level" else Q(level=LEVEL_NAMES[digits])
    return depth & Q(**{f"{column}__startswith": area}) if area else depth


LEVEL_NAMES = {
    2: Area.Level.PROVINCE.value,
    4: Area.Level.REGENCY.value,
    6: Area.Level.DISTRICT.value,
    10: Area.Level.VILLAGE.value,
}


def ever_was(code: str) -> QuerySet[Area]:
    """Every version of an area."""
    return Area.objects.filter(code=code).order_by("valid_from")


def series(area: str) -> dict[str, StageSum]:
    """An area in every stage, by cycle."""
    return {row.cycle: row for row in StageSum.objects.filter(area=area)}


def in_stage(codes: Sequence[str], some: Sequence[Stage]) -> list[StageSum]:
    """Some areas in some stages."""
    return list(StageSum.objects.filter(area__in=codes, cycle__in=[stage.cycle for stage in some]))


def names_on(codes: Sequence[str], day: date) -> dict[str, str]:
    """What some areas were called on a day."""
    return dict(areas_on(day).filter(code__in=codes).values_list("code", "name"))


def begun_between(area: str, first: date, last: date) -> list[tuple[str, date]]:
    """Areas inside an area that began after one day and up to another; those that began with their parent once."""
    inside = Area.objects.filter(valid_from__gt=first, valid_from__lte=last, code__startswith=area)
    found = inside.exclude(level=Area.Level.VILLAGE).order_by("code").values_list("code", "name", "valid_from")
    heads: list[tuple[str, str, date]] = []
    for code, name, day in found:
        if day and not any(code.startswith(head) for head, _, _ in heads):
            heads.append((code, name, day))
    return [(name, day) for _, name, day in heads]


def sources() -> dict[str, tuple[str, datetime]]:
    """The main run of each stage: the first digits of its digest, and when it was computed."""
    runs = Run.objects.filter(kind=Run.Kind.MAIN, refused_because="")
    return {cycle: (digest[:12], at) for cycle, digest, at in runs.values_list("cycle_id", "digest", "computed_at")}


def registry_as_of() -> datetime | None:
    """When the registry was last summed."""
    return Summed.objects.filter(cycle="").values_list("as_of", flat=True).first()


def standing(area: str) -> StandingSum | None:
    """An area as the registry stands."""
    return StandingSum.objects.filter(area=area).first()


Titles = list[tuple[str, str, str]]
"""Words of the law: name, Indonesian, English."""


def titles(cycle: str) -> tuple[Titles, Titles]:
    """Components of the law of a stage in its order, and the reasons why a family is not paid."""
    components, reasons = Cycle.objects.values_list("edition__components", "edition__reasons").get(name=cycle)
    return _titles(components), _titles(reasons)


def _titles(named: list[dict[str, Any]]) -> Titles:
    return [(one["name"], one["title"]["id"], one["title"]["en"]) for one in named]

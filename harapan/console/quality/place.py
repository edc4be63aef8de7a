"""The area a page of this desk is about, as somebody sees it: its name, what lies in it, and whose it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from harapan.console.figures.queries import DIGITS, own_areas
from harapan.lib.identifiers import dotted, undotted
from harapan.places.models import Area
from harapan.places.queries import areas_on
from harapan.registry.models import FindingSum
from harapan.staff.models import Staff
from harapan.ui.words import Words, said

CODE = re.compile(r"[1-9]\d(\d\d(\d\d(\d{4})?)?)?")
DESK = Words("Mutu data", "Data quality")


@dataclass(frozen=True)
class Place:
    """An area by its code, empty for the country, on a day."""

    staff: Staff
    area: str
    day: date

    @classmethod
    def of(cls, query: Mapping[str, str], staff: Staff, day: date) -> "Place":
        """The area an address names; one's own where it names none, or nonsense."""
        code = undotted(query.get("area", "").strip())
        named = "area" in query and (not code or CODE.fullmatch(code) is not None)
        return cls(staff, code if named else staff.area, day)

    @property
    def is_mine_alone(self) -> bool:
        """A facilitator sees their own families, wherever they live."""
        return self.staff.position == Staff.Position.FACILITATOR

    def is_own(self, code: str) -> bool:
        """Whether small numbers of an area may be shown to this reader."""
        return any(code.startswith(own) for own in own_areas(self.staff))

    @property
    def has_list(self) -> bool:
        """Whether the families behind a number may be shown, rather than how areas compare."""
        return self.is_mine_alone or (self.staff.may_see_families and self.is_own(self.area))

    @cached_property
    def _known(self) -> dict[str, Area]:
        around = [self.area[:digits] for digits in DIGITS if 0 < digits <= len(self.area)]
        found = areas_on(self.day).filter(code__in=around) | areas_on(self.day).filter(parent=self.area)
        return {area.code: area for area in found.only("code", "name", "parent")}

    @property
    def exists(self) -> bool:
        """Some area has that code on the day, or families are registered under a code that none has."""
        known = not self.area or self.area in self._known or self.area in own_areas(self.staff)
        return known or FindingSum.objects.filter(area=self.area).exists()

    def name_of(self, code: str) -> str:
        """An area around or below this one by name; by its code where nobody knows it on that day."""
        if not code:
            return "Indonesia"
        return self._known[code].name if code in self._known else dotted(code)

    @property
    def name(self) -> str:
        return said("Keluarga saya", "My families") if self.is_mine_alone else self.name_of(self.area)

    @property
    def below(self) -> list[tuple[str, str]]:
        """The areas below by code and name, in the order of their names."""
        found = [(area.code, area.name) for area in self._known.values() if area.parent == self.area and area.code]
        return sorted((one for one in found if len(one[0]) > len(self.area)), key=lambda one: one[1])

    def crumbs(self, page: str = "quality:index", *arguments: str) -> list[tuple[str, str]]:
        """From the country down to here, each on the same page."""
        if self.is_mine_alone:
            return [(reverse(page, args=arguments), self.name)]
        codes = [self.area[:digits] for digits in DIGITS if digits <= len(self.area)]
        return [(f"{reverse(page, args=arguments)}?area={code}", self.name_of(code)) for code in codes]

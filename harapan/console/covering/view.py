"""An area's month of reports: sums of the areas below, then facility by facility."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from harapan.commitments.models import Coverage
from harapan.console.covering.subject import Subject
from harapan.console.figures.queries import own_areas
from harapan.console.reporting.months import due_month, read_month
from harapan.lib.identifiers import dotted, range_of, undotted
from harapan.places.models import Facility
from harapan.places.queries import areas_on
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.drawing.small import meter
from harapan.ui.words import Words, said

AREA: Final = re.compile(r"[1-9]\d(\d\d(\d\d(\d{4})?)?)?")
LONGEST_SEARCH: Final = 60
FEWEST: Final = 5
"""People; smaller cells of areas that are not one's own are not shown."""
BELOW: Final = {0: 2, 2: 4, 4: 6, 6: 10}
LISTED_FROM: Final = 4
"""Digits of an area from which on single facilities are listed: a regency."""
STATES: Final = {
    "belum": Words("Belum lengkap", "Not all reported"),
    "diam": Words("Belum sama sekali", "Nothing reported"),
    "lengkap": Words("Lengkap", "All reported"),
    "": Words("Semua", "All"),
}
TOTALS: Final = {
    "facilities": Count("pk"),
    "silent": Count("pk", filter=Q(told=0)),
    "whole": Count("pk", filter=Q(told=F("members"))),
    "people": Sum("members"),
    "sum_told": Sum("told"),
}
ORDERS: Final = {
    "desa": Words("Menurut desa", "By village"),
    "banyak": Words("Terbanyak dahulu", "Most people first"),
}
KEYS: Final = {"desa": ("village", "id"), "banyak": ("-members", "-id")}


@dataclass(frozen=True)
class Part:
    """Sums of one area."""

    code: str
    name: str
    facilities: int
    silent: int
    whole: int
    people: int
    told: int
    hidden: bool

    @property
    def share(self) -> float | None:
        return None if self.hidden or not self.people else self.told / self.people

    @property
    def bar(self) -> SafeString:
        return meter(self.name, said("Yang sudah dilaporkan", "Reported on"), self.share or 0)


@dataclass(frozen=True)
class View:
    """An area, a month and a state, as the address says."""

    subject: Subject
    staff: Staff
    area: str
    month: date
    state: str
    search: str = ""
    order: str = "desa"

    @classmethod
    def of(cls, subject: Subject, request: StaffRequest) -> "View":
        """One's own area and the month that is due where the address says nothing, or nonsense."""
        today = timezone.localdate()
        code = undotted(request.GET.get("area", "").strip())
        named = "area" in request.GET and (not code or AREA.fullmatch(code) is not None)
        state = request.GET.get("keadaan", "belum")
        return cls(
            subject,
            request.staff,
            code if named else request.staff.area,
            read_month(request.GET.get("bulan", ""), today) or due_month(today),
            state if state in STATES else "belum",
            request.GET.get("cari", "").replace("\0", "").strip()[:LONGEST_SEARCH],
            request.GET["urut"] if request.GET.get("urut") in ORDERS else "desa",
        )

    @property
    def sums(self) -> QuerySet[Coverage]:
        """Every facility of the area; sums are open to all staff, as those of payments are."""
        return Coverage.objects.filter(
            service=self.subject.service, month=self.month, village__range=range_of(self.area)
        )

    def is_own(self, code: str) -> bool:
        """Whether small numbers, and single facilities, may be shown."""
        return any(code.startswith(own) for own in own_areas(self.staff))

    @property
    def parts(self) -> list[Part]:
        """The areas below; none below a village."""
        digits = BELOW.get(len(self.area))
        if digits is None:
            return []
        found = list(
            self.sums.annotate(code=Left("village", digits)).values("code").order_by("code").annotate(**TOTALS)
        )
        names = dict(names_of([one["code"] for one in found]))
        return [self._part(one, names) for one in found]

    def _part(self, one: dict[str, Any], names: dict[str, str]) -> Part:
        code, people = one["code"], one["people"]
        hidden = people < FEWEST and not self.is_own(code)
        counts = (one["facilities"], one["silent"], one["whole"], people, one["sum_told"])
        return Part(code, names.get(code) or dotted(code), *counts, hidden=hidden)

    @cached_property
    def whole(self) -> Part:
        """All of it."""
        told = {"code": self.area, **{name: value or 0 for name, value in self._totals.items()}}
        return self._part(told, {self.area: self.name})

    @cached_property
    def _totals(self) -> dict[str, Any]:
        return self.sums.aggregate(**TOTALS, at=Max("at"))

    @property
    def summed_at(self) -> Any:
        """When the newest of these sums was made."""
        return self._totals["at"]

    @cached_property
    def name(self) -> str:
        return next((name for _, name in names_of([self.area])), dotted(self.area)) if self.area else "Indonesia"

    @property
    def lists_facilities(self) -> bool:
        """Single facilities are shown within a regency, and only of one's own area."""
        return len(self.area) >= LISTED_FROM and self.is_own(self.area)

    @property
    def facilities(self) -> QuerySet[Coverage]:
        """Sums of single facilities, as the filters say; a name is looked for within the area alone."""
        wanted = {
            "belum": Q(told__lt=F("members")),
            "diam": Q(told=0),
            "lengkap": Q(told=F("members")),
            "": Q(),
        }
        rows = self.sums.filter(wanted[self.state])
        if self.search:
            here = Facility.objects.filter(village__range=range_of(self.area), kind__in=self.subject.kinds)
            called = here.filter(Q(name__icontains=self.search) | Q(code=self.search.upper()))
            rows = rows.filter(facility__in=called.values("code"))
        return rows

    @property
    def query(self) -> str:
        told = {"area": self.area, "bulan": f"{self.month:%Y-%m}", "keadaan": self.state, "cari": self.search}
        return urlencode({name: value for name, value in told.items() if value or name != "cari"})

    @property
    def crumbs(self) -> list[tuple[str, Any]]:
        """From the country down to here."""
        codes = [self.area[:digits] for digits in (2, 4, 6, 10) if digits <= len(self.area)]
        names, path = dict(names_of(codes)), reverse(self.subject.coverage)
        steps = [("", "Indonesia"), *((code, names.get(code, dotted(code))) for code in codes)]
        way = [(f"{path}?{urlencode({'area': code, 'bulan': f'{self.month:%Y-%m}'})}", name) for code, name in steps]
        return [self.subject.crumb, *way]


def names_of(codes: list[str]) -> list[tuple[str, str]]:
    return list(areas_on(timezone.localdate()).filter(code__in=codes).values_list("code", "name")) if codes else []

"""How many children are too short, too light or wasted: by area and month, from the sums that are kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Left
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from harapan.commitments.health.growth import indices
from harapan.commitments.models import GrowthSum
from harapan.console.figures.queries import own_areas
from harapan.console.health.tabs import tabs_for
from harapan.console.health.words import DESK
from harapan.lib.dates import month_of, months_after
from harapan.lib.identifiers import dotted, range_of, undotted
from harapan.places.queries import areas_on
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.drawing import Series, lines
from harapan.ui.drawing.small import meter
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.words import Words, said

AREA: Final = re.compile(r"[1-9]\d(\d\d(\d\d(\d{4})?)?)?")
FEWEST: Final = 5
"""Families; smaller cells of areas that are not one's own are not shown."""
BELOW: Final = {0: 2, 2: 4, 4: 6, 6: 10}
MONTHS_SHOWN: Final = 24
OLD_AFTER: Final = 6
"""Months: children are weighed everywhere in February and August, so by then somebody should have been."""
EXPORTS: Final = {"csv": csv_response, "xlsx": xlsx_response}


@dataclass(frozen=True)
class Measure:
    """One index as this page asks about it: whose status was known, who is low, who is far below."""

    index: str
    words: Words
    known: str
    low: str
    severe: str


MEASURES: Final = {
    "pendek": Measure("height", Words("Stunting (pendek)", "Stunting"), "height_known", "stunted", "severely_stunted"),
    "kurang": Measure(
        "weight", Words("Berat kurang", "Underweight"), "weight_known", "underweight", "severely_underweight"
    ),
    "kurus": Measure("wasting", Words("Gizi kurang (kurus)", "Wasting"), "wasting_known", "wasted", "severely_wasted"),
}


@dataclass(frozen=True)
class Part:
    """Sums of one area in one month; `hidden` where they are too small for whoever looks."""

    code: str
    name: str
    families: int
    known: int
    low: int
    severe: int
    hidden: bool = False

    @property
    def share(self) -> float | None:
        """Of the children whose status is known."""
        return None if self.hidden or not self.known else self.low / self.known

    @property
    def severe_share(self) -> float | None:
        return None if self.hidden or not self.known else self.severe / self.known

    @property
    def bar(self) -> SafeString:
        return meter(
            self.name, said("Bagian anak di bawah standar", "Share of children below the standard"), self.share or 0
        )


@dataclass(frozen=True)
class View:
    """An area, a month and an index, as the address says."""

    staff: Staff
    area: str
    month: date
    name: str

    @classmethod
    def of(cls, request: StaffRequest) -> "View":
        """One's own area, stunting, and the newest month measured there, or else anywhere, unless the address says."""
        code = undotted(request.GET.get("area", "").strip())
        named = "area" in request.GET and (not code or AREA.fullmatch(code) is not None)
        area = code if named else request.staff.area
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.GET.get("bulan", ""))
        month = date(int(found[1]), int(found[2]), 1) if found else None
        name = request.GET.get("ukuran", "")
        name = name if name in MEASURES else "pendek"
        month = month or newest_month(area, MEASURES[name]) or newest_month("", MEASURES[name])
        return cls(request.staff, area, month or month_of(timezone.localdate()), name)

    @property
    def measure(self) -> Measure:
        return MEASURES[self.name]

    def is_own(self, code: str) -> bool:
        """Whether small numbers may be shown."""
        return any(code.startswith(own) for own in own_areas(self.staff))

    @property
    def parts(self) -> list[Part]:
        """The areas below; none below a village. Where just one is hidden the others would tell it: two are."""
        digits = BELOW.get(len(self.area))
        if digits is None:
            return []
        rows = GrowthSum.objects.filter(month=self.month, village__range=range_of(self.area))
        found = list(self._summed(rows.annotate(code=Left("village", digits)).values("code").order_by("code")))
        codes = [one["code"] for one in found]
        names = dict(areas_on(timezone.localdate()).filter(code__in=codes).values_list("code", "name"))
        parts = [self._part(one["code"], names.get(one["code"]) or dotted(one["code"]), one) for one in found]
        hidden = [part for part in parts if part.hidden]
        others = [part for part in parts if not part.hidden and not self.is_own(part.code)]
        if len(hidden) == 1 and others:
            smallest = min(others, key=lambda part: part.families)
            return [replace(part, hidden=True) if part is smallest else part for part in parts]
        return parts

    @property
    def whole(self) -> Part:
        """All of it."""
        rows = GrowthSum.objects.filter(month=self.month, village__range=range_of(self.area)).values("month")
        found = list(self._summed(rows.order_by("month")))
        return self._part(self.area, self.title, found[0] if found else {})

    @property
    def trend(self) -> list[tuple[date, Part]]:
        """The last two years' months in which anybody was measured: weighing months, of which there are few."""
        first = months_after(self.month, 1 - MONTHS_SHOWN)
        rows = GrowthSum.objects.filter(month__gte=first, month__lte=self.month, village__range=range_of(self.area))
        known = self._summed(rows.values("month").order_by("month"))
        return [(one["month"], self._part(self.area, self.title, one)) for one in known if one["sum_known"]]

    def _summed(self, rows: Any) -> Any:
        told = self.measure
        return rows.annotate(
            sum_families=Sum("families"), sum_known=Sum(told.known), sum_low=Sum(told.low), sum_severe=Sum(told.severe)
        )

    def _part(self, code: str, name: str, sums: dict[str, Any]) -> Part:
        told = {key: int(sums.get(f"sum_{key}", 0)) for key in ("families", "known", "low", "severe")}
        few = 0 < told["families"] < FEWEST and not self.is_own(code)
        return Part(code, name, **told, hidden=few)

    @cached_property
    def title(self) -> str:
        found = areas_on(timezone.localdate()).filter(code=self.area).first() if self.area else None
        return found.name if found else dotted(self.area) if self.area else "Indonesia"

    @property
    def asked(self) -> dict[str, str]:
        return {"area": self.area, "bulan": f"{self.month:%Y-%m}", "ukuran": self.name}

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    def to(self, **other: str) -> str:
        """The same page about something else."""
        return f"{reverse('health:prevalence')}?{urlencode(self.asked | other)}"

    @property
    def crumbs(self) -> list[tuple[str, Any]]:
        """From the country down to here."""
        codes = [self.area[:digits] for digits in (2, 4, 6, 10) if digits <= len(self.area)]
        names = dict(areas_on(timezone.localdate()).filter(code__in=codes).values_list("code", "name"))
        way = [(self.to(area=code), names.get(code, dotted(code))) for code in codes]
        return [(reverse("health:prevalence"), DESK), (self.to(area=""), "Indonesia"), *way]


def newest_month(area: str, measure: Measure) -> date | None:
    """The last month in which children of an area were measured so."""
    newest: date | None = _measured(area, measure).aggregate(newest=Max("month"))["newest"]
    return newest


def _measured(area: str, measure: Measure) -> QuerySet[GrowthSum]:
    return GrowthSum.objects.filter(village__range=range_of(area), **{f"{measure.known}__gt": 0})


def _months(view: View) -> list[date]:
    found = _measured(view.area, view.measure).order_by("-month")
    months = list(found.values_list("month", flat=True).distinct()[:MONTHS_SHOWN])
    return months if view.month in months else [view.month, *months]


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Prevalence in an area."""
    view = View.of(request)
    parts, whole, trend = view.parts, view.whole, view.trend
    if sum(part.hidden for part in parts) == 1:  # all the others are one's own, and all of it would tell this one
        whole, trend = replace(whole, hidden=True), []
    months = _months(view)
    newest = max((month for month in months if month != view.month or whole.known), default=None)
    shown = {
        "view": view,
        "whole": whole,
        "newest": newest,
        "is_old": newest == view.month and months_after(view.month, OLD_AFTER) < month_of(timezone.localdate()),
        "to_newest": view.to(bulan=f"{newest:%Y-%m}") if newest and not whole.known else "",
        "parts": sorted(parts, key=lambda part: (part.share is None, -(part.share or 0), part.name)),
        "drills": len(view.area) < 6,
        "measures": [(name, one.words, view.to(ukuran=name), name == view.name) for name, one in MEASURES.items()],
        "months": months,
        "trend": trend,
        "chart": _chart(view, trend),
        "index": indices()[view.measure.index],
        "lists": request.staff.may_see_families,
        "crumbs": view.crumbs,
        "tabs": tabs_for(request.staff, "prevalence"),
    }
    return render(request, "console/health/prevalence.html", shown)


def _chart(view: View, trend: list[tuple[date, Part]]) -> SafeString | None:
    shown = [(month, part) for month, part in trend if part.share is not None]
    if len(shown) < 2:
        return None
    words = view.measure.words
    return lines(
        f"{words}: {view.title}",
        said(
            "Bagian anak yang diukur, menurut bulan penimbangan.", "The share of children measured, by weighing month."
        ),
        [f"{month:%m/%y}" for month, _ in shown],
        [
            Series(str(words), [(part.share or 0) * 100 for _, part in shown]),
            Series(said("sangat di bawah standar", "far below"), [(part.severe_share or 0) * 100 for _, part in shown]),
        ],
        says=lambda value: f"{value:.0f} %",
    )


COLUMNS: Final = (
    Words("Kode wilayah", "Area code"),
    Words("Wilayah", "Area"),
    Words("Bulan", "Month"),
    Words("Ukuran", "Measure"),
    Words("Anak dengan status", "Children with a status"),
    Words("Di bawah standar", "Below the standard"),
    Words("Sangat di bawah", "Far below"),
)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The areas below, hidden where the page hides them."""
    if form not in EXPORTS:
        raise Http404
    view = View.of(request)
    name = said("stunting", "stunting") + f"-{view.area or 'indonesia'}-{view.month:%Y-%m}"
    return EXPORTS[form](name, COLUMNS, _rows(view))


def _rows(view: View) -> Iterator[list[Any]]:
    for part in view.parts:
        numbers: list[Any] = ["", "", ""] if part.hidden else [part.known, part.low, part.severe]
        yield [dotted(part.code), part.name, f"{view.month:%Y-%m}", str(view.measure.words), *numbers]

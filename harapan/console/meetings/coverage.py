"""How far sessions reach: groups that met and families that came, by area and month; modules by how many had them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.db.models.functions import Left
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from harapan.console.figures.queries import own_areas
from harapan.console.meetings.tabs import HOME, tabs_for
from harapan.lib.dates import month_of, months_after
from harapan.lib.identifiers import dotted, range_of, undotted
from harapan.lib.refusals import Refusal
from harapan.meetings.models import AreaSum, MonthSum, SessionSum
from harapan.meetings.models.visits import may_oversee
from harapan.meetings.modules import curriculum, words
from harapan.operations import errands
from harapan.places.queries import areas_on
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.drawing.lines import Series, lines
from harapan.ui.drawing.small import meter
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.words import Words, full_sentence_of, said

AREA = re.compile(r"[1-9]\d(\d\d(\d\d(\d{4})?)?)?")
FEWEST = 5
"""Families; smaller cells of areas that are not one's own are not shown."""
BELOW = {0: 2, 2: 4, 4: 6, 6: 10, 10: 10}
MONTHS_OFFERED = 12
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
SUMMED = ("groups", "met", "families", "meetings", "present", "absent", "excused")


@dataclass(frozen=True)
class Cell:
    """Sums of one area; `hidden` where they are too small for whoever looks."""

    code: str
    name: str
    groups: int
    met: int
    families: int
    meetings: int
    present: int
    absent: int
    excused: int
    hidden: bool

    @property
    def met_share(self) -> float | None:
        return None if self.hidden or not self.groups else self.met / self.groups

    @property
    def came_share(self) -> float | None:
        """Of those who were not excused."""
        of = self.present + self.absent
        return None if self.hidden or not of else self.present / of

    @property
    def bar(self) -> SafeString:
        share = self.met_share or 0
        return meter(self.name, said("Kelompok yang bertemu", "Groups that met"), share)


@dataclass(frozen=True)
class View:
    """An area and a month, as somebody looks at them."""

    staff: Staff
    area: str
    month: date

    @classmethod
    def of(cls, request: StaffRequest) -> "View":
        """As the address says; where it says nothing, or nonsense, one's own area and the last month summed."""
        code = undotted(request.GET.get("area", "").strip())
        named = "area" in request.GET and (not code or AREA.fullmatch(code) is not None)
        return cls(
            request.staff,
            code if named else request.staff.area,
            read_month(request.GET.get("bulan", ""), timezone.localdate(), otherwise=last_summed),
        )

    def is_own(self, code: str) -> bool:
        """Whether small numbers may be shown."""
        return any(code.startswith(own) for own in own_areas(self.staff))

    @property
    def parts(self) -> list[Cell]:
        """The areas below."""
        digits = BELOW.get(len(self.area), 10)
        rows = MonthSum.objects.filter(month=self.month, village__range=range_of(self.area))
        summed = rows.annotate(code=Left("village", digits)).values("code").order_by("code")
        found = list(summed.annotate(**{f"sum_{name}": Sum(name) for name in SUMMED}))
        names = dict(
            areas_on(timezone.localdate()).filter(code__in=[one["code"] for one in found]).values_list("code", "name")
        )
        return [self.cell(one["code"], names.get(one["code"]) or dotted(one["code"]), one) for one in found]

    def cell(self, code: str, name: str, sums: dict[str, Any]) -> Cell:
        """One area's sums, hidden where they are too small."""
        told = {key: int(sums[f"sum_{key}"]) for key in SUMMED}
        return Cell(code, name, **told, hidden=told["families"] < FEWEST and not self.is_own(code))

    def whole(self, parts: list[Cell]) -> Cell:
        """All of it; hidden parts are in it, so that it is hidden where they could be told from the rest."""
        sums = {f"sum_{name}": sum(getattr(part, name) for part in parts) for name in SUMMED}
        return self.cell(self.area, self.name, sums)

    @property
    def name(self) -> str:
        found = areas_on(timezone.localdate()).filter(code=self.area).first() if self.area else None
        return found.name if found else dotted(self.area) if self.area else "Indonesia"

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """From the country down to here."""
        codes = [self.area[:digits] for digits in (2, 4, 6, 10) if digits <= len(self.area)]
        names = dict(areas_on(timezone.localdate()).filter(code__in=codes).values_list("code", "name"))
        path = reverse("meetings:coverage")
        rest = [(f"{path}?area={code}&bulan={self.month:%Y-%m}", names.get(code, dotted(code))) for code in codes]
        return [(f"{path}?area=&bulan={self.month:%Y-%m}", "Indonesia"), *rest]


def read_month(text: str, today: date, otherwise: Callable[[date], date] = month_of) -> date:
    """`2022-11` as its first day; for nonsense what `otherwise` says, and never a month that has not come."""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
    month = date(int(found[1]), int(found[2]), 1) if found else otherwise(today)
    return min(month, month_of(today))


def last_summed(today: date) -> date:
    """The newest month of which there are sums; this one where there are none yet."""
    return next(iter(_summed(today)), month_of(today))


def _summed(today: date) -> list[date]:
    """Months of which the country has sums, newest first."""
    rows = AreaSum.objects.filter(area="", month__lte=month_of(today)).order_by("-month")
    return list(rows.values_list("month", flat=True)[: 2 * MONTHS_OFFERED])


def percent(share: float) -> str:
    """`0.853` as `85 %`."""
    return f"{round(share * 100)} %"


def months_offered(today: date) -> list[date]:
    """This month and those before it, and whatever was summed of earlier ones, newest first."""
    last = {months_after(month_of(today), -back) for back in range(MONTHS_OFFERED)}
    return sorted(last.union(_summed(today)), reverse=True)


@dataclass(frozen=True)
class Trend:
    """A year of an area: by month the share of groups that met, and of families that came. Unsummed months are gaps."""

    months: list[date]
    cells: dict[date, Cell]

    @property
    def rows(self) -> list[tuple[date, Cell | None]]:
        """Newest first, as a table shows them."""
        return [(month, self.cells.get(month)) for month in reversed(self.months)]

    @property
    def is_known(self) -> bool:
        """Two months at least: one is no trend."""
        return len([one for one in self.cells.values() if not one.hidden]) > 1

    @property
    def chart(self) -> SafeString:
        """Both shares over the year."""
        cells = [self.cells.get(month) for month in self.months]
        return lines(
            said("P2K2 menurut bulan", "Family sessions by month"),
            said(
                "Kelompok yang bertemu dan keluarga yang hadir, dalam persen.",
                "Groups that met and families that came, in per cent.",
            ),
            [f"{month:%m.%Y}" for month in self.months],
            [
                Series(
                    said("Kelompok bertemu", "Groups that met"), [cell.met_share if cell else None for cell in cells]
                ),
                Series(said("Hadir", "Present"), [cell.came_share if cell else None for cell in cells]),
            ],
            says=percent,
        )


def trend(view: View) -> Trend:
    """Twelve months up to the one looked at. Country, provinces and regencies are summed already."""
    months = [months_after(view.month, -back) for back in reversed(range(MONTHS_OFFERED))]
    if len(view.area) <= REGENCY:
        rows = AreaSum.objects.filter(area=view.area, month__range=(months[0], months[-1]))
    else:
        rows = MonthSum.objects.filter(village__range=range_of(view.area), month__in=months)  # type: ignore[assignment]
    summed = rows.values("month").annotate(**{f"sum_{name}": Sum(name) for name in SUMMED}).order_by("month")
    return Trend(months, {one["month"]: view.cell(view.area, view.name, one) for one in summed})


REGENCY = 4
"""Digits of a regency's code."""


def _lessons(view: View, groups: int) -> list[tuple[Words, list[tuple[Words, int | None, SafeString]]]]:
    """By module, how many groups have had each session."""
    rows = SessionSum.objects.filter(village__range=range_of(view.area)).values("session").order_by()
    held = dict(rows.annotate(all=Sum("groups")).values_list("session", "all"))
    shown = []
    for module in curriculum().modules:
        lines = []
        for lesson in module.lessons:
            count = int(held.get(lesson.code, 0))
            title = words(lesson.title)
            drawn = meter(
                str(title), said("Kelompok yang sudah mengikuti", "Groups that had it"), count / (groups or 1)
            )
            lines.append((title, count, drawn))
        shown.append((words(module.title), lines))
    return shown  # type: ignore[return-value]


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Coverage of an area in a month."""
    view = View.of(request)
    parts = view.parts
    whole = view.whole(parts)
    shown = {
        "view": view,
        "parts": sorted(parts, key=lambda part: (part.met_share is None, part.met_share or 0, part.name)),
        "drills": len(view.area) < 10,
        "trend": trend(view),
        "whole": whole,
        "lessons": [] if whole.hidden else _lessons(view, whole.groups),
        "months": months_offered(timezone.localdate()),
        "crumbs": [HOME, *view.crumbs] if request.staff.may_see_families else view.crumbs,
        "counts_again": may_oversee(request.staff) and view.is_own(view.area) and request.staff.position != "auditor",
        "tabs": tabs_for(request.staff, "coverage"),
    }
    return render(request, "console/meetings/coverage.html", shown)


COLUMNS = (
    Words("Kode wilayah", "Area code"),
    Words("Wilayah", "Area"),
    Words("Bulan", "Month"),
    Words("Kelompok", "Groups"),
    Words("Kelompok bertemu", "Groups that met"),
    Words("Keluarga", "Families"),
    Words("Pertemuan", "Meetings"),
    Words("Hadir", "Present"),
    Words("Tidak hadir", "Absent"),
    Words("Izin", "Excused"),
)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The areas below, as a file."""
    if form not in EXPORTS:
        raise Http404
    view = View.of(request)
    name = said(f"cakupan-p2k2-{view.area or 'indonesia'}", f"sessions-{view.area or 'indonesia'}")
    return EXPORTS[form](f"{name}-{view.month:%Y-%m}", COLUMNS, _rows(view))


def _rows(view: View) -> Iterator[list[Any]]:
    return iter(
        [
            [dotted(part.code), part.name, f"{view.month:%Y-%m}"]
            + ([f"< {FEWEST}"] * len(SUMMED) if part.hidden else [getattr(part, name) for name in SUMMED])
            for part in view.parts
        ]
    )


@login_required
@require_POST
def count_again(request: StaffRequest) -> HttpResponse:
    """Have a month of one's area summed anew, also where nobody has met."""
    area = undotted(request.POST.get("area", ""))
    month = read_month(request.POST.get("bulan", ""), timezone.localdate())
    own = any(area.startswith(one) for one in request.staff.areas)
    if not may_oversee(request.staff) or not own or request.staff.position == Staff.Position.AUDITOR:
        raise PermissionDenied
    try:
        errands.ask(
            "meetings.sum", f"sessions:{area}:{month:%Y-%m}", by=request.staff, area=area, month=month.isoformat()
        )
        messages.success(
            request, said("Angka dijumlahkan lagi; muat ulang sebentar lagi.", "Summing again; reload in a moment.")
        )
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect(f"{reverse('meetings:coverage')}?area={area}&bulan={month:%Y-%m}")

"""How the families of an area are spread over facilitators, and where nobody is; the list to take away."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.console.facilitators import queries
from harapan.coordination.models import Summed
from harapan.coordination.summing import NORM
from harapan.lib.identifiers import undotted
from harapan.places.queries import areas_on
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.words import Words, said

DESK = Words("Pendamping dan beban", "Facilitators and load")
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
COLUMNS = (
    Words("Pendamping", "Facilitator"),
    Words("Nomor", "Number"),
    Words("Wilayah tugas", "Area"),
    Words("Bertugas", "At work"),
    Words("Keluarga", "Families"),
    Words("Desa", "Villages"),
)
NEAR = 4
"""Digits of a regency: from there on people are named one by one."""


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """One area: figures, areas below, who looks after how many, and which villages wait for somebody."""
    area = area_of(request)
    today = timezone.localdate()
    here = queries.people_of(area) if len(area) >= NEAR else []
    gone = [one for one in here if not one.at_work]
    names = queries.names_of(_around(area), today)
    below = queries.sums_below(area)
    names_below = dict(areas_on(today).filter(code__in=[row.area for row in below]).values_list("code", "name"))
    shown = {
        "area": area,
        "here": names.get(area, area) if area else said("Indonesia", "Indonesia"),
        "standing": queries.sums_of(area),
        "below": [(names_below.get(row.area, row.area), row, _each(row)) for row in below],
        "people": here,
        "gone": gone,
        "vacancies": queries.vacancies(area, today, gone) if len(area) >= NEAR else [],
        "handed": list(queries.handed_on(area, request.staff)[:10]) if len(area) >= NEAR else [],
        "norm": NORM,
        "published": queries.published_load(),
        "as_of": Summed.objects.filter(cycle="").values_list("as_of", flat=True).first(),
        "assigns": request.staff.may_assign,
        "near": len(area) >= NEAR,
        "crumbs": _crumbs(area, names, request.staff),
    }
    return render(request, "console/facilitators/index.html", shown)


@login_required
@require_safe
def export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The facilitators of an area with their loads, as a file."""
    area = area_of(request)
    if kind not in EXPORTS:
        raise Http404
    rows = [
        (one.staff.name, one.staff.pk, one.staff.area, one.at_work, one.families, one.villages)
        for one in queries.people_of(area)
    ]
    return EXPORTS[kind](said(f"beban-{area or 'indonesia'}", f"load-{area or 'indonesia'}"), COLUMNS, rows)


def area_of(request: StaffRequest) -> str:
    """The area that is asked for, within one's own; one's own where none is. Only for those who look staff up."""
    if not request.staff.may_see_staff:
        raise PermissionDenied
    asked = undotted(request.GET.get("area", "") or request.POST.get("area", ""))
    if not asked:
        return request.staff.area
    if not (asked.isdigit() and len(asked) in (2, 4, 6, 10)) or not is_inside(request.staff, asked):
        raise Http404
    return asked


def _each(row: Any) -> str:
    """Families for one facilitator, with a decimal."""
    if not row.facilitators:
        return "–"
    tenths = (row.families - row.unassigned) * 10 // row.facilitators
    return f"{tenths // 10},{tenths % 10}"


def _around(area: str) -> set[str]:
    return {area[:digits] for digits in (2, 4, 6, 10) if len(area) >= digits}


def _crumbs(area: str, names: dict[str, str], staff: Staff) -> list[tuple[str, object]]:
    there = reverse("facilitators:index")
    own = [code for code in sorted(_around(area)) if is_inside(staff, code)]
    links: list[tuple[str, object]] = [(f"{there}?area={code}", names.get(code, code)) for code in own]
    return [(there, DESK), *links]

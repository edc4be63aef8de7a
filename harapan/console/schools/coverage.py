"""Who has reported and who has not: by area down to the village, then school by school."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Left
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from harapan.commitments.models import Coverage
from harapan.console.figures.queries import own_areas
from harapan.console.schools.desk import DESK
from harapan.console.schools.law import deadline_of, due_month, months_offered, read_month
from harapan.console.schools.queries import READERS
from harapan.console.schools.reminding import message_for
from harapan.lib.identifiers import dotted, range_of, undotted
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.operations.errands.coverage import may_sum
from harapan.places.models import Facility
from harapan.places.queries import areas_on
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.drawing.small import meter
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import Page, about, page_of
from harapan.ui.words import Words, said, sentence_of

AREA: Final = re.compile(r"[1-9]\d(\d\d(\d\d(\d{4})?)?)?")
LONGEST_SEARCH: Final = 60
FEWEST: Final = 5
"""Pupils; smaller cells of areas that are not one's own are not shown."""
BELOW: Final = {0: 2, 2: 4, 4: 6, 6: 10}
LISTED_FROM: Final = 4
"""Digits of an area from which on single schools are listed: a regency."""
STATES: Final = {
    "belum": Words("Belum lengkap", "Not all reported"),
    "diam": Words("Belum sama sekali", "Nothing reported"),
    "lengkap": Words("Lengkap", "All reported"),
    "": Words("Semua", "All"),
}
TOTALS: Final = {
    "schools": Count("pk"),
    "silent": Count("pk", filter=Q(told=0)),
    "whole": Count("pk", filter=Q(told=F("members"))),
    "pupils": Sum("members"),
    "sum_told": Sum("told"),
}
ORDERS: Final = {
    "desa": Words("Menurut desa", "By village"),
    "siswa": Words("Siswa terbanyak dahulu", "Most pupils first"),
}
KEYS: Final = {"desa": ("village", "id"), "siswa": ("-members", "-id")}
EXPORTS: Final = {"csv": csv_response, "xlsx": xlsx_response}


def may_look(staff: Staff) -> bool:
    """Sums are for everybody who is posted to an area, and not to a bank or a single facility."""
    return staff.active and (staff.position in READERS or staff.position == Staff.Position.LOCAL_VIEWER)


@dataclass(frozen=True)
class Part:
    """Sums of one area."""

    code: str
    name: str
    schools: int
    silent: int
    whole: int
    pupils: int
    told: int
    hidden: bool

    @property
    def share(self) -> float | None:
        return None if self.hidden or not self.pupils else self.told / self.pupils

    @property
    def bar(self) -> SafeString:
        return meter(self.name, said("Siswa yang sudah dilaporkan", "Pupils reported on"), self.share or 0)


@dataclass(frozen=True)
class View:
    """An area, a month and a state, as the address says."""

    staff: Staff
    area: str
    month: date
    state: str
    search: str = ""
    order: str = "desa"

    @classmethod
    def of(cls, request: StaffRequest) -> "View":
        """One's own area and the month that is due where the address says nothing, or nonsense."""
        today = timezone.localdate()
        code = undotted(request.GET.get("area", "").strip())
        named = "area" in request.GET and (not code or AREA.fullmatch(code) is not None)
        state = request.GET.get("keadaan", "belum")
        return cls(
            request.staff,
            code if named else request.staff.area,
            read_month(request.GET.get("bulan", ""), today) or due_month(today),
            state if state in STATES else "belum",
            request.GET.get("cari", "").replace("\0", "").strip()[:LONGEST_SEARCH],
            request.GET["urut"] if request.GET.get("urut") in ORDERS else "desa",
        )

    @property
    def sums(self) -> QuerySet[Coverage]:
        """Every school of the area; sums are open to all staff, as those of payments are."""
        return Coverage.objects.filter(service="school", month=self.month, village__range=range_of(self.area))

    def is_own(self, code: str) -> bool:
        """Whether small numbers, and single schools, may be shown."""
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
        names = dict(_names([one["code"] for one in found]))
        return [self._part(one, names) for one in found]

    def _part(self, one: dict[str, Any], names: dict[str, str]) -> Part:
        code, pupils = one["code"], one["pupils"]
        hidden = pupils < FEWEST and not self.is_own(code)
        counts = (one["schools"], one["silent"], one["whole"], pupils, one["sum_told"])
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
        return next((name for _, name in _names([self.area])), dotted(self.area)) if self.area else "Indonesia"

    @property
    def lists_schools(self) -> bool:
        """Single schools are shown within a regency, and only of one's own area."""
        return len(self.area) >= LISTED_FROM and self.is_own(self.area)

    @property
    def schools(self) -> QuerySet[Coverage]:
        """Sums of single schools, as the filters say; a name is looked for within the area alone."""
        wanted = {
            "belum": Q(told__lt=F("members")),
            "diam": Q(told=0),
            "lengkap": Q(told=F("members")),
            "": Q(),
        }
        rows = self.sums.filter(wanted[self.state])
        if self.search:
            here = Facility.objects.filter(village__range=range_of(self.area), kind=Facility.Kind.SCHOOL)
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
        names, path = dict(_names(codes)), reverse("schools:coverage")
        steps = [("", "Indonesia"), *((code, names.get(code, dotted(code))) for code in codes)]
        way = [(f"{path}?{urlencode({'area': code, 'bulan': f'{self.month:%Y-%m}'})}", name) for code, name in steps]
        return [("", DESK), *way]


def _names(codes: list[str]) -> list[tuple[str, str]]:
    return list(areas_on(timezone.localdate()).filter(code__in=codes).values_list("code", "name")) if codes else []


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Coverage of an area in a month."""
    if not may_look(request.staff):
        raise PermissionDenied
    view = View.of(request)
    parts, whole = view.parts, view.whole
    page = page_of(view.schools, request.GET, keys=KEYS[view.order]) if view.lists_schools else None
    shown = {
        "view": view,
        "parts": sorted(parts, key=lambda part: (part.share is None, part.share or 0, part.name)),
        "drills": len(view.area) < 6,
        "whole": whole,
        "missing": whole.schools - whole.whole,
        "page": page,
        "lines": _lines(page) if page else [],
        "count": about(view.schools) if page else None,
        "opens": request.staff.position in READERS,
        "months": months_offered(timezone.localdate()),
        "states": STATES.items(),
        "orders": ORDERS.items(),
        "sums_again": may_sum(request.staff) and view.is_own(view.area),
        "deadline": deadline_of(view.month),
        "left": (deadline_of(view.month) - timezone.localdate()).days,
        "crumbs": view.crumbs,
    }
    return render(request, "console/schools/coverage.html", shown)


def _lines(page: Page[Coverage]) -> list[tuple[Coverage, Facility | None, str]]:
    """Schools with their names and villages."""
    schools = {one.code: one for one in Facility.objects.filter(code__in=[row.facility for row in page.rows])}
    names = dict(_names(sorted({row.village for row in page.rows})))
    return [(row, schools.get(row.facility), names.get(row.village, dotted(row.village))) for row in page.rows]


COLUMNS = (
    Words("NPSN", "NPSN"),
    Words("Sekolah", "School"),
    Words("Kode desa", "Village code"),
    Words("Bulan", "Month"),
    Words("Kelas", "Classes"),
    Words("Kelas lengkap", "Classes reported"),
    Words("Siswa PKH", "PKH pupils"),
    Words("Sudah dilaporkan", "Reported on"),
    Words("Batas lapor", "Deadline"),
    Words("Pesan pengingat", "Reminder"),
)
AREA_COLUMNS = (
    Words("Kode wilayah", "Area code"),
    Words("Wilayah", "Area"),
    Words("Bulan", "Month"),
    Words("Sekolah", "Schools"),
    Words("Belum sama sekali", "Nothing reported"),
    Words("Lengkap", "All reported"),
    Words("Siswa PKH", "PKH pupils"),
    Words("Sudah dilaporkan", "Reported on"),
)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The schools listed, each with its reminder; above a regency and for others' areas, the areas below."""
    if form not in EXPORTS:
        raise Http404
    if not may_look(request.staff):
        raise PermissionDenied
    view = View.of(request)
    name = said("cakupan-sekolah", "schools") + f"-{view.area or 'indonesia'}-{view.month:%Y-%m}"
    if view.lists_schools:
        return EXPORTS[form](name, COLUMNS, _school_rows(view))
    return EXPORTS[form](name, AREA_COLUMNS, _area_rows(view))


def _school_rows(view: View) -> Iterator[list[Any]]:
    schools = {one.code: one for one in Facility.objects.filter(village__range=range_of(view.area), kind="school")}
    for row in view.schools.order_by("village", "id").iterator(chunk_size=1000):
        school = schools.get(row.facility)
        reminder = message_for(school, view.month) if school and not row.is_whole else ""
        yield [
            row.facility,
            school.name if school else "",
            dotted(row.village),
            f"{view.month:%Y-%m}",
            row.classes,
            row.classes_told,
            row.members,
            row.told,
            deadline_of(view.month),
            reminder,
        ]


def _area_rows(view: View) -> Iterator[list[Any]]:
    for part in view.parts:
        told: list[Any] = [part.schools, part.silent, part.whole, part.pupils, part.told]
        yield [dotted(part.code), part.name, f"{view.month:%Y-%m}", *([f"< {FEWEST}"] * 5 if part.hidden else told)]


@login_required
@require_POST
def count_again(request: StaffRequest) -> HttpResponse:
    """Have a month of one's area summed anew."""
    area = undotted(request.POST.get("area", ""))
    today = timezone.localdate()
    month = read_month(request.POST.get("bulan", ""), today) or due_month(today)
    own = any(area.startswith(one) for one in request.staff.areas)
    if not may_sum(request.staff) or not own:
        raise PermissionDenied
    try:
        about = f"reports:{area}:{month:%Y-%m}"
        errands.ask("reports.sum", about, by=request.staff, area=area, month=month.isoformat())
        messages.success(
            request, said("Angka dijumlahkan lagi; muat ulang sebentar lagi.", "Summing again; reload in a moment.")
        )
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal).capitalize())
    return redirect(f"{reverse('schools:coverage')}?area={area}&bulan={month:%Y-%m}")

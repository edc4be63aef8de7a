"""Children whom somebody should look at, and one child's growth from birth on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.audit.actions import record
from harapan.commitments.health.growth import LAST_DAY, age_in_days, indices, watch
from harapan.commitments.health.queries import children_to_see, standing_of
from harapan.commitments.models import Growth, Measurement
from harapan.console.families.actions import note_opened
from harapan.console.families.choices import levels
from harapan.console.families.filters import area_of
from harapan.console.families.queries import names_of, places_of
from harapan.console.families.views import for_those_who_see_families
from harapan.console.health.curve import charts_of
from harapan.console.health.tabs import HOME, tabs_for
from harapan.console.health.words import (
    SOURCES,
    VISIT,
    WORST,
    Status,
    centimetres,
    flags_of,
    kilograms,
    low_statuses_of,
    statuses_of,
)
from harapan.lib.identifiers import range_of
from harapan.registry.models import Family, Member
from harapan.registry.quality.queries import registry_day
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, said

EXPORTS: Final = {"csv": csv_response, "xlsx": xlsx_response}
AT_ONCE: Final = 1_000


@dataclass(frozen=True)
class Seen:
    """One child of the list, with the names that belong to it."""

    growth: Growth
    name: str
    months: int | None
    caretaker: str
    places: tuple[str, ...]
    facilitator: str

    @property
    def worst(self) -> tuple[Words, str]:
        return WORST[self.growth.worst]

    @property
    def statuses(self) -> list[Status]:
        return low_statuses_of(self.growth)

    @property
    def flags(self) -> list[tuple[Words, str]]:
        return flags_of(self.growth)

    @property
    def visit(self) -> Words:
        return VISIT[self.growth.worst]


def _wanted(request: StaffRequest) -> tuple[int, str, QuerySet[Growth]]:
    """How urgent, where, and the children meant; nonsense asks for all."""
    given = request.GET.get("seberapa", "")
    worst = int(given) if given in {"1", "2", "3"} else 0
    area = area_of(request.GET)
    rows = children_to_see(request.staff)
    if area:
        rows = rows.filter(village__range=range_of(area))
    return worst, area, rows


@for_those_who_see_families
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Whom to see, the most urgent first."""
    worst, area, rows = _wanted(request)
    counted = dict(rows.order_by().values_list("worst").annotate(children=Count("pk")))
    found = rows.filter(worst=worst) if worst else rows
    page = page_of(found, request.GET, keys=("-worst", "village", "member"))
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    shown = {
        "children": seen(page.rows, request.staff),
        "page": page,
        "count": about(found),
        "worst": worst,
        "choices": [(number, words, counted.get(number, 0)) for number, (words, _) in WORST.items()],
        "visits": [(tone, words, VISIT[number]) for number, (words, tone) in WORST.items()],
        "levels": levels(area, request.staff, timezone.localdate()),
        "query": query.urlencode(),
        "watch": watch(),
        "tabs": tabs_for(request.staff, "children"),
    }
    return render(request, "console/health/children.html", shown)


def seen(rows: Sequence[Growth], staff: Staff) -> list[Seen]:
    """Children with their names, in a handful of queries however many there are."""
    today = registry_day(timezone.localdate())
    families = dict(
        Family.objects.visible_to(staff).filter(pk__in={row.family for row in rows}).values_list("pk", "caretaker")
    )
    wanted = {row.member for row in rows} | {pk for pk in families.values() if pk}
    people = {one.pk: one for one in Member.objects.visible_to(staff).filter(pk__in=wanted).only("pk", "name", "born")}
    places = names_of([row.village for row in rows], today)
    facilitators = dict(
        Staff.objects.filter(pk__in={row.facilitator for row in rows if row.facilitator}).values_list("pk", "name")
    )
    return [
        Seen(
            row,
            child.name,
            months_between_days(age_in_days(child.born, today)),
            caretaker.name if (caretaker := people.get(families.get(row.family) or 0)) else "",
            places_of(row.village, places),
            facilitators.get(row.facilitator or 0, ""),
        )
        for row in rows
        if (child := people.get(row.member))
    ]


def months_between_days(days: int) -> int:
    """Completed months of so many days of age, as the WHO counts them: 30.4375 days each."""
    return days * 10_000 // 304_375


COLUMNS: Final = (
    Words("Seberapa mendesak", "How urgent"),
    Words("Anak", "Child"),
    Words("Umur (bulan)", "Age in months"),
    Words("Status", "Status"),
    Words("Diukur", "Measured on"),
    Words("Sejak", "Since"),
    Words("Nomor keluarga", "Family number"),
    Words("Pengurus", "Caretaker"),
    Words("Kode desa", "Village code"),
    Words("Desa/kelurahan", "Village"),
    Words("Pendamping", "Facilitator"),
    Words("Saran kunjungan", "What to visit for"),
)


@for_those_who_see_families
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The list as a file; that it was taken away is noted."""
    if form not in EXPORTS:
        raise Http404
    worst, area, rows = _wanted(request)
    record("growth.exported", request.staff, by=request.staff, form=form, area=area)
    found = rows.filter(worst=worst) if worst else rows
    name = said("anak-perlu-ditengok", "children-to-see") + f"-{timezone.localdate()}"
    return EXPORTS[form](name, COLUMNS, _lines(found.order_by("-worst", "village", "member"), request.staff))


def _lines(rows: QuerySet[Growth], staff: Staff) -> Iterator[list[Any]]:
    some: list[Growth] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        some.append(row)
        if len(some) == AT_ONCE:
            yield from _rows(some, staff)
            some = []
    yield from _rows(some, staff)


def _rows(some: Sequence[Growth], staff: Staff) -> Iterator[list[Any]]:
    for one in seen(some, staff):
        told = [str(words) for _, words, _ in one.statuses] + [str(words) for words, _ in one.flags]
        yield [
            str(one.worst[0]), one.name, one.months, ", ".join(told), one.growth.measured_on, one.growth.since,
            one.growth.family, one.caretaker, one.growth.village, one.places[0], one.facilitator, str(one.visit),
        ]  # fmt: skip


# -- one child -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Taken:
    """One measurement as the page shows it."""

    row: Measurement
    months: int
    gained: int | None

    @property
    def statuses(self) -> list[Status]:
        return statuses_of(self.row)

    @property
    def source(self) -> Words:
        return SOURCES[Measurement.Source(self.row.source)]

    @property
    def kilograms(self) -> str:
        return kilograms(self.row.grams)

    @property
    def centimetres(self) -> str:
        return centimetres(self.row.millimetres)


@for_those_who_see_families
@require_safe
def child(request: StaffRequest, pk: int) -> HttpResponse:
    """What was measured of one child, over the WHO's lines."""
    one = get_object_or_404(Member.objects.visible_to(request.staff).select_related("family"), pk=pk)
    note_opened(one.family, "growth", by=request.staff)
    rows, today = standing_of(one.pk), registry_day(timezone.localdate())
    growth = Growth.objects.visible_to(request.staff).filter(pk=one.pk).first()
    shown = {
        "child": one,
        "months": months_between_days(age_in_days(one.born, one.died_on or today)),
        "grown": age_in_days(one.born, today) > LAST_DAY,
        "growth": growth,
        "statuses": statuses_of(growth) if growth else [],
        "flags": flags_of(growth) if growth else [],
        "worst": WORST.get(growth.worst) if growth else None,
        "visit": VISIT.get(growth.worst) if growth else None,
        "charts": charts_of(one, rows),
        "rows": _taken(one, rows)[::-1],
        "indices": indices().values(),
        "crumbs": [
            HOME,
            (reverse("health:children"), Words("Anak yang perlu ditengok", "Children to see")),
            (
                reverse("families:family", args=[one.family_id]),
                Words(f"Keluarga {one.family_id}", f"Family {one.family_id}"),
            ),
            ("", one.name),
        ],
    }
    return render(request, "console/health/child.html", shown)


def _taken(one: Member, rows: Sequence[Measurement]) -> list[Taken]:
    """Each measurement with the weight gained since the last weighing, in grams."""
    found: list[Taken] = []
    last: int | None = None
    for row in rows:
        gained = None if last is None or row.grams is None else row.grams - last
        found.append(Taken(row, months_between_days(age_in_days(one.born, row.measured_on)), gained))
        last = row.grams if row.grams is not None else last
    return found

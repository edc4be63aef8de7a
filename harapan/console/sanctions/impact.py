"""Who would be hit, before anything is applied: by area, facility, duty or reason, with what to think of first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.console.families.choices import levels
from harapan.console.families.queries import names_of
from harapan.console.families.views import for_those_who_see_families
from harapan.console.sanctions.actions import note_exported
from harapan.console.sanctions.forms import Wish
from harapan.console.sanctions.places import FacilityRow, facility_rows
from harapan.console.sanctions.shown import edition_of
from harapan.console.sanctions.views import DESK, EXPORTS, cycles
from harapan.coordination.models import StageSum
from harapan.lib.identifiers import dotted
from harapan.sanctions.impact import AreaDoubts, doubts_about_area
from harapan.sanctions.models import Case
from harapan.sanctions.queries import Hit, by_area, by_duty, by_reason
from harapan.sanctions.words import KINDS, LESS
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words, said

DIGITS = (2, 4, 6, 10)
REGENCY = 4
"""Digits of its code; for wider areas facilities are too many to look at while somebody waits, and come as a file."""


@dataclass(frozen=True)
class AreaRow:
    """One area below, with its name, its families on whom nobody reported, and where its cases are listed."""

    hit: Hit
    name: str
    silent: int
    path: str


@for_those_who_see_families
@require_safe
def impact(request: StaffRequest) -> HttpResponse:
    """Who would be hit."""
    staff, today, known = request.staff, timezone.localdate(), cycles()
    wish = Wish.of(request.GET, known)
    rows = wish.rows(staff)
    area, is_sanction = wish.area or staff.area, wish.kind == Case.Kind.SANCTION
    hits = by_area(rows, next((one for one in DIGITS if one > len(area)), 10))
    titles = titles_of(wish.cycle)
    asked = {"jenis": wish.kind, "tahap": wish.cycle, "area": wish.area}
    told = {
        "wish": wish,
        "cycles": known,
        "kinds": KINDS.items(),
        "levels": levels(wish.area, staff, today),
        "areas": _area_rows(hits, wish, today),
        "reasons": [(hit, titles.get(hit.key, Words(hit.key, hit.key))) for hit in whys(rows, sanction=is_sanction)],
        "facilities": facility_rows(rows, wish.cycle, today) if is_sanction and hits and len(area) >= REGENCY else [],
        "too_wide": is_sanction and len(area) < REGENCY,
        "doubts": area_doubts(rows, area, wish.cycle) if is_sanction and hits else AreaDoubts(),
        "families": sum(hit.families for hit in hits),
        "rupiah": sum(hit.rupiah for hit in hits),
        "objected": sum(hit.objected for hit in hits),
        "silent": _silent([area], wish.cycle).get(area, 0),
        "is_sanction": is_sanction,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "crumbs": [(reverse("sanctions:index"), DESK), (request.path, said("Siapa yang terkena", "Who would be hit"))],
    }
    return render(request, "console/sanctions/impact.html", told)


def whys(rows: QuerySet[Case], *, sanction: bool) -> list[Hit]:
    """Families by duty, or by reason."""
    return by_duty(rows) if sanction else by_reason(rows)


def titles_of(cycle: str) -> dict[str, Words]:
    """Duties and reasons of a stage in words."""
    if not cycle:
        return {}
    edition = edition_of(cycle)
    duties = {duty.kind: Words(duty.title.id, duty.title.en) for duty in edition.duties}
    return duties | {one.name: Words(one.title.id, one.title.en) for one in edition.reasons} | LESS


def _area_rows(hits: Sequence[Hit], wish: Wish, today: date) -> list[AreaRow]:
    names = names_of([hit.key for hit in hits], today)
    silent = _silent([hit.key for hit in hits], wish.cycle)
    there = f"{reverse('sanctions:index')}?jenis={wish.kind}&tahap={wish.cycle}&area="
    return [
        AreaRow(hit, names.get(hit.key) or dotted(hit.key), silent.get(hit.key, 0), f"{there}{hit.key}") for hit in hits
    ]


def _silent(areas: Iterable[str], cycle: str) -> dict[str, int]:
    """Families on whom nobody reported, by area: the stage counted them as not absent."""
    sums = StageSum.objects.filter(cycle=cycle, area__in=list(areas)).values_list("area", "verdicts")
    return {area: int(verdicts.get("not_reported", 0)) for area, verdicts in sums}


def area_doubts(rows: QuerySet[Case], area: str, cycle: str) -> AreaDoubts:
    """What speaks against the proposals of the area as a whole."""
    return doubts_about_area(rows, area, edition_of(cycle).stage.judged_months)


ALL = 100_000
"""A file has every facility, a page only the first."""
COLUMNS = (
    Words("Kode sekolah/faskes", "Facility code"),
    Words("Sekolah/faskes", "Facility"),
    Words("Desa/kelurahan", "Village"),
    Words("Keluarga", "Families"),
    Words("Anggota", "Members"),
    Words("Yang perlu diperiksa dahulu", "Look at first"),
)


@for_those_who_see_families
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """Facilities of the filter, to take to a meeting with them."""
    wish = Wish.of(request.GET, cycles())
    if form not in EXPORTS or wish.kind != Case.Kind.SANCTION or not wish.cycle:
        raise Http404
    rows = facility_rows(wish.rows(request.staff), wish.cycle, timezone.localdate(), most=ALL)
    note_exported(wish.cycle, wish.area, form, by=request.staff)
    name = said(f"sanksi-per-faskes-{wish.cycle}", f"sanctions-by-facility-{wish.cycle}")
    return EXPORTS[form](name, COLUMNS, (_row(one) for one in rows))


def _row(one: FacilityRow) -> list[Any]:
    hit = one.hit
    return [hit.code, str(one.name), one.place, hit.families, hit.members, "; ".join(map(str, one.warnings))]

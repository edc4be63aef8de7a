"""Results of validation by area, beside the national result of 2018 as it was published."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.console.candidates import words
from harapan.console.candidates.tabs import tabs_for
from harapan.console.figures.queries import own_areas
from harapan.intake.models import Outcome
from harapan.intake.visits.outcomes import (
    CONFIDENCE,
    LINES,
    NOT_STATED,
    OUTCOMES,
    REASONS,
    SOURCE,
    YEAR,
    published_not_stated,
)
from harapan.intake.visits.queries import FEWEST, Result, candidates_waiting, results_of
from harapan.lib.identifiers import undotted
from harapan.places.queries import areas_on
from harapan.policy.words import CONFIDENCE as SURENESS
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.words import Words, said

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
SURE = SURENESS[CONFIDENCE]
BELOW = {0: 2, 2: 4, 4: 6, 6: 10}
DISTRICT = 6


@dataclass(frozen=True)
class Line:
    """One line of the national table: ours, and what was printed in 2018."""

    words: Words
    ours: int
    published: int | None
    of: int = 0
    indent: bool = False
    note: Words | None = None

    @property
    def share(self) -> float | None:
        """Of the line above it, where that has any."""
        return self.ours / self.of if self.of else None


@dataclass(frozen=True)
class Cells:
    """One area; numbers under five are hidden outside one's own, and so is what would give them away."""

    code: str
    name: str
    result: Result
    own: bool

    @property
    def hidden(self) -> bool:
        counts = (*self.result.outcomes.values(), self.result.complete, self.result.waiting)
        return not self.own and any(0 < count < FEWEST for count in counts)

    @property
    def counts(self) -> list[int]:
        """By reason, in the order of the columns."""
        return [self.result.outcomes.get(reason, 0) for reason in REASONS]


@login_required
@require_safe
def results(request: StaffRequest) -> HttpResponse:
    """The table of an area, its lines beside those of 2018, and the areas below."""
    area = _area(request)
    place, below = _cells(area, request.staff)
    shown = {
        "area": area,
        "place": place,
        "lines": _lines(place.result),
        "cells": below,
        "reasons": [OUTCOMES[reason].words for reason in REASONS],
        "note": Words("kode sendiri di samping tujuh alasan resmi", "a code of its own beside the seven official ones"),
        "year": YEAR,
        "source": SOURCE,
        "confidence": said(SURE.id, SURE.en),
        "tabs": tabs_for(request.staff, "results"),
        "crumbs": _crumbs(area),
    }
    return render(request, "console/candidates/results.html", shown)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The areas below as a file."""
    if form not in EXPORTS:
        raise Http404
    area = _area(request)
    _, below = _cells(area, request.staff)
    columns = [
        Words("Kode", "Code"),
        Words("Wilayah", "Area"),
        LINES["validated"].words,
        OUTCOMES[Outcome.ELIGIBLE].words,
        LINES["complete"].words,
        *(OUTCOMES[reason].words for reason in REASONS),
        LINES["not_validated"].words,
    ]
    return EXPORTS[form](
        said(f"hasil-validasi-{area or 'nasional'}", f"validation-{area or 'country'}"), columns, _plain(below)
    )


def _plain(cells: list[Cells]) -> Iterator[list[Any]]:
    for one in cells:
        if one.hidden:
            yield [one.code, one.name, *([said("<5", "<5")] * (len(REASONS) + 4))]
        else:
            result = one.result
            yield [one.code, one.name, result.validated, result.eligible, result.complete, *one.counts, result.waiting]


def _area(request: StaffRequest) -> str:
    """The area of the address, a district at the least; one's own without, or where it is nonsense."""
    asked = undotted(request.GET.get("area", request.staff.area).strip())
    known = not asked or (asked.isdecimal() and len(asked) in (*BELOW, len("6402061002")))
    return (asked if known else request.staff.area)[:DISTRICT]


def _cells(area: str, staff: Staff) -> tuple[Cells, list[Cells]]:
    digits, today = BELOW[len(area)], timezone.localdate()
    names = dict(areas_on(today).filter(parent=area).order_by("code").values_list("code", "name"))
    waiting = candidates_waiting(area, digits, staff)
    codes = sorted({*names, *waiting})
    whole = {area: sum(waiting.values())}
    (result,) = results_of([area], waiting=whole)
    name = "Indonesia" if not area else areas_on(today).filter(code=area).values_list("name", flat=True).first()
    own = own_areas(staff)
    cells = [
        Cells(one.area, names.get(one.area, one.area), one, any(one.area.startswith(mine) for mine in own))
        for one in results_of(codes, waiting=waiting)
        if one.listed
    ]
    return Cells(area, name or area, result, any(area.startswith(mine) for mine in own)), cells


def _lines(result: Result) -> list[Line]:
    """The rows of the table of 2018, in its order."""
    validated, eligible, not_eligible = result.validated, result.eligible, result.not_eligible
    lines = [
        Line(LINES["listed"].words, result.listed, LINES["listed"].published),
        Line(LINES["validated"].words, validated, LINES["validated"].published, result.listed),
        Line(LINES["not_validated"].words, result.waiting, LINES["not_validated"].published, result.listed),
        Line(OUTCOMES[Outcome.ELIGIBLE].words, eligible, OUTCOMES[Outcome.ELIGIBLE].published, validated),
        Line(LINES["complete"].words, result.complete, LINES["complete"].published, eligible, indent=True),
        Line(LINES["not_eligible"].words, not_eligible, LINES["not_eligible"].published, validated),
    ]
    lines += [
        Line(named.words, result.outcomes.get(reason, 0), named.published, not_eligible, indent=True)
        for reason, named in ((reason, OUTCOMES[reason]) for reason in REASONS)
    ]
    gap = Words(
        "sumber menjumlahkan 444 keluarga lebih sedikit daripada yang divalidasi; disimpan apa adanya",
        "the source's outcomes are 444 families short of those validated; kept as it stands",
    )
    lines.append(Line(NOT_STATED, 0, published_not_stated(), note=gap))
    return lines


def _crumbs(area: str) -> list[tuple[str, object]]:
    there, today = reverse("candidates:results"), timezone.localdate()
    codes = [area[:digits] for digits in (2, 4, 6) if digits <= len(area)]
    names = dict(areas_on(today).filter(code__in=codes).values_list("code", "name"))
    return [
        ("/calon/", words.DESK),
        (f"{there}?area=", said("Hasil, Indonesia", "Results, Indonesia")),
        *((f"{there}?area={code}", names.get(code, code)) for code in codes),
    ]

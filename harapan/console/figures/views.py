"""Pages of figures: what a stage did in an area, where, and compared with what."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from harapan.console.figures import comparing, queries, staffing, trends
from harapan.console.figures.alerts import alerts
from harapan.console.figures.cells import PER_CAPITA_UNITS, cell_of, cells, ranked
from harapan.console.figures.desk import Desk, area_name, of_figures
from harapan.console.figures.drawing import LABEL, legend, not_drawn, picture
from harapan.console.figures.forms import codes_of
from harapan.console.figures.links import PAGES, families, list_behind, stage_desk
from harapan.console.figures.measures import BY_KEY, spread
from harapan.console.figures.summary import (
    areas_below,
    headline,
    lowest,
    members_by_component,
    money,
    small_map,
    unpaid_by_reason,
    waiting,
)
from harapan.coordination.queries import compared_figures
from harapan.operations.errands.figures import may_note_figures
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import said


@of_figures
def index(desk: Desk) -> HttpResponseBase:
    """The dashboard: what to do next, four numbers, the areas below."""
    seen, address = desk.seen, desk.address()
    return desk.page(
        "index",
        alerts=alerts(seen, address),
        numbers=headline(seen, address),
        row=seen.row(seen.area),
        members=members_by_component(seen, desk.components, address),
        money=money(seen),
        standing=queries.standing(seen.area),
        waiting=waiting(seen.stage.cycle),
        picture=small_map(seen, address),
        lowest=lowest(seen, address),
        line=trends.chart(BY_KEY["berhasil"], trends.points(seen, BY_KEY["berhasil"], desk.stages), area_name(seen)),
        below=areas_below(seen, address),
        label=LABEL,
        map_link=address.to("map"),
        list_behind=list_behind(seen, address),
        stage_desk=stage_desk(seen.stage.cycle),
        unpaid=unpaid_by_reason(seen, desk.reasons),
    )


@of_figures
def map_(desk: Desk) -> HttpResponseBase:
    """One measure on a map, with its table."""
    measure = desk.measure("berhasil")
    seen = desk.about(measure)
    address = desk.address(measure.key)
    found = cells(seen, measure)
    if desk.asked.by_spread and measure.is_rate:
        measure = spread(measure, [cell.value for cell in found if cell.value is not None])
        found = [replace(cell, measure=measure) for cell in found]
    shown = [cell for cell in found if desk.asked.place is None or cell.place == desk.asked.place]
    to_area = address.each("map")
    drawable = bool(found) and len(seen.area) < queries.DIGITS[-1]
    return desk.page(
        "map",
        measure,
        picture=picture(seen, measure, found, address, only=desk.asked.place) if drawable else "",
        legend=legend(measure, found, address, desk.asked.place, by_spread=desk.asked.by_spread),
        label=LABEL,
        rows=[(cell, to_area(cell.code)) for cell in shown],
        not_drawn=not_drawn(found, seen),
        families=families(seen.area) if queries.may_see_lists(seen.staff, seen.area) else "",
    )


@of_figures
def ranking(desk: Desk) -> HttpResponseBase:
    """Peers beside each other: areas of one level under one parent, or regencies of the country."""
    measure = desk.measure("berhasil")
    seen = desk.about(measure)
    found = ranked(cells(seen, measure, per_capita=desk.asked.per_capita), ascending=desk.asked.ascending)
    address = desk.address(measure.key)
    whole = cell_of(seen, measure, seen.area, seen.here, area_name(seen), per_capita=desk.asked.per_capita)
    return desk.page(
        "ranking",
        measure,
        rows=comparing.bullets(found[desk.asked.start : desk.asked.start + comparing.PAGE], whole, address),
        pages=comparing.pages(len(found), desk.asked, address),
        whole=whole,
        can_be_shared=measure.unit in PER_CAPITA_UNITS,
        is_ranked=any(cell.rank for cell in found),
    )


@of_figures
def compare(desk: Desk) -> HttpResponseBase:
    """Up to three areas side by side, in every measure."""
    codes, measures = codes_of(desk.request.GET, most=comparing.MOST), desk.measures()
    columns = comparing.columns(desk.seen, codes, measures)
    return desk.page("compare", columns=columns, rows=comparing.rows(columns, measures), most=comparing.MOST)


@of_figures
def trend(desk: Desk) -> HttpResponseBase:
    """One measure through all stages, with what changed in the law, and gaps where nothing is known."""
    measure = desk.measure("berhasil")
    points = trends.points(desk.seen, measure, desk.stages)
    return desk.page(
        "trend",
        measure,
        points=[{"one": point, "href": desk.address(measure.key).to("index", tahap=point.cycle)} for point in points],
        chart=trends.chart(measure, points, area_name(desk.seen)),
        marks=trends.marks(desk.stages, desk.seen),
    )


@of_figures
def load(desk: Desk) -> HttpResponseBase:
    """Who looks after how many families, as the registry stands."""
    area = desk.asked.area
    return desk.page(
        "load",
        standing=queries.standing(area),
        as_of=queries.registry_as_of(),
        bands=staffing.bands(area),
        people=staffing.people(area, desk.request.staff, fewest_first=desk.asked.ascending),
        areas=staffing.areas(desk.seen, desk.address()),
        vacancies=staffing.vacancies(area, desk.request.staff),
        norm=staffing.NORM,
    )


@login_required
@require_safe
def published(request: StaffRequest) -> HttpResponseBase:
    """What others printed about the programme, beside what we count ourselves."""
    tabs = [(page, words, reverse(f"figures:{page}"), page == "published") for page, words in PAGES]
    crumbs = [
        (reverse("figures:index"), said("Angka & peta", "Figures & maps")),
        ("", said("Angka terbitan", "Published")),
    ]
    told = {"figures": compared_figures(), "tabs": tabs, "crumbs": crumbs, "notes": may_note_figures(request.staff)}
    return render(request, "console/figures/published.html", told)

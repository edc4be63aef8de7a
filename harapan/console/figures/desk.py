"""What every page of figures begins with: the address read, the area and the stage found, or a friendly refusal."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harapan.console.figures import queries
from harapan.console.figures.forms import Asked, NoSuchFigure, asked, measure_of
from harapan.console.figures.links import PAGES, Address
from harapan.console.figures.measures import MEASURES, Measure, of_component
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words, said

P = ParamSpec("P")


@dataclass(frozen=True)
class Desk:
    """One request about figures: what was asked, and what there is to see."""

    request: StaffRequest
    asked: Asked
    seen: queries.Seen
    stages: list[queries.Stage]
    components: queries.Titles
    reasons: queries.Titles

    def measure(self, default: str) -> Measure:
        """The measure asked for."""
        return measure_of(self.request.GET, self.components, default)

    def measures(self) -> list[Measure]:
        """All there are for this stage, components last."""
        return [*MEASURES, *(of_component(name, Words(id, en)) for name, id, en in self.components)]

    def about(self, measure: Measure) -> queries.Seen:
        """What there is to see, with the sums of one measure alone."""
        return replace(self.seen, needs=measure.needs)

    def address(self, measure: str = "") -> Address:
        """Where links from here lead."""
        return Address(self.asked, measure)

    def page(self, name: str, about: Measure | None = None, **told: Any) -> HttpResponse:
        """A page inside the frame all pages of figures share, about one measure or about all."""
        chosen = {"measure": about, "measures": self.measures()} if about else {}
        frame = self._frame(name, self.address(about.key if about else ""))
        return render(self.request, f"console/figures/{name}.html", {**frame, **chosen, **told})

    def _frame(self, name: str, address: Address) -> dict[str, Any]:
        place = self.stages.index(self.asked.stage)
        return {
            "seen": self.seen,
            "asked": self.asked,
            "stages": self.stages,
            "here": area_name(self.seen),
            "crumbs": crumbs(self.seen, address, name),
            "tabs": [(page, words, address.to(page), page == name) for page, words in PAGES],
            "earlier": address.to(name, tahap=self.stages[place - 1].cycle) if place else "",
            "later": address.to(name, tahap=self.stages[place + 1].cycle) if place + 1 < len(self.stages) else "",
            "address": address,
            "files": {
                "csv": address.to("sums_csv"),
                "xlsx": address.to("sums_xlsx"),
                "svg": address.to("map_svg"),
                "trend": address.to("trend_csv"),
                "load": address.to("load_csv"),
            },
            "back": address.to("ranking"),
            "unfiltered": address.to("map"),
            "versions": [] if self.seen.existed else queries.ever_was(self.asked.area),
        }


View = Callable[Concatenate[Desk, P], HttpResponseBase]


def of_figures(view: View[P]) -> Callable[Concatenate[StaffRequest, P], HttpResponseBase]:
    """A view of a stage and an area: signed in, and with an address that makes sense."""

    @login_required
    @require_safe
    @wraps(view)
    def answer(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        stages = queries.stages()
        if not stages:
            return render(request, "console/figures/empty.html")
        try:
            desk = _desk(request, stages)
            return view(desk, *args, **kwargs)
        except NoSuchFigure as nothing:
            raise Http404(str(nothing)) from nothing

    return answer


def _desk(request: StaffRequest, stages: list[queries.Stage]) -> Desk:
    wanted = asked(request.GET, request.staff, stages)
    seen = queries.Seen(request.staff, wanted.stage, wanted.before, wanted.area, wanted.level)
    known = seen.existed or seen.row(wanted.area) or queries.ever_was(wanted.area).exists()
    if not known:
        raise NoSuchFigure(wanted.area)
    return Desk(request, wanted, seen, stages, *queries.titles(wanted.stage.cycle))


def area_name(seen: queries.Seen) -> str:
    """The area's name on the first day of the stage."""
    if not seen.area:
        return "Indonesia"
    return seen.here.name if seen.here else said(f"Wilayah {seen.area}", f"Area {seen.area}")


def crumbs(seen: queries.Seen, address: Address, page: str) -> list[tuple[str, str]]:
    """From the country down to the area."""
    above = [(address.to(page, area=""), "Indonesia")] if seen.area else []
    above += [(address.to(page, area=area.code), area.name) for area in seen.above()]
    return [*above, (address.to(page), area_name(seen))]

"""The same numbers as files: CSV, XLSX and SVG, hidden where the page hides them, with what they are as of."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from harapan.console.figures import staffing, trends
from harapan.console.figures.cells import Cell, cells
from harapan.console.figures.desk import Desk, area_name, of_figures
from harapan.console.figures.drawing import picture
from harapan.coordination.queries import compared_figures
from harapan.staff.middleware import StaffRequest
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.words import said


def plain(cell: Cell) -> Any:
    """A number for a spreadsheet: a share with four decimals as text would lose it; hidden ones say so."""
    if cell.hidden:
        return cell.text
    value = cell.figure.value
    return round(value, 4) if isinstance(value, float) else value


def _table(desk: Desk) -> tuple[str, list[str], Iterator[list[Any]]]:
    """Every area below in every measure."""
    measures = desk.measures()
    columns = [
        said("Kode", "Code"),
        said("Wilayah", "Area"),
        said("Tahap", "Stage"),
        said("Penduduk", "Population"),
        *(f"{measure.words} ({measure.unit_words})" for measure in measures),
    ]
    by_measure = [cells(desk.seen, measure) for measure in measures]
    rows = (
        [
            found[0].code,
            found[0].name,
            desk.asked.stage.cycle,
            found[0].area.population if found[0].area else None,
            *(plain(cell) for cell in found),
        ]
        for found in zip(*by_measure, strict=True)
    )
    return f"pkh-{desk.asked.stage.cycle}-{desk.asked.area or 'indonesia'}", columns, rows


@of_figures
def sums_csv(desk: Desk) -> HttpResponseBase:
    """All measures of the areas below, as CSV."""
    return csv_response(*_table(desk))


@of_figures
def sums_xlsx(desk: Desk) -> HttpResponseBase:
    """The same as a workbook."""
    return xlsx_response(*_table(desk))


@of_figures
def map_svg(desk: Desk) -> HttpResponseBase:
    """The map as a file that needs no stylesheet."""
    measure = desk.measure("berhasil")
    drawing = picture(desk.seen, measure, cells(desk.seen, measure), None, alone=True)
    response = HttpResponse(drawing, content_type="image/svg+xml")
    name = f"peta-{measure.key}-{desk.asked.stage.cycle}-{desk.asked.area or 'indonesia'}.svg"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@of_figures
def trend_csv(desk: Desk) -> HttpResponseBase:
    """A measure through the stages, each with the run it comes from."""
    measure = desk.measure("berhasil")
    found = trends.points(desk.seen, measure, desk.stages)
    columns = [said("Tahap", "Stage"), f"{measure.words} ({measure.unit_words})", said("Catatan", "Note"), "run"]
    rows = (
        [
            point.cycle,
            point.text if point.hidden else point.figure.value,
            str(point.because or ""),
            point.run,
        ]
        for point in found
    )
    return csv_response(f"tren-{measure.key}-{area_name(desk.seen)}", columns, rows)


@of_figures
def load_csv(desk: Desk) -> HttpResponseBase:
    """Every facilitator of the area."""
    people = staffing.people(desk.asked.area, desk.request.staff, fewest_first=desk.asked.ascending, most=None)
    columns = [
        said("Nomor", "Number"),
        said("Pendamping", "Facilitator"),
        said("Keluarga", "Families"),
        said("Desa", "Villages"),
    ]
    rows = ([one.staff, one.name, one.families, one.villages] for one in people)
    return csv_response(f"beban-{desk.asked.area or 'indonesia'}", columns, rows)


@login_required
@require_safe
def published_csv(request: StaffRequest) -> HttpResponseBase:  # noqa: ARG001 - all staff see all of it
    """Published figures beside ours."""
    columns = [
        said("Tanggal", "Day"),
        said("Wilayah", "Area"),
        said("Yang dihitung", "What"),
        said("Terbitan", "Published"),
        said("Sistem", "System"),
        said("Penjelasan", "Why"),
        said("Sumber", "Source"),
        said("Keyakinan", "Confidence"),
    ]
    rows = (
        [
            one.figure.day,
            one.figure.area,
            str(one.what),
            one.figure.value,
            one.ours,
            str(one.because),
            one.figure.source,
            one.figure.confidence,
        ]
        for one in compared_figures()
    )
    return csv_response("angka-terbitan", columns, rows)

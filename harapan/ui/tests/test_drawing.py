"""Drawings: gaps stay gaps, names cannot bring tags, and every picture says what it shows."""

import math
import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from harapan.ui.drawing import Bar, Series, bars, coordinate, lines, meter, spark, ticks
from harapan.ui.drawing.scales import runs

numbers = st.none() | st.integers(-(10**12), 10**14) | st.floats(-1, 1, allow_nan=False)


def parts(drawing: str, tag: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(drawing).findall(f".//{tag}")


def test_a_missing_number_breaks_the_line():
    drawing = lines("Judul", "Uraian", ["1", "2", "3", "4", "5"], [Series("Dibayar", [5, 6, None, 7, 8])])

    [path] = [path.get("d") for path in parts(drawing, "path") if path.get("class") == "line"]
    assert path.count("M") == 2
    assert len(parts(drawing, "circle")) == 4


def test_every_drawing_says_what_it_is():
    for drawing in (
        lines("Judul", "Uraian", ["1"], [Series("a", [1])]),
        bars("Judul", "Uraian", [Bar("a", 1)]),
        spark("Judul", "Uraian", [1, 2]),
        meter("Judul", "Uraian", 0.4),
    ):
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img"
        assert [root[0].text, root[1].text] == ["Judul", "Uraian"]
        assert "style=" not in drawing


def test_names_cannot_bring_tags():
    assert "<b>" not in bars("<b>", "<b>", [Bar("<b>", 1, "<b>"), Bar("<b>", None, "<b>")])
    assert "<b>" not in lines("<b>", "<b>", ["<b>"], [Series("<b>", [1]), Series("<b>", [1])], marks=[("<b>", "<b>")])


def test_bars_are_as_long_as_their_numbers_and_unknown_ones_have_none():
    widths = [
        float(bar.get("width")) for bar in parts(bars("", "", [Bar("a", 50), Bar("b", 100), Bar("c", None)]), "rect")
    ]

    assert widths[1] == 2 * widths[0]
    assert widths[2] == 0


@given(st.lists(numbers, max_size=12), st.booleans())
def test_whatever_the_numbers_the_line_stays_on_its_paper(values, from_zero):
    drawing = lines("t", "d", [str(n) for n in range(len(values))], [Series("s", values)], from_zero=from_zero)

    assert len(parts(drawing, "circle")) == sum(value is not None for value in values)
    assert "nan" not in drawing
    for circle in parts(drawing, "circle"):
        assert 0 <= float(circle.get("cx")) <= 480
        assert 0 <= float(circle.get("cy")) <= 250


@given(st.lists(numbers, max_size=12))
def test_a_spark_of_anything_is_a_drawing(values):
    assert re.fullmatch(r"[MLh0-9. ]*", parts(spark("t", "d", values), "path")[0].get("d"))


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_the_axis_reaches_around_its_numbers(one, other):
    lowest, highest = sorted((one, other))
    axis = ticks(lowest, highest)

    assert 2 <= len(axis) <= 8
    assert axis[0] <= lowest or math.isclose(axis[0], lowest, abs_tol=1e-9)
    assert axis[-1] >= highest or math.isclose(axis[-1], highest, abs_tol=1e-9)


def test_runs_end_at_gaps():
    assert runs([None, 1, 2, None, None, 3]) == [[1, 2], [5]]
    assert runs([]) == []
    assert [coordinate(value) for value in (12.34567, 12.0, -0.01)] == ["12.3", "12", "0"]

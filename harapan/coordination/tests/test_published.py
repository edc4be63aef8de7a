"""Published figures are kept as they were printed, and held against our sums only where that makes sense."""

from datetime import date

import pytest

from harapan.coordination.actions import CannotRecord, record_published_figure
from harapan.coordination.models import PublishedFigure, StageSum
from harapan.coordination.published import published
from harapan.coordination.queries import Comparison, compared_figures
from harapan.places.load import load_places
from harapan.testing.stages import CYCLE

FACTS = {
    "area": "64",
    "day": date(2025, 4, 18),
    "about": CYCLE,
    "what_id": "Keluarga Kalimantan Timur",
    "what_en": "Families in East Kalimantan",
    "value": 16,
    "unit_id": "keluarga",
    "unit_en": "families",
    "source": "Rakor 2025",
    "confidence": "high",
    "measure": "families",
}


def of(key: str) -> Comparison:
    return next(one for one in compared_figures() if one.figure.key == key)


@pytest.mark.usefixtures("own_database")
def test_the_founding_figures_come_with_the_programme():
    assert PublishedFigure.objects.count() == len(published())
    assert PublishedFigure.objects.get(key="kaltim-2022-families").value == 65_387


@pytest.mark.usefixtures("own_database")
def test_a_figure_whose_meaning_nobody_knows_is_kept_and_never_compared():
    found = of("kukar-2022-rise")

    assert (found.figure.value, found.ours, found.verdict) == (200, None, "unclear")
    assert "graduations" in of("kukar-2020-rise").note.en


@pytest.mark.usefixtures("own_database")
def test_rote_ndao_had_ten_districts_then_and_has_eleven_now():
    load_places()

    assert (of("rote-ndao-2017-districts").ours, of("rote-ndao-2017-districts").verdict) == (10, "same")
    assert of("ntt-2017-districts").verdict == "differs"
    assert "reached" in of("ntt-2017-districts").because.en


def test_a_figure_equals_our_own_number_by_query(after, dewi):
    after("close")
    record_published_figure("kaltim-2025", by=dewi, **FACTS)
    record_published_figure("kukar-2025", by=dewi, **{**FACTS, "area": "6402", "value": 7})

    assert StageSum.objects.get(area="64", cycle=CYCLE).families == 16
    assert (of("kaltim-2025").ours, of("kaltim-2025").verdict) == (16, "same")
    assert (of("kukar-2025").difference, of("kukar-2025").verdict) == (-1, "differs")
    assert of("kaltim-2022-families").verdict == "no_data"


@pytest.mark.usefixtures("own_database")
def test_a_figure_can_be_corrected_but_not_made_up(dewi):
    record_published_figure("kaltim-2025", by=dewi, **FACTS)
    record_published_figure("kaltim-2025", by=dewi, **{**FACTS, "value": 17})
    assert PublishedFigure.objects.get(key="kaltim-2025").value == 17

    with pytest.raises(CannotRecord, match="source"):
        record_published_figure("rumour", by=dewi, **{**FACTS, "source": ""})
    with pytest.raises(CannotRecord, match="no sum called"):
        record_published_figure("rumour", by=dewi, **{**FACTS, "measure": "happiness"})
    with pytest.raises(CannotRecord):
        record_published_figure("rumour", by=dewi, **{**FACTS, "meaning": "unclear"})
    assert not PublishedFigure.objects.filter(key="rumour").exists()

"""Outreach: recorded by whoever held it, corrected by another row, and what others published kept apart."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from harapan.coordination.actions import CannotHold, record_gathering
from harapan.coordination.gatherings import gatherings, in_area, institutions
from harapan.coordination.models import Gathering, PublishedFigure
from harapan.staff.access import working_as
from harapan.testing.pages import as_web

pytestmark = pytest.mark.usefixtures("own_database")
CAME = [("Dinas Kesehatan", 4), ("Sekolah", 11)]


def hold(by, area: str = "640206", **facts) -> Gathering:
    told = {"held_on": date(2025, 3, 4), "place": "Aula kecamatan", "theme": "Mekanisme PKH", "host": "Dinsos"}
    return record_gathering(area, **{**told, "participants": CAME, **facts}, by=by)


def test_the_outreach_in_sampit_stands_as_it_was_published_and_is_not_ours():
    sampit = Gathering.objects.get(key="kotim-2019-outreach")

    assert (sampit.people, sampit.held_on, sampit.area) == (50, date(2019, 10, 10), "6202")
    assert sampit.people == PublishedFigure.objects.get(key="kotim-2019-participants").value
    assert sampit.districts == ["620205", "620206"]
    assert (sampit.is_published, sampit.by, sampit.confidence, sampit.told_apart) == (True, None, "high", 0)
    assert "Aula Hotel Permata Indah" in sampit.place
    assert [name for name, _ in sampit.participants][:2] == ["Dinas Kesehatan", "Dinas Pendidikan"]


def test_yuliana_and_ratna_record_outreach_of_their_own_area_only(cast):
    ours, regency = hold(cast["yuliana"]), hold(cast["ratna"], "6402", districts=["640206"])

    assert (ours.people, ours.level, regency.level) == (15, "district", "regency")
    for who, area in (("yuliana", "6402"), ("yuliana", "640205"), ("ratna", "64"), ("hasan", "6402"), ("andi", "6403")):
        with pytest.raises(CannotHold, match="not yours to record"):
            hold(cast[who], area)
    assert set(in_area(gatherings(), "640206")) == {ours, regency}
    assert institutions(in_area(gatherings(), "6402"))[0] == ("Dinas Kesehatan", 2, 8)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"held_on": date(2999, 1, 1)}, "not taken place"),
        ({"participants": [("Sekolah", 0)]}, "which institutions"),
        ({"districts": ["720101"]}, "no such area"),
    ],
)
def test_what_cannot_be_is_refused(cast, facts, told):
    with pytest.raises(CannotHold, match=told):
        hold(cast["ratna"], "6402", **facts)


def test_a_correction_is_another_row_and_only_the_newest_stands(cast):
    first = hold(cast["ratna"])
    second = hold(cast["ratna"], participants=[("Sekolah", 12)], replaces=first)

    assert list(gatherings().exclude(source__gt="")) == [second]
    with pytest.raises(CannotHold, match="corrected already"):
        hold(cast["ratna"], replaces=first)
    with pytest.raises(CannotHold, match="others published"):
        hold(cast["ratna"], replaces=Gathering.objects.get(key="kotim-2019-outreach"))


def test_the_database_itself_takes_only_ones_own_word_for_ones_own_area(cast):
    facts = {"held_on": date(2025, 3, 4), "place": "Aula", "theme": "PKH", "people": 3, "level": "district"}
    with pytest.raises(IntegrityError, match="gathering_is_ours_or_has_a_source"), transaction.atomic():
        Gathering.objects.create(**facts, area="640206")


def test_row_security_binds_pages(cast):
    with as_web(), working_as(cast["yuliana"]):
        assert hold(cast["yuliana"]).pk
        assert Gathering.objects.count() == 2
        facts = {"held_on": date(2025, 3, 4), "place": "Aula", "theme": "PKH", "people": 3, "level": "district"}
        for wrong in ({"area": "640205", "by": cast["yuliana"].pk}, {"area": "640206", "by": cast["ratna"].pk}):
            with pytest.raises(ProgrammingError, match="row-level security"):
                Gathering.objects.create(**facts, **wrong)

"""Home visits: what stands out, which are drawn, and what families say to somebody else."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from harapan.meetings.actions import (
    CannotCall,
    CannotVisit,
    Told,
    draw_visits,
    record_call,
    record_visit,
    write_finding,
)
from harapan.meetings.actions.calling import Answer, lot
from harapan.meetings.models import CallBack, HomeVisit, Sampled
from harapan.meetings.tests.conftest import family_of
from harapan.testing.make import LOA_IPUH, make_family

TODAY = date(2022, 12, 5)
NOVEMBER = date(2022, 11, 1)
pytestmark = pytest.mark.django_db


def told(**facts) -> Told:
    usual = {"purpose": "monitoring", "visited_on": date(2022, 11, 20), "found": "caretaker"}
    return Told(**{**usual, "card_with": "family", "pin_with": "family", **facts})


def visited(group, name, by, **facts) -> HomeVisit:
    return record_visit(family_of(group, name), told(**facts), today=TODAY, by=by)


def test_a_card_that_somebody_else_keeps_and_money_that_is_missing_stand_out(mawar, yuliana):
    right = visited(mawar, "Ani", yuliana, cycle="2022-4", received=750_000)
    wrong = visited(mawar, "Beti", yuliana, cycle="2022-4", received=650_000, card_with="leader", pin_with="leader")

    assert write_finding(right, 750_000, by=yuliana).flags == []
    assert write_finding(wrong, 750_000, by=yuliana).flags == ["card", "pin", "less"]
    assert write_finding(wrong, 650_000, by=yuliana).flags == ["card", "pin"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"found": "somebody"}, "who was found"),
        ({"card_with": ""}, "card"),
        ({"received": 500_000}, "stage"),
        ({"visited_on": date(2022, 12, 6)}, "future"),
        ({"latitude": Decimal("-0.5")}, "both"),
        ({"latitude": Decimal("52.5"), "longitude": Decimal("13.4")}, "outside"),
        ({"next_on": date(2022, 11, 1)}, "before"),
    ],
)
def test_nonsense_is_refused_by_name(mawar, yuliana, wrong, says):
    with pytest.raises(CannotVisit, match=says):
        visited(mawar, "Ani", yuliana, **wrong)


def test_a_visit_is_recorded_once_corrected_with_a_reason_and_only_by_the_familys_own_facilitator(mawar, yuliana, cast):
    first = visited(mawar, "Ani", yuliana)
    with pytest.raises(CannotVisit, match="already"):
        visited(mawar, "Ani", yuliana)
    with pytest.raises(CannotVisit, match="own facilitator"):
        visited(mawar, "Beti", cast["citra"])
    with pytest.raises(CannotVisit, match="own facilitator"):
        record_visit(make_family("Orang lain"), told(), today=TODAY, by=yuliana)

    second = record_visit(
        family_of(mawar, "Ani"),
        told(card_with="lost"),
        today=TODAY,
        corrects=first,
        correction="salah pilih",
        by=yuliana,
    )

    first.refresh_from_db()
    assert (first.current, second.current) == (False, True)


def test_the_seed_draws_the_same_visits_again_and_some_of_every_facilitator(mawar, yuliana, cast):
    visits = [visited(mawar, "Ani", yuliana, visited_on=date(2022, 11, 1) + timedelta(day)) for day in range(21)]

    drawn = draw_visits("6402", NOVEMBER, "biji", today=TODAY, by=cast["agus"])

    expected = sorted(visits, key=lambda one: lot("biji", NOVEMBER, one.pk))[:3]
    assert (drawn.visits, drawn.drawn) == (21, 3)
    assert set(Sampled.objects.values_list("visit", flat=True)) == {one.pk for one in expected}
    assert draw_visits("6402", NOVEMBER, "biji lain", today=TODAY, by=cast["agus"]) == drawn


def test_only_coordinators_draw_in_their_area_and_only_a_month_that_is_over(mawar, cast, yuliana):
    for by, area in ((yuliana, "6402"), (cast["sugeng"], "6402"), (cast["citra"], "6402"), (cast["hasan"], "6402")):
        with pytest.raises(CannotCall, match="coordinator"):
            draw_visits(area, NOVEMBER, "biji", today=TODAY, by=by)
    with pytest.raises(CannotCall, match="not over"):
        draw_visits("6402", date(2022, 12, 1), "biji", today=TODAY, by=cast["agus"])


@pytest.fixture
def sampled(mawar, yuliana, cast):
    """Ani's visit, at which card and PIN were said to be with the family and 750,000 received."""
    visited(mawar, "Ani", yuliana, cycle="2022-4", received=750_000)
    draw_visits("6402", NOVEMBER, "biji", today=TODAY, by=cast["agus"])
    return Sampled.objects.get()


def test_what_a_family_says_otherwise_is_marked(sampled, cast):
    record_call(sampled, Answer(reached=False, note="tidak diangkat"), by=cast["sugeng"])
    sampled.refresh_from_db()
    assert not sampled.answered

    answer = Answer(True, visited=True, card_with="facilitator", pin_with="family", received=650_000)
    call = record_call(sampled, answer, by=cast["sugeng"])

    sampled.refresh_from_db()
    assert call.differs == ["card", "money"]
    assert (sampled.answered, sampled.differs) == (True, True)
    with pytest.raises(CannotCall, match="already"):
        record_call(sampled, answer, by=cast["sugeng"])


def test_nobody_is_asked_by_their_own_facilitator_whatever_a_page_says(sampled, yuliana, cast):
    with pytest.raises(CannotCall, match="not your task"):
        record_call(sampled, Answer(True, visited=True), by=yuliana)
    with pytest.raises(CannotCall, match="whether the visit"):
        record_call(sampled, Answer(True), by=cast["sugeng"])

    with pytest.raises(IntegrityError, match="call_back_has_four_eyes"), transaction.atomic():
        CallBack.objects.create(
            sampled=sampled,
            family=sampled.family,
            village=LOA_IPUH,
            visited_by=cast["sugeng"].pk,  # the trigger knows better
            reached=True,
            visited=True,
            by=yuliana.pk,
        )


def test_what_was_said_of_a_family_follows_it_to_another_facilitator(sampled, yuliana, mawar):
    ani = family_of(mawar, "Ani")
    type(ani).objects.filter(pk=ani.pk).update(facilitator=yuliana.pk + 1)

    assert HomeVisit.objects.get(family=ani.pk).facilitator == yuliana.pk + 1
    sampled.refresh_from_db()
    assert sampled.facilitator == yuliana.pk + 1

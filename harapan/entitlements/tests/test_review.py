"""The review: what a reader sees before saying yes, and what stops until somebody says why it is right."""

import pytest

from harapan.entitlements.actions import CannotReview, review_batch
from harapan.entitlements.models import Batch
from harapan.registry.models import Family
from harapan.testing.make import (
    BUKUAN,
    LOA_IPUH,
    make_closings,
    make_family,
    make_neighbours,
    make_observations,
    member_named,
    toddler,
)
from harapan.testing.stages import family_of, scene


def fates_of(review):
    return {change.fate: change.families for change in review.changes}


@pytest.fixture
def second(after, dewi, eko):
    """The stage after a closed one; `compute()` brings it to the desk, `review()` looks at it."""
    after("close")
    given = scene(dewi, eko, cycle="2025-2")
    make_closings(given.edition.stage.judged_months)

    class Second:
        @staticmethod
        def review(**words):
            given.through("compute")
            return review_batch(given.batch, previous="2025-1", by=dewi, **words)

        batch = property(lambda _: given.batch)

    return Second()


def test_the_same_people_and_the_same_money(second):
    review = second.review()

    assert review.previous == "2025-1"
    assert fates_of(review) == {"same": 15, "unpaid": 1}
    assert review.anomalies == []


def test_who_is_new_gone_changed(second):
    make_family("Joko", village=BUKUAN)
    Family.objects.filter(pk=family_of("Budiarti").pk).update(participation="graduated_natural")
    family_of("Cahyani").members.filter(relation="child").update(school="")
    baby = toddler("Bayi")
    baby.family, baby.village = family_of("Halimah"), BUKUAN
    baby.save()

    review = second.review(accept_because="uji")

    assert fates_of(review) == {"same": 12, "new": 1, "gone": 1, "unpaid_now": 1, "more": 1, "unpaid": 1}
    assert ("no_component", 2) in review.reasons


def test_a_total_that_moves_much_stops_the_review_until_it_is_explained(second):
    for family in Family.objects.filter(village=BUKUAN):
        baby = toddler("Bayi")
        baby.family, baby.village = family, BUKUAN
        baby.save()

    with pytest.raises(CannotReview) as refusal:
        second.review()

    assert "the total moved from Rp6.050.000 to Rp13.550.000 (+124.0 %)" in refusal.value.sentence_en
    assert "ada yang janggal" in refusal.value.sentence_id
    assert second.batch.state == Batch.State.COMPUTED

    second.review(accept_because="pendataan balita Bukuan, SK 7/2025")
    assert second.batch.anomalies_accepted_because == "pendataan balita Bukuan, SK 7/2025"
    assert len(second.batch.anomalies) == 2


def test_a_family_that_gets_many_times_what_it_got_is_looked_at(second):
    family = family_of("Tetangga 1")
    for name in ("Satu", "Dua"):
        baby = toddler(name)
        baby.family, baby.village = family, BUKUAN
        baby.save()

    with pytest.raises(CannotReview, match="1 family gets more than 4 times what they got before"):
        second.review()


def test_a_silent_school_is_heard(own_database, dewi, eko):
    given = scene(dewi, eko)
    for number, family in enumerate(make_neighbours(4, village=LOA_IPUH)):
        budi, months = member_named(family, "Budi"), given.edition.stage.judged_months
        make_observations(budi, "school_attendance", months, reported=number % 2 == 0)
    given.through("compute")

    with pytest.raises(CannotReview, match="in regency 6402 nothing was reported about 2 of 4 families"):
        review_batch(given.batch, previous=None, by=dewi)


def test_small_regencies_swing_without_alarm(second):
    make_family("Joko", toddler(), village="6403011001")

    assert second.review().anomalies == []

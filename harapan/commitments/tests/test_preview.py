"""What was seen of duties, told apart: missed is not the same as not reported, and neither is a closed service."""

from datetime import date

import pytest

from harapan.commitments.actions import record_waiver
from harapan.commitments.models import Revision
from harapan.commitments.preview import due_of, duties_seen, people_of
from harapan.entitlements.law import law
from harapan.testing.make import LOA_IPUH, elder, make_family, make_observations, member_named, pupil, toddler

OCTOBER = date(2024, 10, 1)


@pytest.fixture
def budi(own_database):
    return member_named(make_family("Siti Aminah"), "Budi")


def seen(member, months=(OCTOBER,)):
    return duties_seen([member.pk], LOA_IPUH, months, law().edition("2025-1"))


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "met"),
        ({"unexcused": 3}, "met"),
        ({"unexcused": 4}, "missed"),
        ({"excused": 20}, "met"),
        ({"available": False, "unexcused": 20}, "not_available"),
        ({"reported": False, "unexcused": 20}, "not_reported"),
        ({"open_": 0}, "nothing_due"),
    ],
)
def test_each_outcome_has_its_own_word(budi, facts, outcome):
    make_observations(budi, "school_attendance", [OCTOBER], **facts)
    assert [one.outcome for one in seen(budi)] == [outcome]


def test_a_waiver_of_the_area_excuses(budi, dewi, eko):
    make_observations(budi, "school_attendance", [OCTOBER], unexcused=20)
    record_waiver("6402", "school_attendance", OCTOBER, OCTOBER, "SK Bupati", by=dewi, approved_by=eko)
    assert [one.outcome for one in seen(budi)] == ["excused"]


def test_a_waiver_elsewhere_does_not(budi, dewi, eko):
    make_observations(budi, "school_attendance", [OCTOBER], unexcused=20)
    record_waiver("6472", "school_attendance", OCTOBER, OCTOBER, "SK Wali Kota", by=dewi, approved_by=eko)
    assert [one.outcome for one in seen(budi)] == ["missed"]


def test_the_newest_word_counts_and_says_why(budi, dewi):
    make_observations(budi, "school_attendance", [OCTOBER], unexcused=20)
    said = {
        "month": OCTOBER,
        "member": budi.pk,
        "duty": "school_attendance",
        "family": budi.family_id,
        "village": LOA_IPUH,
    }
    counted = {"open": 20, "excused": 0, "available": True, "reported": True, "by": dewi.pk}
    for unexcused, because in ((10, "salah ketik"), (0, "anak itu sakit")):
        Revision.objects.create(**said, **counted, unexcused=unexcused, because=because)

    (one,) = seen(budi)
    assert (one.outcome, one.done, one.revised) == ("met", 20, "anak itu sakit")


def test_where_nothing_was_seen_nothing_is_said(budi):
    assert seen(budi) == []


def test_what_is_due_of_a_family_this_month_and_why(db):
    family = make_family("Siti Aminah", pupil("Budi"), toddler("Adi", born=date(2023, 1, 10)), elder("Hamid"))
    names = {member.pk: member.name for member in family.members.all()}
    months = [date(2025, 2, 1), date(2025, 12, 1)]

    found = due_of(people_of(family.members.all(), months[0]), months, law())

    february = [(names[one.member], one.duty, one.visits) for one in found if one.month == months[0]]
    assert february == [
        ("Siti Aminah", "family_session", 1),
        ("Budi", "school_attendance", 1),
        ("Adi", "child_growth", 1),
        ("Adi", "vitamin_a", 1),
    ]
    check = next(one for one in found if one.duty == "elderly_check")
    assert (check.first, check.last) == (date(2025, 1, 1), date(2025, 12, 31))
    weighed = next(one for one in found if one.duty == "child_growth")
    assert [title.en for title in weighed.what] == [
        "Check of development, twice a year",
        "Height, twice a year",
        "Weight of a child of 1 to 5 years",
    ]
    assert due_of([], months, law()) == []


def test_a_health_unit_needs_no_more_than_birth_and_pregnancy():
    people = [{"member": 1, "born": date(1995, 1, 20), "pregnancy": 1, "due_on": date(2025, 9, 12)}]
    (one, *_) = due_of(people, [date(2025, 9, 1)], law())
    assert (one.duty, one.visits, one.last) == ("antenatal", 2, date(2025, 9, 12))

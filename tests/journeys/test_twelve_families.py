"""Twelve told families over five stages: each gets what its story promises, and every book closes at zero."""

from dataclasses import replace

import pytest

from harapan.audit.actions import verify
from harapan.cli.demo import take_through
from harapan.cli.people import populate
from harapan.entitlements.models import Entitlement
from harapan.payments.models import Credit, Hold, LedgerEntry, Payment
from harapan.payments.queries import status_of
from harapan.population import presets, stories
from harapan.registry.models import Arrears, Family, Member, Withholding

PRESET = replace(presets.load("kaltim-2022"), families=300, staff=60, out={}, published=())
"""The twelve among few others; the demo has 65,387."""
DEATH, SPLIT, MOVE, RETURN, BOARDER = 1, 2, 3, 4, 5


@pytest.fixture(scope="module")
def told(base_database, django_db_blocker, tmp_path_factory):
    """East Kalimantan after five stages."""
    from harapan.testing.databases import copy_database, drop_database, working_in

    name = f"{base_database}_told"
    with django_db_blocker.unblock():
        copy_database(base_database, name)
        with working_in(name, tmp_path_factory.mktemp("told")):
            populate(PRESET)
            for cycle in PRESET.stages:
                take_through(PRESET, cycle)
            yield
        drop_database(name)


def credited(family, cycle):
    """Rupiah of a cycle that reached the family."""
    return sum(Credit.objects.filter(cycle=cycle, family=family).values_list("rupiah", flat=True))


@pytest.mark.parametrize("story", stories.stories(), ids=lambda story: story.title["en"])
def test_each_family_gets_what_its_story_promises(told, story):
    got = {
        row.cycle: row.net or row.reason
        for row in Entitlement.objects.filter(cycle__in=PRESET.stages, family=story.family)
    }
    outside = {cycle: promised for cycle, promised in story.expects.items() if cycle not in got}

    assert {**got, **outside} == dict(story.expects)
    assert all(isinstance(reason, str) for reason in outside.values())
    for cycle, amount in got.items():
        if isinstance(amount, int):
            assert credited(story.family, cycle) == amount, f"what was owed for {cycle} never arrived"


@pytest.mark.parametrize("cycle", PRESET.stages)
def test_every_book_closes_at_zero(told, cycle):
    status = status_of(cycle)

    assert status["state"] == "closed"
    standing = {name: entry["rupiah"] for name, entry in status["ledger"].items() if entry["rupiah"]}
    assert set(standing) <= {"credited", "treasury", "held"}
    assert sum(standing.values()) == sum(Entitlement.objects.filter(cycle=cycle).values_list("net", flat=True))


def test_after_a_death_the_money_waits_for_the_successor(told):
    hold = Hold.objects.get(family=DEATH)

    assert (hold.cycle, hold.reason, hold.rupiah) == ("2022-3", "caretaker_died", 1_350_000)
    assert hold.released_at is not None
    assert set(Payment.objects.filter(family=DEATH, cycle__in=("2022-3", "2022-4")).values_list("name", flat=True)) == {
        "Rusli Hamdani"
    }


def test_who_splits_off_is_listed_and_not_paid(told):
    own = Family.objects.get(pk__in=Member.objects.filter(name="Dewi Sartika").values("family"))

    assert own.pk != SPLIT
    assert own.participation == "listed"
    assert not Entitlement.objects.filter(family=own.pk).exists()


def test_who_moved_is_paid_there_and_stays_here_in_the_old_books(told):
    villages = dict(Entitlement.objects.filter(family=MOVE).values_list("cycle", "village"))

    assert {village[:4] for cycle, village in villages.items() if cycle <= "2022-3"} == {"6471"}
    assert {village[:4] for cycle, village in villages.items() if cycle > "2022-3"} == {"6409"}


def test_what_the_bank_sent_back_is_ordered_again_to_the_new_account(told):
    first, again = Payment.objects.filter(cycle="2022-2", family=RETURN).order_by("id")

    assert again.replaces == first.id
    assert again.number != first.number
    assert list(
        LedgerEntry.objects.filter(cycle="2022-2", payment=first.id).order_by("id").values_list("target", flat=True)
    ) == ["returned", "approved"]


def test_no_decision_is_left_open(told):
    assert not Arrears.objects.filter(settled_in="", family__lte=12).exists()
    assert not Withholding.objects.filter(lifted_in="").exists()


def test_everything_that_happened_is_sealed(told):
    assert verify() > 100

"""A population into the registry: whole or not at all, once, with doubtful numbers kept and marked."""

import pytest
from django.db.models import Count

from harapan.cli.people import arrivals, populate
from harapan.cli.session import Installer, as_owner
from harapan.commitments.models import Observation
from harapan.population import life, presets
from harapan.registry.load import CannotLoad, load_population
from harapan.registry.load_changes import apply_changes, next_member, people_now
from harapan.registry.models import Account, Family, Member, Origin, ParticipationMove, Standing
from harapan.staff.queries import staff_called
from harapan.testing.make import make_family

SMALL = presets.country(150, within="6402")


@pytest.fixture
def loaded(own_database):
    """150 made-up families."""
    populate(SMALL)


def test_everything_of_a_population_is_there(loaded):
    assert Family.objects.count() == Standing.objects.count() == ParticipationMove.objects.count() == 150
    assert Member.objects.values("family").distinct().count() == 150
    assert Account.objects.filter(state="open").count() + Family.objects.filter(bank="POS").count() == 150
    assert Observation.objects.exists()
    origin = Origin.objects.get()
    assert (origin.synthetic, origin.complete, origin.preset) == (True, True, SMALL.name)
    assert set(Family.objects.values_list("origin", flat=True)) == {origin.pk}


def test_two_claims_on_one_nik_are_both_kept_and_both_marked(own_database):
    populate(presets.country(1500, within="6402"))

    doubled = Member.objects.exclude(nik=None).values("nik").annotate(claims=Count("pk")).filter(claims__gt=1)
    assert doubled
    claimants = Member.objects.filter(nik__in=[row["nik"] for row in doubled])
    assert set(claimants.values_list("nik_contested", flat=True)) == {True}
    assert Member.objects.filter(nik_contested=True).count() == claimants.count()


def test_numbers_go_on_after_those_that_were_loaded(loaded):
    family = make_family("Joko")

    assert family.pk > 150
    assert family.caretaker > Member.objects.exclude(family=family).order_by("-pk").first().pk


def test_a_second_population_is_refused_and_the_first_stays(loaded):
    with pytest.raises(CannotLoad) as refusal:
        populate(SMALL, seed=2)

    assert "the registry is not empty" in refusal.value.sentence_en
    assert "sudah berisi" in refusal.value.sentence_id
    assert Family.objects.count() == 150


def test_a_load_that_fails_half_way_leaves_an_empty_registry(own_database):
    def stop(_count):
        raise ZeroDivisionError

    people = (batch for batch, _ in arrivals(SMALL, 1, ""))
    with as_owner(), pytest.raises(ZeroDivisionError):
        load_population(people, origin="x", synthetic=True, by=Installer(), progress=stop)

    assert not Family.objects.exists()
    assert not Origin.objects.exists()
    populate(SMALL)
    assert Family.objects.count() == 150


def test_life_goes_on_as_told(loaded):
    day = SMALL.day
    later = day.replace(month=7)
    changes = life.changes(people_now(), day, later, 1, next_member=next_member())
    before = Member.objects.count()

    counts = apply_changes(changes, until=later, by=staff_called("dewi"))

    assert counts["births"] == Member.objects.count() - before == changes.births.height > 0
    assert Member.objects.exclude(died_on=None).count() == counts["deaths"]
    assert counts["moves"] == len(set(changes.moves["id"])) > 0
    moved = dict(changes.moves.select("id", "village").iter_rows())
    assert dict(Family.objects.filter(pk__in=moved).values_list("pk", "village")) == moved
    for table in (Member, Account):
        assert {row.family_id: row.village for row in table.objects.filter(family__in=moved)}.items() <= moved.items()

"""Waves (gelombang): a run split by area, each part with states, standings and money of its own."""

import pytest

from harapan.entitlements.actions import approve_batch
from harapan.entitlements.models import Cycle, Entitlement
from harapan.entitlements.queries import batches_of, state_of
from harapan.payments.actions import CannotOrder
from harapan.payments.queries import status_of
from harapan.registry.models import Standing, StandingGeneration
from harapan.registry.queries import standing_generations
from harapan.testing.make import BUKUAN
from harapan.testing.stages import OWED, family_of, scene, take

BUKUAN_OWED = 225_000 + 750_000 + 8 * 225_000


def waves_of(given):
    return list(batches_of(given.cycle))


@pytest.fixture
def split(after, dewi, eko):
    """A run in two waves: Samarinda first, the rest after."""
    after("freeze")
    return scene(dewi, eko, areas=["6472"]).through("review")


def test_each_family_travels_in_one_wave(split):
    samarinda, rest = waves_of(split)

    assert (samarinda.area, samarinda.net, samarinda.families) == ("6472", BUKUAN_OWED, 10)
    assert (rest.area, rest.net, rest.families) == ("", OWED - BUKUAN_OWED, 6)
    assert set(Entitlement.objects.filter(batch=samarinda.pk).values_list("village", flat=True)) == {BUKUAN}


def test_the_longest_area_wins_and_a_wave_may_be_empty(after, dewi, eko):
    after("freeze")
    given = scene(dewi, eko, areas=["64", BUKUAN, "91"]).through("compute")

    assert {batch.area: batch.families for batch in waves_of(given)} == {"64": 6, BUKUAN: 10, "91": 0, "": 0}


def test_the_cycle_shows_its_least_advanced_wave(split, eko):
    samarinda, _ = waves_of(split)

    approve_batch(samarinda, by=eko)

    assert state_of(Cycle.objects.get(), frozen=True) == "reviewed"
    assert status_of(split.cycle)["ledger"]["approved"] == {"count": 10, "rupiah": BUKUAN_OWED}


def test_standings_of_a_wave_count_at_once_and_hide_the_old_ones_only_when_every_wave_is_approved(split, dewi, eko):
    samarinda, rest = waves_of(split)

    approve_batch(samarinda, by=eko)
    assert not StandingGeneration.objects.get(cycle="2025-1").complete
    assert set(Standing.objects.filter(cycle="2025-1").values_list("family", flat=True)) == set(
        Entitlement.objects.filter(batch=samarinda.pk).values_list("family", flat=True)
    )

    approve_batch(rest, by=eko)
    assert standing_generations() == ["2025-1"]
    assert Standing.objects.filter(cycle="2025-1").count() == 16


def test_the_next_stage_reads_a_half_approved_one(split, dewi, eko):
    """Samarinda is paid through March; the others are not, and are still owed those months by nobody but this run."""
    samarinda, _ = waves_of(split)
    approve_batch(samarinda, by=eko)

    later = scene(dewi, eko, cycle="2025-2", because="uji").through("compute")

    assert later.owed(family_of("Halimah")).net == 750_000
    assert later.owed(family_of("Aminah")).net == 975_000


def test_one_wave_goes_to_the_bank_while_the_other_is_still_looked_at(split, eko):
    samarinda, rest = waves_of(split)
    approve_batch(rest, by=eko)

    take("write", split)
    take("release", split)

    assert [batch.state for batch in waves_of(split)] == ["reviewed", "ordered"]
    split.through("close")
    assert [batch.state for batch in waves_of(split)] == ["closed", "closed"]
    assert samarinda.net + rest.net == OWED


def test_nothing_is_ordered_while_no_wave_is_approved(split):
    with pytest.raises(CannotOrder, match="only an approved, open batch is ordered"):
        take("write", split)

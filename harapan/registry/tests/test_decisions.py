"""Decisions that other rooms send down: withholdings, arrears, and where a cycle left its families."""

from datetime import date

import pytest

from harapan.audit.models import Event
from harapan.entitlements.models import Entitlement
from harapan.registry.actions import grant_arrears, reverse_withholding, take_over_standings, withhold
from harapan.registry.models import Arrears, Standing, StandingGeneration, Withholding
from harapan.registry.queries import families_by_area, regencies, standing_generations
from harapan.tables.partitions import make_partition
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family

pytestmark = pytest.mark.django_db


def test_a_decision_to_withhold_is_taken_once(dewi):
    family = make_family()

    first = withhold(family, member=None, from_cycle="2025-1", decision="K 7/2025", by=dewi)
    again = withhold(family, member=None, from_cycle="2025-1", decision="K 7/2025", by=dewi)

    assert first == again
    assert Event.objects.filter(verb="withholding.decided").count() == 1


def test_an_upheld_objection_lifts_it_with_its_reason(dewi, eko):
    withholding = withhold(make_family(), member=None, from_cycle="2025-1", decision="K 7/2025", by=dewi)

    reverse_withholding(withholding, in_cycle="2025-1", because="keberatan 3/2025", by=eko)

    withholding = Withholding.objects.get()
    assert (withholding.lifted_in, withholding.lifted_because) == ("2025-1", "keberatan 3/2025")


def test_arrears_are_granted_once(dewi):
    family = make_family()
    said = {"member": None, "cycle": "2025-1", "component": "primary", "amount": 225_000, "decision": "K 9/2025"}

    assert grant_arrears(family, by=dewi, **said) == grant_arrears(family, by=dewi, **said)

    assert Arrears.objects.get().amount == 225_000


def test_standings_are_taken_over_wave_by_wave_and_hide_older_ones_once_every_family_has_one():
    make_partition("entitlements_entitlement", "2025-1")
    owed = {"cycle": "2025-1", "run": 1, "village": LOA_IPUH, "bank": "BRI", "reason": "x", "warned": False}
    none = {
        "gross": 0,
        "deduction": 0,
        "net": 0,
        "counted": 0,
        "months": 0,
        "verdict": "",
        "proposed": "",
        "review": "",
    }
    for wave in (1, 2):
        Entitlement.objects.create(
            family=wave, batch=wave, quarters_missed=wave, paid_through=date(2025, 3, 1), **owed, **none
        )
    StandingGeneration.objects.create(cycle="start", position=-1, complete=True)
    first, second = (Entitlement.objects.filter(cycle="2025-1", batch=wave) for wave in (1, 2))

    assert take_over_standings("2025-1", first, position=48, complete=False) == 1
    assert standing_generations() == ["2025-1", "start"]

    assert take_over_standings("2025-1", second, position=48, complete=True) == 1
    assert standing_generations() == ["2025-1"]
    assert dict(Standing.objects.values_list("family", "quarters_missed")) == {1: 1, 2: 2}


def test_families_are_counted_by_area_if_they_are_in_the_programme():
    for village, count in ((LOA_IPUH, 2), (BUKUAN, 1)):
        for number in range(count):
            make_family(f"Keluarga {number}", village=village)
    make_family("Lulus", village=BUKUAN, participation="graduated_natural")

    assert families_by_area("") == [("64", 3)]
    assert families_by_area("64") == [("6402", 2), ("6472", 1)]
    assert families_by_area("640206") == [(LOA_IPUH, 2)]
    assert regencies() == ["6402", "6472"]

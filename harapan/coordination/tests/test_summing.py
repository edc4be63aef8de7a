"""Sums equal the rows they were made from, at every level, whatever has happened to the money."""

from collections import Counter

import pytest

from harapan.coordination.models import Load, StageSum, StandingSum, Summed
from harapan.coordination.summing import sum_registry, sum_stage, sum_what_moved
from harapan.entitlements.models import Entitlement, FamilyTotal
from harapan.payments.models import Balance
from harapan.registry import actions as registry
from harapan.registry.models import Family, Participation
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family
from harapan.testing.stages import CYCLE, OWED, family_of

LEVELS = (0, 2, 4, 6, 10)


def stage(area: str) -> StageSum:
    return StageSum.objects.get(cycle=CYCLE, area=area)


def test_village_totals_of_a_run_equal_its_entitlements(after):
    after("compute")

    for village in (LOA_IPUH, BUKUAN):
        rows = Entitlement.objects.filter(cycle=CYCLE, village=village)
        totals = FamilyTotal.objects.filter(run__cycle=CYCLE, village=village)
        assert sum(total.families for total in totals) == rows.count()
        assert sum(total.owed for total in totals) == rows.filter(net__gt=0).count()
        assert sum(total.net for total in totals) == sum(row.net for row in rows)
        assert Counter({(t.verdict, t.reason): t.families for t in totals}) == Counter(
            (row.verdict, row.reason) for row in rows
        )


def test_a_stage_sums_the_same_at_every_level(after):
    after("close")

    for level in LEVELS:
        areas = StageSum.objects.filter(cycle=CYCLE, level=level)
        assert sum(area.families for area in areas) == Entitlement.objects.filter(cycle=CYCLE).count()
        assert sum(area.net for area in areas) == OWED
        assert sum(area.approved[1] for area in areas) == OWED
        assert sum(area.account("credited")[1] for area in areas) == sum(
            Balance.objects.filter(cycle=CYCLE, account="credited").values_list("rupiah", flat=True)
        )
    assert stage("6472").parent == "64"
    assert stage("").parent == "-"
    assert stage("64").families == stage("6402").families + stage("6472").families


def test_reasons_and_components_of_an_area_are_those_of_its_rows(after):
    after("close")

    found = stage("6402")
    rows = Entitlement.objects.filter(cycle=CYCLE, village__startswith="6402")
    assert found.reasons == dict(Counter(row.reason for row in rows if row.reason))
    assert found.reasons["no_component"] == 1  # Fatimah's student is not in the register
    assert found.members == sum(row.counted for row in rows)


def test_money_that_moved_is_summed_again_and_only_then(after):
    given = after("approve")
    assert stage("64").approved == (0, 0)
    assert not sum_stage(CYCLE)

    given.through("answer")
    assert sum_stage(CYCLE)
    assert stage("64").account("credited")[1] > 0


def test_a_refused_run_counts_for_nothing(after, eko):
    from harapan.entitlements.actions import refuse_run

    given = after("review")
    assert stage("64").families == 16

    refuse_run(given.batch, by=eko, because="Desa yang salah")
    sum_stage(CYCLE)
    assert not StageSum.objects.filter(cycle=CYCLE).exists()


def test_a_graduation_is_counted_in_the_stage_in_whose_months_it_happened(after, dewi):
    given = after("close")
    gita = family_of("Gita")
    registry.move_participation(
        Family.objects.filter(pk=gita.pk).values("id"),
        source=Participation.ACTIVE,
        target=Participation.GRADUATED_INDEPENDENT,
        cause="independent",
        on=given.edition.stage.first_day,
        by=dewi,
        document="Surat pernyataan",
    )

    sum_what_moved()

    assert stage("6472").moves == {"graduated_independent": 1}
    assert stage("6472").left == 1
    assert stage("6402").left == 0
    assert StandingSum.objects.get(area="64").graduated == 2  # and Indah, before


@pytest.mark.usefixtures("own_database")
def test_the_registry_is_summed_with_who_looks_after_how_many():
    for number in range(3):
        make_family(f"Siti {number}", facilitator=71)
    make_family("Ani", village=BUKUAN, facilitator=71)
    make_family("Ina", village=BUKUAN, facilitator=None)
    make_family("Una", participation=Participation.GRADUATED_NATURAL, facilitator=71)

    assert sum_registry()

    country, samarinda = StandingSum.objects.get(area=""), StandingSum.objects.get(area="6472")
    assert (country.families, country.facilitators, country.unassigned, country.graduated) == (5, 1, 1, 1)
    assert (samarinda.families, samarinda.facilitators, samarinda.unassigned) == (2, 1, 1)
    assert country.underloaded == 1  # four families, against the norm of 200
    assert sorted(Load.objects.values_list("village", "facilitator", "families"), key=str) == [
        (LOA_IPUH, 71, 3),
        (BUKUAN, 71, 1),
        (BUKUAN, None, 1),
    ]
    assert Summed.objects.get(cycle="").as_of is not None
    assert not sum_registry()


@pytest.mark.usefixtures("own_database")
def test_an_empty_registry_has_no_sums():
    assert sum_what_moved() == ["registry"]
    assert not StandingSum.objects.exists()

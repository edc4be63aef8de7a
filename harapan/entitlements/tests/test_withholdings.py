"""Withheld by a person's decision, owed from then on, lifted when duties are met again, paid to the rupiah."""

import pytest
from django.db.models import Sum

from harapan.entitlements.models import Entitlement
from harapan.registry.actions import grant_arrears, reverse_withholding, withhold
from harapan.registry.models import Arrears, Family, Withholding
from harapan.testing.make import make_family, make_observations, member_named, pupil, student
from harapan.testing.stages import scene

PUPIL, STUDENT = 225_000, 500_000


class Life:
    """A family of a pupil and a student, stage by stage."""

    def __init__(self, dewi, eko):
        self.dewi, self.eko = dewi, eko
        self.family = make_family("Aminah", pupil("Budi"), student("Cahya"))
        self.budi, self.cahya = (member_named(self.family, name) for name in ("Budi", "Cahya"))

    def stage(self, cycle, **unexcused):
        """The quarter before the stage as told (days missed of 20 a month), and the stage up to approval."""
        given = scene(self.dewi, self.eko, cycle=cycle, because="uji")
        for name in ("budi", "cahya"):
            member = getattr(self, name)
            make_observations(
                member, "school_attendance", given.edition.stage.judged_months, unexcused=unexcused.get(name, 0)
            )
        given.through("approve")
        return given.owed(self.family)

    def withhold(self, member, from_cycle, decision="K 7/2025"):
        return withhold(
            self.family, member=member and member.pk, from_cycle=from_cycle, decision=decision, by=self.dewi
        )


@pytest.fixture
def life(own_database, dewi, eko):
    return Life(dewi, eko)


def owed_now():
    rows = Arrears.objects.filter(settled_in="").values_list("cycle").annotate(rupiah=Sum("amount"))
    return dict(rows)


def test_withheld_then_lifted_then_paid_to_the_rupiah(life):
    assert life.stage("2025-1", budi=20).net == PUPIL + STUDENT
    life.withhold(life.budi, "2025-2")

    second = life.stage("2025-2", budi=20)
    assert (second.gross, second.deduction, second.net) == (PUPIL + STUDENT, PUPIL, STUDENT)
    assert owed_now() == {"2025-2": PUPIL}

    third = life.stage("2025-3")
    assert third.net == PUPIL + STUDENT + PUPIL
    assert owed_now() == {}
    assert Arrears.objects.get().settled_in == "2025-3"
    withholding = Withholding.objects.get()
    assert (withholding.lifted_in, withholding.lifted_because) == ("2025-3", "duties_met_again")

    assert life.stage("2025-4").net == 225_000 + 500_000
    paid = sum(Entitlement.objects.filter(family=life.family.pk).values_list("net", flat=True))
    assert paid == 900_000 + 2_000_000, "a year is a year, whatever was withheld in it"


def test_missed_again_it_stays_and_grows(life):
    life.stage("2025-1", budi=20)
    life.withhold(life.budi, "2025-2")

    for cycle in ("2025-2", "2025-3", "2025-4"):
        assert life.stage(cycle, budi=20).net == STUDENT

    assert owed_now() == {"2025-2": PUPIL, "2025-3": PUPIL, "2025-4": PUPIL}
    assert Withholding.objects.get().lifted_in == ""
    assert life.stage("2026-1").net == PUPIL + STUDENT + 3 * PUPIL


def test_two_members_withheld_under_one_decision_are_both_owed_and_both_paid(life):
    life.stage("2025-1", budi=20, cahya=20)
    for member in (life.budi, life.cahya):
        life.withhold(member, "2025-2", decision="K 8/2025")

    second = life.stage("2025-2", budi=20, cahya=20)
    assert (second.net, second.deduction) == (0, PUPIL + STUDENT)
    assert sum(owed_now().values()) == PUPIL + STUDENT

    assert life.stage("2025-3").net == 2 * (PUPIL + STUDENT)
    assert owed_now() == {}
    assert not Withholding.objects.filter(lifted_in="").exists()


def test_a_sister_who_is_freed_is_paid_while_her_brother_waits(life):
    """A sanction of both was reduced to Budi after it had been applied: what was kept of Cahya is hers."""
    cahyas = [life.withhold(member, "2025-1", decision="SANKSI-2024-4-1") for member in (life.budi, life.cahya)][1]
    assert life.stage("2025-1", budi=20, cahya=20).net == 0

    reverse_withholding(cahyas, in_cycle="2025-1", because="suspension_reversed", by=life.eko)

    assert life.stage("2025-2", budi=20).net == STUDENT + STUDENT
    assert owed_now() == {"2025-1": PUPIL, "2025-2": PUPIL}


def test_whoever_meets_duties_again_is_free_whatever_a_brother_does(life):
    for member in (life.budi, life.cahya):
        life.withhold(member, "2025-1", decision="K 8/2025")
    life.stage("2025-1", budi=20, cahya=20)

    assert life.stage("2025-2", budi=20).net == STUDENT + STUDENT

    lifted = {(life.budi.pk, ""), (life.cahya.pk, "2025-2")}
    assert set(Withholding.objects.values_list("member", "lifted_in")) == lifted


def test_a_whole_family_is_withheld_and_paid_back(life):
    life.stage("2025-1", budi=20)
    life.withhold(None, "2025-2")

    second = life.stage("2025-2", budi=20)
    assert (second.net, second.reason) == (0, "withheld")
    assert life.stage("2025-3").net == 2 * (PUPIL + STUDENT)


def test_an_upheld_objection_pays_what_was_kept_back(life):
    life.stage("2025-1", budi=20)
    withholding = life.withhold(life.budi, "2025-2")
    life.stage("2025-2", budi=20)

    reverse_withholding(withholding, in_cycle="2025-2", because="keberatan 3/2025", by=life.eko)

    assert life.stage("2025-3", budi=20).net == PUPIL + STUDENT + PUPIL


def test_granted_arrears_are_paid_once(life):
    life.stage("2025-1")
    said = {"cycle": "2025-1", "component": "senior_secondary", "decision": "K 9/2025", "by": life.dewi}
    grant_arrears(life.family, member=life.cahya.pk, amount=100_000, **said)
    grant_arrears(life.family, member=life.budi.pk, amount=50_000, **said)

    assert life.stage("2025-2").net == PUPIL + STUDENT + 150_000
    assert life.stage("2025-3").net == PUPIL + STUDENT
    assert set(Arrears.objects.values_list("settled_in", flat=True)) == {"2025-2"}


def test_a_family_that_is_excluded_and_misses_again_stays_withheld(life):
    """Nothing is paid, so nothing is withheld: but nobody's duties were met either."""
    life.stage("2025-1", budi=20)
    life.withhold(life.budi, "2025-2")
    life.stage("2025-2", budi=20)
    Family.objects.filter(pk=life.family.pk).update(decile=9)

    assert life.stage("2025-3", budi=20).reason == "decile"

    assert Withholding.objects.get().lifted_in == ""


def test_a_withholding_of_a_later_cycle_waits(life):
    life.withhold(life.budi, "2025-2")

    assert life.stage("2025-1", budi=20).net == PUPIL + STUDENT
    assert Withholding.objects.get().lifted_in == ""


def test_quarters_missed_are_carried_from_stage_to_stage(life):
    rows = [
        life.stage("2025-1", budi=20),
        life.stage("2025-2", budi=20),
        life.stage("2025-3"),
        life.stage("2025-4", budi=20),
    ]

    assert [row.verdict for row in rows] == ["missed", "missed", "met", "missed"]
    assert [row.quarters_missed for row in rows] == [1, 2, 0, 1]
    assert [row.proposed for row in rows] == ["", "suspend", "", ""]
    assert [row.net for row in rows] == [PUPIL + STUDENT] * 4

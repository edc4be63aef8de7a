"""Supplementary runs (susulan): facts corrected since the freeze, only for families nobody owes anything yet."""

import polars as pl
import pytest

from harapan.engine.contract import CORRECTIONS
from harapan.entitlements.actions import CannotCompute, compute_supplementary_run
from harapan.entitlements.models import Entitlement, Run
from harapan.entitlements.queries import batches_of
from harapan.payments import ledger
from harapan.payments.models import Payment
from harapan.payments.queries import status_of
from harapan.registry.actions import grant_arrears
from harapan.registry.queries import standing_generations
from harapan.testing.make import member_named
from harapan.testing.stages import OWED, family_of, scene

STUDENT = 500_000


def at_school(family, name="Cahya", request="PD-17/2025"):
    """The student is at school after all, says a change request."""
    member = member_named(family, name)
    facts = {"school": "sma", "in_education_register": "true"}
    rows = [("members", family.pk, member.pk, fact, value, request) for fact, value in facts.items()]
    return pl.DataFrame(rows, schema=CORRECTIONS.schema, orient="row")


def test_a_corrected_family_is_paid_beside_the_main_run(after, dewi):
    given = after("close")
    fatimah = family_of("Fatimah")

    run = compute_supplementary_run(given.edition, at_school(fatimah), by=dewi)

    assert (run.kind, run.number, run.families, run.net) == ("supplementary", 2, 1, STUDENT)
    assert Run.objects.get(number=1).digest != run.digest
    assert Run.objects.get(number=1).snapshot_digest == run.snapshot_digest
    given.through("close")
    main, more = batches_of(given.cycle)
    assert (main.state, more.state) == ("closed", "closed")
    assert Payment.objects.get(family=fatimah.pk).rupiah == STUDENT
    assert sum(ledger.standing(more).values()) == STUDENT
    assert sum(entry["rupiah"] for entry in status_of(given.cycle)["ledger"].values()) == OWED + STUDENT


def test_who_is_owed_something_already_is_not_paid_twice(after, dewi):
    given = after("approve")

    with pytest.raises(CannotCompute) as refusal:
        compute_supplementary_run(given.edition, at_school(family_of("Cahyani")), by=dewi)

    assert "is owed money in 2025-1 already" in refusal.value.sentence_en
    assert "tunggakan" in refusal.value.sentence_id
    assert Run.objects.count() == 1
    assert Entitlement.objects.count() == 16


def test_whom_a_decision_owes_money_of_the_stage_is_not_paid_it_again(after, dewi, eko):
    """An objection was granted first: a supplementary run would pay the same stage a second time."""
    given = after("approve")
    fatimah = family_of("Fatimah")
    said = {"component": "objection", "amount": STUDENT, "decision": "KURANG-2025-1-1", "by": eko}
    grant_arrears(fatimah, member=None, cycle="2025-1", **said)

    with pytest.raises(CannotCompute) as refusal:
        compute_supplementary_run(given.edition, at_school(fatimah), by=dewi)

    assert "by decision KURANG-2025-1-1 already: take it out of the corrections" in refusal.value.sentence_en
    assert "keluarkan dari koreksi" in refusal.value.sentence_id
    assert Run.objects.count() == 1


def test_the_next_stage_knows_what_the_supplementary_run_paid(after, dewi, eko):
    given = after("close")
    fatimah = family_of("Fatimah")
    compute_supplementary_run(given.edition, at_school(fatimah), by=dewi)
    given.through("close")

    assert standing_generations()[-1] == "2025-1"
    again = scene(dewi, eko, cycle="2025-2", because="uji").through("compute").owed(fatimah)
    assert (again.net, again.reason) == (0, "no_component"), "the registry itself was not corrected"


@pytest.mark.parametrize(
    ("step", "corrections", "reason"),
    [
        ("freeze", lambda: at_school(family_of("Fatimah")), "a supplementary run comes after the main one"),
        ("compute", lambda: CORRECTIONS.empty(), "there is no correction"),
    ],
)
def test_it_comes_after_the_main_run_and_not_for_nothing(after, dewi, step, corrections, reason):
    given = after(step)

    with pytest.raises(CannotCompute, match=reason):
        compute_supplementary_run(given.edition, corrections(), by=dewi)


def test_a_stranger_cannot_be_corrected(after, dewi):
    given = after("approve")
    stranger = at_school(family_of("Fatimah")).with_columns(family=pl.lit(999_999, pl.Int64))

    with pytest.raises(CannotCompute, match="999"):
        compute_supplementary_run(given.edition, stranger, by=dewi)

    assert Run.objects.count() == 1

"""Arrears are paid by one run: whichever stage is computed first takes them, and a stage that is refused lets go."""

import polars as pl
import pytest

from harapan.cli.books import recompute
from harapan.engine.contract import CORRECTIONS
from harapan.entitlements.actions import CannotApprove, approve_batch, compute_supplementary_run, refuse_run
from harapan.entitlements.explanation import explanation_of
from harapan.entitlements.models import Batch
from harapan.registry.actions import grant_arrears
from harapan.registry.models import Arrears, Member
from harapan.testing.make import make_family, make_neighbours, member_named, student
from harapan.testing.stages import scene

pytestmark = pytest.mark.usefixtures("own_database")
STUDENT, OWED = 500_000, 100_000


def owed(family, by):
    """A hundred thousand of the last stage of 2024, by an objection."""
    return grant_arrears(
        family, member=None, cycle="2024-4", component="objection", amount=OWED, decision="KURANG-2024-4-7", by=by
    )


def now():
    return Arrears.objects.values_list("run", "settled_in").get()


def test_what_two_frozen_stages_hold_is_paid_by_the_one_computed_first_and_free_again_once_it_is_refused(dewi, eko):
    make_neighbours(2)
    cahyani = make_family("Cahyani", student("Cahya"))
    owed(cahyani, dewi)

    # Eko has reviewed the first stage when Dewi freezes the second: both snapshots hold the arrear.
    one = scene(dewi, eko, cycle="2025-1", because="uji").through("review")
    two = scene(dewi, eko, cycle="2025-2", because="uji").through("review")
    assert (one.owed(cahyani).net, two.owed(cahyani).net) == (STUDENT + OWED, STUDENT)
    assert now() == (one.batch.run_id, "")
    assert [line.amount for line in explanation_of(cahyani.pk, two.edition).lines] == []
    recompute("2025-2")  # says so when the digest is another

    # The first is refused and computed again: what it let go of it finds again.
    refuse_run(one.batch, by=eko, because="salah hitung")
    assert now() == (None, "")
    one.through("approve")
    two.through("approve")

    assert (one.owed(cahyani).net, two.owed(cahyani).net) == (STUDENT + OWED, STUDENT)
    assert now() == (one.batch.run_id, "2025-1")


def test_a_supplementary_run_of_an_old_stage_leaves_out_what_a_later_stage_has_paid(dewi, eko):
    make_neighbours(2)
    fatimah = make_family("Fatimah", student("Cahya", school=""))
    cahya = member_named(fatimah, "Cahya")
    owed(fatimah, dewi)
    one = scene(dewi, eko, cycle="2025-1", because="uji").through("approve")
    assert one.owed(fatimah).net == 0, "nobody fits a component, so the arrear waits"
    Member.objects.filter(pk=cahya.pk).update(school="sma", in_education_register=True)
    two = scene(dewi, eko, cycle="2025-2", because="uji").through("approve")
    assert two.owed(fatimah).net == STUDENT + OWED

    facts = {"school": "sma", "in_education_register": "true"}
    rows = [("members", fatimah.pk, cahya.pk, fact, value, "PD-1") for fact, value in facts.items()]
    corrections = pl.DataFrame(rows, schema=CORRECTIONS.schema, orient="row")
    susulan = compute_supplementary_run(one.edition, corrections, by=dewi)
    one.through("approve")

    assert susulan.net == STUDENT
    assert now() == (two.batch.run_id, "2025-2")


def test_a_stage_whose_arrears_were_paid_meanwhile_is_refused_and_computed_again_without_them(dewi, eko):
    """As with a stage that was computed before runs took their arrears."""
    make_neighbours(2)
    cahyani = make_family("Cahyani", student("Cahya"))
    owed(cahyani, dewi)
    given = scene(dewi, eko, cycle="2025-1", because="uji").through("review")
    Arrears.objects.update(run=None, settled_in="2024-5")

    with pytest.raises(CannotApprove, match="1 arrear of this run is paid by another run already") as refusal:
        approve_batch(given.batch, by=eko)

    assert "tolak hitungan ini, lalu hitung lagi" in refusal.value.sentence_id
    assert given.batch.state == Batch.State.REVIEWED
    refuse_run(given.batch, by=eko, because="tunggakan sudah dibayar")
    given.through("approve")
    assert given.owed(cahyani).net == STUDENT
    assert now() == (None, "2024-5")

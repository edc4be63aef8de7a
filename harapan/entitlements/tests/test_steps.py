"""Open, compute, review, approve, refuse: in this order, by two people, and each again without harm."""

import json

import polars as pl
import pytest
from django.db import connection

from harapan.audit.models import Event
from harapan.entitlements.actions import (
    CannotApprove,
    CannotCompute,
    CannotOpen,
    CannotRefuse,
    CannotReview,
    approve_batch,
    compute_run,
    open_cycle,
    refuse_run,
    review_batch,
)
from harapan.entitlements.models import Batch, Cycle, Entitlement, Run, Total
from harapan.entitlements.queries import batches_of, run_folder, state_of
from harapan.registry.models import Family, Standing, StandingGeneration
from harapan.snapshots.actions import snapshot_folder
from harapan.tables.locks import Busy
from harapan.testing.databases import as_login
from harapan.testing.make import make_family
from harapan.testing.stages import OWED, family_of, scene


def said(refusal):
    """Both sentences, which are two."""
    assert refusal.value.sentence_id != refusal.value.sentence_en
    return f"{refusal.value.sentence_id} | {refusal.value.sentence_en}"


# opening


def test_opening_makes_ready_families_active_and_opening_again_changes_nothing(after):
    given = after("people")

    cycle = open_cycle(given.edition, by=given.desk.worker)
    again = open_cycle(given.edition, by=given.desk.second)

    assert cycle == again
    assert family_of("Gita").participation == "active"
    assert Event.objects.get(verb="cycle.opened").facts["families_started"] == 1


def test_an_unclosed_cycle_is_no_obstacle_to_the_next(after, dewi, eko):
    after("open")

    assert open_cycle(scene(dewi, eko, cycle="2025-2").edition, by=dewi).name == "2025-2"


def test_a_cycle_keeps_the_law_it_was_opened_under(after):
    given = after("freeze")
    Cycle.objects.update(edition_digest="f" * 64)

    for step in (open_cycle, compute_run):
        with pytest.raises(CannotOpen) as refusal:
            step(given.edition, by=given.desk.worker)
        assert "the law for 2025-1 has changed since it was opened" in said(refusal)


# computing


@pytest.mark.parametrize(
    ("before", "refused", "missing"),
    [
        ("people", CannotOpen, "`harapan cycle open 2025-1` comes first"),
        ("open", CannotCompute, "`harapan cycle freeze 2025-1` comes first"),
    ],
)
def test_computing_comes_after_opening_and_freezing(after, before, refused, missing):
    given = after(before)

    with pytest.raises(refused) as refusal:
        compute_run(given.edition, by=given.desk.worker)

    assert missing in said(refusal)
    assert not Run.objects.exists()


def test_every_family_comes_out_with_an_amount_or_a_reason(after):
    given = after("compute")

    run = Run.objects.get()
    rows = Entitlement.objects.filter(run=run.pk)
    assert (run.families, run.paid_families, run.net) == (16, 15, OWED)
    assert rows.count() == 16
    assert sum(rows.values_list("net", flat=True)) == run.net == given.batch.net
    assert (given.owed(family_of("Fatimah")).net, given.owed(family_of("Fatimah")).reason) == (0, "no_component")
    assert given.owed(family_of("Aminah")).net == 975_000
    assert sum(Total.objects.filter(run=run).values_list("rupiah", flat=True)) == OWED


def test_computing_again_returns_the_run_that_is_there(after):
    given = after("compute")

    assert compute_run(given.edition, by=given.desk.worker) == Run.objects.get()


def test_two_engines_and_two_days_give_one_digest(after):
    given = after("compute")
    first = Run.objects.get()
    review_batch(given.batch, previous=None, by=given.desk.worker)
    refuse_run(given.batch, by=given.desk.second, because="dihitung ulang")

    second = compute_run(given.edition, by=given.desk.worker, engine_name="duckdb")

    assert (first.number, second.number) == (1, 2)
    assert first.digest == second.digest
    assert batches_of("2025-1").get().run == second
    assert Entitlement.objects.filter(cycle="2025-1").count() == 32


@pytest.mark.parametrize("table", ["families", "members", "arrears"])
def test_a_snapshot_file_with_one_changed_byte_is_refused_by_name(after, table):
    given = after("freeze")
    path = next(snapshot_folder("2025-1").glob(f"**/{table}*/**/*.parquet"), None) or next(
        snapshot_folder("2025-1").glob(f"**/{table}.parquet")
    )
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(CannotCompute) as refusal:
        compute_run(given.edition, by=given.desk.worker)

    assert path.name in said(refusal)
    assert not Run.objects.exists()
    assert not run_folder(("2025-1", 1)).joinpath("manifest.json").exists()


def test_whichever_byte_changed_it_is_noticed(after):
    """Also where the change makes the file unreadable before anybody has looked at its digest."""
    given = after("freeze")
    path = next(snapshot_folder("2025-1").glob("families/**/*.parquet"))
    whole = path.read_bytes()

    for place in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(CannotCompute, match=path.name):
            compute_run(given.edition, by=given.desk.worker)

    path.write_bytes(whole)
    assert compute_run(given.edition, by=given.desk.worker).net == OWED


def test_a_snapshot_half_written_is_not_computed(after):
    given = after("freeze")
    (snapshot_folder("2025-1") / "manifest.json").unlink()

    with pytest.raises(CannotCompute) as refusal:
        compute_run(given.edition, by=given.desk.worker)

    assert "not a finished snapshot" in said(refusal)


def test_a_whole_snapshot_of_other_people_is_not_the_one_that_was_taken(after):
    """Its files agree with its manifest, but not with what was written down when it was taken."""
    given = after("freeze")
    folder = snapshot_folder("2025-1")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["content"]["all"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(CannotCompute) as refusal:
        compute_run(given.edition, by=given.desk.worker)

    assert "not the one that was taken" in said(refusal)
    assert not Run.objects.exists()


def test_somebody_else_is_computing_already(after):
    given = after("freeze")
    with as_login("machine") as somebody:
        somebody.execute("SELECT pg_advisory_lock(hashtextextended('harapan computing 2025-1', 0))")

        with pytest.raises(Busy):
            compute_run(given.edition, by=given.desk.worker)


def test_a_run_that_lies_on_disk_unrecorded_is_computed_anew(after):
    given = after("freeze")
    remains = run_folder(("2025-1", 1)) / "lines" / "half.parquet"
    remains.parent.mkdir(parents=True)
    remains.write_bytes(b"PAR1")

    compute_run(given.edition, by=given.desk.worker)

    assert not remains.exists()
    assert Run.objects.get().net == OWED


# reviewing


def test_a_plain_first_cycle_shows_nothing_odd(after):
    given = after("compute")

    review = review_batch(given.batch, previous="2024-6-bank", by=given.desk.worker)

    assert review.previous is None
    assert review.anomalies == []
    assert review.reasons == [("no_component", 1)]
    assert {change.fate: (change.families, change.now) for change in review.changes} == {
        "new": (15, OWED),
        "unpaid": (1, 0),
    }
    assert given.batch.state == Batch.State.REVIEWED


@pytest.mark.parametrize("step", ["approve", "release", "close"])
def test_what_is_approved_is_not_reviewed_again(after, step):
    given = after(step)

    with pytest.raises(CannotReview) as refusal:
        review_batch(given.batch, previous=None, by=given.desk.worker)

    assert f"already {given.batch.state}" in said(refusal)


# approving and refusing


def test_nobody_approves_what_they_computed(after):
    given = after("review")

    with pytest.raises(CannotApprove) as refusal:
        approve_batch(given.batch, by=given.desk.worker)

    assert "a second person must approve" in said(refusal)
    assert "orang kedua" in said(refusal)
    assert given.batch.state == Batch.State.REVIEWED
    assert not Standing.objects.exists()


def test_what_nobody_reviewed_is_not_approved(after):
    given = after("compute")

    with pytest.raises(CannotApprove) as refusal:
        approve_batch(given.batch, by=given.desk.second)

    assert "the batch is computed, not reviewed" in said(refusal)


def test_approval_goes_down_into_the_registry(after):
    given = after("review")

    approve_batch(given.batch, by=given.desk.second)

    assert given.batch.approved_by == given.desk.second.pk
    assert StandingGeneration.objects.get(cycle="2025-1").complete
    standings = {row.family: row.paid_through for row in Standing.objects.filter(cycle="2025-1")}
    assert standings[family_of("Aminah").pk] == given.edition.stage.months[-1]
    assert standings[family_of("Fatimah").pk] is None
    assert len(standings) == 16
    assert family_of("Fatimah").participation == "no_component"


def test_approving_again_is_harmless_for_the_same_person_and_refused_to_another(after, cast):
    given = after("approve")

    assert approve_batch(given.batch, by=given.desk.second).state == Batch.State.APPROVED
    with pytest.raises(CannotApprove):
        approve_batch(given.batch, by=cast["agus"])

    assert Event.objects.filter(verb="batch.approved").count() == 1


def test_a_refusal_needs_its_reason(after):
    given = after("compute")

    with pytest.raises(CannotRefuse) as refusal:
        refuse_run(given.batch, by=given.desk.second, because=" ")

    assert "needs its reason" in said(refusal)


@pytest.mark.parametrize("step", ["approve", "write", "release", "answer", "close"])
def test_what_is_approved_is_refused_no_more(after, step):
    given = after(step)

    with pytest.raises(CannotRefuse) as refusal:
        refuse_run(given.batch, by=given.desk.second, because="terlambat")

    assert f"already {given.batch.state}" in said(refusal)
    assert Run.objects.get().refused_because == ""


def test_a_refused_cycle_is_open_again(after):
    given = after("review")

    refuse_run(given.batch, by=given.desk.second, because="sekolah salah lapor")

    assert state_of(Cycle.objects.get(), frozen=True) == "frozen"
    assert Batch.objects.get().refused_because == "sekolah salah lapor"
    given.through("approve")
    assert given.batch.run.number == 2


def test_a_family_gets_its_component_back(after, dewi, eko):
    given = after("approve")
    fatimah = family_of("Fatimah")
    assert fatimah.participation == "no_component"
    fatimah.members.filter(relation="child").update(school="sma", in_education_register=True)

    scene(dewi, eko, cycle="2025-2", because="uji").through("approve")

    assert family_of("Fatimah").participation == "active"
    assert given.cycle == "2025-1"


# at the same time


def test_a_cycle_is_loaded_whole_or_not_at_all(after, monkeypatch):
    given = after("freeze")
    with as_login("owner") as owner:
        owner.execute("ALTER TABLE entitlements_total ADD CONSTRAINT disk_full CHECK (village <> '6472011003')")

    with pytest.raises(Exception, match="disk_full"):
        compute_run(given.edition, by=given.desk.worker)

    assert not Run.objects.exists()
    assert not Entitlement.objects.exists()
    with as_login("owner") as owner:
        owner.execute("ALTER TABLE entitlements_total DROP CONSTRAINT disk_full")
    assert compute_run(given.edition, by=given.desk.worker).net == OWED


def test_people_who_come_after_the_freeze_are_not_in_the_run(after):
    given = after("freeze")
    joko = make_family("Joko")
    Family.objects.filter(pk=family_of("Aminah").pk).update(decile=9)

    compute_run(given.edition, by=given.desk.worker)

    assert not Entitlement.objects.filter(family=joko.pk).exists()
    assert given.owed(family_of("Aminah")).net == 975_000
    assert pl.read_parquet(run_folder(Run.objects.get()) / "totals.parquet")["paid"].sum() == OWED
    assert connection.in_atomic_block is False

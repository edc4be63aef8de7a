"""`harapan cycle`: each step by its person; refusals end with 1, wrong words with 2; the same again does no harm."""

import json

import pytest

from harapan.banks.simulated import Luck
from harapan.entitlements.models import Batch, Cycle, Run
from harapan.operations import steps
from harapan.payments.models import LedgerEntry, Payment, PaymentFile
from harapan.registry.models import Standing
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff
from harapan.testing.stages import HELD, ORDERED, OWED

ACCOUNTS = ["approved", "held", "at_bank", "credited", "returned", "treasury", "recovered", "written_off"]


def counts():
    return [
        model.objects.count() for model in (Cycle, Snapshot, Run, Batch, PaymentFile, Payment, LedgerEntry, Standing)
    ]


def test_a_whole_cycle_by_its_people(after, harapan):
    """Dewi draws up, Eko approves and releases; each step is a command."""
    after("people")
    papers = [
        f"cycle paper 2025-1 {kind} --number {kind}/01 --dated 2025-01-11 --rupiah {ORDERED} --signer 'Bu PPK' --as eko"
        for kind in ("decree", "spp", "spm", "sp2d")
    ]
    for line in (
        "cycle open 2025-1 --as dewi",
        "cycle freeze 2025-1 --as dewi",
        "cycle compute 2025-1 --as dewi",
        "cycle review 2025-1 --as dewi",
        "cycle approve 2025-1 --as eko",
        f"budget 2025 --rupiah {OWED} --document DIPA-027/2025 --as dewi",
        *papers,
        "cycle order 2025-1 --as dewi",
        "cycle release 2025-1 --as eko",
        "cycle answer 2025-1 --simulate --as dewi",
        "cycle reconcile 2025-1 --as dewi --on 2030-01-01",
        "cycle close 2025-1 --as eko",
    ):
        said = harapan(line)
        assert said.code == 0, f"{line}: {said.err}"

    status = json.loads(harapan("cycle status 2025-1 --json").out)
    assert status["state"] == "closed"
    assert status["ledger"]["credited"]["rupiah"] + status["ledger"]["treasury"]["rupiah"] == ORDERED


def test_status_for_machines_has_exactly_this_shape(after, harapan):
    given = after("close")

    status = json.loads(harapan("cycle status 2025-1 --json").out)

    run, snapshot = Run.objects.get(), Snapshot.objects.get()
    assert list(status) == ["cycle", "state", "snapshot_digest", "run_digest", "families", "ledger"]
    assert status["cycle"] == given.cycle
    assert (status["snapshot_digest"], status["run_digest"]) == (snapshot.digest, run.digest)
    assert (status["state"], status["families"]) == ("closed", 16)
    assert list(status["ledger"]) == ACCOUNTS
    assert all(list(entry) == ["count", "rupiah"] for entry in status["ledger"].values())
    assert status["ledger"]["credited"] == {"count": 13, "rupiah": ORDERED}
    assert status["ledger"]["held"] == {"count": 2, "rupiah": HELD}


@pytest.mark.parametrize(
    ("step", "state", "account"),
    [
        ("open", "open", None),
        ("freeze", "frozen", None),
        ("compute", "computed", None),
        ("review", "reviewed", None),
        ("approve", "approved", "approved"),
        ("release", "ordered", "at_bank"),
        ("answer", "answered", "credited"),
        ("reconcile", "reconciled", "credited"),
    ],
)
def test_status_tells_every_state(after, harapan, step, state, account):
    after(step)

    status = json.loads(harapan("cycle status 2025-1 --json").out)

    assert status["state"] == state
    standing = {name: entry["rupiah"] for name, entry in status["ledger"].items() if entry["rupiah"]}
    assert standing == (
        {} if account is None else {"approved": OWED} if account == "approved" else {account: ORDERED, "held": HELD}
    )


def test_the_whole_cycle_is_run_once_however_often_it_is_asked_for(after, harapan):
    after("people")
    assert harapan("cycle run 2025-1").code == 0
    before, said = counts(), harapan("cycle status 2025-1 --json").out

    assert harapan("cycle run 2025-1").code == 0

    assert counts() == before
    assert harapan("cycle status 2025-1 --json").out == said


def test_a_run_stops_at_the_step_it_is_told_and_goes_on_from_there(after, harapan):
    after("people")
    states = []
    for step in steps.STEPS:
        for _ in range(2):
            said = harapan(f"cycle run 2025-1 --through {step} --json")
            assert said.code == 0, said.err
        states.append(json.loads(said.out)["state"])

    assert states == [
        "open",
        "frozen",
        "computed",
        "reviewed",
        "approved",
        "ordered",
        "answered",
        "reconciled",
        "closed",
    ]


def test_a_second_stage_goes_on_from_the_first(after, harapan):
    after("people")
    assert harapan("cycle run 2025-1").code == 0

    assert harapan("cycle run 2025-2", "--because", "uji").code == 0

    both = json.loads(harapan("cycle status --json").out)
    assert [status["cycle"] for status in both] == ["2025-1", "2025-2"]


# refusals


@pytest.mark.parametrize(
    ("before", "line", "reason_id", "reason_en"),
    [
        ("people", "cycle open 2099-1", "tidak ada siklus '2099-1'", "2099-1"),
        ("people", "cycle status 2025-1", "belum dibuka", "has not been opened"),
        ("people", "cycle freeze 2025-1", "belum dibuka", "is not open yet"),
        ("open", "cycle compute 2025-1", "belum dibekukan", "is not frozen yet"),
        ("freeze", "cycle review 2025-1", "belum dihitung", "is not computed yet"),
        ("freeze", "cycle order 2025-1", "belum dihitung", "is not computed yet"),
        ("compute", "cycle approve 2025-1 --as eko", "belum diperiksa", "not reviewed"),
        ("review", "cycle approve 2025-1 --as dewi", "orang kedua", "a second person"),
        ("review", "cycle order 2025-1", "hanya yang disetujui", "only an approved"),
        ("write", "cycle release 2025-1 --as dewi", "orang kedua", "a second person"),
        ("release", "cycle reconcile 2025-1", "harus dijawab dahulu", "needs an answer first"),
        ("release", "cycle close 2025-1 --as eko", "belum direkonsiliasi", "not reconciled"),
        ("compute", "cycle approve 2025-1 --wave 7", "tidak punya gelombang 7", "has no wave 7"),
        ("compute", "cycle refuse 2025-1 --because ' '", "harus beralasan", "needs its reason"),
        ("people", "cycle open 2025-1 --as nobody", "tidak ada petugas", "nobody here is called"),
        ("people", "cycle run 2025-1 --as dewi --as dewi", "dua orang berbeda", "two different people"),
        ("people", "cycle run 2025-1 --through heaven", "tidak ada langkah", "no step is called"),
        (
            "release",
            "cycle answer 2025-1 statement.xml",
            "tidak diawali kode bank",
            "does not begin with a bank's code",
        ),
        ("release", "cycle answer 2025-1 BRI-nowhere.xml", "tidak ada berkas", "BRI-nowhere.xml is not in"),
        ("compute", "cycle compare 2025-1 2024-6-bank", "2024-6-bank", "2024-6-bank"),
        ("people", "population make --preset atlantis", "tidak ada contoh", "no preset"),
        ("people", "population make --size 10", "sudah berisi", "not empty"),
    ],
)
def test_no_is_said_in_both_languages_with_exit_code_1_and_changes_nothing(
    after, harapan, before, line, reason_id, reason_en
):
    after(before)
    there = counts()

    said = harapan(line)

    assert said.code == 1
    assert reason_id in said.err
    assert reason_en in said.err
    assert "Traceback" not in said.err
    assert counts() == there


def test_ordering_without_papers_says_what_they_must_be_about(after, harapan):
    """The sum is known once what cannot be paid is set aside; no file is drawn up."""
    after("approve")

    said = harapan("cycle order 2025-1")

    assert said.code == 1
    assert "the recipients' decree is missing: record it, about Rp4.850.000, before any file" in said.err
    standing = json.loads(harapan("cycle status 2025-1 --json").out)["ledger"]
    assert (standing["approved"]["rupiah"], standing["held"]["rupiah"]) == (ORDERED, HELD)
    assert not PaymentFile.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        "cycle",
        "cycle fly 2025-1",
        "cycle open",
        "cycle open 2025-1 --nonsense",
        "cycle order 2025-1 --execute-on yesterday",
        "cycle paper 2025-1 spp --number 1 --dated 2025-01-11 --rupiah much --signer X",
        "population make --size many",
    ],
)
def test_wrong_words_end_with_exit_code_2(after, harapan, line):
    after("people")
    there = counts()

    assert harapan(line).code == 2
    assert counts() == there


def test_a_dry_run_changes_nothing(after, harapan):
    after("compute")
    there = counts()

    for line in ("cycle review 2025-1 --dry-run", "cycle order 2025-1 --dry-run"):
        said = harapan(line)
        assert said.code == 0
        assert "Rp6.050.000" in said.out

    assert counts() == there
    assert Batch.objects.get().state == "computed"


def test_what_is_for_people_carries_no_colours_when_piped(after, harapan):
    after("people")
    said = harapan("cycle run 2025-1")

    assert "\x1b" not in said.out + said.err
    assert "closed, 16 families" in said.out
    assert "freeze" in said.err
    assert "/s" in said.err


def test_reading_a_file_from_the_bank_by_hand(after, harapan):
    given = after("release")
    path = given.answer_of("BRI")

    said = harapan("cycle answer 2025-1", path, "--as", "dewi")

    assert said.code == 0
    assert "credited" in said.out
    assert "Rp3.750.000" in said.out


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("people", "cycle open 2025-1"),
        ("open", "cycle freeze 2025-1"),
        ("freeze", "cycle compute 2025-1"),
        ("compute", "cycle review 2025-1"),
        ("review", "cycle approve 2025-1"),
        ("compute", "cycle refuse 2025-1 --because tidak"),
        ("people", "budget 2025 --rupiah 1 --document DIPA"),
        ("approve", "cycle paper 2025-1 spp --number 1 --dated 2025-01-11 --rupiah 1 --signer X"),
        ("approve", "cycle order 2025-1"),
        ("write", "cycle release 2025-1"),
        ("release", "cycle answer 2025-1 --simulate"),
        ("answer", "cycle reconcile 2025-1"),
        ("reconcile", "cycle close 2025-1"),
        ("people", "cycle run 2025-1 --as eko"),
    ],
)
def test_citra_has_no_business_here(after, harapan, before, line):
    """She coordinates one regency: neither cycles nor money are hers."""
    after(before)
    there = counts()

    said = harapan(f"{line} --as citra")

    assert said.code == 1
    assert "may not take this step" in said.err
    assert "tidak berwenang atas langkah ini" in said.err
    assert counts() == there


@pytest.mark.parametrize(
    "line", ["cycle approve 2025-1", "cycle refuse 2025-1 --because tidak", "cycle compute 2025-1"]
)
def test_the_treasury_moves_money_and_decides_nothing(after, harapan, line):
    after("review")
    Staff.objects.create(username="laras", name="Laras Alawiyah", position="treasury")

    said = harapan(f"{line} --as laras")

    assert said.code == 1
    assert "may not take this step" in said.err
    assert Batch.objects.get().state == "reviewed"


def test_stand_ins_keep_their_parts_whatever_happens_to_their_rows(after, harapan):
    after("review")
    Staff.objects.filter(username="dewi").update(os_user="dewi-pc")

    assert harapan("cycle run 2025-1 --through approve").code == 0


def test_without_a_cast_nobody_stands_in(after, harapan):
    after("people")
    Staff.objects.filter(username="eko").update(active=False)

    said = harapan("cycle run 2025-1")

    assert said.code == 1
    assert "nobody here is called 'eko'" in said.err


def test_a_stage_of_long_ago_is_opened_with_a_warning(own_database, harapan):
    opened = harapan("cycle open 2025-1 --as dewi")

    assert opened.code == 0
    assert "mind: 2025-1 ended on 2025-03-31" in opened.err
    assert "mind" not in harapan("cycle open 2025-1 --as dewi").err


def test_a_closed_wave_is_not_reviewed_again(after, harapan):
    after("close")

    said = harapan("cycle review 2025-1 --as dewi")

    assert said.out.strip() == "nothing to review: wave 1 is closed"


def test_reconciling_mentions_what_came_back_and_still_stands(after, harapan):
    given = after("release")
    given.read_all_answers(luck=Luck(account_closed=1_000_000))

    said = harapan("cycle reconcile 2025-1 --as dewi --on 2025-01-20")

    assert "returned payments stand" in said.out
    assert "harapan cycle reorder 2025-1" in said.out

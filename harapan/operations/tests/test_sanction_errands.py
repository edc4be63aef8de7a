"""What the worker does about cases by itself: nothing decided is left lying, and nothing is applied in the dark."""

from datetime import date, timedelta

import psycopg
import pytest
from structlog.testing import capture_logs

from harapan.entitlements.law import law
from harapan.operations.errands import sanctions
from harapan.operations.errands.sanctions import apply_what_was_decided
from harapan.registry.models import Arrears, Family, Participation, Withholding
from harapan.sanctions import actions
from harapan.sanctions.applying import CannotApply, apply_decision
from harapan.sanctions.models import Case
from harapan.tables.bulk import uri
from harapan.testing.make import make_family, member_named, pupil

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 14)
FREEZES = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
RIPE = DAY + timedelta(days=15)


@pytest.fixture
def case(cast, dewi):
    """Budi of Aminah's family missed four quarters; Ratna notified two weeks ago."""
    family = make_family("Aminah", pupil("Budi"), facilitator=cast["yuliana"].pk)
    missed = [{"member": member_named(family, "Budi").pk, "duty": "school_attendance", "months": ["2025-01-01"]}]
    case = Case.objects.create(
        cycle="2025-2", run=1, family=family.pk, village=family.village, facilitator=family.facilitator,
        kind="sanction", proposed="terminate", missed=missed, objection_days=14, proposed_by=cast["eko"].pk,
    )  # fmt: skip
    actions.notify_area("2025-2", "6402", on=DAY, by=cast["ratna"])
    case.refresh_from_db()
    return case


def decided(case, verdict, by, **said):
    actions.decide_sanction.__wrapped__(case, verdict, "menurut risalah", on=RIPE, by=by, **said)


def test_a_decision_whose_decider_was_cut_off_is_applied_in_their_name(case, dewi):
    decided(case, "uphold", dewi)

    assert [apply_what_was_decided(), apply_what_was_decided()] == [1, 0]

    case.refresh_from_db()
    assert (case.state, Withholding.objects.get().by) == ("applied", dewi.pk)
    assert case.words.latest("pk").by == dewi.pk


def test_one_decision_that_breaks_and_those_that_are_refused_hold_no_other_up(case, dewi, cast, monkeypatch):
    """Two at a time; before Aminah's comes one whose family is gone, and four after which the calendar has no stage."""
    decided(case, "uphold", dewi)
    last = list(law().stages)[-1]
    facts = {
        "run": 1, "village": "1101012001", "kind": "sanction", "proposed": "suspend", "objection_days": 14,
        "proposed_by": cast["eko"].pk, "notified_by": cast["ratna"].pk, "notified_on": DAY, "until": DAY,
        "state": "decided", "verdict": "uphold", "decided_by": dewi.pk, "whole": True,
    }  # fmt: skip
    poison = Case.objects.create(cycle="2025-2", family=999_999, **facts)
    refused = [Case.objects.create(cycle=last, family=make_family(f"Siti {turn}").pk, **facts) for turn in range(4)]
    monkeypatch.setattr(sanctions, "AT_ONCE", 2)

    with capture_logs() as told:
        assert apply_what_was_decided() == 1

    case.refresh_from_db()
    assert case.state == "applied"
    said = [(line["event"], line["log_level"], line["case"]) for line in told]
    assert said == [
        ("a decision cannot be applied", "error", poison.pk),
        *(("a decision waits", "warning", one.pk) for one in refused),
    ]


def test_nobody_returns_while_a_stage_is_being_frozen_but_right_afterwards(case, dewi, cast):
    decided(case, "uphold", dewi)
    apply_decision(case, by=dewi)
    decided(case, "waive", cast["agus"])
    with psycopg.connect(uri()) as freezer:
        freezer.execute(FREEZES, ["harapan freezing 2025-3"])
        with pytest.raises(CannotApply, match="2025-3 is being frozen"):
            apply_decision(case, by=cast["agus"])
        assert apply_what_was_decided() == 0

    assert apply_what_was_decided() == 1

    case.refresh_from_db()
    assert (case.state, Arrears.objects.count()) == ("reversed", 0), "no stage went by"


def test_a_termination_made_milder_brings_the_family_back_and_withholds_what_stands(case, dewi, cast):
    budi = case.missed[0]["member"]
    case.missed = [*case.missed, {"member": 0, "duty": "school_attendance", "months": ["2025-01-01"]}]
    case.save(update_fields=["missed"])
    decided(case, "uphold", dewi, members=[budi])
    apply_decision(case, by=dewi)
    assert Family.objects.get(pk=case.family).participation == Participation.REMOVED
    late = RIPE + timedelta(days=5)
    actions.object_.__wrapped__(case, "Terlambat", on=late, today=late, by=cast["yuliana"])
    actions.answer_late.__wrapped__(case, "Alasan kuat", admit=True, on=late, by=cast["agus"])
    actions.hear.__wrapped__(case, "Risalah", on=late, today=late, present="Aminah", by=cast["yuliana"])

    decided(case, "reduce", cast["agus"], members=[budi])
    apply_decision(case, by=cast["agus"])

    assert Family.objects.get(pk=case.family).participation == Participation.ACTIVE
    assert [(one.member, one.lifted_in) for one in Withholding.objects.all()] == [(budi, "")]

"""What a village's meeting proposes: recorded there, checked by a second person, a candidate within the quota."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from harapan.entitlements.law import law
from harapan.intake.models import Considered, Proposal, ProposalDecision
from harapan.intake.targeting.actions import (
    CannotDecide,
    CannotRecord,
    Proposed,
    admit,
    decide,
    record_deliberation,
    set_quota,
    undo,
)
from harapan.intake.targeting.queries import agreed_removals, deliberations_for, waiting_proposals
from harapan.registry.models import Family
from harapan.staff.access import working_as
from harapan.testing.make import LOA_IPUH, make_family, person, pupil
from harapan.testing.pages import as_web

HERS = "6402061002"
"""Jumadi's village, a ward."""
TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def edition():
    return law().edition("2026-4", accept_low_confidence=True)


def meeting(by, *proposals: Proposed, village: str = HERS, **facts):
    told = {
        "held_on": date(2026, 10, 20),
        "place": "Balai kelurahan",
        "leader": "Lurah Loa Kulu",
        "participants": [("RT/RW", 12), ("Puskesos", 2)],
        "result": "Disepakati.",
        **facts,
    }
    return record_deliberation(village, proposals=proposals, by=by, **told)


def listed(name: str, *members, **facts) -> Family:
    told = {"village": HERS, "participation": "listed", "confirmed_on": None, "account": "", "decile": 2, **facts}
    return make_family(name, *members, **told)


def add(family: Family) -> Proposed:
    return Proposed("add", "rumah roboh", family=family.pk)


def test_jumadi_records_ratna_agrees_and_the_family_becomes_a_candidate(cast, dewi, edition):
    poor, able = listed("Ani", pupil()), make_family("Beti", village=HERS)
    set_quota("2026-1", "6402", 5, by=dewi)
    with as_web(), working_as(cast["jumadi"]):
        held = meeting(
            cast["jumadi"],
            add(poor),
            Proposed("remove", "punya toko", family=able.pk),
            Proposed("add", "pindahan, belum terdaftar", head="Caca", address="RT 3"),
        )
    with as_web(), working_as(cast["ratna"]):
        for proposal in waiting_proposals(cast["ratna"]):
            decide(proposal, agreed=True, by=cast["ratna"])

    lists = admit(held.proposals.get(family=poor.pk), edition, on=TODAY, by=cast["ratna"])
    admit(held.proposals.get(family=poor.pk), edition, on=TODAY, by=cast["ratna"])

    assert (held.kind, held.people, lists.chosen) == ("muskel", 14, 1)
    assert Family.objects.get(pk=poor.pk).participation == "candidate"
    assert [one.family for one in agreed_removals()] == [able.pk]
    with pytest.raises(CannotDecide, match="no candidate comes of this"):
        admit(held.proposals.get(family=None), edition, on=TODAY, by=cast["ratna"])
    undo(lists, "salah keluarga", on=TODAY, by=dewi)
    assert Family.objects.get(pk=poor.pk).participation == "listed"


def test_nobody_decides_about_what_they_recorded_and_nobody_twice(cast, dewi):
    held = meeting(cast["ratna"], add(listed("Ani")))
    proposal = held.proposals.get()

    assert not waiting_proposals(cast["ratna"]).exists()
    for who, told in (("ratna", "second person"), ("citra", "of the area decides"), ("jumadi", "decides about this")):
        with pytest.raises(CannotDecide, match=told):
            decide(proposal, agreed=True, by=cast[who])
    with pytest.raises(CannotDecide, match="reason for declining"):
        decide(proposal, agreed=False, because=" ", by=dewi)
    decide(proposal, agreed=False, because="sudah mampu", by=dewi)
    with pytest.raises(CannotDecide, match="decided about already"):
        decide(proposal, agreed=True, by=cast["agus"])


def test_the_database_itself_keeps_makers_from_checking_and_others_from_recording(cast, dewi):
    proposal = meeting(cast["jumadi"], add(listed("Ani"))).proposals.get()
    facts = {"proposal": proposal, "village": HERS, "agreed": True}
    ratna = cast["ratna"].pk

    for wrong in ({"proposed_by": ratna, "by": ratna}, {"proposed_by": 5, "by": ratna}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposalDecision.objects.create(**facts, **wrong)
    for who in ("citra", "jumadi", "hasan"):
        with as_web(), working_as(cast[who]), pytest.raises((ProgrammingError, IntegrityError)):
            ProposalDecision.objects.create(**facts, proposed_by=cast["jumadi"].pk, by=cast[who].pk)
    with as_web(), working_as(cast["citra"]):
        assert not Proposal.objects.exists()
        assert not deliberations_for(cast["citra"]).exists()
    with as_web(), working_as(cast["jumadi"]):
        assert deliberations_for(cast["jumadi"]).count() == 1


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"held_on": date(2999, 1, 1)}, "not taken place"),
        ({"participants": []}, "who came"),
        ({"village": LOA_IPUH}, "not yours to record"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(cast, facts, told):
    with pytest.raises(CannotRecord, match=told):
        meeting(cast["jumadi"], **facts)


def test_a_proposal_must_fit_the_family_and_its_village(cast):
    active, elsewhere, poor = make_family("Ani", village=HERS), listed("Beti", village=LOA_IPUH), listed("Caca")

    for proposals, told in (
        ([add(active)], "does not fit it"),
        ([Proposed("remove", "mampu", family=poor.pk)], "does not fit it"),
        ([add(elsewhere)], "no family"),
        ([add(poor), add(poor)], "twice"),
    ):
        with pytest.raises(CannotRecord, match=told):
            meeting(cast["jumadi"], *proposals)


def test_the_law_and_the_quota_decide_before_the_family_moves(cast, dewi, edition):
    nobody, rich = listed("Ani", person("Yoga", date(1995, 1, 1))), listed("Beti", pupil(), decile=7)
    unranked, late = listed("Caca", pupil(), decile=None), listed("Dini", pupil())
    held = meeting(cast["jumadi"], *map(add, (nobody, rich, unranked, late)))
    proposal = {one.family: one for one in held.proposals.all()}
    for one in proposal.values():
        decide(one, agreed=True, by=cast["ratna"])

    def refused(family: Family, told: str) -> None:
        with pytest.raises(CannotDecide, match=told):
            admit(proposal[family.pk], edition, on=TODAY, by=cast["ratna"])

    refused(unranked, "no quota of candidates yet")
    set_quota("2026-1", "6402", 1, by=dewi)
    refused(nobody, "under the law of stage 2026-4")
    refused(rich, "Decile above")
    admit(proposal[unranked.pk], edition, on=TODAY, by=cast["ratna"])
    refused(late, "quota of 64.02 for cohort 2026-1 is full")
    assert Considered.objects.count() == 1

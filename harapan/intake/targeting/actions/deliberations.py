"""What a village's meeting proposed, what the office made of it, and the candidate that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.intake import load_targeting
from harapan.intake.models import CandidateList, Considered, Deliberation, ListSum, Proposal, ProposalDecision
from harapan.intake.targeting.actions.lists import State, rule_of
from harapan.intake.targeting.queries import Room, newest_cohort, room_in
from harapan.intake.targeting.turns import wait_for_turn
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.registry.actions import advance
from harapan.registry.models import Family, Participation
from harapan.registry.transitions import EXITS, PAID_OR_WAITING
from harapan.registry.words import PARTICIPATION, word
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff

What = Proposal.What
CAN_BE_ADDED = (Participation.LISTED, Participation.NOT_ELIGIBLE, *EXITS)
"""Who left may come back by a new proposal (domain facts 2.3: reactivation through the village)."""
CAN_BE_REMOVED = (Participation.READY, *PAID_OR_WAITING)


class CannotRecord(Refusal):
    """The meeting, or what it proposed, cannot be so."""


class CannotDecide(Refusal):
    """This proposal is not this person's to decide, or not any more; or nothing can come of it."""


@dataclass(frozen=True)
class Proposed:
    """What a meeting wants for one family: its number, or for one in no registry its head and address."""

    what: str
    because: str
    family: int | None = None
    head: str = ""
    address: str = ""


@transaction.atomic
def record_deliberation(
    village: str,
    *,
    held_on: date,
    place: str,
    leader: str,
    participants: Sequence[tuple[str, int]],
    result: str,
    proposals: Sequence[Proposed],
    by: Staff,
) -> Deliberation:
    """Write down a village's meeting. A ward's code says that it was a muskel, a village's a musdes."""
    _check_meeting(village, held_on, participants, by)
    families = _proposable(village, proposals, by)
    kind = Deliberation.Kind.WARD if village[6] == "1" else Deliberation.Kind.VILLAGE
    deliberation = Deliberation.objects.create(
        kind=kind,
        village=village,
        held_on=held_on,
        place=place,
        leader=leader,
        participants=[[institution, people] for institution, people in participants],
        result=result,
        by=by.pk,
    )
    Proposal.objects.bulk_create(
        Proposal(
            deliberation=deliberation,
            village=village,
            facilitator=families[one.family].facilitator if one.family else None,
            what=one.what,
            family=one.family,
            head=one.head,
            address=one.address,
            because=one.because,
            by=by.pk,
        )
        for one in proposals
    )
    record("deliberation.recorded", deliberation, by=by, village=village, proposals=len(proposals))
    return deliberation


@transaction.atomic
def decide(proposal: Proposal, *, agreed: bool, because: str = "", by: Staff) -> ProposalDecision:
    """Agree to a proposal or decline it; whoever recorded it cannot. Raises `CannotDecide`."""
    if not (by.may_check_proposals and is_inside(by, proposal.village)):
        raise CannotDecide(
            "usulan ini diputuskan Dinas Sosial atau koordinator wilayahnya",
            "the social affairs office or a coordinator of the area decides about this proposal",
        )
    if proposal.by == by.pk:
        raise CannotDecide(
            "orang kedua harus memeriksa usulan yang Anda catat", "a second person must check what you recorded"
        )
    if not agreed and not because.strip():
        raise CannotDecide("tuliskan alasan menolak", "give the reason for declining")
    try:
        with transaction.atomic():
            decision = ProposalDecision.objects.create(
                proposal=proposal,
                village=proposal.village,
                facilitator=proposal.facilitator,
                agreed=agreed,
                because=because.strip(),
                proposed_by=proposal.by,
                by=by.pk,
            )
    except IntegrityError as taken:
        raise CannotDecide("usulan ini sudah diputuskan", "this proposal was decided about already") from taken
    record("proposal.decided", proposal, by=by, agreed=agreed, what=proposal.what, family=proposal.family)
    return decision


@transaction.atomic
def admit(proposal: Proposal, edition: Edition, *, on: date, by: Staff) -> CandidateList:
    """The family of an agreed proposal becomes a candidate, within the newest quota of its area.

    The law must let it: a component, and no known reason against. An unknown decile is no reason: the village knows
    the family. Admitting it again changes nothing. Raises `CannotDecide`.
    """
    decision = ProposalDecision.objects.filter(proposal=proposal, agreed=True).first()
    if decision is None or proposal.what != What.ADD or proposal.family is None:
        raise CannotDecide("usulan ini tidak membuat calon", "no candidate comes of this proposal")
    if admitted := CandidateList.objects.filter(proposal=proposal.pk, state=State.MADE).first():
        return admitted
    regency, cohort = proposal.village[:4], newest_cohort(proposal.village[:4])
    if cohort is None:
        raise CannotDecide(
            f"{dotted(regency)} belum mendapat kuota calon", f"{dotted(regency)} has no quota of candidates yet"
        )
    wait_for_turn(cohort, regency)
    room = room_in(cohort, regency)
    return _admitted(proposal, cohort, room, edition, on=on, by=by)


def _admitted(proposal: Proposal, cohort: str, room: Room, edition: Edition, *, on: date, by: Staff) -> CandidateList:
    family = Family.objects.get(pk=proposal.family or 0)
    fitting, decile = _let_in(family, cohort, room, edition)
    document = f"{proposal.deliberation.get_kind_display()} {dotted(proposal.village)}, {proposal.deliberation.held_on}"
    lists = CandidateList.objects.create(
        cohort=cohort,
        area=family.village[:4],
        stage=edition.cycle,
        proposal=proposal.pk,
        quota=room.quota or 0,
        looked_at=1,
        chosen=1,
        deciles={"" if decile is None else str(decile): [1, 1]},
        state=State.MADE,
        document=document,
        drawn_up_by=proposal.by,
        made_by=by.pk,
        made_at=timezone.now(),
        **rule_of(edition),
    )
    Considered.objects.create(
        list=lists,
        family=family.pk,
        village=family.village,
        facilitator=family.facilitator,
        decile=decile,
        fitting=fitting,
        place=1,
    )
    ListSum.objects.create(list=lists, village=family.village, looked_at=1, chosen=1)
    advance(family, Participation.CANDIDATE, cause="proposed_by_village", on=on, by=by, document=document)
    record("proposal.admitted", proposal, by=by, family=family.pk, cohort=cohort)
    return lists


def _let_in(family: Family, cohort: str, room: Room, edition: Edition) -> tuple[int, int | None]:
    """How many members count, and the decile; refuses with the law's own reason, or the quota that is full."""
    if full := room.full(family.village):
        raise CannotDecide(
            f"kuota {dotted(full)} untuk kohort {cohort} sudah penuh",
            f"the quota of {dotted(full)} for cohort {cohort} is full",
        )
    fitting, decile, reason = load_targeting.standing_of(family.pk, cohort, room.regency, edition)
    if reason and reason != Considered.Reason.DECILE_UNKNOWN:
        title = next((one.title for one in edition.reasons if one.name == reason), None)
        raise CannotDecide(
            f"menurut aturan tahap {edition.cycle} keluarga ini tidak dapat menjadi calon: "
            f"{title.id if title else reason}",
            f"under the law of stage {edition.cycle} the family cannot be a candidate: {title.en if title else reason}",
        )
    return fitting, decile


def _check_meeting(village: str, held_on: date, participants: Sequence[tuple[str, int]], by: Staff) -> None:
    if not (by.may_deliberate and is_inside(by, village)):
        raise CannotRecord(
            f"musyawarah di {dotted(village)} bukan untuk Anda catat",
            f"meetings in {dotted(village)} are not yours to record",
        )
    if held_on > timezone.localdate():
        raise CannotRecord("musyawarah itu belum berlangsung", "the meeting has not taken place yet")
    if sum(people for _, people in participants) < 1 or any(people < 0 for _, people in participants):
        raise CannotRecord("tuliskan siapa yang hadir dan berapa orang", "say who came, and how many")


def _proposable(village: str, proposals: Sequence[Proposed], by: Staff) -> dict[int, Family]:
    """The families meant, each in this village and in a state that fits what is proposed."""
    numbers = [one.family for one in proposals if one.family is not None]
    if len(numbers) != len(set(numbers)):
        raise CannotRecord(
            "satu keluarga diusulkan dua kali dalam musyawarah yang sama", "a family is proposed twice in one meeting"
        )
    families = {family.pk: family for family in Family.objects.visible_to(by).filter(pk__in=numbers, village=village)}
    for one in proposals:
        if one.family is None:
            continue
        family = families.get(one.family)
        if family is None:
            raise CannotRecord(
                f"keluarga {one.family} tidak ada di desa ini", f"there is no family {one.family} in this village"
            )
        fits = CAN_BE_ADDED if one.what == What.ADD else CAN_BE_REMOVED
        if family.participation not in fits:
            stands = word(PARTICIPATION, family.participation)
            raise CannotRecord(
                f"keluarga {one.family} {stands.id}: usulan ini tidak berlaku baginya",
                f"family {one.family} is {stands.en}: this proposal does not fit it",
            )
    return families

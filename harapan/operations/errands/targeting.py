"""Errands of targeting: draw up candidate lists, make one, take it back, admit a family that a village proposed."""

from datetime import date

from django.utils import timezone

from harapan.entitlements.law import law
from harapan.intake.models import CandidateList, Proposal
from harapan.intake.targeting.actions import CannotDecide, CannotDrawUp, CannotMake, admit, draw_up, make, undo
from harapan.intake.targeting.queries import quotas_in
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.policy.calendar import Stage
from harapan.policy.edition import Edition
from harapan.staff.models import Staff
from harapan.ui.words import Words


class NoSuchStage(Refusal):
    """No stage of the calendar contains this day."""


def stage_of(day: date) -> Stage:
    """The stage whose law holds on a day: the newest that has begun, for all families where there are two calendars."""
    begun = [stage for stage in law().stages.values() if stage.first_day <= day]
    if not begun:
        raise NoSuchStage("kalender belum memuat hari ini", "the calendar does not reach this day")
    return begun[-1]


def law_of(cycle: str) -> Edition:
    """The law of a stage; who may be a candidate moves no money, so unconfirmed values may stand in it."""
    return law().edition(cycle, accept_low_confidence=True)


def draw_up_lists(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """A list for one regency, or for every regency that has a quota; each stands by itself as soon as it is there."""
    cohort, edition = str(errand.details["cohort"]), law_of(str(errand.details["stage"]))
    regencies = [errand.area] if errand.area else [one.area for one in quotas_in(cohort) if len(one.area) == 4]
    if not regencies:
        raise CannotDrawUp(
            f"belum ada kuota untuk kohort {cohort}", f"there is no quota for cohort {cohort} anywhere yet"
        )
    chosen = looked_at = 0
    with notes.phase("rank", total=len(regencies), unit="regencies") as progress:
        for regency in regencies:
            lists = draw_up(cohort, regency, edition, by=staff)
            chosen, looked_at = chosen + lists.chosen, looked_at + lists.looked_at
            progress(1)
    return Words(
        f"{number(looked_at)} keluarga diperingkat, {number(chosen)} terpilih dalam kuota",
        agree(f"{number(looked_at)} [family|families] ranked, {number(chosen)} chosen within the quota", looked_at),
    )


def make_list(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Every chosen family of a list becomes a candidate."""
    told, lists = errand.details, _list(errand)
    with notes.phase("candidates", total=lists.chosen):
        made = make(
            lists,
            digest=str(told["digest"]),
            document=str(told["document"]),
            on=date.fromisoformat(str(told["on"])),
            by=staff,
        )
    return Words(
        f"{number(made.chosen)} keluarga menjadi calon KPM ({made.document})",
        agree(
            f"{number(made.chosen)} [family is a candidate|families are candidates] now ({made.document})", made.chosen
        ),
    )


def undo_list(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Every family of a made list is listed again."""
    lists = _list(errand)
    with notes.phase("undo", total=lists.chosen):
        undone = undo(lists, str(errand.details["because"]), on=timezone.localdate(), by=staff)
    return Words(
        f"{number(undone.chosen)} keluarga kembali terdaftar saja",
        agree(f"{number(undone.chosen)} [family is|families are] only listed again", undone.chosen),
    )


def admit_proposed(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """The family of an agreed proposal becomes a candidate, if the law and the quota let it."""
    today = timezone.localdate()
    proposal = Proposal.objects.visible_to(staff).filter(pk=errand.details["proposal"]).first()
    if proposal is None:
        raise CannotDecide("usulan ini bukan di wilayah Anda", "this proposal is not of your area")
    with notes.phase("law", total=1):
        lists = admit(proposal, law_of(stage_of(today).cycle), on=today, by=staff)
    return Words(
        f"keluarga {proposal.family} menjadi calon KPM kohort {lists.cohort}",
        f"family {proposal.family} is a candidate of cohort {lists.cohort} now",
    )


def _list(errand: Errand) -> CandidateList:
    found = CandidateList.objects.filter(pk=errand.details["list"]).first()
    if found is None:
        raise CannotMake("daftar ini tidak ada", "there is no such list")
    return found

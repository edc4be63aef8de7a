"""Send decisions down: what is withheld from the next stage on, what is given back, what is owed."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.entitlements.law import law
from harapan.lib.refusals import Refusal
from harapan.registry import actions as registry
from harapan.registry.at_rest import take_share
from harapan.registry.models import Family, Participation, Withholding
from harapan.sanctions.models import Case, Word
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff

FREEZING = "SELECT pg_try_advisory_lock_shared(hashtextextended(%s, 0))"
NOT_FREEZING = "SELECT pg_advisory_unlock_shared(hashtextextended(%s, 0))"
OBJECTION = "objection"
"""What back-pay of an objection is called among arrears."""


class CannotApply(Refusal):
    """The decision cannot be applied now."""


@transaction.atomic
def apply_decision(case: Case, *, by: Staff) -> Case:
    """Let one decision have its effect in the registry. Applied again it changes nothing.

    A stage that is being frozen at this moment counts as frozen: nobody could tell whether the decision is in it.
    """
    today = timezone.localdate(take_share())
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state in (Case.State.APPLIED, Case.State.REVERSED):
        return case
    if case.state != Case.State.DECIDED:
        raise CannotApply("kasus ini belum diputuskan", "the case has not been decided")
    family = Family.objects.get(pk=case.family)
    details = _back_pay(case, family, by) if case.kind == Case.Kind.PAYMENT else _sanction(case, family, today, by)
    Word.objects.create(case=case, what=Word.What.APPLY, on=today, details=details, by=by.pk, by_label=str(by)[:160])
    record("sanctions.apply", case, by=by, family=case.family, **details)
    case.refresh_from_db()
    return case


def next_open_cycle(case: Case, family: Family) -> str:
    """The first later stage of the family's calendar whose people are not frozen yet."""
    began, frozen = law().stages[case.cycle].first_day, set(Snapshot.objects.values_list("cycle", flat=True))
    for stage in law().stages.values():
        later = stage.first_day > began and stage.channel in (None, family.channel)
        if later and stage.cycle not in frozen and not _is_being_frozen(stage.cycle):
            return stage.cycle
    raise CannotApply(
        "kalender belum memuat tahap berikutnya: tambahkan tahun berikut pada kebijakan",
        "the calendar has no further stage: add the next year to the policy",
    )


def _is_being_frozen(cycle: str) -> bool:
    """A freeze that begins later waits for our share, so that looking for an instant is enough."""
    name = [f"harapan freezing {cycle}"]
    with connection.cursor() as cursor:
        cursor.execute(FREEZING, name)
        if not cursor.fetchone()[0]:
            return True
        cursor.execute(NOT_FREEZING, name)
    return False


def _back_pay(case: Case, family: Family, by: Staff) -> dict[str, object]:
    if case.verdict != Case.Verdict.GRANT:
        return {}
    registry.grant_arrears(
        family,
        member=None,
        cycle=case.cycle,
        component=OBJECTION,
        amount=case.granted,
        decision=case.number,
        by=by,
    )
    return {"rupiah": case.granted}


def _sanction(case: Case, family: Family, today: date, by: Staff) -> dict[str, object]:
    """Make the withholdings of this case those that were decided: no more, no fewer."""
    known = {one.member: one for one in Withholding.objects.filter(family=family.pk, decision=case.number)}
    holds = case.verdict != Case.Verdict.WAIVE
    wanted: set[int | None] = ({None} if case.whole else set(case.members)) if holds else set()
    cycle = (case.from_cycle if holds else "") or next_open_cycle(case, family)
    too_many = [one for member, one in known.items() if member not in wanted and not one.lifted_in]
    for one in too_many:
        registry.reverse_withholding(one, in_cycle=cycle, because="suspension_reversed", by=by)
    for member in sorted(wanted - known.keys(), key=lambda one: one or 0):
        registry.withhold(family, member=member, from_cycle=cycle, decision=case.number, by=by)
    moved = _move(case, family, today, holds=holds, by=by)
    return {"from_cycle": cycle if wanted else "", "lines": len(wanted), "reversed": len(too_many) + moved}


def _move(case: Case, family: Family, on: date, *, holds: bool, by: Staff) -> int:
    """A termination removes the family; taken back, the family is a candidate again and goes on from there."""
    ends = case.proposed == "terminate" and case.verdict == Case.Verdict.UPHOLD and holds
    if ends and family.participation != Participation.REMOVED:
        registry.advance(family, Participation.REMOVED, cause="duties_missed_again", on=on, by=by, document=case.number)
    was_removed = Word.objects.filter(case=case, what=Word.What.APPLY).exists() and case.proposed == "terminate"
    if not holds and was_removed and family.participation == Participation.REMOVED:
        registry.advance(family, Participation.CANDIDATE, cause="decision_undone", on=on, by=by, document=case.number)
        return 1
    return 0

"""Send decisions down: what is withheld from the next stage on, what is given back, what is owed."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.engine.snapshot import BadSnapshot
from harapan.entitlements.law import law
from harapan.entitlements.preview import belated, is_in_stage
from harapan.lib.refusals import Refusal
from harapan.registry import actions as registry
from harapan.registry.at_rest import take_share
from harapan.registry.models import Arrears, Family, Participation, ParticipationMove, Withholding
from harapan.sanctions.models import Case, Word
from harapan.sanctions.queries import room_for_back_pay
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff

# Looking at a lock takes none, so that no freeze finds its stage taken because we looked.
FREEZING = """
    SELECT cycle FROM unnest(%s::text[]) AS cycle, hashtextextended('harapan freezing ' || cycle, 0) AS name
    WHERE EXISTS (
        SELECT FROM pg_locks AS held
        WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
            AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (held.classid::bigint << 32) | held.objid::bigint = name
    )
"""
OBJECTION = "objection"
"""What back-pay of an objection is called among arrears."""
TERMINATE = "terminate"
"""What the engine calls the harder of its two proposals."""


class CannotApply(Refusal):
    """The decision cannot be applied now."""


@transaction.atomic
def apply_decision(case: Case, *, by: Staff, on: date | None = None) -> Case:
    """Let one decision have its effect in the registry, on this day or `on`. Applied again it changes nothing.

    A stage that is being frozen at this moment counts as frozen: nobody could tell whether the decision is in it.
    Decisions for one family wait for each other, so that each sees what the one before owes: always first the family,
    then the case.
    """
    moment = take_share()
    today = on or timezone.localdate(moment)
    family = Family.objects.select_for_update().get(pk=case.family)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state in (Case.State.APPLIED, Case.State.REVERSED):
        return case
    if case.state != Case.State.DECIDED:
        raise CannotApply("kasus ini belum diputuskan", "the case has not been decided")
    details = _back_pay(case, family, by) if case.kind == Case.Kind.PAYMENT else _sanction(case, family, today, by)
    Word.objects.create(case=case, what=Word.What.APPLY, on=today, details=details, by=by.pk, by_label=str(by)[:160])
    record("sanctions.apply", case, by=by, family=case.family, **details)
    case.refresh_from_db()
    return case


def next_open_cycle(case: Case, family: Family) -> str:
    """The first later stage of the family's calendar whose people are not frozen yet."""
    later = _later_stages(case, family)
    taken = being_frozen(later) | _frozen(later)
    for cycle in later:
        if cycle not in taken:
            return cycle
    raise CannotApply(
        "kalender belum memuat tahap berikutnya: tambahkan tahun berikut pada kebijakan",
        "the calendar has no further stage: add the next year to the policy",
    )


def _later_stages(case: Case, family: Family) -> list[str]:
    """Stages of the family's calendar after the case's own."""
    began = law().stages[case.cycle].first_day
    return [
        stage.cycle
        for stage in law().stages.values()
        if stage.first_day > began and stage.channel in (None, family.channel)
    ]


def being_frozen(cycles: list[str]) -> set[str]:
    """Which of these stages are being frozen now. A freeze that begins later waits for our share.

    Whoever asks what *is* frozen asks this first: a freeze that ends in between is then counted twice, not forgotten.
    """
    with connection.cursor() as cursor:
        cursor.execute(FREEZING, [cycles])
        return {cycle for (cycle,) in cursor.fetchall()}


def _frozen(cycles: list[str]) -> set[str]:
    return set(Snapshot.objects.filter(cycle__in=cycles).values_list("cycle", flat=True))


def _back_pay(case: Case, family: Family, by: Staff) -> dict[str, object]:
    """What was decided, at most what nobody else owes for the same stage by now."""
    amount = min(case.granted, room_for_back_pay(case)) if case.verdict == Case.Verdict.GRANT else 0
    if amount:
        registry.grant_arrears(
            family, member=None, cycle=case.cycle, component=OBJECTION, amount=amount, decision=case.number, by=by
        )
    return {"rupiah": amount} if amount else {}


def _sanction(case: Case, family: Family, today: date, by: Staff) -> dict[str, object]:
    """Make the withholdings of this case those that were decided: no more, no fewer."""
    known = {one.member: one for one in Withholding.objects.filter(family=family.pk, decision=case.number)}
    holds = case.verdict != Case.Verdict.WAIVE
    wanted: set[int | None] = ({None} if case.whole else set(case.members)) if holds else set()
    too_many = [one for member, one in known.items() if member not in wanted and not one.lifted_in]
    cycle = case.from_cycle if holds else ""
    if not cycle and (wanted or too_many):
        cycle = next_open_cycle(case, family)
    for one in too_many:
        registry.reverse_withholding(one, in_cycle=cycle, because="suspension_reversed", by=by)
    for member in sorted(wanted - known.keys(), key=lambda one: one or 0):
        registry.withhold(family, member=member, from_cycle=cycle, decision=case.number, by=by)
    told: dict[str, object] = {"from_cycle": cycle if wanted else "", "lines": len(wanted), "reversed": len(too_many)}
    if case.proposed == TERMINATE and case.verdict == Case.Verdict.UPHOLD:
        _terminate(case, family, today, by)
    elif _was_terminated(case, family):  # waived now, or made milder
        told |= _reinstate(case, family, today, by)
        told["reversed"] = len(too_many) + 1
    return told


def _terminate(case: Case, family: Family, on: date, by: Staff) -> None:
    """A termination removes the family."""
    if family.participation != Participation.REMOVED:
        registry.advance(family, Participation.REMOVED, cause="duties_missed_again", on=on, by=by, document=case.number)


def _was_terminated(case: Case, family: Family) -> bool:
    """Whether the family is out by this very decision. Whoever has come in again since goes on from there."""
    last = ParticipationMove.objects.filter(family=family.pk).order_by("-pk").first()
    return last is not None and (last.target, last.document) == (Participation.REMOVED, case.number)


def _reinstate(case: Case, family: Family, on: date, by: Staff) -> dict[str, object]:
    """The family is active again, and owed what every stage it was left out of would have paid, by that stage's law.

    What a decision that stands would have withheld of it waits under that decision, as if it had been in the stage.
    """
    stages = [cycle for cycle in _frozen_since(case, family) if not _knows(cycle, family)]
    total = 0
    for cycle in stages:
        lines = belated(family, cycle)
        besides = Arrears.objects.filter(family=family.pk, cycle=cycle).values_list("amount", flat=True)
        room = sum(line.amount for line in lines) - sum(besides)
        for line in lines:
            amount = min(line.amount, max(room, 0))
            if not amount:
                continue
            registry.grant_arrears(
                family,
                member=line.member,
                cycle=cycle,
                component=line.component,
                amount=amount,
                decision=line.decision or case.number,
                by=by,
            )
            room -= amount
            total += 0 if line.decision else amount
    registry.advance(family, Participation.ACTIVE, cause="termination_reversed", on=on, by=by, document=case.number)
    return {"rupiah": total, "stages": stages} if stages else {}


def _frozen_since(case: Case, family: Family) -> list[str]:
    """Later stages of the family's calendar whose people are frozen. Raises `CannotApply` while one is being frozen."""
    later = _later_stages(case, family)
    freezing = being_frozen(later)
    frozen = _frozen(later)
    for cycle in later:
        if cycle in freezing - frozen:
            raise CannotApply(
                f"tahap {cycle} sedang dibekukan: keputusan ini diterapkan sesudahnya",
                f"stage {cycle} is being frozen: this decision is applied afterwards",
            )
    return [cycle for cycle in later if cycle in frozen]


def _knows(cycle: str, family: Family) -> bool:
    """Whether a stage has the family among its people."""
    try:
        return is_in_stage(family, cycle)
    except BadSnapshot as trouble:
        raise CannotApply(
            f"berkas salinan tahap {cycle} tidak lagi seperti saat dibekukan: kembalikan dari cadangan",
            f"the files of the snapshot of {cycle} are not what was frozen: restore them from a backup",
        ) from trouble

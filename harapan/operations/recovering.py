"""What reached families and was not owed becomes a claim: when it is found out, or when the money comes later."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from harapan.audit.actions import Actor
from harapan.entitlements.law import law
from harapan.entitlements.preview import overpaid
from harapan.intake.models import Merge
from harapan.operations.given_back import lessen_by_what_was_given_back
from harapan.operations.merging import decision_of, paid_twice
from harapan.payments.queries import stages_credited
from harapan.registry.actions import claim_back, withdraw_claim
from harapan.registry.models import ChangeRequest, Family, FieldChange, Member, Overpayment
from harapan.registry.requests.applying import document_of
from harapan.staff.models import Staff

DEATHS = ("death", "caretaker_died")
BECAUSE = 80
"""So much of the reason of a note stands on a claim."""


def claim_what_was_paid_twice(merge: Merge, *, cycles: Collection[str] | None = None, by: Actor) -> list[Overpayment]:
    """What reached families for somebody who stood in the register twice becomes a claim, stage by stage.

    Two families that are one owe the smaller of both amounts back; one person in two families, or twice in one, what
    the engine would not have given without the record that goes. Claiming again is harmless; no book is touched. A
    merge that was undone meanwhile claims nothing.
    """
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if merge.undone_at:
            return []
        owed = _paid_to_both(merge, cycles) if merge.whole else _paid_for_the_other(merge, cycles)
        family = Family.objects.get(pk=merge.kept_family if merge.whole else merge.other_family)
        claims = [
            claim_back(
                family,
                member=None if merge.whole else merge.other,
                cycle=cycle,
                amount=amount,
                decision=decision_of(merge),
                cause=Overpayment.Cause.DOUBLE,
                by=by,
            )
            for cycle, amount in owed
        ]
    return _less_what_was_given_back(claims)


def _paid_to_both(merge: Merge, cycles: Collection[str] | None) -> list[tuple[str, int]]:
    reached = stages_credited(merge.kept_family, cycles) & stages_credited(merge.other_family, cycles)
    return [(stage.cycle, stage.less) for stage in paid_twice(merge.pair) if stage.cycle in reached]


def _paid_for_the_other(merge: Merge, cycles: Collection[str] | None) -> list[tuple[str, int]]:
    reached = stages_credited(merge.other_family, cycles)
    if merge.kept_family != merge.other_family:
        reached &= stages_credited(merge.kept_family, reached)
    return _overpaid_in(reached, merge.other_family, merge.other, date.min)


@dataclass(frozen=True)
class Death:
    """Somebody of a family who had died by a day, and the paper that says so."""

    family: int
    member: int
    on: date
    document: str


def claim_what_was_paid_after_death(
    death: Death, *, cycles: Collection[str] | None = None, by: Actor
) -> list[Overpayment]:
    """A death that was registered late: what reached the family for somebody who had died is claimed, book by book.

    Claiming again is harmless; no book is touched. A death is claimed once a stage, whatever paper names it.
    """
    family = Family.objects.get(pk=death.family)
    reached = stages_credited(family.pk, cycles)
    before = Overpayment.objects.filter(family=family.pk, member=death.member, cause=Overpayment.Cause.DEATH)
    claimed = {claim.cycle: claim for claim in before}
    claims = [
        claimed.get(cycle)
        or claim_back(family, member=death.member, cycle=cycle, amount=amount, decision=death.document, by=by)
        for cycle, amount in _overpaid_in(reached, family.pk, death.member, death.on)
    ]
    return _less_what_was_given_back(claims)


def death_told_by(request: ChangeRequest) -> Death:
    """What a request about a death says."""
    return Death(request.family, who_died(request), request.on, document_of(request))


def withdraw_where_nobody_died(*, by: Staff) -> int:
    """A list of deaths was taken back: what was claimed for somebody who lives is withdrawn, unless money came back."""
    alive = Member.objects.filter(died_on=None)
    claims = Overpayment.objects.filter(
        cause=Overpayment.Cause.DEATH, state=Overpayment.State.OPEN, received=0, member__in=alive.values("pk")
    )
    for claim in claims:
        withdraw_claim(claim, because="catatan kematian dibatalkan", by=by)
    return len(claims)


def who_died(request: ChangeRequest) -> int:
    """The member a request about a death is about."""
    return request.member or next(int(pk) for pk in request.seen["members"])


def _overpaid_in(cycles: Collection[str], family: int, member: int, since: date) -> list[tuple[str, int]]:
    """The stages among some that paid too much. The engine looks at none before them."""
    if not cycles:
        return []
    first = min(law().stages[cycle].first_day for cycle in cycles)
    return [
        (cycle, amount)
        for cycle, amount in overpaid(family, member, max(since, first - timedelta(days=1)))
        if cycle in cycles
    ]


def _less_what_was_given_back(claims: list[Overpayment]) -> list[Overpayment]:
    for cycle in {claim.cycle for claim in claims}:
        lessen_by_what_was_given_back(cycle)
    for claim in claims:
        claim.refresh_from_db()
    return claims


# -- asked again -----------------------------------------------------------------------------------------------------

# From when on what was joined or noted matters to a stage: from its freeze, since it counts what was so then. A day
# earlier, since a joining may have begun before the freeze and ended after it.
FROM = """
    snapshots_snapshot AS snapshot CROSS JOIN LATERAL (
        SELECT greatest(snapshot.taken_at - interval '1 day',
                        CASE WHEN snapshot.cycle = ANY(%(cycles)s) THEN '-infinity' ELSE %(since)s END) AS moment
    ) AS since
"""
PAID = """
    CROSS JOIN LATERAL (SELECT FROM payments_payment AS paid
                        WHERE paid.cycle = snapshot.cycle AND paid.family = {family} AND paid.replaces IS NULL
                        LIMIT 1) AS {name}
"""
"""The family has a payment in the stage; one by one, by the index of first payments, however many stages there are."""
MERGES = f"""
    SELECT merge.id, snapshot.cycle
    FROM {FROM} JOIN intake_merge AS merge ON merge.at > since.moment
    {PAID.format(family="merge.kept_family", name="one")} {PAID.format(family="merge.other_family", name="other")}
    WHERE merge.undone_at IS NULL
      AND NOT EXISTS (SELECT FROM registry_overpayment AS claim
                      WHERE claim.cycle = snapshot.cycle AND claim.cause = 'double'
                        AND claim.family IN (merge.kept_family, merge.other_family)
                        AND claim.decision = 'Penggabungan data ganda ' || merge.id)
    ORDER BY merge.id, snapshot.cycle
"""
DIED = f"""
    SELECT note.id, snapshot.cycle
    FROM {FROM} JOIN registry_field_change AS note ON note.field = 'died_on' AND note.at > since.moment
    JOIN registry_member AS one ON one.id = note.member AND one.died_on IS NOT NULL
    {PAID.format(family="note.family", name="paid_to")}
    WHERE note.after IS NOT NULL
    ORDER BY note.id, snapshot.cycle
"""
"""A death is noted by a request or by an outside list; the history of the field knows both."""


def claim_what_came_since(cycles: Sequence[str], *, since: datetime, by: Actor) -> list[Overpayment]:
    """Claim what banks credited only after a merge or a late death, in some stages; and in every stage for what was
    joined or noted since a moment, should its worker have died before it claimed.

    Only records that a stage was frozen before are looked at, and of those only families it paid.
    """
    found: list[Overpayment] = []
    for pk, stages in _by_thing(MERGES, cycles, since).items():
        found += claim_what_was_paid_twice(Merge.objects.get(pk=pk), cycles=stages, by=by)
    for death, stages in _not_claimed(_by_thing(DIED, cycles, since)):
        found += claim_what_was_paid_after_death(death, cycles=stages, by=by)
    return found


def _by_thing(sql: str, cycles: Sequence[str], since: datetime) -> dict[int, list[str]]:
    things: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, {"cycles": list(cycles), "since": since})
        for thing, cycle in cursor.fetchall():
            things.setdefault(thing, []).append(cycle)
    return things


def _not_claimed(died: dict[int, list[str]]) -> Iterable[tuple[Death, list[str]]]:
    """Deaths with the stages that began after them and were not claimed for them yet."""
    notes = FieldChange.objects.in_bulk(died)
    dead = Member.objects.filter(pk__in={note.member for note in notes.values()}, died_on__isnull=False)
    days: dict[int | None, date] = {one.pk: one.died_on for one in dead if one.died_on}
    claims = Overpayment.objects.filter(
        cause=Overpayment.Cause.DEATH, family__in={note.family for note in notes.values()}
    )
    claimed = set(claims.values_list("family", "member", "cycle"))
    for pk, note in notes.items():
        member, day = note.member or 0, days.get(note.member, date.max)
        left = [
            cycle
            for cycle in died[pk]
            if law().stages[cycle].first_day > day and (note.family, member, cycle) not in claimed
        ]
        if left:
            yield Death(note.family, member, day, f"{note.because[:BECAUSE]} ({note.source})"), left

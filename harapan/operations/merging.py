"""Joining two records where the money can be seen: who is paid twice, and whether anything was built on a merge."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from harapan.entitlements.models import Entitlement, Run
from harapan.entitlements.preview import overpaid
from harapan.intake.matching.actions import CannotMerge
from harapan.intake.models import Merge, Pair
from harapan.payments.queries import stages_credited
from harapan.registry.actions import claim_back, withdraw_claim
from harapan.registry.models import Family, Overpayment
from harapan.registry.queries import IN_PROGRAMME
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff


@dataclass(frozen=True)
class PaidTwice:
    """One stage in which both families of a pair are owed money."""

    cycle: str
    one: int
    other: int

    @property
    def less(self) -> int:
        """What was owed too much at least, if both are one family: the smaller of the two amounts."""
        return min(self.one, self.other)


def paid_twice(pair: Pair) -> list[PaidTwice]:
    """Stages in which both families were computed to get money, newest first; of several runs the last counts."""
    if pair.one_family == pair.other_family:
        return []
    runs = dict(Run.objects.filter(refused_because="").order_by("pk").values_list("pk", "cycle_id"))
    rows = Entitlement.objects.filter(
        cycle__in=set(runs.values()), run__in=runs, family__in=[pair.one_family, pair.other_family], net__gt=0
    )
    owed: dict[str, dict[int, int]] = {}
    for cycle, family, net in rows.order_by("run").values_list("cycle", "family", "net"):
        owed.setdefault(cycle, {})[family] = net
    both = {cycle: of for cycle, of in owed.items() if len(of) == 2}
    return [PaidTwice(cycle, both[cycle][pair.one_family], both[cycle][pair.other_family]) for cycle in sorted(both)][
        ::-1
    ]


def claim_what_was_paid_twice(merge: Merge, *, by: Staff) -> list[Overpayment]:
    """What reached families for somebody who stood in the register twice becomes a claim, stage by stage.

    Two families that are one owe the smaller of both amounts back; one person in two families, or twice in one, what
    the engine would not have given without the record that goes. Claiming again is harmless; no book is touched.
    """
    owed = _paid_to_both(merge) if merge.whole else _paid_for_the_other(merge)
    family = Family.objects.get(pk=merge.kept_family if merge.whole else merge.other_family)
    return [
        claim_back(
            family,
            member=None if merge.whole else merge.other,
            cycle=cycle,
            amount=amount,
            decision=_decision(merge),
            cause=Overpayment.Cause.DOUBLE,
            by=by,
        )
        for cycle, amount in owed
    ]


def _paid_to_both(merge: Merge) -> list[tuple[str, int]]:
    twice = paid_twice(merge.pair)
    cycles = [stage.cycle for stage in twice]
    reached = stages_credited(merge.kept_family, cycles) & stages_credited(merge.other_family, cycles)
    return [(stage.cycle, stage.less) for stage in twice if stage.cycle in reached]


def _paid_for_the_other(merge: Merge) -> list[tuple[str, int]]:
    owed = list(overpaid(merge.other_family, merge.other, date.min))
    reached = stages_credited(merge.other_family, [cycle for cycle, _ in owed])
    if merge.kept_family != merge.other_family:
        reached &= stages_credited(merge.kept_family, reached)
    return [(cycle, amount) for cycle, amount in owed if cycle in reached]


def _decision(merge: Merge) -> str:
    return f"Penggabungan data ganda {merge.pk}"


def _claims_of(merge: Merge) -> QuerySet[Overpayment]:
    return Overpayment.objects.filter(
        family__in=[merge.kept_family, merge.other_family], decision=_decision(merge)
    ).exclude(state=Overpayment.State.WITHDRAWN)


def withdraw_claims_of(merge: Merge, *, by: Staff) -> None:
    """A merge that was undone leaves no claims."""
    for claim in _claims_of(merge):
        withdraw_claim(claim, because=f"{_decision(merge)} dibatalkan", by=by)


def refuse_if_built_on(merge: Merge) -> None:
    """A stage that was frozen since has counted the records as joined: only a correction can change that now."""
    if any(claim.received or claim.written_off for claim in _claims_of(merge)):
        raise CannotMerge(
            "lebih bayar dari penggabungan ini sudah dikembalikan atau dihapuskan: ajukan koreksi",
            "what this merge claimed has come back or was written off: ask for a correction",
        )
    families = Family.objects.filter(pk__in=[merge.kept_family, merge.other_family], participation__in=IN_PROGRAMME)
    frozen = Snapshot.objects.filter(taken_at__gt=merge.at).order_by("pk").first()
    if frozen and families.exists():
        raise CannotMerge(
            f"tahap {frozen.cycle} sudah dibekukan sesudah penggabungan: ajukan koreksi",
            f"stage {frozen.cycle} was frozen after the merge: ask for a correction",
        )

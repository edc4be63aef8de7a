"""Joining two records where the money can be seen: who is paid twice, and whether anything was built on a merge."""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from harapan.engine.snapshot import BadSnapshot
from harapan.entitlements.models import Entitlement, Run
from harapan.entitlements.preview import is_in_stage
from harapan.intake.matching.actions import CannotMerge
from harapan.intake.models import Merge, Pair
from harapan.lib.rupiah import rupiah
from harapan.registry.actions import withdraw_claim
from harapan.registry.models import Arrears, Family, Member, Overpayment, Withholding
from harapan.registry.queries import IN_PROGRAMME
from harapan.sanctions.models import Case
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff

UNDECIDED = (Case.State.OBJECTED, Case.State.HEARD, Case.State.DECIDED)
"""Somebody waits for an answer about money, or it was given and is not carried out."""


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


def frozen_with_both(pair: Pair) -> list[str]:
    """Stages that hold both families of a pair and are still to be computed: nobody knows yet what they owe to each.

    A stage whose files cannot be read counts: what cannot be ruled out is decided where payments are seen.
    """
    if pair.one_family == pair.other_family:
        return []
    computed = Run.objects.filter(kind=Run.Kind.MAIN, refused_because="").values("cycle")
    frozen = Snapshot.objects.exclude(cycle__in=computed).order_by("-pk").values_list("cycle", flat=True)
    families = list(Family.objects.filter(pk__in=[pair.one_family, pair.other_family]))
    return [cycle for cycle in frozen if all(_may_be_in(family, cycle) for family in families)]


def _may_be_in(family: Family, cycle: str) -> bool:
    try:
        return is_in_stage(family, cycle)
    except BadSnapshot:
        return True


def refuse_if_owed(pair: Pair) -> None:
    """The family that goes is paid nothing more. What it is owed, or may be once its case is decided, would be lost.

    Locks both, as whoever decides a case does; call it in the transaction that joins the records.
    """
    homes = dict(Member.objects.filter(pk__in=[pair.one, pair.other]).values_list("pk", "family_id"))
    list(Family.objects.select_for_update().filter(pk__in=homes.values()).order_by("pk"))
    staying, going = homes.get(pair.keep or 0), homes.get(pair.other if pair.keep == pair.one else pair.one)
    if not pair.whole or going is None or going == staying:
        return
    if owed := Arrears.objects.filter(family=going, settled_in="").aggregate(sum=Sum("amount"))["sum"]:
        raise CannotMerge(
            f"keluarga {going} masih menunggu {rupiah(owed)} dari tahap sebelumnya: pertahankan keluarga ini, atau "
            "tunggu sampai dibayar",
            f"family {going} is still owed {rupiah(owed)} of earlier stages: keep it, or wait until it is paid",
        )
    undecided = Case.objects.filter(family=going, state__in=UNDECIDED)
    if undecided.exists() or Withholding.objects.filter(family=going, lifted_in="").exists():
        raise CannotMerge(
            f"keberatan atau sanksi keluarga {going} belum selesai: selesaikan dahulu, atau pertahankan keluarga ini",
            f"an objection or a sanction of family {going} is not settled: settle it first, or keep this family",
        )


def decision_of(merge: Merge) -> str:
    """What claims of a merge rest on."""
    return f"Penggabungan data ganda {merge.pk}"


def claims_of(merge: Merge) -> QuerySet[Overpayment]:
    """What a merge claims, and has not withdrawn."""
    return Overpayment.objects.filter(
        family__in=[merge.kept_family, merge.other_family], decision=decision_of(merge)
    ).exclude(state=Overpayment.State.WITHDRAWN)


def withdraw_claims_of(merge: Merge, *, by: Staff) -> None:
    """A merge that was undone leaves no claims."""
    for claim in claims_of(merge):
        withdraw_claim(claim, because=f"{decision_of(merge)} dibatalkan", by=by)


def refuse_if_built_on(merge: Merge) -> None:
    """A stage that was frozen since has counted the records as joined: only a correction can change that now.

    Locks the claims, so that no receipt comes in between; call it in the transaction that parts the records.
    """
    if any(claim.received or claim.written_off for claim in claims_of(merge).order_by("pk").select_for_update()):
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

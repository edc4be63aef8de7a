"""Joining two records where the money can be seen: who is paid twice, and whether anything was built on a merge."""

from dataclasses import dataclass

from harapan.entitlements.models import Entitlement, Run
from harapan.intake.matching.actions import CannotMerge
from harapan.intake.models import Merge, Pair
from harapan.registry.models import Family
from harapan.registry.queries import IN_PROGRAMME
from harapan.snapshots.models import Snapshot


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


def refuse_if_built_on(merge: Merge) -> None:
    """A stage that was frozen since has counted the records as joined: only a correction can change that now."""
    families = Family.objects.filter(pk__in=[merge.kept_family, merge.other_family], participation__in=IN_PROGRAMME)
    frozen = Snapshot.objects.filter(taken_at__gt=merge.at).order_by("pk").first()
    if frozen and families.exists():
        raise CannotMerge(
            f"tahap {frozen.cycle} sudah dibekukan sesudah penggabungan: ajukan koreksi",
            f"stage {frozen.cycle} was frozen after the merge: ask for a correction",
        )

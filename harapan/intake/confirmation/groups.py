"""Groups of families (kelompok) by village: a suggested split, a leader, and who is in which."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from harapan.audit.actions import record
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.registry.models import Family, Group, Member, Participation
from harapan.registry.queries import IN_PROGRAMME
from harapan.staff.models import Staff

FEWEST, MOST, USUAL = 15, 40, 27
"""A soft range for the size of a group, around the one size a source shows (domain facts 15, no. 14)."""
GROUPED = (*IN_PROGRAMME, Participation.CONFIRMED, Participation.ACCOUNT_PENDING, Participation.ACCOUNT_FAILED)
"""Families that meet in groups: all that a decree has named and nobody has left."""


class CannotGroup(Refusal):
    """Groups cannot be made so, or not by this person."""


@dataclass(frozen=True)
class Split:
    """A suggestion: so many groups of these sizes for one facilitator's families without a group."""

    facilitator: int | None
    sizes: tuple[int, ...]


def may_group(staff: Staff) -> bool:
    """Facilitators group their families, coordinators anybody's in their area."""
    return staff.active and staff.position in {
        Staff.Position.NATIONAL,
        Staff.Position.PROVINCE_COORDINATOR,
        Staff.Position.REGENCY_COORDINATOR,
        Staff.Position.FACILITATOR,
    }


def sizes_for(families: int) -> tuple[int, ...]:
    """How to split so many families: groups as even as can be, as near to the usual size as can be."""
    if not families:
        return ()
    groups = max(round(families / USUAL), -(-families // MOST), 1)
    small, larger = divmod(families, groups)
    return (*(small + 1 for _ in range(larger)), *(small for _ in range(groups - larger)))


def is_odd(size: int) -> bool:
    """Outside the soft range: worth a warning, never a refusal."""
    return not FEWEST <= size <= MOST


@transaction.atomic
def make_groups(village: str, sizes: Sequence[int], names: Sequence[str], *, by: Staff) -> list[Group]:
    """Put the families of a village that are in no group into new ones of these sizes, neighbours together.

    Families in a group already stay there. A facilitator groups their own. Done again, nobody is left to group.
    """
    _refuse_others(by)
    waiting = Family.objects.select_for_update().filter(village=village, group__isnull=True, participation__in=GROUPED)
    if by.position == Staff.Position.FACILITATOR:
        waiting = waiting.filter(facilitator=by.pk)
    families = list(waiting.order_by("facilitator", "address", "pk").values_list("pk", flat=True))
    if not families:
        raise CannotGroup("semua keluarga sudah berkelompok", "every family is in a group already")
    if sum(sizes) != len(families) or min(sizes) < 1:
        raise CannotGroup(
            f"kini ada {len(families)} keluarga tanpa kelompok: lihat lagi usulannya",
            agree(
                f"there [is|are] {len(families)} [family|families] without a group by now: look at it again",
                len(families),
            ),
        )
    groups = Group.objects.bulk_create(
        Group(village=village, name=name[:120]) for name, _ in zip(names, sizes, strict=True)
    )
    taken = 0
    for group, size in zip(groups, sizes, strict=True):
        Family.objects.filter(pk__in=families[taken : taken + size]).update(group=group.pk)
        taken += size
        record("group.made", group, by=by, families=size)
    return groups


@transaction.atomic
def appoint_leader(group: Group, member: Member | None, *, by: Staff) -> Group:
    """A caretaker of the group leads it (ketua kelompok); with None nobody does."""
    _refuse_others(by)
    if member is not None and not Family.objects.filter(group=group.pk, caretaker=member.pk).exists():
        raise CannotGroup(
            "ketua adalah pengurus salah satu keluarganya", "a leader is a caretaker of one of its families"
        )
    if group.leader != (member.pk if member else None):
        group.leader = member.pk if member else None
        group.save(update_fields=["leader"])
        record("group.led", group, by=by, leader=group.leader)
    return group


@transaction.atomic
def join_group(families: Sequence[Family], group: Group, *, by: Staff) -> int:
    """These families meet in this group from now on; it is one of their village. A leader who leaves leads no more."""
    _refuse_others(by)
    if any(family.village != group.village for family in families):
        raise CannotGroup("kelompok dan keluarganya harus sedesa", "a group and its families are of one village")
    moving = [family for family in families if family.group != group.pk]
    left = Group.objects.filter(leader__in=[family.caretaker for family in moving if family.caretaker])
    for before in left.exclude(pk=group.pk):
        appoint_leader(before, None, by=by)
    Family.objects.filter(pk__in=[family.pk for family in moving]).update(group=group.pk)
    if moving:
        record("group.joined", group, by=by, families=len(moving))
    return len(moving)


@transaction.atomic
def rename_group(group: Group, name: str, *, by: Staff) -> Group:
    """Another name, that no other group of the village has."""
    _refuse_others(by)
    name = " ".join(name.split())[:120]
    if not name:
        raise CannotGroup("tuliskan namanya", "give it a name")
    if Group.objects.filter(village=group.village, name__iexact=name).exclude(pk=group.pk).exists():
        raise CannotGroup("nama itu sudah dipakai di desa ini", "another group of this village is called so")
    if group.name != name:
        group.name = name
        group.save(update_fields=["name"])
        record("group.renamed", group, by=by)
    return group


def _refuse_others(by: Staff) -> None:
    if not may_group(by):
        raise CannotGroup("kelompok diatur pendamping atau koordinator", "facilitators and coordinators arrange groups")

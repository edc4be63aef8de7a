"""A fair split of families among facilitators: villages and groups stay whole, the neighbour comes first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 250
"""Families for one facilitator (domain facts 1.5: 200 to 250, Minister of Social Affairs, 2017, high confidence)."""


@dataclass(frozen=True)
class Unit:
    """Families that stay together: a village, or one group of a village that is too large for one person."""

    village: str
    families: int
    whole: bool = True
    group: int | None = None

    @property
    def key(self) -> str:
        """`6402062006`, `6402062006:12`, or `6402062006:-` for those of no group."""
        return self.village if self.whole else f"{self.village}:{self.group or '-'}"


@dataclass(frozen=True)
class Receiver:
    """A facilitator with the families they have already, and the area they are posted to."""

    staff: int
    area: str
    families: int


def shared_out(units: Sequence[Unit], receivers: Sequence[Receiver]) -> dict[str, int]:
    """By unit, who should take it: the largest unit first, each to whoever has least by then.

    Whoever serves in the unit's own district goes before others, unless that lifts them above the norm and the others
    stay within it. Equal loads go to the smaller number, so that the same question has the same answer.
    """
    if not receivers:
        return {}
    loads = {receiver.staff: receiver.families for receiver in receivers}
    areas = {receiver.staff: receiver.area for receiver in receivers}
    found: dict[str, int] = {}
    for unit in sorted(units, key=lambda one: (-one.families, one.key)):

        def cost(staff: int, unit: Unit = unit) -> tuple[bool, bool, int, int]:
            after = loads[staff] + unit.families
            return after > MOST, not unit.village.startswith(areas[staff][:6]), after, staff

        chosen = min(loads, key=cost)
        found[unit.key] = chosen
        loads[chosen] += unit.families
    return found


def units_of(villages: dict[str, dict[int | None, int]]) -> list[Unit]:
    """The units of families by village and group: a village whole while it is not too large for one person."""
    units: list[Unit] = []
    for village, groups in sorted(villages.items()):
        total = sum(groups.values())
        if total <= MOST or len(groups) == 1:
            units.append(Unit(village, total))
        else:
            ordered = sorted(groups.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
            units += [Unit(village, families, whole=False, group=group) for group, families in ordered]
    return units

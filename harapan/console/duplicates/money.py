"""What both families of a pair were paid, stage by stage: the only desk where a merge of two paid families is seen."""

from dataclasses import dataclass

from harapan.console.duplicates.shown import Shown
from harapan.console.families.queries import stages
from harapan.console.families.whole import Paid, paid_in
from harapan.operations.merging import frozen_with_both, paid_twice
from harapan.staff.models import Staff


@dataclass(frozen=True)
class Both:
    """One stage of the two families."""

    cycle: str
    left: Paid | None
    right: Paid | None
    twice: bool


@dataclass(frozen=True)
class Money:
    """Every stage, newest first, and what was owed too much if they are one family.

    `frozen`: stages that hold both and are still to be computed.
    """

    stages: list[Both]
    too_much: int
    times: int
    frozen: list[str]


def money_of_both(one: Shown, staff: Staff) -> Money:
    """The stages of both families beside each other."""
    known = stages()
    left, right = ({paid.stage.cycle: paid for paid in paid_in(side.family, known, staff)} for side in one.sides)
    twice = paid_twice(one.pair)
    doubled = {each.cycle for each in twice}
    cycles = [stage.cycle for stage in known if stage.cycle in left or stage.cycle in right]
    return Money(
        [Both(cycle, left.get(cycle), right.get(cycle), cycle in doubled) for cycle in cycles],
        sum(each.less for each in twice),
        len(twice),
        frozen_with_both(one.pair),
    )

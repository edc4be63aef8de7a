"""From an annual amount to what one stage pays, in whole numbers only.

A stage pays floor(annual x months / 12); the last stage of the year pays what is left, so that a year on one
calendar sums exactly to the annual amount. When some months were paid before, floor(annual x unpaid / 12).
"""

from collections.abc import Iterator, Mapping, Sequence

from harapan.policy.edition import StageAmount


def of_stage(annual: int, months: Sequence[int], number: int) -> int:
    """What stage `number` (from 1) of a year with these `months` per stage pays when none of its months is paid yet."""
    if number == len(months):
        return annual - sum(share(annual, earlier) for earlier in months[:-1])
    return share(annual, months[number - 1])


def share(annual: int, months: int) -> int:
    """So many twelfths of an annual amount, rounded down."""
    return annual * months // 12


def table(
    annual: Mapping[str, int], months: Sequence[int], number: int, full: int | None = None
) -> Iterator[StageAmount]:
    """The amounts of a stage by variant and unpaid months. `full` stands in for a stage amount fixed by decree."""
    months_here = months[number - 1]
    for variant, amount in annual.items():
        whole = of_stage(amount, months, number) if full is None else full
        for unpaid in range(months_here + 1):
            yield StageAmount(variant, unpaid, amount, whole if unpaid == months_here else share(amount, unpaid))


def once(annual: Mapping[str, int], months_here: int) -> Iterator[StageAmount]:
    """A grant paid whole in this stage, unless all of the stage's months were paid before."""
    for variant, amount in annual.items():
        for unpaid in range(months_here + 1):
            yield StageAmount(variant, unpaid, amount, amount if unpaid else 0)

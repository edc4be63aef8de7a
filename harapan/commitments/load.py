"""What was seen of whole populations into the ledger of commitments: the place where frames of it become rows."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import polars as pl

from harapan.tables.bulk import copy_in
from harapan.tables.partitions import filling

OBSERVATION = "commitments_observation"


@contextmanager
def taking_observations() -> Iterator[Callable[[pl.DataFrame], int]]:
    """`take(observations)` adds rows within the running transaction, and says how many.

    A month not seen before gets its slice, which joins the ledger when the block ends.
    """
    slices: dict[str, str] = {}

    def take(observations: pl.DataFrame) -> int:
        for (month,), rows in observations.partition_by("month", as_dict=True, maintain_order=True).items():
            key = month.isoformat()
            if key not in slices:
                slices[key] = stack.enter_context(filling(OBSERVATION, key))
            copy_in(slices[key], rows, frozen=slices[key] != OBSERVATION)
        return observations.height

    with ExitStack() as stack:
        yield take

"""What was seen of whole populations into the ledger of commitments: the place where frames of it become rows."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

import polars as pl

from harapan.audit.actions import Actor, record
from harapan.commitments.models import MonthClosing
from harapan.tables.bulk import copy_in
from harapan.tables.partitions import filling

OBSERVATION = "commitments_observation"


@contextmanager
def taking_observations() -> Iterator[Callable[[pl.DataFrame], int]]:
    """`take(observations)` adds rows within the running transaction, and says how many.

    A month not seen before gets its slice, which joins the ledger when the block ends. Made-up people bring a row on
    whatever was due of them, with the silence of schools and units in it; so their months are closed with them.
    """
    slices: dict[str, str] = {}
    due: Counter[date] = Counter()
    silent: Counter[date] = Counter()

    def take(observations: pl.DataFrame) -> int:
        for (month,), rows in observations.partition_by("month", as_dict=True, maintain_order=True).items():
            key = month.isoformat()
            if key not in slices:
                slices[key] = stack.enter_context(filling(OBSERVATION, key))
            copy_in(slices[key], rows, frozen=slices[key] != OBSERVATION)
            due[month] += rows.height
            silent[month] += rows.height - int(rows["reported"].sum())
        return observations.height

    with ExitStack() as stack:
        yield take
    for month in sorted(due):
        note_closing(month, "", due[month], silent[month], by=_MadeUp())


class _MadeUp:
    """Who brings made-up people is nobody of the staff."""

    pk = None

    def __str__(self) -> str:
        return "population"


def note_closing(month: date, area: str, due: int, written: int, *, by: Actor) -> MonthClosing:
    """A month of an area was closed: so much was due, on so much of it nobody had said a word."""
    closing = MonthClosing.objects.create(month=month, area=area, due=due, written=written, by=by.pk)
    record("duty_month.closed", closing, by=by, month=f"{month:%Y-%m}", area=area, count=written)
    return closing

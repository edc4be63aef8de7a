"""Several pieces of database work at once, each on a connection and in transactions of its own."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 2
"""A server process each; more than two cores gain little, since the disk is one."""


def each_on_its_own(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """The results of `work` in the order of `items`. The first failure is raised; what was committed stays."""

    def on_its_own(item: Item) -> Result:
        try:
            return work(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as workers:
        yield from workers.map(on_its_own, list(items))

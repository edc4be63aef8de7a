"""Make the next while the last is being used: two cores, two kinds of work."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def one_ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items in the same order; the next one is made on another thread while this one is used."""
    source = iter(items)
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(_next, source)
        while item := coming.result():
            coming = maker.submit(_next, source)
            yield from item


def _next(source: Iterator[T]) -> list[T]:
    """The next item, or none: an iterator's own way to say so must not cross threads."""
    return list(islice(source, 1))

"""How long work tells how far it has come: it calls back with a count, and knows no screen."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int], None]
"""Hears how many more items are done."""


def silent(_count: int) -> None:
    """Nobody listens."""

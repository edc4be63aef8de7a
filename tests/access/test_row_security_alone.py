"""The second gate: with every query gate thrown open, row-level security alone still lets nothing through."""

import pytest
from django.db.models import QuerySet

from tests.access.table import entries
from tests.access.visits import ADDRESSES, leaks, opened
from tests.access.world import EVERYBODY, POSITIONS


def gates() -> list[type]:
    """Every queryset of the house that has a gate of its own."""
    found, waiting = [], [QuerySet]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "visible_to" in vars(kind):
            found.append(kind)
    return found


@pytest.fixture
def open_gates(monkeypatch):
    """Nobody filters any more."""
    assert len(gates()) >= 3
    for kind in gates():
        monkeypatch.setattr(kind, "visible_to", lambda rows, _: rows.all())


@pytest.mark.parametrize("position", [name for name, (_, _, seen) in POSITIONS.items() if seen != EVERYBODY])
def test_without_the_query_gate_nothing_leaks(open_gates, world, walkers, position):
    """Through the pages they may open: the others are shut before any query, as the walk of every page has seen."""
    leaked = []
    for name in filter(lambda name: 200 in entries()[name].get[position], ADDRESSES):
        for way, address, answer in opened(entries()[name], world, walkers(position)):
            leaked += leaks(world, position, way, address, answer)
            leaked += [f"{way} {address}: {answer.status}"] if answer.status >= 500 else []
    assert not leaked


def test_this_walk_has_eyes(open_gates, world, walkers, as_machine):
    """Where row-level security does not bind either, it finds what leaks."""
    walker = walkers("regency_coordinator")

    def walk() -> list[str]:
        visits = opened(entries()["families:export"], world, walker)
        return [leak for visit in visits for leak in leaks(world, "regency_coordinator", *visit)]

    assert walk() == []
    assert len(as_machine(walk)) > 3

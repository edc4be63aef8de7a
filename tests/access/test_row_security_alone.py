"""The second gate: with every query gate thrown open, row-level security alone still lets nothing through."""

import pytest
from django.db import connection
from django.db.models import QuerySet

from harapan.staff.access import working_as
from tests.access.table import entries
from tests.access.visits import ADDRESSES, leaks, opened
from tests.access.world import EVERYBODY, POSITIONS, World

BOUND = [name for name, (_, _, seen) in POSITIONS.items() if seen != EVERYBODY]
"""From whom something is hidden."""
READABLE = """
    SELECT c.oid::regclass::text, string_agg(quote_ident(attname), ', ')
      FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
       AND has_column_privilege(c.oid, attnum, 'SELECT')
     GROUP BY c.oid
"""
MARKS = {"coordination_summed"}
"""Tables that hold how far some work has come, such as the highest number of a family, and nothing about anybody."""


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


def found_in_tables(world: World, position: str) -> list[str]:
    """What is not theirs in all that somebody in this position could read, were every page to ask for everything."""
    hidden, found = world.hidden_from(position), []
    with working_as(world.people[position]), connection.cursor() as cursor:
        cursor.execute(READABLE)
        for table, columns in cursor.fetchall():
            if table in MARKS:
                continue
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM (SELECT {columns} FROM {table}) t")
            said = cursor.fetchone()[0] or ""
            found += [f"{table} tells {secret}" for secret in sorted(hidden) if secret in said]
    return found


@pytest.mark.parametrize("position", BOUND)
def test_no_table_shows_anybody_what_is_not_theirs(world, walkers, position):
    assert not found_in_tables(world, position)


def test_this_reading_of_tables_has_eyes(world, walkers, as_machine):
    assert len(as_machine(lambda: found_in_tables(world, "regency_coordinator"))) > 20


def turn_of(position: str) -> list[str]:
    """The pages somebody opens: those they may, unless somebody before them with the same area and facility may too.

    Whoever has the same scope reads the same rows of every table, up to what depends on their position; that no
    table shows any position too much is tested above, and that the page shows none too much is the walk of every page.
    """
    before = [other for other in BOUND[: BOUND.index(position)] if POSITIONS[other] == POSITIONS[position]]
    return [
        name
        for name in ADDRESSES
        if 200 in entries()[name].get[position] and not any(200 in entries()[name].get[other] for other in before)
    ]


@pytest.mark.parametrize("position", BOUND)
def test_without_the_query_gate_nothing_leaks(open_gates, world, walkers, position):
    """Through the pages they may open: the others are shut before any query, as the walk of every page has seen."""
    leaked = []
    for name in turn_of(position):
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

"""Slices of big tables: made once, when first needed, of our own tables only."""

import pytest
from django.db import DatabaseError, connection, transaction

from harapan.tables.partitions import filling, has_partition, make_partition

pytestmark = pytest.mark.django_db


def fill(rows):
    with filling("registry_standing", "2031-1") as there, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {there} (cycle, family) VALUES {rows}")
    return there


def standings():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cycle, family FROM registry_standing ORDER BY family")
        return cursor.fetchall()


def test_a_slice_is_made_once():
    assert make_partition("registry_standing", "2031-1")
    assert not make_partition("registry_standing", "2031-1")
    assert has_partition("registry_standing", "2031-1")
    assert not has_partition("registry_standing", "2031-2")


def test_a_slice_joins_its_table_full():
    assert fill("('2031-1', 1), ('2031-1', 2)") == "registry_standing_2031_1"
    assert fill("('2031-1', 3)") == "registry_standing"

    assert standings() == [("2031-1", 1), ("2031-1", 2), ("2031-1", 3)]


@pytest.mark.parametrize("rows", ["('2031-1', 1), ('2031-1', 1)", "('2031-2', 1)"], ids=["twice", "elsewhere"])
def test_what_does_not_belong_into_a_slice_never_joins_the_table(rows):
    with pytest.raises(DatabaseError), transaction.atomic():
        fill(rows)

    assert not has_partition("registry_standing", "2031-1")
    assert standings() == []


@pytest.mark.parametrize("key", ["2031-1; DROP TABLE registry_family", "2031 1", "A", "", "x" * 21])
def test_an_odd_key_is_refused(key):
    with pytest.raises(DatabaseError, match="not a partition key"), transaction.atomic():
        make_partition("registry_standing", key)


@pytest.mark.parametrize("table", ["registry_family", "pg_catalog.pg_class"])
def test_only_our_own_partitioned_tables_have_slices(table):
    with pytest.raises(DatabaseError, match="not one of our partitioned tables"), transaction.atomic():
        make_partition(table, "2031-1")

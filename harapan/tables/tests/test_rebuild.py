"""Indexes and references step aside for a load, and all come back; if the load fails they never left."""

import pytest
from django.db import connection, transaction

from harapan.cli.session import as_owner
from harapan.tables.rebuild import rebuilt_after

TABLES = ["registry_account", "registry_member", "registry_family"]


def shape():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ANY(%s::regclass[])
               UNION ALL SELECT indexrelid::regclass::text, indisunique::text
               FROM pg_index WHERE indrelid = ANY(%s::regclass[]) ORDER BY 1, 2""",
            [TABLES, TABLES],
        )
        return cursor.fetchall()


def test_everything_is_back_after_the_load(own_database):
    with as_owner(), transaction.atomic():
        before = shape()
        with rebuilt_after(TABLES):
            assert len(shape()) < len(before)
        assert shape() == before


def test_a_failed_load_leaves_everything_in_place(own_database):
    before = shape()

    with pytest.raises(ZeroDivisionError), as_owner(), transaction.atomic(), rebuilt_after(TABLES):
        raise ZeroDivisionError

    assert shape() == before

"""Frames in by COPY, out by Arrow: what went in comes out, and two readers can look at one instant."""

from datetime import date

import polars as pl
import pytest
from django.db import connection, transaction

from harapan.audit.models import Event
from harapan.registry.models import Group
from harapan.tables.bulk import copy_in, fetch, read, reading
from harapan.testing.databases import as_login
from harapan.testing.make import LOA_IPUH

ODD = ["", " ", "\\N", 'quo"te', "semi;comma,", "línea\nbaru", "\t", "'; DROP TABLE x; --", "\\", "NULL"]


def test_odd_texts_come_out_as_they_went_in(own_database):
    groups = pl.DataFrame({"village": LOA_IPUH, "name": ODD, "leader": range(len(ODD))})

    copied = copy_in("registry_group", groups)

    assert copied == len(ODD)
    assert list(Group.objects.order_by("leader").values_list("name", flat=True)) == ODD


def test_nothing_and_the_empty_text_are_two_things(own_database):
    with as_login("owner") as owner:
        owner.execute("CREATE TABLE said (place int, word text, day date, yes boolean, money bigint)")
        owner.execute("GRANT INSERT ON said TO machine")
    rows = pl.DataFrame(
        {
            "place": [1, 2],
            "word": ["", None],
            "day": [date(2025, 1, 1), None],
            "yes": [True, None],
            "money": [2**62, None],
        },
        schema_overrides={"place": pl.Int32},
    )

    copy_in("said", rows)

    assert fetch("SELECT * FROM said ORDER BY place").equals(rows)


def test_what_is_not_committed_is_not_read(own_database):
    with transaction.atomic():
        Group.objects.create(village=LOA_IPUH, name="Melati")
        assert fetch("SELECT name FROM registry_group").is_empty()

    assert fetch("SELECT name FROM registry_group")["name"].to_list() == ["Melati"]


def test_readers_of_one_instant_see_nothing_that_came_after(own_database):
    Group.objects.create(village=LOA_IPUH, name="Melati")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        instant = cursor.fetchone()[0]
        _add_from_elsewhere("Mawar")

        with reading(snapshot=instant) as reader:
            assert read(reader, "SELECT name FROM registry_group")["name"].to_list() == ["Melati"]

    assert fetch("SELECT name FROM registry_group").height == 2


def test_a_reader_cannot_write(own_database):
    with reading() as reader, pytest.raises(Exception, match="read-only transaction"):
        read(reader, "DELETE FROM registry_group RETURNING id")

    assert not Event.objects.exists()


def _add_from_elsewhere(name: str) -> None:
    with as_login("machine") as somebody:
        somebody.execute("INSERT INTO registry_group (village, name) VALUES (%s, %s)", [LOA_IPUH, name])

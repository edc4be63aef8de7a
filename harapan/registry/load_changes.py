"""The registry's people as frames, and what happened to them back into rows, set by set."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl
from django.db import connection, transaction

from harapan.audit.actions import Actor, record
from harapan.registry.history import said_by
from harapan.registry.models import Origin
from harapan.tables.bulk import copy_in, fetch


@dataclass(frozen=True)
class People:
    """Families and members as they stand, in the shape of the tables."""

    families: pl.DataFrame
    members: pl.DataFrame


class Changes(Protocol):
    """What happened between two days, as frames; population.life makes them, an import may too."""

    @property
    def births(self) -> pl.DataFrame: ...
    @property
    def pregnancies(self) -> pl.DataFrame: ...
    @property
    def deaths(self) -> pl.DataFrame: ...
    @property
    def schools(self) -> pl.DataFrame: ...
    @property
    def registrations(self) -> pl.DataFrame: ...
    @property
    def moves(self) -> pl.DataFrame: ...
    @property
    def accounts(self) -> pl.DataFrame: ...


FAMILIES = """
    SELECT id, card, village, variant, channel, bank, decile, participation, confirmed_on, NULL::date AS paid_through,
           feasible, 0::smallint AS quarters_missed, flags, caretaker, facilitator, "group", address
    FROM registry_family ORDER BY id
"""
MEMBERS = """
    SELECT id, family_id AS family, village, name, nik, born, sex, relation, mother_name, pregnancy, due_on, school,
           in_education_register, disability, rights_victim, registered, at_home, excluded_occupation, died_on, phone
    FROM registry_member ORDER BY id
"""

APPLIED = {
    "pregnancies": """
        UPDATE registry_member AS member SET pregnancy = change.pregnancy, due_on = change.due_on
        FROM change WHERE member.id = change.id""",
    "deaths": "UPDATE registry_member AS member SET died_on = change.died_on FROM change WHERE member.id = change.id",
    "schools": """
        UPDATE registry_member AS member
        SET school = change.school, in_education_register = change.in_education_register,
            school_before = change.school_before, register_before = change.register_before,
            school_changed_on = change."on"
        FROM change WHERE member.id = change.id""",
    "registrations": """
        UPDATE registry_member AS member SET registered = change.registered FROM change WHERE member.id = change.id""",
    "moves": """
        WITH home AS (
            SELECT change.id, change.village, (
                SELECT min(facilitator) FROM registry_family AS there WHERE there.village = change.village
            ) AS facilitator FROM change
        ), moved AS (
            UPDATE registry_family AS family
            SET village = home.village, facilitator = home.facilitator, "group" = NULL
            FROM home WHERE family.id = home.id
        ), persons AS (
            UPDATE registry_member AS member SET village = home.village, facilitator = home.facilitator
            FROM home WHERE member.family_id = home.id
        )
        UPDATE registry_account AS account SET village = home.village, facilitator = home.facilitator
        FROM home WHERE account.family_id = home.id""",
}
"""How each frame of changes becomes rows; births are simply added, and accounts only the bank knows of."""


def people_now() -> People:
    """Everybody in the registry; for populations that fit in memory."""
    return People(fetch(FAMILIES), fetch(MEMBERS))


def next_member() -> int:
    """The number the next member will get."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM registry_member")
        return int(cursor.fetchone()[0])


@transaction.atomic
def apply_changes(changes: Changes, *, until: date, by: Actor) -> dict[str, int]:
    """Write what happened into the registry, all of it or nothing. Returns how many rows each kind changed."""
    with said_by(by, because=f"data sampai {until:%d.%m.%Y}"), connection.cursor() as cursor:
        counts = {"births": _add_births(changes.births)}
        for kind, statement in APPLIED.items():
            frame: pl.DataFrame = getattr(changes, kind)
            cursor.execute("DROP TABLE IF EXISTS change")
            cursor.execute(f"CREATE TEMPORARY TABLE change ({_columns(frame)}) ON COMMIT DROP")
            copy_in("change", frame)
            cursor.execute("ANALYZE change")
            cursor.execute(statement)
            counts[kind] = frame.height
    record("people.changed", Origin.objects.latest("pk"), by=by, until=until.isoformat(), **counts)
    return counts


def _add_births(births: pl.DataFrame) -> int:
    homes = fetch("SELECT id AS family, facilitator FROM registry_family").filter(
        pl.col("family").is_in(births["family"].implode())
    )
    rows = births.join(homes, on="family", how="left", maintain_order="left").with_columns(nik_contested=pl.lit(False))
    count = copy_in("registry_member", rows.rename({"family": "family_id"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('registry_member_id_seq', greatest((SELECT max(id) FROM registry_member), 1))")
    return count


def _columns(frame: pl.DataFrame) -> str:
    """The frame's columns as PostgreSQL would declare them."""
    kinds = {pl.Int64: "bigint", pl.Int16: "smallint", pl.String: "text", pl.Date: "date", pl.Boolean: "boolean"}
    return ", ".join(f'"{name}" {kinds[kind.base_type()]}' for name, kind in frame.schema.items())

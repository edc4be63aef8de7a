"""Writing what a list says into the registry, and back out: set by set, with the fields before and after."""

from typing import Any, Final

from django.db import connection

from harapan.intake.imports.judging import asked_about
from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES, Source

COLUMNS: Final = {
    "decile": "smallint",
    "died_on": "date",
    "excluded_occupation": "boolean",
    "school": "text",
    "in_education_register": "boolean",
    "school_before": "text",
    "register_before": "boolean",
    "school_changed_on": "date",
}
"""Fields of the registry that lists set, and their types."""
SCHOOL_BEFORE: Final = ("school_before", "register_before", "school_changed_on")

# Only what is still as the dry run found it: whoever changed it since knew better than an older list.
NOTED: Final = """
    INSERT INTO intake_effect (upload, thing, number, line, before, after)
    SELECT DISTINCT ON (t.id) %(upload)s, '{thing}', t.id, r.line, {before}, {after}
    FROM intake_row AS r JOIN {table} AS t ON t.id = r.{thing}
    WHERE r.upload = %(upload)s AND r.outcome IN ('changed', 'absent') AND {as_found} AND ({differs})
    ORDER BY t.id, r.line
"""
LOCKED: Final = """
    SELECT count(*) FROM (
        SELECT t.id FROM intake_row AS r JOIN {table} AS t ON t.id = r.{thing}
        WHERE r.upload = %(upload)s AND r.outcome IN ('changed', 'absent') ORDER BY t.id FOR UPDATE OF t
    ) AS locked
"""
WRITTEN: Final = """
    UPDATE {table} AS t SET {set}
    FROM intake_effect AS e
    WHERE e.upload = %(upload)s AND e.thing = '{thing}' AND e.before IS NOT NULL AND t.id = e.number
      AND e.number > %(after)s AND e.number <= %(upto)s
"""
AT_ONCE: Final = 50_000
"""Rows one statement updates: PostgreSQL keeps some kilobytes for each until the statement ends."""
STEPS: Final = """
    SELECT number FROM (
        SELECT number, row_number() OVER (ORDER BY number) AS place, count(*) OVER () AS last FROM intake_effect
        WHERE upload = %(upload)s AND thing = %(thing)s AND before IS NOT NULL
    ) AS numbered WHERE place %% %(at_once)s = 0 OR place = last ORDER BY number
"""
MOVED_ON: Final = """
    SELECT {family} AS family FROM intake_effect AS e LEFT JOIN {table} AS t ON t.id = e.number
    WHERE e.upload = %(upload)s AND e.thing = '{thing}' AND e.before IS NOT NULL AND {now} IS DISTINCT FROM e.after
    ORDER BY 1
"""

# What the list said of a person is remembered whether or not it changed anything.
NAMED_AT_A_LEVEL: Final = "CASE WHEN r.in_education_register AND r.line > 0 THEN r.school END"
REMEMBER: Final = """
    INSERT INTO intake_known (member, kind, value, facility, as_of, upload, village, facilitator)
    SELECT DISTINCT ON (r.member) r.member, %(kind)s, coalesce({value}, ''), coalesce(r.facility, ''), %(as_of)s,
           %(upload)s, r.village, r.facilitator
    FROM intake_row AS r
    WHERE r.upload = %(upload)s AND r.member IS NOT NULL AND r.outcome IN ('changed', 'unchanged', 'absent')
    ORDER BY r.member, r.line
    ON CONFLICT (member, kind) DO UPDATE
    SET value = excluded.value, facility = excluded.facility, as_of = excluded.as_of, upload = excluded.upload,
        village = excluded.village, facilitator = excluded.facilitator
    WHERE intake_known.as_of <= excluded.as_of
"""
BEFORE_REMEMBERING: Final = """
    INSERT INTO intake_effect (upload, thing, number, line, before, after)
    SELECT DISTINCT ON (r.member) %(upload)s, 'known', r.member, r.line,
           CASE WHEN k.member IS NOT NULL THEN to_jsonb(k) END, '{}'
    FROM intake_row AS r LEFT JOIN intake_known AS k ON k.member = r.member AND k.kind = %(kind)s
    WHERE r.upload = %(upload)s AND r.member IS NOT NULL AND r.outcome IN ('changed', 'unchanged', 'absent')
      AND (k.member IS NULL OR k.as_of <= %(as_of)s)
    ORDER BY r.member, r.line
"""
FORGOTTEN: Final = (
    """DELETE FROM intake_known AS k USING intake_effect AS e
       WHERE e.upload = %(upload)s AND e.thing = 'known' AND e.before IS NULL AND k.member = e.number
         AND k.kind = %(kind)s""",
    """UPDATE intake_known AS k
       SET value = e.before ->> 'value', facility = e.before ->> 'facility', as_of = (e.before ->> 'as_of')::date,
           upload = (e.before ->> 'upload')::bigint
       FROM intake_effect AS e
       WHERE e.upload = %(upload)s AND e.thing = 'known' AND e.before IS NOT NULL AND k.member = e.number
         AND k.kind = %(kind)s""",
)
NEWER_WORD: Final = """
    SELECT m.family_id FROM intake_effect AS e
    JOIN intake_known AS k ON k.member = e.number AND k.kind = %(kind)s AND k.upload > %(upload)s
    JOIN registry_member AS m ON m.id = e.number
    WHERE e.upload = %(upload)s AND e.thing = 'known' ORDER BY 1
"""


def _thing(source: Source) -> tuple[str, str]:
    return source.subject, f"registry_{source.subject}"


def _fields(source: Source) -> list[str]:
    fields = [fact.field for fact in source.facts]
    return [*fields, *SCHOOL_BEFORE] if source.register else fields


def _object(alias: str, fields: list[str]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{name}', {alias}.{name}" for name in fields) + ")"


def _after(source: Source) -> str:
    """The fields as they will be: what the row says, or what stood there where it says nothing."""
    said = {fact.field: f"coalesce(r.{fact.field}, t.{fact.field})" for fact in source.facts}
    if source.register:
        said |= {"school_before": "t.school", "register_before": "t.in_education_register",
                 "school_changed_on": "%(as_of)s::date"}  # fmt: skip
    return "jsonb_build_object(" + ", ".join(f"'{name}', {value}" for name, value in said.items()) + ")"


def apply_fields(upload: Upload, asked: dict[str, Any]) -> None:
    """Set the facts of a list on the members or families it names, where they are still as the dry run found them."""
    source = SOURCES[upload.kind]
    facts = [fact.field for fact in source.facts]
    thing, table = _thing(source)
    with connection.cursor() as cursor:
        cursor.execute(LOCKED.format(thing=thing, table=table), asked)
        found = " AND ".join(
            f"r.before -> '{name}' IS NOT DISTINCT FROM coalesce(to_jsonb(t.{name}), 'null')" for name in facts
        )
        cursor.execute(
            NOTED.format(
                thing=thing,
                table=table,
                before=_object("t", _fields(source)),
                after=_after(source),
                as_found=found,
                differs=" OR ".join(f"r.{name} IS NOT NULL AND r.{name} IS DISTINCT FROM t.{name}" for name in facts),
            ),
            asked,
        )
        _write(cursor, source, "after", asked)


def remember(upload: Upload, asked: dict[str, Any]) -> None:
    """Keep what the list said of everybody it named, and of those it names no more."""
    value = "r.found" if SOURCES[upload.kind].does == "known" else NAMED_AT_A_LEVEL
    with connection.cursor() as cursor:
        cursor.execute(BEFORE_REMEMBERING, asked)
        cursor.execute(REMEMBER.format(value=value), asked)


def moved_on(upload: Upload) -> list[int]:
    """Families whose facts were changed since by somebody else: while there are any, nothing is taken back."""
    source, asked = SOURCES[upload.kind], asked_about(upload)
    found: list[int] = []
    with connection.cursor() as cursor:
        if source.facts:
            thing, table = _thing(source)
            family = "t.id" if thing == "family" else "t.family_id"
            cursor.execute(
                MOVED_ON.format(thing=thing, table=table, family=family, now=_object("t", _fields(source))), asked
            )
            found += [number for (number,) in cursor.fetchall()]
        if source.does == "known" or source.register:
            cursor.execute(NEWER_WORD, asked)
            found += [number for (number,) in cursor.fetchall()]
    return sorted(set(found))


def take_fields_back(upload: Upload, asked: dict[str, Any]) -> None:
    """Put the fields back as they were, and forget what the list said."""
    source = SOURCES[upload.kind]
    with connection.cursor() as cursor:
        if source.facts:
            _write(cursor, source, "before", asked)
        if source.does == "known" or source.register:
            for statement in FORGOTTEN:
                cursor.execute(statement, asked)


def _write(cursor: Any, source: Source, which: str, asked: dict[str, Any]) -> None:
    """Put the fields as they are to be (`after`) or were (`before`), so many rows at a time."""
    thing, table = _thing(source)
    fields = ", ".join(f"{name} = (e.{which} ->> '{name}')::{COLUMNS[name]}" for name in _fields(source))
    statement = WRITTEN.format(thing=thing, table=table, set=fields)
    cursor.execute(STEPS, asked | {"thing": thing, "at_once": AT_ONCE})
    after = 0
    for (upto,) in cursor.fetchall():
        cursor.execute(statement, asked | {"after": after, "upto": upto})
        after = upto

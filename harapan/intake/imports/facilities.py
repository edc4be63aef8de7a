"""Lists of schools and health units: what each row would open or correct, done set by set, and taken back."""

from typing import Final

from django.db import connection
from django.db.models import F

from harapan.intake.imports.judging import KEPT, asked_about
from harapan.intake.models import Effect, Upload
from harapan.places.models import Facility
from harapan.staff.models import Staff

COLUMNS: Final = {
    "facility_kind": ("kind", "text"),
    "school": ("level", "text"),
    "register": ("register", "text"),
    "name": ("name", "text"),
    "village": ("village", "text"),
    "latitude": ("latitude", "double precision"),
    "longitude": ("longitude", "double precision"),
    "opened_on": ("valid_from", "date"),
    "closed_on": ("valid_to", "date"),
}
"""What a row says, the column of a facility it is, and that column's type."""
STANDS: Final = "jsonb_build_object({})".format(", ".join(f"'{said}', f.{own}" for said, (own, _) in COLUMNS.items()))
"""A facility as it stands, by the names of a row; `f` is the facility."""


def _becomes(row: str) -> str:
    """A facility as a row would have it: what the row leaves empty stays."""
    told = (f"'{said}', coalesce({row}.{said}, f.{own})" for said, (own, _) in COLUMNS.items())
    return f"jsonb_build_object({', '.join(told)})"


SAID: Final = "concat_ws('|', {})".format(", ".join(f"coalesce({said}::text, '')" for said in COLUMNS))
TWICE: Final = f"""
    CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
    SELECT facility, min(line) AS first, count(DISTINCT {SAID}) > 1 AS disagrees, count(DISTINCT school) > 1 AS levels
    FROM staged WHERE facility IS NOT NULL GROUP BY facility HAVING count(*) > 1
"""
DAYS: Final = "'opened_on_unreadable', 'closed_on_unreadable'"
JUDGED: Final = f"""
    INSERT INTO intake_row (upload, line, outcome, reason, trouble, written, village, before, {", ".join(KEPT)})
    SELECT %(upload)s, line, split_part(fate, ':', 1), split_part(fate, ':', 2), trouble, written, village,
           CASE WHEN fate = 'changed:' THEN before END, {", ".join(KEPT)}
    FROM (
        SELECT s.line, coalesce(s.trouble, '') AS trouble, coalesce(s.written, '') AS written,
               coalesce(s.village, '') AS village, CASE WHEN f.id IS NOT NULL THEN {STANDS} END AS before,
               {", ".join(f"s.{name}" for name in KEPT)},
               CASE WHEN s.facility IS NULL
                        THEN 'damaged:' || CASE WHEN s.trouble = 'code_form' THEN 'code_form' ELSE 'code_missing' END
                    WHEN s.name IS NULL THEN 'damaged:name_missing'
                    WHEN s.facility_kind IS NULL THEN 'damaged:facility_kind_unreadable'
                    WHEN s.facility_kind = 'school' AND s.facility !~ '^[0-9]{{8}}$' THEN 'damaged:npsn_form'
                    WHEN s.facility_kind <> 'school' AND s.school IS NOT NULL THEN 'damaged:level_of_no_school'
                    WHEN s.facility_kind = 'school' AND s.school IS NULL AND (f.id IS NULL OR s.trouble IS NOT NULL)
                        THEN 'damaged:level_unreadable'
                    WHEN s.trouble IN ({DAYS}) THEN 'damaged:' || s.trouble
                    WHEN s.village IS NULL AND s.trouble = 'village_form' THEN 'damaged:village_form'
                    WHEN NOT EXISTS (SELECT FROM places_area AS a WHERE a.code = s.village AND a.level = 'village'
                                     AND a.valid_to IS NULL) THEN 'damaged:village_unknown'
                    WHEN NOT s.village BETWEEN %(lo)s AND %(hi)s THEN 'outside:outside'
                    WHEN NOT f.village BETWEEN %(lo)s AND %(hi)s THEN 'outside:facility_elsewhere'
                    WHEN s.opened_on > %(as_of)s THEN 'conflict:in_the_future'
                    WHEN coalesce(s.opened_on, f.valid_from) >= coalesce(s.closed_on, f.valid_to)
                        THEN 'conflict:closed_before_open'
                    WHEN (f.kind = 'school') <> (s.facility_kind = 'school') THEN 'conflict:another_kind'
                    WHEN twice.levels THEN 'conflict:two_levels'
                    WHEN twice.disagrees THEN 'conflict:facility_two_things'
                    WHEN s.line > twice.first THEN 'doubled:same_again'
                    WHEN f.id IS NULL THEN 'new:'
                    WHEN {_becomes("s")} <> {STANDS} THEN 'changed:'
                    ELSE 'unchanged:already' END AS fate
        FROM staged AS s LEFT JOIN places_facility AS f ON f.code = s.facility LEFT JOIN twice USING (facility)
    ) AS judged
"""
LOCKED: Final = "LOCK TABLE places_facility IN SHARE ROW EXCLUSIVE MODE"
"""Nobody opens or corrects a facility meanwhile; everybody reads on."""
EMPTY: Final = ("school", "register")
"""What a facility has as an empty word where a row says nothing."""
# The number comes first: joining what was inserted to its rows again would take the square of a long list.
FORESEEN: Final = """
    INSERT INTO intake_effect (upload, thing, number, line, before, after)
    SELECT %(upload)s, 'facility', nextval(pg_get_serial_sequence('places_facility', 'id')), r.line, NULL,
           jsonb_build_object('code', r.facility, {said})
    FROM intake_row AS r
    WHERE r.upload = %(upload)s AND r.outcome = 'new'
      AND NOT EXISTS (SELECT FROM places_facility AS f WHERE f.code = r.facility)
""".format(
    said=", ".join(f"'{one}', coalesce(r.{one}, '')" if one in EMPTY else f"'{one}', r.{one}" for one in COLUMNS)
)
OPENED: Final = """
    INSERT INTO places_facility (id, code, {own})
    SELECT e.number, e.after ->> 'code', {after} FROM intake_effect AS e
    WHERE e.upload = %(upload)s AND e.thing = 'facility' AND e.before IS NULL
""".format(
    own=", ".join(own for own, _ in COLUMNS.values()),
    after=", ".join(f"(e.after ->> '{said}')::{kind}" for said, (_, kind) in COLUMNS.items()),
)
# Only what is still as the dry run found it: whoever corrected it since knew better than an older list.
CORRECTED: Final = f"""
    INSERT INTO intake_effect (upload, thing, number, line, before, after)
    SELECT %(upload)s, 'facility', f.id, r.line, r.before, {_becomes("r")}
    FROM intake_row AS r JOIN places_facility AS f ON f.code = r.facility
    WHERE r.upload = %(upload)s AND r.outcome = 'changed' AND r.before = {STANDS}
"""
WRITTEN: Final = """
    UPDATE places_facility AS f SET {set} FROM intake_effect AS e
    WHERE e.upload = %(upload)s AND e.thing = 'facility' AND e.before IS NOT NULL AND f.id = e.number
"""
HELD: Final = """
    SELECT f.id FROM places_facility AS f JOIN intake_effect AS e ON e.number = f.id
    WHERE e.upload = %(upload)s AND e.thing = 'facility' ORDER BY f.id FOR UPDATE OF f
"""
NOT_AS_LEFT: Final = f"""
    SELECT coalesce(f.name, e.after ->> 'name')
    FROM intake_effect AS e LEFT JOIN places_facility AS f ON f.id = e.number
    WHERE e.upload = %(upload)s AND e.thing = 'facility' AND (f.id IS NULL OR {STANDS} <> e.after - 'code')
"""
REMOVED: Final = """
    DELETE FROM places_facility AS f USING intake_effect AS e
    WHERE e.upload = %(upload)s AND e.thing = 'facility' AND e.before IS NULL AND f.id = e.number
"""


def _written(which: str) -> str:
    return WRITTEN.format(
        set=", ".join(f"{own} = (e.{which} ->> '{said}')::{kind}" for said, (own, kind) in COLUMNS.items())
    )


def judge_facilities(upload: Upload) -> None:
    """What each row would open or correct."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        cursor.execute(JUDGED, asked_about(upload))


def apply_facilities(upload: Upload) -> None:
    """Open the new ones and correct the others, where they still stand as the dry run found them."""
    asked = asked_about(upload)
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, asked)
        for statement in (CORRECTED, _written("after"), FORESEEN, OPENED):
            cursor.execute(statement, asked)


def opened_by(upload: Upload) -> list[str]:
    """Codes of the facilities that came with a list."""
    made = Effect.objects.filter(upload=upload.pk, thing="facility", before=None).values("number")
    return list(Facility.objects.filter(pk__in=made).order_by("code").values_list("code", flat=True))


def hold_facilities(upload: Upload) -> None:
    """Until the end of the transaction nobody changes the facilities a list touched, or begins at one of them."""
    asked = asked_about(upload)
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, asked)
        cursor.execute(HELD, asked)


def facilities_moved_on(upload: Upload) -> list[str]:
    """Names of those that somebody has corrected since, or where somebody works: nothing is taken back then."""
    asked = asked_about(upload)
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, asked)
        cursor.execute(NOT_AS_LEFT, asked)
        found = {name for (name,) in cursor.fetchall()}
    posted = Staff.objects.filter(position=Staff.Position.PROVIDER, facility__in=opened_by(upload))
    return sorted(found | set(Facility.objects.filter(code__in=posted.values(code=F("facility")))
                              .values_list("name", flat=True)))  # fmt: skip


def take_facilities_back(upload: Upload) -> None:
    """Those that came go, the others are again as they were."""
    asked = asked_about(upload)
    with connection.cursor() as cursor:
        cursor.execute(REMOVED, asked)
        cursor.execute(_written("before"), asked)

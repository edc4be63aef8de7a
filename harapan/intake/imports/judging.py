"""What each row of a list would do: the questions as SQL, the same for every kind that sets fields.

A row is looked at in this order: damaged, outside the area, unknown here, in conflict, doubled in the file, and only
then changed or as it was. Numbers of people who live elsewhere find nobody: what a reader may not see, no count tells.
"""

from typing import Any, Final

from django.db import connection

from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES, Source
from harapan.intake.sources.dapodik import DAPODIK
from harapan.intake.sources.emis import EMIS
from harapan.intake.sources.pkbm import PKBM
from harapan.intake.sources.shapes import STAGED
from harapan.lib.identifiers import range_of

TYPES: Final = {
    "line": "bigint",
    "born": "date",
    "died_on": "date",
    "decile": "smallint",
    "caretaker": "boolean",
    "excluded_occupation": "boolean",
    "in_education_register": "boolean",
    "opened": "boolean",
    "measured_on": "date",
    "grams": "integer",
    "millimetres": "smallint",
    "lying": "boolean",
    "latitude": "double precision",
    "longitude": "double precision",
    "opened_on": "date",
    "closed_on": "date",
}
"""Of staged columns that are no text."""
NAMES: Final = ("village_name", "district_name", "regency_name", "name_words")
"""Staged columns that only help to find somebody, and are kept with no row."""
KEPT: Final = tuple(name for name in STAGED if name not in (*NAMES, "line", "trouble", "written", "village"))
REGISTERS: Final = (DAPODIK.name, EMIS.name, PKBM.name)
REASON_WITHOUT: Final = {"nik": "nik_missing", "card": "card_missing"}

STAGE: Final = "CREATE TEMPORARY TABLE staged ({}) ON COMMIT DROP".format(
    ", ".join(f"{name} {TYPES.get(name, 'text')}" for name in STAGED)
)
HERE: Final = "village BETWEEN %(lo)s AND %(hi)s"
AGREES: Final = """
    (s.name_words IS NULL AND s.born IS NULL OR s.born = m.born
     OR string_to_array(s.name_words, ' ') && array_remove(ARRAY[m.name_1, m.name_2, m.name_3], ''))
"""
"""A number is believed with a name that shares a word with ours, or with the day of birth, or alone."""

# A NIK that lost digits is taken for a person's only if exactly one who lives here fits: by the digits that are left,
# and by name. Spreadsheets keep fifteen digits and make the last a zero; hasty hands leave a zero out.
MEND: Final = f"""
    WITH tried AS (
        SELECT s.line, m.nik, m.id
        FROM staged AS s
        CROSS JOIN LATERAL (SELECT regexp_replace(s.written, '\\D', '', 'g') AS digits) AS left_over
        CROSS JOIN LATERAL (
            SELECT left(digits, 15) || last FROM generate_series(0, 9) AS last WHERE length(digits) IN (15, 16)
            UNION
            SELECT left(digits, place) || '0' || substr(digits, place + 1) FROM generate_series(0, 15) AS place
            WHERE length(digits) = 15
        ) AS possible (nik)
        JOIN registry_member AS m ON m.nik = possible.nik AND NOT m.nik_contested AND m.{HERE}
        WHERE s.nik IS NULL AND s.trouble IN ('nik_rounded', 'nik_short')
          AND string_to_array(s.name_words, ' ') && array_remove(ARRAY[m.name_1, m.name_2, m.name_3], '')
          AND (s.born IS NULL OR s.born = m.born)
    ), found AS (
        SELECT line, min(nik) AS nik FROM tried GROUP BY line HAVING count(DISTINCT id) = 1
    )
    UPDATE staged SET nik = found.nik, trouble = 'nik_mended' FROM found WHERE found.line = staged.line
"""

# Names of places lead to a code where exactly one village of the area is called so.
PLACES: Final = """
    WITH named AS (
        SELECT DISTINCT village_name, district_name, regency_name FROM staged
        WHERE village IS NULL AND village_name IS NOT NULL
    ), called AS (
        SELECT v.code, regexp_replace(upper(v.name), '[^A-Z0-9]', '', 'g') AS village_name,
               regexp_replace(upper(d.name), '[^A-Z0-9]', '', 'g') AS district_name,
               regexp_replace(regexp_replace(upper(r.name), '^(KABUPATEN|KAB\\.|KOTA) ', ''), '[^A-Z0-9]', '', 'g')
                   AS regency_name
        FROM places_area AS v
        JOIN places_area AS d ON d.code = v.parent AND d.valid_to IS NULL
        JOIN places_area AS r ON r.code = d.parent AND r.valid_to IS NULL
        WHERE v.level = 'village' AND v.valid_to IS NULL
    ), meant AS (
        SELECT named.*, min(called.code) AS code
        FROM named JOIN called ON called.village_name = named.village_name
            AND (named.district_name IS NULL OR called.district_name = named.district_name)
            AND (named.regency_name IS NULL OR called.regency_name = regexp_replace(named.regency_name, '^KOTA', '')
                 OR called.regency_name = named.regency_name)
            AND (named.regency_name IS NOT NULL OR called.code BETWEEN %(lo)s AND %(hi)s)
        GROUP BY 1, 2, 3 HAVING count(*) = 1
    )
    UPDATE staged SET village = meant.code FROM meant
    WHERE staged.village IS NULL AND staged.village_name = meant.village_name
      AND staged.district_name IS NOT DISTINCT FROM meant.district_name
      AND staged.regency_name IS NOT DISTINCT FROM meant.regency_name
"""

MET_MEMBERS: Final = f"""
    CREATE TEMPORARY TABLE met ON COMMIT DROP AS
    SELECT s.line, m.id AS thing, m.id AS member, m.family_id AS family, m.village, m.facilitator, {AGREES} AS agrees
    FROM staged AS s JOIN registry_member AS m ON m.nik = s.nik AND NOT m.nik_contested
    WHERE m.{HERE}
"""
# By card where exactly one family here has it; a NIK in the same row must not lead to another family.
MET_FAMILIES: Final = f"""
    CREATE TEMPORARY TABLE met ON COMMIT DROP AS
    WITH by_nik AS (
        SELECT s.line, m.id AS member, m.family_id AS family, {AGREES} AS agrees
        FROM staged AS s JOIN registry_member AS m ON m.nik = s.nik AND NOT m.nik_contested WHERE m.{HERE}
    ), by_card AS (
        SELECT s.line, min(f.id) AS family
        FROM staged AS s JOIN registry_family AS f ON f.card = s.card WHERE f.{HERE}
        GROUP BY s.line HAVING count(*) = 1
    )
    SELECT line, f.id AS thing, by_nik.member, f.id AS family, f.village, f.facilitator,
           coalesce(agrees, true) AND by_card.family IS NOT DISTINCT FROM coalesce(by_nik.family, by_card.family)
           OR by_card.family IS NULL AND coalesce(agrees, true) AS agrees
    FROM by_nik FULL JOIN by_card USING (line)
    JOIN registry_family AS f ON f.id = coalesce(by_nik.family, by_card.family)
"""
TWICE: Final = """
    CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
    SELECT met.thing, min(met.line) AS first, count(DISTINCT {said}) > 1 AS disagrees
    FROM met JOIN staged AS s USING (line) WHERE coalesce({said}, '') NOT IN ('', '|')
    GROUP BY met.thing HAVING count(*) > 1
"""
JUDGED: Final = """
    INSERT INTO intake_row (upload, line, outcome, reason, trouble, written, member, family, village, facilitator,
                            before, {kept})
    SELECT %(upload)s, line, split_part(fate, ':', 1), split_part(fate, ':', 2), trouble, written, member, family,
           village, facilitator, CASE WHEN fate = 'changed:' THEN before END, {kept}
    FROM (
        SELECT s.line, coalesce(s.trouble, '') AS trouble, coalesce(s.written, '') AS written, met.member, met.family,
               coalesce(met.village, s.village, '') AS village, met.facilitator, {before} AS before, {own},
               CASE {damaged}
                    WHEN s.village IS NOT NULL AND NOT s.village BETWEEN %(lo)s AND %(hi)s THEN 'outside:outside'
                    WHEN met.line IS NULL AND EXISTS (
                        SELECT FROM registry_member AS c WHERE c.nik = s.nik AND c.nik_contested AND c.village
                        BETWEEN %(lo)s AND %(hi)s) THEN 'conflict:contested'
                    WHEN met.line IS NULL THEN 'unknown:not_here'
                    WHEN NOT met.agrees THEN 'conflict:other_person'
                    WHEN twice.disagrees THEN 'conflict:says_two_things'
                    WHEN s.line > twice.first THEN 'doubled:same_again'
                    {conflicts}
                    WHEN {changed} THEN 'changed:'
                    ELSE 'unchanged:' END AS fate
        FROM staged AS s LEFT JOIN met USING (line) LEFT JOIN twice USING (thing)
        LEFT JOIN {table} AS t ON t.id = met.thing {known}
    ) AS judged
"""
# A pupil this register named at a school that now names others. Where the school names less than half of those it had,
# the list is more likely cut short than the pupils gone.
ABSENT: Final = """
    INSERT INTO intake_row (upload, line, outcome, reason, trouble, written, member, family, village, facilitator,
                            before, facility, in_education_register)
    WITH named AS (SELECT facility, count(*) AS now FROM staged WHERE facility IS NOT NULL GROUP BY 1),
    gone AS (
        SELECT k.member, k.facility, m.family_id, m.village, m.facilitator, m.school, m.in_education_register AS had,
               count(*) OVER (PARTITION BY k.facility) AS missing, named.now
        FROM intake_known AS k JOIN named USING (facility) JOIN registry_member AS m ON m.id = k.member
        WHERE k.kind = %(kind)s AND k.value <> '' AND k.as_of <= %(as_of)s AND m.died_on IS NULL
          AND m.village BETWEEN %(lo)s AND %(hi)s
          AND NOT EXISTS (SELECT FROM met WHERE met.member = k.member)
    )
    SELECT %(upload)s, -row_number() OVER (ORDER BY member),
           CASE WHEN missing > now THEN 'conflict' ELSE 'absent' END,
           CASE WHEN missing > now THEN 'school_cut_short'
                WHEN elsewhere THEN 'named_elsewhere' ELSE 'named_before' END,
           '', '', member, family_id, village, facilitator,
           jsonb_build_object('school', school, 'in_education_register', had), facility, elsewhere
    FROM gone, LATERAL (
        SELECT EXISTS (SELECT FROM intake_known AS other WHERE other.member = gone.member AND other.value <> ''
                       AND other.kind <> %(kind)s AND other.kind = ANY(%(registers)s)) AS elsewhere
    ) AS others
"""


def asked_about(upload: Upload) -> dict[str, Any]:
    """What every question needs: the upload, its area as a range, its day."""
    lo, hi = range_of(upload.area)
    return {
        "upload": upload.pk,
        "lo": lo,
        "hi": hi,
        "as_of": upload.as_of,
        "kind": upload.kind,
        "bank": upload.bank,
        "registers": list(REGISTERS),
    }


def judge_fields(upload: Upload) -> None:
    """Rows of a list that sets fields of members or families, or remembers something of members."""
    source, asked = SOURCES[upload.kind], asked_about(upload)
    table = "registry_family" if source.subject == "family" else "registry_member"
    with connection.cursor() as cursor:
        cursor.execute(MET_FAMILIES if source.subject == "family" else MET_MEMBERS, asked)
        cursor.execute("ANALYZE met")
        cursor.execute(TWICE.format(said=said(source)))
        cursor.execute(
            JUDGED.format(
                kept=", ".join(KEPT),
                own=", ".join(f"s.{name}" for name in KEPT),
                damaged=damaged(source),
                before=before(source),
                conflicts=conflicts(source),
                changed=changed(source),
                table=table,
                known=KNOWN_NOW if source.does == "known" or source.register else "",
            ),
            asked,
        )
        if source.register:
            cursor.execute(ABSENT, asked)


KNOWN_NOW: Final = "LEFT JOIN intake_known AS k ON k.member = met.member AND k.kind = %(kind)s"


def damaged(source: Source) -> str:
    """What stands in the way of reading a row at all."""
    cases = []
    for choice in source.needs:
        columns = ["school" if name == "grade" else name for name in choice]
        nothing = " AND ".join(f"s.{name} IS NULL" for name in columns)
        cases.append(
            f"WHEN {nothing} THEN 'damaged:' || coalesce(s.trouble, '{REASON_WITHOUT.get(choice[0], 'missing')}')"
        )
    return "\n".join(cases)


def said(source: Source) -> str:
    """All that a row says about its facts, as one value."""
    if source.does == "known":
        return "s.found"
    return "concat_ws('|', " + ", ".join(f"coalesce(s.{fact.field}::text, '')" for fact in source.facts) + ")"


def before(source: Source) -> str:
    """The facts as the registry has them now."""
    if source.does == "known":
        return "jsonb_build_object('found', k.value)"
    return _object("t", [fact.field for fact in source.facts])


def _object(alias: str, fields: list[str]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{name}', {alias}.{name}" for name in fields) + ")"


def changed(source: Source) -> str:
    """Whether the row says anything the registry does not have yet."""
    if source.does == "known":
        return "k.value IS DISTINCT FROM s.found"
    facts = [f"s.{fact.field} IS NOT NULL AND t.{fact.field} IS DISTINCT FROM s.{fact.field}" for fact in source.facts]
    return "(" + " OR ".join(facts) + ")"


def conflicts(source: Source) -> str:
    """Where the registry says something else that a list may not overwrite, or that cannot be."""
    cases = [
        f"WHEN s.{fact.field} IS NOT NULL AND t.{fact.field} <> s.{fact.field} THEN 'conflict:another_value'"
        for fact in source.facts
        if not fact.overwrites
    ]
    if any(fact.field == "died_on" for fact in source.facts):
        cases.append("WHEN s.died_on < t.born THEN 'conflict:died_before_birth'")
        cases.append("WHEN s.died_on > %(as_of)s THEN 'conflict:in_the_future'")
    return "\n".join(cases)

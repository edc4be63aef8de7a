"""Lists of children who were measured: whom each row is about, and whether it can be so.

Nothing is written down here: the room of commitments takes the rows over once the list is applied.
"""

from typing import Final

from django.db import connection

from harapan.intake.imports.judging import AGREES, HERE, KEPT, asked_about
from harapan.intake.models import Upload

SAYS_NOTHING: Final = "num_nonnulls(s.grams, s.millimetres, s.height_status, s.weight_status, s.wasting_status) = 0"
UNREADABLE: Final = "s.trouble IN ('grams_unreadable', 'millimetres_unreadable', 'measured_on_unreadable')"
OLDEST: Final = 1826
"""Days of age up to which children are assessed: five years."""

# By NIK; where the list has none, by name and day of birth, if exactly one child here fits.
FOUND: Final = f"""
    CREATE TEMPORARY TABLE met ON COMMIT DROP AS
    WITH by_nik AS (
        SELECT s.line, m.id AS member, {AGREES} AS agrees
        FROM staged AS s JOIN registry_member AS m ON m.nik = s.nik AND NOT m.nik_contested WHERE m.{HERE}
    ), by_name AS (
        SELECT s.line, min(m.id) AS member, count(*) > 1 AS several
        FROM staged AS s JOIN registry_member AS m
            ON m.name_1 = split_part(s.name_words, ' ', 1) AND m.name_2 = split_part(s.name_words, ' ', 2)
               AND m.name_3 = split_part(s.name_words, ' ', 3) AND m.born = s.born
        WHERE s.nik IS NULL AND m.{HERE} AND m.same_as IS NULL
        GROUP BY s.line
    )
    SELECT line, member, agrees, false AS several FROM by_nik
    UNION ALL SELECT line, member, true, several FROM by_name
"""
TWICE: Final = f"""
    CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
    SELECT member, measured_on, min(line) AS first,
           count(DISTINCT concat_ws('|', grams, millimetres, height_status, weight_status, wasting_status)) > 1
               AS disagrees
    FROM met JOIN staged AS s USING (line)
    WHERE NOT several AND agrees AND NOT ({SAYS_NOTHING}) AND {UNREADABLE} IS NOT TRUE
    GROUP BY member, measured_on HAVING count(*) > 1
"""
JUDGED: Final = f"""
    INSERT INTO intake_row (upload, line, outcome, reason, trouble, written, member, family, village, facilitator,
                            {", ".join(KEPT)})
    SELECT %(upload)s, line, split_part(fate, ':', 1), split_part(fate, ':', 2), trouble, written, member, family,
           village, facilitator, {", ".join(KEPT)}
    FROM (
        SELECT s.line, coalesce(s.trouble, '') AS trouble, coalesce(s.written, '') AS written,
               m.id AS member, m.family_id AS family, coalesce(m.village, s.village, '') AS village, m.facilitator,
               {", ".join(f"s.{name}" for name in KEPT)},
               CASE WHEN s.nik IS NULL AND (s.name IS NULL OR s.born IS NULL)
                        THEN 'damaged:' || coalesce(s.trouble, 'nik_missing')
                    WHEN {SAYS_NOTHING} THEN 'damaged:' || coalesce(s.trouble, 'missing')
                    WHEN {UNREADABLE} THEN 'damaged:' || s.trouble
                    WHEN s.village IS NOT NULL AND NOT s.village BETWEEN %(lo)s AND %(hi)s THEN 'outside:outside'
                    WHEN met.several THEN 'conflict:two_fit'
                    WHEN met.line IS NULL AND EXISTS (
                        SELECT FROM registry_member AS c WHERE c.nik = s.nik AND c.nik_contested AND c.village
                        BETWEEN %(lo)s AND %(hi)s) THEN 'conflict:contested'
                    WHEN met.line IS NULL THEN 'unknown:not_here'
                    WHEN NOT met.agrees THEN 'conflict:other_person'
                    WHEN s.sex <> m.sex THEN 'conflict:another_sex'
                    WHEN s.measured_on < m.born THEN 'conflict:before_birth'
                    WHEN s.measured_on > %(as_of)s THEN 'conflict:in_the_future'
                    WHEN s.measured_on > m.died_on THEN 'conflict:after_death'
                    WHEN s.measured_on - m.born > {OLDEST} THEN 'unchanged:over_five'
                    WHEN twice.disagrees THEN 'conflict:says_two_things'
                    WHEN s.line > twice.first THEN 'doubled:same_again'
                    ELSE 'new:' END AS fate
        FROM staged AS s LEFT JOIN met USING (line) LEFT JOIN registry_member AS m ON m.id = met.member
        LEFT JOIN twice ON twice.member = met.member AND twice.measured_on = s.measured_on
    ) AS judged
"""


def judge_measured(upload: Upload) -> None:
    """What each row would add."""
    asked = asked_about(upload)
    with connection.cursor() as cursor:
        cursor.execute(FOUND, asked)
        cursor.execute("ANALYZE met")
        cursor.execute(TWICE)
        cursor.execute(JUDGED, asked)

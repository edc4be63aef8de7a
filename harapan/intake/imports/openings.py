"""Answers of a bank to a list of accounts to be opened: judged here, written down by the room's own verb."""

from typing import Final

from django.db import connection

from harapan.intake.imports.judging import KEPT, asked_about
from harapan.intake.load_accounts import record_account_opening
from harapan.intake.load_imports import openings_of
from harapan.intake.models import Upload
from harapan.staff.models import Staff

JUDGED: Final = f"""
    INSERT INTO intake_row (upload, line, outcome, reason, trouble, written, member, family, village, facilitator,
                            {", ".join(KEPT)})
    WITH asked AS (
        SELECT DISTINCT ON (holder.nik) holder.nik, holder.id AS member, line.family, line.village, line.facilitator,
               line.state
        FROM intake_account_line AS line
        JOIN intake_account_list AS list ON list.id = line.list_id AND list.bank = %(bank)s AND list.state <> 'written'
        JOIN registry_member AS holder ON holder.id = line.holder
        ORDER BY holder.nik, line.id DESC
    ), twice AS (
        SELECT nik, min(line) AS first, count(DISTINCT (opened, number)) > 1 AS disagrees
        FROM staged WHERE nik IS NOT NULL GROUP BY nik HAVING count(*) > 1
    )
    SELECT %(upload)s, line, split_part(fate, ':', 1), split_part(fate, ':', 2), trouble, written, member, family,
           village, facilitator, {", ".join(KEPT)}
    FROM (
        SELECT s.line, coalesce(s.trouble, '') AS trouble, coalesce(s.written, '') AS written, a.member, a.family,
               coalesce(a.village, '') AS village, a.facilitator, {", ".join(f"s.{name}" for name in KEPT)},
               CASE WHEN s.nik IS NULL THEN 'damaged:' || coalesce(s.trouble, 'nik_missing')
                    WHEN s.opened IS NULL THEN 'damaged:' || coalesce(s.trouble, 'missing')
                    WHEN s.opened AND s.number IS NULL THEN 'damaged:' || coalesce(s.trouble, 'number_missing')
                    WHEN a.nik IS NULL THEN 'unknown:not_waiting'
                    WHEN twice.disagrees THEN 'conflict:says_two_things'
                    WHEN s.line > twice.first THEN 'doubled:same_again'
                    WHEN a.state <> 'waiting' THEN 'unchanged:answered'
                    WHEN s.opened AND EXISTS (
                        SELECT FROM registry_account AS other WHERE other.bank = %(bank)s AND other.number = s.number
                        AND other.state = 'open' AND other.family_id <> a.family) THEN 'conflict:number_taken'
                    ELSE 'changed:' END AS fate
        FROM staged AS s LEFT JOIN asked AS a ON a.nik = s.nik LEFT JOIN twice ON twice.nik = s.nik
    ) AS judged
"""


def judge_openings(upload: Upload) -> None:
    """Rows of a bank's answer: about families that wait for this bank, or about nobody."""
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, asked_about(upload))


def apply_openings(upload: Upload, *, by: Staff) -> None:
    """Write down what the bank says of those who wait."""
    record_account_opening(
        openings_of(upload),
        bank=upload.bank,
        on=upload.as_of,
        document=f"import:{upload.pk} {upload.name}"[:120],
        by=by,
    )

"""After closing: what the banks later say about credited money, idle, undelivered, or given back."""

from pathlib import Path

import polars as pl
from django.db import connection, transaction

from harapan.audit.actions import Actor, record
from harapan.banks import usage_csv
from harapan.banks.shapes import UnreadableAnswer
from harapan.lib.digests import file_digest
from harapan.lib.refusals import Refusal
from harapan.payments.actions.answers import OUR_ID
from harapan.payments.models import UsageFile
from harapan.policy.edition import Programme
from harapan.tables.bulk import copy_in

Kind = UsageFile.Kind
READERS = {
    Kind.IDLE: usage_csv.read_idle,
    Kind.UNDELIVERED: usage_csv.read_undelivered,
    Kind.GIVEN_BACK: usage_csv.read_given_back,
}
MOST_ODD = 1000
"""So many odd lines are kept word for word; their number is always kept."""

STAGED = """
    CREATE TEMPORARY TABLE usage_line (line bigint, payment bigint, named text, account text, rupiah bigint,
                                       reference text, readable boolean, note text) ON COMMIT DROP
"""

# A line that names no transfer is about the payment to the account it names.
RESOLVED = """
    UPDATE usage_line AS line SET payment = paid.id
    FROM payments_payment AS paid
    WHERE line.payment IS NULL AND paid.cycle = %(cycle)s AND paid.bank = %(bank)s AND paid.number = line.account
"""

JUDGED = """
    CREATE TEMPORARY TABLE usage_judged ON COMMIT DROP AS
    WITH ours AS (
        SELECT line.*, paid.batch, paid.village, paid.bank, paid.rupiah AS credited,
               row_number() OVER (PARTITION BY line.payment ORDER BY line.line) AS turn
        FROM usage_line AS line
        LEFT JOIN payments_payment AS paid ON paid.cycle = %(cycle)s AND paid.id = line.payment
             AND paid.bank = %(bank)s
             AND EXISTS (SELECT FROM payments_credit AS credit
                         WHERE credit.cycle = paid.cycle AND credit.payment = paid.id)
    )
    SELECT ours.*, idle.rupiah AS dormant,
           CASE WHEN NOT readable THEN 'unreadable'
                WHEN credited IS NULL THEN 'unknown'
                WHEN turn > 1 THEN 'duplicate'
                WHEN gone.id IS NOT NULL OR %(kind)s <> 'given_back' AND idle.id IS NOT NULL THEN 'repeated'
                WHEN %(kind)s = 'given_back' AND ours.rupiah > coalesce(idle.rupiah, credited) THEN 'wrong_amount'
                ELSE 'noted' END AS pile
    FROM ours
    LEFT JOIN payments_usage AS idle
        ON idle.cycle = %(cycle)s AND idle.payment = ours.payment AND idle.source = 'credited'
    LEFT JOIN payments_usage AS gone
        ON gone.cycle = %(cycle)s AND gone.payment = ours.payment AND gone.source = 'dormant'
"""

LAY_IDLE = """
    INSERT INTO payments_usage (cycle, batch, payment, village, bank, source, target, rupiah, file_id, reference, by)
    SELECT %(cycle)s, batch, payment, village, bank, 'credited', 'dormant', least(rupiah, credited), %(file)s, '',
           %(by)s
    FROM usage_judged WHERE pile = 'noted' AND dormant IS NULL AND least(rupiah, credited) > 0
"""

GIVE_BACK = """
    INSERT INTO payments_usage (cycle, batch, payment, village, bank, source, target, rupiah, file_id, reference, by)
    SELECT %(cycle)s, batch, payment, village, bank, 'dormant', 'given_back', rupiah, %(file)s,
           left(coalesce(reference, ''), 160), %(by)s
    FROM usage_judged WHERE pile = 'noted'
"""


class CannotReadUsage(Refusal):
    """The file cannot be believed; nothing was noted."""


def read_usage(path: Path, *, cycle: str, kind: str, bank: str, programme: Programme, by: Actor) -> UsageFile:
    """Read one later file of a bank about a cycle's credited money. The same file again returns what was noted.

    Every line lands in a pile: noted, unknown, duplicate, repeated, wrong_amount or unreadable.
    """
    if not path.is_file():
        raise CannotReadUsage(
            f"{path.name}: tidak ada berkas itu di {path.parent}", f"{path.name} is not in {path.parent}"
        )
    if existing := UsageFile.objects.filter(sha256=file_digest(path)).first():
        return existing
    try:
        said = READERS[Kind(kind)](path, bank=bank, currency=programme.currency, minor_units=programme.minor_units)
    except UnreadableAnswer as trouble:
        raise CannotReadUsage(f"{path.name}: {trouble.sentence_id}", f"{path.name}: {trouble.sentence_en}") from trouble
    return _apply(path, cycle, kind, bank, said.lines, by)


@transaction.atomic(durable=True)
def _apply(path: Path, cycle: str, kind: str, bank: str, lines: pl.DataFrame, by: Actor) -> UsageFile:
    noted = UsageFile.objects.create(
        cycle=cycle,
        kind=kind,
        bank=bank,
        name=path.name[:200],
        sha256=file_digest(path),
        lines=lines.height,
        read_by=by.pk,
    )
    asked = {"cycle": cycle, "kind": kind, "bank": bank, "file": noted.pk, "by": by.pk}
    with connection.cursor() as cursor:
        cursor.execute(STAGED)
        copy_in("usage_line", _staged(lines, cycle))
        cursor.execute("ANALYZE usage_line")
        for statement in (RESOLVED, JUDGED, LAY_IDLE, *((GIVE_BACK,) if kind == Kind.GIVEN_BACK else ())):
            cursor.execute(statement, asked)
        cursor.execute("SELECT pile, count(*) FROM usage_judged GROUP BY pile ORDER BY pile")
        noted.piles = dict(cursor.fetchall())
        cursor.execute(
            """SELECT line, pile, coalesce(named, account), note FROM usage_judged
               WHERE pile NOT IN ('noted', 'repeated') ORDER BY line LIMIT %s""",
            [MOST_ODD],
        )
        noted.odd = [list(row) for row in cursor.fetchall()]
    noted.save(update_fields=["piles", "odd"])
    record("usage.read", noted, by=by, lines=noted.lines, piles=noted.piles)
    return noted


def _staged(lines: pl.DataFrame, cycle: str) -> pl.DataFrame:
    """The columns that the three kinds share; a card that never arrived leaves its whole payment idle."""
    whole = pl.lit(2**62, pl.Int64)
    amount = next((pl.col(name) for name in ("balance", "amount") if name in lines.columns), whole)
    reference = pl.col("reference") if "reference" in lines.columns else pl.lit(None, pl.String)
    names = pl.col("end_to_end_id").str.extract_groups(OUR_ID).struct
    named = pl.when(names.field("1") == cycle).then(names.field("2")).cast(pl.Int64)
    return lines.select(
        "line",
        named.alias("payment"),
        pl.col("end_to_end_id").alias("named"),
        "account",
        amount.alias("rupiah"),
        reference.alias("reference"),
        "readable",
        "note",
    )

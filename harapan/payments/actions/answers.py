"""Read what a bank says: every line lands in one named pile, money moves once, and nothing is dropped."""

from pathlib import Path

import polars as pl
from django.db import connection, transaction

from harapan.audit.actions import Actor, record
from harapan.banks import answer_csv, pain002
from harapan.banks.reasons import our_reason
from harapan.banks.reconcile import LOST, PILES, check_totals
from harapan.banks.shapes import Answer, UnreadableAnswer
from harapan.entitlements.models import Batch
from harapan.lib.digests import file_digest
from harapan.lib.refusals import Refusal
from harapan.payments.models import BankAnswer, PaymentFile
from harapan.policy.edition import Programme
from harapan.tables.bulk import copy_in
from harapan.tables.partitions import gather_statistics

STAGED = """
    CREATE TEMPORARY TABLE answer_line (
        line bigint, cycle varchar(20) COLLATE "C", payment bigint, end_to_end_id text, status text, reason text,
        rupiah bigint, note text
    ) ON COMMIT DROP
"""

# The executable definition of the piles is harapan.banks.reconcile.match; this is the same, set-based.
JUDGED = """
    CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
    WITH compared AS (
        SELECT line.*, paid.rupiah AS ordered, paid.village, paid.batch, paid.bank AS paid_bank, paid.file,
               CASE WHEN line.status = 'rejected' THEN 'returned' ELSE line.status END AS outcome,
               coalesce(line.rupiah, paid.rupiah) AS said,
               CASE WHEN line.status <> 'unreadable' THEN line.end_to_end_id END AS named,
               coalesce((
                   SELECT CASE WHEN entry.target IN ('credited', 'returned') THEN entry.target
                               WHEN entry.target = 'approved' THEN 'returned' ELSE 'closed' END
                   FROM payments_ledger AS entry
                   WHERE entry.cycle = paid.cycle AND entry.payment = paid.id ORDER BY entry.id DESC LIMIT 1
               ), 'at_bank') AS state
        FROM answer_line AS line
        LEFT JOIN payments_payment AS paid ON paid.cycle = line.cycle AND paid.id = line.payment
    ), agreed AS (
        SELECT *, named IS NOT NULL AND (min(outcome) OVER same <> max(outcome) OVER same
                                         OR min(said) OVER same <> max(said) OVER same) AS disagrees,
               named IS NOT NULL AND row_number() OVER (same ORDER BY line) > 1 AS again
        FROM compared WINDOW same AS (PARTITION BY named)
    )
    SELECT *, CASE WHEN status = 'unreadable' THEN 'unreadable'
                   WHEN ordered IS NULL THEN 'unknown'
                   WHEN paid_bank <> %(bank)s THEN 'wrong_bank'
                   WHEN file <> %(file)s THEN 'wrong_file'
                   WHEN disagrees OR state IN ('credited', 'returned') AND outcome <> state THEN 'contradicting'
                   WHEN again THEN 'duplicate'
                   WHEN said <> ordered THEN 'wrong_amount'
                   WHEN state = 'closed' THEN 'late'
                   WHEN outcome = state THEN 'repeated'
                   ELSE outcome END AS pile
    FROM agreed
"""

MOVED = """
    INSERT INTO payments_ledger
        (cycle, batch, village, bank, payment, source, target, count, rupiah, cause, reference, by)
    SELECT cycle, batch, village, paid_bank, payment, 'at_bank', pile, 1, ordered,
           CASE WHEN pile = 'returned' THEN reason ELSE 'credited' END, %(answer)s, %(by)s
    FROM judged WHERE pile IN ('credited', 'returned') ORDER BY payment
"""

# Orders of the answered file that no line names and that still wait.
SILENT = """
    CREATE TEMPORARY TABLE unnamed ON COMMIT DROP AS
    SELECT paid.cycle, paid.id AS payment, paid.batch, paid.village, paid.bank, paid.rupiah
    FROM payments_payment AS paid
    WHERE paid.cycle = %(cycle)s AND paid.id BETWEEN %(first)s AND %(last)s AND paid.file = %(file)s
      AND NOT EXISTS (SELECT FROM judged WHERE judged.payment = paid.id AND judged.cycle = paid.cycle
                                           AND judged.status <> 'unreadable')
      AND NOT EXISTS (SELECT FROM payments_ledger AS entry
                      WHERE entry.cycle = paid.cycle AND entry.payment = paid.id AND entry.source = 'at_bank')
"""

SILENT_MOVED = """
    INSERT INTO payments_ledger
        (cycle, batch, village, bank, payment, source, target, count, rupiah, cause, reference, by)
    SELECT cycle, batch, village, bank, payment, 'at_bank', %(target)s, 1, rupiah, %(cause)s, %(answer)s, %(by)s
    FROM unnamed ORDER BY payment
"""

ODD = """
    INSERT INTO payments_odd_line (answer_id, line, pile, end_to_end_id, payment, village, status, reason, rupiah, note)
    SELECT %(answer)s, line, pile, left(coalesce(end_to_end_id, ''), 200), payment, coalesce(village, ''), status,
           coalesce(reason, ''), rupiah, left(coalesce(note, ''), 400)
    FROM judged WHERE pile <> 'credited' ORDER BY line
"""


OUR_ID = r"^(.{1,20})-([0-9]{9}|[1-9][0-9]{9,17})$"
"""Cycle and number of a payment as we write them; an id in any other spelling is not ours."""

Piles = dict[str, dict[str, int]]
"""Lines and rupiah by pile."""


class CannotRead(Refusal):
    """The answer cannot be believed or does not belong here; nothing has moved."""


def read_answer(path: Path, *, bank: str, programme: Programme, by: Actor) -> BankAnswer:
    """Read one answer file and move what it says. The same file again returns what was noted the first time.

    Raises `CannotRead` for a file that is damaged, or about orders that were never sent to this bank.
    """
    if not path.is_file():
        raise CannotRead(f"{path.name}: tidak ada berkas itu di {path.parent}", f"{path.name} is not in {path.parent}")
    if existing := BankAnswer.objects.filter(sha256=file_digest(path)).first():
        return existing
    try:
        answer = _parsed(path, bank, programme)
        return _apply(answer, path.name, by)
    except UnreadableAnswer as trouble:
        raise CannotRead(f"{path.name}: {trouble.sentence_id}", f"{path.name}: {trouble.sentence_en}") from trouble


def _parsed(path: Path, bank: str, programme: Programme) -> Answer:
    read = {".xml": pain002.read, ".csv": answer_csv.read}.get(path.suffix.lower())
    if read is None:
        raise CannotRead(
            f"{path.name}: jawaban bank berupa .xml (pain.002) atau .csv (daftar)",
            f"{path.name}: answers are .xml (pain.002) or .csv (lists)",
        )
    return read(path, bank=bank, currency=programme.currency, minor_units=programme.minor_units)


@transaction.atomic(durable=True)
def _apply(answer: Answer, name: str, by: Actor) -> BankAnswer:
    """Everything an answer says happens at once, or nothing of it."""
    file = _answered_file(answer)
    if existing := _read_before(file, answer, name):
        return existing
    check_totals(answer, count=file.count, total=file.rupiah)
    noted = BankAnswer.objects.create(
        file=file,
        answer_id=answer.answer_id[:140],
        name=name[:200],
        sha256=answer.sha256,
        group_status=answer.group_status or "",
        complete=answer.complete,
        lines=answer.lines.height,
        read_by=by.pk,
    )
    asked = {
        "answer": noted.pk,
        "bank": answer.bank,
        "by": by.pk,
        "cycle": file.cycle,
        "file": file.pk,
        "first": file.first_payment,
        "last": file.last_payment,
    }
    with connection.cursor() as cursor:
        cursor.execute(STAGED)
        copy_in("answer_line", _staged(answer))
        cursor.execute("ANALYZE answer_line")
        for statement in (JUDGED, MOVED, SILENT, ODD):
            cursor.execute(statement, asked)
        cursor.execute("SELECT pile, count(*), coalesce(sum(ordered), 0)::bigint FROM judged GROUP BY pile")
        piles = {pile: {"lines": count, "rupiah": amount} for pile, count, amount in cursor.fetchall()}
        piles |= _move_silent(answer, piles, asked)
    noted.piles = {name: piles[name] for name in PILES if name in piles}
    noted.save(update_fields=["piles"])
    record("answer.read", noted, by=by, file=file.message_id, lines=noted.lines, piles=noted.piles)
    _note_answered(file)
    return noted


def _answered_file(answer: Answer) -> PaymentFile:
    """The file an answer is about, locked: two answers to one file wait for each other."""
    said = answer.original_message_id
    if said is None:
        raise CannotRead(
            "daftar ini tidak menyebut berkas kita yang dijawab: tambahkan `# original_message_id: ...` di atas",
            "the list does not say which of our files it answers: add `# original_message_id: ...` on top",
        )
    file = PaymentFile.objects.select_for_update().filter(message_id=said).first()
    if file is None:
        raise CannotRead(
            f"jawaban ini tentang {said}, yang tidak pernah kita kirim",
            f"the answer is about {said}, which we never sent",
        )
    if file.bank != answer.bank:
        raise CannotRead(
            f"{said} dikirim ke {file.bank}, tetapi yang menjawab {answer.bank}",
            f"{said} went to {file.bank}, but {answer.bank} answers",
        )
    if file.state != PaymentFile.State.RELEASED:
        raise CannotRead(
            f"{said} belum dilepas: belum mungkin dijawab",
            f"{said} has not been released yet: nobody can have answered it",
        )
    return file


def _read_before(file: PaymentFile, answer: Answer, name: str) -> BankAnswer | None:
    """What somebody faster noted of these very bytes. Other bytes under a number we know are refused."""
    existing = file.answers.filter(answer_id=answer.answer_id[:140]).first()
    if existing and existing.sha256 != answer.sha256:
        raise CannotRead(
            f"{name}: jawaban lain dengan nomor {existing.answer_id} sudah dibaca dari {existing.name}",
            f"{name}: another answer with the same number, {existing.answer_id}, was read from {existing.name}",
        )
    return existing


def _staged(answer: Answer) -> pl.DataFrame:
    named = pl.col("end_to_end_id").str.extract_groups(OUR_ID)
    return answer.lines.select(
        "line",
        named.struct.field("1").alias("cycle"),
        named.struct.field("2").cast(pl.Int64).alias("payment"),
        "end_to_end_id",
        "status",
        pl.when(pl.col("status").is_in(["returned", "rejected"])).then(our_reason()).alias("reason"),
        pl.col("amount").alias("rupiah"),
        "note",
    )


def _move_silent(answer: Answer, piles: Piles, asked: dict[str, int | str]) -> Piles:
    """What silence means: nothing, while a line that found no transfer may be about one of these."""
    outcome = "unanswered" if set(piles) & set(LOST) else answer.rest.replace("rejected", "returned")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(rupiah), 0)::bigint FROM unnamed")
        count, amount = cursor.fetchone()
        if outcome in ("credited", "returned"):
            cause = "credited" if outcome == "credited" else "unknown"
            cursor.execute(SILENT_MOVED, {**asked, "target": outcome, "cause": cause})
    if not count:
        return {}
    said = piles.get(outcome, {"lines": 0, "rupiah": 0})
    return {outcome: {"lines": said["lines"] + count, "rupiah": said["rupiah"] + amount}}


def _note_answered(file: PaymentFile) -> None:
    """A batch is answered once every file of it is. Whoever comes last must see the others: hence the lock."""
    batch = Batch.objects.select_for_update().get(pk=file.batch)
    waiting = PaymentFile.objects.filter(batch=batch.pk, answers__isnull=True)
    if batch.state == Batch.State.ORDERED and not waiting.exists():
        batch.state = Batch.State.ANSWERED
        batch.save(update_fields=["state"])
        gather_statistics("payments_ledger", batch.cycle)

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
               ), CASE WHEN %(together)s::bigint IS NOT NULL AND NOT EXISTS (
                           SELECT FROM payments_left_out AS left_out
                           WHERE left_out.answer = %(together)s AND left_out.payment = paid.id
                       ) THEN 'credited' ELSE 'at_bank' END) AS state
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

ENTRY = """
    INSERT INTO payments_ledger
        (cycle, batch, village, bank, payment, source, target, count, rupiah, cause, reference, by)
"""

NAMED = f"""
    {ENTRY}
    SELECT cycle, batch, village, paid_bank, payment, 'at_bank', pile, 1, ordered,
           CASE WHEN pile = 'returned' THEN reason ELSE 'credited' END, %(answer)s, %(by)s
    FROM judged WHERE pile = %(pile)s ORDER BY payment
"""

# Orders of the answered file that still wait. `together` is the answer that credited the rest of the file, if any has.
WAITING = """
    FROM payments_payment AS paid
    WHERE paid.cycle = %(cycle)s AND paid.id BETWEEN %(first)s AND %(last)s AND paid.file = %(file)s
      AND NOT EXISTS (SELECT FROM payments_ledger AS entry
                      WHERE entry.cycle = paid.cycle AND entry.payment = paid.id AND entry.source = 'at_bank')
      AND (%(together)s::bigint IS NULL
           OR paid.id IN (SELECT payment FROM payments_left_out WHERE answer = %(together)s))
"""

# Those of them that no line names.
SILENT = f"""
    {WAITING} AND NOT EXISTS (SELECT FROM judged WHERE judged.payment = paid.id AND judged.cycle = paid.cycle
                                                   AND judged.status <> 'unreadable')
"""

SILENT_MOVED = f"""
    {ENTRY}
    SELECT cycle, batch, village, bank, id, 'at_bank', %(target)s, 1, rupiah, %(cause)s, %(answer)s, %(by)s
    {SILENT} ORDER BY id
"""

# Whoever is not credited now: named with something else, or, unless silence means credited, not named at all.
LEFT_OUT = f"""
    INSERT INTO payments_left_out (answer, payment)
    SELECT %(answer)s, paid.id
    {WAITING} AND NOT EXISTS (SELECT FROM judged WHERE judged.payment = paid.id AND judged.pile = 'credited')
      AND NOT (%(silence_credits)s AND NOT EXISTS (
          SELECT FROM judged WHERE judged.payment = paid.id AND judged.cycle = paid.cycle
                               AND judged.status <> 'unreadable'))
"""

CREDITED_TOGETHER = f"""
    {ENTRY}
    SELECT cycle, batch, village, bank, NULL, 'at_bank', 'credited', count(*), sum(rupiah), 'credited', %(answer)s,
           %(by)s
    {WAITING} AND paid.id NOT IN (SELECT payment FROM payments_left_out WHERE answer = %(answer)s)
    GROUP BY cycle, batch, village, bank
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
Asked = dict[str, int | str | None]
"""What the statements are told about an answer and its file."""
NOTHING = {"lines": 0, "rupiah": 0}


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
        "together": file.answers.filter(credits_rest=True).values_list("pk", flat=True).first(),
    }
    piles = _judge(answer, asked)
    outcome, silent = _silence(answer, piles, asked)
    noted.credits_rest = _move(piles, outcome, silent, asked)
    if silent["lines"]:
        said = piles.get(outcome, NOTHING)
        piles[outcome] = {what: said[what] + silent[what] for what in NOTHING}
    noted.piles = {name: piles[name] for name in PILES if name in piles}
    noted.save(update_fields=["piles", "credits_rest"])
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


def _judge(answer: Answer, asked: Asked) -> Piles:
    """Every line in its pile; what is odd is kept, word for word."""
    with connection.cursor() as cursor:
        cursor.execute(STAGED)
        copy_in("answer_line", _staged(answer))
        cursor.execute("ANALYZE answer_line")
        for statement in (JUDGED, ODD):
            cursor.execute(statement, asked)
        cursor.execute("SELECT pile, count(*), coalesce(sum(ordered), 0)::bigint FROM judged GROUP BY pile")
        return {pile: {"lines": count, "rupiah": amount} for pile, count, amount in cursor.fetchall()}


def _silence(answer: Answer, piles: Piles, asked: Asked) -> tuple[str, dict[str, int]]:
    """What silence means, and how much of the file it is about. It means nothing while a line that found no transfer
    may be about one of these.
    """
    outcome = "unanswered" if set(piles) & set(LOST) else answer.rest.replace("rejected", "returned")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), coalesce(sum(rupiah), 0)::bigint {SILENT}", asked)
        count, amount = cursor.fetchone()
    return outcome, {"lines": count, "rupiah": amount}


def _move(piles: Piles, outcome: str, silent: dict[str, int], asked: Asked) -> bool:
    """Move what came back, payment by payment; what was credited with its villages, where that is most of the file.

    Returns whether it was credited so.
    """
    silence_credits = outcome == "credited" and silent["lines"] > 0
    credited = piles.get("credited", NOTHING)["lines"] + silence_credits * silent["lines"]
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {**asked, "pile": "returned"})
        if outcome == "returned":
            cursor.execute(SILENT_MOVED, {**asked, "target": "returned", "cause": "unknown"})
        if asked["together"] is None and credited > _waiting(asked) - credited:
            cursor.execute(LEFT_OUT, {**asked, "silence_credits": silence_credits})
            cursor.execute(CREDITED_TOGETHER, asked)
            return True
        cursor.execute(NAMED, {**asked, "pile": "credited"})
        if silence_credits:
            cursor.execute(SILENT_MOVED, {**asked, "target": "credited", "cause": "credited"})
    return False


def _waiting(asked: Asked) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {WAITING}", asked)
        return int(cursor.fetchone()[0])


def _note_answered(file: PaymentFile) -> None:
    """A batch is answered once every file of it is. Whoever comes last must see the others: hence the lock."""
    batch = Batch.objects.select_for_update().get(pk=file.batch)
    waiting = PaymentFile.objects.filter(batch=batch.pk, answers__isnull=True)
    if batch.state == Batch.State.ORDERED and not waiting.exists():
        batch.state = Batch.State.ANSWERED
        batch.save(update_fields=["state"])
        gather_statistics("payments_ledger", batch.cycle)

"""From an approved batch to released files: book it, hold what cannot be paid, draw up, write, release."""

from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.banks import dialects
from harapan.banks.shapes import TRANSFER_COLUMNS, CannotWrite, OrderHeader
from harapan.entitlements.models import Batch
from harapan.lib.digests import file_digest
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.lib.room import private_folder, room_under
from harapan.lib.rupiah import rupiah
from harapan.payments import ledger
from harapan.payments.actions.papers import check_papers
from harapan.payments.models import Hold, PaymentFile
from harapan.policy.edition import Edition
from harapan.tables.bulk import fetch
from harapan.tables.locks import only_one
from harapan.tables.parallel import each_on_its_own
from harapan.tables.partitions import filling, make_partition

State = PaymentFile.State

NOON = time(12)
"""The hour of what happened on a day of the past."""


class CannotOrder(Refusal):
    """The batch cannot be ordered now."""


class CannotRelease(Refusal):
    """The file cannot be released by this person now."""


HOLD_UNPAYABLE = """
    INSERT INTO payments_hold (cycle, batch, family, village, facilitator, bank, rupiah, at, reason)
    SELECT owed.cycle, owed.batch, owed.family, owed.village, owed.facilitator, owed.bank, owed.net,
           coalesce(%(at)s::timestamptz, now()),
           CASE WHEN payee.family IS NULL THEN 'no_account'
                WHEN payee.state = 'pending' THEN 'account_pending'
                WHEN payee.bank <> owed.bank THEN 'account_elsewhere'
                ELSE 'caretaker_died' END
    FROM entitlements_entitlement AS owed
    LEFT JOIN registry_payee AS payee ON payee.family = owed.family
    WHERE owed.cycle = %(cycle)s AND owed.batch = %(batch)s AND owed.net > 0
      AND (payee.family IS NULL OR payee.state <> 'open' OR payee.bank <> owed.bank OR payee.has_died)
      AND NOT EXISTS (SELECT FROM payments_payment AS paid
                      WHERE paid.cycle = owed.cycle AND paid.family = owed.family AND paid.replaces IS NULL)
    ON CONFLICT DO NOTHING
"""

RELEASE_HOLDS = """
    UPDATE payments_hold AS hold SET released_at = coalesce(%(at)s::timestamptz, now()), released_by = %(by)s
    FROM registry_payee AS payee
    WHERE hold.batch = %(batch)s AND hold.released_at IS NULL AND payee.family = hold.family
      AND payee.state = 'open' AND payee.bank = hold.bank AND NOT payee.has_died
    RETURNING hold.village, hold.bank, hold.rupiah
"""

PAYABLE_HOLDS = """
    SELECT EXISTS (
        SELECT FROM payments_hold AS hold JOIN registry_payee AS payee ON payee.family = hold.family
        WHERE hold.batch = %s AND hold.released_at IS NULL
          AND payee.state = 'open' AND payee.bank = hold.bank AND NOT payee.has_died
    )
"""

NUMBERS = """
    SELECT pg_advisory_xact_lock(hashtextextended('harapan payment numbers', 0)),
           setval('payments_payment_id_seq', nextval('payments_payment_id_seq') + %s) - %s - 1
"""

# What waits to be ordered, in the order of its files: approved and neither held nor ordered before,
# or come back from the bank and set free to be tried again.
TO_DRAW = """
    CREATE TEMPORARY TABLE drawn ON COMMIT DROP AS
    SELECT numbered.*, place_in_bank / %(most)s AS chunk, place_in_bank %% %(most)s AS place_in_file
    FROM (
        SELECT waiting.*, row_number() OVER (PARTITION BY bank ORDER BY village, family) - 1 AS place_in_bank,
               row_number() OVER (ORDER BY bank, village, family) AS place
        FROM (
            SELECT owed.family, owed.village, owed.facilitator, owed.bank, payee.account, payee.holder,
                   payee.number, payee.name, owed.net AS rupiah, NULL::bigint AS replaces
            FROM entitlements_entitlement AS owed
            JOIN registry_payee AS payee ON payee.family = owed.family AND payee.state = 'open'
                 AND payee.bank = owed.bank AND NOT payee.has_died
            WHERE owed.cycle = %(cycle)s AND owed.batch = %(batch)s AND owed.net > 0
              AND NOT EXISTS (SELECT FROM payments_hold AS hold
                              WHERE hold.batch = owed.batch AND hold.family = owed.family AND hold.released_at IS NULL)
              AND NOT EXISTS (SELECT FROM payments_payment AS paid
                              WHERE paid.cycle = owed.cycle AND paid.family = owed.family AND paid.replaces IS NULL)
            UNION ALL
            SELECT old.family, old.village, old.facilitator, old.bank, payee.account, payee.holder,
                   payee.number, payee.name, old.rupiah, old.id
            FROM payments_payment AS old
            JOIN payments_ledger AS freed ON freed.cycle = old.cycle AND freed.payment = old.id
                 AND freed.source = 'returned' AND freed.target = 'approved'
            JOIN registry_payee AS payee ON payee.family = old.family AND payee.state = 'open'
                 AND payee.bank = old.bank AND NOT payee.has_died
            WHERE old.cycle = %(cycle)s AND old.batch = %(batch)s
              AND NOT EXISTS (SELECT FROM payments_payment AS again
                              WHERE again.cycle = old.cycle AND again.replaces = old.id)
        ) AS waiting
    ) AS numbered
"""

FILES = """
    INSERT INTO payments_file (cycle, batch, "order", bank, number, message_id, state, count, rupiah, first_payment,
                               last_payment, execute_on, path, sha256, drawn_up_by)
    SELECT %(cycle)s, %(batch)s, %(order)s, bank, number,
           format('HRP-%%s-%%s-%%s', %(cycle)s, bank, lpad(number::text, 4, '0')),
           'drawn_up', count, rupiah, %(base)s + first, %(base)s + last, %(execute_on)s, '', '', %(by)s
    FROM (
        SELECT bank, %(files)s + row_number() OVER (ORDER BY bank, chunk) AS number, count(*) AS count,
               sum(rupiah) AS rupiah, min(place) AS first, max(place) AS last
        FROM drawn GROUP BY bank, chunk
    ) AS file
"""

PAYMENTS = """
    INSERT INTO {table} (cycle, id, batch, file, family, village, facilitator, bank, account, holder, number, name,
                         rupiah, replaces)
    SELECT %(cycle)s, %(base)s + place, %(batch)s, file.id, family, village, facilitator, drawn.bank, account, holder,
           drawn.number, name, drawn.rupiah, replaces
    FROM drawn
    JOIN payments_file AS file ON file.cycle = %(cycle)s AND file.batch = %(batch)s AND file."order" = %(order)s
         AND file.bank = drawn.bank AND file.first_payment = %(base)s + drawn.place - drawn.place_in_file
    ORDER BY place
"""


@transaction.atomic(durable=True)
def book(batch: Batch, *, by: Actor, on: date | None = None) -> int:
    """Book an approved batch and set aside what cannot be paid now. Returns the rupiah ready to be ordered.

    Where a stage of the past is played, `on` is the day it is there; else it is now.

    Safe to repeat: holds whose reason is gone are released, new ones are made, nothing is booked twice.
    """
    batch = _locked(batch, reopen_by=by)
    at = None if on in (None, timezone.localdate()) else timezone.make_aware(datetime.combine(on, NOON))
    make_partition("payments_ledger", batch.cycle)
    ledger.book_approval(batch, by=by)
    with connection.cursor() as cursor:
        cursor.execute(RELEASE_HOLDS, {"batch": batch.pk, "by": by.pk, "at": at})
        released = cursor.fetchall()
    ledger.move_in_villages(batch, released, source="held", target="approved", cause="hold_released", by=by)
    newest = Hold.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(HOLD_UNPAYABLE, {"cycle": batch.cycle, "batch": batch.pk, "at": at})
    held = Hold.objects.filter(batch=batch.pk, pk__gt=newest, released_at=None).values_list("village", "bank", "rupiah")
    ledger.move_in_villages(batch, held, source="approved", target="held", cause="held", by=by)
    return ledger.standing(batch)["approved"]


@transaction.atomic(durable=True)
def draw_up(batch: Batch, edition: Edition, *, execute_on: date, by: Actor) -> list[PaymentFile]:
    """Make payments and files of everything that is booked and not held, once its papers allow it."""
    batch = _locked(batch)
    amount = ledger.standing(batch)["approved"] - _drawn_but_not_released(batch)
    order = next_order(batch)
    if amount == 0:
        _note_nothing_to_order(batch)
        return []
    check_papers(batch, order, amount, year=int(batch.cycle[:4]))
    asked = {
        "cycle": batch.cycle,
        "batch": batch.pk,
        "order": order,
        "most": edition.payments.transfers_per_file.value,
        "execute_on": execute_on,
        "by": by.pk,
        "files": PaymentFile.objects.filter(cycle=batch.cycle).count(),
    }
    with connection.cursor() as cursor:
        cursor.execute(TO_DRAW, asked)
        cursor.execute("ANALYZE drawn")
        cursor.execute("SELECT count(*), coalesce(sum(rupiah), 0)::bigint FROM drawn")
        count, drawn = cursor.fetchone()
        if drawn != amount:
            raise CannotOrder(
                f"dibukukan {rupiah(amount)}, tetapi keluarga yang dibayar berjumlah {rupiah(drawn)}: bukukan lagi",
                f"{rupiah(amount)} is booked, but the families to pay sum to {rupiah(drawn)}: book again",
            )
        cursor.execute(NUMBERS, [count, count])
        asked["base"] = cursor.fetchone()[1]
        cursor.execute(FILES, asked)
        with filling("payments_payment", batch.cycle) as table:
            cursor.execute(PAYMENTS.format(table=table), asked)
    files = list(PaymentFile.objects.filter(batch=batch.pk, order=order).order_by("number"))
    record("order.drawn_up", batch, by=by, order=order, payments=count, rupiah=drawn, files=len(files))
    return files


def write_files(batch: Batch, edition: Edition, *, by: Actor, progress: Progress = silent) -> list[PaymentFile]:
    """Write every drawn-up file of a batch that is not on disk yet. A file interrupted half-way is written anew."""
    with only_one(f"writing files of batch {batch.pk}"):
        files = list(PaymentFile.objects.filter(batch=batch.pk, state=State.DRAWN_UP).order_by("number"))
        villages = _village_names()
        write = partial(_write_file, edition=edition, villages=villages, by=by, progress=progress)
        written = list(each_on_its_own(write, files))
        with room_under(settings.HOME):
            _write_missing_copies(batch, edition, villages)
        return written


def _write_missing_copies(batch: Batch, edition: Edition, villages: pl.DataFrame) -> None:
    """What people read beside the files."""
    files = PaymentFile.objects.filter(batch=batch.pk).exclude(state=State.DRAWN_UP).order_by("number")
    for file in files:
        if not dialects.has_copies(file.bank, payments_folder(file.cycle) / file.path):
            dialects.write_copies(_header(file, edition), _transfers(file, villages), payments_folder(file.cycle))


@transaction.atomic(durable=True)
def release_payment_file(file: PaymentFile, *, by: Actor) -> PaymentFile:
    """Send a written file on its way; its money now stands at the bank. Its author may not release it."""
    file = PaymentFile.objects.select_for_update().get(pk=file.pk)
    if file.state == State.RELEASED and file.released_by == by.pk:
        return file
    if file.state != State.WRITTEN:
        raise CannotRelease(
            f"{file.message_id} {file.get_state_display().lower()}, belum ditulis",
            f"{file.message_id} is {file.state.replace('_', ' ')}, not written",
        )
    if file.drawn_up_by == by.pk:
        raise CannotRelease(
            "orang kedua harus melepas berkas ini",
            "a second person must release the file",
        )
    path = payments_folder(file.cycle) / file.path
    if not path.exists() or file_digest(path) != file.sha256:
        raise CannotRelease(
            f"{file.path} bukan lagi berkas yang ditulis: sidik digitalnya berbeda",
            f"{file.path} is not the file that was written: its digest differs",
        )

    file.state, file.released_by, file.released_at = State.RELEASED, by.pk, timezone.now()
    file.save(update_fields=["state", "released_by", "released_at"])
    ledger.order_file(file, by=by)
    record("payment_file.released", file, by=by, count=file.count, rupiah=file.rupiah, sha256=file.sha256)
    _note_ordered(file)
    return file


def _note_nothing_to_order(batch: Batch) -> None:
    """A wave in which nobody can be paid has no files: there is nothing for a bank to answer."""
    if batch.state == Batch.State.APPROVED and not PaymentFile.objects.filter(batch=batch.pk).exists():
        batch.state = Batch.State.ANSWERED
        batch.save(update_fields=["state"])


def _note_ordered(file: PaymentFile) -> None:
    """A batch is ordered once all its files are released. Whoever comes last must see the others: hence the lock."""
    batch = Batch.objects.select_for_update().get(pk=file.batch)
    waiting = PaymentFile.objects.filter(batch=batch.pk).exclude(state=State.RELEASED)
    if batch.state == Batch.State.APPROVED and not waiting.exists():
        batch.state = Batch.State.ORDERED
        batch.save(update_fields=["state"])


def next_order(batch: Batch) -> int:
    """The number of a batch's next order: one more than those drawn up."""
    last = PaymentFile.objects.filter(batch=batch.pk).order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def payments_folder(cycle: str) -> Path:
    """Where a cycle's payment files lie; nobody but us may look in."""
    return private_folder(private_folder(Path(settings.HOME) / "payments") / cycle)


def payable_holds(batch: Batch) -> bool:
    """Whether money is held in this batch for somebody who could be paid by now."""
    with connection.cursor() as cursor:
        cursor.execute(PAYABLE_HOLDS, [batch.pk])
        return bool(cursor.fetchone()[0])


def _locked(batch: Batch, *, reopen_by: Actor | None = None) -> Batch:
    """The batch, ours alone until the transaction ends. A closed book opens again only to pay out what it holds."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == Batch.State.CLOSED and reopen_by and payable_holds(batch):
        batch.state = Batch.State.APPROVED
        batch.save(update_fields=["state"])
        record("batch.reopened", batch, by=reopen_by, because="held money can be paid")
    if batch.approved_by is None or batch.state in (Batch.State.REFUSED, Batch.State.CLOSED):
        raise CannotOrder(
            f"gelombang ini {batch.get_state_display().lower()}: hanya yang disetujui dan belum ditutup yang dibayar",
            f"the batch is {batch.state}: only an approved, open batch is ordered",
        )
    return batch


def _drawn_but_not_released(batch: Batch) -> int:
    waiting = PaymentFile.objects.filter(batch=batch.pk).exclude(state=State.RELEASED)
    return sum(waiting.values_list("rupiah", flat=True))


@transaction.atomic(durable=True)
def _write_file(
    file: PaymentFile, *, edition: Edition, villages: pl.DataFrame, by: Actor, progress: Progress
) -> PaymentFile:
    file = PaymentFile.objects.select_for_update().get(pk=file.pk)
    if file.state != State.DRAWN_UP:
        return file
    folder = payments_folder(file.cycle)
    header, transfers = _header(file, edition), _transfers(file, villages)
    try:
        with room_under(settings.HOME):
            written = dialects.write_order(header, transfers, folder)
    except CannotWrite as trouble:
        raise CannotOrder(trouble.sentence_id, trouble.sentence_en) from trouble
    file.state, file.path, file.sha256 = State.WRITTEN, written.path.name, written.sha256
    file.save(update_fields=["state", "path", "sha256"])
    record("payment_file.written", file, by=by, count=file.count, rupiah=file.rupiah, sha256=file.sha256)
    progress(file.count)
    return file


def _header(file: PaymentFile, edition: Edition) -> OrderHeader:
    stage = edition.stage
    return OrderHeader(
        message_id=file.message_id,
        created_at=file.drawn_up_at,
        cycle=file.cycle,
        title=f"{edition.programme.name.upper()} tahap {stage.number}/{stage.year}",
        debtor_name=settings.PROGRAMME_ACCOUNT["name"],
        debtor_account=settings.PROGRAMME_ACCOUNT["number"],
        debtor_bank=settings.PROGRAMME_ACCOUNT["bank"],
        execution_date=file.execute_on,
        purpose=edition.payments.purpose_code.value,
        currency=edition.programme.currency,
        minor_units=edition.programme.minor_units,
        bank=file.bank,
        batch=file.batch,
        chunk=file.number,
        count=file.count,
        total=file.rupiah,
    )


def _transfers(file: PaymentFile, villages: pl.DataFrame) -> pl.DataFrame:
    """A file's transfers in the order of their numbers, with what only the bank may read."""
    payments = fetch(
        f"""
        SELECT id, rupiah AS amount, number AS account, name, village, family
        FROM payments_payment
        WHERE cycle = '{file.cycle}' AND id BETWEEN {file.first_payment} AND {file.last_payment}
        ORDER BY id
        """
    )
    named = payments.join(villages, on="village", how="left", maintain_order="left")
    number = pl.col("id").cast(pl.String).str.zfill(9)
    whole = named.with_columns(
        pl.col("village_name").fill_null(""), end_to_end_id=pl.format("{}-{}", pl.lit(file.cycle), number)
    )
    return whole.select(*TRANSFER_COLUMNS).cast(TRANSFER_COLUMNS)  # type: ignore[arg-type]


def _village_names() -> pl.DataFrame:
    return fetch(
        "SELECT code AS village, name AS village_name FROM places_area WHERE level = 'village' AND valid_to IS NULL"
    )

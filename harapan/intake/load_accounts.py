"""Account-opening lists to banks and their answers: drawn up by one, released by another, answered set-based."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.banks import account_answer, account_list
from harapan.banks.account_list import HOLDER_COLUMNS, ListHeader
from harapan.banks.shapes import UnreadableAnswer
from harapan.intake.confirmation.queries import may_answer, without_account
from harapan.intake.models import AccountLine, AccountList
from harapan.lib.digests import file_digest
from harapan.lib.refusals import Refusal
from harapan.lib.room import private_folder, room_under
from harapan.registry.actions import move_participation
from harapan.registry.models import Bank, Participation
from harapan.staff.models import Staff
from harapan.tables.bulk import copy_in

State = AccountList.State
P = Participation


class CannotOpenAccounts(Refusal):
    """A list cannot be drawn up, released or answered now, or not by this person."""


def accounts_folder() -> Path:
    """Where lists and answers lie; nobody but us may look inside."""
    return private_folder(settings.HOME / "accounts")


# -- out -------------------------------------------------------------------------------------------------------------

LINES = """
    INSERT INTO intake_account_line (list_id, family, village, facilitator, holder, name, state, reason, said)
    SELECT %s, chosen.id, chosen.village, chosen.facilitator, holder.id, left(holder.name, 140), 'waiting', '', ''
    FROM ({chosen}) AS chosen JOIN registry_member AS holder ON holder.id = chosen.caretaker
"""
HOLDERS = """
    SELECT 'HRP-BK-' || lpad(line.list_id::text, 6, '0') || '-' || line.family AS reference, line.family, family.card,
           holder.nik, line.name, holder.mother_name AS mother, holder.born, holder.sex, family.address, line.village,
           coalesce(area.name, line.village) AS village_name
    FROM intake_account_line AS line
    JOIN registry_family AS family ON family.id = line.family
    JOIN registry_member AS holder ON holder.id = line.holder
    LEFT JOIN places_area AS area ON area.code = line.village AND area.valid_to IS NULL
    WHERE line.list_id = %s ORDER BY line.village, line.family
"""
SUMS = "SELECT count(*), coalesce(sum(family), 0)::bigint FROM intake_account_line WHERE list_id = %s"


@transaction.atomic
def draw_up_account_list(
    bank: str, area: str, *, again: bool = False, errand: int, at: datetime, by: Staff
) -> AccountList:
    """Write the list of families for whom a bank is asked to open accounts: a file for it and one to read.

    The same errand finds the list it drew up before. Raises `CannotOpenAccounts`.
    """
    if not by.may_move_money:
        raise CannotOpenAccounts(
            "daftar pembukaan rekening disusun keuangan", "finance draws up lists for opening accounts"
        )
    if bank not in Bank.values or bank == Bank.POS:
        raise CannotOpenAccounts("pos tidak membuka rekening", "the post opens no accounts")
    _one_at_a_time(bank)
    if found := AccountList.objects.filter(errand=errand).first():
        return found
    chosen = without_account(bank, area, again=again).values("id", "village", "facilitator", "caretaker")
    families = chosen.count()
    if not families:
        raise CannotOpenAccounts(
            f"tidak ada keluarga yang menunggu rekening {bank} di wilayah itu",
            f"no family in that area waits for an account at {bank}",
        )
    drawn = AccountList(bank=bank, area=area, errand=errand, families=families, drawn_up_by=by.pk, drawn_up_at=at)
    drawn.path = drawn.sheet_path = drawn.sha256 = drawn.sheet_sha256 = "-"
    drawn.save()
    sql, params = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(chosen=sql), [drawn.pk, *params])
        cursor.execute(SUMS, [drawn.pk])
        drawn.families, drawn.checksum = cursor.fetchone()
    _write(drawn)
    record("account_list.drawn_up", drawn, by=by, bank=bank, families=drawn.families, sha256=drawn.sha256)
    return drawn


def _write(drawn: AccountList) -> None:
    """Both files, under names of their own; the database says what they must hold."""
    folder = accounts_folder()
    header = ListHeader(
        message_id=str(drawn),
        created_at=drawn.drawn_up_at,
        bank=drawn.bank,
        title=f"Pembukaan rekening kolektif PKH {drawn.bank}",
        count=drawn.families,
        checksum=drawn.checksum,
    )
    holders = _holders(drawn)
    with room_under(folder):
        file = account_list.write(header, holders, folder / f"{drawn}.csv")
        sheet = account_list.write_workbook(header, holders, folder / f"{drawn}.xlsx")
    drawn.path, drawn.sha256 = file.path.name, file.sha256
    drawn.sheet_path, drawn.sheet_sha256 = sheet.path.name, sheet.sha256
    drawn.save()


def _holders(drawn: AccountList) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [drawn.pk])
        return pl.DataFrame(cursor.fetchall(), schema=HOLDER_COLUMNS, orient="row")


PENDING = """
    INSERT INTO registry_account (family_id, village, facilitator, holder, holder_name, bank, number, state)
    SELECT line.family, line.village, line.facilitator, line.holder, line.name, %s, '', 'pending'
    FROM intake_account_line AS line WHERE line.list_id = %s
"""


@transaction.atomic
def release_account_list(drawn: AccountList, *, on: date, by: Staff) -> AccountList:
    """Send a list to its bank: its families wait for their accounts from now on. Its author may not release it."""
    drawn = AccountList.objects.select_for_update().get(pk=drawn.pk)
    if drawn.state != State.WRITTEN:
        return drawn
    if not by.may_move_money:
        raise CannotOpenAccounts("daftar dilepas keuangan", "finance releases lists")
    if drawn.drawn_up_by == by.pk:
        raise CannotOpenAccounts(
            "orang kedua harus melepas daftar yang Anda susun", "a second person must release what you drew up"
        )
    for name, digest in ((drawn.path, drawn.sha256), (drawn.sheet_path, drawn.sheet_sha256)):
        path = accounts_folder() / name
        if not path.exists() or file_digest(path) != digest:
            raise CannotOpenAccounts(
                f"{name} bukan lagi berkas yang ditulis: sidik digitalnya berbeda",
                f"{name} is not the file that was written: its digest differs",
            )
    with connection.cursor() as cursor:
        cursor.execute(PENDING, [drawn.bank, drawn.pk])
    listed = AccountLine.objects.filter(list=drawn).values("family")
    for source in (P.CONFIRMED, P.ACCOUNT_FAILED):
        move_participation(
            listed, source=source, target=P.ACCOUNT_PENDING, cause="account_asked", on=on, by=by, document=str(drawn)
        )
    drawn.state, drawn.released_by, drawn.released_at = State.RELEASED, by.pk, timezone.now()
    drawn.save(update_fields=["state", "released_by", "released_at"])
    record("account_list.released", drawn, by=by, families=drawn.families)
    return drawn


# -- back ------------------------------------------------------------------------------------------------------------

TOLD_COLUMNS: dict[str, type[pl.DataType]] = {
    "family": pl.Int64,
    "nik": pl.String,
    "opened": pl.Boolean,
    "number": pl.String,
    "reason": pl.String,
    "said": pl.String,
    "opened_on": pl.Date,
}
"""What `record_account_opening` is told of each family: named by its number or by its holder's NIK."""

STAGED = """
    CREATE TEMPORARY TABLE told_account (family bigint, nik text, opened boolean, number text, reason text, said text,
                                         opened_on date) ON COMMIT DROP
"""
# A line names a family, or the NIK of who is to hold the account; of two that disagree about one neither is believed.
WAITING = """
    CREATE TEMPORARY TABLE waiting_account ON COMMIT DROP AS
    SELECT line.id AS line, line.list_id AS list, line.family, holder.nik
    FROM intake_account_line AS line
    JOIN intake_account_list AS list ON list.id = line.list_id AND list.bank = %(bank)s AND list.state = 'released'
    JOIN registry_member AS holder ON holder.id = line.holder
    WHERE line.state = 'waiting'
"""
# One look at the bank's accounts, however many numbers are told.
TAKEN = """
    CREATE TEMPORARY TABLE taken_account ON COMMIT DROP AS
    SELECT number, family_id FROM registry_account
    WHERE bank = %(bank)s AND state = 'open' AND number IN (SELECT number FROM told_account WHERE opened)
"""
MATCHED = """
    CREATE TEMPORARY TABLE matched_account ON COMMIT DROP AS
    SELECT line, list, family, bool_and(opened) AS opened, max(number) AS number, max(reason) AS reason,
           max(said) AS said, max(opened_on) AS opened_on,
           count(DISTINCT (opened, number)) > 1
           OR coalesce(bool_or(opened AND taken.family_id <> family), false) AS contested
    FROM (
        SELECT waiting.*, opened, number, reason, said, opened_on
        FROM told_account JOIN waiting_account AS waiting USING (family)
        UNION ALL
        SELECT waiting.*, opened, number, reason, said, opened_on
        FROM told_account JOIN waiting_account AS waiting USING (nik) WHERE told_account.family IS NULL
    ) AS told
    LEFT JOIN taken_account AS taken USING (number)
    GROUP BY line, list, family
"""
COUNTED = """
    SELECT (SELECT count(*) FROM told_account), count(*) FILTER (WHERE opened AND NOT contested),
           count(*) FILTER (WHERE NOT opened AND NOT contested), count(*) FILTER (WHERE contested)
    FROM matched_account
"""
ANSWERED = """
    UPDATE intake_account_line AS line
    SET state = CASE WHEN matched.opened THEN 'opened' ELSE 'failed' END,
        reason = CASE WHEN matched.opened THEN '' ELSE coalesce(nullif(matched.reason, ''), 'unknown') END,
        said = left(coalesce(matched.said, ''), 200), answered_on = %(on)s
    FROM matched_account AS matched WHERE matched.line = line.id AND NOT matched.contested
"""
ACCOUNTS = """
    UPDATE registry_account AS account
    SET state = CASE WHEN matched.opened THEN 'open' ELSE 'failed' END,
        number = CASE WHEN matched.opened THEN matched.number ELSE '' END,
        opened_on = CASE WHEN matched.opened THEN coalesce(matched.opened_on, %(on)s) END
    FROM matched_account AS matched
    WHERE matched.family = account.family_id AND account.state = 'pending' AND NOT matched.contested
"""
LISTS = """
    UPDATE intake_account_list AS list
    SET opened = sums.opened, failed = sums.failed,
        state = CASE WHEN sums.waiting = 0 THEN 'answered' ELSE list.state END,
        answered_at = CASE WHEN sums.waiting = 0 THEN now() END
    FROM (
        SELECT list_id, count(*) FILTER (WHERE state = 'opened') AS opened,
               count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'waiting') AS waiting
        FROM intake_account_line
        WHERE list_id IN (SELECT list FROM matched_account)
        GROUP BY list_id
    ) AS sums WHERE sums.list_id = list.id
"""


@dataclass(frozen=True)
class Opened:
    """What an answer came to: its lines, accounts opened and refused, and families about which its lines disagree."""

    lines: int
    opened: int
    failed: int
    contested: int

    @property
    def unknown(self) -> int:
        """Lines about families that wait for nothing from this bank; among them those answered before."""
        return self.lines - self.opened - self.failed - self.contested


@transaction.atomic
def record_account_opening(rows: pl.DataFrame, *, bank: str, on: date, document: str, by: Staff) -> Opened:
    """Write down what a bank says about accounts: TOLD_COLUMNS, one row for each. What was told before changes nothing.

    Opened accounts make their families ready; refused ones say why. Raises `CannotOpenAccounts`.
    """
    if not may_answer(by):
        raise CannotOpenAccounts(
            "jawaban bank dicatat keuangan atau bank", "finance or the bank hands in what the bank says"
        )
    _one_at_a_time(bank)
    asked: dict[str, str | date] = {"bank": bank, "on": on}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS told_account, waiting_account, taken_account, matched_account")
        cursor.execute(STAGED)
        copy_in("told_account", rows.select(*TOLD_COLUMNS))
        cursor.execute(WAITING, asked)
        cursor.execute(TAKEN, asked)
        cursor.execute(MATCHED, asked)
        cursor.execute(COUNTED)
        told = Opened(*(int(count) for count in cursor.fetchone()))
        for statement in (ANSWERED, ACCOUNTS, LISTS):
            cursor.execute(statement, asked)
    _move_on(bank, on, document, by)
    record("accounts.answered", by, by=by, bank=bank, opened=told.opened, failed=told.failed, document=document)
    return told


def _move_on(bank: str, on: date, document: str, by: Staff) -> None:
    """Who waits no more: with an account first, so that a refusal of earlier days counts for nobody who has one."""
    for state, target, cause in (
        (AccountLine.State.OPENED, P.READY, "account_opened"),
        (AccountLine.State.FAILED, P.ACCOUNT_FAILED, "account_failed"),
    ):
        lines = AccountLine.objects.filter(state=state, answered_on=on, list__bank=bank)
        waiting = AccountLine.objects.filter(state=AccountLine.State.WAITING).values("family")
        move_participation(
            lines.exclude(family__in=waiting).values("family"),
            source=P.ACCOUNT_PENDING,
            target=target,
            cause=cause,
            on=on,
            by=by,
            document=document[:120],
        )


def read_account_answer(path: Path, *, bank: str, on: date, by: Staff) -> Opened:
    """Read a bank's file and write down what it says. Raises `CannotOpenAccounts` when it cannot be believed."""
    try:
        answer = account_answer.read(path, bank=bank)
    except UnreadableAnswer as unreadable:
        raise CannotOpenAccounts(unreadable.sentence_id, unreadable.sentence_en) from unreadable
    ours = pl.col("reference").str.extract(r"^HRP-BK-[0-9]{6}-([0-9]{1,18})$").cast(pl.Int64)
    told = answer.lines.filter(pl.col("opened").is_not_null()).with_columns(ours.alias("family"))
    counted = record_account_opening(told, bank=bank, on=on, document=f"sha256 {answer.sha256[:16]}", by=by)
    odd = answer.lines.height - told.height
    return Opened(counted.lines + odd, counted.opened, counted.failed, counted.contested)


def _one_at_a_time(bank: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"harapan accounts {bank}"])

"""What must hold before an order becomes a file: totals, unique ids, positive amounts, accounts and names."""

import re

import polars as pl

from harapan.banks import texts
from harapan.banks.shapes import TRANSFER_COLUMNS, CannotWrite, OrderHeader
from harapan.lib.rupiah import number

LARGEST = 10**18 - 1
"""ISO 20022 amounts have at most 18 digits."""


def checked(header: OrderHeader, transfers: pl.DataFrame) -> pl.DataFrame:
    """The transfers with names as they will be written. Raises CannotWrite with the first thing that is wrong."""
    _check_header(header)
    _check_columns(transfers)
    _check_totals(header, transfers)
    _check_each(transfers)
    return transfers.with_columns(texts.printable_names(transfers["name"])).pipe(_all_named)


def _check_header(header: OrderHeader) -> None:
    for field in ("message_id", "debtor_bank", "bank"):
        if not texts.is_identifier(getattr(header, field)):
            raise CannotWrite(
                f"Kepala berkas: {field} kosong, lebih dari 35 huruf, atau berisi tanda yang tidak boleh.",
                f"The header's {field} is empty, longer than 35 characters, or has a sign that is not allowed.",
            )
    for field in ("title", "debtor_name"):
        text = getattr(header, field)
        if not texts.printable(text) or len(text) > texts.NAME_LENGTH:
            raise CannotWrite(
                f"Kepala berkas: {field} kosong atau lebih dari 140 huruf.",
                f"The header's {field} is empty or longer than 140 characters.",
            )
    if not (re.fullmatch("[A-Z]{3}", header.currency) and re.fullmatch("[A-Z0-9]{1,4}", header.purpose)):
        raise CannotWrite(
            "Kepala berkas: mata uang atau kode tujuan bukan kode ISO.",
            "The header's currency or purpose is not an ISO code.",
        )
    if not pl.Series([header.debtor_account]).str.contains(texts.ACCOUNT).item():
        raise CannotWrite("Rekening program bukan nomor rekening.", "The programme's account is not an account number.")


def _check_columns(transfers: pl.DataFrame) -> None:
    if dict(transfers.schema) != TRANSFER_COLUMNS:
        raise CannotWrite(
            f"Daftar transfer harus punya kolom {', '.join(TRANSFER_COLUMNS)}.",
            f"Transfers must have the columns {', '.join(TRANSFER_COLUMNS)}, in that order and of those types.",
        )
    if transfers.is_empty():
        raise CannotWrite("Tidak ada transfer untuk ditulis.", "There is no transfer to write.")


def _check_totals(header: OrderHeader, transfers: pl.DataFrame) -> None:
    # 128 bits: a sum that wraps round must not look right
    count, total = transfers.height, int(transfers["amount"].cast(pl.Int128).sum())
    if (count, total) != (header.count, header.total):
        raise CannotWrite(
            f"Disetujui {number(header.count)} transfer sebesar {number(header.total)}, "
            f"tetapi yang akan ditulis {number(count)} sebesar {number(total)}.",
            f"{number(header.count)} transfers of {number(header.total)} were approved, "
            f"but {number(count)} of {number(total)} would be written.",
        )
    if total > LARGEST:
        raise CannotWrite("Jumlah berkas melebihi 18 angka.", "The file's total has more than 18 digits.")


def _check_each(transfers: pl.DataFrame) -> None:
    ids, accounts, amounts = transfers["end_to_end_id"], transfers["account"], transfers["amount"]
    _refuse(amounts.is_null() | (amounts <= 0), ids, "tanpa jumlah di atas nol", "without an amount above zero")
    _refuse(~ids.str.contains(texts.IDENTIFIER), ids, "tanpa nomor referensi yang sah", "without a valid end-to-end id")
    _refuse(~accounts.str.contains(texts.ACCOUNT), ids, "tanpa nomor rekening yang sah", "without a valid account")
    if ids.n_unique() != ids.len():
        _refuse(ids.is_duplicated(), ids, "dengan nomor referensi yang sama", "with the same end-to-end id")


def _all_named(transfers: pl.DataFrame) -> pl.DataFrame:
    names = transfers["name"]
    _refuse(names == "", transfers["end_to_end_id"], "tanpa nama", "without a name")
    return transfers


def _refuse(wrong: pl.Series, ids: pl.Series, wording_id: str, wording_en: str) -> None:
    """A missing value is wrong too."""
    wrong = wrong.fill_null(True)
    if wrong.any():
        count, first = number(int(wrong.sum())), ids.filter(wrong)[0]
        raise CannotWrite(
            f"Transfer {wording_id}: {count}, yang pertama {first}.",
            f"Transfers {wording_en}: {count}, the first is {first}.",
        )

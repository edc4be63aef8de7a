"""Why money did not arrive: the codes of banks on one side, our closed list and plain words on the other."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Reason:
    """One reason of our closed list (domain facts 6.3), as a family, a facilitator and a SIKS-NG user know it."""

    code: str
    id: str
    en: str
    siks: str | None
    """The label users know from SIKS-NG (domain facts 6.1), where there is one."""
    correctable: bool
    """Somebody can put it right and the payment can be ordered again, without a new decision on the family."""


REASONS = {
    reason.code: reason
    for reason in (
        Reason("account_not_open", "rekening belum dibuka", "the account is not open yet", "PROSES BUREKOL", True),
        Reason("account_closed", "rekening sudah ditutup", "the account was closed", None, True),
        Reason("account_blocked", "rekening diblokir bank", "the bank has blocked the account", None, True),
        Reason("account_dormant", "rekening tidak aktif", "the account is dormant", "TIDAK TRANSAKSI", True),
        Reason("identity_mismatch", "data bank dan Dukcapil berbeda", "bank and civil registry differ", "SI", True),
        Reason("duplicate", "dibayar ganda", "it was already paid", None, False),
        Reason("deceased", "pemilik rekening meninggal", "the account holder has died", "EXCLUDE MENINGGAL", True),
        Reason("card_not_delivered", "KKS belum diterima keluarga", "the card was not delivered", None, True),
        Reason("excluded", "dikeluarkan dari penyaluran", "excluded from payment", "EXCLUDE", False),
        Reason("file_refused", "bank menolak seluruh berkas", "the bank refused the whole file", None, True),
        Reason("unknown", "alasan tidak dijelaskan bank", "the bank gave no reason we know", '"-"', True),
    )
}
"""A death is correctable: the money is held for the successor, who gets an account of their own."""

ISO_CODES = {
    "AC01": "account_not_open",  # incorrect account number
    "AC03": "account_not_open",  # invalid creditor account number
    "AC04": "account_closed",
    "AC07": "account_closed",
    "AC06": "account_blocked",
    "AC16": "card_not_delivered",  # invalid card number
    "AG01": "account_blocked",  # transaction forbidden on this account
    "AM05": "duplicate",
    "BE01": "identity_mismatch",  # inconsistent with end customer
    "BE05": "identity_mismatch",
    "BE06": "identity_mismatch",  # unknown end customer
    "MD07": "deceased",
    "RR04": "excluded",  # regulatory reason
    "AM10": "file_refused",  # invalid control sum
    "AM18": "file_refused",  # invalid number of transactions
    "DU01": "file_refused",  # duplicate message
    "FF01": "file_refused",  # invalid file format
    "MS03": "unknown",  # the agent gives no reason
    "NARR": "unknown",
}
"""ISO 20022 external status reason codes, to our code. Anything else is unknown."""

WORDS = {
    "REKENING BELUM DIBUKA": "account_not_open",
    "BUREKOL": "account_not_open",
    "PROSES BUREKOL": "account_not_open",
    "REKENING TUTUP": "account_closed",
    "REKENING DITUTUP": "account_closed",
    "BLOKIR": "account_blocked",
    "REKENING BLOKIR": "account_blocked",
    "DORMANT": "account_dormant",
    "REKENING PASIF": "account_dormant",
    "REKENING TIDAK AKTIF": "account_dormant",
    "TIDAK TRANSAKSI": "account_dormant",
    "BEDA NAMA": "identity_mismatch",
    "NAMA TIDAK SESUAI": "identity_mismatch",
    "NIK TIDAK SESUAI": "identity_mismatch",
    "NIK INVALID": "identity_mismatch",
    "GAGAL OMSPAN": "identity_mismatch",
    "SI": "identity_mismatch",
    "GANDA": "duplicate",
    "DUPLIKAT": "duplicate",
    "MENINGGAL": "deceased",
    "EXCLUDE MENINGGAL": "deceased",
    "KKS BELUM DITERIMA": "card_not_delivered",
    "KARTU BELUM DITERIMA": "card_not_delivered",
    "EXCLUDE": "excluded",
    "EXCLUDE PEKERJAAN": "excluded",
    "EXCLUDE TIDAK LAYAK DAERAH": "excluded",
    "TIDAK LAYAK GIS": "excluded",
    "OVERLAP SDM KESOS": "excluded",
}
"""What banks and SIKS-NG write in words, in capitals."""

SPOKEN_AS = {
    "account_not_open": "AC01",
    "account_closed": "AC04",
    "account_blocked": "AC06",
    "account_dormant": "DORMANT",
    "identity_mismatch": "BE01",
    "duplicate": "AM05",
    "deceased": "MD07",
    "card_not_delivered": "AC16",
    "excluded": "RR04",
    "file_refused": "AM10",
    "unknown": "MS03",
}
"""One way to say each of ours to a bank; our own codes are understood too."""

CODES = ISO_CODES | WORDS | {code.upper(): code for code in REASONS}
"""Everything a bank may say, in capitals, to our code."""


def reason_of(said: str | None) -> Reason:
    """Our reason for what a bank said; no reason, or one nobody knows, is `unknown`."""
    return REASONS[CODES.get((said or "").strip().upper(), "unknown")]


def our_reason(said: str = "reason") -> pl.Expr:
    """The same for a whole column: our code, text, never null."""
    return (
        pl.col(said)
        .str.strip_chars()
        .str.to_uppercase()
        .replace_strict(CODES, default="unknown", return_dtype=pl.String)
        .fill_null("unknown")
        .alias("our_reason")
    )

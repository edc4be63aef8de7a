"""What banks call the fate of a transfer, and what it means to us."""

import polars as pl

MEANING = {
    # ISO 20022 payment status codes
    "ACSC": "credited",
    "ACCC": "credited",
    "ACSP": "pending",
    "ACCP": "pending",
    "ACTC": "pending",
    "ACFC": "pending",
    "ACWC": "pending",
    "ACWP": "pending",
    "PATC": "pending",
    "PDNG": "pending",
    "RCVD": "pending",
    "RJCT": "rejected",
    "CANC": "rejected",
    # words in lists
    "SUKSES": "credited",
    "BERHASIL": "credited",
    "SALUR": "credited",
    "TERSALUR": "credited",
    "TOP UP": "credited",
    "DIBAYARKAN": "credited",
    "CREDITED": "credited",
    "PROSES": "pending",
    "TERTUNDA": "pending",
    "PENDING": "pending",
    "GAGAL": "rejected",
    "GAGAL SALUR": "rejected",
    "DITOLAK": "rejected",
    "REJECTED": "rejected",
    "RETUR": "returned",
    "DIKEMBALIKAN": "returned",
    "RETURNED": "returned",
}
"""A bank's word, in capitals. Accepted is not credited: until a bank says settled, the money is pending."""

ISO_CODES = ("ACSC", "ACCC", "ACSP", "ACCP", "ACTC", "ACFC", "ACWC", "ACWP", "PATC", "PDNG", "RCVD", "RJCT", "CANC")

GROUP_MEANING = {code: MEANING[code] for code in ISO_CODES} | {"PART": "pending"}
"""What a group status means for a transfer not named. A part may be any part: nobody is credited by it."""


def meaning(said: str = "bank_status") -> pl.Expr:
    """Our status for a column of a bank's words; null where nobody knows the word."""
    return (
        pl.col(said)
        .str.strip_chars()
        .str.to_uppercase()
        .replace_strict(MEANING, default=None, return_dtype=pl.String)
        .alias("status")
    )

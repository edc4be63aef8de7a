"""What may stand in an order: identifiers by form, names by one rule, amounts as exact decimal text."""

import re
from xml.sax.saxutils import escape

import polars as pl

NAME_LENGTH = 140
"""ISO 20022 Max140Text, counted in characters."""

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9./_:-]{0,34}$"
"""ISO 20022 Max35Text, narrowed to what every bank's system and every spreadsheet leaves alone."""

ACCOUNT = r"^[A-Za-z0-9][A-Za-z0-9./ -]{0,33}$"
"""ISO 20022 Max34Text, narrowed the same way. Leading zeros count: an account is a text."""

PLAIN_NAME = r"^[A-Za-z'.,]+(?: [A-Za-z'.,]+)*$"
"""Names the rule below would not touch: nearly all, so only the others pay for it."""

BLANKS = r"[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+"
"""Controls (which XML 1.0 forbids) and every kind of space become one space."""

DISGUISES = "[\u202a-\u202e\u2066-\u2069]"
"""Direction embeddings and overrides, which can make one name look like another. Plain marks (U+200E, U+200F) stay."""

FORBIDDEN = "[\ufffe\uffff]"
"""The other characters XML 1.0 forbids."""

FORMULA_SIGNS = "=+-@"
"""A cell that begins so is a formula to a spreadsheet; no name begins so."""


def printable_names(names: pl.Series) -> pl.Series:
    """Names as any order writes them: one rule for all dialects, cut to 140 characters, the last of them `…`."""
    odd = ~names.str.contains(PLAIN_NAME) | (names.str.len_bytes() > NAME_LENGTH)
    where = odd.arg_true()
    if where.is_empty():
        return names
    return names.clone().scatter(where, _printable(names.gather(where)))


def _printable(names: pl.Series) -> pl.Series:
    clean = (
        names.str.replace_all(DISGUISES, "")
        .str.replace_all(FORBIDDEN, "\ufffd")
        .str.replace_all(BLANKS, " ")
        .str.strip_chars_start(FORMULA_SIGNS + " ")
        .str.strip_chars_end(" ")
    )
    cut = clean.str.slice(0, NAME_LENGTH - 1) + "…"
    return clean.zip_with(clean.str.len_chars() <= NAME_LENGTH, cut)


def printable(text: str) -> str:
    """One text of the header by the same rule as names."""
    return str(_printable(pl.Series([text])).item())


def escaped(texts: pl.Series) -> pl.Series:
    """Texts as they stand between two XML tags."""
    where = texts.str.contains("[&<>]").arg_true()
    if where.is_empty():
        return texts
    safe = texts.gather(where).str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    return texts.clone().scatter(where, safe)


def escaped_text(text: str) -> str:
    """One text as it stands between two XML tags or in an attribute."""
    return escape(text, {'"': "&quot;"})


def is_identifier(text: str) -> bool:
    """The text may be a message id, an account of ours, or a bank's code."""
    return re.match(IDENTIFIER, text) is not None


def decimal_text(amount: int, minor_units: int) -> str:
    """`150000` minor units as `1500.00` with two decimals, as `150000` with none."""
    if minor_units == 0:
        return str(amount)
    whole, cents = divmod(amount, 10**minor_units)
    return f"{whole}.{cents:0{minor_units}d}"


def decimal_texts(minor_units: int) -> pl.Expr:
    """The column `amount` the same way."""
    amount = pl.col("amount")
    if minor_units == 0:
        return amount.cast(pl.String)
    whole, cents = amount // 10**minor_units, amount % 10**minor_units
    return pl.concat_str(whole.cast(pl.String), pl.lit("."), cents.cast(pl.String).str.zfill(minor_units))

"""Amounts as banks write them, read only when they can mean one thing: `1.500.000`, `1500000,00`, `Rp 1.500.000,-`."""

import polars as pl

from harapan.banks.shapes import UnreadableAnswer

ORNAMENTS = r"(?i)^(?:rp|idr)\.?\s*|\s*[.,]-{1,2}$"
LONGEST = 15
"""Digits before the decimals. More are no amount but an account number in the wrong column."""


def read_amounts(texts: pl.Series, lines: pl.Series, minor_units: int) -> pl.Series:
    """Minor units, null where a text is missing or is no amount.

    A single group of three (`1.500`) is thousands, except in currencies with thousandths, where it is unreadable.
    Raises UnreadableAnswer when one file writes amounts in both the Indonesian and the English way.
    """
    if texts.str.contains(r"^[0-9]{1,15}$").all():
        return texts.cast(pl.Int64) * 10**minor_units
    table = pl.DataFrame({"text": texts.str.strip_chars().str.replace_all(ORNAMENTS, ""), "line": lines})
    ways = {way: table["text"].str.contains(form) for way, form in _forms(minor_units).items()}
    _refuse_two_ways(ways, table["line"])
    return table.select(_value(ways, minor_units).alias("amount"))["amount"]


def _forms(minor_units: int) -> dict[str, str]:
    decimals, groups = (2, "+") if minor_units < 3 else (3, "{2,}")
    return {
        "plain": r"^[0-9]{1,15}$",
        "spaced": rf"^[1-9][0-9]{{0,2}}(?:[ \x{{a0}}][0-9]{{3}}){groups}$",
        "indonesian": rf"^[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){groups}(?:,[0-9]{{1,{decimals}}})?$|^[0-9]+,[0-9]{{1,2}}$",
        "english": rf"^[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){groups}(?:\.[0-9]{{1,{decimals}}})?$|^[0-9]+\.[0-9]{{1,2}}$",
    }


def _refuse_two_ways(ways: dict[str, pl.Series], lines: pl.Series) -> None:
    indonesian, english = lines.filter(ways["indonesian"]), lines.filter(ways["english"])
    if indonesian.len() and english.len():
        first, second = indonesian[0], english[0]
        raise UnreadableAnswer(
            f"Jumlah ditulis dengan dua cara: baris {first} cara Indonesia, baris {second} cara Inggris.",
            f"Amounts are written in two ways: line {first} the Indonesian, line {second} the English way.",
        )


def _value(ways: dict[str, pl.Series], minor_units: int) -> pl.Expr:
    """Groups removed, decimals brought to the currency's; decimals it does not have must be zeros."""
    text = pl.col("text")
    plain = (
        pl.when(ways["plain"] | ways["spaced"]).then(text.str.replace_all(r"[ \x{a0}]", ""))
        .when(ways["indonesian"]).then(text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(ways["english"]).then(text.str.replace_all(",", "", literal=True))
    )  # fmt: skip
    parts = plain.str.split_exact(".", 1)
    whole = parts.struct.field("field_0")
    decimals = parts.struct.field("field_1").fill_null("").str.pad_end(max(minor_units, 3), "0")
    fits = (whole.str.len_chars() <= LONGEST) & ~decimals.str.slice(minor_units).str.contains("[1-9]")
    cents = decimals.str.slice(0, minor_units).cast(pl.Int64, strict=False).fill_null(0)
    return pl.when(fits).then(whole.cast(pl.Int64, strict=False) * 10**minor_units + cents)

"""Days as banks write them, the day before the month: `2022-03-15`, `15/03/2022`, `15 Maret 2022 10.30`."""

import polars as pl

from harapan.banks.shapes import UnreadableAnswer

MONTHS = {
    "januari": 1, "january": 1, "jan": 1, "februari": 2, "february": 2, "pebruari": 2, "feb": 2, "maret": 3, "march": 3,
    "mar": 3, "april": 4, "apr": 4, "mei": 5, "may": 5, "juni": 6, "june": 6, "jun": 6, "juli": 7, "july": 7, "jul": 7,
    "agustus": 8, "august": 8, "agu": 8, "ags": 8, "agt": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9,
    "oktober": 10, "october": 10, "okt": 10, "oct": 10, "november": 11, "nopember": 11, "nov": 11, "nop": 11,
    "desember": 12, "december": 12, "des": 12, "dec": 12,
}  # fmt: skip
"""Indonesian and English names and their short forms."""

CLOCK = r"[ T][0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]+)?)?\s*(?:WIB|WITA|WIT|Z|[+-][0-9]{2}:?[0-9]{2})?$"
DAY_FIRST = r"^(?<day>[0-9]{1,2})[-/. ](?<month>[0-9]{1,2}|[a-z]+)[-/. ](?<year>(?:19|20)[0-9]{2})$"
YEAR_FIRST = r"^(?<year>(?:19|20)[0-9]{2})[-/.]?(?<month>[0-9]{2})[-/.]?(?<day>[0-9]{2})$"


def read_days(texts: pl.Series, lines: pl.Series) -> pl.Series:
    """Dates, null where a text is missing or is no day; two-digit years are no days.

    Raises UnreadableAnswer when the list puts the month first (`03/15/2022`): then no day in it can be trusted.
    """
    days = texts.str.to_date("%Y-%m-%d", strict=False)
    if days.null_count() == texts.null_count():
        return days
    # a list of a million lines has a handful of days
    told = pl.DataFrame({"told": texts, "line": lines}).unique("told", keep="first", maintain_order=True)
    table = told.with_columns(pl.col("told").str.strip_chars().str.replace(CLOCK, "").str.to_lowercase().alias("text"))
    table = table.with_columns(_part(part).alias(part) for part in ("day", "month", "year"))
    _refuse_month_first(table)
    return texts.replace_strict(told["told"], table.select(_date()).to_series(), return_dtype=pl.Date)


def _part(part: str) -> pl.Expr:
    text = pl.col("text")
    found = pl.coalesce(text.str.extract_groups(form).struct.field(part) for form in (DAY_FIRST, YEAR_FIRST))
    named = found.replace_strict(MONTHS, default=None, return_dtype=pl.Int64)
    return pl.coalesce(found.cast(pl.Int64, strict=False), named)


def _refuse_month_first(table: pl.DataFrame) -> None:
    month_first = table.filter(pl.col("month") > 12, pl.col("day") <= 12, pl.col("text").str.contains(DAY_FIRST))
    if month_first.height:
        line = month_first["line"][0]
        raise UnreadableAnswer(
            f"Baris {line} menulis bulan sebelum tanggal; tidak ada tanggal di daftar ini yang dapat dipercaya.",
            f"Line {line} puts the month before the day; no date in this list can be trusted.",
        )


def _date() -> pl.Expr:
    """Through text, so that 31 February becomes null and not an error."""
    padded = [pl.col(part).cast(pl.String).str.zfill(2) for part in ("year", "month", "day")]
    return pl.concat_str(padded, separator="-").str.to_date("%Y-%m-%d", strict=False)

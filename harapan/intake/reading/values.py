"""How a cell becomes a value: what people and spreadsheets make of numbers, days and words, read as it was meant.

Each reader takes the text of a column and gives our columns, and one that names what could not be read (null: all
well). What is damaged is never guessed here: it becomes nothing, and keeps a name for its trouble.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from harapan.intake.reading.sheets import NUMBER
from harapan.lib.identifiers import CARD_FORM, NIK_FORM, VILLAGE_FORM

NIK: Final = NIK_FORM.replace("(?!0000)", "")
"""Polars looks at no more than what is there: the serial 0000 is asked about beside."""
SCIENTIFIC: Final = r"^[0-9]([.,][0-9]+)?[eE]\+?[0-9]{1,2}$"
NOTHING: Final = ("", "-", "--", "null", "nan", "n/a", "#n/a", "none", "0", "belum ada", "tidak ada")
MONTHS: Final = {
    **dict.fromkeys(("januari", "january", "jan"), "-@1-"),
    **dict.fromkeys(("februari", "pebruari", "february", "feb", "peb"), "-@2-"),
    **dict.fromkeys(("maret", "march", "mar"), "-@3-"),
    **dict.fromkeys(("april", "apr"), "-@4-"),
    **dict.fromkeys(("mei", "may"), "-@5-"),
    **dict.fromkeys(("juni", "june", "jun"), "-@6-"),
    **dict.fromkeys(("juli", "july", "jul"), "-@7-"),
    **dict.fromkeys(("agustus", "august", "agu", "ags", "agt", "aug"), "-@8-"),
    **dict.fromkeys(("september", "sept", "sep"), "-@9-"),
    **dict.fromkeys(("oktober", "october", "okt", "oct"), "-@10-"),
    **dict.fromkeys(("november", "nopember", "nov", "nop"), "-@11-"),
    **dict.fromkeys(("desember", "december", "des", "dec"), "-@12-"),
}
"""Marked, since a month that is named is one wherever it stands."""
FIRST_SERIAL: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets."""


@dataclass(frozen=True)
class Context:
    """What the rest of the file says about a column: the day its list speaks of, whether months stand before days."""

    as_of: date
    month_first: frozenset[str] = frozenset()


Reader = Callable[[str, pl.DataFrame, Context], pl.DataFrame]
"""The name of our column; a frame of `plain` (the cells, bare) and `raw` (as they stood); the context. Gives a frame of
our columns and, where it can go wrong, `trouble` and `written`.
"""


def bare(cell: pl.Expr) -> pl.Expr:
    """Without blanks at the ends, apostrophes of a spreadsheet, and the frame of `="..."`; nothing for a dash."""
    plain = cell.str.strip_chars(f"{NUMBER}\u00a0\u200b\ufeff\r\n\t '`’\"").str.strip_prefix('="')
    return pl.when(plain.str.len_chars() < 12, plain.str.to_lowercase().is_in(NOTHING)).then(None).otherwise(plain)


def text(longest: int) -> Reader:
    """Words as they stand, blanks squeezed."""

    def read(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
        return cells.select(squeezed(pl.col("plain")).str.slice(0, longest).alias(name))

    return read


def squeezed(plain: pl.Expr) -> pl.Expr:
    """One blank for many."""
    return plain.str.replace_all(r"[\x00-\x1f\s\x{a0}]{2,}|[\x00-\x1f\x{a0}]", " ")


def person(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """A name, and its words in capitals by which two spellings are compared."""
    named = cells.select(squeezed(pl.col("plain")).str.slice(0, 120).alias(name))
    words = pl.col(name).str.to_uppercase().str.replace_all("['`’]", "").str.replace_all(r"[^A-Z]+", " ")
    return named.with_columns(words.str.strip_chars(" ").alias(f"{name}_words"))


def nik(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """An identity number; what a spreadsheet or a hand did to it gets a name."""
    return _identity(name, cells, NIK)


def card(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """A family card number."""
    return _identity(name, cells, CARD_FORM)


def _identity(name: str, cells: pl.DataFrame, form: str) -> pl.DataFrame:
    rounded = pl.col("raw").str.ends_with(NUMBER) & pl.col("plain").str.ends_with("0")
    fits = pl.col("plain").str.contains(form) & ~pl.col("plain").str.ends_with("0000") & ~rounded
    easy = cells.select(pl.when(fits).then("plain").alias(name))
    hard = cells.select(pl.col("plain").is_not_null() & ~fits.fill_null(False)).to_series()
    return _mended(easy, cells, hard, lambda rows: _mended_identity(name, rows, form))


def _mended_identity(name: str, cells: pl.DataFrame, form: str) -> pl.DataFrame:
    """Blanks, dots and an O for a 0 are put right; whatever lost digits is not."""
    digits = (
        pl.col("plain")
        .str.replace(r"[.,]0+$", "")
        .str.replace_all(r"[\s'’`.,\-/]", "")
        .str.replace_all("[Oo]", "0")
        .str.replace_all("[Il|]", "1")
    )
    cells = cells.with_columns(digits=digits)
    cells = cells.with_columns(
        digits=pl.when(pl.col("digits").str.len_chars() == 17)
        .then(pl.col("digits").str.strip_prefix("0"))
        .otherwise("digits")
    )
    length, mended = pl.col("digits").str.len_chars(), pl.col("digits")
    trouble = (
        pl.when(pl.col("plain").str.contains(SCIENTIFIC))
        .then(pl.lit("scientific"))
        .when(~mended.str.contains(r"^[0-9]+$"))
        .then(pl.lit("letters"))
        .when(pl.col("raw").str.ends_with(NUMBER) & (length == 16) & mended.str.ends_with("0"))
        .then(pl.lit("rounded"))
        .when(length < 16)
        .then(pl.lit("short"))
        .when(length > 16)
        .then(pl.lit("long"))
        .when(~mended.str.contains(form) | mended.str.ends_with("0000"))
        .then(pl.lit("form"))
    )
    cells = cells.with_columns(trouble=pl.concat_str(pl.lit(f"{name}_"), trouble))
    return cells.select(
        pl.when(pl.col("trouble").is_null()).then("digits").alias(name),
        "trouble",
        written=_if(pl.col("trouble").is_not_null()),
    )


def day(name: str, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A day in any of the forms people write, or as the number of a spreadsheet."""
    easy = cells.select(pl.col("plain").str.to_date("%Y-%m-%d", strict=False).alias(name))
    if name not in context.month_first:
        slashed = pl.col("plain").str.replace_all("-", "/", literal=True).str.to_date("%d/%m/%Y", strict=False)
        easy = cells.select(easy.to_series().fill_null(cells.select(slashed).to_series()).alias(name))
    easy = easy.select(pl.when(pl.col(name).dt.year().is_between(1800, 2200)).then(name).alias(name))
    hard = cells.select(pl.col("plain").is_not_null()).to_series() & easy.to_series().is_null()
    return _mended(easy, cells, hard, lambda rows: _mended_day(name, rows, context))


def _mended_day(name: str, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
    plain = pl.col("plain")
    shown = plain.str.to_lowercase().str.replace(r"[t ]\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?$", "")
    shown = shown.str.replace(r"[.,]0+$", "").str.replace_many(list(MONTHS), list(MONTHS.values()), leftmost=True)
    shown = shown.str.replace_all(r"[^0-9@]+", "-").str.strip_chars("-")
    rows = cells.with_columns(
        shown=shown.str.replace_all("@", "", literal=True),
        turned=shown.str.starts_with("@")
        | (pl.lit(name in context.month_first) & ~shown.str.contains("@", literal=True)),
    )
    parts = pl.col("shown").str.extract_groups(r"^(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})$")
    year = parts.struct.field("3")
    century = pl.when(year.cast(pl.Int32, strict=False) > context.as_of.year % 100).then(pl.lit("19"))
    year = pl.when(year.str.len_chars() == 2).then(pl.concat_str(century.otherwise(pl.lit("20")), year)).otherwise(year)
    written = pl.coalesce(
        _ymd_in(r"^(\d{4})-(\d{1,2})-(\d{1,2})$"),
        _ymd(
            year,
            pl.when("turned").then(parts.struct.field("1")).otherwise(parts.struct.field("2")),
            pl.when("turned").then(parts.struct.field("2")).otherwise(parts.struct.field("1")),
        ),
        _ymd_in(r"^((?:19|20)\d{2})(\d{2})(\d{2})$"),
        _dmy_in(r"^(\d{2})(\d{2})((?:19|20)\d{2})$"),
    )
    serial = pl.when(pl.col("shown").str.contains(r"^\d{4,5}$")).then(pl.col("shown").cast(pl.Int32, strict=False))
    return rows.select(
        pl.coalesce(written, pl.lit(FIRST_SERIAL) + pl.duration(days=serial)).alias(name), "plain"
    ).select(
        name,
        trouble=pl.when(pl.col(name).is_null()).then(pl.lit(f"{name}_unreadable")),
        written=_if(pl.col(name).is_null()),
    )


def _ymd_in(form: str) -> pl.Expr:
    found = pl.col("shown").str.extract_groups(form)
    return _ymd(found.struct.field("1"), found.struct.field("2"), found.struct.field("3"))


def _dmy_in(form: str) -> pl.Expr:
    found = pl.col("shown").str.extract_groups(form)
    return _ymd(found.struct.field("3"), found.struct.field("2"), found.struct.field("1"))


def _ymd(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    written = pl.concat_str(year, pl.lit("-"), month.str.zfill(2), pl.lit("-"), day.str.zfill(2))
    return written.str.to_date("%Y-%m-%d", strict=False)


def month_comes_first(values: list[str]) -> bool:
    """Some day of this column can only be read with the month in front, and none only with the day."""
    pairs = [part for value in values if len(part := value.replace("-", "/").replace(".", "/").split("/")) == 3]
    firsts = [(int(a), int(b)) for a, b, _ in pairs if a.strip().isdigit() and b.strip().isdigit()]
    return any(b > 12 >= a for a, b in firsts) and not any(12 < a < 32 for a, _ in firsts)


def village(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """The code of a village, dotted or not."""
    digits = pl.col("plain").str.replace(r"[.,]0$", "").str.replace_all(r"[\s.\-]", "")
    rows = cells.select("plain", digits=digits)
    fits = pl.col("digits").str.contains(VILLAGE_FORM)
    return rows.select(
        pl.when(fits).then("digits").alias(name),
        trouble=pl.when(~fits).then(pl.lit("village_form")),
        written=_if(~fits),
    )


def _if(wrong: pl.Expr) -> pl.Expr:
    """What stood there, if it is wrong."""
    return pl.when(wrong).then(squeezed(pl.col("plain").str.slice(0, 60)))


def place(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """The name of an area as it is compared: capitals, no blanks, no `KEC.` in front."""
    plain = pl.col("plain").str.to_uppercase()
    plain = plain.str.replace(r"^(PROVINSI|PROV|KABUPATEN|KAB|KECAMATAN|KEC|KELURAHAN|KEL|DESA)[. ]+", "")
    return cells.select(plain.str.replace_all(r"[^A-Z0-9]+", "").alias(name))


def whole(least: int, most: int) -> Reader:
    """A small whole number, also after a word: `Desil 3`."""

    def read(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
        found = pl.col("plain").str.extract(r"^[^\d]*(\d+)(?:[.,]0+)?[^\d]*$", 1).cast(pl.Int64, strict=False)
        rows = cells.select("plain", pl.when(found.is_between(least, most)).then(found).alias(name))
        wrong = pl.col("plain").is_not_null() & pl.col(name).is_null()
        return rows.select(name, trouble=pl.when(wrong).then(pl.lit(f"{name}_unreadable")), written=_if(wrong))

    return read


def word(known: Mapping[str, str | bool], *, must: bool = True) -> Reader:
    """One of some words, compared in small letters and without signs; `must`: another word is trouble."""
    values = list(known.values())
    dtype = pl.Boolean if isinstance(values[0], bool) else pl.String

    def read(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
        value = folded(pl.col("plain")).replace_strict(list(known), values, default=None, return_dtype=dtype)
        rows = cells.select("plain", value.alias(name))
        wrong = pl.col("plain").is_not_null() & pl.col(name).is_null()
        named = [pl.when(wrong).then(pl.lit(f"{name}_unreadable")).alias("trouble"), _if(wrong).alias("written")]
        return rows.select(name, *(named if must else ()))

    return read


def folded(text: pl.Expr) -> pl.Expr:
    """Small letters and digits only."""
    return text.str.to_lowercase().str.replace_all(r"[^a-z0-9]+", "")


def account(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """The number of an account. From a cell that is a number it cannot be believed: zeros in front are gone."""
    rows = cells.with_columns(digits=pl.col("plain").str.replace_all(r"[\s.\-]", ""))
    trouble = (
        pl.when(pl.col("plain").is_null())
        .then(None)
        .when(pl.col("plain").str.contains(SCIENTIFIC) | pl.col("raw").str.ends_with(NUMBER))
        .then(pl.lit("number_as_number"))
        .when(~pl.col("digits").str.contains(r"^[0-9]{8,20}$"))
        .then(pl.lit("number_unreadable"))
    )
    rows = rows.with_columns(trouble=trouble)
    wrong = pl.col("trouble").is_not_null()
    return rows.select(pl.when(~wrong).then("digits").alias(name), "trouble", written=_if(wrong))


def _mended(
    easy: pl.DataFrame, cells: pl.DataFrame, hard: pl.Series, mend: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Most cells are as they should be and read at once; `mend` looks at the others, and its columns go in between."""
    if not hard.any():
        return easy
    (name,) = easy.columns
    places = hard.arg_true()
    mended = mend(cells.filter(hard))
    beside = pl.DataFrame(
        {one: pl.Series(one, [None], mended.schema[one]).new_from_index(0, cells.height) for one in mended.columns}
    )
    beside = beside.with_columns(easy.to_series())
    return pl.DataFrame([beside[one].scatter(places, mended[one]) for one in mended.columns]).select(
        name, pl.exclude(name)
    )


SEX: Final = {
    **dict.fromkeys(("l", "lk", "lakilaki", "laki", "pria", "m", "male"), "M"),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "w", "f", "female"), "F"),
}
RELATION: Final = {
    **dict.fromkeys(("kepalakeluarga", "kepala", "kepalarumahtangga", "head"), "head"),
    **dict.fromkeys(("istri", "suami", "istrisuami", "suamiistri", "pasangan", "spouse"), "spouse"),
    **dict.fromkeys(("anak", "anakkandung", "anaktiri", "anakangkat", "child"), "child"),
    **dict.fromkeys(("cucu", "grandchild"), "grandchild"),
    **dict.fromkeys(("orangtua", "mertua", "orangtuamertua", "ayah", "ibu", "parent"), "parent"),
    **dict.fromkeys(("menantu", "famililain", "saudara", "pembantu", "lainnya", "lain", "other"), "other"),
}
"""Words only: what a number means differs from list to list."""
YES: Final = {
    **dict.fromkeys(("ya", "y", "yes", "true", "1", "v", "x", "pengurus"), True),
    **dict.fromkeys(("tidak", "t", "no", "n", "false", "2"), False),
}

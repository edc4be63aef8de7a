"""Names as they are compared: one spelling for all, without titles, particles or the order of words.

A folded name is never shown and never stored instead of a name. It only has to be the same for two spellings of one
name and different for two names. Nothing here is law: `harapan bench linkage` says whether it helps.
"""

from collections.abc import Callable
from typing import Final

import polars as pl

TITLES: Final = (
    "H|HJ|HAJI|HAJJAH|HAJAH|DRS|DRA|DR|DRG|IR|PROF|KH|KYAI|USTAZ|USTADZ|USTADZAH|TGK|"
    "BAPAK|BPK|IBU|SDR|SDRI|TN|NY|ALM|ALMH|ALMARHUM|ALMARHUMAH"
)
"""In front of a name, or anywhere in it; a name of nothing else stays as it is."""
DEGREES: Final = (
    "SPD|SPDI|SPDSD|SE|SEI|SH|SHI|SAG|SKM|SSOS|SSI|SIP|SKEP|SKOM|SPT|SHUT|ST|STR|AMD|AMA|AMDKEB|MPD|MSI|MM|MH|MAG|MKES"
)
"""Behind a comma, with or without full stops."""
PARTICLES: Final = "BIN|BINTI|BINTE|BT|BTE|BTI|IBNU"
"""Between a name and a father's; both orders and both ways of writing are one name."""
SHORT: Final = {
    "MUHAMAD": "M|MD|MOH|MOCH|MUH|MUCH|MHD|MHMD|MOHD|MUHD|MOHAMAD|MOHAMMAD|MOHAMED|MUHAMMAD|MUHAMMED|MUHAMED|"
    "MOCHAMAD|MOCHAMMAD|MUCHAMAD|MUCHAMMAD|MOKHAMAD|MUKHAMAD|MUKHAMMAD|MUHAMMAT|MUHAMAT",
    "ABDUL": "ABD|ABDL|ABDOEL",
    "SITI": "ST|STI|SITTI|SITY",
    "AHMAD": "ACH|ACHMAD|AKHMAD|AHMED|AHMAT",
}
"""What people write for the first word of a name, when more words follow."""
SPELLINGS: Final = (
    ("TJ", "C"),
    ("DJ", "Y"),  # J of today and Y of today were DJ and J until 1972; YUNI and JUNI are one name all the same
    ("J", "Y"),
    ("OE", "U"),
    ("OO", "U"),
    ("EE", "I"),
    ("IE", "I"),
    ("CHANDR", "CANDR"),  # the one CH of common names that is a C
    ("KH", "H"),
    ("CH", "H"),
    ("SY", "S"),
    ("SH", "S"),
    ("DZ", "Z"),
    ("DH", "D"),
    ("TH", "T"),
    ("PH", "P"),
    ("F", "P"),
    ("V", "P"),
    ("Q", "K"),
    ("X", "KS"),
    ("Z", "S"),
)
"""Read as one, in this order: before and after the spelling of 1972, as heard, as clerks of other tongues write."""
DOTTED: Final = "|".join(r"\.?\s?".join(degree) for degree in sorted(DEGREES.split("|"), key=len, reverse=True))
DOUBLED: Final = [(letter * 2, letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def folded(name: str) -> str:
    """One name, folded: words in their order, capital letters and single spaces only."""
    return str(fold(pl.Series([name]))["folded"][0])


def key_of(name: str) -> str:
    """One name's key: its folded words in the order of the alphabet, so that JAYA WIRA is WIRA JAYA."""
    return str(fold(pl.Series([name]))["key"][0])


def fold(names: pl.Series) -> pl.DataFrame:
    """Names in; out come as many rows of folded, key (different words, sorted) and longest (the longest word, to look a
    name up by). A name that is missing folds to nothing. Each different name is folded once.
    """
    known = names.fill_null("").alias("name").to_frame()
    different = known.unique()
    words = pl.col("folded").str.split(" ")
    by_length = pl.element().sort_by(pl.element().str.len_chars(), pl.element(), descending=[True, False])
    table = different.with_columns(folded=_to_the_end(different["name"], _step)).with_columns(
        key=words.list.unique().list.sort().list.join(" "),
        longest=words.list.eval(by_length).list.first().fill_null(""),
    )
    return known.join(table, on="name", how="left", maintain_order="left").select("folded", "key", "longest")


def _to_the_end(texts: pl.Series, step: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """Take the step until nothing changes: a replacement can bring about another. Every step shortens or settles."""
    texts = texts.alias("text").to_frame().select(_plain(pl.col("text"))).to_series()
    while True:
        after = texts.alias("text").to_frame().select(step(pl.col("text"))).to_series()
        if after.equals(texts):
            return after
        texts = after


def _plain(name: pl.Expr) -> pl.Expr:
    """Capitals without accents; degrees behind a comma go, every other sign parts words or joins them."""
    return (
        name.str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_uppercase()
        .str.replace_all(r"['`’‘ʻ]", "")
        .str.replace_all(rf",\s*({DOTTED})\b\.?", " ")
        .str.replace_all(r"[^A-Z]+", " ")
        .str.strip_chars()
    )


def _step(name: pl.Expr) -> pl.Expr:
    return _spelt(_joined(_written_out(_without(PARTICLES, _without(TITLES, name)))))


def _without(words: str, name: pl.Expr) -> pl.Expr:
    """Without these words, unless nothing would be left."""
    rest = name.str.replace_all(rf"\b({words})\b", " ").str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(rest == "").then(name).otherwise(rest)


def _written_out(name: pl.Expr) -> pl.Expr:
    for whole, short in SHORT.items():
        name = name.str.replace(rf"^({short}) (\S)", f"{whole} ${{2}}")
    return name


def _joined(name: pl.Expr) -> pl.Expr:
    """Words that some write as two: ABDUL RAHMAN is ABDURRAHMAN, NUR HAYATI is NURHAYATI."""
    return name.str.replace_all(r"\bABDU[A-Z]? R", "ABDUR").str.replace_all(r"\b(ABDUL|NUR|A[DLNRSZ]) (\S)", "${1}${2}")


def _spelt(name: pl.Expr) -> pl.Expr:
    for old, new in SPELLINGS:
        name = name.str.replace_all(old, new, literal=True)
    name = name.str.replace_all(r"([AIU])H\b", "${1}")  # FATIMAH is FATIMA
    name = name.str.replace_all(r"([B-DF-HJ-NP-TV-Z])Y\b", "${1}I")  # RIZKY is RIZKI
    for twice, once in DOUBLED:
        name = name.str.replace_all(twice, once, literal=True)
    return name

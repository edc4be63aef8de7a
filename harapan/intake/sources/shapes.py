"""What a twin says of its list: columns under their headings, facts it makes known, what its silence means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from harapan.intake.reading.values import Context, Reader
from harapan.ui.words import Words

STAGED: Final = {
    "line": pl.Int64,
    "trouble": pl.String,
    "written": pl.String,
    "nik": pl.String,
    "card": pl.String,
    "name": pl.String,
    "name_words": pl.String,
    "born": pl.Date,
    "sex": pl.String,
    "relation": pl.String,
    "mother_name": pl.String,
    "address": pl.String,
    "phone": pl.String,
    "caretaker": pl.Boolean,
    "village": pl.String,
    "village_name": pl.String,
    "district_name": pl.String,
    "regency_name": pl.String,
    "decile": pl.Int64,
    "found": pl.String,
    "died_on": pl.Date,
    "excluded_occupation": pl.Boolean,
    "school": pl.String,
    "in_education_register": pl.Boolean,
    "facility": pl.String,
    "opened": pl.Boolean,
    "number": pl.String,
    "answer": pl.String,
    "measured_on": pl.Date,
    "grams": pl.Int64,
    "millimetres": pl.Int64,
    "lying": pl.Boolean,
    "height_status": pl.String,
    "weight_status": pl.String,
    "wasting_status": pl.String,
    "facility_kind": pl.String,
    "register": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
}
"""Everything any list may say, as it goes to the database. `line` is the row's place in the file, the first is 1."""

Finish = Callable[[pl.DataFrame, Context], pl.DataFrame]


@dataclass(frozen=True)
class Column:
    """One thing a list may say. `headings` are folded to small letters and digits."""

    name: str
    words: Words
    headings: tuple[str, ...]
    read: Reader


@dataclass(frozen=True)
class Fact:
    """A field of the registry that a list makes known. `overwrites`: also where another value stands already."""

    field: str
    words: Words
    overwrites: bool = True


@dataclass(frozen=True)
class Source:
    """One kind of list.

    `does` says what applying it is: `fields` sets fields of a member or family (`subject`), `known` only remembers what
    the list said, `people` brings families, `openings` answers of a bank, `measured` what was measured of children,
    which the room of commitments takes over, `facilities` opens and corrects schools and health units. `needs` are the
    columns without which it cannot be read, each a choice of some. `target` is where families it brings stand in the
    programme.
    """

    name: str
    words: Words
    about: Words
    knows: Words
    silence: Words
    does: Literal["fields", "known", "people", "openings", "measured", "facilities"]
    subject: Literal["member", "family", "facility"]
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    facts: tuple[Fact, ...] = ()
    target: str = ""
    register: bool = False
    finish: Finish | None = None
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

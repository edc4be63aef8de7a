"""What a list says about itself, held against what it is."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from harapan.banks.amounts import read_amounts
from harapan.banks.shapes import UnreadableAnswer
from harapan.lib.rupiah import number

Preamble = Mapping[str, str]
"""The `# key: value` lines above a list."""


def refuse_stranger(said: Preamble, *, bank: str, currency: str) -> None:
    """Refuse a list that names another bank or another currency."""
    for key, ours in (("bank", bank), ("currency", currency)):
        if said.get(key, ours) != ours:
            raise UnreadableAnswer(
                f"Daftar ini menyebut {key} {said[key]}, bukan {ours}.", f"The list says {key} {said[key]}, not {ours}."
            )


def refuse_other_totals(said: Preamble, amounts: pl.Series, minor_units: int) -> None:
    """Refuse a list that was cut off, doubled or touched. `amounts`: one per line, null where unreadable."""
    lines, sum_said = count(said, "lines"), total(said, "total", minor_units)
    held = int(amounts.cast(pl.Int128).sum())
    if lines not in (None, amounts.len()):
        raise UnreadableAnswer(
            f"Daftar ini menyebut {number(lines)} baris tetapi berisi {number(amounts.len())}: terpotong atau ganda.",
            f"The list says it has {number(lines)} lines but has {number(amounts.len())}: cut off or doubled.",
        )
    if sum_said not in (None, held):
        raise UnreadableAnswer(
            f"Daftar ini menyebut jumlah {number(sum_said)} tetapi isinya {number(held)}.",
            f"The list says its total is {number(sum_said)} but its lines make {number(held)}.",
        )


def count(said: Preamble, key: str) -> int | None:
    """A number the preamble gives, or None."""
    return total(said, key, 0)


def total(said: Preamble, key: str, minor_units: int) -> int | None:
    """An amount the preamble gives, in minor units, or None."""
    if not said.get(key):
        return None
    value = read_amounts(pl.Series([said[key]]), pl.Series([1]), minor_units).item()
    if value is None:
        raise UnreadableAnswer(f"{key} di kepala daftar bukan angka.", f"The list's {key} is not a number.")
    return int(value)


def moment(text: str | None) -> datetime | None:
    """A moment the preamble gives, or None."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableAnswer("created_at bukan waktu.", f"The list's created_at is no time: {text}.") from None

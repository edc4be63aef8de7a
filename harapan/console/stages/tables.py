"""Tables of a stage to take away, each with its headings and rows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from harapan.console.stages import books
from harapan.console.stages.queries import Facts
from harapan.console.stages.reading import Sheet
from harapan.payments.ledger import ACCOUNTS
from harapan.payments.models import PaymentFile
from harapan.staff.models import Staff
from harapan.ui.words import Words


class Table(NamedTuple):
    """Headings and rows."""

    columns: Sequence[object]
    rows: Iterable[Sequence[Any]]


CODE, NAME, TOTAL = Words("Kode", "Code"), Words("Nama", "Name"), Words("Jumlah", "Total")
COUNT, RUPIAH = Words("Banyaknya", "Count"), Words("Rupiah", "Rupiah")
BEFORE, NOW = Words("Sebelumnya", "Before"), Words("Sekarang", "Now")


def _books(facts: Facts, staff: Staff, query: Any) -> Table:
    cut = books.books_of(facts, staff, area=area_in(query), by=query.get("by", ""))
    accounts = [books.ACCOUNT_WORDS[name] for name in ACCOUNTS]
    rows = ([row.key, row.name, *(row.accounts[name] for name in ACCOUNTS), row.difference] for row in cut.rows)
    return Table([CODE, NAME, *accounts, Words("Selisih", "Difference")], rows)


def _files(facts: Facts, _staff: Staff, _query: Any) -> Table:
    columns = [
        Words("Nomor", "Number"),
        Words("Bank", "Bank"),
        Words("Keadaan", "State"),
        COUNT,
        RUPIAH,
        "SHA-256",
        Words("Disusun oleh", "Drawn up by"),
        Words("Dilepas oleh", "Released by"),
        Words("Dilepas pada", "Released at"),
    ]
    rows = (
        [
            file.message_id,
            file.bank,
            FILE_WORDS[PaymentFile.State(file.state)],
            file.count,
            file.rupiah,
            file.sha256,
            facts.who(file.drawn_up_by),
            facts.who(file.released_by),
            file.released_at,
        ]
        for file in facts.files
    )
    return Table(columns, rows)


def _odd(facts: Facts, staff: Staff, query: Any) -> Table:
    columns = [Words("Berkas jawaban", "Answer file"), Words("Baris", "Line"), Words("Tumpukan", "Pile")]
    columns += [Words("Nomor referensi", "Reference"), Words("Keadaan", "Status"), RUPIAH, Words("Catatan", "Note")]
    if not staff.may_move_money and staff.position != Staff.Position.AUDITOR:
        return Table(columns, [])
    lines = books.odd_lines_of(facts, query.get("pile", "")).order_by("pk")
    fields = ("answer__name", "line", "pile", "end_to_end_id", "status", "rupiah", "note")
    return Table(columns, lines.values_list(*fields))


def _returns(facts: Facts, _staff: Staff, query: Any) -> Table:
    columns = [Words("Tanggal salur", "Executed on"), Words("Alasan", "Reason"), COUNT, RUPIAH]
    columns += [Words("Hari", "Days"), Words("Kembali ke kas negara", "Back to the treasury on")]
    found = books.returns_of(facts, query["today"])
    return Table(columns, ([one.executed, one.reason, one.count, one.rupiah, one.days, one.due] for one in found))


def _usage(facts: Facts, _staff: Staff, _query: Any) -> Table:
    columns = [Words("Bank", "Bank"), Words("Tersalur", "Credited"), Words("Digunakan", "Used")]
    columns += [Words("Mengendap", "Dormant"), Words("Dikembalikan", "Given back")]
    rows = books.usage_of(facts)
    return Table(columns, ([row[key] for key in ("bank", "credited", "used", "dormant", "given_back")] for row in rows))


def _sheet(part: str, heading: Words) -> Callable[[Facts, Staff, Any], Table]:
    def table(facts: Facts, _staff: Staff, _query: Any) -> Table:
        sheets = Sheet.all_of(facts)
        rows = (
            [sheet.batch.wave, line.key, line.words, line.count, line.before, line.now]
            for sheet in sheets
            for line in sheet.lines(part)
        )
        return Table([Words("Gelombang", "Wave"), CODE, heading, COUNT, BEFORE, NOW], rows)

    return table


FILE_WORDS = {
    PaymentFile.State.DRAWN_UP: Words("Disusun", "Drawn up"),
    PaymentFile.State.WRITTEN: Words("Ditulis, menunggu dilepas", "Written, waits for release"),
    PaymentFile.State.RELEASED: Words("Dilepas", "Released"),
}

TABLES: dict[str, Callable[[Facts, Staff, Any], Table]] = {
    "buku": _books,
    "berkas": _files,
    "baris": _odd,
    "retur": _returns,
    "pemakaian": _usage,
    "perubahan": _sheet("changes", Words("Perubahan", "Change")),
    "alasan": _sheet("reasons", Words("Alasan", "Reason")),
    "wilayah": _sheet("areas", Words("Wilayah", "Area")),
    "komponen": _sheet("components", Words("Komponen", "Component")),
    "bank": _sheet("banks", Words("Bank", "Bank")),
}
"""By the name in the address."""


def area_in(query: Any) -> str:
    """The code of the area in an address, or nothing."""
    area = str(query.get("area", ""))
    return area if area.isascii() and area.isdigit() and len(area) in (2, 4, 6) else ""

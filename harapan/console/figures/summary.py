"""What the dashboard says of one area in one stage: numbers with their change, members, money, what waits."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString

from harapan.console.figures.cells import Cell, cell_of, cells, ranked
from harapan.console.figures.comparing import Bullet, bullets
from harapan.console.figures.desk_words import STATES
from harapan.console.figures.drawing import picture
from harapan.console.figures.links import Address, list_behind, stage_desk, unpaid
from harapan.console.figures.measures import BY_KEY, FEW, of_component, spread
from harapan.console.figures.queries import Seen, Titles
from harapan.coordination.models import SPENDING
from harapan.entitlements.models import Batch
from harapan.entitlements.queries import batches_of
from harapan.payments.models import LedgerAccount
from harapan.ui.words import Words

HEADLINE = ("dibayar", "rupiah", "berhasil", "komitmen")
SECOND = ("beban", "graduasi", "belum", "tanpa_pendamping")


@dataclass(frozen=True)
class Number:
    """One of the large numbers, and where it leads."""

    cell: Cell
    href: str


def headline(seen: Seen, address: Address) -> tuple[list[Number], list[Number]]:
    """Four large numbers, and four that stand below them."""
    return [_number(seen, key, address) for key in HEADLINE], [_number(seen, key, address) for key in SECOND]


def _number(seen: Seen, key: str, address: Address) -> Number:
    measure = BY_KEY[key]
    cell = cell_of(seen, measure, seen.area, seen.here, "")
    if key == "dibayar":
        return Number(cell, list_behind(seen, address))
    if key in {"beban", "tanpa_pendamping"}:
        return Number(cell, address.to("load"))
    if key == "rupiah":
        return Number(cell, stage_desk(seen.stage.cycle))
    if key == "belum" and (behind := unpaid(seen)):
        return Number(cell, behind)
    worst_first = "naik" if measure.better > 0 else ""
    return Number(cell, address.to("ranking", ukuran=key, urut=worst_first))


def members_by_component(seen: Seen, components: Titles, address: Address) -> list[tuple[Cell, int | None, str]]:
    """Members paid for, by component: how many, for how much, and where."""
    row = seen.row(seen.area)
    found = []
    for name, indonesian, english in components:
        measure = of_component(name, Words(indonesian, english))
        cell = cell_of(seen, measure, seen.area, seen.here, str(measure.words))
        _, amount = row.components.get(name, (0, 0)) if row else (0, 0)
        found.append((cell, None if cell.hidden else amount, address.to("map", ukuran=measure.key)))
    return found


def money(seen: Seen) -> list[tuple[str, int | None, int | None]]:
    """Where the money of the stage stands: account, families, rupiah; small counts hidden from strangers."""
    row = seen.row(seen.area)
    if row is None:
        return []
    own = seen.is_own(seen.area)
    found = []
    for name in SPENDING:
        count, amount = row.account(name)
        if count or amount:
            hidden = not own and count < FEW
            words = STATES.get(name) or Words(str(LedgerAccount(name).label), name)
            found.append((str(words), None if hidden else count, None if hidden else amount))
    return found


@dataclass(frozen=True)
class Unpaid:
    """A reason why families get nothing in the stage: how many, and the list for those who may see it."""

    words: str
    families: int | None
    href: str


def unpaid_by_reason(seen: Seen, reasons: Titles) -> list[Unpaid]:
    """Families the main run pays nothing, by reason, most first; small counts hidden from strangers."""
    row, titles = seen.row(seen.area), {name: Words(indonesian, english) for name, indonesian, english in reasons}
    counted = sorted((row.reasons if row else {}).items(), key=lambda one: -one[1])
    own = seen.is_own(seen.area)
    return [
        Unpaid(str(titles.get(name, name)), count if own or count >= FEW else None, unpaid(seen, alasan=name))
        for name, count in counted
    ]


@dataclass(frozen=True)
class Waiting:
    """A wave of the stage, how far it has come, and what is awaited."""

    wave: int
    area: str
    state: Words
    next: Words
    since: date | None


LOWEST = 5


def small_map(seen: Seen, address: Address) -> SafeString | str:
    """The success rate below on a map, with classes by how it is spread."""
    found = cells(seen, BY_KEY["berhasil"])
    if not found or not any(cell.value is not None for cell in found):
        return ""
    measure = spread(BY_KEY["berhasil"], [cell.value for cell in found if cell.value is not None])
    return picture(
        seen, measure, [replace(cell, measure=measure) for cell in found], replace(address, measure=measure.key)
    )


def lowest(seen: Seen, address: Address) -> list[Bullet]:
    """The areas with the lowest success rate: where to begin."""
    measure = BY_KEY["berhasil"]
    found = [cell for cell in ranked(cells(seen, measure), ascending=True) if cell.value is not None]
    whole = cell_of(seen, measure, seen.area, seen.here, "")
    return bullets(found[:LOWEST], whole, address)


NEXT = {
    Batch.State.COMPUTED: (Words("dihitung", "computed"), Words("menunggu pemeriksaan", "waits for review")),
    Batch.State.REVIEWED: (
        Words("diperiksa", "reviewed"),
        Words("menunggu persetujuan orang kedua", "waits for a second person to approve"),
    ),
    Batch.State.APPROVED: (Words("disetujui", "approved"), Words("menunggu berkas bank", "waits for its bank files")),
    Batch.State.ORDERED: (Words("diperintahkan", "ordered"), Words("menunggu jawaban bank", "waits for the banks")),
    Batch.State.ANSWERED: (
        Words("dijawab bank", "answered"),
        Words("menunggu rekonsiliasi", "waits for reconciliation"),
    ),
    Batch.State.RECONCILED: (
        Words("direkonsiliasi", "reconciled"),
        Words("menunggu tutup buku", "waits for its books to be closed"),
    ),
}


def waiting(cycle: str) -> list[Waiting]:
    """Waves of a stage whose books are not closed."""
    found = []
    for batch in batches_of(cycle):
        if batch.state in NEXT:
            state, awaited = NEXT[Batch.State(batch.state)]
            when = batch.approved_at or batch.reviewed_at or batch.run.computed_at
            since = timezone.localtime(when).date() if when else None
            found.append(Waiting(batch.wave, batch.area, state, awaited, since))
    return found


@dataclass(frozen=True)
class Below:
    """One area of the table below the numbers."""

    cells: list[Cell]
    href: str

    @property
    def name(self) -> str:
        """The area's name."""
        return self.cells[0].name


def areas_below(seen: Seen, address: Address) -> list[Below]:
    """The areas below of which there is anything to say, each with the four numbers, in the order of their codes."""
    table = [cells(seen, BY_KEY[key]) for key in ("keluarga", *HEADLINE)]
    rows = [row for row in zip(*table, strict=True) if any(cell.hidden or cell.value is not None for cell in row)]
    return [Below(list(row), address.to("index", area=row[0].code)) for row in rows]

"""What to do next, said before any number: the worst of what the sums of a stage tell."""

from collections.abc import Iterator
from dataclasses import dataclass

from harapan.console.figures.cells import cells
from harapan.console.figures.links import Address
from harapan.console.figures.measures import BY_KEY
from harapan.console.figures.queries import Seen
from harapan.coordination.models import StageSum
from harapan.coordination.summing import NORM
from harapan.lib.english import agree
from harapan.lib.rupiah import number, rupiah
from harapan.ui.words import Words, said

MOST = 3
"""More alarms than this are no alarm."""


@dataclass(frozen=True)
class Alert:
    """One sentence, how bad it is, and where to go."""

    sentence: Words
    kind: str
    href: str
    button: Words


def alerts(seen: Seen, address: Address) -> list[Alert]:
    """The worst first, at most three; none where all is well."""
    row = seen.row(seen.area)
    return list(_told(seen, row, address))[:MOST] if row else []


def _told(seen: Seen, row: StageSum, address: Address) -> Iterator[Alert]:
    yield from _unpaid(seen, row, address)
    yield from _unreported(seen, row, address)
    yield from _missed(row, address)
    yield from _nobody(row, address)
    yield from _overloaded(row, address)


def _worst(seen: Seen, measure: str) -> str:
    """Where most of it is, in brackets, as far as this reader may know."""
    found = [cell for cell in cells(seen, BY_KEY[measure]) if cell.value]
    if not found:
        return ""
    worst = max(found, key=lambda cell: cell.value or 0)
    return said(f"; terbanyak di {worst.name}, {worst.text}", f"; most in {worst.name}, {worst.text}")


def _unpaid(seen: Seen, row: StageSum, address: Address) -> Iterator[Alert]:
    families, amount = row.pending
    if not amount:
        return
    where = _worst(seen, "belum")
    yield Alert(
        Words(
            f"{number(families)} pembayaran senilai {rupiah(amount)} belum sampai ke keluarga{where}.",
            agree(
                f"{number(families)} [payment|payments] worth {rupiah(amount)} [has not reached its family|"
                f"have not reached their families]{where}.",
                families,
            ),
        ),
        "bad" if row.settled else "warn",
        address.to("ranking", ukuran="belum"),
        Words("Lihat di mana", "See where"),
    )


def _unreported(seen: Seen, row: StageSum, address: Address) -> Iterator[Alert]:
    missing = row.verdicts.get("not_reported", 0)
    if not missing:
        return
    where = _worst(seen, "belum_lapor")
    yield Alert(
        Words(
            f"Komitmen {number(missing)} keluarga belum dilaporkan sekolah atau faskes{where}.",
            agree(
                f"Schools and health units have not reported on {number(missing)} [family|families]{where}.", missing
            ),
        ),
        "warn",
        address.to("ranking", ukuran="belum_lapor"),
        Words("Lihat di mana", "See where"),
    )


def _missed(row: StageSum, address: Address) -> Iterator[Alert]:
    missed = row.verdicts.get("missed", 0)
    if not missed:
        return
    yield Alert(
        Words(
            f"{number(missed)} keluarga tidak memenuhi komitmen pada triwulan yang dinilai.",
            agree(f"{number(missed)} [family|families] did not meet their commitments in the quarter.", missed),
        ),
        "warn",
        address.to("ranking", ukuran="komitmen", urut="naik"),
        Words("Mulai dari yang terendah", "Begin with the lowest"),
    )


def _nobody(row: StageSum, address: Address) -> Iterator[Alert]:
    if not row.unassigned:
        return
    yield Alert(
        Words(
            f"{number(row.unassigned)} keluarga belum punya pendamping.",
            agree(f"{number(row.unassigned)} [family has|families have] no facilitator.", row.unassigned),
        ),
        "warn",
        address.to("load"),
        Words("Lihat kekosongan", "See the vacancies"),
    )


def _overloaded(row: StageSum, address: Address) -> Iterator[Alert]:
    if not row.overloaded:
        return
    yield Alert(
        Words(
            f"{number(row.overloaded)} dari {number(row.facilitators)} pendamping punya lebih dari {NORM[1]} keluarga.",
            agree(
                f"{number(row.overloaded)} of {number(row.facilitators)} facilitators [has|have] more than {NORM[1]} "
                "families.",
                row.overloaded,
            ),
        ),
        "",
        address.to("load"),
        Words("Lihat beban", "See the load"),
    )

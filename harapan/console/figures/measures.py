"""What can be shown of an area in a stage: each measure with its words, its sum, its classes."""

import itertools
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from harapan.coordination.models import StageSum
from harapan.coordination.summing import NORM
from harapan.lib.rupiah import number, rupiah
from harapan.ui.words import Words, said

Unit = Literal["families", "people", "rupiah", "share", "load"]

FEW: Final = 5
"""Fewer families than this are not shown outside one's own area (DATABASE, Big tables)."""
SLIGHT: Final = 0.0005
UNSURE: Final = 30
"""A rate over fewer families says little, and is marked."""


class Figure(NamedTuple):
    """A value, and how many families it is about; no value where nothing is known yet."""

    value: int | float | None
    families: int


NOTHING: Final = Figure(None, 0)


@dataclass(frozen=True)
class Measure:
    """One thing that is measured. `better` is +1 where more is good, -1 where less is, 0 where neither."""

    key: str
    words: Words
    unit: Unit
    of: Callable[[StageSum], Figure]
    explains: Words
    needs: tuple[str, ...]
    """The columns of the sums it is read off: a map of hundreds of areas fetches no others."""
    better: int = 0
    steps: tuple[float, ...] = ()
    """Where classes q1 to q5 begin. The same in every stage and area, so that two maps can be compared."""

    @property
    def is_rate(self) -> bool:
        """Rates fill shapes; amounts are circles, since a large area is not a large number."""
        return self.unit in {"share", "load"}

    def place(self, value: float) -> int:
        """The class a rate falls into: 0 to 5."""
        return bisect_right(self.steps, value)

    def classes(self) -> list[str]:
        """The classes in words: `di bawah 90,0 %`, `90,0 %-95,0 %`, ... ."""
        edges = [self.text(edge) for edge in self.steps]
        middle = [f"{low} – {high}" for low, high in itertools.pairwise(edges)]
        return [f"< {edges[0]}", *middle, f"≥ {edges[-1]}"]

    def text(self, value: float | None) -> str:
        """A value as people read it, with its unit where that is not plain."""
        if value is None:
            return "–"
        if self.unit == "share":
            return f"{value * 100:.1f} %".replace(".", ",")
        if self.unit == "load":
            return f"{value:.1f}".replace(".", ",")
        return rupiah(int(value)) if self.unit == "rupiah" else number(int(value))

    def change(self, now: float | None, before: float | None) -> float | None:
        """By how much it moved: a share in points of a hundred, a load by as much, amounts as a share of before."""
        if now is None or before is None:
            return None
        if self.is_rate:
            return now - before
        if not before:
            return None if now else 0.0
        return (now - before) / before

    def change_text(self, change: float | None) -> str:
        """`+1,2 poin`, `-3,0 %`."""
        if change is None:
            return ""
        if is_still(change):
            return said("tetap", "unchanged")
        if self.unit == "load":
            return signed(change)
        return signed(change * 100) + (said(" poin", " points") if self.unit == "share" else " %")

    @property
    def unit_words(self) -> Words:
        """What is counted."""
        return UNITS[self.unit]


UNITS: Final = {
    "families": Words("keluarga", "families"),
    "people": Words("orang", "people"),
    "rupiah": Words("rupiah", "rupiah"),
    "share": Words("persen", "per cent"),
    "load": Words("keluarga per pendamping", "families for each facilitator"),
}


def is_still(change: float) -> bool:
    """A change nobody would print."""
    return abs(change) < SLIGHT


def signed(number: float) -> str:
    """`+1,2`, with a true minus sign."""
    return f"{number:+.1f}".replace(".", ",").replace("-", "\u2212")


def spread(measure: Measure, values: Sequence[float]) -> Measure:
    """The same measure with classes that hold about as many areas each, for values that lie close together."""
    known = sorted(set(values))
    if len(known) <= len(measure.steps):
        return measure
    return replace(measure, steps=tuple(known[len(known) * place // 6] for place in range(1, 6)))


def _share(part: int, whole: int, families: int) -> Figure:
    return Figure(part / whole, families) if whole else NOTHING


def _families(row: StageSum) -> Figure:
    return Figure(row.families, row.families)


def _owed(row: StageSum) -> Figure:
    return Figure(row.owed, row.owed)


def _credited(row: StageSum) -> Figure:
    count, amount = row.account("credited")
    return Figure(amount, count) if row.approved[1] else NOTHING


def _success(row: StageSum) -> Figure:
    families, amount = row.approved
    return _share(row.account("credited")[1], amount, families) if row.settled else NOTHING


def _pending(row: StageSum) -> Figure:
    families, amount = row.pending
    return Figure(amount, families) if row.approved[1] else NOTHING


def _met(row: StageSum) -> Figure:
    return _share(row.verdicts.get("met", 0), row.judged, row.judged)


def _unreported(row: StageSum) -> Figure:
    missing = row.verdicts.get("not_reported", 0)
    return _share(missing, row.judged + missing, row.judged + missing)


def _load(row: StageSum) -> Figure:
    looked_after = row.families - row.unassigned
    return _share(looked_after, row.facilitators, row.families)


def _unassigned(row: StageSum) -> Figure:
    return Figure(row.unassigned, row.unassigned)


def _left(row: StageSum) -> Figure:
    return Figure(row.left, row.left)


def _members(row: StageSum) -> Figure:
    return Figure(row.members, row.owed)


MEASURES: Final = (
    Measure(
        "keluarga",
        Words("Keluarga (KPM)", "Families"),
        "families",
        _families,
        Words(
            "Keluarga peserta pada saat data tahap dibekukan.",
            "Families in the programme when the data of the stage were frozen.",
        ),
        ("families",),
    ),
    Measure(
        "dibayar",
        Words("Keluarga berhak dibayar", "Families owed"),
        "families",
        _owed,
        Words(
            "Keluarga yang hasil hitungnya lebih dari nol, termasuk susulan.",
            "Families with an amount, supplementary runs included.",
        ),
        ("owed",),
    ),
    Measure(
        "rupiah",
        Words("Rupiah tersalur", "Rupiah credited"),
        "rupiah",
        _credited,
        Words(
            "Uang yang menurut bank sudah masuk ke rekening keluarga.", "Money the banks say has reached the accounts."
        ),
        ("accounts",),
        better=1,
    ),
    Measure(
        "berhasil",
        Words("Tingkat keberhasilan salur", "Success rate"),
        "share",
        _success,
        Words(
            "Rupiah tersalur dibagi rupiah yang disetujui dan dibukukan.",
            "Rupiah credited, out of rupiah approved and booked.",
        ),
        ("accounts",),
        better=1,
        steps=(0.90, 0.95, 0.97, 0.98, 0.99),
    ),
    Measure(
        "belum",
        Words("Rupiah belum tersalur", "Rupiah not credited yet"),
        "rupiah",
        _pending,
        Words(
            "Disetujui, tetapi masih menunggu: ditahan, di bank, atau retur.",
            "Approved and still waiting: held, at the bank, or returned.",
        ),
        ("accounts",),
        better=-1,
    ),
    Measure(
        "komitmen",
        Words("Komitmen dipenuhi", "Commitments met"),
        "share",
        _met,
        Words(
            "Keluarga yang memenuhi kewajiban, dari yang dinilai. Yang belum dilaporkan tidak dihitung melanggar.",
            "Families that met their duties, out of those judged. Not reported is not counted as missed.",
        ),
        ("verdicts",),
        better=1,
        steps=(0.80, 0.90, 0.95, 0.97, 0.98),
    ),
    Measure(
        "belum_lapor",
        Words("Komitmen belum dilaporkan", "Commitments not reported"),
        "share",
        _unreported,
        Words(
            "Keluarga yang sekolah atau faskesnya belum melapor untuk triwulan yang dinilai.",
            "Families whose school or health unit has not reported on the quarter.",
        ),
        ("verdicts",),
        better=-1,
        steps=(0.01, 0.02, 0.05, 0.10, 0.20),
    ),
    Measure(
        "beban",
        Words("Beban pendamping", "Facilitator load"),
        "load",
        _load,
        Words(
            f"Keluarga dampingan per pendamping; norma {NORM[0]}–{NORM[1]}.",
            f"Families for each facilitator; the norm is {NORM[0]}–{NORM[1]}.",
        ),
        ("families", "unassigned", "facilitators"),
        steps=(150.0, 200.0, 250.0, 300.0, 400.0),
    ),
    Measure(
        "tanpa_pendamping",
        Words("Keluarga tanpa pendamping", "Families without a facilitator"),
        "families",
        _unassigned,
        Words("Belum ada pendamping yang ditugasi.", "Nobody has been assigned to them."),
        ("unassigned",),
        better=-1,
    ),
    Measure(
        "graduasi",
        Words("Graduasi pada tahap ini", "Graduations in the stage"),
        "families",
        _left,
        Words(
            "Keluarga yang graduasi alamiah atau mandiri pada bulan-bulan tahap.",
            "Families that graduated, by nature or on their own, in the months of the stage.",
        ),
        ("moves",),
        better=1,
    ),
    Measure(
        "anggota",
        Words("Anggota yang dibayar", "Members paid for"),
        "people",
        _members,
        Words("Anggota keluarga yang dihitung menurut komponennya.", "Members counted by their component."),
        ("components", "owed"),
    ),
)
BY_KEY: Final = {measure.key: measure for measure in MEASURES}


def of_component(name: str, words: Words) -> Measure:
    """Members paid for as one component."""

    def members(row: StageSum) -> Figure:
        count, _ = row.components.get(name, (0, 0))
        return Figure(count, count)

    return Measure(f"anggota.{name}", words, "people", members, BY_KEY["anggota"].explains, ("components",))

"""Published figures beside our own: which of them our sums say again, which not, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, Q

from harapan.coordination.models import PublishedFigure, StageSum, StandingSum
from harapan.lib.rupiah import number
from harapan.places.models import Area
from harapan.places.queries import areas_on
from harapan.staff.models import Staff
from harapan.ui.words import Words

Verdict = Literal["same", "differs", "no_data", "unclear", "not_ours"]

FIELD_STAFF = (
    Staff.Position.PROVINCE_COORDINATOR,
    Staff.Position.REGENCY_COORDINATOR,
    Staff.Position.DATA_ADMINISTRATOR,
    Staff.Position.SUPERVISOR,
    Staff.Position.FACILITATOR,
)
"""Positions that a number of staff (SDM PKH) counts."""


@dataclass(frozen=True)
class Comparison:
    """A published figure, our own number if we have one, and what to make of the two."""

    figure: PublishedFigure
    ours: int | None
    verdict: Verdict
    because: Words

    @property
    def difference(self) -> int | None:
        """Ours less theirs."""
        return None if self.ours is None else self.ours - self.figure.value

    @property
    def signed(self) -> str:
        """The difference with its sign, `-1.024`."""
        return f"{'+' if (self.difference or 0) > 0 else '-'}{number(abs(self.difference or 0))}"

    @property
    def what(self) -> Words:
        """What is counted."""
        return Words(self.figure.what_id, self.figure.what_en)

    @property
    def unit(self) -> Words:
        """In what."""
        return Words(self.figure.unit_id, self.figure.unit_en)

    @property
    def note(self) -> Words:
        """What is known about it."""
        return Words(self.figure.note_id, self.figure.note_en)


def compared_figures() -> list[Comparison]:
    """Every published figure, the oldest first, held against our sums in a handful of queries."""
    figures = list(PublishedFigure.objects.order_by("day", "area", "key"))
    ours = _Ours(figures)
    return [_compared(figure, ours) for figure in figures]


class _Ours:
    """Our own numbers for some figures, asked for together."""

    def __init__(self, figures: list[PublishedFigure]) -> None:
        codes = {figure.area for figure in figures if figure.measure}
        cycles = {figure.about for figure in figures if figure.about}
        self._stages = {(row.area, row.cycle): row for row in StageSum.objects.filter(area__in=codes, cycle__in=cycles)}
        self._standing = {row.area: row for row in StandingSum.objects.filter(area__in=codes)}
        self._staff = _staff_in({figure.area for figure in figures if figure.measure == "staff"})
        self._areas = {
            day: _areas_in({figure.area for figure in figures if figure.measure in LEVELS and figure.day == day}, day)
            for day in {figure.day for figure in figures if figure.measure in LEVELS}
        }

    def families(self, figure: PublishedFigure) -> int | None:
        """Families of the freeze of the stage meant."""
        row = self._stages.get((figure.area, figure.about))
        return row.families if row else None

    def state(self, figure: PublishedFigure) -> int | None:
        """Families in a state, as the registry stands."""
        row = self._standing.get(figure.area)
        return int(row.participation.get(figure.measure, 0)) if row else None

    def staff(self, figure: PublishedFigure) -> int | None:
        """Field staff posted in the area now."""
        return self._staff.get(figure.area) or None

    def areas(self, figure: PublishedFigure) -> int | None:
        """Areas of a level that there were on the day."""
        return self._areas[figure.day].get((figure.area, figure.measure)) or None


LEVELS = {"districts": Area.Level.DISTRICT, "villages": Area.Level.VILLAGE}
MEASURES: dict[str, Callable[[_Ours, PublishedFigure], int | None]] = {
    "families": _Ours.families,
    "graduated_natural": _Ours.state,
    "graduated_independent": _Ours.state,
    "staff": _Ours.staff,
    **dict.fromkeys(LEVELS, _Ours.areas),
}
"""Sums of ours that a published figure can be held against."""


def _staff_in(areas: set[str]) -> dict[str, int]:
    if not areas:
        return {}
    posted = Staff.objects.filter(active=True, position__in=FIELD_STAFF)
    counts = {f"in_{area}": Count("pk", filter=Q(area__startswith=area)) for area in areas}
    return {name.removeprefix("in_"): count for name, count in posted.aggregate(**counts).items()}


def _areas_in(areas: set[str], day: date) -> dict[tuple[str, str], int]:
    counts = {
        f"{measure}_{area}": Count("pk", filter=Q(level=level, code__startswith=area))
        for area in areas
        for measure, level in LEVELS.items()
    }
    found = areas_on(day).aggregate(**counts)
    return {(name.split("_")[1], name.split("_")[0]): count for name, count in found.items()}


def _compared(figure: PublishedFigure, ours: _Ours) -> Comparison:
    if figure.meaning == PublishedFigure.Meaning.UNCLEAR:
        return Comparison(figure, None, "unclear", UNCLEAR)
    if not figure.measure:
        return Comparison(figure, None, "not_ours", NOT_OURS)
    counted = MEASURES[figure.measure](ours, figure)
    if counted is None:
        return Comparison(figure, None, "no_data", _no_data(figure))
    if counted == figure.value:
        return Comparison(figure, counted, "same", SAME)
    return Comparison(figure, counted, "differs", WHY.get(figure.measure, DIFFERS))


UNCLEAR = Words(
    "Dilaporkan, maknanya belum jelas: disimpan apa adanya dan tidak dibandingkan.",
    "Reported, meaning unclear: kept as printed and not compared.",
)
NOT_OURS = Words("Sistem ini tidak menghitungnya.", "This system does not count it.")
SAME = Words("Sama dengan hitungan sistem.", "The same as the system counts.")
DIFFERS = Words("Hitungan sistem berbeda.", "The system counts another number.")
WHY = {
    "graduated_natural": (
        later := Words(
            "Sistem menghitung sampai hari ini; angka terbitan sampai hari rapat.",
            "The system counts up to today; the published figure up to the day of the meeting.",
        )
    ),
    "graduated_independent": later,
    "staff": Words(
        "Sistem menghitung petugas yang aktif hari ini, bukan pada hari rapat.",
        "The system counts who is active today, not on the day of the meeting.",
    ),
    **dict.fromkeys(
        LEVELS,
        Words(
            "Angka terbitan hanya menghitung yang dijangkau program; sistem menghitung semua yang ada menurut tabel"
            " kode 2025, sebab kode lama tidak diketahui.",
            "The published figure counts only those the programme reached; the system counts all there were, by the"
            " code table of 2025, since earlier codes are not known.",
        ),
    ),
}


def _no_data(figure: PublishedFigure) -> Words:
    if figure.about:
        return Words(
            f"Tahap {figure.about} di wilayah ini tidak ada dalam sistem.",
            f"The system has no stage {figure.about} in this area.",
        )
    return Words("Wilayah ini tidak ada dalam sistem.", "The system has nothing about this area.")

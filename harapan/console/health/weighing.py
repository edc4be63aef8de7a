"""A child weighed at a visit: what is typed beside it, what cannot be, and what somebody is asked to look at again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from harapan.commitments.health.growth import (
    LYING_IS_LONGER,
    NOT_BELIEVED,
    STANDING_FROM,
    age_in_days,
    asked_back,
    statuses_of_all,
)
from harapan.commitments.health.queries import Weighed
from harapan.commitments.models.health import GRAMS, MILLIMETRES
from harapan.console.health.words import SOURCES, Status, centimetres, kilograms, statuses_in
from harapan.lib.dates import last_day_of
from harapan.ui.words import Words

FIELDS: Final = ("berat", "tinggi", "cara", "tgl", "benar")
"""Kilograms, centimetres, how it was measured, the day of the month if it was another, and that it was looked at again:
each a field named after the child's number.
"""
WAYS: Final = {"baring": True, "berdiri": False}
MOST_TYPED: Final = 8


@dataclass
class Weighing:
    """One child's fields. `known` was said of this month by another source, and is not asked again; `before` are the
    last weight and the last height of earlier months. `usual` is the day that stands above the sheet.
    """

    child: Mapping[str, Any]
    month: date
    today: date
    known: Weighed | None = None
    weighed_before: Weighed | None = None
    height_before: Weighed | None = None
    usual: date | None = None
    typed: dict[str, str] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    is_odd: bool = False

    @property
    def member(self) -> int:
        return int(self.child["member"])

    @property
    def says_something(self) -> bool:
        """A weight or a height was typed that is not known already."""
        if not (self.typed.get("berat") or self.typed.get("tinggi")):
            return False
        return not (self.known and (self.grams, self.millimetres) == (self.known.grams, self.known.millimetres))

    @property
    def asks(self) -> bool:
        """Whether the fields are shown: nobody types twice, and nothing typed is lost."""
        return self.known is None or self.says_something

    @property
    def grams(self) -> int | None:
        return _small(self.typed.get("berat", ""), 3)

    @property
    def millimetres(self) -> int | None:
        return _small(self.typed.get("tinggi", ""), 1)

    @property
    def lying(self) -> bool | None:
        """Null is as usual at that age."""
        return WAYS.get(self.typed.get("cara", ""))

    @property
    def day(self) -> date | None:
        """None for nonsense, and where no day was given."""
        typed = self.typed.get("tgl", "")
        if not typed:
            return self.usual
        number = int(typed) if re.fullmatch(r"[0-9]{1,2}", typed) else 0
        return self.month.replace(day=number) if 1 <= number <= last_day_of(self.month).day else None

    @property
    def said(self) -> list[Any]:
        """As the report keeps it."""
        return [self.member, f"{self.day}", self.grams, self.millimetres, self.lying]

    @property
    def wrong(self) -> Words | None:
        """Why it cannot be so; None where it can."""
        if not self.says_something:
            return None
        return self._contradicts() or self._no_weight() or self._no_height() or self._no_day()

    def _contradicts(self) -> Words | None:
        if self.known is None:
            return None
        source = SOURCES[self.known.source]  # type: ignore[index]  # a text choice is its own key
        return Words(
            f"sudah diukur {self.known.measured_on:%d-%m-%Y} ({source.id}): kosongkan berat dan tinggi",
            f"was measured on {self.known.measured_on:%d-%m-%Y} ({source.en}): leave weight and height empty",
        )

    def _no_weight(self) -> Words | None:
        if self.typed.get("berat") and self.grams is None:
            return Words("berat ditulis dalam kilogram, misalnya 8,1", "write the weight in kilograms, such as 8.1")
        low, high = GRAMS
        if self.grams is not None and not low <= self.grams <= high:
            return Words(
                f"berat {kilograms(self.grams)} kg tidak mungkin: {kilograms(low)} sampai {kilograms(high)} kg",
                f"a weight of {kilograms(self.grams)} kg cannot be: {kilograms(low)} to {kilograms(high)} kg",
            )
        return None

    def _no_height(self) -> Words | None:
        if self.typed.get("tinggi") and self.millimetres is None:
            return Words(
                "tinggi ditulis dalam sentimeter, misalnya 69,5", "write the height in centimetres, as in 69.5"
            )
        low, high = MILLIMETRES
        if self.millimetres is not None and not low <= self.millimetres <= high:
            told, least, most = centimetres(self.millimetres), low // 10, high // 10
            return Words(
                f"tinggi {told} cm tidak mungkin: {least} sampai {most} cm",
                f"a height of {told} cm cannot be: {least} to {most} cm",
            )
        return None

    def _no_day(self) -> Words | None:
        if self.day is None:
            return Words("tulis tanggal penimbangannya", "give the day of the weighing")
        if self.day > self.today:
            return Words("tanggal penimbangan belum tiba", "the day of the weighing has not come yet")
        if self.day < max(self.month, self.child["born"]) or self.day > (
            self.child.get("died_on") or last_day_of(self.month)
        ):
            return Words(
                "tanggal penimbangan di luar bulan ini, sebelum lahir, atau sesudah meninggal",
                "the day of the weighing is outside this month, before birth, or after death",
            )
        return None

    @property
    def asked(self) -> Words | None:
        """What somebody is asked to look at again before it is sent; None where it can be believed at once."""
        if not self.says_something or self.wrong:
            return None
        return self._lost() or self._shrunk() or (NOT_LIKELY if self.is_odd else None)

    def _lost(self) -> Words | None:
        before = self.weighed_before
        if before is None or before.grams is None or self.grams is None:
            return None
        if (before.grams - self.grams) * 100 < before.grams * asked_back().loss_percent:
            return None
        lost = kilograms(before.grams - self.grams)
        return Words(
            f"berat turun {lost} kg sejak {before.measured_on:%d-%m-%Y}",
            f"{lost} kg lost since {before.measured_on:%d-%m-%Y}",
        )

    def _shrunk(self) -> Words | None:
        before = self.height_before
        if before is None or self.millimetres is None or self.day is None:
            return None
        less = self._standing(before.millimetres or 0, before.lying, before.measured_on) - self._standing(
            self.millimetres, self.lying, self.day
        )
        if less < asked_back().shorter_millimetres:
            return None
        return Words(
            f"tinggi berkurang {centimetres(less)} cm sejak {before.measured_on:%d-%m-%Y}",
            f"{centimetres(less)} cm shorter than on {before.measured_on:%d-%m-%Y}",
        )

    def _standing(self, millimetres: int, lying: bool | None, day: date) -> int:
        """As if measured standing: a child is longer lying."""
        lay = age_in_days(self.child["born"], day) < STANDING_FROM if lying is None else lying
        return millimetres - LYING_IS_LONGER if lay else millimetres

    @property
    def is_sure(self) -> bool:
        return bool(self.typed.get("benar"))

    @property
    def waits(self) -> bool:
        """It was asked back, and nobody has said yet that it is so."""
        return self.asked is not None and not self.is_sure

    @property
    def kilograms(self) -> str:
        return kilograms(self.grams)

    @property
    def centimetres(self) -> str:
        return centimetres(self.millimetres)

    @property
    def gained(self) -> int | None:
        """Grams since the last weighing of an earlier month."""
        before = self.weighed_before
        return None if before is None or before.grams is None or self.grams is None else self.grams - before.grams

    @property
    def before_words(self) -> str:
        """`8 kg, 68,5 cm`: the last known of earlier months."""
        weight = self.weighed_before and kilograms(self.weighed_before.grams)
        height = self.height_before and centimetres(self.height_before.millimetres)
        return ", ".join(part for part in (weight and f"{weight} kg", height and f"{height} cm") if part)

    @property
    def known_words(self) -> str:
        """`8,1 kg, 69,5 cm`: what another source said of this month."""
        if self.known is None:
            return ""
        told = (kilograms(self.known.grams), "kg"), (centimetres(self.known.millimetres), "cm")
        return ", ".join(f"{value} {unit}" for value, unit in told if value)

    @property
    def known_source(self) -> Words | None:
        return SOURCES[self.known.source] if self.known else None  # type: ignore[index]  # a text choice is its own key

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What says something, to be handed from page to page."""
        return [(f"{name}-{self.member}", self.typed[name]) for name in FIELDS if self.typed.get(name)]

    def take(self, posted: Mapping[str, str], usual: date | None) -> None:
        """What the form says."""
        self.usual = usual
        self.typed = {name: posted.get(f"{name}-{self.member}", "").strip()[:MOST_TYPED] for name in FIELDS}

    def take_said(self, said: Sequence[Any], usual: date | None) -> None:
        """What was said before, to be corrected; it was looked at then."""
        _, day, grams, millimetres, lying = said
        self.usual = usual
        self.typed = {
            "berat": kilograms(grams),
            "tinggi": centimetres(millimetres),
            "cara": {True: "baring", False: "berdiri"}.get(lying, ""),
            "tgl": "" if usual and day == f"{usual}" else f"{int(day[8:])}",
            "benar": "ya",
        }


NOT_LIKELY: Final = Words(
    "ukuran ini sangat jauh dari standar WHO untuk umurnya", "this is very far from the WHO's standard for that age"
)


def _small(text: str, digits: int) -> int | None:
    """Kilograms or centimetres as whole grams or millimetres: `8,1` with 3 digits is 8100."""
    found = re.fullmatch(rf"([0-9]{{1,3}})(?:[.,]([0-9]{{1,{digits}}}))?", text.strip())
    return int(found[1]) * 10**digits + int((found[2] or "").ljust(digits, "0")) if found else None


def assess(weighings: Sequence[Weighing]) -> None:
    """Give each child that was measured its statuses, by the WHO's tables, all at once."""
    sound = [one for one in weighings if one.says_something and not one.wrong]
    if not sound:
        return
    told = statuses_of_all(
        [
            {
                "sex": one.child["sex"],
                "born": one.child["born"],
                "measured_on": one.day,
                "millimetres": one.millimetres,
                "grams": one.grams,
                "lying": one.lying,
            }
            for one in sound
        ]
    )
    for one, words in zip(sound, told, strict=True):
        one.statuses = statuses_in(words)
        one.is_odd = NOT_BELIEVED in words.values()

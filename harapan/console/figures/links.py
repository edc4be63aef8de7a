"""Where numbers lead: addresses of pages of figures, and of the lists behind a number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from harapan.console.figures.forms import Asked
from harapan.console.figures.queries import Seen, may_see_lists
from harapan.ui.words import Words

PAGES = (
    ("index", Words("Ringkasan", "Summary")),
    ("map", Words("Peta", "Map")),
    ("ranking", Words("Peringkat", "Ranking")),
    ("trend", Words("Tren", "Trend")),
    ("load", Words("Beban pendamping", "Facilitator load")),
    ("published", Words("Angka terbitan", "Published figures")),
)


REGENCIES = 4
"""Digits of a regency's code: all of them at once are a level of the country."""


ANY_AREA = "00"


@dataclass(frozen=True)
class Address:
    """What every link of a page carries on: area, stage and measure."""

    asked: Asked
    measure: str = ""

    def to(self, page: str, **changes: Any) -> str:
        """The address of a page of figures, like this one but for the changes; empty values are left out."""
        carried: dict[str, Any] = {"area": self.asked.area, "tahap": self.asked.stage.cycle, "ukuran": self.measure}
        if changes.get("area", self.asked.area) == "" and self.asked.level == REGENCIES:
            carried["tingkat"] = "kabupaten"
        told = {name: value for name, value in {**carried, **changes}.items() if value not in ("", None, False)}
        told.setdefault("area", "")  # an empty area is the country, no area at all is one's own
        return f"{reverse(f'figures:{page}')}?{urlencode(told, doseq=True)}"

    def each(self, page: str) -> Callable[[str], str]:
        """The address of a page for one area after another, made once for hundreds."""
        before, after = self.to(page, area=ANY_AREA).split(f"area={ANY_AREA}")
        return lambda code: f"{before}area={code}{after}"


def families(area: str, **narrower: object) -> str:
    """The list of families of an area, narrowed by its filters: `belum` a stage, `alasan` a reason, `pendamping`."""
    return f"{reverse('families:index')}?{urlencode({'area': area, **narrower})}"


def stage_desk(cycle: str) -> str:
    """The desk where a stage is worked on."""
    return reverse("stages:stage", args=[cycle])


def unpaid(seen: Seen, **narrower: object) -> str:
    """The families of the area that are not paid in the stage, for those who may see them."""
    if not seen.area or not may_see_lists(seen.staff, seen.area):
        return ""
    return families(seen.area, belum=seen.stage.cycle, **narrower)


def list_behind(seen: Seen, address: Address) -> str:
    """The families of the area for those who may see them, else how its areas compare."""
    if may_see_lists(seen.staff, seen.area) and seen.area:
        return families(seen.area)
    return address.to("ranking", ukuran="keluarga")

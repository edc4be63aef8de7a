"""Areas by what people type: a name, a name with what it lies in, or a code; and what areas are called in full."""

import re
from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Length

from harapan.lib.identifiers import dotted, undotted
from harapan.places.models import Area
from harapan.places.queries import areas_on
from harapan.staff.models import Staff

MOST: Final = 40
"""Areas offered at a time; nowhere lie more than that just below one."""
SHORTEST: Final = 3
"""Letters of a name before any area is offered."""
BELOW: Final = {0: "province", 2: "regency", 4: "district", 6: "village"}
"""The level below an area, by the length of its code."""
KINDS: Final = ("provinsi ", "kabupaten ", "kab. ", "kecamatan ", "kec. ", "desa ", "kelurahan ", "kel. ")
CODE: Final = re.compile(r"\d{2}(\d{2}(\d{2}(\d{4})?)?)?")
WITH_CODE: Final = re.compile(r".*\(([\d.]+)\)")


def code_in(text: str) -> str:
    """The code that was typed or chosen: `64.02`, `6402`, or at the end of `Kutai Kartanegara (64.02)`."""
    chosen = WITH_CODE.fullmatch(text)
    code = undotted(chosen[1] if chosen else text)
    return code if CODE.fullmatch(code) else ""


def areas_for(staff: Staff | None, day: date, level: str = "") -> QuerySet[Area]:
    """The areas somebody may name, of one level or all; for nobody in particular, those of the country."""
    found = areas_on(day).filter(level=level) if level else areas_on(day)
    if staff is not None and not (staff.works_for_the_country and not staff.area):
        own = [area for area in (staff.area, *staff.further_areas) if area]
        found = found.filter(reduce(or_, (Q(code__startswith=area) for area in own), Q(pk=None)))
    return found


def areas_called(text: str, among: QuerySet[Area], *, near: str = "", exactly: bool = False) -> QuerySet[Area]:
    """Of those, the ones of this name: those around `near` before others, larger ones first.

    `Loa Kulu, Kutai Kartanegara` says what it lies in.
    """
    name, _, around = (part.strip() for part in text[:120].partition(","))
    for kind in KINDS:
        name = name[len(kind) :] if name.lower().startswith(kind) else name
    found = among.filter(**{f"name__{'iexact' if exactly else 'icontains'}": name})
    if around:
        found = found.filter(parent__in=Area.objects.filter(name__icontains=around).values("code"))
    around_here = [When(code__startswith=near[:digits], then=-digits) for digits in (6, 4, 2) if len(near) >= digits]
    nearest_first = [Case(*around_here, default=0)] if around_here else []
    return found.order_by(*nearest_first, Length("code"), "name", "code")


def nearest(area: str, day: date, level: str = "") -> list[str]:
    """What is offered before anything is typed: the areas just below one's own, if they are of the level asked for."""
    below = BELOW.get(len(area), "")
    if not below or level not in ("", below):
        return []
    return labels_of(areas_on(day).filter(parent=area, level=below).order_by("name"), day)


def labels_of(areas: QuerySet[Area], day: date) -> list[str]:
    """`Loa Kulu, Kutai Kartanegara (64.02.08)`: each with what it lies in and its code, to be told from namesakes."""
    around = areas_on(day).filter(code=OuterRef("parent")).values("name")[:1]
    found = areas.annotate(around=Subquery(around)).values_list("code", "name", "around")[:MOST]
    return [f"{_short(', '.join(filter(None, [name, within])))} ({dotted(code)})" for code, name, within in found]


def _short(name: str) -> str:
    """As people write it where there is little room."""
    return name.replace("Kabupaten ", "Kab. ")


def label_of(code: str, day: date) -> str:
    """The same for one code; a code that is no area's stays as it is."""
    return next(iter(labels_of(areas_on(day).filter(code=code), day)), dotted(code))


def names_of(codes: Iterable[str], day: date) -> dict[str, str]:
    """What these areas are called, each by its own name alone."""
    wanted = {code for code in codes if code}
    return dict(areas_on(day).filter(code__in=wanted).values_list("code", "name")) if wanted else {}


def full_names_of(codes: Iterable[str], day: date) -> dict[str, str]:
    """Villages with what they lie in: `Loa Ipuh, Tenggarong, Kab. Kutai Kartanegara`; a code nobody has is left out."""
    wanted = {code for code in codes if code}
    names = names_of({code[:digits] for code in wanted for digits in (10, 6, 4)}, day)
    return {
        code: _short(", ".join(names[part] for part in (code, code[:6], code[:4]) if part in names))
        for code in wanted
        if code in names
    }

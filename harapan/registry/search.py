"""Finding families by what people know of them: words of a name, the end of a NIK or family card, a number.

Every search narrows by a plain comparison of an indexed column first, since under row-level security nothing else
uses an index; the village in each index tells one's own area without a look at the rows.
"""

import re
from collections.abc import Iterable
from itertools import permutations
from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet

from harapan.lib.identifiers import range_of
from harapan.registry.models import Family, Member
from harapan.staff.models import Staff

Row = TypeVar("Row", bound=Model)
MOST: Final = 50
"""So many are shown; who sees more than these adds a word."""
SHORTEST: Final = 2
"""Letters a word of a name must have to be looked for."""
MOST_WORDS: Final = 6
MOST_FAMILIES: Final = 3_000
"""Of one facilitator; the norm is a tenth of it."""
LAST: Final = "\U0010ffff"
"""No letter comes after it."""
OLD_SPELLING: Final = (("TJ", "C"), ("DJ", "J"), ("OE", "U"))
"""Spelling before 1947 and 1972, which many people keep in their names."""


def words_of(text: str) -> list[str]:
    """The words of a name as the index has them: capitals, no full stops, no apostrophes."""
    spaced = re.sub(r"[.,\s]+", " ", text.replace("'", "").replace("\0", "").upper())
    return [word for word in spaced.split() if len(word) >= SHORTEST][:MOST_WORDS]


def members_named(words: list[str], staff: Staff, area: str = "", among: QuerySet[Family] | None = None) -> list[int]:
    """Numbers of the members in whose name every word begins some word, in the order of their names; at most one more
    than `MOST`. `area` and `among` narrow to a part of the country and to some families.
    """
    if not words:
        return []
    members = _members(staff, area, among)
    for word in words[2:]:
        members = members.filter(name__icontains=word)
    ways = [
        members.filter(way).order_by(*order).values_list("pk", "name_1", "name_2", "village")[: MOST + 1]
        for way, order in _ways(words[:2])
    ]
    first, *others = ways
    found = first.union(*others) if others else first
    return [pk for pk, *_ in sorted(found, key=lambda row: row[1:] + row[:1])][: MOST + 1]


def other_spelling(words: Iterable[str]) -> list[str]:
    """The words as somebody else would spell them: Soeharto for Suharto, Djoko for Joko, and the other way round."""
    return [_respelt(word) for word in words]


def members_with_nik(digits: str, staff: Staff, area: str = "", among: QuerySet[Family] | None = None) -> list[int]:
    """Members whose NIK is this one, or ends in these four digits, by village; at most one more than `MOST`.

    Most NIKs end in a low number of a day's register: their ends alone would not find one of them quickly.
    """
    members = _members(staff, area, among)
    if len(digits) == len("1234"):
        return _by_village(members.filter(nik_4=digits))
    of_one, of_several = members.filter(nik=digits, nik_contested=False), members.filter(nik=digits, nik_contested=True)
    return _by_village(of_one) + _by_village(of_several)


def families_with_card(digits: str, staff: Staff, area: str = "", among: QuerySet[Family] | None = None) -> list[int]:
    """Families whose card is this one, or ends in these four digits, by village; at most one more than `MOST`."""
    families = _in_area(Family.objects.visible_to(staff) if among is None else among, area)
    return _by_village(families.filter(**{"card_4" if len(digits) == len("1234") else "card": digits}))


def _by_village(rows: QuerySet[Row]) -> list[int]:
    return list(rows.order_by("village", "pk").values_list("pk", flat=True)[: MOST + 1])


def _members(staff: Staff, area: str, among: QuerySet[Family] | None) -> QuerySet[Member]:
    """A facilitator's families are a few hundred, told by number; others find members by their village."""
    members = _in_area(Member.objects.visible_to(staff), area)
    if staff.position == Staff.Position.FACILITATOR:
        own = Family.objects.visible_to(staff) if among is None else among
        return members.filter(family__in=list(own.order_by().values_list("pk", flat=True)[:MOST_FAMILIES]))
    return members if among is None else members.filter(family__in=among.order_by().values("pk"))


def _in_area(rows: QuerySet[Row], area: str) -> QuerySet[Row]:
    return rows.filter(village__range=range_of(area)) if area else rows


Way = tuple[Q, tuple[str, ...]]


def _ways(words: list[str]) -> list[Way]:
    """Where in a name two words can stand: each way walks one index, in its order."""
    if len(words) == 1:
        (word,) = words
        return [
            (_begins("name_1", word), FIRST),
            (_begins("name_2", word), SECOND),
            (_begins("name_3", word), THIRD),
        ]
    return [
        way
        for one, other in permutations(words)
        for way in (
            (_begins("name_1", one) & _begins("name_2", other), FIRST),
            (_begins("name_3", one) & (_begins("name_1", other) | _begins("name_2", other)), THIRD),
        )
    ]


FIRST = ("name_1", "name_2", "village", "pk")
SECOND = ("name_2", "name_1", "village", "pk")
THIRD = ("name_3", "village", "pk")


def _begins(column: str, word: str) -> Q:
    """As a range, which an index serves also under row-level security."""
    return Q(**{f"{column}__gte": word, f"{column}__lt": word + LAST})


def _respelt(word: str) -> str:
    """In the new spelling where it has any of the old, else in the old."""
    modern = old = word
    for before, now in OLD_SPELLING:
        modern = modern.replace(before, now)
    for before, now in reversed(OLD_SPELLING):
        old = old.replace(now, before)
    return old if modern == word else modern

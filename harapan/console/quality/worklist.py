"""The families behind a number: each entry says what was found, of whom, since when, and the one thing to do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from harapan.console.families.queries import names_of, places_of
from harapan.console.quality.mending import Step, step_for
from harapan.console.quality.place import Place
from harapan.lib.identifiers import dotted, range_of
from harapan.registry.models import Family, Finding, Member
from harapan.registry.quality.check import Check
from harapan.registry.quality.checks import BY_NAME
from harapan.staff.models import Staff
from harapan.ui.pages import About, Page, about, page_of
from harapan.ui.words import Words, said

KEYS: Final = {"desa": ("village", "id"), "lama": ("id",), "baru": ("-id",)}
SORTS: Final = {
    "desa": Words("Desa", "Village"),
    "lama": Words("Paling lama dulu", "Oldest first"),
    "baru": Words("Terbaru dulu", "Newest first"),
}
AT_ONCE: Final = 2_000
COLUMNS: Final = (
    Words("Pemeriksaan", "Check"),
    Words("Temuan", "Finding"),
    Words("Nomor keluarga", "Family number"),
    Words("Pengurus", "Caretaker"),
    Words("Anggota", "Member"),
    Words("Kode desa", "Village code"),
    Words("Desa/kelurahan", "Village"),
    Words("Kecamatan", "District"),
    Words("Kabupaten/kota", "Regency"),
    Words("Provinsi", "Province"),
    Words("Pendamping", "Facilitator"),
    Words("Ditemukan", "Found"),
)


@dataclass(frozen=True)
class Wish:
    """What a worklist is narrowed to."""

    facilitator: int | None = None
    unassigned: bool = False
    sort: str = "desa"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wish":
        """As its address says; nonsense is as good as nothing."""
        who, sort = query.get("pendamping", ""), query.get("urut", "")
        number = int(who) if re.fullmatch(r"[0-9]{1,15}", who) else None
        return cls(number, who == "tanpa", sort if sort in KEYS else "desa")

    @property
    def any(self) -> bool:
        return bool(self.facilitator or self.unassigned)


@dataclass(frozen=True)
class Entry:
    """One finding as people read it."""

    finding: Finding
    check: Check
    says: Words
    caretaker: str
    member: str
    places: tuple[str, ...]
    facilitator: str
    step: Step


@dataclass(frozen=True)
class Worklist:
    """A page of entries, and how many there are."""

    entries: list[Entry]
    count: About
    page: Page[Finding]
    sorts: Mapping[str, Words]


def findings(check: Check, place: Place, wish: Wish) -> QuerySet[Finding]:
    """Open entries of a check that this person may see."""
    rows = Finding.objects.visible_to(place.staff).filter(kind=check.name, gone_at=None)
    if place.area and not place.is_mine_alone:
        rows = rows.filter(village__range=range_of(place.area))
    if wish.unassigned:
        return rows.filter(facilitator=None)
    return rows.filter(facilitator=wish.facilitator) if wish.facilitator else rows


def worklist(check: Check, place: Place, wish: Wish, query: Mapping[str, str]) -> Worklist:
    """A page of it. Other orders than by village are offered where few enough entries have to be sorted."""
    rows = findings(check, place, wish)
    count = about(rows)
    sorts = {} if count.more else SORTS
    page = page_of(rows, query, keys=KEYS[wish.sort if sorts else "desa"])
    return Worklist(entries_of(page.rows, place.staff, place.day), count, page, sorts)


def entries_of(rows: Sequence[Finding], staff: Staff, day: date) -> list[Entry]:
    """Entries with the names that belong to them, in a handful of queries."""
    families = Family.objects.visible_to(staff).in_bulk([row.family for row in rows])
    wanted = {row.member for row in rows} | {family.caretaker for family in families.values()}
    people = dict(Member.objects.visible_to(staff).filter(pk__in=wanted - {None}).values_list("pk", "name"))
    names = names_of({row.village for row in rows}, day)  # type: ignore[arg-type]
    helpers = dict(Staff.objects.filter(pk__in={row.facilitator for row in rows} - {None}).values_list("pk", "name"))
    return [
        Entry(
            row,
            BY_NAME[row.kind],
            BY_NAME[row.kind].says(row.facts),
            people.get(families[row.family].caretaker or 0, ""),
            people.get(row.member or 0, ""),
            places_of(row.village, names),
            helpers.get(row.facilitator or 0, ""),
            step_for(BY_NAME[row.kind], row, staff),
        )
        for row in rows
        if row.family in families
    ]


def rows_to_take(check: Check, place: Place, wish: Wish) -> Iterator[list[Any]]:
    """The worklist as rows of a file, read some thousand at a time; the language is asked while it is known."""
    language = said("id", "en")
    return (
        [
            getattr(check.words, language),
            getattr(entry.says, language),
            entry.finding.family,
            entry.caretaker,
            entry.member,
            dotted(entry.finding.village),
            *entry.places,
            entry.facilitator,
            timezone.localtime(entry.finding.found_at).date(),
        ]
        for entry in _all(check, place, wish)
    )


def _all(check: Check, place: Place, wish: Wish) -> Iterator[Entry]:
    query: dict[str, str] = {}
    while True:
        page = page_of(findings(check, place, wish), query, keys=KEYS["desa"], size=AT_ONCE)
        yield from entries_of(page.rows, place.staff, place.day)
        if page.next is None:
            return
        query = {"after": page.next}


def entries_about(family: Family, names: Mapping[int, str], staff: Staff) -> list[Entry]:
    """What the checks say about one family, whose members the reader has by name already; the weightiest first."""
    rows = Finding.objects.visible_to(staff).filter(family=family.pk, gone_at=None)
    order = list(BY_NAME)
    return [
        Entry(
            row,
            BY_NAME[row.kind],
            BY_NAME[row.kind].says(row.facts),
            names.get(family.caretaker or 0, ""),
            names.get(row.member or 0, ""),
            (),
            "",
            step_for(BY_NAME[row.kind], row, staff),
        )
        for row in sorted(rows, key=lambda row: (order.index(row.kind), row.pk))
    ]

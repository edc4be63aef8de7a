"""Early warnings as people read them: who, why, from which day, and what the visit is for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from harapan.console.families.filters import area_of
from harapan.console.families.queries import names_of, places_of
from harapan.lib.identifiers import range_of
from harapan.registry.models import Family, Member
from harapan.sanctions.models import Alert
from harapan.sanctions.warning import KINDS, Kind
from harapan.staff.models import Staff
from harapan.ui.words import Words

AT_ONCE = 1_000
COLUMNS = (
    Words("Peringatan", "Warning"),
    Words("Nomor keluarga", "Family number"),
    Words("Pengurus", "Caretaker"),
    Words("Anggota", "Member"),
    Words("Kode desa", "Village code"),
    Words("Desa/kelurahan", "Village"),
    Words("Pendamping", "Facilitator"),
    Words("Mulai", "From"),
    Words("Saran kunjungan", "What to visit for"),
)


@dataclass(frozen=True)
class Wish:
    """What the address asks for; nonsense asks for nothing."""

    kind: str
    area: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wish":
        kind = query.get("sebab", "")
        return cls(kind if kind in KINDS else "", area_of(query))

    def area_rows(self, staff: Staff) -> QuerySet[Alert]:
        """Warnings of the area, of every kind, as far as this person may see them."""
        rows = Alert.objects.visible_to(staff)
        return rows.filter(village__range=range_of(self.area)) if self.area else rows

    def rows(self, staff: Staff) -> QuerySet[Alert]:
        """The warnings meant."""
        rows = self.area_rows(staff)
        return rows.filter(kind=self.kind) if self.kind else rows


@dataclass(frozen=True)
class Shown:
    """One warning with the names that belong to it."""

    alert: Alert
    kind: Kind
    caretaker: str
    member: str
    places: tuple[str, ...]
    facilitator: str


def counts(rows: QuerySet[Alert]) -> list[tuple[str, Kind, int]]:
    """Families by kind, most first."""
    found = rows.order_by().values("kind").annotate(families=Count("pk")).order_by("-families", "kind")
    return [(row["kind"], KINDS[row["kind"]], row["families"]) for row in found if row["kind"] in KINDS]


def shown(alerts: Sequence[Alert], staff: Staff, today: date) -> list[Shown]:
    """Warnings with their names, in four queries however many there are."""
    families = Family.objects.visible_to(staff).in_bulk([one.family for one in alerts])
    wanted = {family.caretaker for family in families.values() if family.caretaker}
    wanted |= {one.member for one in alerts if one.member}
    people = dict(Member.objects.visible_to(staff).filter(pk__in=wanted).values_list("pk", "name"))
    places = names_of([one.village for one in alerts], today)
    numbers = {one.facilitator for one in alerts if one.facilitator}
    facilitators = dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    return [
        Shown(
            one,
            KINDS[one.kind],
            people.get(families[one.family].caretaker or 0, "") if one.family in families else "",
            people.get(one.member or 0, ""),
            places_of(one.village, places),
            facilitators.get(one.facilitator or 0, ""),
        )
        for one in alerts
        if one.kind in KINDS
    ]


def rows_to_take(alerts: QuerySet[Alert], staff: Staff, today: date, language: str) -> Iterator[list[Any]]:
    """Warnings as rows of a file, some at a time."""
    some: list[Alert] = []
    for alert in alerts.iterator(chunk_size=AT_ONCE):
        some.append(alert)
        if len(some) == AT_ONCE:
            yield from _rows(some, staff, today, language)
            some = []
    yield from _rows(some, staff, today, language)


def _rows(some: Sequence[Alert], staff: Staff, today: date, language: str) -> Iterator[list[Any]]:
    for one in shown(some, staff, today):
        yield [
            getattr(one.kind.words, language),
            one.alert.family,
            one.caretaker,
            one.member,
            one.alert.village,
            one.places[0],
            one.facilitator,
            one.alert.day,
            getattr(one.kind.visit, language),
        ]

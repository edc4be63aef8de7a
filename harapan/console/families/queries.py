"""Families for lists: which the filters let through, and each row as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from harapan.console.families.filters import Filters
from harapan.entitlements.law import law
from harapan.entitlements.models import Entitlement, Run
from harapan.lib.identifiers import dotted, range_of
from harapan.places.queries import areas_on
from harapan.policy.edition import Component, Edition, Title
from harapan.policy.errors import UnknownCycle
from harapan.registry.fits import has_somebody_who_fits
from harapan.registry.models import Family, Member
from harapan.registry.words import PARTICIPATION, TONES
from harapan.staff.models import Staff
from harapan.ui.pages import About, Page, about, page_of
from harapan.ui.words import Words

KEYS: Mapping[str, tuple[str, ...]] = {"desa": ("village", "id"), "nomor": ("id",), "terbaru": ("-id",)}
"""The order of the list by `urut`; an index serves all but the first only where nothing narrows the list."""
NEAR = 4
"""Digits of a regency's code: within one, families can be asked one by one."""


def shown(title: Title) -> Words:
    """Words of the law in the reader's language."""
    return Words(title.id, title.en)


# -- stages ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """A stage that has been computed: its runs that count, the first of them the main one."""

    cycle: str
    runs: tuple[int, ...]

    @property
    def edition(self) -> Edition | None:
        """The law it was computed under; None where this installation's law no longer knows it."""
        try:
            return law().edition(self.cycle, accept_low_confidence=True)
        except UnknownCycle:
            return None


def stages() -> list[Stage]:
    """Computed stages, newest first."""
    runs: dict[str, list[int]] = {}
    for cycle, pk in Run.objects.filter(refused_because="").order_by("pk").values_list("cycle_id", "pk"):
        runs.setdefault(cycle, []).append(pk)
    return [Stage(cycle, tuple(found)) for cycle, found in sorted(runs.items(), reverse=True)]


def components(stage: Stage | None) -> tuple[Component, ...]:
    """What the law of a stage pays for."""
    return stage.edition.components if stage and stage.edition else ()


# -- which families --------------------------------------------------------------------------------------------------


def families_matching(filters: Filters, staff: Staff, known: Sequence[Stage]) -> QuerySet[Family]:
    """The families this person may see that the filters let through, beside what was typed."""
    families = Family.objects.visible_to(staff)
    if filters.area:
        families = families.filter(village__range=range_of(filters.area))
    if filters.state:
        families = families.filter(participation=filters.state)
    if filters.bank:
        families = families.filter(bank=filters.bank)
    if filters.facilitator:
        families = families.filter(facilitator=filters.facilitator)
    for component in components(known[0] if known else None):
        if component.name == filters.component and is_near(filters, staff) and known[0].edition:
            families = families.filter(has_somebody_who_fits(component, known[0].edition))
    if stage := chosen_stage(filters, known):
        families = families.filter(Exists(_unpaid(filters, staff, stage).filter(family=OuterRef("pk"))))
    return families


def unpaid_matching(filters: Filters, staff: Staff, stage: Stage) -> QuerySet[Entitlement]:
    """The same from the side of a stage, where those who got nothing are few and have an index of their own."""
    rows = _unpaid(filters, staff, stage)
    if filters.area:
        rows = rows.filter(village__range=range_of(filters.area))
    if filters.bank:
        rows = rows.filter(bank=filters.bank)
    if filters.facilitator:
        rows = rows.filter(facilitator=filters.facilitator)
    if filters.state:
        rows = rows.filter(Exists(Family.objects.filter(pk=OuterRef("family"), participation=filters.state)))
    return rows


def _unpaid(filters: Filters, staff: Staff, stage: Stage) -> QuerySet[Entitlement]:
    main, *supplementary = stage.runs
    rows = Entitlement.objects.visible_to(staff).filter(cycle=stage.cycle, run=main, net=0)
    if filters.reason:
        rows = rows.filter(reason=filters.reason)
    if supplementary:
        later = Entitlement.objects.filter(cycle=stage.cycle, run__in=supplementary, net__gt=0)
        rows = rows.exclude(Exists(later.filter(family=OuterRef("family"))))
    return rows


def chosen_stage(filters: Filters, known: Sequence[Stage]) -> Stage | None:
    """The stage in which somebody got nothing, if one was chosen."""
    return next((stage for stage in known if stage.cycle == filters.unpaid_in), None)


def is_near(filters: Filters, staff: Staff) -> bool:
    """Whether so few families are left that each can be asked about its members."""
    own = staff.areas
    return bool(
        len(filters.area) >= NEAR
        or filters.facilitator
        or staff.position == Staff.Position.FACILITATOR
        or (own and all(len(area) >= NEAR for area in own))
    )


def order(filters: Filters, staff: Staff) -> tuple[str, ...]:
    """The columns the list is sorted by: by village where any other order would have to look at every family."""
    return KEYS[filters.sort] if may_sort(filters, staff) else KEYS["desa"]


def may_sort(filters: Filters, staff: Staff) -> bool:
    """Whether another order than by village is offered: over the whole country, or one facilitator's families."""
    if staff.position == Staff.Position.FACILITATOR or filters.facilitator:
        return True
    return "" in staff.areas and not filters.area and not filters.others


# -- rows ------------------------------------------------------------------------------------------------------------


@dataclass
class Line:
    """One family in a list."""

    family: Family | None
    """None where it lives elsewhere now: the area keeps what was frozen, and no more."""
    number: int
    village: str
    caretaker: Member | None = None
    found: list[Member] = field(default_factory=list)
    """The members that were searched for."""
    last: Entitlement | None = None
    places: tuple[str, ...] = ()
    """Village, district, regency, province: names, or codes where none is known."""
    why: Words | None = None
    """Why nothing is paid, in the words of the law's closed list."""

    @property
    def state(self) -> Words:
        """Where it stands in the programme."""
        return shown(PARTICIPATION[self.family.participation]) if self.family else Words("pindah", "moved away")

    @property
    def tone(self) -> str:
        return TONES.get(self.family.participation, "") if self.family else "quiet"

    @property
    def bank(self) -> str:
        """Whose bank it is now; at the freeze, where it lives elsewhere since."""
        return self.family.bank if self.family else self.last.bank if self.last else ""


@dataclass
class Listed:
    """A page of families, and how many there are."""

    lines: list[Line]
    count: About
    page: Page[Line] | None = None
    stage: Stage | None = None
    """The stage whose amounts are shown."""


def listed(filters: Filters, query: Mapping[str, str], staff: Staff, known: Sequence[Stage], on: date) -> Listed:
    """A page of the list without a search."""
    if stage := chosen_stage(filters, known):
        rows = unpaid_matching(filters, staff, stage)
        unpaid = page_of(rows, query, keys=("village", "family"))
        lines = lines_of_unpaid(unpaid.rows, staff, stage, on)
        return Listed(lines, about(rows), Page(lines, unpaid.next, unpaid.previous), stage)
    families = families_matching(filters, staff, known)
    found = page_of(families, query, keys=order(filters, staff))
    latest = known[0] if known else None
    lines = lines_of(found.rows, staff, latest, on)
    return Listed(lines, about(families), Page(lines, found.next, found.previous), latest)


def lines_of(families: Sequence[Family], staff: Staff, stage: Stage | None, on: date) -> list[Line]:
    """Families with caretaker, places and what the stage gave them."""
    lines = [Line(family, family.pk, family.village) for family in families]
    owed = entitlements(stage, [family.pk for family in families], staff) if stage else {}
    for line in lines:
        line.last = owed.get(line.number)
    return _completed(lines, staff, stage, on)


def lines_of_unpaid(rows: Sequence[Entitlement], staff: Staff, stage: Stage, on: date) -> list[Line]:
    """The same for what a stage froze."""
    here = Family.objects.visible_to(staff).in_bulk([row.family for row in rows])
    lines = [Line(here.get(row.family), row.family, row.village, last=row) for row in rows]
    return _completed(lines, staff, stage, on)


def entitlements(stage: Stage, families: Sequence[int], staff: Staff) -> dict[int, Entitlement]:
    """What a stage's runs gave each of some families; a later run speaks last."""
    rows = Entitlement.objects.visible_to(staff).filter(cycle=stage.cycle, run__in=stage.runs, family__in=families)
    return {row.family: row for row in rows.order_by("run")}


def _completed(lines: list[Line], staff: Staff, stage: Stage | None, on: date) -> list[Line]:
    caretakers = [line.family.caretaker for line in lines if line.family and line.family.caretaker]
    persons = Member.objects.visible_to(staff).in_bulk(caretakers) if caretakers else {}
    names = names_of((line.village for line in lines), on)
    for line in lines:
        line.caretaker = persons.get(line.family.caretaker or 0) if line.family else None
        line.places = places_of(line.village, names)
        if line.last and line.last.reason and stage and stage.edition:
            line.why = shown(stage.edition.reason(line.last.reason).title)
    return lines


def names_of(villages: Iterator[str] | Sequence[str], on: date) -> dict[str, str]:
    """What some villages, and what they lie in, are called on a day."""
    codes = {village[:digits] for village in villages for digits in (2, 4, 6, 10)}
    return dict(areas_on(on).filter(code__in=codes).values_list("code", "name")) if codes else {}


def places_of(village: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Village, district, regency and province by name."""
    codes = (village[:digits] for digits in (10, 6, 4, 2))
    return tuple(names.get(code) or dotted(code) for code in codes)

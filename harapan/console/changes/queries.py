"""Requests as pages show them: rows of a list, one request side by side with what stands there now, its effect."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from harapan.console.areas.queries import full_names_of
from harapan.console.changes.wording import (
    FIELDS,
    RISKS,
    SAID,
    STATES,
    TONES,
    UNSAID,
    value_said,
)
from harapan.entitlements.preview import Effect, effect_of, next_stage
from harapan.lib.identifiers import range_of, undotted
from harapan.policy.calendar import Stage
from harapan.registry.actions import CannotChange
from harapan.registry.models import ChangeRequest, Evidence, Family, Member, RequestEvent
from harapan.registry.requests.base import Changes, Difference, Given, Kind, differences
from harapan.registry.requests.kinds import KINDS
from harapan.registry.requests.papers import PAPERS
from harapan.registry.requests.queries import (
    OPEN,
    due_at,
    given_of,
    is_late,
    stale_fields,
    waiting_for,
    why_not_check,
)
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff
from harapan.ui.words import Words

State = ChangeRequest.State
VILLAGE: Final = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}")
"""A village as `value_said` writes it."""


def requests_matching(wish: Mapping[str, Any], staff: Staff, now: datetime) -> QuerySet[ChangeRequest]:
    """The requests this person may see that the filters let through."""
    found = ChangeRequest.objects.visible_to(staff).exclude(~_mine(staff), state=State.DRAFT)
    if wish.get("keadaan") == "waiting":
        found = found.filter(pk__in=waiting_for(staff, now).values("pk"))
    elif wish.get("keadaan"):
        found = found.filter(state=wish["keadaan"])
    if wish.get("jenis"):
        found = found.filter(kind=wish["jenis"])
    if area := wish.get("wilayah"):
        found = found.filter(village__range=range_of(area))
    if wish.get("keluarga"):
        found = found.filter(family=wish["keluarga"])
    return found.filter(_mine(staff)) if wish.get("saya") else found


def _mine(staff: Staff) -> Q:
    return Q(made_by=staff.pk)


@dataclass(frozen=True)
class Row:
    """A request in a list."""

    request: ChangeRequest
    caretaker: str
    due: datetime | None
    lives_in: str = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.request.kind]

    @property
    def state(self) -> Words:
        return STATES[State(self.request.state)]

    @property
    def tone(self) -> str:
        return TONES[State(self.request.state)]

    @property
    def risk(self) -> Words:
        return RISKS[self.kind.risk]


def with_names(requests: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """Requests with the names of their families' caretakers, as far as the reader may see them."""
    caretaker = Member.objects.filter(pk=OuterRef("caretaker")).values("name")
    family = Family.objects.filter(pk=OuterRef("family")).values(name=Subquery(caretaker))
    return requests.annotate(caretaker=Subquery(family))


def rows(requests: Iterable[ChangeRequest]) -> list[Row]:
    """Requests `with_names`, as a list shows them."""
    listed = list(requests)
    names = full_names_of((one.village for one in listed), timezone.localdate())
    return [Row(one, getattr(one, "caretaker", "") or "", due_at(one), names.get(one.village, "")) for one in listed]


@dataclass(frozen=True)
class Beside:
    """One thing that would be otherwise, old beside new. `stale` when it is otherwise already."""

    whose: str
    words: Words
    before: str
    after: str
    stale: bool = False
    code_before: str = ""
    code_after: str = ""
    """Of villages, which are called by name."""


@dataclass(frozen=True)
class Line:
    """One line of the next amount, before and after."""

    whose: str
    words: Words
    before: int
    after: int

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Paper:
    """A paper of a request."""

    evidence: Evidence
    words: Words


@dataclass(frozen=True)
class Said:
    """One word about a request."""

    event: RequestEvent
    words: Words


@dataclass(frozen=True)
class Dossier:
    """Everything about one request on one page."""

    row: Row
    family: Family | None
    """None for whoever may see the request and not, or no longer, the family."""
    member: Member | None
    lives_in: str
    goes_to: str
    """What the villages of the request are called; empty for a code nobody has."""
    sides: list[Beside]
    also: list[Words]
    effect: Effect | None
    lines: list[Line]
    papers: list[Paper]
    said: list[Said]
    refused: Words | None
    why_not: Words | None
    counted_in: str
    late: bool

    @property
    def is_stale(self) -> bool:
        return any(side.stale for side in self.sides)

    @property
    def request(self) -> ChangeRequest:
        return self.row.request

    @property
    def is_over(self) -> bool:
        return self.request.state not in (State.DRAFT, *OPEN)


def dossier(request: ChangeRequest, staff: Staff, now: datetime, today: date, row: Row | None = None) -> Dossier:
    """A request beside what stands there now. What is over shows what was seen when it was drawn up."""
    family = Family.objects.visible_to(staff).filter(pk=request.family).first()
    about = given_of(request, today, family) if family else None
    changes, effect = Changes(), None
    refused: Words | None = None
    pending = request.state in (State.DRAFT, *OPEN)
    if about and pending:
        try:
            changes = KINDS[request.kind].changes(about)
            effect = effect_of(about, changes)
        except CannotChange as trouble:
            refused = Words(trouble.sentence_id, trouble.sentence_en)
    why = why_not_check(staff, request, now) if pending else None
    sides = list(_sides(request, changes, about)) if pending and about else list(_sides_then(request, staff))
    names = full_names_of({request.village, request.to_village, *_villages_in(sides)}, today)
    return Dossier(
        row=row or Row(request, _caretaker(about), due_at(request)),
        family=family,
        member=_concerned(request, about) if about else None,
        lives_in=names.get(request.village, ""),
        goes_to=names.get(request.to_village, ""),
        sides=[_called(side, names) for side in sides],
        also=list(changes.also),
        effect=effect,
        lines=_lines(effect, about) if effect and about else [],
        papers=[
            Paper(one, PAPERS[one.paper].words if one.paper in PAPERS else Words(one.paper, one.paper))
            for one in request.evidence.order_by("pk")
        ],
        said=[Said(one, SAID[RequestEvent.What(one.what)]) for one in request.events.order_by("-pk")],
        refused=refused,
        why_not=Words(*why) if why else None,
        counted_in=counted_in(request),
        late=is_late(request, now),
    )


def _villages_in(sides: Iterable[Beside]) -> Iterator[str]:
    for side in sides:
        yield from (undotted(told) for told in (side.before, side.after) if VILLAGE.fullmatch(told))


def _called(side: Beside, names: Mapping[str, str]) -> Beside:
    """A side that names villages by their code, with the names in front."""
    before, after = (names.get(undotted(told)) if VILLAGE.fullmatch(told) else None
                     for told in (side.before, side.after))  # fmt: skip
    if not (before or after):
        return side
    return replace(
        side,
        before=before or side.before,
        after=after or side.after,
        code_before=side.before if before else "",
        code_after=side.after if after else "",
    )


def _concerned(request: ChangeRequest, about: Given) -> Member | None:
    """Whom a request is about; of one about a family, the only member it changes."""
    changed = [int(pk) for pk in request.seen.get("members", {})]
    return about.member or (about.members.get(changed[0]) if len(changed) == 1 else None)


def _caretaker(about: Given | None) -> str:
    member = about.members.get(about.family.caretaker or 0) if about else None
    return member.name if member else ""


def effect_for(about: Given, changes: Changes) -> tuple[Effect | None, list[Line]]:
    """What a change that nobody asked for yet would do."""
    effect = effect_of(about, changes)
    return effect, _lines(effect, about) if effect else []


def _sides(request: ChangeRequest, changes: Changes, about: Given) -> Iterator[Beside]:
    stale = set(stale_fields(request, about))
    for one in differences(changes, about):
        if isinstance(one, Difference) and one.name not in UNSAID:
            whose = one.member.name if one.member else ""
            key = (one.member.pk if one.member else None, one.name)
            words = FIELDS.get(one.name, Words(one.name, one.name))
            before, after = _both(one, about)
            yield Beside(whose, words, before, after, key in stale)
        elif isinstance(one, Member):
            joins = Words("Bergabung", "Joins")
            yield Beside(one.name, joins, "–", value_said("born", one.born))
    told = {(one.member.pk if one.member else None, one.name) for one in differences(changes, about)
            if isinstance(one, Difference)}  # fmt: skip
    for pk, name in sorted(stale - told, key=str):
        member = about.members.get(pk or 0)
        row: Any = member or about.family
        then = request.seen["members"][str(pk)][name] if member else request.seen.get("family", {}).get(name)
        now = value_said(name, getattr(row, name, None)) if member or not pk else "–"
        whose = member.name if member else ""
        yield Beside(whose, FIELDS.get(name, Words(name, name)), value_said(name, then), now, stale=True)


def _both(one: Difference, about: Given) -> tuple[str, str]:
    if one.name == "caretaker":
        names = {pk: member.name for pk, member in about.members.items()}
        return names.get(one.before, "–"), names.get(one.after, "–")
    if one.name == "family":
        return str(one.before), str(Words("keluarga baru", "a new family"))
    return value_said(one.name, one.before), value_said(one.name, one.after)


def _sides_then(request: ChangeRequest, staff: Staff) -> Iterator[Beside]:
    """What a request that is over said; by what was seen then."""
    kind = KINDS[request.kind]
    names = _names_in(request, staff)
    seen = {name: value for facts in request.seen.get("members", {}).values() for name, value in facts.items()}
    seen |= request.seen.get("family", {})
    for field in kind.fields:
        if field.name in request.values:
            value = request.values[field.name]
            chosen = dict(field.choices).get(value) if isinstance(value, str) else None
            after = str(chosen) if chosen else names.get(field.name) or value_said(field.name, value)
            yield Beside(
                "", field.words, value_said(field.name, seen[field.name]) if field.name in seen else "–", after
            )


def _names_in(request: ChangeRequest, staff: Staff) -> dict[str, str]:
    """Who is called in the fields that choose members, by field; wherever they live now."""
    chosen = {
        field.name: value if isinstance(value, list) else [value]
        for field in KINDS[request.kind].fields
        if field.form in ("member", "members") and (value := request.values.get(field.name))
    }
    asked = {pk for pks in chosen.values() for pk in pks}
    known = Member.objects.visible_to(staff).in_bulk(asked) if asked else {}
    return {name: ", ".join(known[pk].name if pk in known else str(pk) for pk in pks) for name, pks in chosen.items()}


def _lines(effect: Effect | None, about: Given) -> list[Line]:
    if effect is None:
        return []
    names = {pk: member.name for pk, member in about.members.items()}
    return [
        Line(
            names.get(one.member, "") if one.member else "",
            Words(one.title.id, one.title.en),
            one.before,
            one.after,
        )
        for one in effect.lines
    ]


def counted_in(request: ChangeRequest) -> str:
    """The stage a written-down request counts in first: the first that was frozen after it, or the next one to come."""
    if request.state != State.APPLIED:
        return ""
    frozen = Snapshot.objects.filter(taken_at__gt=request.state_at).order_by("taken_at").first()
    return frozen.cycle if frozen else ""


def stage_to_come(family: Family, today: date) -> Stage | None:
    """The stage that a change of today can first count in."""
    return next_stage(family.channel, today)

"""What a kind of change request is: its fields, its papers, who checks it, what it would change, how it is applied."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from harapan.lib.dates import years_between
from harapan.lib.identifiers import is_card, is_nik
from harapan.registry.actions.changes import CannotChange
from harapan.registry.actions.corrections import change_family, change_member
from harapan.registry.models import Family, Member
from harapan.registry.requests.papers import Paper
from harapan.staff.models import Staff
from harapan.ui.words import Words

Position = Staff.Position
MAKERS = frozenset(
    {
        Position.FACILITATOR,
        Position.VILLAGE_OPERATOR,
        Position.DATA_ADMINISTRATOR,
        Position.DINSOS,
        Position.NATIONAL,
    }
)
CHECKERS = frozenset({Position.REGENCY_COORDINATOR, Position.PROVINCE_COORDINATOR, Position.DINSOS, Position.NATIONAL})


class Risk(StrEnum):
    """How much a wrong request could do; only low ones are approved many at a time."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Subject(StrEnum):
    """Whom a request is about."""

    FAMILY = "family"
    MEMBER = "member"


@dataclass(frozen=True)
class Field:
    """One thing a request says. `form` is line, text, date, choice, member, members, village, nik, card or number."""

    name: str
    words: Words
    form: str = "line"
    choices: tuple[tuple[str, Words], ...] = ()
    required: bool = True
    hint: Words | None = None
    longest: int = 120

    def read(self, written: Any) -> Any:
        """The value as Python has it, from what is kept as JSON. An empty optional field is None."""
        if written in (None, "", []):
            return None
        if self.form == "date":
            return date.fromisoformat(str(written))
        if self.form in ("member", "number"):
            return int(written)
        if self.form == "members":
            return [int(one) for one in written]
        return str(written)

    def write(self, value: Any) -> Any:
        """The value as it is kept."""
        return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Changes:
    """What would stand there afterwards, in the registry's own columns: of the family, of members by their number.

    `joins` are members who come (saved or not), `leaves` who go; `also` says in words what no column holds.
    """

    family: Mapping[str, Any] = field(default_factory=dict)
    members: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    joins: tuple[Member, ...] = ()
    leaves: tuple[int, ...] = ()
    also: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Given:
    """A family, the member a request is about, what the request says, and the day life changed; today."""

    family: Family
    members: Mapping[int, Member]
    member: Member | None
    values: Mapping[str, Any]
    on: date
    today: date

    @property
    def who(self) -> Member:
        """The member the request is about."""
        if self.member is None:
            raise CannotChange("pilih anggota keluarga", "choose a member of the family")
        return self.member

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


class Kind(ABC):
    """One kind of change request. Say its words and fields, and `changes`; the rest is for those that need more."""

    name: ClassVar[str]
    words: ClassVar[Words]
    about: ClassVar[Words]
    group: ClassVar[str]
    subject: ClassVar[Subject] = Subject.MEMBER
    risk: ClassVar[Risk] = Risk.MEDIUM
    fields: ClassVar[tuple[Field, ...]] = ()
    papers: ClassVar[tuple[Paper, ...]] = ()
    """One of these is attached; none are needed when there are none."""
    checkers: ClassVar[frozenset[Position]] = CHECKERS
    is_correction: ClassVar[bool] = False
    """What is on record is wrong: UU 27/2022 art. 30 gives three times twenty-four hours (domain facts 13.1, high)."""
    not_the_caretaker: ClassVar[bool] = False
    moves: ClassVar[bool] = False
    """Its field `village` is where the family goes to."""
    youngest: ClassVar[int] = 0
    """Age from which members are offered."""
    asks_who: ClassVar[Words] = Words("Anggota", "Member")
    asks_when: ClassVar[Words] = Words("Tanggal kejadian", "When it happened")

    def may_concern(self, member: Member) -> bool:
        """Whether such a request can be about this member at all; for the choice."""
        return member.died_on is None

    def fits(self, member: Member, family: Family) -> bool:
        """Whether it can be about this member of this family."""
        return self.may_concern(member) and not (self.not_the_caretaker and member.pk == family.caretaker)

    def offers(self, member: Member, family: Family, today: date) -> bool:
        """Whether a form offers this member, as the one it is about or in one of its fields."""
        return self.fits(member, family) and years_between(member.born, today) >= self.youngest

    @abstractmethod
    def changes(self, given: Given) -> Changes:
        """What would stand there afterwards."""

    def refuse(self, given: Given) -> None:  # noqa: B027 - most kinds fit every family
        """Raise `CannotChange` when the request does not fit the family."""

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        """Write it into the registry; usually what `changes` says, a row at a time."""
        changes = self.changes(given)
        if changes.family:
            change_family(given.family, changes.family, document=document, by=by)
        for pk, facts in changes.members.items():
            change_member(given.members[pk], facts, document=document, by=by)

    # -- the same for all --------------------------------------------------------------------------------------------

    def read(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept as JSON, as Python has it; fields nobody filled in are left out."""
        read = {one.name: one.read(written.get(one.name)) for one in self.fields}
        return {name: value for name, value in read.items() if value is not None}

    def write(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a form holds, as it is kept."""
        return {one.name: one.write(values[one.name]) for one in self.fields if values.get(one.name) not in (None, "")}

    def check(self, given: Given) -> None:
        """Everything that can be said against a request before anybody looks at it. Raises `CannotChange`."""
        if given.on > given.today:
            raise CannotChange("tanggal kejadian belum tiba", "the day has not come yet")
        for one in self.fields:
            value = given[one.name]
            if one.required and value is None:
                raise CannotChange(f"{one.words.id} belum diisi", f"{one.words.en} is missing")
            if value is not None and (form := FORMS.get(one.form)) and not form(value):
                raise CannotChange(
                    f"{one.words.id}: bukan bentuk 16 angka yang sah", f"{one.words.en}: not a valid 16-digit number"
                )
        if self.subject == Subject.MEMBER and not self.fits(given.who, given.family):
            raise CannotChange("anggota ini tidak cocok untuk usulan ini", "this member does not fit this request")
        self.refuse(given)
        if not any(True for _ in differences(self.changes(given), given)):
            raise CannotChange("tidak ada yang berubah", "nothing would change")

    def seen(self, given: Given) -> dict[str, Any]:
        """What stands there now, of everything the request would change: how a stale one is told later."""
        changes = self.changes(given)
        return {
            "family": {name: _kept(getattr(given.family, name)) for name in changes.family},
            "members": {
                str(pk): {name: _kept(getattr(given.members[pk], name)) for name in facts}
                for pk, facts in changes.members.items()
            },
            "here": sorted(pk for pk in (*changes.members, *changes.leaves) if pk in given.members),
        }


FORMS: Mapping[str, Callable[[str], bool]] = {"nik": is_nik, "card": is_card}


@dataclass(frozen=True)
class Difference:
    """One thing that would be otherwise: whose, which, what stood there, what would."""

    member: Member | None
    name: str
    before: Any
    after: Any


def differences(changes: Changes, given: Given) -> Iterator[Difference | Words | Member]:
    """Everything that would be otherwise, for a side-by-side page; members who come, and words for the rest."""
    for name, after in changes.family.items():
        if (before := getattr(given.family, name)) != after:
            yield Difference(None, name, before, after)
    for pk, facts in changes.members.items():
        for name, after in facts.items():
            if (before := getattr(given.members[pk], name)) != after:
                yield Difference(given.members[pk], name, before, after)
    yield from changes.joins
    for pk in changes.leaves:
        yield Difference(given.members[pk], "family", given.family.pk, None)
    yield from changes.also


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

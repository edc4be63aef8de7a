"""An edition: the law as it stands on one stage's first day, frozen, hashed and complete.

The engine, snapshots, payments and every explanation read the law from here and from nowhere else.
Amounts are whole units of the currency's smallest coin in use (rupiah; minor units elsewhere).
"""

import dataclasses
import functools
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from harapan.lib.digests import text_digest
from harapan.policy.calendar import Stage

T = TypeVar("T")


@dataclass(frozen=True)
class Title:
    """A name or sentence in both languages of the product."""

    id: str
    en: str

    def of(self, lang: str) -> str:
        """The text in `id` or `en`."""
        return self.id if lang == "id" else self.en


@dataclass(frozen=True)
class Sourced(Generic[T]):
    """A value of the law with what an explanation must print beside it."""

    value: T
    rule: str
    """Where it is written, as `components.primary`."""
    since: date
    source: str
    confidence: str
    """`high`, `medium`, `low`, or `setting`: not law, a choice of those who run this installation."""

    @property
    def codes(self) -> str:
        """The codes the source begins its parts with, as `N2,N3`; else its first word. Short enough for every line."""
        codes = re.findall(r"(?:^|[,;:] )([A-Z]{1,2}\d+[a-z]?)\b", self.source)
        return ",".join(codes) or self.source.split()[0].strip(":,;")


@dataclass(frozen=True)
class Condition:
    """A fact from the closed list of `vocabulary.FACTS`, with its parameters. `any_of` holds alternatives instead."""

    fact: str
    parameters: tuple[tuple[str, Any], ...] = ()
    alternatives: tuple[tuple["Condition", ...], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.parameters)[name]


@dataclass(frozen=True)
class StageAmount:
    """What one counted member of a component brings in this stage, by variant and months not yet paid."""

    variant: str
    unpaid_months: int
    annual: int
    amount: int


@dataclass(frozen=True)
class Component:
    """A reason to be paid for a member, in the order that breaks ties."""

    name: str
    title: Title
    is_child: bool
    fits: Sourced[tuple[Condition, ...]]
    """All must hold (beside the edition's `member_conditions`)."""
    annual: Sourced[int]
    amounts: tuple[StageAmount, ...]
    cap: Sourced[int] | None

    @property
    def rule(self) -> str:
        return self.annual.rule

    @property
    def since(self) -> date:
        return self.annual.since

    @property
    def source(self) -> str:
        return self.annual.source

    @property
    def confidence(self) -> str:
        return self.annual.confidence

    def annual_of(self, variant: str) -> int:
        """The annual amount for a variant of the programme."""
        return next(row.annual for row in self.amounts if row.variant == variant)


@dataclass(frozen=True)
class FamilyGrant:
    """Money for the family as such: the flat grant, a special flat grant, or the base grant."""

    name: str
    title: Title
    annual: Sourced[int]
    amounts: tuple[StageAmount, ...]
    """Empty when this stage does not pay it."""
    components: tuple[str, ...] = ()
    """For a special flat grant: only families with a member who fits one of these."""


@dataclass(frozen=True)
class Limits:
    """How many are paid for, and who when there are more. None: no such limit."""

    members: Sourced[int] | None
    children: Sourced[int] | None
    strategy: Sourced[str]
    """`highest_amount` or `fixed_order`."""


@dataclass(frozen=True)
class Duty:
    """A commitment (kewajiban) that is observed month by month."""

    kind: str
    title: Title
    test: str
    """`attendance` (share of open days) or `visits` (visits done against visits due)."""
    has_window: bool
    """Judged in the month its window closes; otherwise month by month."""
    only_warns: bool
    components: tuple[str, ...]
    """Whose duty it is, in words for people; observations say who it really fell on."""
    attendance_percent: Sourced[int] | None
    months_to_miss: Sourced[int] | None
    """Missed in so many months of a quarter is missed in the quarter. None: not judged in this edition."""
    required: Sourced[int] | None
    """Visits asked for over the whole window, or None."""


@dataclass(frozen=True)
class NationalWaiver:
    """Months in which a duty was lifted everywhere. `duties` empty: all of them."""

    duties: tuple[str, ...]
    first_month: date
    last_month: date
    document: Sourced[str]


@dataclass(frozen=True)
class Consequences:
    """What missing quarters in a row leads to. Nothing is deducted by machine; people decide proposals."""

    proposals: Sourced[tuple[tuple[int, str], ...]] | None
    """(quarters missed in a row, `suspend` or `terminate`)."""
    objection_days: Sourced[int] | None


@dataclass(frozen=True)
class Exclusion:
    """A reason not to pay a whole family; exclusions are tried in the edition's order."""

    reason: str
    condition: Sourced[Condition]


@dataclass(frozen=True)
class Reason:
    """A word of the closed list of reasons, with what people and SIKS-NG call it."""

    name: str
    of: str
    """`family` (nothing is paid), `line` (this member is not) or `state` (participation is the reason)."""
    title: Title
    sentence: Title
    siks_label: str | None


@dataclass(frozen=True)
class Payments:
    """Terms for moving the money."""

    days_until_returned: Sourced[int]
    """Calendar days until money nobody used goes back to the treasury."""
    report_unused_days: Sourced[tuple[int, ...]]
    transfers_per_file: Sourced[int]
    purpose_code: Sourced[str]
    """ISO 20022 external purpose code."""
    stages_without_transaction: Sourced[int]
    """So many stages without a transaction open a home visit, never a removal."""


@dataclass(frozen=True)
class Graduation:
    """When a family's case is looked at again. Nothing here stops a payment by itself."""

    stages_without_component: Sourced[int] | None
    review_years: Sourced[int] | None
    review_exempt: tuple[str, ...]
    target_per_facilitator: Sourced[int] | None


@dataclass(frozen=True)
class Institution:
    """A bank or post office that pays, by the code used in every file."""

    code: str
    channel: str
    title: Title


@dataclass(frozen=True)
class Programme:
    """Whose law this is."""

    name: str
    title: Title
    country: str
    currency: str
    minor_units: int
    """Decimal places of the currency that amounts carry: 0 for rupiah."""
    variants: tuple[str, ...]
    channels: tuple[str, ...]
    institutions: tuple[Institution, ...]
    computed_states: tuple[str, ...]
    """Participation states that are computed; any other state is its own reason."""


@dataclass(frozen=True)
class Edition:
    """Everything the law says about one stage, resolved on its first day."""

    programme: Programme
    stage: Stage
    calendar: Sourced[tuple[int, ...]]
    """Months paid by each stage of this calendar."""
    form: Sourced[str]
    """`per_member` or `flat`."""
    components: tuple[Component, ...]
    """In the order that breaks ties."""
    member_conditions: tuple[Sourced[Condition], ...]
    """What every counted member must be, whatever the component."""
    limits: Limits
    flat_grant: FamilyGrant | None
    special_grant: FamilyGrant | None
    base_grant: FamilyGrant | None
    duties: tuple[Duty, ...]
    waivers: tuple[NationalWaiver, ...]
    consequences: Consequences
    exclusions: tuple[Exclusion, ...]
    reasons: tuple[Reason, ...]
    payments: Payments
    graduation: Graduation
    earlier_cycles: tuple[str, ...]
    """Every cycle of the programme that begins before this one, in time order."""

    @property
    def cycle(self) -> str:
        return self.stage.cycle

    def component(self, name: str) -> Component:
        """A component by name; KeyError when this edition has none of that name."""
        return {component.name: component for component in self.components}[name]

    def reason(self, name: str) -> Reason:
        """A reason by name; KeyError when it is not on the closed list."""
        return {reason.name: reason for reason in self.reasons}[name]

    def duty(self, kind: str) -> Duty:
        """A duty by kind; KeyError when it is not on the closed list."""
        return {duty.kind: duty for duty in self.duties}[kind]

    def to_json(self) -> str:
        """Canonical JSON: equal law gives equal text, whatever the order or comments of its files."""
        return json.dumps(
            dataclasses.asdict(self), default=_iso, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hex."""
        return text_digest(self.to_json())


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in an edition")

"""What the law says of a family as a visit found it: through the engine that pays, before the registry knows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from harapan.engine.contract import FAMILIES, MEMBERS, OBSERVATIONS
from harapan.engine.explain import MemberExplained, explain
from harapan.intake.visits.finding import Person
from harapan.policy.edition import Edition
from harapan.registry.models import Family, Participation
from harapan.ui.words import Words


@dataclass(frozen=True)
class Counted:
    """One person before the law: which component, whether they count, why, and where that is written."""

    person: Person
    component: Words | None
    counts: bool
    why: Words
    rule: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Preview:
    """The family before the law of one stage, were it paid for the whole of it."""

    cycle: str
    people: tuple[Counted, ...]
    rupiah: int

    @property
    def counted(self) -> int:
        """How many members count."""
        return sum(one.counts for one in self.people)


def preview(family: Family, persons: Sequence[Person], edition: Edition) -> Preview:
    """Everybody who lives there, and what each would bring in this edition's stage.

    Decile, feasibility and occupation are left open: only whether somebody counts as a component is asked here.
    """
    here = [person for person in persons if person.lives_here]
    if not here:
        return Preview(edition.cycle, (), 0)
    told = explain(_family(family), _members(family, here), OBSERVATIONS.empty(), edition)
    of_member = {one.member: one for one in told.members}
    return Preview(
        edition.cycle,
        tuple(_counted(person, of_member[number]) for number, person in enumerate(here, start=1)),
        told.net,
    )


def _counted(person: Person, told: MemberExplained) -> Counted:
    law = told.component.fits if told.component else None
    return Counted(
        person,
        Words(told.component.title.id, told.component.title.en) if told.component else None,
        told.counted,
        Words(told.why.id, told.why.en),
        law.rule if law else "",
        law.source if law else "",
        law.confidence if law else "",
    )


def _family(family: Family) -> pl.DataFrame:
    row = {
        "family": family.pk,
        "village": family.village,
        "variant": family.variant,
        "channel": family.channel,
        "bank": family.bank,
        "decile": None,
        "participation": Participation.ACTIVE,
        "confirmed_on": family.confirmed_on,
        "paid_through": None,
        "feasible": None,
        "quarters_missed": 0,
        "flags": family.flags,
    }
    return pl.DataFrame([row], schema=FAMILIES.columns)


def _members(family: Family, here: Iterable[Person]) -> pl.DataFrame:
    rows = [
        {
            "family": family.pk,
            "member": number,
            "born": person.born,
            "sex": person.sex,
            "relation": person.relation,
            "pregnancy": person.pregnancy,
            "school": person.school,
            "in_education_register": person.in_register,
            "disability": person.disability,
            "rights_victim": person.rights_victim,
            "registered": person.registered,
            "at_home": True,
            "excluded_occupation": None,
        }
        for number, person in enumerate(here, start=1)
    ]
    return pl.DataFrame(rows, schema=MEMBERS.columns)

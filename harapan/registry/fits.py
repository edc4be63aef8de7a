"""Whose facts fit what the law asks of a member, as a question to the database.

It finds families with such a member, and says what somebody is without a computation.

The engine's facts (harapan/engine/facts.py) decide what is paid; a test holds these to the same answers.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import reduce
from operator import and_, or_

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable

from harapan.policy.edition import Component, Condition, Edition
from harapan.registry.models import Member

DAYS_AFTER_BIRTH = 42
"""A pregnancy counts until so many days after the birth (nifas; domain facts 3.2, high confidence)."""


def fits(component: Component, edition: Edition) -> Q:
    """Living members who fit a component on the first day of the edition's stage, and may be counted at all."""
    on = edition.stage.first_day
    asked = [*component.fits.value, *(condition.value for condition in edition.member_conditions)]
    return Q(died_on__isnull=True, same_as__isnull=True, born__lte=on) & _all_hold(asked, on)


def component_of_member(edition: Edition) -> Combinable:
    """The name of the best paid component a member fits; the empty text for none."""
    best_first = sorted(edition.components, key=lambda component: -component.annual.value)
    ways = [When(fits(component, edition), then=Value(component.name)) for component in best_first]
    return Case(*ways, default=Value(""))


def has_somebody_who_fits(component: Component, edition: Edition) -> Exists:
    """Families with such a member; for families of one area, not of a country."""
    return Exists(Member.objects.filter(fits(component, edition), family=OuterRef("pk")))


def _all_hold(conditions: list[Condition] | tuple[Condition, ...], on: date) -> Q:
    return reduce(and_, (_holds(condition, on) for condition in conditions), Q())


def _holds(condition: Condition, on: date) -> Q:
    if condition.alternatives:
        return reduce(or_, (_all_hold(way, on) for way in condition.alternatives))
    return FACTS[condition.fact](condition, on)


def _age_between(fact: Condition, on: date) -> Q:
    bounds = dict(fact.parameters)
    old_enough = Q(born__lte=_years_before(on, bounds.get("least", 0)))
    return old_enough & Q(born__gt=_years_before(on, bounds["most"] + 1)) if "most" in bounds else old_enough


def _pregnant(_: Condition, on: date) -> Q:
    not_long_over = Q(due_on__isnull=True) | Q(due_on__gte=on - timedelta(days=DAYS_AFTER_BIRTH))
    return Q(pregnancy__gt=0) & not_long_over


def _years_before(on: date, years: int) -> date:
    return on.replace(year=on.year - years)


FACTS: Mapping[str, Callable[[Condition, date], Q]] = {
    "age_between": _age_between,
    "enrolled_in": lambda fact, _: Q(school__in=fact["schools"]),
    "not_enrolled_in": lambda fact, _: ~Q(school__in=fact["schools"]),
    "pregnant": _pregnant,
    "pregnancy_at_most": lambda fact, on: _pregnant(fact, on) & Q(pregnancy__lte=fact["most"]),
    "disabled": lambda *_: ~Q(disability=""),
    "disability_is": lambda fact, _: Q(disability__in=fact["grades"]),
    "sex_is": lambda fact, _: Q(sex=fact["sex"]),
    "relation_in": lambda fact, _: Q(relation__in=fact["relations"]),
    "flag_set": lambda fact, _: Q(**{fact["flag"]: True}),
    "flag_not_denied": lambda fact, _: Q(**{fact["flag"]: True}) | Q(**{f"{fact['flag']}__isnull": True}),
}

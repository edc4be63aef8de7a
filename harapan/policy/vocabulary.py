"""The closed lists: facts a condition may name, words a value may take, and how each kind of value must look.

The engine knows how to compute each fact (harapan/engine/facts.py); a policy may combine them freely but cannot
invent one. Adding a fact means adding it here, there, and in a worked example.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from harapan.policy.edition import Condition

CONFIDENCE = ("high", "medium", "low", "setting")
FORMS = ("per_member", "flat")
ORDERS = ("highest_amount", "fixed_order")
TESTS = ("attendance", "visits")
SERVICES = ("school", "health", "session")
PROPOSALS = ("suspend", "terminate")
REASON_KINDS = ("family", "line", "member", "state")
SCHOOLS = ("", "paud", "sd", "smp", "sma", "college")
GRADES = ("", "mild", "severe")
FLAGS = ("at_home", "registered", "in_education_register", "rights_victim")

Check = Callable[[Any], str | None]
"""Says what is wrong with a value, or None."""


def whole_amount(value: Any) -> str | None:
    if isinstance(value, float):
        return f"an amount is a whole number of the currency's smallest unit, never {value!r}"
    return None if _is_count(value) else f"an amount is a whole number from 0 on, not {value!r}"


def count(value: Any) -> str | None:
    return None if _is_count(value) else f"this is a whole number from 0 on, not {value!r}"


def text(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else f"this is a text that says something, not {value!r}"


def yes_no(value: Any) -> str | None:
    return None if isinstance(value, bool) else f"this is true or false, not {value!r}"


def day(value: Any) -> str | None:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return None if is_day else f"this is a date such as 2018-12-31, not {value!r}"


def month_day(value: Any) -> str | None:
    return None if isinstance(value, str) and re.fullmatch(r"\d\d-\d\d", value) else f"this is MM-DD, not {value!r}"


def month_number(value: Any) -> str | None:
    return None if _is_count(value) and 1 <= value <= 12 else f"this is a month from 1 to 12, not {value!r}"


def days_from_birth(value: Any) -> str | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return None if is_whole else f"this is a whole number of days, before the birth negative, not {value!r}"


def title(value: Any) -> str | None:
    fits = isinstance(value, dict) and set(value) == {"id", "en"} and all(text(part) is None for part in value.values())
    return None if fits else "a title needs both languages: { id = ..., en = ... }"


def one_of(*words: str) -> Check:
    def check(value: Any) -> str | None:
        return None if value in words else f"{value!r} is not one of {', '.join(words)}"

    return check


def list_of(each: Check) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, list):
            return f"this is a list, not {value!r}"
        return next(filter(None, map(each, value)), None)

    return check


def by_name(each: Check) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return f"this is a table of names, not {value!r}"
        return next(filter(None, map(each, value.values())), None)

    return check


def conditions(value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "conditions are a list of { fact = ... } with at least one of them"
    return next(filter(None, map(condition, value)), None)


def condition(value: Any) -> str | None:
    """What is wrong with `{ fact = "...", ... }` or `{ any_of = [[...], [...]] }` about a member."""
    if isinstance(value, dict) and set(value) == {"any_of"}:
        alternatives = value["any_of"]
        if not isinstance(alternatives, list) or len(alternatives) < 2:
            return "any_of is a list of at least two lists of conditions"
        return next(filter(None, map(conditions, alternatives)), None)
    return _fact(value, MEMBER_FACTS)


def _fact(value: Any, facts: Mapping[str, "Fact"]) -> str | None:
    if not isinstance(value, dict) or "fact" not in value:
        return f"a condition is {{ fact = ... }}, not {value!r}"
    name, parameters = value["fact"], {key: part for key, part in value.items() if key != "fact"}
    if name not in facts:
        return f"there is no fact {name!r}; the facts are {', '.join(facts)}"
    return facts[name].complaint(name, parameters)


@dataclass(frozen=True)
class Fact:
    """A fact's parameters: those it must have and those it may have, each with its check."""

    must: Mapping[str, Check] = field(default_factory=dict)
    may: Mapping[str, Check] = field(default_factory=dict)

    def complaint(self, name: str, parameters: Mapping[str, Any]) -> str | None:
        """What is wrong with the parameters given, or None."""
        known = {**self.must, **self.may}
        if unknown := sorted(set(parameters) - set(known)):
            return f"the fact {name} knows no {', '.join(unknown)}; it takes {', '.join(known) or 'nothing'}"
        if missing := sorted(set(self.must) - set(parameters)):
            return f"the fact {name} needs {', '.join(missing)}"
        if self.may and not self.must and not parameters:
            return f"the fact {name} needs at least one of {', '.join(self.may)}"
        wrong = (check(parameters[key]) for key, check in known.items() if key in parameters)
        return next((f"{name}: {complaint}" for complaint in wrong if complaint), None)


MEMBER_FACTS: Mapping[str, Fact] = {
    "age_between": Fact(may={"least": count, "most": count}),  # completed years on the stage's first day
    "enrolled_in": Fact(must={"schools": list_of(one_of(*SCHOOLS))}),
    "not_enrolled_in": Fact(must={"schools": list_of(one_of(*SCHOOLS))}),
    "pregnant": Fact(),
    "pregnancy_at_most": Fact(must={"most": count}),  # which pregnancy this is
    "disabled": Fact(),
    "disability_is": Fact(must={"grades": list_of(one_of(*GRADES))}),
    "sex_is": Fact(must={"sex": one_of("F", "M")}),
    "relation_in": Fact(must={"relations": list_of(text)}),
    "flag_set": Fact(must={"flag": one_of(*FLAGS)}),  # a known yes
    "flag_not_denied": Fact(must={"flag": one_of(*FLAGS)}),  # unknown pays; only a known no excludes
}

FAMILY_FACTS: Mapping[str, Fact] = {
    "feasible": Fact(),
    "no_excluded_occupation": Fact(),  # of a member at home
    "decile_at_most": Fact(must={"most": count}),
}


def family_fact(value: Any) -> str | None:
    """What is wrong with `{ fact = "..." }` about a whole family."""
    return _fact(value, FAMILY_FACTS)


def member_fact(value: Any) -> str | None:
    """What is wrong with `{ fact = "..." }` about one member."""
    return _fact(value, MEMBER_FACTS)


def as_condition(value: Mapping[str, Any]) -> Condition:
    """A checked TOML condition as the edition keeps it."""
    if "any_of" in value:
        return Condition(
            "any_of", alternatives=tuple(tuple(as_condition(one) for one in way) for way in value["any_of"])
        )
    parameters = ((key, frozen(part)) for key, part in value.items() if key != "fact")
    return Condition(value["fact"], tuple(sorted(parameters)))


def frozen(value: Any) -> Any:
    """Lists become tuples and tables tuples of pairs, so that an edition can be hashed and compared."""
    if isinstance(value, list):
        return tuple(frozen(part) for part in value)
    if isinstance(value, dict):
        return tuple(sorted((key, frozen(part)) for key, part in value.items()))
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0

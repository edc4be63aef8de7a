"""What may stand in each file of a programme's folder: its things (components, duties), its rules, and their shapes."""

from collections.abc import Iterator, Mapping
from typing import Any

from harapan.policy.errors import Problem
from harapan.policy.histories import Rule, Shape, read_rule
from harapan.policy.reading import Document, Path_
from harapan.policy.vocabulary import (
    FORMS,
    ORDERS,
    REASON_KINDS,
    SERVICES,
    TESTS,
    Check,
    by_name,
    conditions,
    count,
    days_from_birth,
    family_fact,
    list_of,
    member_fact,
    month_day,
    month_number,
    one_of,
    text,
    title,
    whole_amount,
    yes_no,
)

REQUIRED = ("programme", "calendar", "components", "grants", "limits", "payments", "reasons")
OPTIONAL = ("eligibility", "duties", "consequences", "graduation")
BESIDE = ("sessions", "home_visits", "work_results")
"""Files of the folder that move no money and are read by `beside.py`; no edition holds them."""

MOST = Shape(must={"most": count})
DAYS = Shape(must={"days": count})
STAGES = Shape(must={"stages": count})
BY_VARIANT: Mapping[str, Check] = {"by_variant": by_name(whole_amount)}
GRANT = Shape(
    must={"amount": whole_amount},
    may={"by_stage": list_of(whole_amount), **BY_VARIANT},
    keys={"optional": yes_no, "components": list_of(text)},
)
WHEN: Mapping[str, Check] = {
    "every": one_of("month"),
    "in_months": list_of(month_number),
    "window": count,
    "at_month": count,
    "within": count,
    "from_day": days_from_birth,
    "to_day": days_from_birth,
    "from_age": count,
    "below_age": count,
}
"""How a step of a protocol says when its visits are due; `protocols.py` asks whether it says so in one way."""

RULES: Mapping[str, Mapping[Path_, Shape]] = {
    "calendar": {
        ("stages",): Shape(may={"months": list_of(count), "by_channel": by_name(list_of(count))}, either=True),
        ("reporting_deadline",): Shape(must={"day": count}),
        ("oldest_report",): Shape(must={"months": count}),
        ("school_year",): Shape(must={"month": count, "facts_of": month_day, "stand_in_until": month_day}),
    },
    "components": {
        ("*", "fits"): Shape(must={"all_of": conditions}),
        ("*", "amount"): Shape(must={"amount": whole_amount}, may=BY_VARIANT),
    },
    "grants": {
        ("form",): Shape(must={"form": one_of(*FORMS)}),
        ("flat_grant",): GRANT,
        ("special_grant",): GRANT,
        ("base_grant",): Shape(must={"amount": whole_amount, "paid_in_stage": count}, may=BY_VARIANT),
    },
    "limits": {
        ("members",): MOST,
        ("children",): MOST,
        ("strategy",): Shape(must={"order": one_of(*ORDERS)}),
        ("cap", "*"): MOST,
    },
    "eligibility": {
        ("member", "*"): Shape(fact=member_fact),
        ("exclusion", "*"): Shape(fact=family_fact),
    },
    "duties": {
        ("*", "required"): Shape(must={"visits": count}),
        ("*", "attendance"): Shape(must={"percent": count}),
        ("*", "months_to_miss"): Shape(must={"months": count}),
        ("*", "schedule", "*"): Shape(must={"visits": count}, may=WHEN),
        ("waiver", "*"): Shape(keys={"duties": list_of(text)}),
    },
    "consequences": {
        ("months_to_miss",): Shape(must={"months": count}),
        ("proposal", "suspend"): Shape(must={"quarters": count}),
        ("proposal", "terminate"): Shape(must={"quarters": count}),
        ("objection",): DAYS,
        ("history", "*"): Shape(is_open=True),
    },
    "graduation": {
        ("no_component",): STAGES,
        ("review",): Shape(must={"years": count}, keys={"exempt": list_of(text)}),
        ("target",): Shape(must={"families": count}),
    },
    "payments": {
        ("days_until_returned",): DAYS,
        ("report_unused",): Shape(must={"days": list_of(count)}),
        ("transfers_per_file",): MOST,
        ("purpose_code",): Shape(must={"code": text}),
        ("no_transaction",): STAGES,
    },
}

THINGS: Mapping[str, Mapping[str, tuple[Check, bool]]] = {
    "components": {"title": (title, True), "child": (yes_no, True), "switched_on": (yes_no, False)},
    "duties": {
        "title": (title, True),
        "test": (one_of(*TESTS), True),
        "service": (one_of(*SERVICES), False),
        "window": (yes_no, True),
        "only_warns": (yes_no, False),
        "components": (list_of(text), True),
    },
    "reasons": {
        "of": (one_of(*REASON_KINDS), True),
        "title": (title, True),
        "sentence": (title, True),
        "siks": (text, False),
    },
}
"""Files of named things: their own keys, with a check and whether they are needed. Rules nest below them."""

GROUPS = {"waiver", "member", "exclusion", "cap", "proposal", "history"}
"""Tables that only hold rules."""
INNER = {"schedule"}
"""Tables within a thing that only hold rules."""

PROGRAMME: Mapping[str, Check] = {
    "name": text,
    "title": title,
    "country": text,
    "currency": text,
    "minor_units": count,
    "variants": list_of(text),
    "channels": list_of(text),
    "computed_states": list_of(text),
    "institution": list_of(lambda value: None if isinstance(value, dict) else "an institution is a table"),
}
INSTITUTION: Mapping[str, Check] = {"code": text, "channel": text, "title": title}


def rules_of(document: Document) -> Iterator[Rule | Problem]:
    """Every rule of a file, and everything wrong with them."""
    subject = document.file.removesuffix(".toml")
    if subject not in RULES:
        return
    shapes = RULES[subject]
    plain = {"last_year"} if subject == "calendar" else set()
    for key, table in document.data.items():
        if key not in plain:
            yield from _rules_below(document, subject, (key,), table, shapes)


def things_of(document: Document) -> Iterator[tuple[str, Mapping[str, Any]] | Problem]:
    """The components, duties or reasons of a file in its order, and what is wrong with their own keys."""
    keys = THINGS[document.file.removesuffix(".toml")]
    for name, table in document.data.items():
        if name in GROUPS or not isinstance(table, dict):
            continue
        problems = [*_complaints(document, (name,), table, keys)]
        yield from problems
        if not problems:
            yield name, table


def programme_problems(document: Document) -> Iterator[Problem]:
    """What is wrong with programme.toml."""
    needed = {key: (check, True) for key, check in PROGRAMME.items()}
    yield from _complaints(document, (), document.data, needed)
    for index, institution in enumerate(document.data.get("institution", [])):
        wanted = {key: (check, True) for key, check in INSTITUTION.items()}
        yield from _complaints(document, ("institution", str(index)), institution, wanted)


def _rules_below(
    document: Document, subject: str, path: Path_, table: Any, shapes: Mapping[Path_, Shape]
) -> Iterator[Rule | Problem]:
    if not isinstance(table, dict):
        yield document.problem(path, f"{subject}.toml knows no {'.'.join(path)!r}")
        return
    if "since" in table:
        shape = _shape_for(path, shapes)
        if shape is None:
            yield document.problem(path, f"{subject}.toml knows no rule {'.'.join(path)!r}")
            return
        found = read_rule(document, path, table, shape)
        yield from [found] if isinstance(found, Rule) else found
        return
    if _shape_for(path, shapes) is not None and not (len(path) == 1 and subject in THINGS):
        yield document.problem(path, f'the rule {".".join(path)} has no dated value (since."YYYY-MM-DD")')
        return
    is_thing = len(path) == 1 and subject in THINGS and path[0] not in GROUPS
    if not is_thing and path[0] not in GROUPS and path[-1] not in INNER:
        yield document.problem(path, f"{subject}.toml knows no {'.'.join(path)!r}")
        return
    for key, below in table.items():
        if is_thing and key in THINGS[subject]:
            continue
        yield from _rules_below(document, subject, (*path, key), below, shapes)


def _shape_for(path: Path_, shapes: Mapping[Path_, Shape]) -> Shape | None:
    fitting = (
        shape
        for pattern, shape in shapes.items()
        if len(pattern) == len(path) and all(want in ("*", have) for want, have in zip(pattern, path, strict=True))
    )
    return next(fitting, None)


def _complaints(
    document: Document, path: Path_, table: Mapping[str, Any], keys: Mapping[str, tuple[Check, bool]]
) -> Iterator[Problem]:
    name = ".".join(path) or document.file
    for key, (check, needed) in keys.items():
        if key not in table:
            if needed:
                yield document.problem(path, f"{name} has no {key}")
        elif complaint := check(table[key]):
            yield document.problem((*path, key), f"{name}.{key}: {complaint}")
    for key, value in table.items():
        if key not in keys and not isinstance(value, dict):
            yield document.problem((*path, key), f"{name} knows no {key!r}")

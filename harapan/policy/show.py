"""The law on a day, value by value, in words a policy officer reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from harapan.lib.english import singular
from harapan.policy.edition import Title
from harapan.policy.histories import Entry, Rule
from harapan.policy.policy import Policy
from harapan.policy.vocabulary import as_condition
from harapan.policy.words import joined, requirement, word

SUBJECTS: Mapping[str, Title] = {
    "calendar": Title("Kalender", "Calendar"),
    "components": Title("Komponen", "Components"),
    "grants": Title("Bantuan keluarga", "Grants of the family"),
    "limits": Title("Batas", "Limits"),
    "eligibility": Title("Kelayakan", "Eligibility"),
    "duties": Title("Kewajiban", "Duties"),
    "consequences": Title("Sanksi", "Consequences"),
    "graduation": Title("Graduasi", "Graduation"),
    "payments": Title("Penyaluran", "Payments"),
}

HIDDEN = ("form", "order", "code", "amount", "months", "by_channel")
"""Parameters whose value says everything; their name is left out."""


@dataclass(frozen=True)
class Row:
    """One value of the law in force on a day."""

    subject: Title
    rule: str
    title: Title
    value: Title
    """As people read it: `3,000,000 IDR per year`; what a condition asks; several parameters side by side."""
    since: date
    until: date | None
    source: str
    confidence: str
    is_used: bool
    """False for what is shown and never used: documented history, components switched off, low confidence left out."""

    def text(self, lang: str = "id") -> str:
        """The row as one line."""
        mark = "" if self.is_used else (" [tidak dipakai]" if lang == "id" else " [not used]")
        return (
            f"{self.title.of(lang)}: {self.value.of(lang)}{mark} "
            f"({'sejak' if lang == 'id' else 'since'} {self.since}; {self.source}; {self.confidence})"
        )


def show(policy: Policy, on: date | str, *, accept_low_confidence: bool = False) -> list[Row]:
    """Every value in force on a day, or on the first day of a cycle given by name (UnknownCycle), by subject."""
    day = policy.stage(on).first_day if isinstance(on, str) else on
    return [*_rows(policy, day, accept_low_confidence=accept_low_confidence)]


def _rows(policy: Policy, day: date, *, accept_low_confidence: bool) -> Iterator[Row]:
    for rule in policy.rules.values():
        entry = rule.entry_on(day)
        if entry is not None:
            used = is_used(policy, rule, entry, accept_low_confidence=accept_low_confidence)
            yield Row(
                subject=SUBJECTS[rule.name.split(".", 1)[0]],
                rule=rule.name,
                title=rule.title,
                value=in_words(rule, entry),
                since=entry.since,
                until=entry.until,
                source=entry.source,
                confidence=entry.confidence,
                is_used=used,
            )


def is_used(policy: Policy, rule: Rule, entry: Entry, *, accept_low_confidence: bool = False) -> bool:
    """The value takes part in computing; the rest is only kept and shown."""
    subject, name, *_ = rule.name.split(".")
    if subject == "consequences" and name == "history":
        return False
    if subject == "components" and not policy.components[name].get("switched_on", True):
        return False
    return entry.confidence != "low" or accept_low_confidence


def in_words(rule: Rule, entry: Entry) -> Title:
    """A dated value as people read it."""
    if "fact" in entry.values:
        return requirement(as_condition(entry.values))
    first, *rest = [_parameter(name, value, rule) for name, value in entry.values.items()]
    if rule.unit:
        unit = Title(rule.unit.id, singular(rule.unit.en)) if first.en == "1" else rule.unit
        first = joined([first, unit], " ", " ")
    return joined([first, *rest], "; ", "; ")


def _parameter(name: str, value: Any, rule: Rule) -> Title:
    if name == "all_of":
        return joined([requirement(as_condition(one)) for one in value], " dan ", " and ")
    plain = _plain(value)
    if name in HIDDEN or len(rule.history[0].values) == 1:
        return plain
    named = word(name)
    return Title(f"{named.id} {plain.id}", f"{named.en} {plain.en}")


def _plain(value: Any) -> Title:
    if isinstance(value, bool):
        return Title("ya", "yes") if value else Title("tidak", "no")
    if isinstance(value, int):
        return Title(f"{value:,}".replace(",", "."), f"{value:,}")
    if isinstance(value, list):
        return joined([_plain(part) for part in value], " / ", " / ")
    if isinstance(value, dict):
        pairs = [joined([word(name), _plain(part)], ": ", ": ") for name, part in value.items()]
        return joined(pairs, ", ", ", ")
    return word(str(value))

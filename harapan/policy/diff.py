"""What changed in the law between two days: one row for each value that came, went or became another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from harapan.policy.edition import Title
from harapan.policy.policy import Policy
from harapan.policy.show import Row, show

NOTHING = Title("-", "-")


@dataclass(frozen=True)
class Change:
    """One value of the law on two days. `-` stands for no value at all."""

    subject: Title
    rule: str
    title: Title
    old: Title
    new: Title
    since: date
    """From when the new value holds (or, when it went, until when the old one held)."""
    source: str
    confidence: str

    def text(self, lang: str = "id") -> str:
        """The change as one line."""
        since = "sejak" if lang == "id" else "since"
        change = f"{self.old.of(lang)} -> {self.new.of(lang)}"
        return f"{self.title.of(lang)}: {change} ({since} {self.since}; {self.source}; {self.confidence})"


def diff(policy: Policy, a: date | str, b: date | str) -> list[Change]:
    """Every value that differs between two days or cycles, in the order of the files."""
    return [*_changes(show(policy, a), show(policy, b))]


def _changes(before: list[Row], after: list[Row]) -> Iterator[Change]:
    old = {row.rule: row for row in before}
    new = {row.rule: row for row in after}
    for rule in dict.fromkeys([*old, *new]):
        was, now = old.get(rule), new.get(rule)
        if (was and was.value) == (now and now.value):
            continue
        row = now or was
        assert row is not None
        yield Change(
            subject=row.subject,
            rule=rule,
            title=row.title,
            old=was.value if was else NOTHING,
            new=now.value if now else NOTHING,
            since=row.since if now else (row.until or row.since),
            source=row.source,
            confidence=row.confidence,
        )

"""A review sheet as people read it: every code with its words, every line with its change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harapan.banks.dialects import BANKS
from harapan.console.stages.queries import Facts
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch
from harapan.operations.models import Sheet as Kept
from harapan.policy.edition import Edition
from harapan.ui.words import Words

FATES = {
    "same": Words("Sama seperti sebelumnya", "As before"),
    "more": Words("Naik", "More"),
    "less": Words("Turun", "Less"),
    "new": Words("Baru", "New"),
    "paid_again": Words("Dibayar lagi", "Paid again"),
    "unpaid_now": Words("Kini tidak dibayar", "Unpaid now"),
    "gone": Words("Tidak ada lagi", "Gone"),
    "unpaid": Words("Tetap tidak dibayar", "Still unpaid"),
}
GRANTS = {
    "arrears": Words("Tunggakan", "Arrears"),
    "withheld": Words("Ditahan karena penangguhan", "Withheld"),
}


@dataclass(frozen=True)
class Line:
    """One line of a table of the sheet."""

    key: str
    words: Words
    count: int
    before: int
    now: int
    note: str = ""

    @property
    def change(self) -> int:
        return self.now - self.before


@dataclass(frozen=True)
class Sheet:
    """The review of one wave."""

    batch: Batch
    made_at: datetime
    previous: str | None
    anomalies: list[Words]
    body: dict[str, Any]
    edition: Edition

    @classmethod
    def all_of(cls, facts: Facts) -> list["Sheet"]:
        """The sheets of a stage's waves, as far as they are made."""
        kept = {sheet.batch: sheet for sheet in Kept.objects.filter(batch__in=[batch.pk for batch in facts.batches])}
        edition = law().edition(facts.name, accept_low_confidence=True)
        return [cls.of(batch, kept[batch.pk], edition) for batch in facts.batches if batch.pk in kept]

    @classmethod
    def of(cls, batch: Batch, kept: Kept, edition: Edition) -> "Sheet":
        """One of them."""
        anomalies = [Words(*pair) for pair in kept.body["anomalies"]]
        return cls(batch, kept.made_at, kept.body["previous"], anomalies, kept.body, edition)

    def lines(self, part: str) -> list[Line]:
        """`changes`, `reasons`, `areas`, `components` or `banks`."""
        if part == "changes":
            order = list(FATES)
            rows = sorted(self.body["changes"], key=lambda row: order.index(row["fate"]))
            return [Line(row["fate"], FATES[row["fate"]], row["families"], row["before"], row["now"]) for row in rows]
        if part == "reasons":
            return [self._reason(name, count) for name, count in self.body["reasons"]]
        return [self._line(part, row) for row in self.body[part]]

    @property
    def changes(self) -> list[Line]:
        return self.lines("changes")

    @property
    def reasons(self) -> list[Line]:
        return self.lines("reasons")

    @property
    def areas(self) -> list[Line]:
        return self.lines("areas")

    @property
    def components(self) -> list[Line]:
        return self.lines("components")

    @property
    def banks(self) -> list[Line]:
        return self.lines("banks")

    @property
    def unpaid(self) -> int:
        """Families that get nothing, whatever the reason."""
        return sum(line.count for line in self.reasons)

    def _reason(self, name: str, count: int) -> Line:
        known = {reason.name: reason for reason in self.edition.reasons}.get(name)
        if known is None:
            return Line(name, Words(name, name), count, 0, 0)
        return Line(name, Words(known.title.id, known.title.en), count, 0, 0, known.siks_label or "")

    def _line(self, part: str, row: dict[str, Any]) -> Line:
        words = {"components": self._component, "banks": _bank, "areas": _area}[part](row)
        return Line(row["key"], words, row["count"], row["before"], row["now"])

    def _component(self, row: dict[str, Any]) -> Words:
        named = {component.name: component.title for component in self.edition.components}
        if row["key"] in named:
            return Words(named[row["key"]].id, named[row["key"]].en)
        return GRANTS.get(row["key"], Words(row["key"], row["key"]))


def _bank(row: dict[str, Any]) -> Words:
    name = BANKS[row["key"]].name if row["key"] in BANKS else row["key"]
    return Words(name, name)


def _area(row: dict[str, Any]) -> Words:
    return Words(row["name"], row["name"])

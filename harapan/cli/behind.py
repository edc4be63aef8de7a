"""What a verdict stands on: for each missed month the report it is from, with who told it, where and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from harapan.commitments.provenance import Told, served_in, told_of
from harapan.engine.explain import DutyMonth, MemberExplained
from harapan.entitlements.law import law
from harapan.policy.edition import Title
from harapan.policy.protocols import service_of
from harapan.staff.models import Staff

WORDS = {
    "by": Title("oleh", "by"),
    "report": Title("laporan", "report"),
    "signed": Title("tanda tangan", "signature"),
    "evidence": Title("bukti", "evidence"),
    "served": Title("terdaftar di", "on the list of"),
    "since": Title("sejak itu dikoreksi", "corrected since"),
}


@dataclass(frozen=True)
class Behind:
    """One missed month: the word it was judged by, whose list the member was on, and what was said since."""

    month: DutyMonth
    told: Told | None
    facility: str
    since: Told | None

    def sentence(self, lang: str) -> str:
        """In one line: source, facility, who, when, which report on what evidence."""
        w = {key: title.of(lang) for key, title in WORDS.items()}
        parts = [*self._told(self.told, w, lang)] if self.told else []
        if self.facility and not (self.told and self.told.facility):
            parts.append(f"{w['served']} {self.facility}")
        if self.since:
            later = [f"{self.since.done}/{self.since.open}", *self._told(self.since, w, lang)]
            parts.append(f"{w['since']}: {', '.join(later)}")
        return f"{self.month.month:%Y-%m}: {', '.join(parts) or '-'}"

    @staticmethod
    def _told(told: Told, w: dict[str, str], lang: str) -> list[str]:
        report = told.report
        found = [
            getattr(told.source, lang),
            told.facility,
            f"{w['by']} {getattr(told.who, lang)}" if told.who else "",
            f"{timezone.localdate(told.at)}" if told.at else "",
            f"{w['report']} {report.pk} ({w['signed']} {report.digest[:12]})" if report else "",
            f"{w['evidence']} {report.evidence}" if report and report.evidence else "",
            told.because,
        ]
        return [part for part in found if part]

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        told = self.told
        return {
            "duty": self.month.duty,
            "month": self.month.month,
            "source": (told.report.source if told.report else "hidden" if told.is_hidden else "") if told else "",
            "facility": (told.facility if told else "") or self.facility,
            "by": told.by if told else "",
            "at": told.at if told else None,
            "report": told.report.pk if told and told.report else None,
            "digest": told.report.digest if told and told.report else "",
            "evidence": told.report.evidence if told and told.report else "",
            "corrected_since": self.since is not None,
        }


def behind_missed(members: Sequence[MemberExplained], staff: Staff) -> dict[int, list[Behind]]:
    """By member, what each missed month stands on. A verdict stands on the last word that says what was judged; what
    was said later did not count for it.
    """
    missed = {one.member: [month for month in one.duties if month.outcome == "missed"] for one in members}
    months = sorted({month.month for found in missed.values() for month in found})
    people = [member for member, found in missed.items() if found]
    if not people:
        return {}
    words: dict[tuple[date, int, str], list[Told]] = {}
    for told in told_of(people, months, staff):
        words.setdefault(told.key, []).append(told)
    served = served_in(people, months, staff)
    return {
        member: [
            _behind(month, words.get((month.month, member, month.duty), []), _where(month, member, served))
            for month in missed[member]
        ]
        for member in people
    }


def _behind(month: DutyMonth, words: list[Told], facility: str) -> Behind:
    judged = (month.open, month.unexcused, month.excused)
    same = [told for told in words if (told.open, told.unexcused, told.excused) == judged]
    last = words[-1] if words else None
    told = same[-1] if same else last
    return Behind(month, told, facility, last if last is not told else None)


def _where(month: DutyMonth, member: int, served: dict[tuple[date, int, str], str]) -> str:
    return served.get((month.month, member, service_of(law(), month.duty)), "")

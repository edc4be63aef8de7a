"""A family's duties: what is due now, and who said what of the months before, with the evidence it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from harapan.commitments.preview import OUTCOMES, TONES, Due, due_of, duties_seen, people_of
from harapan.commitments.provenance import Told, told_of
from harapan.console.families.queries import shown
from harapan.console.families.whole import quarters_of
from harapan.entitlements.law import law
from harapan.lib.dates import month_of
from harapan.policy.edition import Edition, Title
from harapan.registry.models import Family, Member, Participation
from harapan.staff.models import Staff
from harapan.ui.words import Words

NOT_ASKED = {
    Participation.LISTED,
    Participation.CANDIDATE,
    Participation.VALIDATED,
    Participation.NOT_ELIGIBLE,
    Participation.GRADUATED_NATURAL,
    Participation.GRADUATED_INDEPENDENT,
    Participation.REMOVED,
    Participation.ADMINISTRATIVE_EXIT,
}
"""States in which nothing is due: not yet confirmed, or out."""


@dataclass(frozen=True)
class Asked:
    """One duty that is due this month."""

    member: str
    words: Words
    due: Due

    @property
    def what(self) -> list[Words]:
        return [shown(title) for title in self.due.what]


@dataclass(frozen=True)
class Said:
    """One word on a duty; what it comes to stands beside the last one."""

    member: str
    words: Words
    told: Told
    outcome: Words | None
    tone: str


def asked_now(family: Family, staff: Staff, today: date) -> list[Asked]:
    """What is due of the family in the month of a day."""
    if family.participation in NOT_ASKED:
        return []
    members = Member.objects.visible_to(staff).filter(family=family)
    names = dict(members.values_list("pk", "name"))
    found = due_of(people_of(members, today), [month_of(today)], law())
    titles = {kind: Title(**thing["title"]) for kind, thing in law().duties.items()}
    return [Asked(names[one.member], shown(titles[one.duty]), one) for one in found]


def said_of(family: Family, staff: Staff, edition: Edition | None) -> list[Said]:
    """Every word on the family's duties in the quarters that its page shows."""
    if edition is None:
        return []
    names = dict(Member.objects.visible_to(staff).filter(family=family).values_list("pk", "name"))
    months = [month for quarter in quarters_of(edition) for month in quarter]
    outcomes = _outcomes([*names], family.village, months, edition)
    titles = {duty.kind: duty.title for duty in edition.duties}
    return [
        Said(
            names[told.member],
            shown(titles.get(told.duty, Title(told.duty, told.duty))),
            told,
            OUTCOMES_IN_WORDS[outcome] if told.standing else None,
            TONES.get(outcome, "") if told.standing else "",
        )
        for told in told_of([*names], months, staff)
        if (outcome := outcomes[told.month, told.member, told.duty])
    ]


OUTCOMES_IN_WORDS = {name: shown(title) for name, title in OUTCOMES.items()}


def _outcomes(
    members: Sequence[int], village: str, months: Sequence[date], edition: Edition
) -> dict[tuple[date, int, str], str]:
    return {(one.month, one.member, one.duty): one.outcome for one in duties_seen(members, village, months, edition)}

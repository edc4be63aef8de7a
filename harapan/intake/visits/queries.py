"""Candidates to be visited, visits with their newest answers, reports that wait, and results by area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Left, RowNumber

from harapan.intake.models import Answer, Outcome, OutcomeSum, Report, Visit
from harapan.lib.identifiers import range_of
from harapan.registry.models import Family, Member, Participation, ParticipationMove
from harapan.staff.models import Staff

State = Report.State
FEWEST = 5
"""Cells of fewer families outside one's own area are hidden."""


def candidacy_of(family: int) -> int:
    """The move that made a family a candidate last; 0 where nobody wrote one down."""
    moves = ParticipationMove.objects.filter(family=family, target=Participation.CANDIDATE)
    return moves.order_by("-pk").values_list("pk", flat=True).first() or 0


def visit_of(family: Family, staff: Staff) -> Visit | None:
    """The visit of a family's present candidacy, or of its last one."""
    visits = Visit.objects.visible_to(staff).filter(family=family.pk)
    if family.participation == Participation.CANDIDATE:
        visits = visits.filter(candidacy=candidacy_of(family.pk))
    return visits.order_by("-candidacy").first()


def answers_of(visit: Visit) -> dict[str, Any]:
    """The newest answer to each question."""
    newest = (
        Answer.objects.filter(visit=visit)
        .annotate(back=Window(RowNumber(), partition_by="question", order_by="-pk"))
        .filter(back=1)
    )
    return dict(newest.values_list("question", "value"))


def last_answer_of(visit: Visit) -> int:
    """The number of the newest answer: what somebody confirms must still be that."""
    return Answer.objects.filter(visit=visit).order_by("-pk").values_list("pk", flat=True).first() or 0


def last_report_of(visit: Visit) -> Report | None:
    """What was sent last of a visit, with what was said to it."""
    return Report.objects.filter(visit=visit).select_related("ruling").order_by("-pk").first()


def members_to_ask_about(family: Family) -> list[Member]:
    """The members a visit asks about, eldest first."""
    return list(Member.objects.filter(family=family, died_on__isnull=True, same_as__isnull=True).order_by("born", "pk"))


# -- plan ------------------------------------------------------------------------------------------------------------

STAGES = ("to_visit", "begun", "sent", "returned", "ready")
"""Where a candidate stands on its way: nobody went, answers are kept, sent, given back, confirmed and being written."""


def candidates_for(staff: Staff, *, area: str = "", stage: str = "") -> QuerySet[Family]:
    """Candidates of this person, each with `sent` (the state of its last report) and `begun_at`."""
    families = Family.objects.visible_to(staff).filter(participation=Participation.CANDIDATE)
    if area:
        families = families.filter(village__range=range_of(area))
    candidacy = ParticipationMove.objects.filter(family=OuterRef("family"), target=Participation.CANDIDATE)
    present = Visit.objects.filter(family=OuterRef("pk")).order_by("-candidacy")
    present = present.exclude(Exists(candidacy.filter(pk__gt=OuterRef("candidacy"))))
    reports = Report.objects.filter(visit=OuterRef("visit")).order_by("-pk")
    told = families.annotate(
        visit=Subquery(present.values("pk")[:1]),
        begun_at=Subquery(present.values("begun_at")[:1]),
        sent=Subquery(reports.values("state")[:1]),
    )
    return told.filter(_at(stage)) if stage in STAGES else told


def _at(stage: str) -> Q:
    return {
        "to_visit": Q(visit__isnull=True),
        "begun": Q(visit__isnull=False, sent__isnull=True),
        "sent": Q(sent=State.WAITING),
        "returned": Q(sent=State.RETURNED),
        "ready": Q(sent__in=[State.CONFIRMED, State.APPLIED]),
    }[stage]


def stage_of(candidate: Family) -> str:
    """The stage of a row of `candidates_for`."""
    if candidate.visit is None:  # type: ignore[attr-defined]
        return "to_visit"
    sent: str = candidate.sent or ""  # type: ignore[attr-defined]
    return {"": "begun", "waiting": "sent", "returned": "returned"}.get(sent, "ready")


# -- reports that wait -----------------------------------------------------------------------------------------------


def reports_waiting(staff: Staff, *, area: str = "", outcome: str = "") -> QuerySet[Report]:
    """Reports nobody has ruled about."""
    reports = Report.objects.visible_to(staff).filter(state=State.WAITING)
    if area:
        reports = reports.filter(village__range=range_of(area))
    return reports.filter(outcome=outcome) if outcome else reports


def papers_late(staff: Staff, on: date) -> QuerySet[Report]:
    """Families whose missing papers should be there by now: eligible, and not complete."""
    reports = Report.objects.visible_to(staff).filter(papers_until__lte=on).exclude(state=State.RETURNED)
    no_card = Family.objects.filter(pk=OuterRef("family"), card__isnull=True)
    no_nik = Member.objects.filter(
        family=OuterRef("family"), nik__isnull=True, died_on__isnull=True, same_as__isnull=True, at_home=True
    )
    return reports.filter(Q(Exists(no_card)) | Q(Exists(no_nik)))


# -- results ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """Confirmed outcomes of one area, and candidates nobody has confirmed anything about."""

    area: str
    outcomes: dict[str, int]
    complete: int
    waiting: int

    @property
    def validated(self) -> int:
        """With a confirmed outcome."""
        return sum(self.outcomes.values())

    @property
    def eligible(self) -> int:
        return self.outcomes.get(Outcome.ELIGIBLE, 0)

    @property
    def not_eligible(self) -> int:
        return self.validated - self.eligible

    @property
    def listed(self) -> int:
        """All that were ever on the list, as far as they are still candidates or validated."""
        return self.validated + self.waiting


def results_of(codes: Sequence[str], *, waiting: Mapping[str, int]) -> list[Result]:
    """Results of these areas, each the code of one; `waiting` are candidates nobody has confirmed anything about."""
    outcomes: dict[str, dict[str, int]] = {code: {} for code in codes}
    complete: dict[str, int] = dict.fromkeys(codes, 0)
    for row in OutcomeSum.objects.filter(area__in=codes):
        outcomes[row.area][row.outcome] = row.families
        complete[row.area] += row.complete
    return [Result(code, outcomes[code], complete[code], waiting.get(code, 0)) for code in codes]


def candidates_waiting(area: str, digits: int, staff: Staff) -> dict[str, int]:
    """Candidates by area with so many digits, as far as a reader may see them; an index alone is read."""
    rows = Family.objects.visible_to(staff).filter(participation=Participation.CANDIDATE)
    if area:
        rows = rows.filter(village__range=range_of(area))
    counted = rows.annotate(place=Left("village", digits)).values("place").annotate(count=Count("pk")).order_by()
    return {row["place"]: row["count"] for row in counted}

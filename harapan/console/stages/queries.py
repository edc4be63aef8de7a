"""What the pages of a stage read: its facts in a handful of queries, whatever the number of families."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery

from harapan.coordination.models import StageSum
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Cycle, Run
from harapan.entitlements.queries import ORDER
from harapan.operations.models import Work
from harapan.operations.queries import OPEN
from harapan.payments import ledger
from harapan.payments.actions.papers import TRAIL, TRAIL_AGAIN
from harapan.payments.models import BankAnswer, Ceiling, PaymentFile, TreasuryPaper
from harapan.policy.calendar import Stage
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff
from harapan.ui.words import Words

BATCH = Batch.State
FILE = PaymentFile.State

STATES = {
    "": Words("Belum dibuka", "Not open yet"),
    "open": Words("Dibuka", "Open"),
    "frozen": Words("Dibekukan", "Frozen"),
    "computed": Words("Dihitung", "Computed"),
    "reviewed": Words("Diperiksa", "Reviewed"),
    "approved": Words("Disetujui", "Approved"),
    "refused": Words("Ditolak", "Refused"),
    "ordered": Words("Diperintahkan", "Ordered"),
    "answered": Words("Dijawab bank", "Answered by the banks"),
    "reconciled": Words("Direkonsiliasi", "Reconciled"),
    "closed": Words("Ditutup", "Closed"),
}


@dataclass(frozen=True)
class Need:
    """The papers of one batch's next order: the sum they must be about, and which are there."""

    batch: Batch
    order: int
    rupiah: int
    papers: dict[str, TreasuryPaper]

    @property
    def trail(self) -> tuple[TreasuryPaper.Kind, ...]:
        """The kinds this order needs; money ordered again needs no new decree."""
        return TRAIL if self.order == 1 else TRAIL_AGAIN

    @property
    def missing(self) -> list[TreasuryPaper.Kind]:
        """Kinds that are not recorded yet."""
        return [kind for kind in self.trail if kind not in self.papers]

    @property
    def differing(self) -> list[TreasuryPaper]:
        """Papers about another sum."""
        return [paper for paper in self.papers.values() if paper.rupiah != self.rupiah]


@dataclass
class Facts:
    """Where a stage stands."""

    stage: Stage
    cycle: Cycle | None = None
    snapshot: Snapshot | None = None
    runs: list[Run] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    standings: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)
    files: list[PaymentFile] = field(default_factory=list)
    answers: list[BankAnswer] = field(default_factory=list)
    papers: list[TreasuryPaper] = field(default_factory=list)
    ceiling: Ceiling | None = None
    work: Work | None = None
    people: dict[int, Staff] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.stage.cycle

    @property
    def state(self) -> str:
        """Its least advanced batch; before there is one, how far it came."""
        if self.batches:
            return min((batch.state for batch in self.batches), key=ORDER.index)
        if self.snapshot:
            return "frozen"
        return "open" if self.cycle else ""

    @property
    def main(self) -> Run | None:
        """The run that counts."""
        return next((run for run in self.runs if run.kind == Run.Kind.MAIN and not run.refused_because), None)

    @property
    def refused(self) -> list[Run]:
        """Runs that somebody said no to."""
        return [run for run in self.runs if run.refused_because]

    def batches_in(self, *states: str) -> list[Batch]:
        """Waves in some states."""
        return [batch for batch in self.batches if batch.state in states]

    def files_in(self, *states: str) -> list[PaymentFile]:
        """Files in some states."""
        return [file for file in self.files if file.state in states]

    def standing(self, account: str, batches: Iterable[Batch] | None = None) -> tuple[int, int]:
        """Count and rupiah in an account, over all waves or some."""
        wanted = [batch.pk for batch in (self.batches if batches is None else batches)]
        found = [self.standings[pk].get(account, (0, 0)) for pk in wanted if pk in self.standings]
        return sum(count for count, _ in found), sum(amount for _, amount in found)

    @property
    def unbooked(self) -> list[Batch]:
        """Approved waves whose money has not entered the ledger yet."""
        return [batch for batch in self.batches_in(BATCH.APPROVED) if batch.pk not in self.standings]

    @property
    def needs(self) -> list[Need]:
        """Waves with money that waits for an order."""
        found = []
        for batch in self.batches:
            ours = [file for file in self.files if file.batch == batch.pk]
            drawn = sum(file.rupiah for file in ours if file.state != FILE.RELEASED)
            ready = self.standing("approved", [batch])[1] - drawn
            if batch.approved_by is None or batch.state in (BATCH.CLOSED, BATCH.REFUSED) or ready <= 0:
                continue
            order = max((file.order for file in ours), default=0) + 1
            kinds = {paper.kind: paper for paper in self.papers if (paper.batch, paper.order) == (batch.pk, order)}
            found.append(Need(batch, order, ready, kinds))
        return found

    @property
    def unanswered(self) -> list[PaymentFile]:
        """Released files no bank has answered."""
        answered = {answer.file_id for answer in self.answers}
        return [file for file in self.files_in(FILE.RELEASED) if file.pk not in answered]

    def who(self, pk: int | None) -> str:
        """A name, or the number of somebody whose name nobody knows."""
        if pk is None:
            return ""
        return self.people[pk].name if pk in self.people else f"#{pk}"


def facts_of(stage: Stage) -> Facts:
    """All about one stage, in eleven queries."""
    return facts_of_all([stage])[0]


def facts_of_all(stages: Sequence[Stage]) -> list[Facts]:
    """All about some stages, in as many queries as about one."""
    found = {stage.cycle: Facts(stage) for stage in stages}
    for cycle in Cycle.objects.filter(name__in=found):
        found[cycle.name].cycle = cycle
    for name, work in _current_works(list(found)).items():
        found[name].work = work
    opened = [facts.name for facts in found.values() if facts.cycle]
    if opened:
        _add_what_was_computed(found, opened)
    if any(facts.batches for facts in found.values()):
        _add_money(found, opened)
    named = set().union(*(_named_in(facts) for facts in found.values()))
    people = {person.pk: person for person in Staff.objects.filter(pk__in=named)}
    for facts in found.values():
        facts.people = people
    return list(found.values())


def _add_what_was_computed(found: dict[str, Facts], opened: list[str]) -> None:
    for snapshot in Snapshot.objects.filter(cycle__in=opened):
        found[snapshot.cycle].snapshot = snapshot
    for run in Run.objects.filter(cycle__in=opened).order_by("number"):
        found[run.cycle_id].runs.append(run)
    for batch in Batch.objects.filter(cycle__in=opened, run__refused_because="").order_by("run_id", "wave"):
        found[batch.cycle].batches.append(batch)


def _add_money(found: dict[str, Facts], opened: list[str]) -> None:
    cycles = {batch.pk: batch.cycle for facts in found.values() for batch in facts.batches}
    for batch, accounts in ledger.standing_by_batch(cycles).items():
        found[cycles[batch]].standings[batch] = accounts
    for file in PaymentFile.objects.filter(cycle__in=opened).order_by("number"):
        found[file.cycle].files.append(file)
    answers = BankAnswer.objects.filter(file__cycle__in=opened).annotate(cycle=F("file__cycle"))
    for answer in answers.order_by("pk"):
        found[answer.cycle].answers.append(answer)
    for paper in TreasuryPaper.objects.filter(batch__in=cycles).order_by("pk"):
        found[cycles[paper.batch]].papers.append(paper)
    ceilings = {
        ceiling.year: ceiling for ceiling in Ceiling.objects.filter(year__in=[int(name[:4]) for name in opened])
    }
    for name in opened:
        found[name].ceiling = ceilings.get(found[name].stage.year)


def current_work(cycle: str) -> Work | None:
    """What is being worked on, or else what was last."""
    return _current_works([cycle]).get(cycle)


def _current_works(cycles: list[str]) -> dict[str, Work]:
    """Of each stage what is being worked on, or else what was last."""
    newest = Work.objects.filter(cycle=OuterRef("cycle")).annotate(over=~Q(state__in=OPEN)).order_by("over", "-pk")
    works = Work.objects.filter(cycle__in=cycles, pk=Subquery(newest.values("pk")[:1]))
    return {work.cycle: work for work in works}


def _named_in(facts: Facts) -> set[int]:
    found: set[int | None] = {facts.cycle.opened_by if facts.cycle else None}
    found.add(facts.snapshot.taken_by if facts.snapshot else None)
    found.add(facts.work.asked_by if facts.work else None)
    found.add(facts.ceiling.recorded_by if facts.ceiling else None)
    for batch in facts.batches:
        found |= {batch.computed_by, batch.reviewed_by, batch.approved_by, batch.closed_by}
    for file in facts.files:
        found |= {file.drawn_up_by, file.released_by}
    found |= {answer.read_by for answer in facts.answers} | {paper.recorded_by for paper in facts.papers}
    return {pk for pk in found if pk is not None}


@dataclass(frozen=True)
class Listed:
    """A stage in the list of stages."""

    stage: Stage
    state: str
    summed: StageSum | None
    working: bool

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"

    @property
    def words(self) -> Words:
        """Its state as people say it."""
        return STATES[self.state]

    @property
    def figures(self) -> tuple[int | None, int | None, int | None]:
        """Families, those owed something, and rupiah; nothing before they are summed."""
        return (self.summed.families, self.summed.owed, self.summed.net) if self.summed else (None, None, None)


@dataclass(frozen=True)
class Calendar:
    """The stages of the law beside what was done: running, closed, and the one that comes next."""

    running: list[Listed]
    closed: list[Listed]
    next: Stage | None
    of_today: Stage | None
    later: list[Stage]


def calendar_on(today: date) -> Calendar:
    """Every stage that was opened, and the one to open next: that after the newest open one, or the one of today."""
    stages = law().stages
    opened = [name for name in Cycle.objects.values_list("name", flat=True) if name in stages]
    listed = sorted(_listed(opened), key=lambda one: one.stage.first_day, reverse=True)
    newest = max((one.stage.first_day for one in listed), default=None)
    not_open = [stage for name, stage in stages.items() if name not in opened]
    of_today = next((stage for stage in not_open if stage.first_day <= today <= stage.last_day), None)
    after = [stage for stage in not_open if newest is None or stage.first_day > newest]
    following = of_today if newest is None else (after[0] if after else None)
    return Calendar(
        running=[one for one in listed if not one.is_closed],
        closed=[one for one in listed if one.is_closed],
        next=following,
        of_today=of_today,
        later=[stage for stage in not_open if stage is not following],
    )


def _listed(names: list[str]) -> list[Listed]:
    states: dict[str, list[str]] = {}
    live = Batch.objects.filter(cycle__in=names, run__refused_because="")
    for cycle, state in live.values_list("cycle", "state"):
        states.setdefault(cycle, []).append(state)
    frozen = set(Snapshot.objects.filter(cycle__in=names).values_list("cycle", flat=True))
    sums = {one.cycle: one for one in StageSum.objects.filter(cycle__in=names, area="")}
    working = set(Work.objects.filter(cycle__in=names, state__in=OPEN).values_list("cycle", flat=True))
    return [
        Listed(
            law().stage(name),
            min(states[name], key=ORDER.index) if name in states else "frozen" if name in frozen else "open",
            sums.get(name),
            name in working,
        )
        for name in names
    ]

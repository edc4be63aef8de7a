"""My queue: what is wrong, what waits for me, what waits for others; most urgent first, each with its one action."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from harapan.audit.queries import COUNTED, chain
from harapan.console.candidates import waiting as candidates
from harapan.console.changes import waiting as changes
from harapan.console.claims import waiting as claims
from harapan.console.duplicates import waiting as duplicates
from harapan.console.facilities import waiting as facilities
from harapan.console.health import waiting as health
from harapan.console.home import area
from harapan.console.home.items import Item
from harapan.console.imports import waiting as imports
from harapan.console.meetings import waiting as meetings
from harapan.console.quality import waiting as quality
from harapan.console.sanctions import waiting as sanctions
from harapan.console.schools import waiting as schools
from harapan.console.stages.books import payable_now, returns_of
from harapan.console.stages.pipeline import Link, Step, count_said, waiting_steps
from harapan.console.stages.progress import of as progress_of
from harapan.console.stages.queries import Calendar, Facts, calendar_on, facts_of_all
from harapan.console.stages.wording import days, in_english, in_indonesian
from harapan.intake.targeting.queries import waiting_proposals
from harapan.lib.english import agree
from harapan.lib.rupiah import number, rupiah
from harapan.operations.models import Work
from harapan.operations.queries import may_ask
from harapan.staff.models import Staff
from harapan.ui.words import Words

MOST_STAGES = 6
"""Running stages that the queue looks into, oldest first; there are seldom more than two."""
SLOW_BANK = timedelta(days=3)
"""A bank that has said nothing for so long is asked."""
SOON = 14
"""Days before a deadline from which on it is mentioned."""
SLOW_SEAL = timedelta(minutes=5)
COUNTED_PROPOSALS = 100
"""More of them are not counted."""


@dataclass
class Queue:
    """Everything that waits, and a few figures for whoever has none."""

    alerts: list[Item] = field(default_factory=list)
    mine: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)
    figures: list[area.Figure] = field(default_factory=list)
    as_of: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """All is well."""
        return not self.alerts and not self.mine


def queue_for(staff: Staff, now: datetime) -> Queue:
    """What this person finds on coming to work."""
    today = timezone.localdate(now)
    queue, calendar = Queue(), calendar_on(today)
    running = sorted(calendar.running, key=lambda one: one.stage.first_day)[:MOST_STAGES]
    if works_on_stages(staff):
        for facts in facts_of_all([one.stage for one in running]) if running else []:
            queue.alerts += _alerts(facts, staff, now)
            _sort_in(queue, facts, staff, today)
        queue.mine += _to_open(calendar, staff, today)
    elif staff.position == Staff.Position.AUDITOR:
        queue.alerts += _chain(now)
    else:
        queue.alerts += [*area.alerts(staff, calendar)]
    queue.mine += imports.waiting(staff)
    queue.mine += changes.waiting(staff, now)
    queue.mine += candidates.waiting(staff)
    queue.mine += _proposals(staff)
    queue.mine += sanctions.waiting(staff, today)
    queue.mine += facilities.waiting(staff, today)
    queue.mine += claims.waiting(staff)
    queue.mine += schools.waiting(staff, today)
    queue.mine += health.waiting(staff, today)
    queue.mine += meetings.waiting(staff, today)
    queue.alerts += _deadlines(calendar, today)
    queue.alerts += quality.waiting(staff)
    queue.mine += duplicates.waiting(staff)
    queue.figures, queue.as_of = area.figures(staff, calendar)
    queue.alerts.sort(key=lambda item: (item.rank, item.since is None, item.since))
    queue.mine.sort(key=lambda item: (item.rank, item.since is None, item.since))
    return queue


def works_on_stages(staff: Staff) -> bool:
    """Runs cycles or moves money."""
    return staff.may_run_cycles or staff.may_move_money


def _alerts(facts: Facts, staff: Staff, now: datetime) -> Iterator[Item]:
    """What is wrong in a stage, in words."""
    there = Link(reverse("stages:stage", args=[facts.name]), Words("Buka tahap", "Open the stage"))
    work = facts.work
    if work and work.asked_by == staff.pk and work.state in (Work.State.REFUSED, Work.State.FAILED):
        shown = progress_of(work, now)
        if shown.is_news and shown.sentence:
            yield Item(
                Words(
                    f"Tahap {facts.name}, {shown.title.id}: {shown.sentence.id}",
                    f"Stage {facts.name}, {shown.title.en}: {shown.sentence.en}",
                ),
                there,
                kind="bad",
                since=work.ended_at,
                rank=0,
            )
    yield from _slow_banks(facts, now)
    yield from _returned(facts, timezone.localdate(now))
    yield from _payable(facts, staff)


def _slow_banks(facts: Facts, now: datetime) -> Iterator[Item]:
    slow = [file for file in facts.unanswered if file.released_at and now - file.released_at > SLOW_BANK]
    if not slow:
        return
    banks, amount = ", ".join(sorted({file.bank for file in slow})), rupiah(sum(file.rupiah for file in slow))
    first = min(file.released_at for file in slow if file.released_at)
    waited = days((now - first).days)
    yield Item(
        Words(
            f"Tahap {facts.name}: {banks} belum menjawab selama {waited.id}; {amount} ada di sana.",
            f"Stage {facts.name}: {banks} has not answered for {waited.en}; {amount} stands there.",
        ),
        Link(reverse("stages:answers", args=[facts.name]), Words("Baca jawaban", "Read answers")),
        kind="warn",
        since=first,
        rank=2,
    )


def _returned(facts: Facts, today: date) -> Iterator[Item]:
    due = [one for one in returns_of(facts, today) if one.is_due]
    if not due:
        return
    count, amount = sum(one.count for one in due), sum(one.rupiah for one in due)
    yield Item(
        Words(
            f"Tahap {facts.name}: {number(count)} retur senilai {rupiah(amount)} sudah lewat waktunya.",
            f"Stage {facts.name}: {number(count)} returned payments worth {rupiah(amount)} are past their time.",
        ),
        Link(reverse("stages:reconciliation", args=[facts.name]), Words("Rekonsiliasi", "Reconcile")),
        kind="bad",
        rank=1,
    )


def _payable(facts: Facts, staff: Staff) -> Iterator[Item]:
    count, amount = payable_now(facts)
    if not count or not may_ask(Work.Step.ORDER, staff):
        return
    yield Item(
        Words(
            f"Tahap {facts.name}: {number(count)} keluarga yang ditahan kini dapat dibayar, {rupiah(amount)}.",
            f"Stage {facts.name}: {number(count)} held {'family' if count == 1 else 'families'} can be paid by now, "
            f"{rupiah(amount)}.",
        ),
        Link(reverse("stages:reconciliation", args=[facts.name]), Words("Lihat penahanan", "See the holds")),
        kind="warn",
        rank=3,
    )


def _sort_in(queue: Queue, facts: Facts, staff: Staff, today: date) -> None:
    """What waits in a stage: for me, or for somebody else."""
    busy = facts.work is not None and not facts.work.is_over
    since = _since(facts)
    for step in waiting_steps(facts, staff, today):
        item = _item(step, facts, since)
        if step.press and not busy:
            queue.mine.append(item)
        else:
            queue.others.append(item)


def _item(step: Step, facts: Facts, since: datetime | None) -> Item:
    about = [text for text in (rupiah(step.rupiah) if step.rupiah else "", count_said(step)) if text]
    figures = f" ({', '.join(about)})" if about else ""
    there = Link(reverse("stages:stage", args=[facts.name]), Words("Lihat", "See"))
    return Item(
        Words(f"Tahap {facts.name}: {step.title.id}{figures}", f"Stage {facts.name}: {step.title.en}{figures}"),
        step.press or there,
        note=step.needs or step.not_you or step.says,
        since=since,
    )


def _since(facts: Facts) -> datetime | None:
    """When the last thing happened in a stage: since then it waits."""
    moments = [facts.cycle.opened_at if facts.cycle else None, facts.snapshot.taken_at if facts.snapshot else None]
    moments += [run.computed_at for run in facts.runs]
    for batch in facts.batches:
        moments += [batch.reviewed_at, batch.approved_at]
    moments += [file.released_at or file.drawn_up_at for file in facts.files]
    moments += [answer.read_at for answer in facts.answers]
    known = [moment for moment in moments if moment]
    return max(known) if known else None


def _proposals(staff: Staff) -> Iterator[Item]:
    """What villages proposed and nobody has checked yet."""
    if not staff.may_check_proposals:
        return
    waiting = waiting_proposals(staff)[:COUNTED_PROPOSALS].count()
    if waiting:
        count = f"{number(waiting)}{'+' if waiting == COUNTED_PROPOSALS else ''}"
        yield Item(
            Words(
                f"{count} usulan musyawarah desa menunggu diperiksa.",
                agree(f"{count} [proposal|proposals] of villages [waits|wait] to be checked.", count),
            ),
            Link(reverse("targeting:proposals"), Words("Periksa usulan", "Check them")),
        )


def _to_open(calendar: Calendar, staff: Staff, today: date) -> Iterator[Item]:
    """The next stage, once its first day has come and nothing runs."""
    stage = calendar.next
    if stage is None or stage.first_day > today or calendar.running or not may_ask(Work.Step.OPEN, staff):
        return
    yield Item(
        Words(f"Tahap {stage.cycle} belum dibuka.", f"Stage {stage.cycle} is not open yet."),
        Link(reverse("stages:take", args=[stage.cycle, "open"]), Words("Buka tahap", "Open the stage")),
        note=Words(
            f"Membayar {in_indonesian(stage.first_day)} – {in_indonesian(stage.last_day)}",
            f"Pays {in_english(stage.first_day)} – {in_english(stage.last_day)}",
        ),
        rank=6,
    )


def _deadlines(calendar: Calendar, today: date) -> Iterator[Item]:
    """The last day for reports, when it is near."""
    stages = [one.stage for one in calendar.running if one.state == "open"]
    for stage in [*stages, *([calendar.of_today] if calendar.of_today else [])]:
        left = (stage.reporting_deadline - today).days
        if 0 <= left <= SOON:
            yield Item(
                Words(
                    f"Sisa {left} hari untuk laporan sekolah dan faskes tahap {stage.cycle}: sampai "
                    f"{in_indonesian(stage.reporting_deadline)}.",
                    f"{days(left).en} left for reports of schools and health units for stage {stage.cycle}: until "
                    f"{in_english(stage.reporting_deadline)}.",
                ),
                Link(reverse("stages:stage", args=[stage.cycle]), Words("Lihat tahap", "See the stage")),
                kind="warn",
                rank=4,
            )


def _chain(now: datetime) -> Iterator[Item]:
    """For the auditor: whether the log is being sealed."""
    state = chain()
    there = Link(reverse("record:seals"), Words("Lihat segel", "See the seals"))
    if state.unsealed > COUNTED or (state.unsealed and (state.sealed_at is None or now - state.sealed_at > SLOW_SEAL)):
        waiting = number(min(state.unsealed, COUNTED))
        yield Item(
            Words(
                f"{waiting} kejadian belum disegel: rantai catatan berhenti.",
                agree(f"{waiting} [event is|events are] not sealed: the chain has stopped.", waiting),
            ),
            there,
            kind="bad",
            since=state.sealed_at,
            rank=1,
        )

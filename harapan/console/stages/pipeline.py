"""A stage from left to right: what each step did, what waits, what blocks it, and who may take it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.urls import reverse

from harapan.console.stages.queries import BATCH, FILE, Facts
from harapan.console.stages.wording import days, in_english, in_indonesian, second_person, whose_part
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch
from harapan.lib.rupiah import number, rupiah
from harapan.operations.models import Work
from harapan.operations.queries import may_ask
from harapan.policy.errors import LowConfidence, PolicyError
from harapan.staff.models import Staff
from harapan.ui.words import Words

FAMILIES = Words("keluarga", "families")
PAYMENTS = Words("pembayaran", "payments")
FILES = Words("berkas", "files")


class Link(NamedTuple):
    """Where to look closer."""

    path: str
    words: Words


@dataclass(frozen=True)
class Step:
    """One step as the page shows it: `needs` blocks it for everybody, `not_you` for this person; `press` takes it."""

    name: str
    title: Words
    state: str = ""
    count: int | None = None
    unit: Words = FAMILIES
    rupiah: int | None = None
    who: str = ""
    at: datetime | None = None
    says: Words | None = None
    needs: Words | None = None
    not_you: Words | None = None
    link: Link | None = None
    press: Link | None = None

    @property
    def waits(self) -> bool:
        """Something is to be done here now."""
        return self.state in ("now", "blocked")


@dataclass(frozen=True)
class Reader:
    """Who looks, and on which day."""

    staff: Staff
    today: date


def pipeline(facts: Facts, staff: Staff, today: date) -> list[Step]:
    """Every step of a stage, in order."""
    reader = Reader(staff, today)
    return [step(facts, reader) for step in STEPS]


def waiting_steps(facts: Facts, staff: Staff, today: date) -> list[Step]:
    """The steps that wait for somebody now."""
    return [step for step in pipeline(facts, staff, today) if step.waits]


def step_named(name: str, facts: Facts, staff: Staff, today: date) -> Step:
    """One of them. Raises KeyError."""
    return {step.name: step for step in pipeline(facts, staff, today)}[name]


def _open(facts: Facts, reader: Reader) -> Step:
    step = Step("open", Words("Penetapan", "Opening"))
    if facts.cycle:
        return _done(step, facts, facts.cycle.opened_by, facts.cycle.opened_at)
    fixed = Words("Aturan hari pertama tahap dikunci saat dibuka.", "Opening fixes the law of its first day.")
    step = replace(step, says=doubts_about(facts.name) or fixed)
    return _now(step, facts, reader, Work.Step.OPEN, Words("Buka tahap", "Open the stage"))


def doubts_about(cycle: str) -> Words | None:
    """What of a stage's law nobody could confirm; nothing when all is sure."""
    try:
        law().edition(cycle)
    except LowConfidence as doubt:
        named = ", ".join(doubt.rules)
        return Words(
            f"Bersandar pada nilai yang belum pasti: {named}", f"Rests on values nobody could confirm: {named}"
        )
    except PolicyError as trouble:
        return Words(f"Aturan tidak dapat dipakai: {trouble}", f"The law cannot be used: {trouble}")
    return None


def _freeze(facts: Facts, reader: Reader) -> Step:
    step = Step("freeze", Words("Pembekuan data", "Freezing"))
    if taken := facts.snapshot:
        return _done(replace(step, count=taken.families), facts, taken.taken_by, taken.taken_at)
    if not facts.cycle:
        return step
    last = facts.stage.reporting_deadline
    if reader.today <= last:
        left = (last + timedelta(days=1) - reader.today).days
        step = _blocked(
            step,
            Words(
                f"Sekolah dan faskes boleh melapor sampai {in_indonesian(last)}: {days(left).id} lagi",
                f"Schools and health units may report until {in_english(last)}: {days(left).en} left",
            ),
        )
    return _now(step, facts, reader, Work.Step.FREEZE, Words("Bekukan data", "Freeze the registry"))


def _compute(facts: Facts, reader: Reader) -> Step:
    step = Step("compute", Words("Perhitungan", "Computation"))
    if run := facts.main:
        extra = [other for other in facts.runs if other is not run and not other.refused_because]
        count, net = (sum(getattr(one, name) for one in (run, *extra)) for name in ("paid_families", "net"))
        says = Words(f"termasuk {len(extra)} susulan", f"with {len(extra)} supplementary") if extra else None
        return _done(replace(step, count=count, rupiah=net, says=says), facts, run.computed_by, run.computed_at)
    if not facts.snapshot:
        return step
    if facts.refused:
        because = facts.refused[-1].refused_because
        step = replace(
            step, says=Words(f"Hitungan sebelumnya ditolak: {because}", f"The run before was refused: {because}")
        )
    return _now(step, facts, reader, Work.Step.COMPUTE, Words("Hitung", "Compute"))


def _review(facts: Facts, reader: Reader) -> Step:
    step = Step("review", Words("Pemeriksaan", "Review"))
    if not facts.batches:
        return step
    step = replace(step, link=to("review", facts, Words("Lembar periksa", "Review sheet")))
    if waiting := facts.batches_in(BATCH.COMPUTED):
        words = Words("Periksa", "Review")
        return _now(_owed(step, waiting), facts, reader, Work.Step.REVIEW, words, page="review")
    odd = sum(len(batch.anomalies) for batch in facts.batches)
    if odd:
        step = replace(
            step,
            says=Words(
                f"{odd} hal janggal, diterima dengan alasan",
                f"{odd} {'oddity' if odd == 1 else 'oddities'}, accepted with a reason",
            ),
        )
    last = _latest(facts.batches, "reviewed_at")
    return _done(_owed(step, facts.batches), facts, last.reviewed_by, last.reviewed_at)


def _approve(facts: Facts, reader: Reader) -> Step:
    step = Step("approve", Words("Persetujuan", "Approval"))
    if waiting := facts.batches_in(BATCH.REVIEWED):
        step = _now(_owed(step, waiting), facts, reader, Work.Step.APPROVE, Words("Setujui", "Approve"))
        mine = [batch.computed_by for batch in waiting if batch.computed_by == reader.staff.pk]
        return _second(step, facts.who(mine[0]), Words("menghitung", "computed")) if mine else step
    approved = [batch for batch in facts.batches if batch.approved_by is not None]
    if not approved or facts.batches_in(BATCH.COMPUTED):
        return step
    last = _latest(approved, "approved_at")
    return _done(_owed(step, approved), facts, last.approved_by, last.approved_at)


def _papers(facts: Facts, reader: Reader) -> Step:
    step = Step("papers", Words("Dokumen kas negara", "Treasury papers"))
    if facts.unbooked:
        words = Words("Bukukan", "Book it")
        says = Words("Yang disetujui belum dibukukan", "What is approved is not booked yet")
        step = replace(_owed(step, facts.unbooked), says=says)
        return _now(step, facts, reader, Work.Step.ORDER, words, query="?only_book=1")
    if not facts.standings:
        return step
    step = replace(step, link=to("papers", facts, Words("Dokumen", "Papers")))
    if trouble := paper_trouble(facts):
        step = replace(step, rupiah=sum(need.rupiah for need in facts.needs), says=trouble)
        words = Words("Catat dokumen", "Record papers")
        return _now(step, facts, reader, Work.Step.PAPER, words, page="papers")
    if not facts.papers:
        return step
    last = facts.papers[-1]
    step = replace(step, count=len(facts.papers), unit=Words("dokumen", "papers"))
    return _done(step, facts, last.recorded_by, last.at)


def paper_trouble(facts: Facts) -> Words | None:
    """The first thing that keeps money from being ordered: a missing paper, another sum, no ceiling."""
    if not facts.needs:
        return None
    if facts.ceiling is None:
        return Words(f"Pagu {facts.stage.year} belum dicatat", f"The ceiling of {facts.stage.year} is not recorded")
    for need in facts.needs:
        if need.missing:
            named = ", ".join(str(kind.label) for kind in need.missing)
            return Words(f"Belum ada: {named}", f"Missing: {named.replace('SK penerima', 'recipients’ decree')}")
        for paper in need.differing:
            said, due = rupiah(paper.rupiah), rupiah(need.rupiah)
            return Words(
                f"{paper.number} bernilai {said}, seharusnya {due}", f"{paper.number} is about {said}, not {due}"
            )
    return None


def _order(facts: Facts, reader: Reader) -> Step:
    step = Step("order", Words("Berkas bank", "Bank files"), unit=FILES)
    unwritten = facts.files_in(FILE.DRAWN_UP)
    if unwritten or (facts.needs and paper_trouble(facts) is None):
        amount = sum(need.rupiah for need in facts.needs) + sum(file.rupiah for file in unwritten)
        step = replace(step, rupiah=amount)
        return _now(step, facts, reader, Work.Step.ORDER, Words("Susun berkas", "Write the files"))
    if not facts.files:
        return step
    last = facts.files[-1]
    step = replace(step, link=to("files", facts, Words("Berkas", "Files")))
    step = replace(step, count=len(facts.files), rupiah=sum(file.rupiah for file in facts.files))
    return _done(step, facts, last.drawn_up_by, last.drawn_up_at)


def _release(facts: Facts, reader: Reader) -> Step:
    step = Step("release", Words("Pelepasan", "Release"), unit=FILES)
    if waiting := facts.files_in(FILE.WRITTEN):
        step = replace(step, count=len(waiting), rupiah=sum(file.rupiah for file in waiting))
        step = _now(step, facts, reader, Work.Step.RELEASE, Words("Lepas berkas", "Release the files"))
        mine = [file.drawn_up_by for file in waiting if file.drawn_up_by == reader.staff.pk]
        return _second(step, facts.who(mine[0]), Words("menyusun", "drew them up")) if mine else step
    released = facts.files_in(FILE.RELEASED)
    if not released or facts.files_in(FILE.DRAWN_UP):
        return step
    last = max(released, key=lambda file: file.released_at or file.drawn_up_at)
    step = replace(step, count=len(released), rupiah=sum(file.rupiah for file in released))
    return _done(step, facts, last.released_by, last.released_at)


def _answer(facts: Facts, reader: Reader) -> Step:
    step = Step("answer", Words("Jawaban bank", "Bank answers"), unit=PAYMENTS)
    count, amount = facts.standing("at_bank")
    if count:
        silent = ", ".join(sorted({file.bank for file in facts.unanswered}))
        some = Words("Sebagian masih diproses bank", "The banks are still busy with some")
        says = Words(f"Belum menjawab: {silent}", f"No answer yet: {silent}") if silent else some
        step = replace(step, count=count, rupiah=amount, says=says)
        words = Words("Baca jawaban", "Read answers")
        return _now(step, facts, reader, Work.Step.ANSWER, words, page="answers")
    if not facts.answers:
        return step
    last, (credited, arrived) = facts.answers[-1], facts.standing("credited")
    step = replace(step, unit=Words("masuk rekening", "credited"), count=credited, rupiah=arrived)
    step = replace(step, link=to("answers", facts, Words("Jawaban", "Answers")))
    return _done(step, facts, last.read_by, last.read_at)


def _reconcile(facts: Facts, reader: Reader) -> Step:
    step = Step("reconcile", Words("Rekonsiliasi", "Reconciliation"), unit=Words("retur terbuka", "returned, open"))
    if facts.files_in(FILE.RELEASED):
        step = replace(step, link=to("reconciliation", facts, Words("Tiga kolom", "Three columns")))
    back, amount = facts.standing("returned")
    if facts.batches_in(BATCH.ANSWERED):
        step = replace(step, count=back, rupiah=amount)
        if facts.standing("at_bank", facts.batches_in(BATCH.ANSWERED))[0]:
            step = _blocked(step, Words("Menunggu jawaban tuntas dari bank", "Waits for final answers of the banks"))
        words = Words("Rekonsiliasi", "Reconcile")
        return _now(step, facts, reader, Work.Step.RECONCILE, words, page="reconciliation")
    done = facts.batches_in(BATCH.RECONCILED, BATCH.CLOSED)
    if not done or len(done) < len(facts.batches):
        return step
    return replace(step, state="done", count=back, rupiah=amount)


def _close(facts: Facts, reader: Reader) -> Step:
    credited, arrived = facts.standing("credited")
    step = Step("close", Words("Tutup buku", "Closing"), unit=Words("tersalur", "credited"))
    if facts.standings:
        step = replace(step, link=to("books", facts, Words("Buku", "Books")))
    if ready := facts.batches_in(BATCH.RECONCILED):
        step = replace(step, count=credited, rupiah=arrived)
        if left := sum(facts.standing(name, ready)[1] for name in ("approved", "at_bank", "returned")):
            step = _blocked(
                step,
                Words(
                    f"Buku belum nol: {rupiah(left)} harus disalurkan lagi atau kembali ke kas negara",
                    f"The book is not at zero: {rupiah(left)} must be ordered again or go back to the treasury",
                ),
            )
        settle = Words("Urus retur", "Settle what came back")
        step = _now(step, facts, reader, Work.Step.CLOSE, Words("Tutup buku", "Close the book"))
        return replace(step, press=to("reconciliation", facts, settle)) if left and not step.not_you else step
    if facts.state != "closed":
        return step
    last = _latest(facts.batches, "closed_at")
    return _done(replace(step, count=credited, rupiah=arrived), facts, last.closed_by, last.closed_at)


STEPS: tuple[Callable[[Facts, Reader], Step], ...] = (
    _open,
    _freeze,
    _compute,
    _review,
    _approve,
    _papers,
    _order,
    _release,
    _answer,
    _reconcile,
    _close,
)


def _done(step: Step, facts: Facts, by: int | None, at: datetime | None) -> Step:
    return replace(step, state="done", who=facts.who(by), at=at)


def _blocked(step: Step, needs: Words) -> Step:
    return replace(step, state="blocked", needs=needs)


def _now(step: Step, facts: Facts, reader: Reader, asks: str, words: Words, *, page: str = "", query: str = "") -> Step:
    """It waits. Whoever may take it gets something to press: a page of its own, or the page that asks "sure?"."""
    if step.state != "blocked":
        step = replace(step, state="now")
    if not may_ask(asks, reader.staff):
        return replace(step, not_you=whose_part(asks, reader.staff))
    if page:
        return replace(step, press=to(page, facts, words))
    path = reverse("stages:take", args=[facts.name, asks]) + query
    return step if step.needs else replace(step, press=Link(path, words))


def _second(step: Step, name: str, did: Words) -> Step:
    return replace(step, press=None, not_you=step.not_you or second_person(name, did))


def to(page: str, facts: Facts, words: Words) -> Link:
    """A page of this stage."""
    return Link(reverse(f"stages:{page}", args=[facts.name]), words)


def _owed(step: Step, batches: list[Batch]) -> Step:
    return replace(
        step, count=sum(batch.paid_families for batch in batches), rupiah=sum(batch.net for batch in batches)
    )


def _latest(batches: list[Batch], moment: str) -> Batch:
    return max(batches, key=lambda batch: ((at := getattr(batch, moment)) is not None, at))


def count_said(step: Step) -> str:
    """`61.256 keluarga`."""
    return "" if step.count is None else f"{number(step.count)} {step.unit}"

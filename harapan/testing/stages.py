"""A small cycle that stands after any of its steps: each step is taken once a session, and copied for each test."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harapan.banks import simulated
from harapan.banks.simulated import Luck, Mischief
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Entitlement
from harapan.entitlements.queries import batches_of, entitlement_of
from harapan.operations import simulation, steps
from harapan.payments import actions as payments
from harapan.payments.models import BankAnswer, PaymentFile
from harapan.policy.edition import Edition
from harapan.registry.models import Family, Member, Participation
from harapan.staff.models import Staff
from harapan.testing.databases import copy_database, drop_database, working_in
from harapan.testing.make import BUKUAN, elder, make_closings, make_family, make_neighbours, pupil, student, toddler

CYCLE = "2025-1"
STEPS = ("people", "open", "freeze", "compute", "review", "approve", "write", "release", "answer", "reconcile", "close")

OWED, HELD, ORDERED = 6_050_000, 1_200_000, 4_850_000
"""What the families of `settle` are owed in CYCLE; of which Darmi and Endah cannot be paid yet; the rest."""
ALL_CREDITED = Luck()
"""A bank without accidents."""


def settle() -> None:
    """Seventeen families in two villages: eight with a name of their own, eight neighbours, one that has graduated."""
    make_family("Aminah", toddler(), pupil())  # 975,000
    make_family("Budiarti", elder(), bank="BNI")  # 600,000
    make_family("Cahyani", student(), bank="POS")  # 500,000
    make_family("Darmi", toddler(), pupil(), account="")  # 975,000, held: no account
    make_family("Endah", account="pending")  # 225,000, held: its account is being opened
    make_family("Fatimah", student(school=""))  # nobody who fits a component
    make_family("Gita", village=BUKUAN, participation=Participation.READY)  # 225,000
    make_family("Halimah", toddler(), village=BUKUAN)  # 750,000
    make_neighbours(8, village=BUKUAN)  # 225,000 each
    make_family("Indah", participation=Participation.GRADUATED_NATURAL)


def family_of(caretaker: str) -> Family:
    """The family whose caretaker has this name."""
    return Family.objects.get(caretaker__in=Member.objects.filter(name=caretaker).values("pk"))


@dataclass
class Scene:
    """Where a test begins: Dewi and Eko at the desk of one cycle."""

    desk: steps.Desk

    @property
    def cycle(self) -> str:
        return self.desk.cycle

    @property
    def edition(self) -> Edition:
        return self.desk.edition

    @property
    def batch(self) -> Batch:
        """The cycle's only wave, as it stands now."""
        return batches_of(self.cycle).get()

    def owed(self, family: Family) -> Entitlement:
        """What the run that counts says about a family."""
        return entitlement_of(family.pk, self.cycle).get()

    def through(self, step: str, *, luck: Luck = ALL_CREDITED) -> "Scene":
        """Every step from wherever the cycle stands up to this one, with example papers and simulated banks."""
        simulation.take_steps(self.desk, step, luck=luck)
        return self

    def file(self, bank: str = "BRI") -> PaymentFile:
        """The newest order file for a bank."""
        return PaymentFile.objects.filter(cycle=self.cycle, bank=bank).latest("pk")

    def order_path(self, bank: str = "BRI") -> Path:
        """Where that file lies."""
        return payments.payments_folder(self.cycle) / self.file(bank).path

    def answer_of(
        self,
        bank: str,
        *,
        luck: Luck = ALL_CREDITED,
        mischief: Mischief | None = None,
        late: bool = False,
        name: str = "answer",
    ) -> Path:
        """What the simulated bank says about its newest file."""
        desk = simulated.Desk(bank=bank, at=datetime(2025, 1, 12, 9, tzinfo=UTC), luck=luck)
        answer, suffix = (simulated.answer_as_list, "csv") if bank == "POS" else (simulated.answer_as_report, "xml")
        path = steps.answers_folder(self.cycle) / f"{bank}-{name}.{suffix}"
        return answer(desk, self.order_path(bank), path, mischief=mischief, late=late).path

    def read(self, path: Path, *, by: Staff | None = None) -> BankAnswer:
        """Read an answer whose name begins with its bank."""
        programme = self.edition.programme
        return payments.read_answer(path, bank=steps.bank_of(path), programme=programme, by=by or self.desk.worker)

    def read_all_answers(self, *, luck: Luck = ALL_CREDITED) -> None:
        """Let every bank answer."""
        for bank in PaymentFile.objects.filter(cycle=self.cycle).values_list("bank", flat=True).distinct():
            self.read(self.answer_of(bank, luck=luck))


def scene(
    dewi: Staff, eko: Staff, *, cycle: str = CYCLE, areas: Sequence[str] = (), because: str = "", engine: str = "polars"
) -> Scene:
    """Dewi at work on a cycle, with Eko as the second person, on the day after the reports are in."""
    edition = law().edition(cycle)
    today = edition.stage.reporting_deadline + timedelta(days=1)
    return Scene(steps.Desk(edition, dewi, eko, areas=areas, because=because, engine=engine, today=today))


def take(step: str, given: Scene) -> None:
    """One step of the cycle."""
    if step == "people":
        settle()
        make_closings(given.edition.stage.judged_months)
        return
    _WAYS[step](given)


_WAYS: dict[str, Callable[[Scene], object]] = {
    "open": lambda given: steps.open_(given.desk),
    "freeze": lambda given: steps.freeze(given.desk),
    "compute": lambda given: steps.compute(given.desk),
    "review": lambda given: steps.review(given.desk),
    "approve": lambda given: steps.approve(given.desk),
    "write": lambda given: steps.order(
        given.desk, papers=lambda batch, amount: simulation.record_example_papers(batch, amount, given.desk)
    ),
    "release": lambda given: steps.release(given.desk),
    "answer": lambda given: given.read_all_answers(),
    "reconcile": lambda given: steps.reconcile(given.desk),
    "close": lambda given: steps.close(given.desk),
}


class Stages:
    """The database and the home that each step leaves, made when first asked for; `base` has tables and the cast."""

    def __init__(self, base: str, folder: Path, dewi: Staff, eko: Staff) -> None:
        self.base, self.folder, self.dewi, self.eko = base, folder, dewi, eko
        self._made: dict[str, str] = {}

    def database(self, step: str) -> str:
        """The name of the database that stands after a step."""
        if step not in self._made:
            self._made[step] = self._make(step)
        return self._made[step]

    def home(self, step: str) -> Path:
        """The folder of files that goes with it."""
        return self.folder / step

    def forget(self) -> None:
        """Throw all of it away."""
        for name in self._made.values():
            drop_database(name)

    def _make(self, step: str) -> str:
        before = STEPS[STEPS.index(step) - 1] if step != STEPS[0] else None
        name = f"{self.base}_{step}"
        copy_database(self.database(before) if before else self.base, name)
        if before:
            shutil.copytree(self.home(before), self.home(step))
        else:
            self.home(step).mkdir(parents=True)
        with working_in(name, self.home(step)):
            take(step, scene(self.dewi, self.eko))
        return name

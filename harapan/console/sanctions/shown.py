"""Cases as people read them: whose, where, why, how long the family may still object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from harapan.console.families.queries import names_of, places_of
from harapan.console.families.queries import shown as words_of
from harapan.entitlements.law import law
from harapan.lib.rupiah import rupiah
from harapan.policy.edition import Edition
from harapan.registry.models import Family, Member
from harapan.sanctions.models import Case, Word
from harapan.sanctions.words import KINDS, LESS, PROPOSED, SAID, STATES, TONES, VERDICTS
from harapan.staff.models import Staff
from harapan.ui.words import Words

AT_ONCE = 1_000
COLUMNS = (
    Words("Nomor kasus", "Case"),
    Words("Jenis", "Kind"),
    Words("Keadaan", "State"),
    Words("Nomor keluarga", "Family number"),
    Words("Pengurus", "Caretaker"),
    Words("Kode desa", "Village code"),
    Words("Desa/kelurahan", "Village"),
    Words("Sebab", "Reason"),
    Words("Tahap sebelumnya", "Stage before"),
    Words("Tahap ini", "This stage"),
    Words("Keberatan sampai", "May object until"),
    Words("Putusan", "Verdict"),
)
NEXT = {
    Case.State.PROPOSED: Words(
        "Dinas sosial atau koordinator memberi tahu keluarga; belum ada yang berkurang.",
        "The social affairs office or a coordinator notifies the family; nothing is taken yet.",
    ),
    Case.State.NOTIFIED: Words(
        "Keluarga masih boleh berkeberatan. Sampai itu hanya dapat diputus untuk kebaikan keluarga.",
        "The family may still object. Until then it can only be decided in its favour.",
    ),
    Case.State.OBJECTED: Words(
        "Pendamping, Dinas sosial, atau koordinator mendengar keluarga dan mencatat risalahnya.",
        "The facilitator, the social affairs office or a coordinator hears the family and writes it down.",
    ),
    Case.State.HEARD: Words(
        "Koordinator atau direktorat memutuskan; bukan yang memberi tahu keluarga.",
        "A coordinator or the directorate decides; not whoever notified the family.",
    ),
    Case.State.DECIDED: Words("Sistem menerapkan putusan.", "The system applies the decision."),
}
"""What a case waits for in each state that is no end."""
OVER = Words(
    "Masa keberatan berakhir. Koordinator atau direktorat memutuskan; bukan yang memberi tahu keluarga.",
    "The window is over. A coordinator or the directorate decides; not whoever notified the family.",
)
NOBODY_OBJECTED = Words(
    "Masa keberatan berakhir tanpa keberatan; tidak ada yang perlu diputus.",
    "The window ended without an objection; nothing needs a decision.",
)
LATE = Words(
    "Koordinator atau direktorat menyatakan apakah keberatan yang terlambat diterima; bukan yang mencatatnya.",
    "A coordinator or the directorate says whether the late objection counts; not whoever took it down.",
)


def edition_of(cycle: str) -> Edition:
    """The law of a stage, for words and titles."""
    return law().edition(cycle, accept_low_confidence=True)


@dataclass(frozen=True)
class Shown:
    """One case with the names that belong to it."""

    case: Case
    caretaker: str
    members: Mapping[int, str]
    places: tuple[str, ...]
    facilitator: str
    today: date

    @property
    def kind(self) -> Words:
        return KINDS[Case.Kind(self.case.kind)]

    @property
    def state(self) -> Words:
        return STATES[Case.State(self.case.state)]

    @property
    def tone(self) -> str:
        return TONES.get(Case.State(self.case.state), "quiet")

    @property
    def what(self) -> Words:
        """What is proposed, or what became less."""
        case = self.case
        if case.kind == Case.Kind.SANCTION:
            return PROPOSED.get(case.proposed, Words(case.proposed, case.proposed))
        if case.now == 0:
            return Words("Tidak dibayar", "Not paid")
        return Words(f"Kurang {rupiah(case.loss)}", f"{rupiah(case.loss)} less")

    @cached_property
    def why(self) -> list[Words]:
        """The reason in plain words; for a sanction, a line for each member and duty."""
        edition = edition_of(self.case.cycle)
        if self.case.kind == Case.Kind.PAYMENT:
            known = {one.name: one for one in edition.reasons}
            reason = self.case.reason
            if reason in known:
                return [words_of(known[reason].sentence)]
            return [LESS.get(reason, Words(reason, reason))]
        titles = {duty.kind: duty.title for duty in edition.duties}
        return [self._missed(row, titles) for row in self.case.missed]

    def _missed(self, row: Mapping[str, Any], titles: Mapping[str, Any]) -> Words:
        who = self.members.get(int(row["member"]), str(row["member"]))
        duty = titles.get(row["duty"])
        months = ", ".join(date.fromisoformat(month).strftime("%m-%Y") for month in row["months"])
        id_, en = (duty.id, duty.en) if duty else (row["duty"], row["duty"])
        return Words(f"{who}: {id_} ({months})", f"{who}: {en} ({months})")

    @property
    def clock(self) -> Words | None:
        """How long the family may still object."""
        if self.case.until is None or self.case.state != Case.State.NOTIFIED:
            return None
        left = (self.case.until - self.today).days
        if left < 0:
            return Words("masa keberatan berakhir", "window is over")
        return Words(f"sisa {left} hari", f"{left} {'day' if left == 1 else 'days'} left")

    @property
    def is_over(self) -> bool:
        return self.case.until is not None and self.today > self.case.until

    @property
    def next_step(self) -> Words | None:
        """What the case waits for, and from whom; nothing where it has ended."""
        if self.case.late_waits:
            return LATE
        state = Case.State(self.case.state)
        if state == Case.State.NOTIFIED and self.is_over:
            return OVER if self.case.kind == Case.Kind.SANCTION else NOBODY_OBJECTED
        return NEXT.get(state)

    @property
    def verdict(self) -> Words | None:
        return VERDICTS[Case.Verdict(self.case.verdict)] if self.case.verdict else None

    @property
    def withheld(self) -> list[str]:
        """Whose lines a decision withholds, by name."""
        return [self.members.get(pk, str(pk)) for pk in self.case.members]


def shown(cases: Sequence[Case], staff: Staff, today: date, places: Mapping[str, str] | None = None) -> list[Shown]:
    """Cases with their names, in four queries however many there are; three where whoever asks knows the places."""
    families = Family.objects.visible_to(staff).in_bulk([case.family for case in cases])
    wanted = {family.caretaker for family in families.values() if family.caretaker}
    wanted |= {int(row["member"]) for case in cases for row in case.missed}
    wanted |= {pk for case in cases for pk in case.members}
    people = dict(Member.objects.visible_to(staff).filter(pk__in=wanted).values_list("pk", "name"))
    places = names_of([case.village for case in cases], today) if places is None else places
    numbers = {case.facilitator for case in cases if case.facilitator}
    facilitators = dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    return [
        Shown(
            case,
            _caretaker(families.get(case.family), people),
            people,
            places_of(case.village, places),
            facilitators.get(case.facilitator or 0, ""),
            today,
        )
        for case in cases
    ]


def _caretaker(family: Family | None, people: Mapping[int, str]) -> str:
    return people.get(family.caretaker or 0, "") if family else ""


def rows(cases: Any, staff: Staff, today: date, language: str) -> Iterator[list[Any]]:
    """Cases as rows of a file, some at a time."""
    some: list[Case] = []
    for case in cases.iterator(chunk_size=AT_ONCE):
        some.append(case)
        if len(some) == AT_ONCE:
            yield from _rows(some, staff, today, language)
            some = []
    yield from _rows(some, staff, today, language)


def _rows(some: Sequence[Case], staff: Staff, today: date, language: str) -> Iterator[list[Any]]:
    for one in shown(some, staff, today):
        yield [
            one.case.number,
            getattr(one.kind, language),
            getattr(one.state, language),
            one.case.family,
            one.caretaker,
            one.case.village,
            one.places[0],
            "; ".join(getattr(words, language) for words in one.why),
            one.case.before,
            one.case.now,
            one.case.until,
            getattr(one.verdict, language) if one.verdict else "",
        ]


@dataclass(frozen=True)
class Said:
    """One word as a line of time shows it."""

    word: Word

    @property
    def words(self) -> Words:
        said = SAID[Word.What(self.word.what)]
        verdict = self.word.details.get("verdict")
        if verdict in VERDICTS:
            return VERDICTS[Case.Verdict(verdict)]
        if self.word.late:
            return Words(f"{said.id}, setelah masanya", f"{said.en}, after the window")
        return said

    @property
    def detail(self) -> str:
        """The text, with who was there or how much is owed."""
        told = [self.word.text, str(self.word.details.get("present", ""))]
        if self.word.details.get("rupiah"):
            told.append(rupiah(int(self.word.details["rupiah"])))
        if self.word.details.get("from_cycle"):
            told.append(str(self.word.details["from_cycle"]))
        return " · ".join(part for part in told if part)

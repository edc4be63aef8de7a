"""Pairs as people see them: who they are side by side, what speaks for one person and what against."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.formats import date_format

from harapan.console.families.queries import shown as words_of
from harapan.intake.matching.actions import better_kept
from harapan.intake.matching.words import COLUMNS, certainty, level_words
from harapan.intake.models import Pair
from harapan.lib.identifiers import masked
from harapan.places.queries import areas_on
from harapan.registry.models import Family, Member
from harapan.registry.words import PARTICIPATION, RELATIONS, TONES, word
from harapan.staff.models import Staff
from harapan.ui.words import Words

SEX = {"F": Words("perempuan", "female"), "M": Words("laki-laki", "male")}
STATES = {
    Pair.State.OPEN: (Words("Menunggu keputusan", "Waits for a decision"), ""),
    Pair.State.SAME: (Words("Orang yang sama, sedang digabung", "The same person, being joined"), "warn"),
    Pair.State.DIFFERENT: (Words("Orang berbeda", "Two people"), "ok"),
    Pair.State.REFERRED: (Words("Menunggu Direktorat JSK", "Waits for the national directorate"), "warn"),
    Pair.State.MERGED: (Words("Orang yang sama, sudah digabung", "The same person, joined"), "ok"),
    Pair.State.PARTING: (Words("Penggabungan sedang dibatalkan", "Being parted again"), "warn"),
    Pair.State.GONE: (Words("Tidak perlu diputus lagi", "Needs no decision any more"), "quiet"),
}


@dataclass(frozen=True)
class Side:
    """One of the two records, with its family."""

    member: Member
    family: Family
    places: str
    others: list[str]
    """Names of the others in the family."""

    @property
    def relation(self) -> Words:
        return words_of(word(RELATIONS, self.member.relation))

    @property
    def state(self) -> Words:
        return words_of(word(PARTICIPATION, self.family.participation))

    @property
    def tone(self) -> str:
        return TONES.get(self.family.participation, "")

    @property
    def is_caretaker(self) -> bool:
        return self.family.caretaker == self.member.pk

    def value(self, column: str) -> str:
        """What this record says about one kind of evidence; numbers by their last four."""
        member = self.member
        told = {
            "name": member.name,
            "born": date_format(member.born, "j F Y"),
            "sex": str(SEX[member.sex]),
            "mother": member.mother_name,
            "nik": masked(member.nik or ""),
            "area": self.places,
        }
        return told.get(column, "") or "–"


@dataclass(frozen=True)
class Evidence:
    """One line of the comparison."""

    column: Words
    left: str
    right: str
    says: Words
    weight: float

    @property
    def tone(self) -> str:
        """Whether it speaks for one person, against, or hardly says anything."""
        return "ok" if self.weight >= 1 else "bad" if self.weight <= -1 else "quiet"

    @property
    def signed(self) -> str:
        return f"{self.weight:+.1f}".replace(".", ",").replace("-", "−")


@dataclass(frozen=True)
class Shown:
    """One pair, side by side."""

    pair: Pair
    left: Side
    right: Side
    decider: str = ""

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.left, self.right

    @cached_property
    def evidence(self) -> list[Evidence]:
        return [
            Evidence(
                COLUMNS[piece["column"]],
                self.left.value(piece["column"]),
                self.right.value(piece["column"]),
                self._says(piece["column"], piece["level"]),
                piece["weight"],
            )
            for piece in self.pair.evidence
            if piece["column"] in COLUMNS and piece["column"] != "prior"
        ]

    def _says(self, column: str, level: str) -> Words:
        """A level in words; how far two NIKs differ is told without telling them."""
        if column == "nik" and level == "different":
            pairs = zip(self.left.member.nik or "", self.right.member.nik or "", strict=False)
            apart = sum(one != other for one, other in pairs)
            return Words(f"{apart} dari 16 angka berbeda", f"{apart} of 16 digits differ")
        if level == "same" and self.left.value(column).casefold() == self.right.value(column).casefold():
            return Words("sama", "the same")
        return level_words(column, level)

    @property
    def prior(self) -> str:
        """How much speaks against before anything is compared."""
        found = next((piece["weight"] for piece in self.pair.evidence if piece["column"] == "prior"), 0.0)
        return f"{found:+.1f}".replace(".", ",").replace("-", "−")

    @property
    def sum(self) -> str:
        return f"{self.pair.weight:+.1f}".replace(".", ",").replace("-", "−")

    @property
    def certainty(self) -> Words:
        return certainty(self.pair.weight)[0]

    @property
    def tone(self) -> str:
        return certainty(self.pair.weight)[1]

    @property
    def state(self) -> Words:
        return STATES[Pair.State(self.pair.state)][0]

    @property
    def state_tone(self) -> str:
        return STATES[Pair.State(self.pair.state)][1]

    @property
    def keep(self) -> int:
        """The record that is marked to stay."""
        return self.pair.keep or better_kept([self.left.member, self.right.member])

    @property
    def is_one_family(self) -> bool:
        return self.left.family.pk == self.right.family.pk

    @property
    def may_be_taken_back(self) -> bool:
        return self.pair.state in {Pair.State.SAME, Pair.State.DIFFERENT, Pair.State.MERGED, Pair.State.REFERRED}

    @property
    def waits(self) -> bool:
        return self.pair.state == Pair.State.OPEN


def shown(pairs: Iterable[Pair], staff: Staff, on: date) -> list[Shown]:
    """These pairs with both records, as far as this person may see both; in a handful of queries for all."""
    pairs = list(pairs)
    wanted = {number for pair in pairs for number in (pair.one, pair.other)}
    members = {
        member.pk: member for member in Member.objects.visible_to(staff).filter(pk__in=wanted).select_related("family")
    }
    families = {member.family_id for member in members.values()}
    household: dict[int, list[Member]] = {}
    for member in Member.objects.visible_to(staff).filter(family__in=families).order_by("born", "pk"):
        household.setdefault(member.family_id, []).append(member)
    names = _places({member.village for member in members.values()}, on)
    deciders = _names_of({pair.decided_by for pair in pairs if pair.decided_by})

    def side(number: int) -> Side:
        member = members[number]
        others = [one.name for one in household.get(member.family_id, []) if one.pk != number and one.same_as is None]
        return Side(member, member.family, names.get(member.village, member.village), others)

    return [
        Shown(pair, side(pair.one), side(pair.other), deciders.get(pair.decided_by or 0, ""))
        for pair in pairs
        if pair.one in members and pair.other in members
    ]


def _places(villages: set[str], on: date) -> dict[str, str]:
    """Village and district by name."""
    codes = villages | {village[:6] for village in villages}
    known = dict(areas_on(on).filter(code__in=codes).values_list("code", "name"))
    return {
        village: ", ".join(known[code] for code in (village, village[:6]) if code in known) or village
        for village in villages
    }


def _names_of(staff: set[int]) -> dict[int, str]:
    return dict(Staff.objects.filter(pk__in=staff).values_list("pk", "name")) if staff else {}

"""What a check is: a name, a question to the database, why the answer matters, and who puts it right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from harapan.staff.models import Staff
from harapan.ui.words import Words

Facts = Mapping[str, Any]


class Weight(StrEnum):
    """What an entry holds up."""

    PAYMENT = "payment"
    AMOUNT = "amount"
    RECORD = "record"

    @property
    def words(self) -> Words:
        return WEIGHTS[self][0]

    @property
    def tone(self) -> str:
        return WEIGHTS[self][1]


WEIGHTS = {
    Weight.PAYMENT: (Words("menahan pembayaran", "holds up payment"), "bad"),
    Weight.AMOUNT: (Words("mengubah jumlah", "changes the amount"), "warn"),
    Weight.RECORD: (Words("perlu dirapikan", "to be tidied up"), "quiet"),
}


class Mend(StrEnum):
    """The one next thing to do about an entry."""

    NIK = "nik"
    BIRTH = "birth"
    NAME = "name"
    CARD = "card"
    MOTHER = "mother"
    PHONE = "phone"
    SCHOOL = "school"
    PREGNANCY = "pregnancy"
    CARETAKER = "caretaker"
    ACCOUNT = "account"
    ADDRESS = "address"
    DECILE = "decile"
    HEAD = "head"
    PAIRS = "pairs"
    VISIT = "visit"


@dataclass(frozen=True)
class Check:
    """`sql` selects family, member (or null) and facts from `looked_family` and `looked_member`, the people being
    looked at; parameters are `day`, `registered` and those of `settings`. `says` puts one entry's facts into words.

    `because` gives source and confidence, or says that a bound is our own setting.
    """

    name: str
    words: Words
    why: Words
    because: str
    weight: Weight
    owner: Staff.Position
    mend: Mend
    says: Callable[[Facts], Words]
    sql: str


def plainly(indonesian: str, english: str) -> Callable[[Facts], Words]:
    """The same words for every entry."""
    words = Words(indonesian, english)
    return lambda _: words

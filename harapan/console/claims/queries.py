"""Claims as pages show them: rows of a list with its sums, one claim with every word about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Greatest

from harapan.console.areas.queries import names_of
from harapan.console.claims.wording import CAUSES, STATES, TONES, TOO_MUCH_BACK
from harapan.lib.identifiers import range_of
from harapan.registry.claims import too_much_back
from harapan.registry.models import Family, Member, Overpayment
from harapan.staff.models import Staff
from harapan.ui.words import Words

State = Overpayment.State


def claims_matching(wish: Mapping[str, Any], staff: Staff) -> QuerySet[Overpayment]:
    """The claims this person may see that the filters let through."""
    found = Overpayment.objects.visible_to(staff)
    if wish.get("keadaan") == TOO_MUCH_BACK:
        found = too_much_back(found)
    elif wish.get("keadaan"):
        found = found.filter(state=wish["keadaan"])
    if wish.get("sebab"):
        found = found.filter(cause=wish["sebab"])
    if wish.get("wilayah"):
        found = found.filter(village__range=range_of(wish["wilayah"]))
    return found.filter(family=wish["keluarga"]) if wish.get("keluarga") else found


@dataclass(frozen=True)
class Sums:
    """Rupiah of some claims; those withdrawn are none. What came back came from the family or by the bank."""

    claimed: int
    came_back: int
    written_off: int
    left: int


CAME_BACK = F("received") + F("given_back")
LEFT = Greatest(F("amount") - CAME_BACK - F("written_off"), Value(0), output_field=BigIntegerField())


def sums_of(claims: QuerySet[Overpayment]) -> Sums:
    """What was claimed, what came back, what was written off, what is open; as whole numbers."""
    told = claims.filter(~Q(state=State.WITHDRAWN)).aggregate(
        claimed=Sum(F("amount")), came_back=Sum(CAME_BACK), off=Sum(F("written_off")), left=Sum(LEFT)
    )
    return Sums(*(int(told[name] or 0) for name in ("claimed", "came_back", "off", "left")))


@dataclass(frozen=True)
class Row:
    """A claim in a list."""

    claim: Overpayment
    caretaker: str
    member: str
    place: str

    @property
    def state(self) -> Words:
        return STATES[State(self.claim.state)]

    @property
    def tone(self) -> str:
        return TONES[State(self.claim.state)]

    @property
    def cause(self) -> Words:
        return CAUSES[Overpayment.Cause(self.claim.cause)]


def rows(claims: Iterable[Overpayment], day: date) -> list[Row]:
    """Claims with the names of the people they are about, as far as the reader may see them."""
    claims = list(claims)
    caretakers = dict(Family.objects.filter(pk__in={one.family for one in claims}).values_list("pk", "caretaker"))
    wanted = {number for number in (*caretakers.values(), *(one.member for one in claims)) if number}
    names = dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
    places = names_of({one.village for one in claims}, day)
    return [
        Row(
            one,
            names.get(caretakers.get(one.family) or 0, ""),
            names.get(one.member or 0, ""),
            places.get(one.village, ""),
        )
        for one in claims
    ]

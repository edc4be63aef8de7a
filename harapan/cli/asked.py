"""What somebody typed must be something there is: an area, a position, a kind. A slip is no clean bill of health."""

from collections.abc import Iterable

from harapan.lib.identifiers import range_of, undotted
from harapan.lib.refusals import Refusal
from harapan.places.load import load_places_if_none
from harapan.places.models import Area, Facility
from harapan.staff.models import Staff

SHOWN = 40
"""So many characters of what was typed are said back."""


class NoSuchThing(Refusal):
    """Nothing here is called what was typed."""


def area_asked(text: str, *, of: Staff | None = None) -> str:
    """The code of an area without dots, of today or of long ago; empty for an empty text.

    Raises `NoSuchThing` when no area has it, or when it shares no village with those of `of`. A facilitator's families
    may live anywhere.
    """
    code = undotted(text.strip())
    if not code:
        return ""
    load_places_if_none()
    shown = repr(text[:SHOWN])
    if not Area.objects.filter(code=code).exists():
        raise NoSuchThing(f"tidak ada wilayah berkode {shown}", f"no area has the code {shown}")
    if of is not None and of.position != Staff.Position.FACILITATOR and not _meets(code, of):
        raise NoSuchThing(f"tidak ada wilayah Anda yang berkode {shown}", f"no area of yours has the code {shown}")
    return code


def one_of(text: str, known: Iterable[str], noun_id: str, noun_en: str) -> str:
    """What was typed, if it is one of these or empty. Raises `NoSuchThing` with the names there are."""
    names = list(known)
    if text and text not in names:
        shown, listed = repr(text[:SHOWN]), ", ".join(names)
        raise NoSuchThing(
            f"tidak ada {noun_id} {shown}: pilih {listed}", f"no {noun_en} is called {shown}: one of {listed}"
        )
    return text


def position_asked(text: str) -> str:
    """A position there is, or nothing."""
    return one_of(text, Staff.Position.values, "jabatan", "position")


def facility_asked(text: str, position: str) -> str:
    """The code of the facility somebody is posted to, or nothing; a bank's code stands in the same place."""
    code = text.strip().upper()
    if code and position == Staff.Position.PROVIDER and not Facility.objects.filter(code=code).exists():
        shown = repr(text[:SHOWN])
        raise NoSuchThing(f"tidak ada sekolah/faskes berkode {shown}", f"no facility has the code {shown}")
    return code


def _meets(code: str, staff: Staff) -> bool:
    first, last = range_of(code)
    return any(first <= theirs[1] and theirs[0] <= last for theirs in map(range_of, staff.areas))

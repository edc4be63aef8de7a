"""The history of a family's data as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from harapan.console.areas.queries import full_names_of
from harapan.console.changes.wording import FIELDS, value_said
from harapan.registry.models import Family, FieldChange, Member
from harapan.staff.models import Staff
from harapan.ui.words import Words, said


@dataclass(frozen=True)
class Noted:
    """One change of one field: whose, which, old and new, and where it came from."""

    change: FieldChange
    whose: str
    words: Words
    before: str
    after: str
    link: str
    """The request or other thing that brought it, where there is a page of it."""


def changes_shown(family: Family, staff: Staff, field: str = "", member: str = "") -> QuerySet[FieldChange]:
    """What was noted of a family, of one field or one member if named."""
    found = FieldChange.objects.visible_to(staff).filter(family=family.pk)
    if field:
        found = found.filter(field=field)
    if member.isdigit() and len(member) < 19:
        found = found.filter(member=int(member))
    return found


def fields_with_history(changes: Iterable[FieldChange], family: Family, staff: Staff) -> list[Noted]:
    """Changes in words. Members are named as they are called now."""
    changes = list(changes)
    numbers = {change.member for change in changes if change.member}
    numbers |= {int(text) for change in changes if change.field == "caretaker"
                for text in (change.before, change.after) if text}  # fmt: skip
    names = dict(Member.objects.visible_to(staff).filter(pk__in=numbers).values_list("pk", "name"))
    places = {text for change in changes if change.field == "village" for text in (change.before, change.after) if text}
    villages = full_names_of(places, timezone.localdate())
    return [_noted(change, family, names, villages) for change in changes]


def _noted(change: FieldChange, family: Family, names: dict[int, str], villages: dict[str, str]) -> Noted:
    whose = names.get(change.member, f"#{change.member}") if change.member else ""
    words = FIELDS.get(change.field, Words(change.field, change.field))
    if change.account:
        words = Words(f"Rekening: {words.id.lower()}", f"Account: {words.en.lower()}")
    before, after = value_said(change.field, change.before), value_said(change.field, change.after)
    if change.field == "village":
        before, after = (
            f"{villages[code]} ({shown})" if (code := str(told or "")) in villages else shown
            for told, shown in ((change.before, before), (change.after, after))
        )
    if change.field == "family":
        words = Words("Anggota keluarga ini", "Member of this family")
        here = change.after == str(family.pk)
        before = said("–", "–") if change.before is None else _of_family(change.before)
        after = said("bergabung", "joined") if here else said("pergi", "left")
    if change.field == "caretaker":
        before = names.get(int(change.before or 0), before)
        after = names.get(int(change.after or 0), after)
    what, _, number = change.source.partition(":")
    link = reverse("changes:request", args=[int(number)]) if what == "request" and number.isdigit() else ""
    return Noted(change, whose, words, before, after, link)


def _of_family(number: str) -> str:
    return said(f"keluarga {number}", f"family {number}")

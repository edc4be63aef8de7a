"""Who changed what in a family, and why; and the family as it was on a day.

The database notes every change by itself. Whoever changes something only says who they are, why, and what brought it:

    with said_by(staff, because="Surat 12/2025", source="request:12"):
        family.save(update_fields=["address"])
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connection, models, transaction
from django.db.models import Field
from django.utils import timezone

from harapan.audit.actions import Actor
from harapan.registry.models import Account, Family, FieldChange, Member, ParticipationMove

SAY = """
    SELECT set_config('harapan.by', %s, true), set_config('harapan.by_label', %s, true),
           set_config('harapan.because', %s, true), set_config('harapan.source', %s, true),
           set_config('harapan.whole_families', %s, true)
"""
_said: ContextVar[bool] = ContextVar("harapan_said", default=False)
Row = TypeVar("Row", Family, Member, Account)
P = ParamSpec("P")
Done = TypeVar("Done")
JOINING = "family"
"""The field of a member that changes when they join a family or leave it."""


@contextmanager
def said_by(by: Actor, *, because: str = "", source: str = "", whole_families: bool = False) -> Iterator[None]:
    """What is changed until the end of the block was changed by this person, for this reason.

    `source` is what brought the change, such as `request:12` or `import:7`, and lets it be found and undone. Within
    such a block the outermost word counts: a verb called by a request does not take the request's name away. With
    `whole_families` members who arrive with their family leave no row each; for imports of a million. Opens a
    transaction, and takes its word back when it fails.
    """
    if _said.get():
        yield
        return
    token = _said.set(True)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            number, whole = str(by.pk or ""), "on" if whole_families else ""
            cursor.execute(SAY, [number, str(by)[:160], because[:400], source, whole])
            yield
            cursor.execute(SAY, [""] * 5)
    finally:
        _said.reset(token)


def signed(verb: Callable[P, Done]) -> Callable[P, Done]:
    """A verb whose changes are noted under its `by`, because of its `document`; in one transaction."""

    @wraps(verb)
    def in_their_name(*args: P.args, **kwargs: P.kwargs) -> Done:
        by, because = cast(Actor, kwargs["by"]), str(kwargs.get("document", ""))
        with said_by(by, because=because):
            return verb(*args, **kwargs)

    return in_their_name


def changes_of(family: Family) -> models.QuerySet[FieldChange]:
    """Every change of the family, its members and accounts, newest first."""
    return FieldChange.objects.filter(family=family.pk).order_by("-id")


def changes_of_field(family: Family, field: str, *, member: int | None = None) -> models.QuerySet[FieldChange]:
    """Who changed one field and why, newest first."""
    return changes_of(family).filter(field=field, member=member)


@dataclass(frozen=True)
class AsOf:
    """A family as it was at the end of a day, as copies of its rows: to be read, not saved."""

    day: date
    family: Family
    members: list[Member]
    accounts: list[Account]
    participation: str
    """Empty before its first step in the programme."""


def as_of(family: Family, day: date) -> AsOf:
    """The family as it was at the end of a day: today's rows with everything since then taken back.

    Members who had left are there again, those who joined later are not. What was noted only later counts as of the
    day it was noted: a death in March that was registered in May is not known in April.
    """
    evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    since = list(FieldChange.objects.filter(family=family.pk, at__gte=evening).order_by("-id"))
    present = dict.fromkeys(Member.objects.filter(family=family.pk).values_list("pk", flat=True), True)
    for change in since:
        if change.field == JOINING and change.member:
            present[change.member] = change.before == str(family.pk)
    changed = _by_row([*since, *_noted_elsewhere(since, family, evening)])
    members = Member.objects.filter(pk__in=[pk for pk, there in present.items() if there]).order_by("born", "pk")
    accounts = [
        _taken_back(one, changed["account", one.pk]) for one in Account.objects.filter(family=family.pk).order_by("pk")
    ]
    return AsOf(
        day,
        _taken_back(Family.objects.get(pk=family.pk), changed["family", family.pk]),
        [_taken_back(one, changed["member", one.pk]) for one in members],
        [one for one in accounts if one.opened_on is None or one.opened_on <= day],
        _participation(family, day),
    )


def _noted_elsewhere(since: list[FieldChange], family: Family, evening: datetime) -> list[FieldChange]:
    """What was noted of those who left, at the families they went to."""
    went = [change for change in since if change.field == JOINING and change.before == str(family.pk)]
    if not went:
        return []
    gone = [change.member for change in went]
    homes = Member.objects.filter(pk__in=gone).values_list("family_id", flat=True)
    families = {*homes, *(int(change.after or 0) for change in went)} - {family.pk}
    return list(FieldChange.objects.filter(family__in=families, member__in=gone, at__gte=evening))


def _by_row(changes: Iterable[FieldChange]) -> dict[tuple[str, int], list[FieldChange]]:
    found: dict[tuple[str, int], list[FieldChange]] = defaultdict(list)
    for change in changes:
        if change.field == JOINING:
            continue
        if change.member:
            found["member", change.member].append(change)
        elif change.account:
            found["account", change.account].append(change)
        else:
            found["family", change.family].append(change)
    return found


def _taken_back(row: Row, changes: list[FieldChange]) -> Row:
    """The row with these changes undone, newest first."""
    for change in sorted(changes, key=lambda one: one.pk, reverse=True):
        field = cast("Field[Any, Any]", row._meta.get_field(change.field))
        value = {"true": True, "false": False}.get(change.before or "", change.before)
        setattr(row, field.attname, None if value is None else field.to_python(value))
    return row


def _participation(family: Family, day: date) -> str:
    last = ParticipationMove.objects.filter(family=family.pk, on__lte=day).order_by("on", "pk").last()
    return last.target if last else ""

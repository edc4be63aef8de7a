"""Two records of one person, two lists of one family: one is kept, the other says whose it is, nothing is removed.

Every verb returns what it changed, row by row, so that `take_back` can undo it exactly, as long as nothing was built
on it since.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, TypedDict, cast

from django.db import models, transaction
from django.db.models import Field

from harapan.audit.actions import Actor, record
from harapan.lib.dates import years_between
from harapan.registry.actions.changes import YOUNGEST_CARETAKER, CannotChange
from harapan.registry.actions.participation import advance
from harapan.registry.models import Account, Family, Member, Participation
from harapan.registry.queries import IN_PROGRAMME

FILLED: Final = ("mother_name", "phone", "died_on")
"""What the kept record takes over where it knows nothing; its NIK is looked at apart."""
THINGS: Final[dict[str, type[models.Model]]] = {"member": Member, "family": Family, "account": Account}
NOT_YET_IN: Final = (Participation.CANDIDATE, Participation.VALIDATED)
OUT: Final = (
    Participation.LISTED,
    Participation.NOT_ELIGIBLE,
    Participation.GRADUATED_NATURAL,
    Participation.GRADUATED_INDEPENDENT,
    Participation.REMOVED,
    Participation.ADMINISTRATIVE_EXIT,
)
"""States in which a family holds no place that it could give up."""


class Change(TypedDict):
    """What became of some fields of one row."""

    thing: str
    number: int
    before: dict[str, Any]
    after: dict[str, Any]


@transaction.atomic
def count_as_one(kept: Member, other: Member, *, on: date, by: Actor, whole: bool = False) -> list[Change]:
    """The other record is the kept one's person: it stays, and counts nowhere. What the kept one lacks it takes over.

    With `whole` the other's family is about to be joined too, so that its caretaker may be a record that is not kept.
    Within a family the kept record takes over being caretaker. Raises `CannotChange`.
    """
    kept, other = _locked(kept, other)
    if kept.same_as or other.same_as:
        raise CannotChange("salah satu catatan sudah digabung", "one of the records was merged already")
    did = _hand_over_the_purse(kept, other, on) if not whole else []
    did += [_set("member", other, same_as=kept.pk, nik_contested=other.nik_contested or bool(other.nik))]
    taken = {name: getattr(other, name) for name in FILLED if getattr(other, name) and not getattr(kept, name)}
    nik = kept.nik or other.nik
    if nik:
        others = Member.objects.filter(nik=nik, same_as__isnull=True).exclude(pk=kept.pk)
        taken |= {"nik": nik, "nik_contested": others.exists()}
    taken = {name: value for name, value in taken.items() if getattr(kept, name) != value}
    record("member.merged", other, by=by, kept=kept.pk, taken=sorted(taken))
    return [*did, _set("member", kept, **taken)] if taken else did


@transaction.atomic
def join_families(
    kept: Family, other: Family, pairs: Iterable[tuple[Member, Member]], *, on: date, document: str, by: Actor
) -> list[Change]:
    """The other family is the kept one under another number. `pairs` are its members and those they are, kept first.

    Who has no other half moves in; the other's account is closed and its place given up. Raises `CannotChange` where
    the kept family has no place in the programme and the other has.
    """
    kept, other = _locked(kept, other)
    if other.participation in IN_PROGRAMME and kept.participation not in IN_PROGRAMME:
        raise CannotChange(
            "pertahankan keluarga yang menjadi peserta, bukan yang lain",
            "keep the family that takes part in the programme, not the other",
        )
    did = [change for one, two in pairs for change in count_as_one(one, two, on=on, by=by, whole=True)]
    left = Member.objects.select_for_update().filter(family=other, same_as__isnull=True).order_by("pk")
    home = {"family_id": kept.pk, "village": kept.village, "facilitator": kept.facilitator}
    did += [_set("member", member, **home) for member in left]
    open_ones = Account.objects.select_for_update().filter(
        family=other, state__in=[Account.State.OPEN, Account.State.PENDING]
    )
    did += [_set("account", account, state=Account.State.CLOSED) for account in open_ones]
    return did + _give_up_place(other, on, document, by)


@transaction.atomic
def take_back(did: Sequence[Change], *, on: date, document: str, by: Actor) -> None:
    """Undo what these changes did, last first. Raises `CannotChange` if something was changed again since."""
    for change in reversed(did):
        if change["thing"] == "participation":
            _take_back_place(change, on, document, by)
            continue
        row = THINGS[change["thing"]]._default_manager.select_for_update().get(pk=change["number"])
        changed = sorted(name for name, value in change["after"].items() if _written(row, name) != value)
        if changed:
            raise CannotChange(
                f"tidak dapat dibatalkan: {', '.join(changed)} sudah berubah sejak digabung",
                f"it cannot be undone: {', '.join(changed)} has changed since",
            )
        for name, value in change["before"].items():
            setattr(row, name, _field(row, name).to_python(value))
        row.save(update_fields=list(change["before"]))


def _locked(kept: Any, other: Any) -> tuple[Any, Any]:
    """Both rows as they are now, locked in the order of their numbers, so that two merges never wait for each other."""
    rows = {
        row.pk: row for row in type(kept).objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk")
    }
    if len(rows) < 2:
        raise CannotChange("catatan ini sama atau tidak ada lagi", "the records are the same, or gone")
    return rows[kept.pk], rows[other.pk]


def _hand_over_the_purse(kept: Member, other: Member, on: date) -> list[Change]:
    """Whoever looks after a family's aid cannot be a record that counts nowhere."""
    family = Family.objects.select_for_update().get(pk=other.family_id)
    if family.caretaker != other.pk:
        return []
    if kept.family_id != other.family_id:
        raise CannotChange(
            f"catatan ini pengurus keluarga {family.pk}: angkat pengganti dahulu, atau gabungkan seluruh keluarganya",
            f"this record is the caretaker of family {family.pk}: appoint a successor, or join the whole families",
        )
    if years_between(kept.born, on) < YOUNGEST_CARETAKER:
        raise CannotChange(
            f"pengurus harus berumur {YOUNGEST_CARETAKER} tahun: pertahankan catatan yang lain",
            f"a caretaker is at least {YOUNGEST_CARETAKER} years old: keep the other record",
        )
    accounts = Account.objects.select_for_update().filter(family=family, holder=other.pk).order_by("pk")
    return [
        _set("family", family, caretaker=kept.pk),
        *[_set("account", account, holder=kept.pk) for account in accounts],
    ]


def _give_up_place(family: Family, on: date, document: str, by: Actor) -> list[Change]:
    """A candidate turns out to be doubled; who is further in leaves by the administrative door."""
    before = family.participation
    if before in OUT:
        return []
    target, cause = Participation.ADMINISTRATIVE_EXIT, "merged"
    if before in NOT_YET_IN:
        target, cause = Participation.NOT_ELIGIBLE, "duplicate"
    advance(family, target, cause=cause, on=on, by=by, document=document)
    place = {"participation": before}, {"participation": str(target)}
    return [Change(thing="participation", number=family.pk, before=place[0], after=place[1])]


def _take_back_place(change: Change, on: date, document: str, by: Actor) -> None:
    family = Family.objects.select_for_update().get(pk=change["number"])
    if family.participation != change["after"]["participation"]:
        raise CannotChange(
            "tidak dapat dibatalkan: keluarga ini sudah melangkah lebih jauh",
            "it cannot be undone: the family has moved on since",
        )
    advance(family, change["before"]["participation"], cause="merge_undone", on=on, by=by, document=document)


def _set(thing: str, row: models.Model, **fields: Any) -> Change:
    before = {name: _written(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    return Change(thing=thing, number=row.pk, before=before, after={name: _written(row, name) for name in fields})


def _written(row: models.Model, name: str) -> Any:
    """A value as JSON keeps it."""
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value


def _field(row: models.Model, name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", row._meta.get_field(name))

"""A card (KKS) is handed over in person, or it says why not. Nobody keeps a card for somebody else."""

from datetime import date

from django.db import transaction

from harapan.audit.actions import record
from harapan.intake.models import Card, CardReason
from harapan.intake.visits.actions import may_visit
from harapan.lib.refusals import Refusal
from harapan.registry.models import Account, Family
from harapan.staff.models import Staff


class CannotHandOver(Refusal):
    """This card cannot be spoken of so."""


@transaction.atomic(durable=True)
def hand_over_card(family: Family, *, on: date, today: date, note: str = "", by: Staff) -> Card:
    """The caretaker has the card, and holds the account it belongs to."""
    account = _account(family, by, on, today)
    if account.holder != family.caretaker:
        raise CannotHandOver(
            "pengurus sudah berganti: kartu ini atas nama pengurus lama",
            "the caretaker has changed: this card is in the name of the one before",
        )
    return _told(family, account, on, by, handed_to=account.holder, note=note)


@transaction.atomic(durable=True)
def note_undelivered(family: Family, reason: str, *, on: date, today: date, note: str = "", by: Staff) -> Card:
    """The card was not handed over, for one of the reasons of the audit board."""
    if reason not in CardReason.values:
        raise CannotHandOver("pilih alasannya", "choose the reason")
    return _told(family, _account(family, by, on, today), on, by, reason=reason, note=note)


def _account(family: Family, by: Staff, on: date, today: date) -> Account:
    if not may_visit(by):
        raise CannotHandOver(
            "penyerahan kartu dicatat pendamping keluarga ini", "the family's facilitator notes down the card"
        )
    if on > today:
        raise CannotHandOver("tanggalnya belum tiba", "that day has not come yet")
    account = Account.objects.filter(family=family, state=Account.State.OPEN).first()
    if account is None:
        raise CannotHandOver("keluarga ini belum punya rekening", "this family has no account yet")
    return account


def _told(family: Family, account: Account, on: date, by: Staff, **facts: object) -> Card:
    card = Card.objects.create(
        family=family.pk,
        account=account.pk,
        village=family.village,
        facilitator=family.facilitator,
        on=on,
        by=by.pk,
        **facts,
    )
    record("card.handed_over" if card.handed_to else "card.undelivered", card, by=by, family=family.pk)
    return card

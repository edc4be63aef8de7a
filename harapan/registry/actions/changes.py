"""What life changes in a family: births, deaths, moves, schools, accounts. Each verb leaves one audit event."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Min

from harapan.audit.actions import Actor, record
from harapan.lib.dates import years_between
from harapan.lib.refusals import Refusal
from harapan.registry.history import signed
from harapan.registry.models import Account, Family, Member, Participation

YOUNGEST_CARETAKER = 17
"""A successor is so old and on the same family card, or a guardian by letter (DESIGN 4)."""


class CannotChange(Refusal):
    """The change does not fit the family."""


@signed
def record_death(member: Member, *, on: date, document: str, by: Actor) -> Member:
    """A member died. If it was the caretaker, the family's money is held until a successor has an account."""
    if on < member.born:
        raise CannotChange("tanggal meninggal mendahului tanggal lahir", "the day of death is before the day of birth")
    member.died_on = on
    member.save(update_fields=["died_on"])
    record("member.died", member, by=by, document=document)
    return member


@signed
def appoint_caretaker(family: Family, member: Member, *, on: date, document: str, by: Actor) -> Family:
    """Another member of the family looks after its aid from now on."""
    if member.family_id != family.pk or member.died_on:
        raise CannotChange("pengurus harus anggota keluarga yang hidup", "a caretaker is a living member of the family")
    if years_between(member.born, on) < YOUNGEST_CARETAKER:
        raise CannotChange(
            f"pengurus harus berumur {YOUNGEST_CARETAKER} tahun atau lebih",
            f"a caretaker is at least {YOUNGEST_CARETAKER} years old",
        )
    family.caretaker = member.pk
    family.save(update_fields=["caretaker"])
    record("caretaker.appointed", family, by=by, member=member.pk, document=document)
    return family


@signed
def open_account(family: Family, holder: Member, *, number: str, on: date, document: str, by: Actor) -> Account:
    """The family's money goes to this account from now on; the one before is closed, and both are kept."""
    Account.objects.filter(family=family, state__in=[Account.State.OPEN, Account.State.PENDING]).update(
        state=Account.State.CLOSED
    )
    account = Account.objects.create(
        family=family,
        village=family.village,
        facilitator=family.facilitator,
        holder=holder.pk,
        holder_name=holder.name[:140],
        bank=family.bank,
        number=number,
        opened_on=on,
    )
    record("account.opened", account, by=by, family=family.pk, document=document)
    return account


@signed
def move_family(family: Family, village: str, address: str, *, document: str, by: Actor) -> Family:
    """The family lives elsewhere now. It leaves its group and gets the new village's facilitator, if there is one.

    What was frozen before stays with the old area.
    """
    before = family.village
    family.village, family.address, family.group = village, address, None
    family.facilitator = Family.objects.filter(village=village).aggregate(first=Min("facilitator"))["first"]
    family.save(update_fields=["village", "address", "group", "facilitator"])
    for rows in (Member.objects.filter(family=family), Account.objects.filter(family=family)):
        rows.update(village=village, facilitator=family.facilitator)
    record("family.moved", family, by=by, before=before, after=village, document=document)
    return family


@signed
def split_family(family: Family, members: Sequence[Member], card: str, *, document: str, by: Actor) -> Family:
    """Some members get a family card of their own. This family keeps the participation; theirs begins as listed."""
    if any(member.family_id != family.pk for member in members):
        raise CannotChange(
            "hanya anggota keluarga ini yang dapat berpisah", "only members of this family can split off"
        )
    if family.caretaker in {member.pk for member in members}:
        raise CannotChange(
            "angkat pengurus pengganti sebelum pengurus berpisah", "appoint a successor before the caretaker leaves"
        )
    new = Family.objects.create(
        card=card,
        village=family.village,
        address=family.address,
        variant=family.variant,
        channel=family.channel,
        bank=family.bank,
        participation=Participation.LISTED,
        facilitator=family.facilitator,
        origin=family.origin,
    )
    Member.objects.filter(pk__in=[member.pk for member in members]).update(family=new)
    record("family.split", family, by=by, into=new.pk, members=[member.pk for member in members], document=document)
    return new


@signed
def record_birth(mother: Member, child: Member, *, document: str, by: Actor) -> Member:
    """A child is born into its mother's family. The mother's pregnancy counts until 42 days after."""
    if child.born < mother.born:
        raise CannotChange("anak tidak dapat lahir sebelum ibunya", "a child is not born before its mother")
    child.family_id, child.village, child.facilitator = mother.family_id, mother.village, mother.facilitator
    child.mother_name = mother.name
    child.save(force_insert=True)
    if mother.pregnancy:
        mother.due_on = child.born
        mother.save(update_fields=["due_on"])
    record("member.born", child, by=by, mother=mother.pk, document=document)
    return child


@signed
def mark_at_home(member: Member, at_home: bool, *, document: str, by: Actor) -> Member:
    """The member lives with the family, or does not. A pupil boarding for school does."""
    member.at_home = at_home
    member.save(update_fields=["at_home"])
    record("member.at_home_noted", member, by=by, at_home=at_home, document=document)
    return member


@signed
def note_in_register(member: Member, known: bool, *, on: date, document: str, by: Actor) -> Member:
    """An education register (Dapodik, EMIS, PKBM) has this pupil, or has not. The fact before is kept."""
    member.school_before, member.register_before, member.school_changed_on = (
        member.school,
        member.in_education_register,
        on,
    )
    member.in_education_register = known
    member.save(update_fields=["school_before", "register_before", "school_changed_on", "in_education_register"])
    record("member.register_noted", member, by=by, known=known, document=document)
    return member


@signed
def change_decile(family: Family, decile: int | None, *, document: str, by: Actor) -> Family:
    """The family's welfare rank in the social registry changed."""
    before, family.decile = family.decile, decile
    family.save(update_fields=["decile"])
    record("family.ranked", family, by=by, before=before, after=decile, document=document)
    return family

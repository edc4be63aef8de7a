"""Plain changes of what is known: fields of a member or family, numbers they go by elsewhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from harapan.audit.actions import Actor, record
from harapan.registry.actions.changes import CannotChange
from harapan.registry.history import signed
from harapan.registry.models import Family, Member, OtherNumber


@signed
def change_member(member: Member, facts: Mapping[str, Any], *, document: str, by: Actor) -> Member:
    """Some facts of a member are otherwise. Raises `CannotChange` for a NIK that somebody else has.

    Whose it is stays unsaid: they may live where whoever asks may not look.
    """
    for name, value in facts.items():
        setattr(member, name, value)
    try:
        with transaction.atomic():
            member.save(update_fields=list(facts))
    except IntegrityError as taken:
        raise CannotChange(
            "NIK ini sudah tercatat atas orang lain: perbaiki di Dukcapil dahulu",
            "this NIK is on record for somebody else: have it corrected at the civil registry first",
        ) from taken
    record("member.changed", member, by=by, fields=sorted(facts), document=document)
    return member


@signed
def change_family(family: Family, facts: Mapping[str, Any], *, document: str, by: Actor) -> Family:
    """Some facts of a family are otherwise."""
    for name, value in facts.items():
        setattr(family, name, value)
    family.save(update_fields=list(facts))
    record("family.changed", family, by=by, fields=sorted(facts), document=document)
    return family


@signed
def change_school(
    member: Member, school: str, in_register: bool | None, *, on: date, document: str, by: Actor
) -> Member:
    """A child begins, changes or leaves school. The facts before are kept for the stage of the new school year."""
    facts = {"school": school, "in_education_register": in_register, **school_facts_before(member, on)}
    return change_member(member, facts, document=document, by=by)


def school_facts_before(member: Member, on: date) -> dict[str, Any]:
    """What is kept of a member's school facts when they change."""
    return {
        "school_before": member.school,
        "register_before": member.in_education_register,
        "school_changed_on": on,
    }


@signed
def join_member(family: Family, member: Member, *, document: str, by: Actor) -> Member:
    """Somebody comes into the family: a person new to the registry, or one who leaves another family for this one.

    A person is one row, so that they count in one family only, whenever a stage is frozen.
    """
    before = member.family_id
    if before == family.pk:
        raise CannotChange("orang ini sudah anggota keluarga ini", "this person is of the family already")
    if before and Family.objects.filter(pk=before, caretaker=member.pk).exists():
        raise CannotChange(
            "orang ini pengurus keluarga lain: tetapkan penggantinya dahulu",
            "this person is the caretaker of another family: appoint a successor there first",
        )
    member.family, member.village, member.facilitator = family, family.village, family.facilitator
    try:
        with transaction.atomic():
            member.save(force_insert=before is None)
    except IntegrityError as taken:
        raise CannotChange(
            "NIK ini sudah tercatat atas orang lain", "this NIK is on record for somebody else"
        ) from taken
    record("member.joined", member, by=by, family=family.pk, before=before, document=document)
    return member


@signed
def note_number(
    family: Family, member: Member | None, of: str, number: str, *, source: str = "", document: str = "", by: Actor
) -> OtherNumber:
    """What a family or member goes by in another programme, school or health unit; an empty number ends it."""
    noted = OtherNumber.objects.create(
        family=family.pk, member=member.pk if member else None, of=of, number=number, by=by.pk, source=source
    )
    record("number.noted", noted, by=by, of=of, family=family.pk, document=document)
    return noted

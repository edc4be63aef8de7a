"""What must hold whoever writes: each named constraint of the registry refuses what it should."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from harapan.registry.models import Arrears, Family, Withholding
from harapan.testing.make import LOA_IPUH, caretaker_of, make_account, make_family, member_named

pytestmark = pytest.mark.django_db

NIK, OTHER_NIK = "6402066104900001", "6402066104900002"


def refused_by(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("family_card_has_16_digits", {"card": "640206"}),
        ("family_card_has_16_digits", {"card": "0402062104900001"}),
        ("family_lives_in_a_village", {"village": "640206"}),
        ("family_lives_in_a_village", {"village": "64020620O6"}),
        ("family_state_is_known", {"participation": "happy"}),
        ("family_channel_fits_the_bank", {"channel": "post"}),
        ("family_channel_fits_the_bank", {"channel": "bank", "bank": "POS"}),
        ("family_bank_is_known", {"bank": "BCA"}),
        ("family_decile_is_1_to_10", {"decile": 0}),
        ("family_decile_is_1_to_10", {"decile": 11}),
        ("family_variant_is_known", {"variant": "special"}),
    ],
)
def test_a_family_that_cannot_be(constraint, facts):
    family = make_family()

    with refused_by(constraint), transaction.atomic():
        Family.objects.filter(pk=family.pk).update(**facts)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("member_nik_has_the_form", {"nik": "123"}),
        ("member_nik_has_the_form", {"nik": "6402063213900001"}),
        ("member_nik_has_the_form", {"nik": "6402062104900000"}),
        ("member_sex_is_known", {"sex": "X"}),
        ("member_pregnancy_is_a_count", {"pregnancy": -1}),
        ("member_pregnancy_is_a_count", {"pregnancy": 21}),
        ("member_pregnant_is_a_woman", {"sex": "M", "pregnancy": 1}),
        ("member_school_is_known", {"school": "tk"}),
        ("member_disability_is_known", {"disability": "some"}),
    ],
)
def test_a_member_that_cannot_be(constraint, facts):
    family = make_family()

    with refused_by(constraint), transaction.atomic():
        family.members.filter(pk=family.caretaker).update(**facts)


def test_a_nik_is_one_person_until_two_claim_it_and_both_are_marked():
    family = make_family()
    mother, child = caretaker_of(family), member_named(family, "Budi")
    family.members.filter(pk=mother.pk).update(nik=NIK)

    with refused_by("member_nik_is_one_person"), transaction.atomic():
        family.members.filter(pk=child.pk).update(nik=NIK)

    family.members.filter(pk=child.pk).update(nik=OTHER_NIK)
    family.members.update(nik_contested=True)
    family.members.update(nik=NIK)
    assert family.members.filter(nik=NIK).count() == 2


def test_a_family_has_one_account_at_a_time_and_keeps_the_old_ones():
    family = make_family()
    holder = caretaker_of(family)

    for state in ("open", "pending"):
        with refused_by("family_has_one_account_at_a_time"), transaction.atomic():
            make_account(family, holder, state=state)

    for state in ("closed", "failed"):
        make_account(family, holder, state=state)
    assert family.accounts.count() == 3


def test_an_account_is_at_a_bank_we_know():
    family = make_family(account="")

    with refused_by("account_bank_is_known"), transaction.atomic():
        make_account(family, caretaker_of(family), bank="BCA")


@pytest.mark.parametrize("member", [None, 7])
def test_the_same_is_withheld_once_but_again_after_it_was_lifted(member, dewi):
    said = {"family": 1, "member": member, "village": LOA_IPUH, "from_cycle": "2025-1", "decision": "K1", "by": dewi.pk}
    Withholding.objects.create(**said)

    with refused_by("member_is_withheld_once"), transaction.atomic():
        Withholding.objects.create(**said)

    Withholding.objects.update(lifted_in="2025-2")
    Withholding.objects.create(**said)


def test_arrears_are_owed_once_and_never_less_than_a_rupiah():
    said = {"family": 1, "village": LOA_IPUH, "cycle": "2025-1", "component": "primary", "decision": "K1"}
    Arrears.objects.create(amount=1, **said)

    with refused_by("arrears_are_owed_once"), transaction.atomic():
        Arrears.objects.create(amount=2, **said)
    with refused_by("arrears_are_owed"), transaction.atomic():
        Arrears.objects.create(amount=0, **{**said, "decision": "K2"})


def test_people_do_not_vanish_with_their_family():
    family = make_family()

    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM registry_family WHERE id = %s", [family.pk])


def test_a_family_never_prints_its_numbers():
    family = make_family(card="6402062104900001")
    mother = caretaker_of(family)
    mother.nik, mother.born = NIK, date(1990, 4, 21)

    printed = f"{family} {mother} {family.accounts.get()}"

    assert "············0001" in printed
    assert not any(number in printed for number in ("6402062104900001", NIK, family.accounts.get().number))

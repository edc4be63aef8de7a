"""What life changes in a family, and what it cannot change."""

from datetime import date

import pytest

from harapan.audit.models import Event
from harapan.registry.actions import (
    CannotChange,
    appoint_caretaker,
    change_decile,
    mark_at_home,
    move_family,
    note_in_register,
    open_account,
    record_birth,
    record_death,
    split_family,
)
from harapan.registry.models import Account, Family, Group, Member
from harapan.testing.make import (
    BUKUAN,
    caretaker_of,
    elder,
    make_family,
    member_named,
    person,
    pupil,
    student,
    toddler,
)

pytestmark = pytest.mark.django_db
TODAY = date(2025, 2, 3)
PAPER = {"document": "Surat 12/2025"}


@pytest.fixture
def family():
    return make_family("Aminah", student("Sari", born=date(2008, 2, 3), sex="F"), toddler("Adi"))


def refusal_of(call):
    with pytest.raises(CannotChange) as refusal:
        call()
    assert refusal.value.sentence_id != refusal.value.sentence_en
    return refusal.value.sentence_en


def test_nobody_dies_before_being_born(family, dewi):
    adi = member_named(family, "Adi")

    said = refusal_of(lambda: record_death(adi, on=date(2022, 3, 8), by=dewi, **PAPER))

    assert "before the day of birth" in said
    adi.refresh_from_db()
    assert adi.died_on is None


def test_a_death_is_written_down_with_its_paper(family, dewi):
    record_death(caretaker_of(family), on=TODAY, by=dewi, **PAPER)

    assert caretaker_of(family).died_on == TODAY
    event = Event.objects.get(verb="member.died")
    assert (event.object_id, event.actor, event.facts) == (
        str(family.caretaker),
        dewi.pk,
        {"document": "Surat 12/2025"},
    )


def test_a_successor_is_seventeen_on_the_day(family, dewi):
    sari = member_named(family, "Sari")

    assert "at least 17" in refusal_of(lambda: appoint_caretaker(family, sari, on=date(2025, 2, 2), by=dewi, **PAPER))
    appoint_caretaker(family, sari, on=TODAY, by=dewi, **PAPER)

    family.refresh_from_db()
    assert family.caretaker == sari.pk


def test_a_caretaker_lives_and_is_of_the_family(family, dewi):
    mother = caretaker_of(family)
    stranger = caretaker_of(make_family("Budiarti"))
    record_death(mother, on=TODAY, by=dewi, **PAPER)

    for nobody in (mother, stranger):
        said = refusal_of(lambda nobody=nobody: appoint_caretaker(family, nobody, on=TODAY, by=dewi, **PAPER))
        assert "living member of the family" in said


def test_a_new_account_closes_the_old_one_and_keeps_it(family, dewi):
    old = family.accounts.get()

    new = open_account(family, member_named(family, "Sari"), number="00777", on=TODAY, by=dewi, **PAPER)

    old.refresh_from_db()
    assert (old.state, new.state) == (Account.State.CLOSED, Account.State.OPEN)
    assert (new.holder_name, new.bank, new.village) == ("Sari", "BRI", family.village)


def test_a_family_that_moves_gets_the_facilitator_of_its_new_village(family, dewi):
    neighbour = make_family("Budiarti", village=BUKUAN, facilitator=42)
    Family.objects.filter(pk=family.pk).update(group=Group.objects.create(village=family.village, name="Melati").pk)

    moved = move_family(family, BUKUAN, "Jl. Poros 3", by=dewi, **PAPER)

    assert (moved.village, moved.facilitator, moved.group) == (BUKUAN, neighbour.facilitator, None)
    assert set(moved.members.values_list("village", "facilitator")) == {(BUKUAN, 42)}
    assert set(moved.accounts.values_list("village", "facilitator")) == {(BUKUAN, 42)}


def test_who_splits_off_starts_as_listed_and_the_rest_stay_who_they_were(family, dewi):
    leaving = [member_named(family, "Sari"), member_named(family, "Adi")]

    new = split_family(family, leaving, "6402060302259901", by=dewi, **PAPER)

    assert (new.participation, new.card, new.village) == ("listed", "6402060302259901", family.village)
    assert set(new.members.values_list("name", flat=True)) == {"Sari", "Adi"}
    assert [member.pk for member in family.members.all()] == [family.caretaker]
    assert not new.accounts.exists()


def test_neither_the_caretaker_nor_a_stranger_splits_off(family, dewi):
    stranger = member_named(make_family("Budiarti"), "Budi")

    for leaving, reason in (([caretaker_of(family)], "appoint a successor"), ([stranger], "only members")):
        said = refusal_of(lambda leaving=leaving: split_family(family, leaving, "6402060302259901", by=dewi, **PAPER))
        assert reason in said
    assert Family.objects.count() == 2


def test_a_child_is_born_into_its_mothers_family(dewi):
    family = make_family("Aminah", pupil(), facilitator=7)
    Member.objects.filter(pk=family.caretaker).update(pregnancy=2, due_on=date(2025, 1, 20))

    child = record_birth(caretaker_of(family), person("Putri", date(2025, 1, 25), sex="F"), by=dewi, **PAPER)

    assert (child.family_id, child.village, child.facilitator) == (family.pk, family.village, 7)
    assert child.mother_name == "Aminah"
    mother = caretaker_of(family)
    assert (mother.pregnancy, mother.due_on) == (2, date(2025, 1, 25))


def test_no_child_is_older_than_its_mother(family, dewi):
    said = refusal_of(lambda: record_birth(caretaker_of(family), person("Tua", date(1980, 1, 1)), by=dewi, **PAPER))
    assert "before its mother" in said


def test_small_facts_are_noted_with_an_event_each(family, dewi):
    sari = member_named(family, "Sari")

    mark_at_home(sari, False, by=dewi, **PAPER)
    note_in_register(sari, False, on=TODAY, by=dewi, **PAPER)
    change_decile(family, 6, by=dewi, **PAPER)

    sari.refresh_from_db()
    assert not sari.at_home
    assert (sari.in_education_register, sari.register_before, sari.school_before) == (False, True, "sma")
    assert sari.school_changed_on == TODAY
    assert Family.objects.get(pk=family.pk).decile == 6
    assert set(Event.objects.values_list("verb", flat=True)) == {
        "member.at_home_noted",
        "member.register_noted",
        "family.ranked",
    }


def test_no_event_carries_a_personal_value(family, dewi):
    move_family(family, BUKUAN, "Jl. Rahasia 3", by=dewi, **PAPER)
    open_account(family, caretaker_of(family), number="00777", on=TODAY, by=dewi, **PAPER)
    record_birth(caretaker_of(family), person("Putri", TODAY), by=dewi, **PAPER)
    make_family("Budiarti", elder())

    written = str(list(Event.objects.values_list("facts", flat=True)))

    assert not any(secret in written for secret in ("Rahasia", "00777", "Putri", "Aminah"))

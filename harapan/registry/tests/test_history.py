"""Every change leaves who, why, old and new; and a family can be seen as it was."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from harapan.registry.actions import mark_at_home, move_family, open_account, record_birth, record_death, split_family
from harapan.registry.history import as_of, changes_of, changes_of_field, said_by
from harapan.registry.models import Family, FieldChange, Member
from harapan.staff.access import working_as
from harapan.testing.make import BUKUAN, caretaker_of, make_family, member_named, person, pupil, toddler
from harapan.testing.pages import as_web

PAPER = {"document": "Surat 12/2025"}


@pytest.fixture
def family(db, dewi):
    """One that came with a list, long ago as far as its history knows."""
    with said_by(dewi, whole_families=True):
        return make_family("Aminah", pupil("Budi"), toddler("Adi"), address="Jl. Lama 1")


def test_a_change_says_who_why_old_and_new(family, dewi):
    with said_by(dewi, because="Surat 12/2025", source="request:12"):
        family.address = "Jl. Baru 2"
        family.save()

    noted = changes_of_field(family, "address").get()
    assert (noted.before, noted.after, noted.by, noted.by_label) == ("Jl. Lama 1", "Jl. Baru 2", dewi.pk, str(dewi))
    assert (noted.because, noted.source, noted.village) == ("Surat 12/2025", "request:12", family.village)
    assert [one.field for one in changes_of(family)] == ["address", "caretaker"]


def test_nobody_escapes_by_keeping_silent(family):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_member SET nik = '6402060205160001' WHERE name = 'Budi'")

    noted = changes_of(family).get(field="nik")
    assert (noted.before, noted.after, noted.by, noted.because) == (None, "6402060205160001", None, "")


def test_what_did_not_change_leaves_no_row_and_participation_has_moves_of_its_own(family):
    before = FieldChange.objects.count()

    family.participation = "suspended"
    family.save()

    assert FieldChange.objects.count() == before


def test_the_outermost_word_counts_and_is_taken_back_with_its_transaction(family, dewi, eko):
    adi = member_named(family, "Adi")
    with said_by(eko, because="permintaan", source="request:3"):
        mark_at_home(adi, False, by=dewi, **PAPER)
    with pytest.raises(ZeroDivisionError), transaction.atomic(), said_by(eko, because="x"):
        raise ZeroDivisionError
    mark_at_home(adi, True, by=dewi, **PAPER)
    Member.objects.filter(pk=adi.pk).update(phone="0811")

    told = [(one.field, one.by, one.because, one.source) for one in changes_of(family)[:3]]
    assert told == [
        ("phone", None, "", ""),
        ("at_home", dewi.pk, "Surat 12/2025", ""),
        ("at_home", eko.pk, "permintaan", "request:3"),
    ]


def test_a_family_is_seen_as_it_was(family, dewi):
    tomorrow = timezone.localdate() + timedelta(days=1)
    yesterday = timezone.localdate() - timedelta(days=1)
    mother, adi = caretaker_of(family), member_named(family, "Adi")

    record_birth(mother, person("Putri", date(2025, 1, 25), sex="F"), by=dewi, **PAPER)
    record_death(member_named(family, "Budi"), on=date(2025, 1, 2), by=dewi, **PAPER)
    new = split_family(family, [adi], "6402060302259901", by=dewi, **PAPER)
    mark_at_home(Member.objects.get(pk=adi.pk), False, by=dewi, **PAPER)
    move_family(family, BUKUAN, "Jl. Poros 3", by=dewi, **PAPER)
    open_account(family, mother, number="00777", on=tomorrow, by=dewi, **PAPER)

    now, then = as_of(family, tomorrow), as_of(family, yesterday)
    assert {one.name for one in now.members} == {"Aminah", "Budi", "Putri"}
    assert (now.family.village, [one.state for one in now.accounts]) == (BUKUAN, ["closed", "open"])
    assert {one.name for one in then.members} == {"Aminah", "Budi", "Adi"}
    assert next(one for one in then.members if one.name == "Budi").died_on is None
    assert next(one for one in then.members if one.name == "Adi").at_home is True
    assert (then.family.address, then.family.village) == ("Jl. Lama 1", "6402062006")
    assert [one.state for one in then.accounts] == ["open"]
    assert FieldChange.objects.filter(family=new.pk, field="family").get().before == str(family.pk)


def test_history_is_never_rewritten_and_seen_by_whoever_sees_the_family_now(own_database, cast):
    family = make_family("Aminah", pupil())
    move_family(family, BUKUAN, "Jl. Poros 3", by=cast["dewi"], **PAPER)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        FieldChange.objects.update(because="")
    for name, sees in (("agus", True), ("wahyu", False), ("andi", False)):
        with as_web(), working_as(cast[name]):
            assert FieldChange.objects.filter(family=family.pk).exists() is sees
            assert FieldChange.objects.visible_to(cast[name]).filter(family=family.pk).exists() is sees
    assert Family.objects.get(pk=family.pk).village == BUKUAN

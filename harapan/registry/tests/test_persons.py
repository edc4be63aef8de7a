"""Two records of one person become one that counts; nothing is lost, and all of it can be taken back."""

from datetime import date

import pytest

from harapan.registry.actions import CannotChange, count_as_one, join_families, take_back
from harapan.registry.models import Account, Family, FieldChange, Member, ParticipationMove
from harapan.testing.make import BUKUAN, caretaker_of, elder, make_family, member_named, pupil

pytestmark = pytest.mark.django_db
TODAY = date(2025, 2, 3)
NIK = "6402060501480001"


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def twice(**facts):
    """Datuk Hamid lives with his daughter and is listed with his son as well."""
    one = make_family("Siti Aminah", elder("Datuk Hamid", nik=NIK), pupil("Budi"))
    other = make_family("Umar", elder("H. Hamid", phone="0812", mother_name="Saodah", **facts), pupil("Citra"))
    return member_named(one, "Datuk Hamid"), member_named(other, "H. Hamid")


def test_the_other_record_counts_no_more_and_the_kept_one_learns_what_it_knew(dewi):
    kept, other = twice(nik=NIK, nik_contested=True)
    Member.objects.filter(pk=kept.pk).update(nik_contested=True)

    did = count_as_one(kept, other, on=TODAY, by=dewi)

    kept, other = fresh(kept), fresh(other)
    assert other.same_as == kept.pk
    assert (kept.phone, kept.mother_name, kept.name) == ("0812", "Saodah", "Datuk Hamid")
    assert (kept.nik, kept.nik_contested) == (NIK, False)
    assert (other.nik, other.nik_contested) == (NIK, True)
    assert FieldChange.objects.filter(member=other.pk, field="same_as", after=str(kept.pk)).exists()

    take_back(did, on=TODAY, document="keliru", by=dewi)

    kept, other = fresh(kept), fresh(other)
    assert (other.same_as, kept.phone, kept.mother_name, kept.nik_contested) == (None, "", "", True)


def test_a_number_that_only_the_other_had_is_taken_over_and_given_back(dewi):
    other, kept = twice()

    did = count_as_one(kept, other, on=TODAY, by=dewi)
    assert (fresh(kept).nik, fresh(other).nik_contested) == (NIK, True)

    take_back(did, on=TODAY, document="keliru", by=dewi)
    assert (fresh(kept).nik, fresh(other).nik, fresh(other).nik_contested) == (None, NIK, False)


def test_a_third_bearer_of_the_number_keeps_it_contested(dewi):
    kept, other = twice(nik=NIK, nik_contested=True)
    Member.objects.filter(pk=kept.pk).update(nik_contested=True)
    make_family("Rusmini", elder("Orang lain", nik=NIK, nik_contested=True))

    count_as_one(kept, other, on=TODAY, by=dewi)

    assert fresh(kept).nik_contested


def test_merging_twice_or_a_record_with_itself_is_refused(dewi):
    kept, other = twice()
    count_as_one(kept, other, on=TODAY, by=dewi)

    with pytest.raises(CannotChange, match="merged already"):
        count_as_one(kept, other, on=TODAY, by=dewi)
    with pytest.raises(CannotChange, match="the same, or gone"):
        count_as_one(kept, kept, on=TODAY, by=dewi)


def test_the_caretaker_of_another_family_is_not_taken_away_from_it(dewi):
    one, two = make_family("Siti Aminah"), make_family("St. Aminah")

    with pytest.raises(CannotChange, match=f"caretaker of family {two.pk}"):
        count_as_one(caretaker_of(one), caretaker_of(two), on=TODAY, by=dewi)


def test_within_a_family_the_kept_record_becomes_caretaker_and_holds_the_account(dewi):
    family = make_family("Siti Aminah", elder("Sitti Aminah", sex="F"))
    other, kept = caretaker_of(family), member_named(family, "Sitti Aminah")

    count_as_one(kept, other, on=TODAY, by=dewi)

    assert fresh(family).caretaker == kept.pk
    assert Account.objects.get(family=family).holder == kept.pk


def test_two_lists_of_one_family_become_one_and_part_again(dewi):
    kept = make_family("Siti Aminah", pupil("Budi"))
    other = make_family("St. Aminah", pupil("Boedi"), pupil("Adik"), village=BUKUAN)
    pairs = [(caretaker_of(kept), caretaker_of(other)), (member_named(kept, "Budi"), member_named(other, "Boedi"))]

    did = join_families(kept, other, pairs, on=TODAY, document="BA 7/2025", by=dewi)

    assert set(Member.objects.filter(family=kept).values_list("name", flat=True)) == {"Siti Aminah", "Budi", "Adik"}
    assert Member.objects.get(name="Adik").village == kept.village
    assert fresh(other).participation == "administrative_exit"
    assert [account.state for account in Account.objects.filter(family=other)] == ["closed"]
    assert ParticipationMove.objects.get(family=other.pk).document == "BA 7/2025"

    take_back(did, on=TODAY, document="BA 8/2025", by=dewi)

    assert Member.objects.get(name="Adik").family_id == other.pk
    assert Member.objects.get(name="Adik").village == BUKUAN
    assert fresh(other).participation == "active"
    assert not Member.objects.filter(same_as__isnull=False).exists()
    assert [account.state for account in Account.objects.filter(family=other)] == ["open"]


def test_a_doubled_candidate_is_not_eligible_and_one_who_takes_part_is_the_one_to_keep(dewi):
    active, candidate = make_family(), make_family(participation="candidate", account="")

    with pytest.raises(CannotChange, match="keep the family that takes part"):
        join_families(candidate, active, [], on=TODAY, document="BA 7/2025", by=dewi)

    join_families(active, candidate, [], on=TODAY, document="BA 7/2025", by=dewi)
    move = ParticipationMove.objects.get(family=candidate.pk)
    assert (move.target, move.cause) == ("not_eligible", "duplicate")


def test_what_was_changed_since_is_not_taken_back(dewi):
    kept, other = twice()
    did = count_as_one(kept, other, on=TODAY, by=dewi)
    Member.objects.filter(pk=kept.pk).update(phone="0899")
    Family.objects.filter(pk=kept.family_id).update(address="Jl. Melati")

    with pytest.raises(CannotChange, match="phone has changed since"):
        take_back(did, on=TODAY, document="keliru", by=dewi)

    assert fresh(other).same_as == kept.pk

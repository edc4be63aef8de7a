"""Doubles are looked for, decided by people, joined by the worker, and parted again."""

from datetime import date
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction

from harapan.intake.matching.actions import (
    CannotDecide,
    look_for_pairs,
    merge,
    merge_alone,
    part,
    preferred,
    put_back,
    refer,
    say,
)
from harapan.intake.matching.queries import last_merge, pairs_of, words_about
from harapan.intake.models import LinkageModel, Merge, Pair, PairWord
from harapan.lib.refusals import Refusal
from harapan.linkage.costs import Costs, shipped
from harapan.linkage.model import load
from harapan.registry.models import Family, FieldChange, Member
from harapan.staff.access import working_as
from harapan.testing.make import BUKUAN, LOA_IPUH, caretaker_of, elder, make_family, member_named, person, pupil
from harapan.testing.pages import as_web

TODAY = date(2025, 2, 3)
SERIALS = count(1)


def pair_of(one: Member, other: Member, **facts) -> Pair:
    """As a search would keep it."""
    one, other = sorted((one, other), key=lambda member: member.pk)
    told = load()
    model, _ = LinkageModel.objects.get_or_create(
        digest=told.digest, defaults={"version": told.version, "body": told.body}
    )
    return Pair.objects.create(
        **{
            "one": one.pk,
            "other": other.pk,
            "one_family": one.family_id,
            "other_family": other.family_id,
            "village": one.village,
            "other_village": other.village,
            "weight": 21.5,
            "evidence": [{"column": "name", "level": "same", "weight": 12.0}],
            "model": model,
            **facts,
        }
    )


def hamid_twice(**facts) -> Pair:
    """Datuk Hamid lives with his daughter, and is listed with his son as well."""
    nik = f"640206050148{next(SERIALS):04d}"
    one = make_family("Siti Aminah", elder("Datuk Hamid", nik=nik), pupil("Budi"))
    other = make_family("Umar", elder("H. Hamid"), pupil("Citra"), **facts)
    return pair_of(member_named(one, "Datuk Hamid"), member_named(other, "H. Hamid"))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# -- looking ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_database")
def test_a_search_keeps_pairs_with_their_evidence_and_never_asks_again_about_different_people(cast):
    wahyu = cast["wahyu"]
    born = date(1990, 2, 9)
    first = make_family("Ani", person("Hj. Siti Noerhajati", born, sex="F", mother_name="Maimunah"))
    second = make_family("Ina", person("St. Nurhayati", born, sex="F", mother_name="Maimoenah"))
    twin = date(2015, 3, 3)
    make_family("Una", person("Rudi", twin, mother_name="Una"), person("Rudy", twin, mother_name="Una"))
    make_family("Orang Samarinda", person("Siti Nurhayati", born, sex="F", mother_name="Maimunah"), village=BUKUAN)
    for place, head in enumerate(Member.objects.filter(relation="head"), start=1):
        head.born = date(1950 + 5 * place, place, 2 * place)
        head.save()

    found = look_for_pairs("6402", load(), shipped(), by=wahyu)

    pair = Pair.objects.get(one_family=first.pk, other_family=second.pk)
    assert (found.found, found.new, found.records) == (2, 2, 7)
    assert [piece["level"] for piece in pair.evidence if piece["column"] in ("name", "born", "mother")] == ["same"] * 3
    assert pair.weight == pytest.approx(sum(piece["weight"] for piece in pair.evidence), abs=0.01)
    assert pair.model.body == load().body

    brothers = Pair.objects.exclude(pk=pair.pk).get()
    say(brothers, "different", by=wahyu)
    Member.objects.filter(pk=pair.other).update(name="Rusmini", born=date(1971, 5, 5))
    again = look_for_pairs("6402", load(), shipped(), by=wahyu)

    assert (again.found, again.new) == (1, 0)
    assert fresh(brothers).state == "different"
    assert fresh(pair).state == "gone"

    country = look_for_pairs("", load(), shipped(), by=cast["dewi"])
    assert country.new == 1  # across two regencies
    assert not pairs_of(wahyu).filter(state="open").exists()
    assert pairs_of(cast["agus"]).filter(state="open").count() == 1
    waiting = make_family(
        "Calon", person("Nurhayati St.", born, sex="F", mother_name="Maimunah"), participation="listed"
    )
    assert look_for_pairs("6402", load(), shipped(), by=wahyu, waiting=True).new == 1
    assert pairs_of(wahyu).get(state="open").other_family == waiting.pk


# -- deciding --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_database")
def test_words_take_effect_at_once_for_those_who_answer_for_both_areas(cast):
    wahyu, citra, sugeng = cast["wahyu"], cast["citra"], cast["sugeng"]
    here, across = hamid_twice(), hamid_twice(village=BUKUAN)

    with as_web(), working_as(wahyu):
        assert list(Pair.objects.visible_to(wahyu)) == list(Pair.objects.all()) == [here]
        say(here, "different", by=wahyu)
        with pytest.raises(CannotDecide, match="decided already"):
            say(here, "same", keep=here.one, by=wahyu)
        say(here, "undo", by=wahyu)
        with pytest.raises(CannotDecide, match="choose the record"):
            say(here, "same", by=wahyu)
        with pytest.raises(CannotDecide, match="not of this pair"):
            say(here, "same", keep=0, by=wahyu)
        with pytest.raises(CannotDecide, match="letter is needed"):
            say(here, "same", keep=here.one, whole=True, by=wahyu)
        say(here, "same", keep=here.one, by=wahyu)
        assert (fresh(here).state, fresh(here).keep, fresh(here).decided_by) == ("same", here.one, wahyu.pk)
        with pytest.raises(Exception, match=r"row-level security|null value"), transaction.atomic():
            PairWord.objects.create(pair=across, verdict="different", by=wahyu.pk, by_label="wahyu")
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            PairWord.objects.create(pair=here, verdict="undo", by=citra.pk, by_label="citra")
    with as_web(), working_as(sugeng):
        with pytest.raises(CannotDecide, match="Supervisor” does not decide"):
            say(here, "undo", by=sugeng)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            PairWord.objects.create(pair=here, verdict="undo", by=sugeng.pk, by_label="sugeng")
    with as_web(), working_as(citra):
        assert not Pair.objects.exists()
        assert not PairWord.objects.exists()
    with as_web(), working_as(cast["agus"]):
        assert set(Pair.objects.visible_to(cast["agus"])) == {here, across}
    assert [word.verdict for word in words_about(here)] == ["different", "undo", "same"]
    assert fresh(across).state == "open"


# -- joining ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_people_called_one_person_is_joined_once_and_parted_exactly(cast):
    wahyu, pair = cast["wahyu"], hamid_twice()
    other_pair = pair_of(
        Member.objects.get(pk=pair.other), make_family("Ria", elder("Hamid")).members.get(name="Hamid")
    )
    assert preferred(pair) == pair.one  # it has a NIK
    assert merge(pair, on=TODAY, by=wahyu) is None  # nobody has said anything

    say(pair, "same", keep=pair.one, by=wahyu)
    done = merge(pair, on=TODAY, by=wahyu)

    assert done == merge(pair, on=TODAY, by=wahyu) == last_merge(pair)
    assert Member.objects.get(pk=pair.other).same_as == pair.one
    assert fresh(other_pair).state == "gone"
    change = FieldChange.objects.get(member=pair.other, field="same_as")
    assert (change.by, change.source, change.because) == (wahyu.pk, f"pair:{pair.pk}", f"Data ganda {pair.pk}")

    say(pair, "undo", by=wahyu)
    assert fresh(pair).state == "parting"
    part(pair, on=TODAY, by=wahyu)

    assert Member.objects.get(pk=pair.other).same_as is None
    assert {fresh(pair).state, fresh(other_pair).state} == {"open"}
    assert Merge.objects.get().undone_by == wahyu.pk


@pytest.mark.django_db
def test_two_lists_of_one_family_are_joined_with_everybody_in_them(cast):
    ratna = cast["ratna"]
    kept, other = make_family("Siti", pupil("Budi")), make_family("Sitti", pupil("Boedi"), pupil("Adik"))
    mothers = pair_of(caretaker_of(kept), caretaker_of(other))
    sons = pair_of(member_named(kept, "Budi"), member_named(other, "Boedi"))

    say(mothers, "same", keep=mothers.one, whole=True, because="BA 7/2025", by=ratna)
    merge(mothers, on=TODAY, by=ratna)

    assert Member.objects.get(name="Boedi").same_as == member_named(kept, "Budi").pk
    assert Member.objects.get(name="Adik").family_id == kept.pk
    assert Family.objects.get(pk=other.pk).participation == "administrative_exit"
    assert fresh(sons).state == "gone"

    say(mothers, "undo", by=ratna)
    part(mothers, on=TODAY, by=ratna)
    assert Family.objects.get(pk=other.pk).participation == "active"
    assert fresh(sons).state == "open"


@pytest.mark.django_db
def test_what_cannot_be_joined_waits_again_and_says_why(cast):
    wahyu = cast["wahyu"]
    pair = pair_of(caretaker_of(make_family("Siti")), caretaker_of(make_family("Sitti")))
    say(pair, "same", keep=pair.one, by=wahyu)

    with pytest.raises(Refusal, match="appoint a successor") as refusal:
        merge(pair, on=TODAY, by=wahyu)
    put_back(pair, refusal.value)

    assert fresh(pair).state == "open"
    assert "angkat pengganti" in fresh(pair).sentence_id


@pytest.mark.django_db
def test_two_paid_families_take_a_second_person_in_the_national_office(cast):
    wahyu, dewi, pair = cast["wahyu"], cast["dewi"], hamid_twice()
    say(pair, "same", keep=pair.one, by=wahyu)
    refer(pair, by=wahyu)
    assert (fresh(pair).state, fresh(pair).referred_by) == ("referred", wahyu.pk)

    with working_as(wahyu), pytest.raises(CannotDecide, match="only the national directorate"):
        say(pair, "same", keep=pair.one, by=wahyu)
    with working_as(dewi):
        say(pair, "same", keep=pair.one, by=dewi)
        say(pair, "undo", by=dewi)
        assert (fresh(pair).state, fresh(pair).decided_by) == ("referred", wahyu.pk)
        say(pair, "same", keep=pair.one, by=dewi)
        assert merge(pair, on=TODAY, by=dewi).by == dewi.pk

    proposed = hamid_twice()
    with working_as(dewi):
        say(proposed, "same", keep=proposed.one, by=dewi)
        refer(proposed, by=dewi)
        with pytest.raises(CannotDecide, match="a second person decides"):
            say(proposed, "same", keep=proposed.one, by=dewi)
        say(proposed, "undo", by=dewi)
    assert (fresh(proposed).state, fresh(proposed).referred_by) == ("open", None)


@pytest.mark.django_db
def test_the_machine_joins_only_what_the_programme_lets_it_risk(dewi):
    pair = hamid_twice()
    assert merge_alone(pair, shipped(), by=dewi) is None

    word = merge_alone(pair, Costs(shown_from=0, wrong_merge=5_000_000, may_risk=50), by=dewi)

    assert (word.by_machine, word.keep, fresh(pair).state) == (True, pair.one, "same")


@pytest.mark.django_db
def test_words_and_models_are_never_rewritten_and_nobody_is_joined_twice(dewi):
    pair = hamid_twice()
    word = say.__wrapped__(pair, "different", by=dewi)

    for table in ("intake_pair_word", "intake_linkage_model"):
        with pytest.raises(Exception, match=r"denied|never"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    assert fresh(word).verdict == "different"
    facts = {"pair": pair, "kept_family": 1, "other_family": 2, "village": LOA_IPUH, "other_village": LOA_IPUH}
    Merge.objects.create(**facts, kept=1, other=2, did=[], by=dewi.pk, by_label="Dewi")
    with pytest.raises(IntegrityError, match="person_is_merged_once"), transaction.atomic():
        Merge.objects.create(**facts, kept=3, other=2, did=[], by=dewi.pk, by_label="Dewi")

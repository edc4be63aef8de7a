"""A family's way through the programme: legal steps only, each leaving its row."""

from datetime import date

import pytest

from harapan.registry.actions import IllegalMove, advance, move_participation
from harapan.registry.actions.participation import LEGAL
from harapan.registry.models import Family, Participation, ParticipationMove
from harapan.testing.make import BUKUAN, make_family

pytestmark = pytest.mark.django_db
TODAY = date(2025, 2, 3)


def test_every_state_knows_where_it_leads():
    assert set(LEGAL) == set(Participation.values)


def test_a_family_walks_in_one_legal_step_at_a_time(dewi):
    family = make_family(participation="listed")
    way = ["candidate", "validated", "confirmed", "account_pending", "ready", "active", "graduated_natural"]

    for step in way:
        advance(family, step, cause="test", on=TODAY, by=dewi, document="SK 1")

    moves = ParticipationMove.objects.filter(family=family.pk).order_by("pk")
    assert [move.target for move in moves] == way
    assert [move.source for move in moves] == ["listed", *way[:-1]]
    assert {(move.by, move.by_label, move.on, move.document) for move in moves} == {(dewi.pk, str(dewi), TODAY, "SK 1")}


@pytest.mark.parametrize("source", Participation.values)
def test_every_other_step_is_refused_and_leaves_no_row(source, dewi):
    family = make_family(participation=source)
    illegal = set(Participation.values) - set(LEGAL[source]) - {source}

    for target in illegal:
        with pytest.raises(IllegalMove) as refusal:
            advance(family, target, cause="test", on=TODAY, by=dewi)
        assert f"it cannot become {target}" in refusal.value.sentence_en
        assert Participation(target).label in refusal.value.sentence_id

    assert Family.objects.get(pk=family.pk).participation == source
    assert not ParticipationMove.objects.exists()


def test_being_there_already_changes_nothing(dewi):
    family = make_family(participation="active")

    advance(family, "active", cause="test", on=TODAY, by=dewi)

    assert not ParticipationMove.objects.exists()


def test_who_left_comes_back_by_a_new_proposal_and_keeps_the_history(dewi):
    family = make_family(participation="removed")

    advance(family, "candidate", cause="proposed_again", on=TODAY, by=dewi)

    assert ParticipationMove.objects.get().source == "removed"


def test_many_move_at_once_and_only_those_who_stand_there(dewi):
    ready = [make_family(f"Siap {number}", participation="ready", village=BUKUAN) for number in range(3)]
    suspended = make_family("Tunda", participation="suspended", village=BUKUAN)
    elsewhere = make_family("Jauh", participation="ready")

    moved = move_participation(
        Family.objects.filter(village=BUKUAN).values("id"),
        source="ready",
        target="active",
        cause="cycle_opened",
        on=TODAY,
        by=dewi,
    )

    assert moved == 3
    assert set(ParticipationMove.objects.values_list("family", flat=True)) == {family.pk for family in ready}
    for family, state in ((suspended, "suspended"), (elsewhere, "ready")):
        family.refresh_from_db()
        assert family.participation == state

"""A family's way through the programme: legal steps only, each leaving its row."""

from datetime import date

import pytest

from harapan.registry.actions import IllegalMove, advance, move_participation
from harapan.registry.models import Family, Participation, ParticipationMove
from harapan.registry.transitions import LEGAL, TRANSITIONS, steps
from harapan.registry.words import CAUSES, PARTICIPATION
from harapan.testing.make import BUKUAN, make_family

pytestmark = pytest.mark.django_db
TODAY = date(2025, 2, 3)


def test_every_state_knows_where_it_leads():
    assert set(LEGAL) == set(Participation.values)


def test_every_cause_has_words_and_every_state_can_be_left_and_reached():
    assert {cause for row in TRANSITIONS for cause in row.causes} <= set(CAUSES)
    assert {source for source, _, _ in steps()} == set(Participation.values)
    assert {target for _, target, _ in steps()} == set(Participation.values)
    assert {row.sure for row in TRANSITIONS} <= {"high", "medium", "derived"}


def test_a_family_walks_in_one_legal_step_at_a_time(dewi):
    family = make_family(participation="listed")
    way = {
        "candidate": "chosen_within_quota",
        "validated": "validated",
        "confirmed": "confirmed",
        "account_pending": "account_asked",
        "ready": "card_received",
        "active": "cycle_opened",
        "graduated_natural": "components_ended",
    }

    for step, cause in way.items():
        advance(family, step, cause=cause, on=TODAY, by=dewi, document="SK 1")

    moves = ParticipationMove.objects.filter(family=family.pk).order_by("pk")
    assert {move.target: move.cause for move in moves} == way
    assert [move.source for move in moves] == ["listed", *list(way)[:-1]]
    assert {(move.by, move.by_label, move.on, move.document) for move in moves} == {(dewi.pk, str(dewi), TODAY, "SK 1")}


def test_every_step_of_the_table_can_be_taken_with_its_paper_only(dewi):
    family = make_family()
    for source, target, row in steps():
        for cause in row.causes:
            Family.objects.filter(pk=family.pk).update(participation=source)
            if row.paper:
                with pytest.raises(IllegalMove) as refusal:
                    advance(family, target, cause=cause, on=TODAY, by=dewi)
                assert row.paper.id in refusal.value.sentence_id
                assert row.paper.en in refusal.value.sentence_en
            advance(family, target, cause=cause, on=TODAY, by=dewi, document="SK 1")
            assert Family.objects.get(pk=family.pk).participation == target


def test_every_other_step_is_refused_and_leaves_no_row(dewi):
    family, causes = make_family(), {row.target: row.causes[0] for row in TRANSITIONS}
    for source in Participation.values:
        Family.objects.filter(pk=family.pk).update(participation=source)
        for target in set(Participation.values) - set(LEGAL[source]) - {source}:
            with pytest.raises(IllegalMove) as refusal:
                advance(family, target, cause=causes[target], on=TODAY, by=dewi, document="SK 1")
            assert f"cannot become {PARTICIPATION[target].en}" in refusal.value.sentence_en
            assert PARTICIPATION[source].id in refusal.value.sentence_id

    assert not ParticipationMove.objects.exists()


def test_a_step_needs_a_cause_of_its_own_also_when_many_take_it(dewi):
    family = make_family(participation="active")

    with pytest.raises(IllegalMove, match="is no cause to become suspended"):
        advance(family, "suspended", cause="everybody_died", on=TODAY, by=dewi, document="SK 1")
    with pytest.raises(IllegalMove, match="cannot become listed"):
        move_participation(
            Family.objects.values("pk"), source="active", target="listed", cause="removed", on=TODAY, by=dewi
        )


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

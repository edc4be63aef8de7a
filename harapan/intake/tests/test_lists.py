"""Lists of candidates: ranked under the law, within quotas, made as they were looked at, taken back whole."""

from datetime import date

import pytest

from harapan.entitlements.law import law
from harapan.intake.models import CandidateList, Considered
from harapan.intake.targeting.actions import CannotDrawUp, CannotMake, CannotUndo, draw_up, make, set_quota, undo
from harapan.registry.models import Family, ParticipationMove
from harapan.testing.make import BUKUAN, LOA_IPUH, elder, make_family, person, pupil, toddler

COHORT, TODAY = "2026-1", date(2026, 11, 2)
NEXT_DOOR = "6402062007"
pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def edition():
    return law().edition("2026-4", accept_low_confidence=True)


def listed(name: str, *members, decile: int | None = 1, village: str = LOA_IPUH, **facts) -> Family:
    return make_family(
        name, *members, decile=decile, village=village, participation="listed", confirmed_on=None, account="", **facts
    )


def settle() -> dict[str, Family]:
    """Eight listed families in two villages of one regency, and one in the next."""
    nobody = person("Yoga", date(1995, 1, 1))
    return {
        "poorest": listed("Ani", toddler(born=date(2024, 2, 1)), pupil(), decile=1),
        "poor": listed("Beti", pupil(), decile=1),
        "next_door": listed("Caca", pupil(), decile=2, village=NEXT_DOOR),
        "elder": listed("Dedeh", elder(), decile=3),
        "better_off": listed("Euis", pupil(), decile=5),
        "unranked": listed("Fani", pupil(), decile=None),
        "no_component": listed("Gina", nobody, decile=1),
        "not_feasible": listed("Hani", pupil(), decile=1, feasible=False),
        "elsewhere": listed("Ika", pupil(), decile=1, village=BUKUAN),
    }


def chosen(lists: CandidateList) -> list[int]:
    return list(Considered.objects.filter(list=lists, reason="").order_by("place").values_list("family", flat=True))


def test_families_are_ranked_by_decile_and_members_who_count_and_the_others_told_why(dewi, edition):
    families = settle()
    set_quota(COHORT, "6402", 10, by=dewi)

    lists = draw_up(COHORT, "6402", edition, by=dewi)

    assert chosen(lists) == [families[name].pk for name in ("poorest", "poor", "next_door", "elder")]
    why = dict(Considered.objects.filter(list=lists).exclude(reason="").values_list("family", "reason"))
    assert why == {
        families["better_off"].pk: "decile",
        families["unranked"].pk: "decile_unknown",
        families["no_component"].pk: "no_component",
        families["not_feasible"].pk: "not_feasible",
    }
    assert (lists.looked_at, lists.chosen, lists.most_decile, lists.decile_confidence) == (8, 4, 4, "medium")
    assert lists.deciles == {"1": [4, 2], "2": [1, 1], "3": [1, 1], "5": [1, 0], "": [1, 0]}
    assert {one.village: (one.looked_at, one.chosen) for one in lists.sums.all()} == {
        LOA_IPUH: (7, 3),
        NEXT_DOOR: (1, 1),
    }
    assert not ParticipationMove.objects.exists()
    again = draw_up(COHORT, "6402", edition, by=dewi)
    assert (again.digest, chosen(again)) == (lists.digest, chosen(again))
    assert not Considered.objects.filter(list=lists).exists()


def test_quotas_of_village_district_and_regency_end_the_list_each_at_its_place(dewi, edition):
    families = settle()
    set_quota(COHORT, "6402", 3, by=dewi)
    set_quota(COHORT, LOA_IPUH, 1, by=dewi)

    lists = draw_up(COHORT, "6402", edition, by=dewi)

    assert chosen(lists) == [families["poorest"].pk, families["next_door"].pk]
    assert lists.reasons["no_room_village"] == 2
    with pytest.raises(CannotDrawUp, match="no quota"):
        draw_up(COHORT, "6472", edition, by=dewi)


def test_the_list_is_made_as_it_was_looked_at_and_fills_the_quota(dewi, cast, edition):
    families = settle()
    set_quota(COHORT, "6402", 2, by=dewi)
    lists = draw_up(COHORT, "6402", edition, by=cast["ratna"])

    for facts, told in (({"digest": "x"}, "look again"), ({"document": " "}, "number"), ({"by": cast["ratna"]}, "JSK")):
        with pytest.raises(CannotMake, match=told):
            make(lists, **{"digest": lists.digest, "document": "SK 9", "on": TODAY, "by": dewi, **facts})
    made = make(lists, digest=lists.digest, document="SK 9/2026", on=TODAY, by=dewi)
    make(made, digest=lists.digest, document="SK 9/2026", on=TODAY, by=dewi)

    moves = ParticipationMove.objects.filter(target="candidate")
    assert {(move.family, move.cause, move.document, move.on) for move in moves} == {
        (families[name].pk, "chosen_within_quota", "SK 9/2026", TODAY) for name in ("poorest", "poor")
    }
    nothing_left = draw_up(COHORT, "6402", edition, by=dewi)
    assert (nothing_left.chosen, nothing_left.reasons["no_room_regency"]) == (0, 2)


def test_a_family_or_a_quota_that_moved_since_makes_the_list_stale(dewi, edition):
    families = settle()
    set_quota(COHORT, "6402", 4, by=dewi)
    lists = draw_up(COHORT, "6402", edition, by=dewi)

    set_quota(COHORT, "6402", 3, by=dewi)
    with pytest.raises(CannotMake, match="room for 3 by now and the list has 4"):
        make(lists, digest=lists.digest, document="SK 9", on=TODAY, by=dewi)
    set_quota(COHORT, "6402", 4, by=dewi)
    Family.objects.filter(pk=families["poor"].pk).update(participation="candidate")
    with pytest.raises(CannotMake, match="1 family is not just listed any more"):
        make(lists, digest=lists.digest, document="SK 9", on=TODAY, by=dewi)

    assert not ParticipationMove.objects.exists()


def test_a_list_is_taken_back_whole_until_one_of_its_families_was_validated(dewi, edition):
    families = settle()
    set_quota(COHORT, "6402", 2, by=dewi)
    lists = draw_up(COHORT, "6402", edition, by=dewi)
    make(lists, digest=lists.digest, document="SK 9", on=TODAY, by=dewi)

    Family.objects.filter(pk=families["poor"].pk).update(participation="validated")
    with pytest.raises(CannotUndo, match="1 family was visited or validated"):
        undo(lists, "salah kohort", on=TODAY, by=dewi)
    Family.objects.filter(pk=families["poor"].pk).update(participation="candidate")
    undone = undo(lists, "salah kohort", on=TODAY, by=dewi)
    undo(lists, "salah kohort", on=TODAY, by=dewi)

    assert undone.state == "undone"
    assert set(Family.objects.filter(village=LOA_IPUH).values_list("participation", flat=True)) == {"listed"}
    assert ParticipationMove.objects.filter(target="listed", cause="list_undone").count() == 2
    assert draw_up(COHORT, "6402", edition, by=dewi).chosen == 2

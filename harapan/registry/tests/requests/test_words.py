"""A request from its draft to the registry: who may say what, and what nobody may."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from harapan.registry.history import changes_of, changes_of_field
from harapan.registry.models import ChangeRequest, Family, Member, ParticipationMove, RequestEvent
from harapan.registry.requests import actions
from harapan.registry.requests.actions import CannotChange, CannotDecide
from harapan.registry.requests.applying import (
    CannotApply,
    apply_request,
    give_back,
    hand_over,
    needs_the_new_area,
)
from harapan.registry.requests.queries import due_at, is_late, waiting_for, why_not_check
from harapan.registry.tests.requests.conftest import TODAY
from harapan.testing.make import BUKUAN, caretaker_of, make_family, member_named


def refusal_of(call, kind=CannotDecide):
    with pytest.raises(kind) as refusal:
        call()
    assert refusal.value.sentence_id != refusal.value.sentence_en
    return refusal.value.sentence_en


def test_a_death_is_asked_for_checked_by_another_and_written_down_once(family, ask, cast, now):
    budi, ratna, yuliana = member_named(family, "Budi"), cast["ratna"], cast["yuliana"]
    request = ask("death", family, budi)
    assert (request.state, request.seen["members"]) == ("submitted", {str(budi.pk): {"died_on": None}})

    actions.approve(request, now=now, by=ratna)
    assert Member.objects.get(pk=budi.pk).died_on is None
    request = apply_request(request, today=TODAY, by=ratna)
    apply_request(request, today=TODAY, by=ratna)

    assert (request.state, request.decided_by, request.made_by) == ("applied", ratna.pk, yuliana.pk)
    assert Member.objects.get(pk=budi.pk).died_on == date(2025, 2, 3)
    noted = changes_of_field(family, "died_on", member=budi.pk).get()
    assert (noted.by, noted.source, noted.after) == (ratna.pk, f"request:{request.pk}", "2025-02-03")
    assert "Kematian anggota: Akta atau surat keterangan kematian 12/2025" in noted.because
    assert [event.what for event in request.events.order_by("pk")] == ["submitted", "approved", "applied"]


def test_nobody_decides_about_what_they_asked_for(family, ask, cast, now):
    request = ask("phone", family, caretaker_of(family), by=cast["ratna"], phone="081234567890")

    assert "whoever asks" in refusal_of(lambda: actions.approve(request, now=now, by=cast["ratna"]))
    with pytest.raises(IntegrityError, match="whoever asks never decides"), transaction.atomic():
        RequestEvent.objects.create(request=request, what="approved", by=cast["ratna"].pk, by_label="Ratna")
    with pytest.raises(IntegrityError, match="nobody speaks for another"), transaction.atomic():
        RequestEvent.objects.create(request=request, what="withdrawn", by=cast["dewi"].pk, by_label="Dewi")


def test_only_who_covers_the_area_and_has_the_position_decides(family, ask, cast, now):
    request = ask("decile", family, decile=5)

    assert why_not_check(cast["dewi"], request, now) is None
    for name in ("citra", "agus", "ratna", "hasan", "yuliana", "sugeng"):
        assert why_not_check(cast[name], request, now) is not None
    assert list(waiting_for(cast["dewi"], now)) == [request]
    assert not waiting_for(cast["ratna"], now).exists()
    assert "position" in refusal_of(lambda: ask("decile", family, by=cast["hasan"], decile=4))


def test_a_word_that_does_not_follow_is_refused(family, ask, cast, now):
    request = ask("death", family, member_named(family, "Budi"))
    actions.approve(request, now=now, by=cast["ratna"])

    stale_copy = ChangeRequest.objects.get(pk=request.pk)
    stale_copy.state = "submitted"
    assert "moved on" in refusal_of(lambda: actions.approve(stale_copy, now=now, by=cast["dewi"]))
    assert "moved on" in refusal_of(lambda: actions.withdraw(request, by=cast["yuliana"]))
    assert "nobody speaks" in refusal_of(lambda: actions.undo(request, by=cast["dewi"]))
    actions.undo(request, by=cast["ratna"])
    assert ChangeRequest.objects.get(pk=request.pk).decided_by is None
    with pytest.raises(IntegrityError, match="cannot be applied"), transaction.atomic():
        apply_request(request, today=TODAY, by=cast["ratna"])


def test_returned_with_a_reason_amended_and_sent_off_again(family, ask, cast, now):
    request = ask("identity", family, member_named(family, "Budi"), name="Budi Santosa")

    assert "say why" in refusal_of(lambda: actions.send_back(request, because=" ", now=now, by=cast["ratna"]))
    actions.send_back(request, because="KTP tidak terbaca", now=now, by=cast["ratna"])
    actions.amend(request, values={"name": "Budi Santoso"}, today=TODAY, by=cast["yuliana"])
    request = actions.submit(request, today=TODAY, by=cast["yuliana"])

    assert (request.state, request.values) == ("submitted", {"name": "Budi Santoso"})
    assert due_at(request) == request.made_at + timedelta(hours=72)
    assert [event.values for event in request.events.filter(what="amended")] == [{"name": "Budi Santoso"}]


def test_what_changed_underneath_is_noticed_before_approval_and_again_before_it_is_written(family, ask, cast, now):
    budi = member_named(family, "Budi")
    first, second = ask("identity", family, budi, name="Budi S"), ask("school_left", family, budi, reason="work")
    actions.approve(second, now=now, by=cast["ratna"])
    Member.objects.filter(pk=budi.pk).update(name="Budiman", school="smp")

    assert "changed since" in refusal_of(lambda: actions.approve(first, now=now, by=cast["ratna"]))
    said = refusal_of(lambda: apply_request(second, today=TODAY, by=cast["ratna"]), CannotApply)
    second = give_back(second, said, by=cast["ratna"])
    assert (second.state, Member.objects.get(pk=budi.pk).school) == ("returned", "smp")


def test_a_request_needs_its_paper_and_no_twin_and_something_to_change(family, ask, cast):
    budi = member_named(family, "Budi")
    bare = ask("death", family, budi, paper=False, send=False)
    assert "attach one of these" in refusal_of(lambda: actions.submit(bare, today=TODAY, by=cast["yuliana"]))
    ask("death", family, budi)
    assert "under way" in refusal_of(lambda: ask("death", family, budi))
    assert "nothing would change" in refusal_of(lambda: ask("identity", family, budi, name="Budi"), CannotChange)
    assert "has not come yet" in refusal_of(lambda: ask("death", family, budi, on=date(2031, 1, 1)), CannotChange)


def test_the_caretakers_death_holds_the_money_until_the_successor_has_an_account(family, ask, cast, now):
    sari, budi = member_named(family, "Sari"), member_named(family, "Budi")
    young = refusal_of(lambda: ask("caretaker_died", family, successor=budi.pk), CannotChange)
    assert "at least 17" in young

    request = ask("caretaker_died", family, successor=sari.pk)
    actions.approve(request, now=now, by=cast["ratna"])
    apply_request(request, today=TODAY, by=cast["ratna"])
    assert Family.objects.get(pk=family.pk).caretaker == sari.pk
    assert payee_of(family) == ("Aminah", True)

    account = ask("new_account", Family.objects.get(pk=family.pk), number="0099887766")
    actions.approve(account, now=now, by=cast["ratna"])
    apply_request(account, today=TODAY, by=cast["ratna"])
    assert payee_of(family) == ("Sari", False)


def payee_of(family):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, has_died FROM registry_payee WHERE family = %s", [family.pk])
        return cursor.fetchone()


def test_a_move_waits_for_the_new_area_and_escalates_and_is_never_an_exit(family, ask, cast, now):
    ratna, agus = cast["ratna"], cast["agus"]
    request = ask("move", family, village=BUKUAN, address="Jl. Baru 2")
    actions.approve(request, now=now, by=ratna)
    request.refresh_from_db()
    assert needs_the_new_area(request, ratna)
    assert not needs_the_new_area(request, agus)
    request = hand_over(request, by=ratna)

    assert Family.objects.get(pk=family.pk).village != BUKUAN
    assert "the new area accepts" in refusal_of(lambda: actions.accept(request, now=now, by=ratna))
    assert "14 days" in refusal_of(lambda: actions.accept(request, now=now, by=agus))
    assert not waiting_for(agus, now).exists()
    fifteen_days = timezone.now() + timedelta(days=15)
    assert is_late(request, fifteen_days)
    assert list(waiting_for(agus, fifteen_days)) == [request]
    actions.accept(request, now=fifteen_days, by=agus)
    apply_request(request, today=TODAY, by=agus)

    moved = Family.objects.get(pk=family.pk)
    assert (moved.village, moved.address, moved.participation) == (BUKUAN, "Jl. Baru 2", "active")
    assert not ParticipationMove.objects.filter(family=family.pk).exists()
    assert not changes_of(family).visible_to(cast["yuliana"]).exists()
    assert ChangeRequest.objects.visible_to(cast["yuliana"]).exists()  # what she asked herself


def test_who_joins_leaves_the_other_family_and_who_splits_off_keeps_the_history(family, ask, cast, now):
    other = make_family("Budiarti", card="6402060302259902")
    cousin = member_named(other, "Budi")
    Member.objects.filter(pk=cousin.pk).update(nik="6402060205160001")
    facts = {"name": "Budi", "nik": "6402060205160001", "born": date(2016, 5, 2), "sex": "M", "relation": "other"}

    for request in (
        ask("join", family, **facts),
        ask("split", family, members=[member_named(family, "Sari").pk], card="6402060302259903"),
    ):
        actions.approve(request, now=now, by=cast["ratna"])
        apply_request(request, today=TODAY, by=cast["ratna"])

    assert Member.objects.get(pk=cousin.pk).family_id == family.pk
    new = Family.objects.get(card="6402060302259903")
    assert (new.participation, Family.objects.get(pk=family.pk).participation) == ("listed", "active")
    assert changes_of(new).get(field="family").before == str(family.pk)
    assert "is of the family already" in refusal_of(lambda: ask("join", family, **facts), CannotChange)

"""What was approved is written down by the worker: once, after ten seconds, and never in the middle of a freeze."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from harapan.operations import errands
from harapan.operations.errands import changes
from harapan.registry.at_rest import at_rest, take_share
from harapan.registry.models import ChangeRequest, Member, Overpayment, RequestEvent
from harapan.registry.requests import actions
from harapan.registry.requests.kinds import KINDS
from harapan.registry.requests.papers import PAPERS
from harapan.snapshots.models import Snapshot
from harapan.staff.access import working_as
from harapan.testing.pages import as_web
from harapan.testing.stages import family_of


@pytest.fixture(autouse=True)
def _no_second_thoughts(monkeypatch):
    monkeypatch.setattr(changes, "UNDO_WITHIN", timedelta(0))


def ask(cast, kind, family, *, member=None, on, **values):
    """Dewi asks from a page, with a paper."""
    dewi = cast["dewi"]
    with as_web(), working_as(dewi):
        request = actions.draw_up(
            KINDS[kind],
            family,
            member=member,
            values=values,
            on=on,
            asked_by="dinsos",
            because="",
            today=timezone.localdate(),
            by=dewi,
        )
        actions.attach(request, PAPERS[KINDS[kind].papers[0].code], number="12", by=dewi)
        return actions.submit(request, today=timezone.localdate(), by=dewi)


def approve(cast, request, name="ratna"):
    with as_web(), working_as(cast[name]):
        event = actions.approve(request, now=timezone.now(), by=cast[name])
        return errands.ask(
            "change.apply",
            f"request:{request.pk}:{event.pk}",
            by=cast[name],
            area=request.village,
            request=request.pk,
            event=event.pk,
        )


def test_a_death_registered_late_becomes_a_claim_and_no_book_is_touched(after, cast):
    after("close")
    family, datuk = family_of("Budiarti"), Member.objects.get(name="Datuk Hamid")

    errand = approve(cast, ask(cast, "death", family, member=datuk.pk, on=date(2024, 12, 1)))
    errands.carry_out(errand)
    errands.carry_out(errand)

    errand.refresh_from_db()
    assert errand.state == "done", errand.sentence_en
    assert "Rp600.000 of 1 stage became a claim" in errand.sentence_en
    claim = Overpayment.objects.get()
    assert (claim.cycle, claim.amount, claim.member, claim.settled_because) == ("2025-1", 600_000, datuk.pk, "")
    assert Member.objects.get(pk=datuk.pk).died_on == date(2024, 12, 1)
    with as_web(), working_as(cast["citra"]):
        assert not ChangeRequest.objects.exists()
        assert not Overpayment.objects.exists()


def test_what_is_taken_back_in_time_is_not_written_down_and_a_refusal_gives_it_back(after, cast):
    after("people")
    family, datuk, now = family_of("Budiarti"), Member.objects.get(name="Datuk Hamid"), timezone.now()
    request = ask(cast, "death", family, member=datuk.pk, on=date(2024, 12, 1))

    errand = approve(cast, request)
    with as_web(), working_as(cast["ratna"]):
        actions.undo(request, by=cast["ratna"])
    errands.carry_out(errand)
    assert Member.objects.get(pk=datuk.pk).died_on is None
    again = approve(cast, ChangeRequest.objects.get(pk=request.pk))
    Member.objects.filter(pk=datuk.pk).update(died_on=date(2024, 11, 30))
    errands.carry_out(again)

    again.refresh_from_db()
    request.refresh_from_db()
    assert (again.state, request.state) == ("refused", "returned")
    assert "changed since" in again.sentence_en
    assert "berubah sejak" in RequestEvent.objects.filter(request=request, what="stuck").get().because
    assert now < request.state_at


def test_an_approval_that_races_a_freeze_is_wholly_in_the_stage_or_wholly_after_it(after, cast):
    given = after("open")
    family, datuk = family_of("Budiarti"), Member.objects.get(name="Datuk Hamid")
    errand = approve(cast, ask(cast, "death", family, member=datuk.pk, on=date(2024, 12, 1)))

    with at_rest() as let_go:
        writing = threading.Thread(target=_carry_out, args=[errand])
        writing.start()
        writing.join(0.5)
        assert writing.is_alive()  # the freeze is at its instant: the worker waits
        assert Member.objects.get(pk=datuk.pk).died_on is None
        let_go()
    writing.join(20)
    given.through("freeze")

    errand.refresh_from_db()
    applied = RequestEvent.objects.get(what="applied")
    snapshot = Snapshot.objects.get()
    assert errand.state == "done", errand.sentence_en
    assert applied.at < snapshot.taken_at
    assert snapshot.members == Member.objects.filter(died_on=None).exclude(family=family_of("Indah").pk).count()


def _carry_out(errand):
    try:
        errands.carry_out(errand)
    finally:
        connection.close()


def test_a_freeze_waits_for_who_is_in_the_middle_of_writing(after):
    given, began, may_end = after("open"), threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            take_share()
            began.set()
            may_end.wait(20)
        connection.close()

    writing = threading.Thread(target=write)
    writing.start()
    began.wait(20)
    freezing = threading.Thread(target=lambda: (given.through("freeze"), connection.close()))
    freezing.start()
    freezing.join(0.7)
    assert freezing.is_alive()
    assert not Snapshot.objects.exists()
    may_end.set()
    freezing.join(30)
    writing.join(5)
    assert Snapshot.objects.count() == 1

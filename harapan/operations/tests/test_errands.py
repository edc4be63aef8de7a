"""Errands from asking to their end: once for each subject, in the name of who asked, watched by whom they concern."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from harapan.audit.models import Event
from harapan.operations import errands
from harapan.operations.errands import CannotAsk, Kind
from harapan.operations.errands.forgetting import forget_errands
from harapan.operations.models import Errand
from harapan.staff.access import working_as
from harapan.staff.models import Staff
from harapan.testing.pages import as_web
from harapan.ui.words import Words


@pytest.fixture
def counted(own_database, monkeypatch) -> list[int]:
    """A kind of errand that only notes who asked, for managers of staff."""
    found: list[int] = []

    def note_who(notes, errand, staff):
        found.append(staff.pk)
        return Words("tercatat", "noted")

    monkeypatch.setitem(
        errands.KINDS, "test.note", Kind(Words("catat", "note"), lambda staff: staff.may_manage_staff, note_who)
    )
    return found


def ask(staff: Staff, subject: str = "thing:1", **details):
    with as_web(), working_as(staff):
        return errands.ask("test.note", subject, by=staff, **details)


def test_whoever_asks_is_who_acts(counted, citra):
    errand = ask(citra, area="6403")

    errands.carry_out(errand)
    errands.carry_out(errand)

    errand.refresh_from_db()
    assert (errand.state, errand.sentence_id, errand.begun) == ("done", "tercatat", 1)
    assert counted == [citra.pk]


def test_a_double_click_asks_once_and_somebody_else_waits(counted, citra, dewi):
    first = ask(citra)

    assert ask(citra).pk == first.pk
    with pytest.raises(CannotAsk) as refused:
        ask(dewi)
    assert "wait until it is done" in refused.value.sentence_en
    assert Errand.objects.count() == 1


def test_who_has_no_such_business_is_refused_and_nothing_is_left(counted, cast):
    with pytest.raises(CannotAsk):
        ask(cast["hasan"])

    assert not Errand.objects.exists()


def test_who_was_let_go_since_asking_acts_no_more(counted, citra):
    errand = ask(citra)
    Staff.objects.filter(pk=citra.pk).update(active=False)

    errands.carry_out(errand)

    assert (errand.state, counted) == ("refused", [])


def test_others_see_only_errands_about_their_area(counted, citra, cast):
    ask(citra, area="6403")

    for name, sees in (("citra", True), ("agus", True), ("dewi", True), ("ratna", False)):
        with as_web(), working_as(cast[name]):
            assert Errand.objects.exists() == sees, name
            assert Errand.objects.visible_to(cast[name]).exists() == sees, name


def test_what_an_errand_said_is_forgotten_long_after_it_ended(db, citra):
    now = timezone.now()
    told = {
        "kind": "attachment.move",
        "asked_by": citra.pk,
        "details": {"because": "ikut ibu"},
        "sentence_id": "pindah",
    }
    old = Errand.objects.create(subject="member:1", state="done", ended_at=now - timedelta(days=400), **told)
    young = Errand.objects.create(subject="member:2", state="done", ended_at=now - timedelta(days=300), **told)
    waiting = Errand.objects.create(subject="member:3", **told)

    forgotten = [forget_errands(now - timedelta(days=365), by=citra) for _ in range(2)]

    assert forgotten == [1, 0]
    assert [Errand.objects.get(pk=one.pk).details == {} for one in (old, young, waiting)] == [True, False, False]
    assert Errand.objects.get(pk=old.pk).sentence_id == ""
    assert Event.objects.filter(verb="errands.forgotten").count() == 1


def test_some_errands_wait_a_little_so_that_they_can_be_taken_back(counted, citra):
    ask(citra, after=timedelta(seconds=10))

    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at > now() + interval '8 seconds' FROM procrastinate_jobs")
        assert cursor.fetchone() == (True,)

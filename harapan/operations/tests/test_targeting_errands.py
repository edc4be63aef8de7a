"""Lists and handing-on as the worker does them: in the name of who asked, once, with what came of it in words."""

import pytest

from harapan.intake.models import CandidateList
from harapan.intake.targeting.actions import set_quota
from harapan.operations import errands
from harapan.registry.models import Family, Reassignment
from harapan.staff.access import working_as
from harapan.staff.models import Staff
from harapan.testing.make import LOA_IPUH, make_family, pupil
from harapan.testing.pages import as_web

pytestmark = pytest.mark.usefixtures("own_database")


def carried_out(kind: str, subject: str, by: Staff, *, area: str = "", **details):
    with as_web(), working_as(by):
        errand = errands.ask(kind, subject, by=by, area=area, **details)
    errands.carry_out(errand)
    errand.refresh_from_db()
    return errand


def test_dewi_has_lists_drawn_up_for_every_regency_makes_one_and_takes_it_back(dewi, cast):
    family = make_family("Ani", pupil(), decile=1, participation="listed", account="")
    set_quota("2026-1", "6402", 5, by=dewi)
    with as_web(), working_as(dewi):
        set_quota("2026-1", "6472", 5, by=dewi)

    drawn = carried_out("targeting.draw_up", "targeting:all", dewi, cohort="2026-1", stage="2026-4")
    assert (drawn.state, drawn.sentence_en) == ("done", "1 family ranked, 1 chosen within the quota")
    lists = CandidateList.objects.get(area="6402")
    told = {"list": lists.pk, "digest": lists.digest, "document": "SK 3", "on": "2026-11-02"}
    assert carried_out("targeting.make", "targeting:6402", dewi, **told).state == "done"
    assert Family.objects.get(pk=family.pk).participation == "candidate"
    undone = carried_out("targeting.undo", "targeting:6402", dewi, list=lists.pk, because="salah")
    assert (undone.state, Family.objects.get(pk=family.pk).participation) == ("done", "listed")
    refused = carried_out(
        "targeting.draw_up", "targeting:6403", cast["citra"], area="6403", cohort="2026-1", stage="2026-4"
    )
    assert (refused.state, refused.sentence_en) == ("refused", "64.03 has no quota for cohort 2026-1 yet")


def test_families_are_handed_on_once_even_when_a_worker_dies_after_the_deed(dewi, cast):
    yuliana = cast["yuliana"].pk
    family = make_family()
    told = {"source": None, "parts": [{"village": LOA_IPUH, "target": yuliana}], "because": "kosong", "document": ""}
    errand = carried_out("facilitators.reassign", "assign:none", dewi, **told)
    type(errand).objects.filter(pk=errand.pk).update(state="running")

    errands.carry_out(errand)

    errand.refresh_from_db()
    assert (errand.state, errand.sentence_en) == ("done", "1 family has another facilitator now")
    assert Family.objects.get(pk=family.pk).facilitator == yuliana
    back = carried_out(
        "facilitators.undo", "assign:none", dewi, reassignment=Reassignment.objects.get().pk, because="keliru"
    )
    assert (back.state, Family.objects.get(pk=family.pk).facilitator) == ("done", None)

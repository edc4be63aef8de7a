"""A family is terminated, misses a stage, objects late, and returns: with every rupiah it would have had, on one page.

Aminah of Loa Ipuh has Budi, a pupil who stays away from school for a year, and Cahya, a student who does not. Dewi of
the directorate decides about termination; she ran no stage, so Eko and Yani did. Ratna sends the notice, Yuliana is the
facilitator, Agus coordinates the province.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from harapan.entitlements.models import Entitlement
from harapan.registry.models import Arrears, Participation, ParticipationMove, Withholding
from harapan.sanctions.actions import (
    CannotSay,
    answer_late,
    decide_payment,
    decide_sanction,
    hear,
    notify_area,
    object_,
)
from harapan.sanctions.applying import apply_decision
from harapan.sanctions.models import Case
from harapan.sanctions.queries import room_for_back_pay
from harapan.staff.access import working_as
from harapan.staff.models import Staff
from harapan.testing.make import make_family, make_neighbours, make_observations, member_named, pupil, student
from harapan.testing.pages import as_web
from harapan.testing.stages import scene

PUPIL, STUDENT = 225_000, 500_000


@pytest.mark.usefixtures("own_database")
def test_a_terminated_family_returns_and_is_paid_what_every_missed_stage_would_have_paid(dewi, eko, cast):
    agus, ratna, yuliana = cast["agus"], cast["ratna"], cast["yuliana"]
    yani = Staff.objects.create(username="yani", name="Yani", position="national")
    make_neighbours(2)
    aminah = make_family("Aminah", pupil("Budi"), student("Cahya"), facilitator=yuliana.pk)
    budi, cahya = member_named(aminah, "Budi"), member_named(aminah, "Cahya")

    def stage(cycle, *, missed=True):
        given = scene(yani, eko, cycle=cycle, because="uji")
        months = given.edition.stage.judged_months
        make_observations(budi, "school_attendance", months, unexcused=20 if missed else 0)
        make_observations(cahya, "school_attendance", months)
        return given.through("approve")

    # Four quarters missed in a row: the engine proposes to terminate. Budi and Cahya are paid for until then.
    for cycle in ("2025-1", "2025-2", "2025-3", "2025-4"):
        owed = stage(cycle).owed(aminah)
        assert owed.net == PUPIL + STUDENT
    assert owed.proposed == "terminate"
    case = Case.objects.get(cycle="2025-4", kind="sanction")

    # Nobody objects in time. Dewi terminates, in the directorate's name; the family is out.
    today = timezone.localdate()
    noticed = today - timedelta(days=20)
    assert notify_area("2025-4", "6402", on=noticed, by=ratna) == 1
    case.refresh_from_db()
    with as_web(), working_as(dewi):
        decide_sanction(case, "uphold", "empat triwulan berturut-turut", on=today, by=dewi)
    apply_decision(case, by=dewi)
    aminah.refresh_from_db()
    assert aminah.participation == Participation.REMOVED

    # The next stage goes by without it. The family hears that it is paid nothing, and why.
    with pytest.raises(Entitlement.DoesNotExist):
        stage("2026-1").owed(aminah)
    less = Case.objects.get(cycle="2026-1", kind="payment", family=aminah.pk)
    assert (less.reason, less.before, less.now) == ("not_computed", PUPIL + STUDENT, 0)

    # Too late, and yet: Budi lay in hospital. Yuliana takes it down, Agus admits and hears, Yani of the directorate
    # waives; the decider of before could not.
    with as_web(), working_as(yuliana):
        object_(case, "Budi dirawat setahun", on=today, today=today, by=yuliana)
    with as_web(), working_as(agus):
        answer_late(case, "surat rumah sakit", admit=True, on=today, by=agus)
    with as_web(), working_as(yuliana):
        hear(case, "surat rumah sakit asli", on=today, today=today, present="Aminah", by=yuliana)
    with as_web(), working_as(agus):
        decide_sanction(case, "waive", "sakit terbukti", on=today, by=agus)
    for _ in "twice":
        case = apply_decision(case, by=agus)
    aminah.refresh_from_db()
    move = ParticipationMove.objects.filter(family=aminah.pk).latest("pk")
    assert (case.state, aminah.participation) == ("reversed", Participation.ACTIVE)
    assert (move.source, move.target, move.cause, move.document) == (
        "removed", "active", "termination_reversed", case.number,
    )  # fmt: skip
    assert not Withholding.objects.filter(lifted_in="").exists()

    # What the stage would have brought, line by line, under the law of that stage; and the notice can add nothing.
    owed = Arrears.objects.order_by("component").values_list("cycle", "member", "component", "amount", "decision")
    assert list(owed) == [
        ("2026-1", budi.pk, "primary", PUPIL, case.number),
        ("2026-1", cahya.pk, "senior_secondary", STUDENT, case.number),
    ]
    assert room_for_back_pay(less) == 0
    with as_web(), working_as(agus), pytest.raises(CannotSay, match="owes money of this stage already"):
        decide_payment(less, "grant", "juga", rupiah=1, on=today, by=agus)

    # The stage after pays both.
    given = stage("2026-2", missed=False)
    assert given.owed(aminah).net == 2 * (PUPIL + STUDENT)
    assert Arrears.objects.exclude(settled_in="2026-2").count() == 0

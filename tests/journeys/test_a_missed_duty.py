"""A missed duty, from the class register to the money and back, over three stages and on one page.

Aminah of Loa Ipuh has a pupil, Budi, and a student, Cahya. Budi stays away from school for two quarters. Dewi and Eko
run the stages in Jakarta. Ratna of the Dinsos sends notices, Yuliana is the facilitator, Agus coordinates the province
and decides. Next door Fatimah is paid less, because her student left home; that was an error, and she objects too.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from harapan.registry.models import Arrears, Withholding
from harapan.sanctions.actions import CannotSay, decide_payment, decide_sanction, hear, notify_area, object_
from harapan.sanctions.applying import apply_decision
from harapan.sanctions.models import Case
from harapan.staff.access import working_as
from harapan.testing.make import make_family, make_observations, member_named, pupil, student
from harapan.testing.pages import as_web
from harapan.testing.stages import scene

PUPIL, STUDENT = 225_000, 500_000


@pytest.mark.usefixtures("own_database")
def test_a_missed_duty_is_noticed_objected_to_decided_withheld_and_paid_back(dewi, eko, cast):
    agus, ratna, yuliana = cast["agus"], cast["ratna"], cast["yuliana"]
    aminah = make_family("Aminah", pupil("Budi"), student("Cahya"), facilitator=yuliana.pk)
    fatimah = make_family("Fatimah", pupil("Dian"), student("Eri"), facilitator=yuliana.pk)
    budi, cahya = member_named(aminah, "Budi"), member_named(aminah, "Cahya")

    def stage(cycle, budi_misses):
        given = scene(dewi, eko, cycle=cycle, because="uji")
        make_observations(
            budi, "school_attendance", given.edition.stage.judged_months, unexcused=20 if budi_misses else 0
        )
        make_observations(cahya, "school_attendance", given.edition.stage.judged_months)
        given.through("approve")
        return given.owed(aminah), given.owed(fatimah)

    # Two quarters missed in a row: the engine proposes, nobody loses anything yet. Fatimah is paid for one child less.
    assert stage("2025-1", budi_misses=True)[0].net == PUPIL + STUDENT
    eri = member_named(fatimah, "Eri")
    eri.at_home = False
    eri.save(update_fields=["at_home"])
    hers, theirs = stage("2025-2", budi_misses=True)
    assert (hers.net, hers.proposed, theirs.net) == (PUPIL + STUDENT, "suspend", PUPIL)
    case, less = Case.objects.get(family=aminah.pk), Case.objects.get(family=fatimah.pk)
    assert [(row["member"], row["duty"], len(row["months"])) for row in case.missed] == [
        (budi.pk, "school_attendance", 3)
    ]
    assert (less.kind, less.reason, less.loss, less.state) == ("payment", "fewer_counted", STUDENT, "notified")

    # Notice; the clock runs for fourteen days. Agus may not decide before it has, and Ratna not at all.
    today = timezone.localdate()
    assert notify_area("2025-2", "6402", on=today, by=ratna) == 1
    case.refresh_from_db()
    assert (case.state, case.until) == ("notified", today + timedelta(days=14))
    with as_web(), working_as(agus), pytest.raises(CannotSay, match="may still object"):
        decide_sanction(case, "uphold", "dua triwulan", on=today, by=agus)

    # Aminah objects; Yuliana hears her. Agus withholds Budi's lines from the next stage on, and only those.
    with as_web(), working_as(yuliana):
        object_(case, "Budi sakit di rumah nenek", on=today, today=today, by=yuliana)
        hear(case, "Surat dokter tidak ada", on=today, today=today, present="Aminah, Yuliana", by=yuliana)
    with as_web(), working_as(agus):
        decide_sanction(case, "uphold", "tidak ada bukti sakit", on=today, by=agus)
    for _ in "twice":
        apply_decision(case, by=agus)
    withholding = Withholding.objects.get()
    assert (withholding.member, withholding.from_cycle, withholding.decision) == (budi.pk, "2025-3", case.number)

    # Fatimah objects too: Eri boards for school. She is right, and is owed the difference of the second stage.
    with as_web(), working_as(yuliana):
        object_(less, "Eri mondok untuk sekolah", on=today, today=today, by=yuliana)
    with as_web(), working_as(agus):
        decide_payment(less, "grant", "surat pondok terlampir", rupiah=less.missing, on=today, by=agus)
    apply_decision(less, by=agus)
    assert [(one.cycle, one.amount) for one in Arrears.objects.all()] == [("2025-2", STUDENT)]
    eri.at_home = True
    eri.save(update_fields=["at_home"])

    # Third stage: Budi missed again, his lines are withheld; Fatimah is paid in full and gets her back-pay.
    hers, theirs = stage("2025-3", budi_misses=True)
    assert (hers.net, hers.deduction) == (STUDENT, PUPIL)
    assert theirs.net == PUPIL + STUDENT + STUDENT
    notice = Case.objects.get(family=aminah.pk, cycle="2025-3", kind="payment")
    assert (notice.reason, notice.loss, notice.missing) == ("withheld_part", PUPIL, PUPIL)

    # A doctor's letter turns up: too late, yet Dewi's colleague Eko cannot and Citra has no business; Agus's own
    # decision is reversed by somebody else, and what was kept back is paid in the fourth stage, to the rupiah.
    case.refresh_from_db()
    with as_web(), working_as(agus), pytest.raises(CannotSay, match="somebody else reverses"):
        decide_sanction(case, "waive", "surat dokter", on=today, by=agus)
    yani = cast["citra"].__class__.objects.create(
        username="yani", name="Yani", position="regency_coordinator", area="6402"
    )
    with as_web(), working_as(yani):
        decide_sanction(case, "waive", "surat dokter 12 Januari", on=today, by=yani)
    assert apply_decision(case, by=yani).state == "reversed"
    hers, _ = stage("2025-4", budi_misses=False)
    assert hers.net == PUPIL + STUDENT + PUPIL
    assert sum(Arrears.objects.exclude(settled_in="").values_list("amount", flat=True)) == PUPIL + STUDENT

"""The desk in use: a family's objection from the facilitator's page to the coordinator's decision, and the lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harapan.commitments.models import Attachment, Coverage, Waiver
from harapan.entitlements.models import Batch, Run
from harapan.operations import errands
from harapan.operations.models import Errand
from harapan.places.models import Facility
from harapan.registry.models import Withholding
from harapan.sanctions.models import Alert, Case, Making, WaiverRequest
from harapan.testing.make import BUKUAN, make_family, member_named, pupil
from harapan.testing.stages import scene

NASTY = "<script>alert('x')</script>"


@pytest.fixture
def aminah(own_database, dewi, eko, cast):
    """A notified case of stage 2025-2, whose window ended yesterday; the stage counts as approved."""
    given = scene(dewi, eko, cycle="2025-2", because="uji").through("open")
    run = Run.objects.create(
        cycle_id="2025-2", number=1, kind="main", folder="x", snapshot_digest="x", edition_digest="x", digest="x",
        families=1, paid_families=1, gross=1, net=1, computed_by=dewi.pk,
    )  # fmt: skip
    Batch.objects.create(
        run=run, cycle="2025-2", wave=1, state="approved", families=1, paid_families=1, net=1, computed_by=dewi.pk,
        reviewed_by=dewi.pk, approved_by=eko.pk,
    )  # fmt: skip
    assert given.cycle == "2025-2"
    family = make_family(f"Aminah {NASTY}", pupil("Budi"), facilitator=cast["yuliana"].pk)
    case_of(family, dewi, cast, days_ago=15)
    case_of(make_family("Halimah", pupil("Hadi"), village=BUKUAN), dewi, cast, days_ago=15)
    return family


def case_of(family, dewi, cast, *, days_ago, **facts):
    on = timezone.localdate() - timedelta(days=days_ago)
    name = family.members.get(relation="child").name
    missed = [{"member": member_named(family, name).pk, "duty": "school_attendance", "months": ["2025-01-01"]}]
    told = {"kind": "sanction", "proposed": "suspend", "missed": missed, "quarters_missed": 2} | facts
    return Case.objects.create(
        cycle="2025-2",
        run=1,
        family=family.pk,
        village=family.village,
        facilitator=family.facilitator,
        objection_days=14,
        proposed_by=dewi.pk,
        state="notified",
        notified_by=cast["ratna"].pk,
        notified_on=on,
        until=on + timedelta(days=14),
        **told,
    )


def school_of(member):
    """A school that told of five of its six pupils in January."""
    facts = {"code": "30401234", "kind": "school", "level": "sd", "name": "SDN 1 Loa Ipuh", "village": member.village}
    Facility.objects.create(**facts)
    Attachment.objects.create(
        member=member.pk, family=member.family_id, village=member.village, facilitator=member.facilitator,
        facility="30401234", service="school", since="2024-07-01", because="uji",
    )  # fmt: skip
    Coverage.objects.create(
        service="school", month="2025-01-01", facility="30401234", village=member.village,
        classes=1, classes_told=0, members=6, told=5,
    )  # fmt: skip


def carry_out_all():
    for errand in Errand.objects.filter(state="waiting"):
        errands.carry_out(errand)
        errand.refresh_from_db()
        assert errand.state == "done", errand.sentence_en


def test_a_late_objection_is_taken_down_admitted_heard_and_decided(aminah, visitor, cast, dewi):
    yuliana, agus, today = visitor(cast["yuliana"]), visitor(cast["agus"]), timezone.localdate()
    Making.objects.create(cycle="2025-2", run=1, batches=[1], sanctions=2, payments=0, by=dewi.pk)
    case = Case.objects.get(family=aminah.pk)
    page = f"/sanksi/{case.pk}/"

    assert "2 proposals wait for a decision; nobody objected in time" in agus.get("/").content.decode()
    assert "nobody objected" not in yuliana.get("/").content.decode()
    listed = yuliana.get("/sanksi/?tahap=2025-2").content.decode()
    assert "not heard that a sanction is proposed" not in visitor(cast["ratna"]).get("/").content.decode()
    assert "Notify families" not in visitor(cast["ratna"]).get("/sanksi/?tahap=2025-2").content.decode()
    assert case.number in listed
    assert "Halimah" not in listed
    assert NASTY not in listed
    assert yuliana.post(f"{page}object/", {"on": today, "text": "x"}).status_code == 422
    refused = yuliana.post(f"{page}object/", {"on": today + timedelta(days=1), "text": "Anak sakit keras"})
    assert (refused.status_code, "has not come" in refused.content.decode()) == (422, True)
    assert yuliana.post(f"{page}object/", {"on": today, "text": "Anak sakit keras"}).status_code == 302
    assert "late objection" in agus.get("/sanksi/?tahap=2025-2&keadaan=late").content.decode()
    assert "keadaan=late" in agus.get("/").content.decode()
    assert "may not" not in agus.get(page).content.decode()
    assert agus.post(f"{page}late/", {"answer": "admit", "text": "jalan banjir"}).status_code == 302
    heard = {"on": today, "present": "Aminah", "text": "Surat dokter dibawa"}
    assert yuliana.post(f"{page}hear/", heard).status_code == 302
    assert "1 family" in agus.get("/").content.decode()

    budi = member_named(aminah, "Budi").pk
    said = {"verdict": "uphold", "text": "surat tidak asli"}
    nobody = agus.post(f"{page}decide/", said)
    assert (nobody.status_code, "whose lines" in nobody.content.decode()) == (422, True)
    assert agus.post(f"{page}decide/", {**said, "members": [budi]}).status_code == 302
    carry_out_all()

    case.refresh_from_db()
    assert (case.state, [one.member for one in Withholding.objects.all()]) == ("applied", [budi])
    shown = agus.get(page).content.decode()
    assert "Sanction upheld" in shown
    assert NASTY not in shown
    line = agus.get(f"/keluarga/{aminah.pk}/riwayat/?jenis=keputusan").content.decode()
    for words in ("Sanction upheld", "The family was heard", "Proposed sanction"):
        assert words in line


def test_others_see_nothing_and_sums_are_of_ones_own_area(aminah, visitor, cast):
    case = Case.objects.get(family=aminah.pk)
    school_of(member_named(aminah, "Budi"))
    assert visitor(cast["citra"]).get(f"/sanksi/{case.pk}/").status_code == 404
    assert visitor(cast["andi"]).get("/sanksi/").status_code == 403
    impact = visitor(cast["ratna"]).get("/sanksi/dampak/?tahap=2025-2").content.decode()
    assert "School attendance" in impact or "attendance" in impact.lower()
    assert "64.72" not in impact
    for words in ("SDN 1 Loa Ipuh", "has not reported on everybody: 01-2025"):
        assert words in impact
    by_school = visitor(cast["ratna"]).get("/sanksi/dampak/unduh/csv/?tahap=2025-2").body.decode()
    assert "30401234,SDN 1 Loa Ipuh" in by_school.replace(";", ",")
    assert "SDN 1 Loa Ipuh" in visitor(cast["agus"]).get(f"/sanksi/{case.pk}/").content.decode()
    assert visitor(cast["ratna"]).get("/sanksi/dampak/unduh/csv/?tahap=2025-2&jenis=payment").status_code == 404
    taken = visitor(cast["ratna"]).get("/sanksi/unduh/csv/?tahap=2025-2").body.decode()
    assert case.number in taken
    assert "Halimah" not in taken
    hasan = visitor(cast["hasan"])
    assert hasan.post(f"/sanksi/{case.pk}/object/", {"on": "2025-05-01", "text": "bukan urusan"}).status_code == 403
    assert visitor(cast["ratna"], "id").get(f"/sanksi/{case.pk}/").status_code == 200


def test_a_waiver_is_proposed_on_one_page_and_approved_on_anothers(own_database, visitor, cast):
    ratna, agus = visitor(cast["ratna"]), visitor(cast["agus"])
    told = {
        "area": "64.02",
        "duty": "",
        "first_month": "2026-01",
        "last_month": "2026-03",
        "document": "SK Bupati 12/2026",
        "because": "banjir besar",
    }
    assert ratna.post("/sanksi/pengecualian/", {**told, "last_month": "2025-01"}).status_code == 422
    assert ratna.post("/sanksi/pengecualian/", told).status_code == 302
    asked = WaiverRequest.objects.get()
    assert "Approve" not in ratna.get("/sanksi/pengecualian/").content.decode()
    assert "1 proposed waiver waits" in agus.get("/").content.decode()
    assert "proposed waiver" not in visitor(cast["citra"]).get("/").content.decode()
    assert "Approve" in agus.get("/sanksi/pengecualian/").content.decode()
    agus.post(f"/sanksi/pengecualian/{asked.pk}/putus/", {"verdict": "approve"})
    carry_out_all()
    assert "proposed waiver" not in agus.get("/").content.decode()
    assert Waiver.objects.get().document == "SK Bupati 12/2026"
    assert visitor(cast["hasan"]).post("/sanksi/pengecualian/", told).status_code == 403


def test_warnings_are_looked_for_listed_and_taken_along(own_database, visitor, cast):
    make_family("Ani", decile=9, facilitator=cast["yuliana"].pk)
    make_family("Beti", decile=9, village=BUKUAN)
    ratna, yuliana = visitor(cast["ratna"]), visitor(cast["yuliana"])
    assert "nobody has looked" in yuliana.get("/peringatan-dini/").content.decode()
    assert ratna.post("/peringatan-dini/perbarui/", {"area": "6402"}).status_code == 302
    assert ratna.post("/peringatan-dini/perbarui/", {"area": "6472"}).status_code == 403
    carry_out_all()

    assert Alert.objects.filter(kind="decile").count() == 1
    page = yuliana.get("/peringatan-dini/?sebab=decile").content.decode()
    assert "Ani" in page
    assert "Decile above the limit" in page
    assert "Ani" in ratna.get("/peringatan-dini/unduh/csv/").body.decode()
    assert "Ani" not in visitor(cast["citra"]).get("/peringatan-dini/").content.decode()


def test_notices_are_offered_while_somebody_has_not_heard_and_no_longer(aminah, visitor, cast, dewi):
    beti = make_family("Beti", pupil("Bobi"))
    case_of(beti, dewi, cast, days_ago=0)
    unnoticed = {"state": "proposed", "notified_by": None, "notified_on": None, "until": None}
    Case.objects.filter(family=beti.pk).update(**unnoticed)
    Making.objects.create(cycle="2025-2", run=1, batches=[1], sanctions=3, payments=0, by=dewi.pk)
    ratna, asked = visitor(cast["ratna"]), {"tahap": "2025-2", "jenis": "sanction", "area": "6402"}

    assert "Stage 2025-2: 1 family has not heard that a sanction is proposed" in ratna.get("/").content.decode()
    page = ratna.get("/sanksi/?tahap=2025-2").content.decode()
    assert "Notify families" in page
    assert "cannot be taken back" in page
    assert ratna.post("/sanksi/beritahu/", asked).status_code == 302
    assert ratna.post("/sanksi/beritahu/", asked).status_code == 302, "a double click asks once"
    carry_out_all()

    assert Case.objects.get(family=beti.pk).notified_by == cast["ratna"].pk
    assert "cannot be taken back" not in ratna.get("/sanksi/?tahap=2025-2").content.decode()

"""Pages of sessions and visits: Yuliana closes, the worker enters, Sugeng asks again; small numbers stay hidden."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harapan.commitments.models import Observation
from harapan.lib.dates import month_of
from harapan.meetings.actions import draw_visits
from harapan.meetings.codes import code_of, family_in
from harapan.meetings.models import Attendance, CallBack, HomeVisit, Meeting, Sampled, VisitFinding
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand
from harapan.registry.models import Group
from harapan.testing.make import LOA_IPUH, make_family

SHEET = {"sesi": "parenting-1", "tempat": "Balai desa", "menit": "90", "pemateri": "Yuliana\nBidan Sari"}


def test_a_code_betrays_every_slip_of_the_finger():
    assert family_in(code_of(123_456)) == 123_456
    assert family_in(code_of(7).lower().replace("-", " ")) == 7
    for wrong in ("KPM-123456-00", "KPM-123465-" + code_of(123_456)[-2:], "123456", "", "KPM--12", "x" * 5_000):
        assert family_in(wrong) is None, wrong


@pytest.mark.usefixtures("own_database")
def test_a_session_goes_from_the_sheet_into_the_ledger_and_the_sums(visitor, cast):
    yuliana, today = cast["yuliana"], timezone.localdate()
    group = Group.objects.create(village=LOA_IPUH, name="Mawar<script>")
    ani, beti, _ = (make_family(name, facilitator=yuliana.pk, group=group.pk) for name in ("Ani", "Beti", "Caca"))
    page, told = visitor(yuliana), {**SHEET, "tanggal": today.isoformat()}
    path = f"/p2k2/kelompok/{group.pk}/sesi/"

    assert "1 group has not met this month" in page.get("/").text
    scanned = page.post(path, {"aksi": "tandai", "pindai": code_of(beti.pk), "tandai": "absent"}).text
    assert "Beti: Absent" in scanned
    assert "<script>" not in scanned.partition("</head>")[2].replace("</script>", "")
    marked = {f"hadir-{beti.pk}": "absent", f"hadir-{ani.pk}": "excused"}
    assert "Choose why they are excused: Ani." in page.post(path, {**told, **marked, "aksi": "tutup"}).text
    answer = page.post(path, {**told, **marked, f"alasan-{ani.pk}": "sick", "aksi": "tutup"})
    twice = page.post(path, {**told, "karena": "lagi", "aksi": "tutup"})

    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == f"/p2k2/pertemuan/{meeting.pk}/"
    assert "recorded for that day already" in twice.text
    assert dict(Attendance.objects.values_list("family", "came")) == {
        ani.pk: "excused", beti.pk: "absent", meeting.roll.get(came="present").family: "present",
    }  # fmt: skip
    carry_out(Errand.objects.get(kind="meetings.write"))
    assert Observation.objects.filter(duty="family_session", month=month_of(today)).count() == 3
    assert "not met this month" not in page.get("/").text
    line = page.get(f"/keluarga/{beti.pk}/riwayat/?jenis=p2k2").text
    for words in ("Family session: Becoming a better parent", "Stayed away"):
        assert words in line
    assert "1 of 1 groups met" in visitor(cast["sugeng"]).get("/p2k2/cakupan/?area=640206").text
    assert "fewer than 5 families" in visitor(cast["andi"]).get("/p2k2/cakupan/?area=6402").text
    assert visitor(cast["citra"]).get(f"/p2k2/pertemuan/{meeting.pk}/").status_code == 404
    assert "Bidan Sari" in visitor(cast["hasan"]).get(f"/p2k2/pertemuan/{meeting.pk}/").text


@pytest.mark.usefixtures("own_database")
def test_a_visit_is_compared_drawn_and_asked_about_again(visitor, cast):
    yuliana, sugeng = cast["yuliana"], cast["sugeng"]
    family = make_family("Ani", facilitator=yuliana.pk)
    day = month_of(timezone.localdate()) - timedelta(1)
    told = {
        "tujuan": "monitoring",
        "tanggal": day.isoformat(),
        "bertemu": "caretaker",
        "kks": "leader",
        "pin": "family",
    }

    answer = visitor(yuliana).post(f"/p2k2/kunjungan/baru/{family.pk}/", told)
    visit = HomeVisit.objects.get()
    assert answer.headers["Location"] == f"/p2k2/kunjungan/{visit.pk}/"
    carry_out(Errand.objects.get(kind="visits.compare"))
    assert VisitFinding.objects.get().flags == ["card"]
    assert "does not hold its card" in visitor(sugeng).get("/p2k2/kunjungan/?menonjol=ya").text
    assert visitor(cast["jumadi"]).get("/p2k2/kunjungan/").status_code == 403

    draw_visits("6402", month_of(day), "biji", today=timezone.localdate(), by=cast["agus"])
    assert "1 drawn visit waits to be called back about" in visitor(sugeng).get("/").text
    assert "Home visit" in visitor(sugeng).get(f"/keluarga/{family.pk}/riwayat/?jenis=p2k2").text
    path = f"/p2k2/uji-petik/{Sampled.objects.get().pk}/"
    assert "group's leader" not in visitor(sugeng).get(path).text.partition('<form class="card stack"')[0]
    assert visitor(yuliana).get(path).status_code == 403
    said = {"terhubung": "ya", "dikunjungi": "ya", "kks": "family", "pin": "family"}
    assert visitor(sugeng).post(path, said).status_code == 302
    assert CallBack.objects.get().differs == ["card"]
    assert "Another holder of the card" in visitor(sugeng).get(path).text

"""The desk of schools and health units: found, read, kept; a child moved, a claim told and decided by two people."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from harapan.commitments import attachments
from harapan.commitments.attachments import attach
from harapan.commitments.models import Attachment, Claim
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand
from harapan.places.models import Area, Facility
from harapan.registry.models import Family
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, member_named, pupil

LONG_AGO = date(2024, 7, 15)


def school(code: str, name: str, **facts: object) -> Facility:
    return Facility.objects.create(
        **{"code": code, "name": name, "kind": "school", "level": "sd", "village": LOA_IPUH, **facts}
    )


@pytest.fixture
def family(own_database, dewi, cast) -> Family:
    """Budi goes to Nurul's school, and one Dodi far away to another."""
    for code, level, name, parent in (
        *(("64", "province", "Kalimantan Timur", ""), ("6402", "regency", "Kutai Kartanegara", "64")),
        *(("640206", "district", "Tenggarong", "6402"), (LOA_IPUH, "village", "Loa Ipuh", "640206")),
    ):
        Area.objects.create(code=code, level=level, name=name, parent=parent)
    hers, _, far = (
        school("30401234", "SDN 001"),
        school("30409999", "SDN 002"),
        school("30407777", "SDN 7", village=BUKUAN),
    )
    family = make_family("Siti Aminah", pupil(nik="6402060205160001"), facilitator=cast["yuliana"].pk)
    attach(member_named(family, "Budi"), hers.code, since=LONG_AGO, grade=3, class_name="3A", because="daftar", by=dewi)
    other = make_family("Rahma", pupil("Dodi"), village=BUKUAN)
    attach(member_named(other, "Dodi"), far.code, since=LONG_AGO, because="daftar", by=dewi)
    return family


def page(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.body.decode()


def work_done() -> Errand:
    """What a page asked for last, carried out."""
    errand = Errand.objects.latest("pk")
    carry_out(errand)
    errand.refresh_from_db()
    return errand


def test_nurul_finds_her_list_and_nothing_else_and_claims_whom_she_misses(family, visitor, cast, dewi):
    nurul, budi = visitor(cast["nurul"], "id"), member_named(family, "Budi")

    assert "Daftar Anda: 1 peserta PKH di SDN 001" in page(nurul.get("/"))
    assert nurul.get("/faskes/").headers["Location"] == "/faskes/30401234/"
    shown = page(nurul.get("/faskes/30401234/"))
    assert "Budi" in shown
    assert "···0001" in shown
    for hidden in (
        "6402060205160001",
        "Siti Aminah",
        "Dodi",
        "SDN 002",
        "2016",
        f"/keluarga/{family.pk}/",
        "Pindahkan",
    ):
        assert hidden not in shown, hidden
    assert "Budi;0001;3A;2024-07-15" in nurul.get("/faskes/30401234/daftar.csv").body.decode()
    for away in ("/faskes/30409999/", "/faskes/30409999/daftar.csv", "/faskes/30409999/klaim/"):
        assert nurul.get(away).status_code == 404
    for not_hers in ("/faskes/klaim/", "/faskes/baru/", "/faskes/tanpa/", f"/faskes/anggota/{budi.pk}/sekolah/"):
        assert nurul.get(not_hers).status_code == 403

    moved = timezone.localdate() - timedelta(days=40)
    attachments.move(budi, "30409999", since=moved, grade=3, class_name="3C", because="pindah", by=dewi)
    assert "Budi" not in page(nurul.get("/faskes/30401234/"))
    assert "Budi" in page(nurul.get(f"/faskes/30401234/?tanggal={moved - timedelta(days=1)}"))
    long_ago = page(nurul.get("/faskes/30401234/?tanggal=2024-12-31"))
    assert "tidak dibuka lagi" in long_ago
    assert "Budi" not in long_ago
    assert nurul.get("/faskes/30401234/daftar.csv?tanggal=2024-12-31").status_code == 302
    assert "tidak dibuka lagi" in page(nurul.get("/sekolah/30401234/?bulan=2024-12"))
    assert nurul.get("/sekolah/30401234/2024-12/kelas/?tingkat=3&nama=3A").status_code == 404
    day = (timezone.localdate() - timedelta(days=10)).isoformat()
    told = {"name": "<b>Budi</b>", "nik": budi.nik, "since": day, "grade": "3", "class_name": "3A", "note": "kembali"}
    assert nurul.post("/faskes/30401234/klaim/", told | {"nik": "1" * 10_000}).status_code == 422
    for _ in range(2):
        sent = nurul.post("/faskes/30401234/klaim/", told)
        assert sent.status_code == 302
    assert Claim.objects.count() == 1
    assert work_done().state == "done"
    shown = page(nurul.get("/faskes/30401234/"))
    assert "menunggu keputusan" in shown
    assert "&lt;b&gt;Budi" in shown
    assert "SDN 002" not in shown


def test_ratna_decides_about_the_claim_and_the_child_moves_on_that_day(family, visitor, cast, dewi):
    budi, hers = member_named(family, "Budi"), Facility.objects.get(code="30401234")
    attachments.move(budi, "30409999", since=date(2025, 1, 6), because="pindah", by=dewi)
    today = timezone.localdate()
    since = today - timedelta(days=10)
    claim = attachments.claim(hers, nik=budi.nik, name="Budi", since=since, today=today, grade=3, by=cast["nurul"])
    attachments.look_into(claim)
    ratna, citra = visitor(cast["ratna"]), visitor(cast["citra"])

    assert "1 claim of facilities on members waits" in page(ratna.get("/"))
    assert "SDN 002" in page(ratna.get("/faskes/klaim/"))
    there = f"/faskes/klaim/{claim.pk}/"
    assert "On the list of" in page(ratna.get(there))
    assert citra.get(there).status_code == 404
    assert ratna.post(there, {"accepted": "ya", "because": ""}).status_code == 422
    assert ratna.post(there, {"accepted": "ya", "because": "surat pindah 12"}).status_code == 302
    assert work_done().state == "done"
    assert "surat pindah 12" in page(ratna.get(there))
    now = Attachment.objects.get(member=budi.pk, until=None)
    assert (now.facility, now.since, now.grade) == (hers.code, since, 3)
    assert ratna.post(there, {"accepted": "tidak", "because": "berubah pikiran"}).status_code == 422


def test_wahyu_keeps_facilities_and_yuliana_moves_her_own_families_children(family, visitor, cast):
    wahyu, yuliana, budi = visitor(cast["wahyu"]), visitor(cast["yuliana"]), member_named(family, "Budi")

    found = page(wahyu.get("/faskes/?cari=sdn+00"))
    assert "SDN 001" in found
    assert "SDN 7" not in found
    assert "SDN 001" in page(wahyu.get("/faskes/?cari=30401&jenis=sd&urut=kode"))
    assert "No facility fits" in page(wahyu.get("/faskes/?jenis=posyandu"))
    assert "30401234" in wahyu.get("/faskes/unduh.csv").body.decode()
    new = {"code": "pos-6402062006-1", "kind": "posyandu", "name": "Posyandu Mawar", "village": LOA_IPUH}
    assert wahyu.post("/faskes/baru/", new | {"on": "2025-01-01", "level": "sd"}).status_code == 302
    assert work_done().state == "refused"
    assert wahyu.post("/faskes/baru/", new | {"on": "2025-01-01"}).status_code == 302
    assert work_done().state == "done"
    assert "Posyandu Mawar" in page(wahyu.get("/faskes/POS-6402062006-1/"))

    there = f"/faskes/anggota/{budi.pk}/sekolah/"
    assert there in page(yuliana.get(f"/keluarga/{family.pk}/"))
    assert there not in page(visitor(cast["hasan"]).get(f"/keluarga/{family.pk}/"))
    assert "SDN 002" in page(yuliana.get(there))
    today = timezone.localdate().isoformat()
    moved = {"facility": "30409999", "since": today, "grade": "3", "class_name": "3C", "because": "ikut orang tua"}
    assert yuliana.post(there, moved | {"facility": "70000000"}).status_code == 422
    assert yuliana.post(there, moved).status_code == 302
    assert work_done().sentence_en.startswith(f"member {budi.pk} is attached to SDN 002")
    assert "3C" in page(yuliana.get(there))
    assert visitor(cast["jumadi"]).get(there).status_code == 403

    closing = {"on": (timezone.localdate() + timedelta(days=1)).isoformat(), "because": "bangunan roboh"}
    assert wahyu.post("/faskes/30409999/tutup/", closing).status_code == 302
    assert "1 person needs another" in work_done().sentence_en
    assert "Budi" in page(wahyu.get("/faskes/tanpa/"))
    assert wahyu.get("/faskes/30407777/").status_code == 404

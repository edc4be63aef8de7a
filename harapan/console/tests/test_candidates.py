"""The desk of candidates: a visit screen by screen, its confirmation, and every page on the way to an account."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from harapan.intake.load_accounts import accounts_folder
from harapan.intake.models import AccountList, Answer, Photo, Quota, Report
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand
from harapan.places.models import Area
from harapan.registry.models import Family, Group, Member
from harapan.testing.make import LOA_IPUH, caretaker_of, elder, make_family, member_named, pupil, toddler

JPEG = b"\xff\xd8\xff\xe1\x00\x06GPS!\xff\xdb\x00\x04ab\xff\xda\x00\x02picture\xff\xd9"


@pytest.fixture
def today():
    return timezone.localdate()


def candidate(caretaker, *members, by, **facts):
    return make_family(
        caretaker,
        *(members or [toddler(born=timezone.localdate() - timedelta(days=900)), pupil()]),
        participation="candidate",
        facilitator=by.pk,
        account="",
        card="6402060101200001",
        **facts,
    )


def carried_out():
    """What the worker does about what was asked last."""
    errand = Errand.objects.latest("pk")
    carry_out(errand)
    errand.refresh_from_db()
    assert errand.state == "done", errand.sentence_en
    return errand


def said(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_visit_is_one_question_a_screen(own_database, visitor, cast, today):
    yuliana, agus, ratna = cast["yuliana"], cast["agus"], cast["ratna"]
    siti = candidate("Siti <b>Aminah</b>", by=yuliana)
    adi, budi = member_named(siti, "Adi"), member_named(siti, "Budi")
    browser, base = visitor(yuliana), f"/calon/{siti.pk}/"

    plan = browser.get("/calon/")
    assert "To be visited" in said(plan)
    assert "Siti &lt;b&gt;Aminah" in plan.content.decode()
    assert "Begin the validation" in said(browser.get(base))
    assert "has not been there yet" in said(visitor(ratna).get(base))
    assert visitor(cast["citra"]).get(base).status_code == 404
    assert browser.post(base + "mulai/").headers["Location"] == base + "tanya/found/"
    assert browser.post(base + "mulai/").status_code == 302

    # Nothing chosen, then a day that has not come: nothing is kept and the page says why.
    ahead = str(today + timedelta(days=1))
    assert "Give the details" in said(browser.post(base + "tanya/found/", {"result": "moved", "on": ahead}))
    refused = browser.post(base + "tanya/found/", {"result": "found", "on": ahead})
    assert (refused.status_code, Answer.objects.count()) == (422, 0)
    there = browser.post(base + "tanya/found/", {"result": "found", "on": str(today)})
    assert there.headers["Location"] == base + "tanya/standing/"
    browser.post(base + "tanya/standing/", {"result": "poor"})

    # She stops in the middle; the plan knows, and the summary leads to where she was.
    assert "Draft" in said(browser.get("/calon/"))
    assert base + "tanya/household/" in browser.get(base + "periksa/").content.decode()
    where = {f"where_{person.pk}": "here" for person in Member.objects.filter(family=siti)}
    assert "no NIK" in said(browser.post(base + "tanya/household/", where | {f"nik_{adi.pk}": "12"})).replace(
        "No", "no"
    )
    browser.post(base + "tanya/household/", where)
    born = str(today - timedelta(days=20))
    newcomer = {"add": "1", "name": "Citra Kecil", "sex": "F", "born": born, "relation": "child", "nik": ""}
    browser.post(base + "tanya/newcomers/", newcomer)
    browser.post(base + "tanya/newcomers/", newcomer | {"name": "Salah Tulis"})
    browser.post(base + "tanya/newcomers/", {"remove": "1"})
    done = browser.post(base + "tanya/newcomers/", {"done": "1"})
    assert done.headers["Location"] == base + "tanya/components/"

    # The law says who counts, before anything is sent.
    found = {f"school_{budi.pk}": "sd", f"pregnancy_{siti.caretaker}": "0"}
    shown = said(browser.post(base + "tanya/components/?pratinjau=1", found))
    assert "Counted as Early childhood" in shown
    assert "components." in shown
    browser.post(base + "tanya/components/", found)
    assert "Choose why" in said(browser.post(base + "tanya/papers/", {"card": "none"}))
    browser.post(base + "tanya/papers/", {"card": "seen", "missing": "newborn"})
    browser.post(base + "tanya/caretaker/", {"who": str(siti.caretaker), "channel": "bank"})
    signed = {"explained": "on", "signed": "yes", "by": "Siti", "on": str(today)}
    assert browser.post(base + "tanya/commitment/", signed).headers["Location"] == base + "tanya/photo/"
    photo = {"consent": "", "photo": SimpleUploadedFile("rumah.jpg", JPEG)}
    assert "Only if the family agrees" in said(browser.post(base + "tanya/photo/", photo))
    photo = {"consent": "on", "photo": SimpleUploadedFile("rumah.jpg", JPEG), "latitude": "-0.5", "longitude": "117"}
    assert browser.post(base + "tanya/photo/", photo).headers["Location"] == base + "periksa/"
    picture = browser.get(f"{base}foto/{Photo.objects.get().pk}/")
    assert (picture.headers["Content-Type"], b"GPS" in picture.content) == ("image/jpeg", False)

    check = browser.get(base + "periksa/")
    assert "data not complete" in said(check)
    assert "Citra Kecil, born" in said(check)
    seen = re.search(r'name="seen" value="(\d+)"', check.content.decode())[1]
    assert browser.post(base + "kirim/", {"seen": "1"}).headers["Location"] == base + "periksa/"
    assert browser.post(base + "kirim/", {"seen": seen}).headers["Location"] == "/calon/"
    assert browser.post(base + "tanya/standing/", {"result": "prosperous"}).headers["Location"] == base + "periksa/"
    report = Report.objects.get()
    assert (report.outcome, report.counted, report.complete) == ("eligible", 2, False)

    # Agus coordinates the province: he reads it, gives it back, and in the end confirms it.
    office = visitor(agus)
    assert "1 report waits" in said(office.get("/calon/konfirmasi/?hasil=eligible"))
    page = said(office.get(f"/calon/konfirmasi/{report.pk}/"))
    assert "Signed by Siti" in page
    assert "Counted as" in page
    assert visitor(ratna).post("/calon/konfirmasi/sahkan/", {"laporan": report.pk}).status_code == 403
    assert office.post(f"/calon/konfirmasi/{report.pk}/kembalikan/", {"because": ""}).status_code == 422
    office.post(f"/calon/konfirmasi/{report.pk}/kembalikan/", {"because": "Foto KK belum terbaca"})
    assert "Foto KK belum terbaca" in said(browser.get(base + "periksa/"))
    again = re.search(r'name="seen" value="(\d+)"', browser.get(base + "periksa/").content.decode())[1]
    browser.post(base + "kirim/", {"seen": again})
    report = Report.objects.latest("pk")
    office.post("/calon/konfirmasi/sahkan/", {"laporan": report.pk})
    carried_out()
    assert Family.objects.get(pk=siti.pk).participation == "validated"
    assert Member.objects.filter(family=siti).count() == 4
    assert "done" in said(office.get("/calon/konfirmasi/"))
    office.post("/calon/konfirmasi/sahkan/", {"laporan": report.pk})
    assert "load the list again" in said(office.get("/calon/konfirmasi/"))

    Area.objects.create(code="64", level="province", name="Kalimantan Timur")
    Area.objects.create(code="6402", level="regency", name="Kutai Kartanegara", parent="64")
    results = said(office.get("/calon/hasil/?area=64"))
    assert "444" in results
    assert "1.448.821" in results
    assert "N31" in results
    hidden = said(visitor(cast["citra"]).get("/calon/hasil/?area=64"))
    assert "fewer than 5, not shown" in hidden
    assert b"Validated" in office.get("/calon/hasil/unduh.csv?area=64").body


def test_from_decree_to_card_and_group(own_database, visitor, cast, dewi, eko):
    yuliana, teguh = cast["yuliana"], cast["teguh"]
    family = candidate("Rina", elder(), by=yuliana)
    for place, member in enumerate(Member.objects.filter(family=family)):
        member.nik = f"640206210490001{place}"
        member.save()
    Family.objects.filter(pk=family.pk).update(participation="validated")
    Quota.objects.create(cohort="2026-1", area="6402", families=5, by=dewi.pk)
    office, finance, field = visitor(dewi), visitor(eko), visitor(yuliana)

    assert "Quota left" in said(office.get("/calon/penetapan/"))
    assert finance.get("/calon/penetapan/6402/").status_code == 403
    assert "Confirm 1 family" in said(office.get("/calon/penetapan/6402/"))
    assert office.post("/calon/penetapan/6402/", {"expects": "1"}).headers["Location"] == "/calon/penetapan/"
    carried_out()
    assert "HRP/SK-TETAP/2026/0001" in said(office.get("/calon/penetapan/"))

    assert "wait for an account at BRI" in said(office.get("/calon/rekening/"))
    assert field.get("/calon/rekening/").status_code == 403
    office.post("/calon/rekening/susun/", {"bank": "BRI"})
    carried_out()
    drawn = AccountList.objects.get()
    page = f"/calon/rekening/{drawn.pk}/"
    assert "a second person releases it" in said(office.get(page))
    assert visitor(teguh).get(page).status_code == 404
    finance.post(page + "lepas/")
    carried_out()
    assert f"HRP-BK-{drawn.pk:06d}-{family.pk}".encode() in visitor(teguh).get(page + "berkas.csv").body
    assert "Covering letter" in said(finance.get(page))
    answer = f"nomor_referensi;nomor_rekening;status\nHRP-BK-{drawn.pk:06d}-{family.pk};0012345678;BERHASIL\n"
    sent = SimpleUploadedFile("jawaban.csv", answer.encode())
    visitor(teguh).post("/calon/rekening/jawaban/", {"bank": "BRI", "sent": sent})
    assert carried_out().sentence_en == "1 account opened, 0 failed."
    (accounts_folder() / drawn.path).write_text("changed")
    assert "its digest differs" in said(office.client.get(office.get(page + "berkas.csv").headers["Location"]))

    assert "Rina" in said(field.get("/calon/kartu/"))
    card = f"/calon/kartu/{family.pk}/"
    today = str(timezone.localdate())
    assert field.post(card, {"handed": "no", "on": today}).status_code == 422
    assert field.post(card, {"handed": "no", "reason": "not_found", "on": today}).status_code == 302
    assert "Not found" in said(field.get("/calon/kartu/"))
    field.post(card, {"handed": "yes", "on": today})
    assert "Every card has been handed over" in said(field.get("/calon/kartu/"))

    village = f"/calon/kelompok/?desa={LOA_IPUH}"
    assert LOA_IPUH in field.get("/calon/kelompok/").content.decode()
    assert "1 family is in no group" in said(field.get(village))
    assert field.post(f"/calon/kelompok/{LOA_IPUH}/bentuk/", {"sizes": "x", "name": "Mawar"}).status_code == 422
    field.post(f"/calon/kelompok/{LOA_IPUH}/bentuk/", {"sizes": "1", "name": "Mawar"})
    carried_out()
    group = Group.objects.get()
    field.post(f"/calon/kelompok/{group.pk}/ubah/", {"name": "Melati", "leader": caretaker_of(family).pk})
    carried_out()
    shown = said(field.get(village))
    assert "Melati" in shown
    assert "Leader: Rina" in shown
    whole = said(field.get(f"/keluarga/{family.pk}/"))
    assert "Melati" in whole

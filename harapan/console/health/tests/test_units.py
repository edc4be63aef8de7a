"""The desk of health units as Tuti, Yuliana, Ratna and others find it."""

import re
from html import unescape

from harapan.commitments.models import Observation, Readiness, Report, Revision
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand
from harapan.registry.models import Member
from harapan.testing.letters import words_of


def hidden(body: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', body.decode())
    return unescape(found[1]) if found else ""


def number_of(name: str) -> int:
    return Member.objects.get(name=name).pk


def work() -> None:
    """The worker does what waits."""
    for errand in Errand.objects.filter(state="waiting").order_by("pk"):
        carry_out(errand)


def test_tuti_fills_in_a_month_signs_it_and_corrects_it_with_a_reason(posyandu, tuti, month, visitor):
    midwife = visitor(tuti)
    aisyah, bagas = number_of("Aisyah Putri"), number_of("Bagas Pratama")

    there = midwife.get("/kesehatan/")["Location"]
    page = midwife.get(f"{there}?bulan={month:%Y-%m}").body.decode()
    assert "Growth check of a child" in page
    assert "Aisyah Putri" in page
    assert "Dara Manis" not in page
    assert "6402064503240002" not in page
    assert "/keluarga/" not in page.split("<main")[1]

    form = midwife.get(f"/kesehatan/unit/{posyandu.code}/{month:%Y-%m}/formulir/")
    assert "Aisyah Putri" in words_of(form.body)
    path = f"/kesehatan/unit/{posyandu.code}/{month:%Y-%m}/kunjungan/"
    sheet = midwife.get(path).body.decode()
    assert f'name="tidak-{aisyah}-child_growth"' in sheet
    typed = {f"tidak-{aisyah}-child_growth": "1", f"sakit-{bagas}-child_growth": "1", "tidak-999-child_growth": "1"}
    wrong = midwife.post(path, {**typed, f"izin-{aisyah}-child_growth": "5", "aksi": "periksa"})
    assert (wrong.status_code, Report.objects.count()) == (422, 0)
    assert b"More than was due" in wrong.body

    digests = hidden(midwife.post(path, {**typed, "aksi": "periksa"}).body, "sidik")
    sent = midwife.post(path, {**typed, "aksi": "kirim", "sidik": digests})
    again = midwife.post(path, {**typed, "aksi": "kirim", "sidik": digests})  # a double click
    report = Report.objects.get()
    assert sent["Location"] == f"/kesehatan/laporan/{report.pk}/"
    assert again.status_code == 422
    assert (report.source, report.service, report.available, report.digest) == ("visits", "health", True, digests)
    assert [aisyah, "child_growth", 1, 1, 0, 0] in report.lines

    work()
    told = {one.member: one for one in Observation.objects.filter(duty="child_growth", month=month)}
    assert (told[aisyah].unexcused, told[bagas].excused) == (1, 1)
    assert told.keys() == {aisyah, bagas, number_of("Candra Wijaya")}
    assert b"entered" in midwife.get(sent["Location"]).body

    typed.pop(f"tidak-{aisyah}-child_growth")
    assert midwife.post(path, {**typed, "aksi": "periksa"}).status_code == 422  # without a reason
    typed["perbaikan"] = "Datang minggu berikutnya"
    digests = hidden(midwife.post(path, {**typed, "aksi": "periksa"}).body, "sidik")
    midwife.post(path, {**typed, "aksi": "kirim", "sidik": digests})
    work()
    later = Report.objects.latest("pk")
    assert later.reopens_id == report.pk
    assert Revision.objects.get(member=aisyah, duty="child_growth").unexcused == 0
    assert b"This report was corrected" in midwife.get(sent["Location"]).body


def test_what_was_not_there_counts_against_nobody(posyandu, tuti, month, visitor, cast):
    midwife = visitor(tuti)
    ready = f"/kesehatan/unit/{posyandu.code}/{month:%Y-%m}/kesiapan/"
    assert midwife.post(ready, {"siap": "tidak"}).status_code == 422
    assert midwife.post(ready, {"siap": "ya", "petugas": "0"}).status_code == 422

    midwife.post(ready, {"siap": "ya", "petugas": "3", "hari": "1", "timbangan": "tidak", "jarak": "2.5"})
    stated, report = Readiness.objects.get(), Report.objects.get()
    assert (stated.scales, stated.away_metres, stated.not_served) == (False, 2_500, ["child_growth"])
    assert (report.source, report.available, {line[1] for line in report.lines}) == (
        *("readiness", False),
        {"child_growth"},
    )
    work()
    assert not Observation.objects.filter(available=True).exists()
    assert Observation.objects.filter(duty="child_growth", month=month).count() == 3

    path = f"/kesehatan/unit/{posyandu.code}/{month:%Y-%m}/kunjungan/"
    assert 'name="tanpa-child_growth" value="ya" checked' in midwife.get(path).body.decode()
    assert b"Out of stock" in midwife.get(f"/kesehatan/unit/{posyandu.code}/?bulan={month:%Y-%m}").body
    assert b"out of stock" in visitor(cast["ratna"]).get(f"/kesehatan/?bulan={month:%Y-%m}").body


def test_yuliana_speaks_of_her_own_families_and_others_of_none(posyandu, tuti, month, visitor, cast):
    yuliana, path = visitor(cast["yuliana"]), f"/kesehatan/unit/{posyandu.code}/{month:%Y-%m}/kunjungan/"
    sheet = yuliana.get(path).body.decode()
    assert "Aisyah Putri" in sheet
    assert "Candra Wijaya" not in sheet
    assert "Posyandu Melati" in yuliana.get("/kesehatan/").body.decode()
    assert "Posyandu Mawar" not in yuliana.get("/kesehatan/").body.decode()
    digests = hidden(yuliana.post(path, {"aksi": "periksa"}).body, "sidik")
    yuliana.post(path, {"aksi": "kirim", "sidik": digests})
    report = Report.objects.get()
    assert {line[0] for line in report.lines} == {number_of("Aisyah Putri"), number_of("Bagas Pratama")}
    assert report.source == "paper"
    assert "paper form" in yuliana.get(f"/kesehatan/laporan/{report.pk}/").body.decode()
    midwife = visitor(tuti)
    assert "are not reported yet" in midwife.get("/").body.decode(), "Yuliana's paper is not the unit's report"
    digests = hidden(midwife.post(path, {"aksi": "periksa"}).body, "sidik")
    midwife.post(path, {"aksi": "kirim", "sidik": digests})
    assert Report.objects.get(source="visits").reopens_id is None, "nor does the unit correct it"
    assert "are not reported yet" not in midwife.get("/").body.decode()

    unit = f"/kesehatan/unit/{posyandu.code}/"
    assert visitor(cast["citra"]).get(unit).status_code == 404
    assert visitor(cast["ratna"]).get(unit).status_code == 200
    assert visitor(cast["ratna"]).get(path).status_code == 403
    assert visitor(cast["nurul"]).get(unit).status_code == 403  # of a school
    assert visitor(cast["hasan"]).get(f"{path[:-10]}kesiapan/").status_code == 403
    assert visitor(cast["andi"]).get("/kesehatan/")["Location"] == "/kesehatan/stunting/"
    assert visitor(tuti).get("/kesehatan/unit/PY640206200602/").status_code == 404


def test_nobody_states_for_another_unit_even_past_the_pages(posyandu, tuti, month, cast):
    from django.db import DatabaseError, transaction

    from harapan.staff.access import working_as
    from harapan.testing.pages import as_web

    facts = {"village": posyandu.village, "month": month, "ready": True}
    for staff, unit, by in (
        (tuti, "PY640206200602", tuti.pk),
        (tuti, posyandu.code, cast["ratna"].pk),
        (cast["citra"], posyandu.code, cast["citra"].pk),
        (cast["hasan"], posyandu.code, cast["hasan"].pk),
    ):
        refused = False
        with as_web(), working_as(staff):
            try:
                with transaction.atomic():
                    Readiness.objects.create(facility=unit, by=by, **facts)
            except DatabaseError:
                refused = True
        assert refused, staff

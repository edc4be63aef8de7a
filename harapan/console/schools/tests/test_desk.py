"""The desk of schools as Nurul, Yuliana, Ratna and others find it."""

import re
from html import unescape

from harapan.commitments.models import Coverage, Observation, Report
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand
from harapan.registry.models import Member
from harapan.testing.letters import words_of


def hidden(body: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', body.decode())
    return unescape(found[1]) if found else ""


def pupils(*names: str) -> list[int]:
    return [Member.objects.get(name=name).pk for name in names]


def test_nurul_fills_in_a_class_signs_it_and_reopens_it_with_a_reason(school, month, cast, visitor):
    nurul = visitor(cast["nurul"])
    ani, budi, cici = pupils("Ani Lestari", "Budi Santoso", "Cici Paramida")

    there = nurul.get("/sekolah/")
    assert there["Location"] == "/sekolah/30401234/"
    page = nurul.get("/sekolah/30401234/").body.decode()
    assert "2 classes not reported" in page
    assert "Eka Saputra" not in page

    path = f"/sekolah/30401234/{month:%Y-%m}/kelas/?tingkat=4&nama=4A"
    sheet = nurul.get(path).body.decode()
    assert "Ani Lestari" in sheet
    assert "··0001" in sheet
    assert "Dodi" not in sheet
    assert "6402060205160001" not in sheet

    typed = {"hari": "20", f"alpa-{ani}": "4", f"sakit-{budi}": "2", "alpa-999999": "9"}
    wrong = nurul.post(path, {**typed, f"izin-{cici}": "21", "aksi": "periksa"})
    assert (wrong.status_code, Report.objects.count()) == (422, 0)
    assert b"More days were missed than were open" in wrong.body
    assert b'value="21"' in wrong.body

    signing = nurul.post(path, {**typed, "aksi": "periksa"})
    digest = hidden(signing.body, "sidik")
    assert len(digest) == 64
    assert b"80,0 %" in signing.body
    assert b"below 85 %" in signing.body

    sent = nurul.post(path, {**typed, "aksi": "kirim", "sidik": digest})
    again = nurul.post(path, {**typed, "aksi": "kirim", "sidik": digest})  # a double click
    report = Report.objects.get()
    assert sent["Location"] == f"/sekolah/laporan/{report.pk}/"
    assert again.status_code == 422
    assert report.digest == digest
    assert min(report.lines) == [ani, "school_attendance", 20, 4, 0, 0]
    assert (len(report.lines), report.source, report.grade, report.class_name) == (3, "grid", 4, "4A")
    assert nurul.get(path)["Location"] == sent["Location"]

    body = nurul.get(sent["Location"]).body.decode()
    assert digest in body
    assert "Nurul Hidayah" in body

    reopened = f"{path}&buka={report.pk}"
    assert f'name="alpa-{ani}" value="4"' in nurul.get(reopened).body.decode()
    typed[f"alpa-{ani}"] = "2"
    assert nurul.post(reopened, {**typed, "aksi": "periksa"}).status_code == 422  # without a reason
    typed["perbaikan"] = "Surat sakit menyusul"
    digest = hidden(nurul.post(reopened, {**typed, "aksi": "periksa"}).body, "sidik")
    nurul.post(reopened, {**typed, "aksi": "kirim", "sidik": digest})
    later = Report.objects.latest("pk")
    assert (later.reopens_id, later.because) == (report.pk, "Surat sakit menyusul")
    assert "was corrected" in nurul.get(sent["Location"]).body.decode()


def test_yuliana_tells_of_her_own_families_pupils_and_the_worker_enters_it(school, month, cast, visitor):
    yuliana, nurul = visitor(cast["yuliana"]), visitor(cast["nurul"])
    ani, cici = pupils("Ani Lestari", "Cici Paramida")
    path = f"/sekolah/30401234/{month:%Y-%m}/kelas/?tingkat=4&nama=4A"

    assert "2 schools are not complete" in yuliana.get("/sekolah/").body.decode()
    sheet = yuliana.get(path).body.decode()
    assert "Cici Paramida" in sheet
    assert "Budi Santoso" not in sheet

    send(yuliana, path, hari="21", **{f"alpa-{cici}": "1"})
    report = Report.objects.get()
    carry_out(Errand.objects.get(subject=f"report:{report.pk}"))

    assert (report.source, sorted(line[0] for line in report.lines)) == ("paper", sorted((ani, cici)))
    seen = Observation.objects.get(member=cici, month=month)
    assert (seen.open, seen.unexcused, seen.report) == (21, 1, report.pk)
    assert Coverage.objects.get(facility="30401234", month=month).told == 2
    assert "2 of 3" in nurul.get("/sekolah/30401234/").body.decode()
    assert "80" not in re.findall(r"data-share>([^<]*)", nurul.get(path).body.decode())
    assert f'name="alpa-{cici}" value="1"' in nurul.get(path).body.decode()  # said already; Budi is still to come
    assert "entered" in yuliana.get(f"/sekolah/laporan/{report.pk}/").body.decode()
    assert visitor(cast["jumadi"]).get(f"/sekolah/laporan/{report.pk}/").status_code == 403


def test_a_month_without_service_is_told_and_weighs_on_nobody(school, month, cast, visitor):
    nurul = visitor(cast["nurul"])
    path = f"/sekolah/30401234/{month:%Y-%m}/kelas/?tingkat=4&nama=4B"

    assert nurul.post(path, {"layanan": "on", "aksi": "periksa"}).status_code == 422  # says not why
    send(nurul, path, layanan="on", sebab="Banjir, sekolah ditutup")
    carry_out(Errand.objects.get(kind="duties.enter"))

    seen = Observation.objects.get(month=month)
    assert (seen.available, seen.reported, seen.open) == (False, True, 0)
    assert Coverage.objects.get(facility="30401234", month=month).classes_told == 1


def test_lines_pasted_from_a_spreadsheet_find_their_pupils(school, month, cast, visitor):
    nurul = visitor(cast["nurul"])
    ani, budi, cici = pupils("Ani Lestari", "Budi Santoso", "Cici Paramida")
    path = f"/sekolah/30401234/{month:%Y-%m}/kelas/?tingkat=4&nama=4A"
    block = "budi santoso\t2\t0\t1\n0003;1;;\nSiapa Ini\t1\t0\t0"

    page = nurul.post(path, {"aksi": "tempel", "tempel": block, "hari": "20"}).body.decode()

    assert f'name="alpa-{budi}" value="2"' in page
    assert f'name="sakit-{budi}" value="1"' in page
    assert f'name="alpa-{cici}" value="1"' in page
    assert f'name="alpa-{ani}" value=""' in page
    assert "Not recognised: Siapa Ini" in " ".join(page.split())

    checked = nurul.post(path, {"aksi": "periksa", "tempel": block, "hari": "20"})
    signing = nurul.post(path, {"aksi": "periksa", "tempel": block.rpartition("\n")[0], "hari": "20"}).body.decode()

    assert (checked.status_code, b"Some pasted lines were not recognised" in checked.body) == (422, True)
    assert 'name="sidik"' in signing
    assert f'name="alpa-{budi}" value="2"' in signing


def test_forms_on_paper_lead_back_to_their_sheet(school, month, cast, visitor):
    pdf = visitor(cast["nurul"]).get(f"/sekolah/30401234/{month:%Y-%m}/formulir/")
    words = words_of(pdf.body)

    assert pdf["Content-Type"] == "application/pdf"
    assert "Budi Santoso" in words
    assert "Kelas 4B" in words
    assert "Eka Saputra" not in words
    assert visitor(cast["nurul"]).get(f"/sekolah/30409999/{month:%Y-%m}/formulir/").status_code == 404


def send(somebody, path: str, **typed: str) -> None:
    """Check, sign and send a sheet."""
    digest = hidden(somebody.post(path, {**typed, "aksi": "periksa"}).body, "sidik")
    sent = somebody.post(path, {**typed, "aksi": "kirim", "sidik": digest})
    assert sent.status_code == 302, sent.body

"""The form of the ministry comes back filled in: each fault is told with its row, and what is good is sent."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from harapan.commitments.models import Observation, Report
from harapan.console.schools.tests.test_desk import hidden, pupils
from harapan.letters.wording import months_between
from harapan.lib.dates import months_after
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand

PARTS = ["ALPA", "IZIN", "SAKIT", "JUMLAH", "PERSEN"]


def form(month: date, *rows: list[str], npsn: str = "30401234", days: str = "20") -> SimpleUploadedFile:
    """A form of one month as a school sends it."""
    head = [
        ["FORM VERIFIKASI KOMITMEN PENDIDIKAN"],
        ["NPSN", npsn, "NAMA SEKOLAH", "SDN 001 Loa Ipuh"],
        ["NO", "NIK SISWA", "NAMA SISWA", "TINGKAT", months_between(month, month)],
        ["", "", "", "", *PARTS],
        ["HARI EFEKTIF", "", "", "", days],
    ]
    text = "\ufeffsep=;\n" + "\n".join(";".join(row) for row in [*head, *rows])
    return SimpleUploadedFile("form.csv", text.encode(), content_type="text/csv")


def test_a_filled_form_is_tried_and_what_is_good_is_sent(school, month, cast, visitor):
    nurul, path = visitor(cast["nurul"]), "/sekolah/30401234/impor/"
    ani, budi = pupils("Ani Lestari", "Budi Santoso")
    rows = [
        ["1", "6402060205160001", "ANI LESTARI", "4", "1", "0", "2", "3", "95,00%"],
        ["2", "6.40206E+15", "Budi Santoso", "4", "0", "0", "0", "0", "100"],
        ["3", "6402060205160003", "Cici Paramida", "4", "21", "0", "0", "21", ""],
        ["4", "6402060205160004", "Dodi Wijaya", "4", "1", "0", "0", "2", ""],
        ["5", "6402060205160009", "Eka Saputra", "4", "0", "0", "0", "0", ""],
        ["6", "6402060205160004", "Dodi Wijaya", "4", "0", "0", "0", "0", ""],
    ]

    tried = nurul.post(path, {"berkas": form(month, *rows)}).body.decode()

    assert "2 entries can be sent, 4 cannot" in tried
    assert "missed more days than were open" in tried
    assert "stands in this form twice" in tried
    assert "is no pupil we know at this school" in tried
    assert Report.objects.count() == 0

    told = hidden(tried.encode(), "isi")
    assert nurul.post(path, {"aksi": "kirim", "isi": told + "x"})["Location"] == path  # not what we signed
    assert visitor(cast["yuliana"]).post(path, {"aksi": "kirim", "isi": told})["Location"] == path  # not her trial
    assert Report.objects.count() == 0
    assert nurul.post(path, {"aksi": "kirim", "isi": told}).status_code == 302
    carry_out(Errand.objects.get(kind="duties.enter"))

    report = Report.objects.get()
    assert (report.source, report.class_name, report.evidence[:7]) == ("import", "4A", "sha256:")
    seen = {one.member: one for one in Observation.objects.filter(month=month)}
    assert (seen[ani].unexcused, seen[ani].excused, seen[budi].open) == (1, 2, 20)

    again = nurul.post(path, {"berkas": form(month, [*rows[0][:4], "2", "0", "0", "2", "50"])}).body.decode()
    assert "the percentage does not fit the days written" in again
    changed = nurul.post(path, {"berkas": form(month, [*rows[0][:4], "2", "0", "0", "", ""])}).body.decode()
    assert "Other than was reported before" in changed


def test_a_form_of_another_school_or_year_or_without_days_is_refused_whole(school, month, cast, visitor):
    nurul, path = visitor(cast["nurul"]), "/sekolah/30401234/impor/"
    row = ["1", "6402060205160001", "ANI LESTARI", "4", "1", "0", "0", "1", ""]
    refused = {
        "another school": form(month, row, npsn="30409999"),
        "this form is old": form(months_after(month, -12), row),
        "has not come": form(months_after(month, 3), row),
        "effective days": form(month, row, days=""),
        "no columns": SimpleUploadedFile("a.csv", b"nama;alamat\nBudi;Loa Ipuh\n"),
        "CSV, XLSX": SimpleUploadedFile("a.docx", b"PK"),
    }

    for because, file in refused.items():
        answer = nurul.post(path, {"berkas": file})
        assert answer.status_code == 422
        assert because in answer.body.decode().replace("This", "this").replace("No columns", "no columns")
    assert Report.objects.count() == 0

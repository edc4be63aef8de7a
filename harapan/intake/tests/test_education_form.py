"""The ministry's attendance form is read as it comes: semicolons, a mark in front, merged months, rounded numbers."""

from datetime import date

import pytest

from harapan.intake.filled.apart import rows_apart
from harapan.intake.filled.education import Told, read_form
from harapan.intake.reading.trouble import Unreadable
from harapan.ui.exports import write_book

MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
PARTS = ["ALPA", "IZIN", "SAKIT", "JUMLAH", "PERSEN"]
WHO = ["NO", "NIK PENGURUS", "NAMA PENGURUS", "NIK SISWA", "NISN", "NAMA SISWA", "BENTUK PENDIDIKAN", "TINGKAT"]
OVER = ["JANUARI", "", "", "", "", "FEBRUARI", "", "", "", "", "MARET", "", "", "", "", "KETERANGAN", "NAMA PENDAMPING"]
BUDI = ["1", "6402064404900001", "SITI", "6402060205160007", "0161234567", "BUDI SANTOSO", "SD", "4"]
ANI = ["2", "", "SITI", "6.40206E+15", "", "Ani Lestari", "SD", "4"]
FORM = [
    ["FORM VERIFIKASI KOMITMEN PENDIDIKAN"],
    ["NPSN", ": 30401234", "Nama Sekolah", ": SDN 001 Loa Ipuh"],
    ["Periode Januari - Maret 2026"],
    [],
    [*WHO, *OVER],
    [*[""] * 8, *PARTS, *PARTS, *PARTS],
    ["HARI EFEKTIF", *[""] * 7, "21", "", "", "", "", "20", "", "", "", "", "19", "", "", "", ""],
    [*BUDI, "2", "0", "1", "3", "90,48%", "", "", "", "0", "100%", "-", "-", "-", "-", "", "", "Yuliana"],
    [*ANI, "lima", "", "", "", "", *[""] * 5, "0", "0", "1"],
    ["JUMLAH", "", "", "", "", "", "", "", "2"],
]


def as_csv(sign: str) -> bytes:
    return ("\ufeffsep=" + sign + "\r\n" + "\r\n".join(sign.join(row) for row in FORM)).encode()


def test_a_form_with_semicolons_and_a_mark_says_what_was_filled_in(tmp_path):
    path = tmp_path / "form.csv"
    path.write_bytes(as_csv(";"))

    form = read_form(rows_apart(path))

    assert (form.npsn, form.months) == ("30401234", MONTHS)
    assert form.open_days == dict(zip(MONTHS, (21, 20, 19), strict=True))
    budi, ani = form.pupils
    assert (budi.name, budi.last_four, budi.grade, budi.line) == ("BUDI SANTOSO", "0007", "4", 8)
    assert budi.told[MONTHS[0]] == Told(2, 0, 1, 3, 905)
    assert budi.told[MONTHS[1]] == Told(0, 0, 0, 0, 1000)
    assert budi.told[MONTHS[2]] == Told(0, 0, 0, 0)
    assert (ani.last_four, ani.unreadable, MONTHS[1] in ani.told) == ("", ("lima",), False)
    assert ani.told[MONTHS[2]] == Told(0, 0, 1)


def test_a_workbook_says_the_same(tmp_path):
    path = tmp_path / "form.xlsx"
    with path.open("wb") as file:
        rows = [[int(cell) if cell.isdecimal() and len(cell) < 3 else cell for cell in row] for row in FORM[1:]]
        write_book(file, FORM[0], rows)

    assert read_form(rows_apart(path)).pupils[0].told[MONTHS[0]] == Told(2, 0, 1, 3, 905)


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        ([["Nama", "Alamat"], ["Budi", "Loa Ipuh"]], "no columns"),
        ([["Nama siswa", "alpa", "izin", "sakit"], ["Budi", "1", "0", "0"]], "month and year"),
        ([["", "Januari 2026", "", "", "Januari 2026"], ["Nama siswa", *["alpa", "izin", "sakit"] * 2]], "twice"),
    ],
)
def test_what_is_no_form_is_said_to_be_none(rows, because):
    with pytest.raises(Unreadable, match=because):
        read_form(rows)


def test_a_broken_file_ends_with_a_sentence(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing of a workbook")

    with pytest.raises(Unreadable, match="broken"):
        rows_apart(path)

"""Files as people have them, read as they were meant; no database."""

import zipfile
from datetime import date

import polars as pl
import pytest
import xlsxwriter

from harapan.intake.imports.reader import read_apart
from harapan.intake.reading.rows import Wish, reading
from harapan.intake.reading.trouble import Unreadable
from harapan.intake.reading.values import Context, day, month_comes_first, nik

NIK = "6402066104900001"
HEAD = ["NIK", "Nama", "Tanggal Meninggal"]
PLAIN = [(NIK, "Siti Aminah", date(2022, 5, 1))]


def read(path, kind="deaths", **wish):
    """What stands in a file: number, name and day of each row; what was passed over; how it is written."""
    with reading(Wish(str(path), kind, "2022-05-31", **wish)) as found:
        rows = pl.concat(found.frames()) if found.is_complete else pl.DataFrame()
        return rows, dict(found.skipped), found.about


def told(path):
    rows, _, _ = read(path)
    return rows.select("nik", "name", "died_on").rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_file_in_any_encoding_with_any_delimiter(tmp_path, encoding, delimiter):
    lines = [delimiter.join(row) for row in (HEAD, (NIK, "Siti Aminah é", "2022-05-01"))]
    (tmp_path / "list.csv").write_bytes("\r\n".join(lines).encode(encoding))

    assert told(tmp_path / "list.csv") == [(NIK, "Siti Aminah é", date(2022, 5, 1))]


def test_the_line_that_says_the_delimiter_and_quoted_cells_with_lines_in_them(tmp_path):
    (tmp_path / "list.csv").write_text(f'sep=,\nNIK,Nama,Tanggal Meninggal\n"=""{NIK}""","Siti\nAminah",1 Mei 2022\n')

    assert told(tmp_path / "list.csv") == PLAIN


def test_titles_merged_heads_numbered_columns_blank_rows_and_sums_are_passed_over(tmp_path):
    (tmp_path / "list.csv").write_text(
        f"REKAP KEMATIAN;;\nper Mei;;\n;Orang;\nNo;;Peristiwa\n;NIK;Nama;Tgl Meninggal\n(1);(2);(3);(4)\n"
        f"1;{NIK};Siti Aminah;1/5/2022\n;;;\n;NIK;Nama;Tgl Meninggal\n;Jumlah;1;\n"
    )

    rows, skipped, about = read(tmp_path / "list.csv")

    assert rows.select("line", "nik").rows() == [(7, NIK)]
    assert skipped == {"blank": 1, "head": 1, "sums": 1}
    assert about["columns"] == {"nik": 1, "name": 2, "died_on": 3}


def test_a_workbook_with_a_cover_merged_cells_formulas_and_numbers(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        book.add_worksheet("Sampul").write(0, 0, "Data kematian")
        sheet, dated = book.add_worksheet("Data"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range(0, 0, 0, 2, "DATA KEMATIAN")
        sheet.merge_range(1, 1, 1, 2, "Keterangan")
        sheet.write_row(1, 0, ["NIK"])
        sheet.write_row(2, 1, ["Nama", "Tgl Meninggal"])
        for place, number in enumerate((float(NIK), NIK, 6402066104900010.0)):
            row = 3 + place
            sheet.write(row, 0, number)
            sheet.write_formula(row, 1, '="Siti"&" Aminah"', None, "Siti Aminah")
            sheet.write_datetime(row, 2, date(2022, 5, 1), dated)

    rows, _, about = read(tmp_path / "list.xlsx")

    assert about["layout"]["sheet"] == "Data"
    assert rows.select("nik", "name", "died_on").rows() == [*PLAIN, *PLAIN, (None, *PLAIN[0][1:])]
    assert rows["trouble"].to_list() == [None, None, "nik_rounded"]


ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
 <office:body><office:spreadsheet><table:table table:name="Data">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def test_an_ods_under_a_wrong_name(tmp_path):
    rows = (HEAD, (NIK, "Siti Aminah", "01-05-2022"))
    body = "".join(f"<table:table-row>{''.join(map(CELL.format, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(tmp_path / "list.csv", "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", ODS.format(body))
        file.writestr("META-INF/manifest.xml", MANIFEST)

    assert told(tmp_path / "list.csv") == PLAIN


MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
 <manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
 <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def test_every_form_of_a_day_and_every_damage_of_a_nik():
    days = ["2022-05-01", "01/05/2022", "1-5-22", "1 Mei 2022", "01-Mei-2022", "20220501", "01052022", "44682",
            "2022-05-01 00:00:00", "May 1, 2022"]  # fmt: skip
    cells = pl.DataFrame({"plain": days, "raw": days})
    assert set(day("day", cells, Context(date(2022, 6, 1)))["day"]) == {date(2022, 5, 1)}
    assert set(day("day", cells[3:5], Context(date(2022, 6, 1), frozenset({"day"})))["day"]) == {date(2022, 5, 1)}

    written = {NIK: "", f" {NIK[:6]} {NIK[6:]}": "", f"'{NIK}": "", NIK.replace("0", "O", 1): "", f"{NIK}.0": "",
               "6,4E+15": "nik_scientific", NIK[:15]: "nik_short", f"{NIK}1": "nik_long", "tidak tahu": "nik_letters",
               f"{NIK[:12]}0000": "nik_form"}  # fmt: skip
    plain = [one.strip(" '") for one in written]
    found = nik("nik", pl.DataFrame({"plain": plain, "raw": list(written)}), Context(date(2022, 6, 1)))
    assert [trouble or "" for trouble in found["trouble"]] == list(written.values())
    assert found["nik"].to_list() == [NIK] * 5 + [None] * 5


def test_a_column_that_can_only_be_read_with_the_month_in_front_is_read_so(tmp_path):
    assert month_comes_first(["05/13/2022", "05/01/2022"])
    assert not month_comes_first(["13/05/2022", "05/13/2022"])
    (tmp_path / "list.csv").write_text(f"NIK;Nama;Tgl Meninggal\n{NIK};Siti Aminah;05/01/2022\n{NIK};Siti;03/31/2022\n")

    assert [died for _, _, died in told(tmp_path / "list.csv")] == [date(2022, 5, 1), date(2022, 3, 31)]


def test_a_process_of_its_own_reads_and_one_that_needs_too_much_memory_is_refused(tmp_path, settings):
    (tmp_path / "list.csv").write_text(f"NIK;Nama;Tgl Meninggal\n{NIK};Siti Aminah;1/5/2022\n")
    wish = Wish(str(tmp_path / "list.csv"), "deaths", "2022-05-31")
    with read_apart(wish) as answer:
        assert answer.about["columns"] == {"nik": 0, "name": 1, "died_on": 2}
        assert b"".join(answer.pieces()).count(b"\n") == 1
        assert answer.after["peak_mb"] < 300

    settings.IMPORT_MEMORY_MB = 1
    with pytest.raises(Unreadable, match="save it as CSV"), read_apart(wish) as answer:
        list(answer.pieces())


@pytest.mark.parametrize(("content", "says"), [(b"PK\x03\x04broken", "broken"), (b"\x1f\x8bgz", "unpack")])
def test_what_cannot_be_opened_says_what_to_do(tmp_path, content, says):
    (tmp_path / "list.xlsx").write_bytes(content)

    with pytest.raises(Unreadable, match=says):
        read(tmp_path / "list.xlsx")

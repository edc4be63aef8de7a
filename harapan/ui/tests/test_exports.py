"""Lists to take away: they arrive whole, row by row, and no cell of them is a formula."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from harapan.staff.models import Staff
from harapan.ui import exports
from harapan.ui.exports import TooLong, csv_response, separated_by, xlsx_response
from harapan.ui.words import Words

ROWS = [
    ['Siti, "Ibu"', "6403015203850002", 1_500_000, date(2022, 1, 31), None],
    ['=HYPERLINK("http://x")', "0812", -150_000, datetime(2022, 1, 31, 17, 30, tzinfo=UTC), True],
]
COLUMNS = [Words("Nama", "Name"), "NIK", "Jumlah", "Tanggal", "Ada"]


def read_csv(response) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";"))


def read_xlsx(response) -> list[list[list]]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_a_csv_opens_in_a_spreadsheet_and_in_a_programme():
    response = csv_response("Keluarga 64.03 / tahap 2022-1", COLUMNS, ROWS)

    title, first, second = read_csv(response)
    assert title == ["Nama", "NIK", "Jumlah", "Tanggal", "Ada"]
    assert first == ['Siti, "Ibu"', "6403015203850002", "1500000", "2022-01-31", ""]
    assert second[3] == "2022-02-01 00:30+07:00"
    assert response["Content-Disposition"] == 'attachment; filename="Keluarga-64-03-tahap-2022-1.csv"'
    assert response["Cache-Control"] == "no-store"


def test_a_streamed_list_speaks_the_language_of_its_page():
    with translation.override("en"), separated_by("titik-koma"):
        response = csv_response("staff", COLUMNS, ([Words("Aktif", "Active"), 1, 2, 3, 4] for _ in range(2)))

    heading, *rows = read_csv(response)
    assert (heading[0], rows[0][0], rows[1][0]) == ("Name", "Active", "Active")


@pytest.mark.parametrize("text", ["=1+1", "+62812", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    (_, [cell]) = read_csv(csv_response("x", ["Nama"], [[text]]))

    assert cell == f"'{text}"


def test_a_negative_amount_is_a_number_still():
    assert read_csv(csv_response("x", ["Jumlah"], [[-150_000]]))[1] == ["-150000"]


def test_a_workbook_keeps_numbers_days_and_zeros():
    [[title, first, second]] = read_xlsx(xlsx_response("x", COLUMNS, ROWS))

    assert title[0] == "Nama"
    assert first[:4] == ['Siti, "Ibu"', "6403015203850002", 1_500_000, date(2022, 1, 31)]
    assert second[:2] == ['=HYPERLINK("http://x")', "0812"], "as text: a workbook says what is a formula"
    assert second[3] == datetime.fromisoformat("2022-02-01T00:30")


def test_a_workbook_goes_on_in_another_sheet(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_OF_A_SHEET", 3)

    sheets = read_xlsx(xlsx_response("x", ["N"], ([n] for n in range(7))))

    assert [len(sheet) for sheet in sheets] == [4, 4, 2]
    assert sheets[2] == [["N"], [6]]


def test_words_no_sheet_can_hold_do_not_break_one():
    [[_, [cell]]] = read_xlsx(xlsx_response("x", ["N"], [["a" * 40_000 + "\x07"]]))

    assert len(cell) == exports.LONGEST_CELL


def test_nothing_is_an_empty_list_with_its_headings():
    assert read_csv(csv_response("x", ["N"], [])) == [["N"]]
    assert read_xlsx(xlsx_response("x", ["N"], [])) == [[["N"]]]


def test_rows_are_fetched_as_they_are_sent():
    fetched = []

    def rows():
        for n in range(10 * exports.AT_ONCE):
            fetched.append(n)
            yield [n]

    body = iter(csv_response("x", ["N"], rows()).streaming_content)
    next(body), next(body)

    assert len(fetched) <= exports.AT_ONCE


def test_a_queryset_is_read_through_a_cursor(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = read_csv(csv_response("x", ["Nama"], Staff.objects.order_by("name").values_list("name")))

    assert ["Citra Wulandari"] in rows


def test_a_workbook_of_a_country_is_refused_before_it_is_written(monkeypatch):
    monkeypatch.setattr("harapan.ui.exports.MOST_ROWS", 3)

    assert len(read_xlsx(xlsx_response("x", ["N"], ([n] for n in range(3))))[0]) == 4
    with pytest.raises(TooLong):
        xlsx_response("x", ["N"], ([n] for n in range(4)))


def test_cells_are_parted_as_the_readers_excel_expects():
    def made() -> str:
        return b"".join(csv_response("x", ["A", "B"], [[1, "a;b,c"]]).streaming_content).decode("utf-8-sig")

    assert made() == 'A;B\r\n1;"a;b,c"\r\n'
    with translation.override("en"):
        assert made() == 'A,B\r\n1,"a;b,c"\r\n'
        with separated_by("titik-koma"):
            assert made().startswith("A;B")
    with separated_by("koma"):
        assert made().startswith("A,B")
    with separated_by("nonsense"):
        assert made().startswith("A;B")

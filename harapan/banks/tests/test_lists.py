"""Lists: read in every dress banks put them in, no line dropped, no amount or day guessed."""

import csv
import io
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harapan.banks import answer_csv
from harapan.banks.amounts import read_amounts
from harapan.banks.days import read_days
from harapan.banks.shapes import LINE_COLUMNS, UnreadableAnswer

HEADING = "nomor_referensi;status;alasan;jumlah;tanggal;keterangan"
GOOD = "PKH-1;SUKSES;;225000;2022-03-15;"


@pytest.fixture
def read(tmp_path):
    def read_text(text, **letter):
        path = tmp_path / "answer.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return answer_csv.read(path, **{"bank": "BRI", "currency": "IDR", "minor_units": 0} | letter)

    return read_text


EXPECTED = (1, "PKH-1", "returned", "RETUR", "AC04", 1_500_000, date(2022, 3, 15), "tutup")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADING}\nPKH-1;RETUR;AC04;1500000;2022-03-15;tutup\n",
        f"{HEADING}\r\nPKH-1;RETUR;AC04;1500000;2022-03-15;tutup",
        f"\ufeffsep=;\n{HEADING}\nPKH-1;RETUR;AC04;1.500.000;15/03/2022;tutup\n",
        f"sep=,\n{HEADING.replace(';', ',')}\nPKH-1,retur,AC04,1500000.00,15-03-2022,tutup\n",
        HEADING.replace(";", ",") + '\nPKH-1,RETUR,AC04,"1,500,000",15 Maret 2022,tutup\n',
        f"{HEADING}\n\"PKH-1\";\"RETUR\";\"AC04\";\"Rp 1.500.000,-\";\"15 Mar 2022\";\"tutup\"\n",
        f"{HEADING}\nPKH-1;\"RETUR\";AC04;1500000,00;15.3.2022;\"tutup\"\n",
        HEADING.replace(";", "\t") + "\nPKH-1\tRETUR\tAC04\tIDR 1 500 000\t20220315\ttutup\n",
        f"\n\n# Laporan penyaluran\n# lines: 1\n# total: 1.500.000\n\n"
        f"{HEADING}\n\n;;;;;\nPKH-1;RETUR;AC04;1500000;2022-03-15;tutup\n\n",
        "\"# bank: BRI\";;;\n\"Nomor Referensi\";Status;\"Kode Alasan\";Nominal;Tgl. Salur;Catatan;Lain\n"
        " PKH-1 ; Retur;AC04;1.500.000,00;2022-03-15 10:30:00 WIB;tutup;apa saja\n",
    ],
)  # fmt: skip
def test_every_dress_of_one_line(read, text):
    answer = read(text)

    assert dict(answer.lines.schema) == LINE_COLUMNS
    assert answer.lines.with_columns(pl.col("bank_status").str.to_uppercase()).row(0)[1:] == EXPECTED[1:]
    assert answer.lines.height == 1
    assert (answer.complete, answer.rest) == (True, "unanswered")


def test_the_preamble_says_which_file_is_answered(read):
    answer = read(
        "# answer_id: R-7\n# original_message_id: M1\n# created_at: 2022-03-15T10:00:00+07:00\n"
        f"# original_count: 2\n# original_total: 450.000\n# lines: 1\n{HEADING}\n{GOOD}\n"
    )

    assert (answer.answer_id, answer.original_message_id) == ("R-7", "M1")
    assert (answer.original_count, answer.original_total) == (2, 450_000)
    assert answer.created_at.isoformat() == "2022-03-15T10:00:00+07:00"


def test_without_a_preamble_the_covering_letter_says_it_and_the_digest_is_the_name(read):
    answer = read(f"{HEADING}\n{GOOD}\n", original_message_id="M1")

    assert answer.original_message_id == "M1"
    assert answer.answer_id == read(f"{HEADING}\n{GOOD}\n").answer_id == f"sha256-{answer.sha256[:28]}"


@pytest.mark.parametrize(
    "line",
    [
        "PKH-2;SUKSES;;225000;2022-03-15",
        "PKH-2;SUKSES;;225000;2022-03-15;;more",
        "PKH-2;SUKSES;;225000;2022-03-15;\"open",
        "PKH-2;MUNGKIN;;225000;2022-03-15;",
        "PKH-2;;;225000;2022-03-15;",
        ";SUKSES;;225000;2022-03-15;",
        "PKH-2;SUKSES;;1,5E+06;2022-03-15;",
        "PKH-2;SUKSES;;-225000;2022-03-15;",
        "PKH-2;SUKSES;;225000,50;2022-03-15;",
        "PKH-2;SUKSES;;225000;31/02/2022;",
        "PKH-2;SUKSES;;225000;15/03/22;",
        "PKH-2;SUKSES;;225000;44635;",
        "JUMLAH;;;450000;;",
        "\x01junk",
    ],
)  # fmt: skip
def test_a_line_that_makes_no_sense_stays_as_it_stands(read, line):
    answer = read(f"{HEADING}\n{GOOD}\n{line}\n{GOOD.replace('PKH-1', 'PKH-3')}\n")

    assert answer.lines["line"].to_list() == [2, 3, 4]
    assert answer.lines["status"].to_list() == ["credited", "unreadable", "credited"]
    assert answer.lines["note"][1] == line


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "file is empty"),
        ("\n \n;;\n", "file is empty"),
        ("# bank: BRI\n", "no column headings"),
        ("a;b\n1;2\n", "has no column nomor_referensi"),
        ("nomor_referensi;jumlah\nPKH-1;1\n", "has no column status"),
        ("nomor_referensi;status;Status\nPKH-1;SUKSES;RETUR\n", "more than one column status"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (f"{HEADING}\n{GOOD}\n".encode("utf-16"), "not a UTF-8"),
        (f"# bank: BNI\n{HEADING}\n{GOOD}\n", "bank BNI, not BRI"),
        (f"# currency: USD\n{HEADING}\n{GOOD}\n", "currency USD, not IDR"),
        (f"# lines: 2\n{HEADING}\n{GOOD}\n", "says it has 2 lines but has 1"),
        (f"# lines: 1\n{HEADING}\n{GOOD}\n{GOOD}\n", "says it has 1 lines but has 2"),
        (f"# total: 225001\n{HEADING}\n{GOOD}\n", "total is 225.001 but its lines make 225.000"),
        (f"# total: lots\n{HEADING}\n{GOOD}\n", "not a number"),
        (f"# created_at: lately\n{HEADING}\n{GOOD}\n", "no time"),
        (f"{HEADING}\nPKH-1;SUKSES;;1.500.000;;\nPKH-2;SUKSES;;1,500,000;;\n", "two ways: line 2 .* line 3"),
        (f"{HEADING}\nPKH-1;SUKSES;;1500000,00;;\nPKH-2;SUKSES;;1500000.00;;\n", "two ways"),
        (f"{HEADING}\n{GOOD}\nPKH-2;SUKSES;;1;03/15/2022;\n", "Line 3 puts the month before"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_refused_in_one_sentence(read, text, sentence):
    with pytest.raises(UnreadableAnswer, match=sentence) as refusal:
        read(text)

    for words in (refusal.value.sentence_id, refusal.value.sentence_en):
        assert words.endswith(".")
        assert len(words) < 200


def test_letters_that_are_not_utf8_cost_no_line(read):
    answer = read(f"{HEADING}\n{GOOD}caf".encode() + b"\xe9\n" + GOOD.replace("PKH-1", "PKH-2").encode())

    assert answer.lines["status"].to_list() == ["credited", "credited"]
    assert answer.lines["note"][0] == "caf\ufffd"


@pytest.mark.parametrize(
    ("text", "whole", "cents", "thousandths"),
    [
        ("1500000", 1_500_000, 150_000_000, 1_500_000_000),
        ("1.500.000", 1_500_000, 150_000_000, 1_500_000_000),
        ("1.500.000,00", 1_500_000, 150_000_000, 1_500_000_000),
        ("1500,5", None, 150_050, 1_500_500),
        ("1,500,000.5", None, 150_000_050, 1_500_000_500),
        ("750.000", 750_000, 75_000_000, None),
        ("750,000", 750_000, 75_000_000, None),
        ("0", 0, 0, 0),
        ("0,05", None, 5, 50),
        ("Rp1.500.000,-", 1_500_000, 150_000_000, 1_500_000_000),
        ("0.500", None, None, None),
        ("1.50.000", None, None, None),
        ("1.500,000,0", None, None, None),
        ("12.345.6789", None, None, None),
        ("1234567890123456", None, None, None),
        ("１５００", None, None, None),
        ("", None, None, None),
    ],
)
def test_an_amount_is_read_only_when_it_can_mean_one_thing(text, whole, cents, thousandths):
    read = [read_amounts(pl.Series([text]), pl.Series([1]), units).item() for units in (0, 2, 3)]

    assert read == [whole, cents, thousandths]


@given(amount=st.integers(0, 10**14), minor_units=st.sampled_from([0, 2]), english=st.booleans(), grouped=st.booleans())
@settings(max_examples=200, deadline=None)
def test_amounts_come_back_from_every_way_of_writing_them(amount, minor_units, english, grouped):
    whole, cents = divmod(amount, 10**minor_units)
    text = f"{whole:,}" if grouped else str(whole)
    text += f".{cents:0{minor_units}d}" if minor_units else ""
    if not english:
        text = text.translate(str.maketrans(",.", ".,"))

    assert read_amounts(pl.Series([text]), pl.Series([1]), minor_units).item() == amount


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-03-05", date(2022, 3, 5)),
        ("05/03/2022", date(2022, 3, 5)),
        ("5-3-2022", date(2022, 3, 5)),
        ("5 maret 2022", date(2022, 3, 5)),
        ("05-MAR-2022", date(2022, 3, 5)),
        ("17 Agustus 2022", date(2022, 8, 17)),
        ("1 Nopember 2022 09.15", date(2022, 11, 1)),
        ("2022-03-05T10:00:00.123+07:00", date(2022, 3, 5)),
        ("20220305", date(2022, 3, 5)),
        ("29/02/2022", None),
        ("2022-13-01", None),
        ("5 Marzo 2022", None),
        ("05/03/22", None),
        ("", None),
        ("kemarin", None),
    ],
)
def test_a_day_is_read_only_when_it_can_mean_one_thing(text, day):
    assert read_days(pl.Series([text, None]), pl.Series([1, 2])).to_list() == [day, None]


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), max_size=12)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells, cells), max_size=12), separator=st.sampled_from(";,\t|"))
def test_no_line_is_dropped_whatever_stands_in_it(tmp_path_factory, rows, separator):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(["nomor_referensi", "status", "catatan"])
    writer.writerows(("id" + one, two, three) for one, two, three in rows)
    path = tmp_path_factory.mktemp("answers") / "answer.csv"
    path.write_text(text.getvalue(), encoding="utf-8")

    answer = answer_csv.read(path, bank="BRI", currency="IDR", minor_units=0)

    assert answer.lines.height == len(rows)
    assert [line.strip() for line in answer.lines["end_to_end_id"]] == [("id" + one).strip() for one, _, _ in rows]


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x00"), min_size=1), max_size=12))
def test_no_line_is_dropped_even_if_it_is_rubbish(tmp_path_factory, lines):
    lines = [line for line in lines if line.strip(" \t;,|")]
    path = tmp_path_factory.mktemp("answers") / "answer.csv"
    path.write_text("nomor_referensi;status\n" + "\n".join(lines), encoding="utf-8")

    try:
        answer = answer_csv.read(path, bank="BRI", currency="IDR", minor_units=0)
    except UnreadableAnswer:
        return
    assert answer.lines.height == len(lines)

"""The banks' later files: as strict as answers, and as loath to drop a line."""

from datetime import date

import pytest

from harapan.banks import usage_csv
from harapan.banks.shapes import UnreadableAnswer

LETTER = {"bank": "BRI", "currency": "IDR", "minor_units": 0}


@pytest.fixture
def write(tmp_path):
    def write_text(text):
        path = tmp_path / "usage.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


def test_idle_accounts(write):
    path = write(
        "Nomor Rekening;Saldo;Transaksi Terakhir\n0012;1.500.000;15/03/2022\n0013;0;\n0014;;\n;5;\n0015;7;kemarin\n"
    )

    file = usage_csv.read_idle(path, **LETTER)

    assert file.kind == "idle"
    assert file.lines.select("account", "balance", "last_transaction_on", "readable").rows() == [
        ("0012", 1_500_000, date(2022, 3, 15), True),
        ("0013", 0, None, True),
        ("0014", None, None, False),
        (None, 5, None, False),
        ("0015", 7, None, False),
    ]
    assert file.lines["note"][4] == "0015;7;kemarin"


def test_undelivered_cards(write):
    path = write("nomor_referensi,alasan\nPKH-1,Pindah\nPKH-2,not_found\nPKH-3,lain-lain\n")

    file = usage_csv.read_undelivered(path, **LETTER)

    assert file.lines.select("end_to_end_id", "reason", "readable").rows() == [
        ("PKH-1", "moved", True),
        ("PKH-2", "not_found", True),
        ("PKH-3", None, False),
    ]


def test_money_given_back(write):
    path = write(
        "# file_id: SETOR-1\n# lines: 3\nNTPN;Tanggal Setor;Jumlah\n"
        "X1;1 Juli 2022;Rp 450.000\nX2;1 Juli 2022;0\n;1 Juli 2022;5\n"
    )

    file = usage_csv.read_given_back(path, **LETTER)

    assert file.file_id == "SETOR-1"
    assert file.lines.select("reference", "given_back_on", "amount", "readable").rows() == [
        ("X1", date(2022, 7, 1), 450_000, True),
        ("X2", date(2022, 7, 1), 0, False),
        (None, date(2022, 7, 1), 5, False),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# bank: BNI\nnomor_rekening;saldo\n1;2\n", "bank BNI"),
        ("# lines: 2\nnomor_rekening;saldo\n1;2\n", "2 lines but has 1"),
        ("# total: 3\nnomor_rekening;saldo\n1;2\n", "total is 3"),
        ("nomor_rekening;uang\n1;2\n", "no column saldo"),
        ("", "empty"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(write, text, sentence):
    with pytest.raises(UnreadableAnswer, match=sentence):
        usage_csv.read_idle(write(text), **LETTER)

"""Orders: what is written is valid, says exactly what was approved, and is not written when anything is wrong."""

import csv
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from harapan.banks import dialects, pain001, post_list, texts
from harapan.banks.shapes import CannotWrite, UnknownBank
from harapan.banks.tests.made import make_header, make_transfers, schema_of

PAIN001 = schema_of("pain.001.001.09")
NS = {"p": pain001.NAMESPACE}

anything = st.text(st.characters(codec="utf-8"), max_size=200)
named = anything.filter(lambda name: texts.printable(name) != "")
identifiers = st.from_regex(texts.IDENTIFIER.replace("$", r"\Z"), fullmatch=True)
accounts = st.from_regex(texts.ACCOUNT.replace("$", r"\Z"), fullmatch=True)
amounts = st.integers(1, 10**12)


def parsed(path):
    """Ids, amounts, accounts and names by a parser that is not ours."""
    document = etree.parse(path)
    PAIN001.assertValid(document)
    return [
        tuple(
            transfer.findtext(place, namespaces=NS)
            for place in (
                "p:PmtId/p:EndToEndId",
                "p:Amt/p:InstdAmt",
                "p:CdtrAcct/p:Id/p:Othr/p:Id",
                "p:Cdtr/p:Nm",
            )
        )
        for transfer in document.iterfind(".//p:CdtTrfTxInf", NS)
    ]


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(identifiers, amounts, accounts, named), min_size=1, max_size=8, unique_by=lambda row: row[0]
    ),
    title=named.filter(lambda title: len(title) <= 140 and title.strip()),
    minor_units=st.sampled_from([0, 2, 3]),
)
def test_what_a_bank_reads_is_what_was_ordered(tmp_path_factory, rows, title, minor_units):
    ids, sums, places, names = zip(*rows, strict=True)
    transfers = make_transfers(end_to_end_id=ids, amount=sums, account=places, name=names)
    header = make_header(transfers, title=title, minor_units=minor_units)

    written = pain001.write(header, transfers, tmp_path_factory.mktemp("orders") / "order.xml")

    assert [
        (one, int(Decimal(two).scaleb(minor_units)), three, four) for one, two, three, four in parsed(written.path)
    ] == [(end_to_end_id, amount, account, texts.printable(name)) for end_to_end_id, amount, account, name in rows]


def test_the_head_carries_the_control_totals_and_the_purpose(tmp_path):
    transfers = make_transfers(3)

    pain001.write(make_header(transfers), transfers, tmp_path / "order.xml")

    document = etree.parse(tmp_path / "order.xml")
    PAIN001.assertValid(document)
    for place in (".//p:GrpHdr", ".//p:PmtInf"):
        assert document.find(place, NS).findtext("p:NbOfTxs", namespaces=NS) == "3"
        assert document.find(place, NS).findtext("p:CtrlSum", namespaces=NS) == str(transfers["amount"].sum())
    assert document.findtext(".//p:CtgyPurp/p:Cd", namespaces=NS) == "SSBE"
    assert document.findtext(".//p:DbtrAgt//p:BICFI", namespaces=NS) == "BRINIDJA"


def test_a_bank_without_a_bic_is_known_by_its_code(tmp_path):
    transfers = make_transfers(1)

    pain001.write(make_header(transfers, debtor_bank="KPPN-140"), transfers, tmp_path / "order.xml")

    document = etree.parse(tmp_path / "order.xml")
    PAIN001.assertValid(document)
    assert document.findtext(".//p:DbtrAgt//p:Othr/p:Id", namespaces=NS) == "KPPN-140"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("SITI AMINAH", "SITI AMINAH"),
        ("  siti \t\n aminah\u00a0", "siti aminah"),
        ('D\'AMOUR & <SONS> "X"', 'D\'AMOUR & <SONS> "X"'),
        ("SI\x00TI\x07\x85", "SI TI"),
        ("\ufffeSITI", "\ufffdSITI"),
        ("\u202eITIS\u202c", "ITIS"),
        ("فاطمة\u200f", "فاطمة\u200f"),
        ("ꦱꦶꦠꦶ 佩琪 👩🏽‍🌾", "ꦱꦶꦠꦶ 佩琪 👩🏽‍🌾"),
        ("=HYPERLINK(1)", "HYPERLINK(1)"),
        ("-@+SITI", "SITI"),
        ("A" * 140, "A" * 140),
        ("A" * 10_000, "A" * 139 + "…"),
        ("é" * 141, "é" * 139 + "…"),
    ],
)
def test_names_follow_one_rule(tmp_path, typed, written):
    transfers = make_transfers(name=[typed])

    pain001.write(make_header(transfers), transfers, tmp_path / "order.xml")

    assert parsed(tmp_path / "order.xml")[0][3] == written


@pytest.mark.parametrize("writer", [pain001.write, post_list.write, post_list.write_workbook])
def test_equal_input_gives_equal_bytes(tmp_path, writer):
    transfers = make_transfers(500)

    first = writer(make_header(transfers), transfers, tmp_path / "first")
    second = writer(make_header(transfers), transfers, tmp_path / "second")

    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.sha256 == second.sha256
    assert (first.count, first.total, first.bytes) == (500, transfers["amount"].sum(), first.path.stat().st_size)
    assert first.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("writer", [pain001.write, post_list.write, post_list.write_workbook])
@pytest.mark.parametrize(
    ("transfers", "changes", "sentence"),
    [
        (make_transfers(3), {"count": 4}, "4 transfers of .* were approved, but 3"),
        (make_transfers(3), {"total": 1}, "transfers of 1 were approved"),
        (make_transfers(0), {}, "no transfer"),
        (make_transfers(amount=[1, 0]), {}, "an amount above zero: 1, the first is PKH-2022-1-000000002"),
        (make_transfers(amount=[5, -1]), {}, "without an amount above zero"),
        (make_transfers(amount=[5, None]), {}, "without an amount above zero"),
        (make_transfers(end_to_end_id=["A", "A"]), {}, "with the same end-to-end id: 2"),
        (make_transfers(end_to_end_id=["A" * 36]), {}, "without a valid end-to-end id"),
        (make_transfers(end_to_end_id=[None]), {}, "without a valid end-to-end id"),
        (make_transfers(account=[None, "1"]), {}, "without a valid account: 1"),
        (make_transfers(account=[""]), {}, "without a valid account"),
        (make_transfers(account=["12<3"]), {}, "without a valid account"),
        (make_transfers(name=[None]), {}, "without a name"),
        (make_transfers(name=["\u202e \x00 ="]), {}, "without a name"),
        (make_transfers(amount=[10**18]), {}, "more than 18 digits"),
        (make_transfers(amount=[2**63 - 1, 2**63 - 1, 4]), {"total": 2}, "were approved"),
        (make_transfers(1), {"message_id": "M" * 36}, "message_id"),
        (make_transfers(1), {"debtor_bank": ""}, "debtor_bank"),
        (make_transfers(1), {"title": " "}, "title"),
        (make_transfers(1), {"title": "="}, "title"),
        (make_transfers(1), {"currency": "Rp"}, "not an ISO code"),
        (make_transfers(1), {"purpose": "SOCIAL"}, "not an ISO code"),
        (make_transfers(1), {"debtor_account": "<>"}, "programme's account"),
        (make_transfers(1).drop("village"), {}, "must have the columns"),
    ],
)
def test_a_wrong_order_is_refused_and_leaves_nothing(tmp_path, writer, transfers, changes, sentence):
    header = replace(make_header(transfers), **changes)

    with pytest.raises(CannotWrite, match=sentence) as refusal:
        writer(header, transfers, tmp_path / "order")

    assert refusal.value.sentence_id.endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    transfers = make_transfers(200_000)
    path = tmp_path / "order.xml"
    path.write_text("old")
    # the file descriptor limit is the closest thing to a full disk a test may cause
    import resource

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limit[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            pain001.write(make_header(transfers), transfers, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(identifiers, amounts, accounts, named), min_size=1, max_size=8, unique_by=lambda row: row[0]
    )
)
def test_what_the_post_reads_is_what_was_ordered(tmp_path_factory, rows):
    ids, sums, places, names = zip(*rows, strict=True)
    transfers = make_transfers(end_to_end_id=ids, amount=sums, account=places, name=names)
    folder = tmp_path_factory.mktemp("orders")

    order = dialects.write_order(make_header(transfers, bank="POS"), transfers, folder)
    (copy,) = dialects.write_copies(make_header(transfers, bank="POS"), transfers, folder)

    expected = [(i, a, texts.printable(n), s) for i, s, a, n in rows]
    with order.path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in file if not line.startswith("# ")]
    listed = list(csv.DictReader(lines, delimiter=";"))
    assert [(r["nomor_referensi"], r["nomor_rekening"], r["nama"], int(r["jumlah"])) for r in listed] == expected
    sheet = CalamineWorkbook.from_path(str(copy.path)).get_sheet_by_name("Daftar").to_python()[1:]
    assert [(row[1], row[2], row[3], int(row[7])) for row in sheet] == expected


def test_every_bank_has_a_dialect_and_a_stranger_none(tmp_path):
    transfers = make_transfers(2)
    for bank in dialects.BANKS:
        written = dialects.write_order(make_header(transfers, bank=bank), transfers, tmp_path)
        assert written.path.name.startswith(f"{bank}-1-0001.")
        assert written.count == 2

    with pytest.raises(UnknownBank, match="No bank has the code BPD"):
        dialects.write_order(make_header(transfers, bank="BPD"), transfers, tmp_path)


def test_slices_do_not_show(tmp_path, monkeypatch):
    transfers = make_transfers(1_000)
    whole = {
        twin: twin.write(make_header(transfers), transfers, tmp_path / "whole").sha256 for twin in (pain001, post_list)
    }

    for twin in (pain001, post_list):
        monkeypatch.setattr(twin, "SLICE", 7)
        assert twin.write(make_header(transfers), transfers, tmp_path / "sliced").sha256 == whole[twin]


def test_names_are_cut_for_the_whole_column_at_once():
    names = pl.Series(["SITI"] * 3 + ["x" * 200] + ["SITI  A"])

    assert texts.printable_names(names).str.len_chars().to_list() == [4, 4, 4, 140, 6]

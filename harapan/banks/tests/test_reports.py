"""Status reports: read to the last exception, and refused in one sentence when they are anything else."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from harapan.banks import pain002
from harapan.banks.shapes import LINE_COLUMNS, UnreadableAnswer
from harapan.banks.tests.made import schema_of

PAIN002 = schema_of("pain.002.001.12")


def make_exception(end_to_end_id="PKH-1", status="RJCT", reason="AC04", amount="225000", currency="IDR", note="TUTUP"):
    """One transaction of a report."""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{end_to_end_id}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>{note}</AddtlInf></StsRsnInf>"
        f"<AccptncDtTm>2022-03-15T10:00:00+07:00</AccptncDtTm>"
        f'<OrgnlTxRef><Amt><InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>'
    )


def make_report(*exceptions, group="<GrpSts>PART</GrpSts>", payment="", namespace=pain002.NAMESPACE, top=""):
    """A whole report."""
    body = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>M1</OrgnlPmtInfId>{payment}{''.join(exceptions)}</OrgnlPmtInfAndSts>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{top}\n<Document xmlns="{namespace}"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>ANSWER-1</MsgId><CreDtTm>2022-03-15T10:00:00+07:00</CreDtTm></GrpHdr>"
        "<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<OrgnlNbOfTxs>100</OrgnlNbOfTxs><OrgnlCtrlSum>22500000</OrgnlCtrlSum>{group}</OrgnlGrpInfAndSts>"
        f"{body if exceptions or payment else ''}</CstmrPmtStsRpt></Document>"
    )


def counts(**per_status):
    return "".join(
        f"<NbOfTxsPerSts><DtldNbOfTxs>{count}</DtldNbOfTxs><DtldSts>{status}</DtldSts></NbOfTxsPerSts>"
        for status, count in per_status.items()
    )


@pytest.fixture
def read(tmp_path):
    def read_text(text, minor_units=0):
        path = tmp_path / "answer.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return pain002.read(path, bank="BRI", currency="IDR", minor_units=minor_units)

    return read_text


def test_a_report_is_read_whole(read):
    text = make_report(make_exception(), make_exception("PKH-2", "PDNG", "NARR", note="a &amp; b"))
    PAIN002.assertValid(etree.fromstring(text.encode()))

    answer = read(text)

    assert (answer.bank, answer.answer_id, answer.original_message_id) == ("BRI", "ANSWER-1", "M1")
    assert answer.created_at.isoformat() == "2022-03-15T10:00:00+07:00"
    assert (answer.group_status, answer.complete, answer.rest) == ("PART", False, "pending")
    assert (answer.original_count, answer.original_total) == (100, 22_500_000)
    assert dict(answer.lines.schema) == LINE_COLUMNS
    assert answer.lines.rows() == [
        (1, "PKH-1", "rejected", "RJCT", "AC04", 225_000, date(2022, 3, 15), "TUTUP"),
        (2, "PKH-2", "pending", "PDNG", "NARR", 225_000, date(2022, 3, 15), "a & b"),
    ]


@pytest.mark.parametrize(
    ("group", "payment", "rest"),
    [
        ("<GrpSts>ACSC</GrpSts>", "", "credited"),
        ("<GrpSts>ACSP</GrpSts>", "", "pending"),
        ("<GrpSts>ACCP</GrpSts>", "", "pending"),
        ("<GrpSts>RCVD</GrpSts>", "", "pending"),
        ("<GrpSts>PDNG</GrpSts>", "", "pending"),
        ("<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM10</Cd></Rsn></StsRsnInf>", "", "rejected"),
        ("", "<PmtInfSts>RJCT</PmtInfSts>", "rejected"),
        ("<GrpSts>PART</GrpSts>", "<PmtInfSts>PART</PmtInfSts>", "pending"),
        ("", "", "unanswered"),
        ("<GrpSts>PART</GrpSts>" + counts(ACSC=99, RJCT=1), "", "credited"),
        ("<GrpSts>PART</GrpSts>" + counts(ACSC=90, PDNG=9, RJCT=1), "", "pending"),
        ("<GrpSts>ACSC</GrpSts>" + counts(ACSC=90, ACSP=9, RJCT=1), "", "pending"),
    ],
)
def test_silence_means_what_the_group_status_says_and_never_more(read, group, payment, rest):
    assert read(make_report(make_exception(), group=group, payment=payment)).rest == rest


def test_a_group_reason_is_kept(read):
    group = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM10</Cd></Rsn></StsRsnInf>" + counts(RJCT=100)

    answer = read(make_report(group=group))

    assert (answer.group_status, answer.group_reason, answer.rest, answer.lines.height) == (
        "RJCT",
        "AM10",
        "rejected",
        0,
    )


@pytest.mark.parametrize(
    "exception",
    [
        make_exception(status="OKAY"),
        make_exception(amount="225000.50"),
        make_exception(amount="lots"),
        make_exception(currency="USD"),
        "<TxInfAndSts><StsId>X7</StsId><TxSts>RJCT</TxSts></TxInfAndSts>",
        "<TxInfAndSts><OrgnlEndToEndId>PKH-1</OrgnlEndToEndId></TxInfAndSts>",
        "<TxInfAndSts/>",
    ],
)
def test_an_exception_that_makes_no_sense_stays_as_it_stands(read, exception):
    answer = read(make_report(make_exception("PKH-0"), exception))

    assert answer.lines["status"].to_list() == ["rejected", "unreadable"]
    assert answer.lines["note"][1].startswith("{")


HUGE = "x" * 50_000
DEEP = "<A>" * 60 + "</A>" * 60


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not whole XML"),
        ("PK\x03\x04", "not whole XML"),
        (make_report(make_exception())[:-30], "cut off at line"),
        (make_report(make_exception())[:700], "cut off at line"),
        (make_report(make_exception()) + "<more/>", "not whole XML"),
        (make_report(make_exception()) * 2, "not whole XML"),
        (make_report(namespace="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"), "no pain.002.001.12"),
        (make_report(namespace=""), "no pain.002.001.12"),
        ('<?xml version="1.0"?><html/>', "no pain.002.001.12"),
        (f'<Document xmlns="{pain002.NAMESPACE}"><Other/></Document>', "no pain.002.001.12"),
        (f'<Document xmlns="{pain002.NAMESPACE}"><CstmrPmtStsRpt/></Document>', "which file it answers"),
        (make_report(top='<!DOCTYPE a [<!ENTITY b "c">]>'), "document type"),
        (make_report(top='<!DOCTYPE a SYSTEM "file:///etc/passwd">'), "document type"),
        (make_report(make_exception(note=HUGE)), "too long"),
        (make_report(make_exception(note="&#121;" * 50_000)), "too long"),
        (make_report(make_exception(note="y\n" * 5_000_000)), "too long"),
        (make_report(make_exception() + f"<SplmtryData>{DEEP}</SplmtryData>"), "too deep"),
        (make_report(group="<GrpSts>WHAT</GrpSts>"), "WHAT is unknown"),
        (make_report(payment="<PmtInfSts>RJCT</PmtInfSts>", group="<GrpSts>ACSC</GrpSts>"), "two statuses: ACSC, RJCT"),
        (
            make_report(make_exception(), group="<GrpSts>PART</GrpSts>" + counts(ACSC=98, RJCT=2)),
            "RJCT differs .* by 1",
        ),
        (
            make_report(make_exception(), make_exception(), group="<GrpSts>PART</GrpSts>" + counts(ACSC=99, RJCT=1)),
            "RJCT differs .* by 1",
        ),
        (make_report(make_exception(), group="<GrpSts>PART</GrpSts>" + counts(ACSC=100)), "RJCT differs .* by 1"),
        (make_report().replace("22500000", "many"), "many is no amount"),
        (make_report().replace("22500000", "1.5"), "1.5 is no amount"),
        (make_report().replace("<OrgnlNbOfTxs>100", "<OrgnlNbOfTxs>-1"), "-1 is no number"),
        (make_report().replace("ANSWER-1", ""), "does not say its answer_id"),
        (make_report().replace("2022-03-15T", "yesterday"), "no time"),
        (make_report().replace("UTF-8", "TF-8"), "not whole XML"),
        (make_report().replace("UTF-8", "UTF-7"), "not whole XML"),
        (make_report().encode().replace(b"ANSWER", b"\xff\xfe\xff"), "not whole XML"),
    ],
)
def test_what_is_no_whole_report_is_refused_in_one_sentence(read, text, sentence):
    with pytest.raises(UnreadableAnswer, match=sentence) as refusal:
        read(text)

    for words in (refusal.value.sentence_id, refusal.value.sentence_en):
        assert words.endswith(".")
        assert len(words) < 200


def test_a_file_too_large_is_not_even_opened(read, monkeypatch):
    monkeypatch.setattr(pain002, "LARGEST_FILE", 10)

    with pytest.raises(UnreadableAnswer, match="larger than"):
        read(make_report())


def test_other_prefixes_encodings_and_layouts_say_the_same(read):
    text = make_report(make_exception(note="é")).replace("><", ">\n  <")
    prefixed = etree.fromstring(text.encode())
    again = etree.Element(f"{{{pain002.NAMESPACE}}}Document", nsmap={"iso": pain002.NAMESPACE})
    again.extend(prefixed)

    for encoding in ("UTF-8", "UTF-16", "ISO-8859-1"):
        answer = read(etree.tostring(again, encoding=encoding, xml_declaration=True, pretty_print=True))
        assert answer.lines.row(0)[:6] == (1, "PKH-1", "rejected", "RJCT", "AC04", 225_000)
        assert answer.lines["note"][0] == "é"


def test_a_report_that_names_every_transfer_is_complete(read):
    exceptions = [make_exception(f"PKH-{number}", "ACSC") for number in range(100)]

    answer = read(make_report(*exceptions))

    assert (answer.complete, answer.rest) == (True, "unanswered")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_damaged_is_read_whole_or_refused(tmp_path_factory, data):
    whole = make_report(make_exception(), make_exception("PKH-2")).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    path = tmp_path_factory.mktemp("answers") / "answer.xml"
    path.write_bytes(whole[:start] + data.draw(st.binary(max_size=6)) + whole[end:])

    try:
        answer = pain002.read(path, bank="BRI", currency="IDR", minor_units=0)
    except UnreadableAnswer:
        return
    assert dict(answer.lines.schema) == LINE_COLUMNS
    assert answer.lines.select(pl.col("status").is_not_null().all()).item()

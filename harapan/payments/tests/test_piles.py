"""The database sorts answers exactly as `harapan.banks.reconcile.match` defines it, line by line, rupiah by rupiah."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import count

import polars as pl
import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harapan.banks import dialects
from harapan.banks.reconcile import match
from harapan.payments import ledger
from harapan.payments.actions import read_answer
from harapan.payments.models import BankAnswer, Credit, LedgerEntry, LeftOut, OddLine, Payment, PaymentFile
from harapan.testing.stages import scene

FATES = ("at_bank", "credited", "returned", "treasury", "freed")
"""Where a payment may stand when the answer comes; freed: set free to be ordered again."""
STATE = {"treasury": "closed", "freed": "returned"}
"""What the definition calls those."""
STRANGERS = (
    "2025-1-999999999",
    "SIM-NOT-YOURS",
    "2025-1-",
    "-000000001",
    "2025-1-٠٠٠٠٠٠٠٠١",
    "\\N",
    "ä; DROP",
    "x" * 60,
)
REPORT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"><CstmrPmtStsRpt>\
<GrpHdr><MsgId>{id}</MsgId><CreDtTm>2025-01-12T09:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>\
<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>\
<OrgnlPmtInfId>{message}</OrgnlPmtInfId>{lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""

_answers = count(1)


@pytest.fixture
def sent(after, dewi, eko):
    """Two files of BRI (two waves), one of BNI, one of the post, all at the bank."""
    after("freeze")
    given = scene(dewi, eko, areas=["6472"]).through("order")
    assert list(PaymentFile.objects.order_by("number").values_list("bank", flat=True)) == ["BRI", "BNI", "BRI", "POS"]
    return given


lines = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(["ACSC", "RJCT", "PDNG", "ACSP", "ENTAH"]),
        st.sampled_from(["said", "said", "said", "nothing", "more", "garbage"]),
        st.sampled_from(["", "AC04", "MD07", "GANDA", "whatever"]),
        st.sampled_from(["as sent", "as sent", "as sent", "as sent", "padded"]),
    ),
    max_size=14,
)
fates = st.lists(st.sampled_from(FATES), min_size=13, max_size=13)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fates=fates,
    lines=lines,
    group=st.sampled_from(["ACSC", "RJCT", "PART", "PDNG", ""]),
    listed=st.booleans(),
    together=st.booleans(),
)
def test_every_answer_lands_where_the_definition_says(sent, tmp_path, fates, lines, group, listed, together):
    """Also where an answer before credited whole villages: `together`."""
    payments = list(Payment.objects.order_by("id"))
    file = PaymentFile.objects.earliest("number")
    said = [_line(payments, file, *line) for line in lines]
    path = tmp_path / f"BRI-{next(_answers)}.{'csv' if listed else 'xml'}"
    path.write_text(_list(file, said) if listed else _report(file, said, group), encoding="utf-8")

    with _undone():
        with _credited_together(file, sent.desk.worker.pk) if together else nullcontext([]) as villages:
            for payment, fate in zip(payments, fates, strict=True):
                _stand(payment, fate, sent.desk.worker.pk, villages)
        expected = match(
            _orders(payments, fates), dialects.read_answer(path, bank="BRI", currency="IDR", minor_units=0)
        )
        money = _all_money()

        noted = read_answer(path, bank="BRI", programme=sent.edition.programme, by=sent.desk.worker)

        assert noted.lines == expected.lines.height
        assert _odd_lines(noted) == _expected_odd_lines(expected)
        assert noted.piles == _expected_piles(expected)
        assert _moves(noted) == _expected_moves(expected)
        assert _all_money() == money


@contextmanager
def _undone() -> Iterator[None]:
    """As pytest's own `db` does it: everything inside may be durable, and nothing of it stays."""
    around = transaction.atomic()
    around._from_testcase = True
    with around:
        yield
        transaction.set_rollback(True)


def _line(payments, file, which, status, amount, reason, form):
    """A line about one of our payments, or about nobody's."""
    if which >= len(payments):
        return STRANGERS[which - len(payments)], status, "225000", reason
    payment = payments[which]
    width = 9 if form == "as sent" else 11
    said = {"said": payment.rupiah, "nothing": "", "more": payment.rupiah + 1, "garbage": "banyak"}[amount]
    return f"2025-1-{payment.id:0{width}d}", status, str(said), reason


def _list(file, said):
    head = f"# original_message_id: {file.message_id}\n# answer_id: A{next(_answers)}\n"
    rows = [
        "nomor_referensi;status;jumlah;alasan",
        *(f"{name};{status};{amount};{why}" for name, status, amount, why in said),
    ]
    return head + "\n".join(rows) + "\n"


def _report(file, said, group):
    status = f"<GrpSts>{group}</GrpSts>" if group else ""
    return REPORT.format(
        id=f"A{next(_answers)}", message=file.message_id, group=status, lines="".join(_transfer(*line) for line in said)
    )


def _transfer(name, status, amount, reason):
    why = f"<StsRsnInf><Rsn><Prtry>{reason}</Prtry></Rsn></StsRsnInf>" if reason else ""
    sum_ = f'<OrgnlTxRef><Amt><InstdAmt Ccy="IDR">{amount}</InstdAmt></Amt></OrgnlTxRef>' if amount else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{status}</TxSts>{why}{sum_}</TxInfAndSts>"


@contextmanager
def _credited_together(file, by):
    """An answer that credits what is left of a file once everybody stands where they are to stand."""
    earlier = BankAnswer.objects.create(
        file=file, answer_id="before", name="before", sha256="0", complete=True, lines=0, read_by=by
    )
    yield [earlier]
    earlier.credits_rest = True
    earlier.save()


def _stand(payment, fate, by, together):
    """Bring a payment to where it stands when the answer comes."""
    here = [answer for answer in together if answer.file_id == payment.file]
    for answer in here:
        if fate == "at_bank":
            LeftOut.objects.create(answer=answer.pk, payment=payment.id)
    way = {
        "at_bank": (),
        "credited": (("at_bank", "credited"),),
        "returned": (("at_bank", "returned"),),
        "treasury": (("at_bank", "returned"), ("returned", "treasury")),
        "freed": (("at_bank", "returned"), ("returned", "approved")),
    }[fate]
    place = {"cycle": payment.cycle, "batch": payment.batch, "village": payment.village, "bank": payment.bank}
    for source, target in way:
        LedgerEntry.objects.create(
            payment=None if here and target == "credited" else payment.id,
            source=source,
            target=target,
            count=1,
            rupiah=payment.rupiah,
            cause="test",
            by=by,
            **place,
        )


def _orders(payments, fates):
    files = dict(PaymentFile.objects.values_list("pk", "message_id"))
    return pl.DataFrame(
        {
            "end_to_end_id": [f"2025-1-{payment.id:09d}" for payment in payments],
            "amount": [payment.rupiah for payment in payments],
            "bank": [payment.bank for payment in payments],
            "message_id": [files[payment.file] for payment in payments],
            "state": [STATE.get(fate, fate) for fate in fates],
        }
    )


def _odd_lines(noted):
    return dict(OddLine.objects.filter(answer=noted).values_list("line", "pile"))


def _expected_odd_lines(expected):
    return {line: pile for line, pile in expected.lines.select("line", "pile").rows() if pile != "credited"}


def _expected_piles(expected):
    return {
        pile: {"lines": lines + orders, "rupiah": amount}
        for pile, lines, orders, amount in expected.sizes().rows()
        if lines + orders
    }


def _moves(noted):
    entries = LedgerEntry.objects.filter(reference=noted.pk, source="at_bank")
    back = {(one.payment, one.target, one.rupiah, one.cause) for one in entries.filter(target="returned")}
    credits = {(one.payment, "credited", one.rupiah, "") for one in Credit.objects.filter(answer=noted.pk)}
    booked = entries.filter(target="credited").aggregate(count=Sum("count"), rupiah=Sum("rupiah"))
    assert (booked["count"] or 0, booked["rupiah"] or 0) == (len(credits), sum(rupiah for _, _, rupiah, _ in credits))
    return {f"2025-1-{payment:09d}": move for payment, *move in back | credits}


def _expected_moves(expected):
    columns = ("end_to_end_id", "state", "amount", "our_reason")
    return {
        name: [state, amount, "" if state == "credited" else reason]
        for name, state, amount, reason in expected.moves().select(columns).rows()
        if state != "pending"
    }


def _all_money():
    batches = set(Payment.objects.values_list("batch", flat=True))
    return {batch: sum(account["rupiah"] for account in ledger.standing_of([batch]).values()) for batch in batches}

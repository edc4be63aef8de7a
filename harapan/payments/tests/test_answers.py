"""What banks say: good answers move money once, bad ones move nothing and say why in one sentence."""

import pytest

from harapan.audit.models import Event
from harapan.banks.simulated import Luck, Mischief
from harapan.payments import ledger
from harapan.payments.actions import CannotRead, CannotReconcile, read_answer, reconcile_batch
from harapan.payments.models import BankAnswer, LedgerEntry, OddLine, Payment
from harapan.testing.stages import HELD, ORDERED

BRI, BNI, POS = 3_750_000, 600_000, 500_000
"""What the three banks were ordered to pay."""


def said(refusal):
    """Both sentences, one line each."""
    sentences = (refusal.value.sentence_id, refusal.value.sentence_en)
    assert len(set(sentences)) == 2
    assert not any("\n" in sentence for sentence in sentences)
    return " | ".join(sentences)


def account_of(given, name):
    """Where a caretaker's money was sent."""
    return Payment.objects.get(name=name).number


def refused(given, path, *, bank="BRI"):
    before = ledger.standing(given.batch), LedgerEntry.objects.count()
    with pytest.raises(CannotRead) as refusal:
        read_answer(path, bank=bank, programme=given.edition.programme, by=given.desk.worker)
    assert (ledger.standing(given.batch), LedgerEntry.objects.count()) == before
    assert not BankAnswer.objects.exists()
    assert given.batch.state == "ordered"
    return said(refusal)


# good answers


def test_a_bank_that_paid_everybody(after):
    given = after("release")

    noted = given.read(given.answer_of("BRI"))

    assert noted.piles == {"credited": {"lines": 11, "rupiah": BRI}}
    assert ledger.standing(given.batch)["credited"] == BRI
    assert ledger.standing(given.batch)["at_bank"] == ORDERED - BRI
    assert not OddLine.objects.exists()


def test_failures_come_back_with_our_reason(after):
    given = after("release")
    luck = Luck(fails={account_of(given, "Aminah"): "account_closed", account_of(given, "Halimah"): "deceased"})

    noted = given.read(given.answer_of("BRI", luck=luck))

    assert noted.piles["returned"] == {"lines": 2, "rupiah": 975_000 + 750_000}
    back = LedgerEntry.objects.filter(target="returned").values_list("rupiah", "cause")
    assert set(back) == {(975_000, "account_closed"), (750_000, "deceased")}
    assert set(OddLine.objects.values_list("pile", "reason")) == {
        ("returned", "account_closed"),
        ("returned", "deceased"),
    }


def test_what_is_pending_waits_and_is_settled_by_a_later_answer(after):
    given = after("release")
    luck = Luck(fails={account_of(given, "Aminah"): "pending"})
    first = given.read(given.answer_of("BRI", luck=luck))
    assert first.piles["pending"] == {"lines": 1, "rupiah": 975_000}
    assert ledger.standing(given.batch)["at_bank"] == 975_000 + BNI + POS

    later = given.read(given.answer_of("BRI", luck=luck, late=True, name="late"))

    assert later.piles == {"credited": {"lines": 1, "rupiah": 975_000}}
    assert ledger.standing(given.batch)["credited"] == BRI


def test_a_bank_that_refuses_the_whole_file_returns_everything(after):
    given = after("release")
    path = given.answer_of("BRI")
    path.write_text(path.read_text().replace("ACSC", "RJCT"))

    noted = given.read(path)

    assert noted.group_status == "RJCT"
    assert noted.piles == {"returned": {"lines": 11, "rupiah": BRI}}
    assert ledger.standing(given.batch)["returned"] == BRI


def test_the_post_answers_with_a_list(after):
    given = after("release")

    noted = given.read(given.answer_of("POS"))

    assert noted.complete
    assert noted.piles == {"credited": {"lines": 1, "rupiah": POS}}


def test_a_batch_is_answered_when_every_bank_has_spoken(after):
    given = after("release")
    states = []
    for bank in ("BRI", "BNI", "POS"):
        given.read(given.answer_of(bank))
        states.append(given.batch.state)

    assert states == ["ordered", "ordered", "answered"]
    assert ledger.standing(given.batch) | {"credited": ORDERED, "held": HELD} == ledger.standing(given.batch)


def test_the_same_file_twice_is_one_answer(after):
    given = after("release")
    path = given.answer_of("BRI")
    first = given.read(path)
    entries = LedgerEntry.objects.count()

    assert given.read(path) == first
    renamed = path.with_name("BRI-once-more.xml")
    renamed.write_bytes(path.read_bytes())
    assert given.read(renamed) == first

    assert LedgerEntry.objects.count() == entries
    assert Event.objects.filter(verb="answer.read").count() == 1


def test_the_same_news_in_another_file_moves_nothing(after):
    given = after("release")
    given.read(given.answer_of("POS"))
    entries = LedgerEntry.objects.count()
    again = given.answer_of("POS", name="again")
    again.write_text(again.read_text().replace("# answer_id: ", "# answer_id: B"))

    noted = given.read(again)

    assert noted.piles == {"repeated": {"lines": 1, "rupiah": POS}}
    assert LedgerEntry.objects.count() == entries


# bad answers


@pytest.mark.parametrize(
    ("bank", "mischief", "reason"),
    [
        ("BRI", Mischief.TRUNCATED, ""),
        ("POS", Mischief.TRUNCATED, ""),
        ("BRI", Mischief.WRONG_TOTALS, "but we sent 11 transfers of 3.750.000"),
        ("POS", Mischief.WRONG_TOTALS, "but we sent 1 transfers of 500.000"),
        ("BRI", Mischief.BOMB, ""),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_damaged_answer_is_refused_in_one_sentence_and_moves_nothing(after, bank, mischief, reason):
    given = after("release")

    sentence = refused(given, given.answer_of(bank, mischief=mischief), bank=bank)

    assert f"{bank}-answer" in sentence
    assert reason in sentence


@pytest.mark.parametrize(
    ("mischief", "pile", "lines", "credited"),
    [
        (Mischief.DOUBLED, "duplicate", 1, BRI),
        (Mischief.UNKNOWN_IDS, "unknown", 1, 0),
        (Mischief.WRONG_AMOUNTS, "wrong_amount", 1, BRI - 225_000),
        (Mischief.CONTRADICTING, "contradicting", 2, BRI - 225_000),
    ],
)
def test_a_line_that_is_wrong_lands_in_its_pile_and_waits_for_a_person(after, mischief, pile, lines, credited):
    given = after("release")

    noted = given.read(given.answer_of("BRI", mischief=mischief))

    assert noted.piles[pile]["lines"] == lines
    assert OddLine.objects.filter(pile=pile).count() == lines
    standing = ledger.standing(given.batch)
    assert standing["credited"] <= credited
    assert standing["credited"] + standing["at_bank"] == ORDERED


def test_odd_lines_stop_reconciling_until_somebody_says_why_they_may_stand(after, dewi):
    given = after("release")
    luck = Luck(fails={account_of(given, "Aminah"): "account_closed"})
    given.read(given.answer_of("BRI", luck=luck, mischief=Mischief.UNKNOWN_IDS))
    given.read(_full_list(given, "BRI"))
    for bank in ("BNI", "POS"):
        given.read(given.answer_of(bank))

    with pytest.raises(CannotReconcile) as refusal:
        reconcile_batch(given.batch, by=dewi)
    assert "1 not a transfer of ours" in said(refusal)

    reconcile_batch(given.batch, by=dewi, accept_because="bank mengaku salah kirim")
    assert given.batch.state == "reconciled"


def _full_list(given, bank):
    """The bank's full list by hand, every transfer credited but those that came back."""
    file = given.file(bank)
    path = given.order_path(bank).parent / "answers" / f"{bank}-list.csv"
    rows = [
        f"2025-1-{payment.id:09d};{'RETUR' if payment.name == 'Aminah' else 'SUKSES'};{payment.rupiah}"
        for payment in Payment.objects.filter(file=file.pk).order_by("id")
    ]
    path.write_text(f"# original_message_id: {file.message_id}\nreferensi;status;jumlah\n" + "\n".join(rows) + "\n")
    return path


def test_an_answer_number_is_used_once(after):
    """The bank sends another report under the number of one we have read: neither a repetition nor believable."""
    given = after("release")
    given.read(given.answer_of("POS"))
    other = given.answer_of("POS", name="other")
    other.write_text(other.read_text().replace("SUKSES", "RETUR"))
    entries = LedgerEntry.objects.count()

    with pytest.raises(CannotRead) as refusal:
        given.read(other)

    assert "another answer with the same number" in said(refusal)
    assert LedgerEntry.objects.count() == entries
    assert BankAnswer.objects.count() == 1


def test_answers_of_the_wrong_bank_or_about_nothing_we_sent(after):
    given = after("release")
    theirs = given.answer_of("BRI")

    assert "BRI, but BNI answers" in refused(given, theirs, bank="BNI")

    strange = theirs.with_name("BRI-strange.xml")
    strange.write_text(theirs.read_text().replace(given.file().message_id, "HRP-1999-1-BRI-0001"))
    assert "which we never sent" in refused(given, strange)

    nameless = theirs.with_name("BRI-nameless.csv")
    nameless.write_text("referensi;status\n2025-1-000000001;SUKSES\n")
    assert "does not say which of our files it answers" in refused(given, nameless)


def test_nobody_answers_what_was_not_sent(after):
    given = after("write")

    with pytest.raises(CannotRead) as refusal:
        given.read(given.answer_of("BRI"))

    assert "has not been released yet" in said(refusal)
    assert ledger.standing(given.batch)["credited"] == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("BRI-a.pdf", b"%PDF-1.7"),
        ("BRI-a.xml", b""),
        ("BRI-a.csv", b""),
        ("BRI-a.csv", b"PK\x03\x04 a workbook"),
        ("BRI-a.csv", b"\xff\xfeu\x00t\x00f\x001\x006\x00"),
        ("BRI-a.csv", b"\x00\x01\x02"),
        ("BRI-a.xml", b"<a><b></a>"),
        ("BRI-a.xml", b"<html>Under maintenance</html>"),
        ("BRI-a.csv", b"\n\n;;;\n"),
    ],
    ids=str,
)
def test_a_file_that_is_no_answer(after, name, content):
    given = after("release")
    path = given.order_path().parent / name
    path.write_bytes(content)

    assert name in refused(given, path)


def test_a_file_that_is_not_there(after):
    given = after("release")

    assert "BRI-nowhere.xml" in refused(given, given.order_path().parent / "BRI-nowhere.xml")


def test_an_answer_that_comes_after_the_money_went_back_moves_nothing(after):
    given = after("close")
    entries = LedgerEntry.objects.count()
    path = _full_list(given, "BRI")

    noted = given.read(path)

    assert set(noted.piles) == {"repeated", "contradicting"}
    assert LedgerEntry.objects.count() == entries
    assert given.batch.state == "closed"

"""Orders: booked, held, drawn up, written, released by a second person, and never twice."""

import csv

import pytest
from django.db import connection
from django.utils import timezone
from lxml import etree

from harapan.audit.models import Event
from harapan.banks.tests.made import schema_of
from harapan.lib.digests import file_digest
from harapan.payments import ledger
from harapan.payments.actions import (
    CannotOrder,
    CannotRelease,
    book,
    draw_up,
    payments_folder,
    release_payment_file,
    write_files,
)
from harapan.payments.models import Balance, Hold, LedgerEntry, Payment, PaymentFile
from harapan.registry.actions import record_death
from harapan.registry.models import Account
from harapan.tables.locks import Busy
from harapan.testing.databases import as_login
from harapan.testing.make import caretaker_of
from harapan.testing.stages import HELD, ORDERED, OWED, family_of, take


def said(refusal):
    """Both sentences, which are two."""
    assert refusal.value.sentence_id != refusal.value.sentence_en
    return f"{refusal.value.sentence_id} | {refusal.value.sentence_en}"


# booking and holding


def test_what_cannot_be_paid_now_is_held_by_name(after, dewi):
    given = after("approve")

    ready = book(given.batch, by=dewi)

    assert ready == ORDERED
    assert ledger.standing(given.batch)["held"] == HELD
    assert {hold.family: (hold.reason, hold.rupiah) for hold in Hold.objects.all()} == {
        family_of("Darmi").pk: ("no_account", 975_000),
        family_of("Endah").pk: ("account_pending", 225_000),
    }


def test_booking_again_books_nothing_twice(after, dewi):
    given = after("approve")

    assert [book(given.batch, by=dewi) for _ in range(3)] == [ORDERED] * 3

    assert Hold.objects.count() == 2
    assert (
        LedgerEntry.objects.filter(source="appropriation").count()
        == Balance.objects.filter(account="appropriation").count()
    )


@pytest.mark.parametrize(
    ("caretaker", "reason"),
    [("Aminah", "caretaker_died"), ("Cahyani", "caretaker_died"), ("Budiarti", "account_elsewhere")],
)
def test_a_death_holds_the_money_at_the_bank_and_at_the_post(after, dewi, caretaker, reason):
    given = after("approve")
    family = family_of(caretaker)
    if reason == "caretaker_died":
        record_death(caretaker_of(family), on=given.desk.today, document="Akta 1", by=dewi)
    else:
        Account.objects.filter(family=family).update(bank="BTN")

    book(given.batch, by=dewi)

    assert Hold.objects.get(family=family.pk).reason == reason


def test_a_hold_whose_reason_is_gone_is_released_before_anything_is_drawn(after, dewi):
    given = after("approve")
    book(given.batch, by=dewi)
    Account.objects.filter(family=family_of("Endah")).update(state="open")

    assert book(given.batch, by=dewi) == ORDERED + 225_000

    hold = Hold.objects.get(family=family_of("Endah").pk)
    assert (hold.released_by, hold.released_at is not None) == (dewi.pk, True)


@pytest.mark.parametrize("step", ["compute", "review"])
def test_only_what_is_approved_is_ordered(after, dewi, step):
    given = after(step)

    for verb in (
        lambda: book(given.batch, by=dewi),
        lambda: draw_up(given.batch, given.edition, execute_on=given.desk.today, by=dewi),
    ):
        with pytest.raises(CannotOrder) as refusal:
            verb()
        assert f"the batch is {given.batch.state}" in said(refusal)
    assert not LedgerEntry.objects.exists()


def test_a_closed_book_with_nobody_to_pay_stays_closed(after, dewi):
    given = after("close")

    with pytest.raises(CannotOrder, match="the batch is closed"):
        book(given.batch, by=dewi)


# drawing up and writing


def test_drawing_up_again_draws_nothing_twice(after, dewi):
    given = after("write")

    assert draw_up(given.batch, given.edition, execute_on=given.desk.today, by=dewi) == []
    assert write_files(given.batch, given.edition, by=dewi) == []
    assert Payment.objects.count() == 13


def test_a_family_whose_payee_changed_since_booking_stops_the_drawing(after, dewi, eko):
    given = after("approve")
    book(given.batch, by=dewi)
    Account.objects.filter(family=family_of("Aminah")).update(state="closed")

    with pytest.raises(CannotOrder) as refusal:
        take_papers_and_draw(given, dewi, eko)

    assert "book again" in said(refusal)
    assert not Payment.objects.exists()


def take_papers_and_draw(given, dewi, eko):
    from harapan.operations.simulation import record_example_papers

    record_example_papers(given.batch, ORDERED, given.desk)
    return draw_up(given.batch, given.edition, execute_on=given.desk.today, by=dewi)


def test_written_files_hold_the_control_totals_and_obey_the_official_schema(after):
    given = after("write")
    schema = schema_of("pain.001.001.09")

    for bank, count, rupiah in (("BRI", 11, 3_750_000), ("BNI", 1, 600_000)):
        document = etree.parse(given.order_path(bank))
        schema.assertValid(document)
        head = {element.tag.split("}")[1]: element.text for element in document.iter() if element.text}
        assert (head["NbOfTxs"], head["CtrlSum"], head["Cd"]) == (str(count), str(rupiah), "SSBE")
        assert (given.file(bank).count, given.file(bank).rupiah) == (count, rupiah)

    assert given.file("BRI").sha256 == file_digest(given.order_path("BRI"))
    assert oct(payments_folder(given.cycle).stat().st_mode & 0o777) == "0o700"


def test_the_post_gets_a_list_and_a_workbook(after):
    given = after("write")

    text = given.order_path("POS").read_text(encoding="utf-8-sig")

    assert given.order_path("POS").with_suffix(".xlsx").stat().st_size > 1000
    assert "Cahyani".upper() in text.upper()
    assert any("500000" in cell for row in csv.reader(text.splitlines(), delimiter=";") for cell in row)


def test_ids_are_unique_and_stay_what_they_are(after, dewi):
    given = after("write")
    document = etree.parse(given.order_path("BRI"))
    ids = [element.text for element in document.iter() if element.tag.endswith("}EndToEndId")]

    assert ids == [
        f"2025-1-{pk:09d}" for pk in Payment.objects.filter(bank="BRI").order_by("id").values_list("id", flat=True)
    ]
    assert len(set(ids)) == 11


def test_ids_beyond_nine_digits_are_written_whole(after):
    """After a thousand million payments; cut to nine digits they would be somebody else's."""
    given = after("approve")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('payments_payment_id_seq', 1234567890)")

    given.through("order")

    first = Payment.objects.filter(bank="BRI").earliest("id")
    assert first.id > 10**9
    assert f">2025-1-{first.id}<" in given.order_path("BRI").read_text(encoding="utf-8")


def test_what_is_paid_is_what_was_drawn_up_whoever_the_account_belongs_to_later(after):
    given = after("write")
    before = list(Payment.objects.order_by("id").values("account", "holder", "rupiah", "bank"))

    Account.objects.update(bank="BTN")

    assert list(Payment.objects.order_by("id").values("account", "holder", "rupiah", "bank")) == before
    take("release", given)
    assert ledger.standing(given.batch)["at_bank"] == ORDERED


def test_somebody_else_is_writing_already(after, dewi):
    given = after("write")
    with as_login("machine") as somebody:
        work = f"harapan writing files of batch {given.batch.pk}"
        somebody.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [work])

        with pytest.raises(Busy):
            write_files(given.batch, given.edition, by=dewi)


# releasing


def test_the_author_cannot_release_their_own_file(after, dewi):
    given = after("write")

    with pytest.raises(CannotRelease) as refusal:
        release_payment_file(given.file(), by=dewi)

    assert "a second person must release" in said(refusal)
    assert "orang kedua" in said(refusal)
    assert given.file().state == "written"
    assert ledger.standing(given.batch)["at_bank"] == 0


def test_released_money_stands_at_the_bank_and_is_released_once(after, eko):
    given = after("write")

    for _ in range(2):
        release_payment_file(given.file("BNI"), by=eko)

    assert ledger.standing(given.batch) | {"at_bank": 600_000, "approved": ORDERED - 600_000} == ledger.standing(
        given.batch
    )
    assert Event.objects.filter(verb="payment_file.released").count() == 1
    assert given.batch.state == "approved"


def test_the_batch_is_ordered_once_every_file_is_released(after, eko):
    given = after("write")

    for bank in ("BNI", "BRI", "POS"):
        release_payment_file(given.file(bank), by=eko)

    assert given.batch.state == "ordered"
    assert sum(ledger.standing(given.batch).values()) == OWED


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_that_is_not_what_was_written_is_not_released(after, eko, harm):
    given = after("write")
    path = given.order_path()
    path.write_bytes(path.read_bytes() + b" ") if harm == "changed" else path.unlink()

    with pytest.raises(CannotRelease) as refusal:
        release_payment_file(given.file(), by=eko)

    assert "is not the file that was written" in said(refusal)
    assert ledger.standing(given.batch)["at_bank"] == 0


def test_what_is_not_written_is_not_released(after, dewi, eko):
    given = after("approve")
    book(given.batch, by=dewi)
    file = take_papers_and_draw(given, dewi, eko)[0]

    with pytest.raises(CannotRelease) as refusal:
        release_payment_file(file, by=eko)

    assert "not written" in said(refusal)


def test_a_second_releaser_is_told_it_is_done(after, eko, cast):
    given = after("release")

    with pytest.raises(CannotRelease):
        release_payment_file(given.file(), by=cast["agus"])

    assert PaymentFile.objects.filter(released_by=eko.pk).count() == 3


def test_a_hold_of_a_played_stage_is_of_its_day(after):
    given = after("write")

    assert {timezone.localdate(hold.at) for hold in Hold.objects.all()} == {given.desk.today}

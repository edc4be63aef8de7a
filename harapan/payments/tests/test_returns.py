"""Money that came back or could not go: corrected and ordered again, given back by the dated rule, paid out later."""

from datetime import timedelta

import pytest

from harapan.banks.simulated import Luck
from harapan.entitlements.models import Entitlement
from harapan.payments import ledger
from harapan.payments.actions import (
    CannotClose,
    CannotReconcile,
    close_batch,
    free_corrected,
    give_back_unused,
    payable_holds,
    reconcile_batch,
)
from harapan.payments.models import Credit, Hold, Payment, PaymentFile, TreasuryPaper
from harapan.payments.queries import status_of
from harapan.registry.actions import appoint_caretaker, open_account, record_death
from harapan.registry.models import Account
from harapan.testing.make import caretaker_of, make_account, student
from harapan.testing.stages import HELD, ORDERED, OWED, family_of, take

AMINAH = 975_000


@pytest.fixture
def returned(after):
    """Every bank has answered; Aminah's account was closed, her money came back."""
    given = after("release")
    given.read_all_answers(luck=Luck(fails={Payment.objects.get(name="Aminah").number: "account_closed"}))
    assert ledger.standing(given.batch)["returned"] == AMINAH
    return given


def put_right(given, name="Aminah", number="00777"):
    family = family_of(name)
    open_account(
        family, caretaker_of(family), number=number, on=given.desk.today, document="BA 1", by=given.desk.worker
    )


def order_again(given):
    take("write", given)
    take("release", given)


# corrected and ordered again


def test_corrected_money_is_ordered_again_to_the_new_account_under_papers_of_its_own(returned, dewi):
    put_right(returned)

    assert free_corrected(returned.batch, by=dewi) == 1
    order_again(returned)

    again = Payment.objects.get(replaces__isnull=False)
    assert (again.number, again.rupiah, again.replaces) == (
        "00777",
        AMINAH,
        Payment.objects.get(name="Aminah", replaces=None).id,
    )
    assert set(TreasuryPaper.objects.filter(order=2).values_list("kind", "rupiah")) == {
        ("spp", AMINAH),
        ("spm", AMINAH),
        ("sp2d", AMINAH),
    }
    returned.read(returned.answer_of("BRI", name="second"))
    assert ledger.standing(returned.batch)["credited"] == ORDERED
    take("reconcile", returned)
    take("close", returned)
    assert returned.batch.state == "closed"


def test_what_was_not_put_right_is_not_freed(returned, dewi):
    assert free_corrected(returned.batch, by=dewi) == 0

    assert ledger.standing(returned.batch)["returned"] == AMINAH


def test_freeing_again_frees_nothing_twice(returned, dewi):
    put_right(returned)

    assert [free_corrected(returned.batch, by=dewi) for _ in range(2)] == [1, 0]
    order_again(returned)
    assert free_corrected(returned.batch, by=dewi) == 0
    assert Payment.objects.filter(replaces__isnull=False).count() == 1


@pytest.mark.parametrize("harm", ["another bank", "still being opened", "has died"])
def test_what_still_cannot_be_paid_is_not_freed(returned, dewi, harm):
    put_right(returned)
    family = family_of("Aminah")
    if harm == "has died":
        record_death(caretaker_of(family), on=returned.desk.today, document="Akta", by=dewi)
    else:
        change = {"bank": "BNI"} if harm == "another bank" else {"state": "pending"}
        Account.objects.filter(family=family, number="00777").update(**change)

    assert free_corrected(returned.batch, by=dewi) == 0


def test_a_payment_may_come_back_twice(returned, dewi):
    put_right(returned)
    free_corrected(returned.batch, by=dewi)
    order_again(returned)
    returned.read(returned.answer_of("BRI", name="second", luck=Luck(fails={"00777": "identity_mismatch"})))
    assert ledger.standing(returned.batch)["returned"] == AMINAH

    put_right(returned, number="00888")
    assert free_corrected(returned.batch, by=dewi) == 1
    order_again(returned)
    returned.read(returned.answer_of("BRI", name="third"))

    assert ledger.standing(returned.batch)["credited"] == ORDERED
    assert sorted(Payment.objects.filter(name="Aminah").values_list("number", flat=True)) == sorted(
        ["00777", "00888", Payment.objects.get(name="Aminah", replaces=None).number]
    )


def test_a_successor_is_paid_what_came_back_from_the_dead(after, dewi):
    given = after("release")
    given.read_all_answers(luck=Luck(fails={Payment.objects.get(name="Aminah").number: "deceased"}))
    family = family_of("Aminah")
    heir = student("Sari", sex="F")
    heir.family, heir.village = family, family.village
    heir.save()
    record_death(caretaker_of(family), on=given.desk.today, document="Akta", by=dewi)
    appoint_caretaker(family, heir, on=given.desk.today.replace(year=2026), document="BA", by=dewi)
    open_account(family, heir, number="00999", on=given.desk.today, document="BA", by=dewi)

    assert free_corrected(given.batch, by=dewi) == 1
    order_again(given)

    assert Payment.objects.get(replaces__isnull=False).name == "Sari"


# given back


@pytest.mark.parametrize(("days", "given_back"), [(104, 0), (105, 1)])
def test_unused_money_goes_to_the_treasury_by_the_dated_rule(returned, dewi, days, given_back):
    day = PaymentFile.objects.get(bank="BRI").execute_on + timedelta(days=days)

    assert give_back_unused(returned.batch, returned.edition, on=day, by=dewi) == given_back

    assert ledger.standing(returned.batch)["treasury"] == AMINAH * given_back


def test_what_went_back_is_not_freed_any_more(returned, dewi):
    late = returned.desk.today + timedelta(days=300)
    give_back_unused(returned.batch, returned.edition, on=late, by=dewi)
    put_right(returned)

    assert free_corrected(returned.batch, by=dewi) == 0
    assert give_back_unused(returned.batch, returned.edition, on=late, by=dewi) == 0


def test_only_money_that_came_back_goes_back(after, dewi):
    given = after("release")

    assert give_back_unused(given.batch, given.edition, on=given.desk.today + timedelta(days=300), by=dewi) == 0


# reconciling and closing


def test_an_order_without_an_answer_is_not_reconciled(after, dewi):
    given = after("release")
    given.read(given.answer_of("BRI"))

    with pytest.raises(CannotReconcile, match="every file of it needs an answer"):
        reconcile_batch(given.batch, by=dewi)


def test_pending_money_is_not_reconciled(after, dewi):
    given = after("release")
    given.read_all_answers(luck=Luck(fails={Payment.objects.get(name="Aminah").number: "pending"}))

    with pytest.raises(CannotReconcile) as refusal:
        reconcile_batch(given.batch, by=dewi)

    assert refusal.value.sentence_en == "1 payment of Rp975.000 has no final answer yet"
    assert "belum dijawab tuntas" in refusal.value.sentence_id


def test_returned_money_is_reconciled_but_keeps_the_book_open(returned, dewi, eko):
    reconcile_batch(returned.batch, by=dewi)

    with pytest.raises(CannotClose) as refusal:
        close_batch(returned.batch, by=eko)

    assert "returned Rp975.000" in refusal.value.sentence_en
    assert "buku belum nol" in refusal.value.sentence_id
    assert returned.batch.state == "reconciled"


@pytest.mark.parametrize("step", ["approve", "write", "release", "answer"])
def test_nothing_is_closed_before_it_is_reconciled(after, eko, step):
    given = after(step)

    with pytest.raises(CannotClose, match="not reconciled"):
        close_batch(given.batch, by=eko)


def test_a_closed_book_names_the_head_of_the_audit_chain_and_sums_to_the_rupiah(after, eko):
    given = after("close")

    status = status_of(given.cycle)

    assert status["state"] == "closed"
    assert {name: figures["rupiah"] for name, figures in status["ledger"].items() if figures["rupiah"]} == {
        "credited": ORDERED,
        "held": HELD,
    }
    assert len(given.batch.audit_head) == 64
    assert close_batch(given.batch, by=eko).closed_at == given.batch.closed_at


# held, and paid later


def test_held_money_is_paid_after_closing_and_the_book_closes_again(after, dewi):
    given = after("close")
    assert not payable_holds(given.batch)
    darmi = family_of("Darmi")
    make_account(darmi, caretaker_of(darmi), number="00555")
    assert payable_holds(given.batch)

    order_again(given)
    assert given.batch.state == "ordered"
    given.read(given.answer_of("BRI", name="held"))
    take("reconcile", given)
    take("close", given)

    assert given.batch.state == "closed"
    assert ledger.standing(given.batch)["credited"] == ORDERED + 975_000
    assert ledger.standing(given.batch)["held"] == 225_000
    assert Hold.objects.get(family=darmi.pk).released_by == dewi.pk
    assert Payment.objects.filter(family=darmi.pk).count() == 1


def test_held_money_that_comes_back_is_returned_money(after, dewi):
    given = after("close")
    darmi = family_of("Darmi")
    make_account(darmi, caretaker_of(darmi), number="00555")
    order_again(given)
    given.read(given.answer_of("BRI", name="held", luck=Luck(fails={"00555": "account_blocked"})))

    give_back_unused(given.batch, given.edition, on=given.desk.today + timedelta(days=300), by=dewi)
    take("reconcile", given)
    take("close", given)

    assert ledger.standing(given.batch)["treasury"] == 975_000
    assert sum(ledger.standing(given.batch).values()) == OWED


def test_no_family_is_ever_paid_more_than_it_is_owed(returned, dewi):
    """Whatever is put right, held, freed and ordered again: credited money of a family is at most its entitlement."""
    put_right(returned)
    free_corrected(returned.batch, by=dewi)
    Account.objects.filter(family=family_of("Endah")).update(state="open")
    order_again(returned)
    returned.read(returned.answer_of("BRI", name="second"))
    order_again(returned)

    paid = {}
    for credit in Credit.objects.all():
        paid[credit.family] = paid.get(credit.family, 0) + credit.rupiah
    owed = dict(Entitlement.objects.filter(cycle=returned.cycle).values_list("family", "net"))
    assert all(amount == owed[family] for family, amount in paid.items())
    assert sum(paid.values()) == ORDERED + 225_000

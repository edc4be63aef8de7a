"""What became of a family's money, step by step: credited, come back, ordered again, held; in both languages."""

import pytest

from harapan.banks.simulated import Luck
from harapan.payments.actions import free_corrected
from harapan.payments.models import LedgerEntry, Payment
from harapan.payments.trail import money_of, trail_of
from harapan.registry.actions import open_account
from harapan.registry.models import Family
from harapan.staff.access import working_as
from harapan.testing.make import caretaker_of
from harapan.testing.pages import as_web
from harapan.testing.stages import CYCLE, family_of, take


def steps(name, staff):
    return [(step.what, step.siks) for step in trail_of(family_of(name).pk, CYCLE, staff)]


def test_money_that_arrived(after, dewi):
    after("answer")
    assert steps("Aminah", dewi) == [("ordered", "SI"), ("credited", "TOP UP / SALUR")]


def test_money_held_says_why(after, dewi):
    after("answer")
    (step,) = trail_of(family_of("Darmi").pk, CYCLE, dewi)
    assert (step.what, step.siks, step.amount) == ("held", "PROSES BUREKOL", 975_000)
    assert (step.words.id, step.words.en) == ("ditahan: belum punya rekening", "held: has no account yet")


@pytest.fixture
def again(after, dewi):
    """Aminah's first payment came back; the second, to another account, waits at the bank."""
    given = after("release")
    given.read_all_answers(luck=Luck(fails={Payment.objects.get(name="Aminah").number: "account_closed"}))
    family = family_of("Aminah")
    open_account(
        family, caretaker_of(family), number="00777", on=given.desk.today, document="BA 1", by=given.desk.worker
    )
    free_corrected(given.batch, by=dewi)
    take("write", given)
    take("release", given)
    return family


def test_money_that_came_back_and_was_sent_again(again, dewi):
    assert [what for what, _ in steps("Aminah", dewi)] == ["ordered", "returned", "approved", "ordered"]
    money = money_of(again.pk, [CYCLE], dewi)
    first, second = money.payments
    assert (money.standing(first), money.why_returned(first)) == ("approved", "account_closed")
    assert money.standing(second) == "at_bank"
    assert "pengganti" in [step.words.id for step in money.steps()][-1]


def test_who_may_not_see_the_family_learns_nothing_of_its_money(after, citra):
    after("answer")
    assert steps("Aminah", citra) == []


def test_a_facilitator_sees_what_became_of_the_money_of_her_own_families(after, cast, dewi):
    """She has families but no area: the ledger is seen with its payment, also of those credited with their village."""
    given = after("people")
    yuliana, arrived, back = cast["yuliana"], family_of("Aminah"), family_of("Halimah")
    Family.objects.filter(pk__in=[arrived.pk, back.pk]).update(facilitator=yuliana.pk)
    given.through("order")
    given.read_all_answers(luck=Luck(fails={Payment.objects.get(name="Halimah").number: "deceased"}))

    with as_web(), working_as(yuliana):
        for family, standing in ((arrived, "credited"), (back, "returned")):
            money = money_of(family.pk, [CYCLE], yuliana)
            (payment,) = money.payments
            assert money.standing(payment) == standing
            assert [step.what for step in money.steps()] == ["ordered", standing]
        assert {entry.payment for entry in LedgerEntry.objects.filter(cycle=CYCLE)} == {payment.id}

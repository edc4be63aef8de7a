"""One payment cycle, from the village to the bank and back, on one page.

Dewi works in Jakarta and draws everything up; Eko is the second person; Citra coordinates another regency and has no
business here. In Loa Ipuh live Aminah with a toddler and a pupil, Budiarti who is old, Cahyani who is paid at the post,
and Darmi whose account the bank has not opened yet.
"""

from datetime import date

import pytest

from harapan.audit.actions import verify
from harapan.banks.simulated import Luck
from harapan.cli.session import CannotAct, acting
from harapan.entitlements.actions import CannotApprove, approve_batch, compute_run, open_cycle, review_batch
from harapan.entitlements.queries import batches_of
from harapan.payments.actions import (
    CannotRelease,
    PapersDoNotAllow,
    book,
    close_batch,
    draw_up,
    free_corrected,
    next_order,
    reconcile_batch,
    record_paper,
    release_payment_file,
    set_ceiling,
    write_files,
)
from harapan.payments.models import Hold, Payment
from harapan.payments.queries import status_of
from harapan.registry.actions import open_account
from harapan.snapshots.actions import CannotFreeze, freeze_registry
from harapan.testing.make import (
    caretaker_of,
    elder,
    make_family,
    make_observations,
    member_named,
    pupil,
    student,
    toddler,
)
from harapan.testing.stages import scene

DEADLINE, DAY_AFTER = date(2025, 1, 10), date(2025, 1, 11)


def test_a_payment_stage_of_a_village(own_database, dewi, eko):
    given = scene(dewi, eko, cycle="2025-1")
    law = given.edition

    # Four families; Aminah's pupil came to school every day of the quarter before.
    aminah = make_family("Aminah", toddler("Adi"), pupil("Budi"))
    make_family("Budiarti", elder(), bank="BNI")
    make_family("Cahyani", student(), bank="POS")
    darmi = make_family("Darmi", toddler(), account="")
    make_observations(member_named(aminah, "Budi"), "school_attendance", law.stage.judged_months)

    # Dewi opens the stage. Schools may report until the tenth; the day after she freezes and computes.
    open_cycle(law, by=dewi)
    with pytest.raises(CannotFreeze, match="may report until 10 January 2025"):
        freeze_registry(law.stage, by=dewi, today=DEADLINE)
    freeze_registry(law.stage, by=dewi, today=DAY_AFTER)
    compute_run(law, by=dewi)
    batch = batches_of("2025-1").get()
    assert given.owed(aminah).verdict == "met"
    assert (batch.paid_families, batch.net) == (4, 975_000 + 600_000 + 500_000 + 750_000)

    # Nothing looks odd. Dewi may not approve what she computed, Citra may not approve at all; Eko does.
    assert review_batch(batch, previous=None, by=dewi).anomalies == []
    with pytest.raises(CannotApprove, match="a second person must approve"):
        approve_batch(batch, by=dewi)
    with pytest.raises(CannotAct, match="may not take this step"):
        acting("citra", runs_cycles=True)
    approve_batch(batch, by=eko)

    # Darmi's money is held for her. The rest is ordered once the treasury's papers say the very same sum.
    ready = book(batch, by=dewi)
    assert Hold.objects.get().family == darmi.pk
    assert ready == 2_075_000
    set_ceiling(2025, 3_000_000, "DIPA-027/2025", by=dewi)
    with pytest.raises(PapersDoNotAllow, match="is missing"):
        draw_up(batch, law, execute_on=DAY_AFTER, by=dewi)
    for kind in ("decree", "spp", "spm", "sp2d"):
        record_paper(batch, kind, f"{kind}/01/2025", DAY_AFTER, ready, "Bu PPK", by=eko)
    draw_up(batch, law, execute_on=DAY_AFTER, by=dewi)
    files = write_files(batch, law, by=dewi)
    assert [file.bank for file in files] == ["BNI", "BRI", "POS"]

    # Dewi may not release what she drew up; Eko does, and the money stands at the banks.
    with pytest.raises(CannotRelease, match="a second person must release"):
        release_payment_file(files[0], by=dewi)
    for file in files:
        release_payment_file(file, by=eko)
    assert ledger_of("at_bank", "held") == [2_075_000, 750_000]

    # Aminah's account was closed: her money comes back. She opens another, and the same money is ordered again.
    closed = Luck(fails={Payment.objects.get(family=aminah.pk).number: "account_closed"})
    given.read_all_answers(luck=closed)
    assert ledger_of("credited", "returned") == [1_100_000, 975_000]
    order_again(given, aminah, dewi, eko, amount=975_000)
    assert ledger_of("credited", "returned", "held") == [2_075_000, 0, 750_000]

    # The book closes with Darmi's money in it, under her name. When her account is open she is paid; it closes again.
    close_the_book(batch, dewi, eko)
    order_again(given, darmi, dewi, eko, amount=750_000)
    close_the_book(batch, dewi, eko)

    assert status_of("2025-1")["state"] == "closed"
    assert ledger_of("credited", "held", "approved", "at_bank", "returned", "treasury") == [2_825_000, 0, 0, 0, 0, 0]
    assert verify() > 20


def ledger_of(*accounts):
    """Rupiah in these accounts of the stage."""
    return [status_of("2025-1")["ledger"][account]["rupiah"] for account in accounts]


def order_again(given, family, dewi, eko, *, amount):
    """The family has an account now; its money is ordered under papers of its own, and the bank pays."""
    batch, law = given.batch, given.edition
    open_account(family, caretaker_of(family), number=f"00{amount}", on=DAY_AFTER, document="BA 3/2025", by=dewi)
    free_corrected(batch, by=dewi)
    assert book(batch, by=dewi) == amount
    for kind in ("spp", "spm", "sp2d"):
        record_paper(batch, kind, f"{kind}/{amount}", DAY_AFTER, amount, "Bu PPK", by=eko, order=next_order(batch))
    draw_up(batch, law, execute_on=DAY_AFTER, by=dewi)
    (file,) = write_files(batch, law, by=dewi)
    release_payment_file(file, by=eko)
    given.read(given.answer_of("BRI", name=f"answer-{amount}"))


def close_the_book(batch, dewi, eko):
    """Every order is answered; nothing but credited and named held money is left."""
    reconcile_batch(batch, by=dewi)
    close_batch(batch, by=eko)

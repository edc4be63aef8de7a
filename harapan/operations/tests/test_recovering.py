"""Money that reaches families after a merge or a death, or goes back by the bank: claimed once, and what is owed."""

from datetime import date, timedelta

import pytest

from harapan.intake.matching.actions import put_back, say
from harapan.intake.models import Merge
from harapan.lib.refusals import Refusal
from harapan.operations import errands, steps
from harapan.operations.errands import changes, matching
from harapan.operations.errands.lists import apply_now, undo_now
from harapan.operations.nightly import claim_what_was_not_owed
from harapan.operations.tests.test_changes import approve, ask
from harapan.operations.tests.test_matching_errands import carried_out, paired
from harapan.payments.models import Payment
from harapan.registry.actions import receive
from harapan.registry.models import Member, Overpayment
from harapan.staff.access import working_as
from harapan.testing.lists import bring_rows, read_in_this_process  # noqa: F401
from harapan.testing.pages import as_web
from harapan.testing.stages import family_of

DAY = date(2026, 11, 20)
HEADS = {
    "idle": "nomor_referensi;nomor_rekening;saldo;transaksi_terakhir",
    "given_back": "nomor_setor;tanggal_setor;jumlah;nomor_referensi;nomor_rekening",
}


def children():
    return (
        Member.objects.filter(family=family_of(name), relation="child").order_by("-born").first()
        for name in ("Halimah", "Aminah")
    )


def joined(cast, *, whole=True):
    """Agus calls two children one, Dewi decides: both families are paid, or a stage that may pay both is frozen."""
    one, other = children()
    pair = paired(one, other)
    with as_web(), working_as(cast["agus"]):
        say(pair, "same", keep=one.pk, by=cast["agus"])
    sent_up = carried_out("pair.merge", f"pair:{pair.pk}", cast["agus"], area="64", pair=pair.pk)
    with as_web(), working_as(cast["dewi"]):
        say(pair, "same", keep=one.pk, whole=whole, because="Berita acara 7", by=cast["dewi"])
    done = carried_out("pair.merge", f"pair:{pair.pk}", cast["dewi"], pair=pair.pk)
    assert done.state == "done", done.sentence_en
    pair.refresh_from_db()
    return pair, sent_up.sentence_en


def parting(cast, pair):
    with as_web(), working_as(cast["dewi"]):
        say(pair, "undo", by=cast["dewi"])
        return errands.ask("pair.part", f"pair:{pair.pk}", by=cast["dewi"], pair=pair.pk)


def claimed():
    return list(Overpayment.objects.order_by("pk").values_list("cause", "amount", "given_back", "state"))


@pytest.fixture
def bank(tmp_path):
    """BRI tells of one family's payment."""

    def tell(given, kind, name, rupiah, number=1):
        payment = Payment.objects.get(family=family_of(name).pk)
        line = f"S1;2025-06-01;{rupiah};{given.cycle}-{payment.id:09d};" if kind == "given_back" else ""
        path = tmp_path / f"BRI-{kind}-{number}.csv"
        path.write_text(f"{HEADS[kind]}\n{line}\n")
        return steps.usage(given.desk, path, kind)

    return tell


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_credited_after_a_merge_is_claimed_when_the_book_closes(after, cast, whole):
    given = after("release")
    joined(cast, whole=whole)
    assert claimed() == []

    given.through("close")
    again = claim_what_was_not_owed()
    steps.close(given.desk)

    assert (claimed(), again) == ([("double", 750_000, 0, "open")], [])


def test_two_families_of_a_frozen_stage_are_decided_nationally_and_claimed_after_the_credit(after, cast, visitor):
    given = after("freeze")

    pair, sent_up = joined(cast, whole=False)
    page = visitor(cast["dewi"]).get(f"/kembar/{pair.pk}/").body.decode()
    assert "stage 2025-1, which is frozen and not computed yet" in page
    given.through("answer")
    found = claim_what_was_not_owed()

    assert sent_up == "both families are in stage 2025-1, which is frozen: sent to the national directorate"
    assert [claim.amount for claim in found] == [750_000]
    assert claim_what_was_not_owed() == []


def test_a_death_noted_before_the_credit_is_claimed_once_after_it(after, cast, monkeypatch):
    monkeypatch.setattr(changes, "UNDO_WITHIN", timedelta(0))
    given, datuk = after("release"), Member.objects.get(name="Datuk Hamid")
    errand = approve(cast, ask(cast, "death", family_of("Budiarti"), member=datuk.pk, on=date(2024, 12, 1)))
    errands.carry_out(errand)
    assert claimed() == []

    given.through("close")
    type(errand).objects.filter(pk=errand.pk).update(state="running")  # its worker died: it is taken up again
    errands.carry_out(errand)
    claim_what_was_not_owed()

    assert claimed() == [("death", 600_000, 0, "open")]
    claim_what_was_not_owed()
    assert Overpayment.objects.get().member == datuk.pk


@pytest.mark.usefixtures("read_in_this_process")
def test_a_death_on_a_list_is_claimed_the_night_after_and_withdrawn_when_the_list_is_taken_back(after, cast):
    after("close")
    wahyu, datuk = cast["wahyu"], Member.objects.get(name="Datuk Hamid")
    Member.objects.filter(pk=datuk.pk).update(nik="6402060107450001")
    row = ("6402060107450001", datuk.name, "1-12-2024")
    upload = bring_rows("deaths", ("NIK", "Nama", "Tanggal Meninggal"), [row], wahyu, as_of=date(2025, 1, 31))

    apply_now(upload, by=wahyu)
    claim_what_was_not_owed()
    claim_what_was_not_owed()
    assert claimed() == [("death", 600_000, 0, "open")]
    assert Overpayment.objects.get().decision.endswith(f"(import:{upload.pk})")

    undo_now(upload, because="salah daftar", by=wahyu)
    claim_what_was_not_owed()
    assert claimed() == [("death", 600_000, 0, "withdrawn")]


def test_what_the_bank_gave_back_is_not_claimed_and_what_it_gives_back_later_is_open_no_more(after, cast, bank):
    given = after("close")
    bank(given, "given_back", "Halimah", 100_000)

    pair, _ = joined(cast)
    assert claimed() == [("double", 750_000, 100_000, "open")]
    bank(given, "given_back", "Aminah", 200_000, number=2)
    claim_what_was_not_owed()
    assert claimed() == [("double", 750_000, 300_000, "open")], "of either family, once"
    bank(given, "given_back", "Aminah", 975_000, number=3)
    assert Overpayment.objects.get().left == 450_000, "the bank's second word on a payment is a repetition"

    errands.carry_out(parting(cast, pair))
    assert Overpayment.objects.get().state == "withdrawn", "undone: the bank's money was never the family's word"


def test_nothing_is_claimed_of_a_payment_that_went_back_whole(after, cast, bank):
    given = after("close")
    bank(given, "given_back", "Halimah", 750_000)

    joined(cast)

    assert claimed() == []


def test_a_worker_killed_between_parting_and_withdrawing_leaves_neither_half(after, cast, monkeypatch):
    after("close")
    pair, _ = joined(cast)
    errand = parting(cast, pair)

    class Killed(BaseException): ...

    def killed(*_, **__):
        raise Killed

    with monkeypatch.context() as at_that_moment:
        at_that_moment.setattr(matching, "withdraw_claims_of", killed)
        with pytest.raises(Killed):
            errands.carry_out(errand)
    pair.refresh_from_db()
    assert (pair.state, claimed()) == ("parting", [("double", 750_000, 0, "open")])

    errands.carry_out(errand)
    pair.refresh_from_db()
    assert (pair.state, claimed()) == ("open", [("double", 750_000, 0, "withdrawn")])

    Overpayment.objects.update(state="open")  # as a worker of earlier days left it
    type(errand).objects.filter(pk=errand.pk).update(state="running")
    errands.carry_out(errand)
    assert claimed() == [("double", 750_000, 0, "withdrawn")]


def test_a_standing_merge_keeps_its_claim_when_the_refused_parting_is_taken_up_again(after, cast):
    after("close")
    pair, _ = joined(cast)
    errand = parting(cast, pair)
    receive(Overpayment.objects.get(), 50_000, on=DAY, document="NTPN 1", by=cast["gunawan"])
    put_back(pair, Refusal("data berubah", "a row has changed"))  # and then its worker died

    errands.carry_out(errand)

    errand.refresh_from_db()
    assert (errand.state, claimed()) == ("refused", [("double", 750_000, 0, "open")])
    assert Merge.objects.get().undone_at is None

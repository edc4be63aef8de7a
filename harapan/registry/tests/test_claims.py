"""Claims of overpayment: instalments, what comes back, and a write-off that takes two people."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from harapan.registry import actions
from harapan.registry.actions import CannotClaim
from harapan.registry.actions.claims import note_given_back
from harapan.registry.claims import receipts_of
from harapan.registry.models import Family, Overpayment, OverpaymentWord
from harapan.staff.access import working_as
from harapan.testing.make import LOA_IPUH, make_family
from harapan.testing.pages import as_web

DAY = date(2026, 11, 20)
BERAU = "6403050001"
"""A village of Citra's regency."""


@pytest.fixture
def claim(own_database, cast):
    family = make_family("Siti Aminah")
    return actions.claim_back(
        family, member=None, cycle="2025-1", amount=600_000, decision="Akta kematian 12", by=cast["ratna"]
    )


def test_a_claim_comes_back_in_instalments_until_nothing_is_open(claim, cast):
    ratna, gunawan = cast["ratna"], cast["gunawan"]
    with as_web(), working_as(ratna):
        actions.agree(claim, 200_000, first_on=DAY, because="Sanggup tiap bulan", by=ratna)
    with as_web(), working_as(gunawan):
        actions.receive(claim, 200_000, on=DAY, document="NTPN 1", by=gunawan)
        with pytest.raises(CannotClaim, match="NTPN 1 is on record already"):
            actions.receive(claim, 200_000, on=DAY, document="NTPN 1", by=gunawan)
        with pytest.raises(CannotClaim, match=r"more than there is; Rp400\.000 is open"):
            actions.receive(claim, 400_001, on=DAY, document="NTPN 2", by=gunawan)
        actions.receive(claim, 400_000, on=DAY, document="NTPN 2", by=gunawan)
    assert (claim.state, claim.left, claim.settled_because) == ("settled", 0, "NTPN 2")

    told = {"on": DAY, "document": "NTPN 2", "seen": 600_000, "because": "salah ketik: 250.000", "by": gunawan}
    with as_web(), working_as(gunawan):
        actions.correct(claim, 150_000, **told)
        with pytest.raises(CannotClaim, match=r"has changed since the page was opened; Rp150\.000 is open now"):
            actions.correct(claim, 150_000, **told)  # a double click
        with pytest.raises(CannotClaim, match="more than there is"):
            actions.correct(claim, 250_001, **{**told, "seen": 450_000})
    assert (claim.state, claim.left, claim.settled_because) == ("open", 150_000, "")
    assert [word.what for word in claim.words.order_by("pk")] == ["agreed", "received", "received", "corrected"]


def test_a_write_off_takes_two_people_whoever_asks_the_database(claim, cast):
    dewi, eko, ratna = cast["dewi"], cast["eko"], cast["ratna"]
    with as_web(), working_as(dewi):
        actions.propose_write_off(claim, because="Keluarga tidak mampu, anak yatim", by=dewi)
        with pytest.raises(CannotClaim, match="does not decide"):
            actions.write_off(claim, seen=600_000, document="SK 1", by=dewi)
    with as_web(), working_as(eko):
        actions.refuse_write_off(claim, because="Coba angsuran dahulu", by=eko)
    with as_web(), working_as(ratna):
        actions.propose_write_off(claim, because="Sudah dicoba tiga bulan", by=ratna)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as sql:
            sql.execute("UPDATE registry_overpayment SET written_off = amount")
    with as_web(), working_as(cast["agus"]), pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
        actions.write_off(claim, seen=600_000, document="SK 1", by=cast["agus"])  # coordinators propose only
    with as_web(), working_as(eko):
        actions.write_off(claim, seen=600_000, document="SK 1", by=eko)
    assert (claim.state, claim.written_off, claim.settled_because) == ("settled", 600_000, "SK 1")
    with pytest.raises(CannotClaim, match="moved on"):
        actions.receive(claim, 1, on=DAY, document="NTPN 9", by=eko)


def test_who_writes_off_decides_about_the_sum_they_saw(claim, cast):
    eko, gunawan, ratna = cast["eko"], cast["gunawan"], cast["ratna"]
    actions.receive(claim, 200_000, on=DAY, document="NTPN 1", by=gunawan)
    actions.propose_write_off(claim, because="Keluarga tidak mampu", by=ratna)
    actions.receive(claim, 100_000, on=DAY, document="NTPN 2", by=gunawan)

    with pytest.raises(CannotClaim, match=r"Rp300\.000 is open now"):
        actions.write_off(claim, seen=400_000, document="SK 1", by=eko)
    with pytest.raises(CannotClaim, match="taken back or refused first"):
        actions.correct(claim, 1, on=DAY, document="NTPN 2", seen=300_000, because="salah ketik", by=gunawan)
    actions.write_off(claim, seen=300_000, document="SK 1", by=eko)

    assert (claim.state, claim.received, claim.written_off) == ("settled", 300_000, 300_000)
    assert claim.words.get(what="proposed").amount == 400_000


def test_a_receipt_pays_one_family_and_several_of_its_claims_only_if_that_is_meant(claim, cast):
    gunawan, ratna = cast["gunawan"], cast["ratna"]
    facts = {"member": None, "amount": 600_000, "by": ratna}
    later = actions.claim_back(Family.objects.get(pk=claim.family), cycle="2025-2", decision="Akta 12", **facts)
    neighbours = actions.claim_back(make_family("Tini"), cycle="2025-1", decision="Akta 13", **facts)
    actions.receive(claim, 300_000, on=DAY, document="NTPN 1", by=gunawan)

    with pytest.raises(CannotClaim, match="on record for another family"):
        actions.receive(neighbours, 300_000, on=DAY, document="ntpn1", by=gunawan)
    with pytest.raises(CannotClaim, match=r"has paid this family's claim of stage 2025-1"):
        actions.receive(later, 300_000, on=DAY, document="NTPN 1", by=gunawan)
    actions.receive(later, 300_000, on=DAY, document="NTPN 1", beside=True, by=gunawan)

    for one in (claim, later):  # it was Tini's money: noted with the wrong family
        actions.correct(one, 300_000, on=DAY, document="Ntpn 1", seen=300_000, because="milik Tini", by=gunawan)
    actions.receive(neighbours, 600_000, on=DAY, document="NTPN 1", by=gunawan)
    assert (receipts_of(claim), receipts_of(neighbours)) == ({}, {"NTPN 1": 600_000})


def test_a_receipt_entered_by_two_clicks_at_once_counts_once(claim, cast):
    gunawan, said = cast["gunawan"], []
    entered, may_end = threading.Event(), threading.Event()

    def click(hold):
        try:
            with transaction.atomic():
                actions.receive(claim, 200_000, on=DAY, document="NTPN 1", by=gunawan)
                entered.set()
                hold.wait(20)
        except CannotClaim as refusal:
            said.append(refusal.sentence_en)
        connection.close()

    first = threading.Thread(target=click, args=[may_end])
    first.start()
    entered.wait(20)
    second = threading.Thread(target=click, args=[entered])
    second.start()
    second.join(0.3)
    assert second.is_alive()  # it waits for the claim
    may_end.set()
    first.join(20)
    second.join(20)

    claim.refresh_from_db()
    assert (claim.received, said) == (200_000, ["receipt NTPN 1 is on record already"])


def test_a_claim_goes_where_its_family_goes(claim, cast, dewi):
    family, yuliana = Family.objects.get(pk=claim.family), cast["yuliana"]
    with as_web(), working_as(cast["ratna"]):
        assert Overpayment.objects.filter(pk=claim.pk).exists()
    actions.reassign(None, [actions.Part(LOA_IPUH, yuliana.pk)], because="kosong", by=dewi)
    claim.refresh_from_db()
    assert claim.facilitator == yuliana.pk

    family.refresh_from_db()
    actions.move_family(family, BERAU, "Jl. Baru", document="KK", by=dewi)

    for name, sees in (("citra", True), ("ratna", False), ("yuliana", False)):
        with as_web(), working_as(cast[name]):
            assert Overpayment.objects.visible_to(cast[name]).filter(pk=claim.pk).exists() == sees, name
    with as_web(), working_as(cast["citra"]):
        actions.agree(claim, 100_000, first_on=DAY, by=cast["citra"])


def test_what_the_bank_gives_back_is_open_no_more_and_too_much_waits_for_a_person(claim, cast):
    eko, gunawan = cast["eko"], cast["gunawan"]
    actions.receive(claim, 200_000, on=DAY, document="NTPN 1", by=gunawan)
    note_given_back(claim, 300_000, on=DAY, document="BRI-given_back-1.csv", by=eko)
    assert (claim.state, claim.left, claim.too_much_back) == ("open", 100_000, 0)

    note_given_back(claim, 300_000, on=DAY, document="BRI-given_back-2.csv", by=eko)
    assert (claim.state, claim.left, claim.too_much_back) == ("settled", 0, 200_000)
    actions.correct(claim, 200_000, on=DAY, document="NTPN 1", seen=200_000, because="dikembalikan, SP2D 4", by=gunawan)
    assert (claim.state, claim.left, claim.too_much_back) == ("settled", 0, 0)
    with pytest.raises(CannotClaim, match="more than there is"):
        note_given_back(claim, 1, on=DAY, document="BRI-given_back-3.csv", by=eko)


def test_claims_are_spoken_of_only_where_the_family_is_seen(claim, cast):
    with as_web(), working_as(cast["citra"]):  # coordinates another regency
        assert not Overpayment.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            actions.agree(claim, 1_000, first_on=DAY, by=cast["citra"])
    yuliana = cast["yuliana"]  # facilitators touch no money
    with (
        as_web(),
        working_as(yuliana),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        actions.receive(claim, 1_000, on=DAY, document="NTPN 1", by=yuliana)
    assert not OverpaymentWord.objects.exists()

"""Claims of overpayment: instalments, what comes back, and a write-off that takes two people."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from harapan.registry import actions
from harapan.registry.actions import CannotClaim
from harapan.registry.models import Overpayment, OverpaymentWord
from harapan.staff.access import working_as
from harapan.testing.make import make_family
from harapan.testing.pages import as_web

DAY = date(2026, 11, 20)


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

    with as_web(), working_as(gunawan):
        actions.correct(claim, 150_000, on=DAY, because="salah ketik: 250.000", by=gunawan)
    assert (claim.state, claim.left, claim.settled_because) == ("open", 150_000, "")
    assert [word.what for word in claim.words.order_by("pk")] == ["agreed", "received", "received", "corrected"]


def test_a_write_off_takes_two_people_whoever_asks_the_database(claim, cast):
    dewi, eko, ratna = cast["dewi"], cast["eko"], cast["ratna"]
    with as_web(), working_as(dewi):
        actions.propose_write_off(claim, because="Keluarga tidak mampu, anak yatim", by=dewi)
        with pytest.raises(CannotClaim, match="does not decide"):
            actions.write_off(claim, document="SK 1", by=dewi)
    with as_web(), working_as(eko):
        actions.refuse_write_off(claim, because="Coba angsuran dahulu", by=eko)
    with as_web(), working_as(ratna):
        actions.propose_write_off(claim, because="Sudah dicoba tiga bulan", by=ratna)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as sql:
            sql.execute("UPDATE registry_overpayment SET written_off = amount")
    with as_web(), working_as(cast["agus"]), pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
        actions.write_off(claim, document="SK 1", by=cast["agus"])  # coordinators propose only
    with as_web(), working_as(eko):
        actions.write_off(claim, document="SK 1", by=eko)
    assert (claim.state, claim.written_off, claim.settled_because) == ("settled", 600_000, "SK 1")
    with pytest.raises(CannotClaim, match="moved on"):
        actions.receive(claim, 1, on=DAY, document="NTPN 9", by=eko)


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

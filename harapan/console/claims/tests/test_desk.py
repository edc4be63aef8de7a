"""Overpayments on screen: Ratna agrees on instalments, Gunawan notes what came back, Eko writes off the rest."""

from datetime import date

import pytest

from harapan.letters.models import Letter
from harapan.operations.letters.making import carry_out
from harapan.registry.actions import claim_back, receive
from harapan.registry.actions.claims import note_given_back
from harapan.registry.models import Overpayment
from harapan.testing.stages import CYCLE, family_of

DAY = date(2026, 11, 2)


@pytest.fixture
def claim(after, cast):
    after("close")
    return claim_back(
        family_of("Budiarti"), member=None, cycle=CYCLE, amount=600_000, decision="Akta 12", by=cast["ratna"]
    )


def said(response):
    return response.body.decode()


def test_a_claim_is_paid_back_written_about_and_its_rest_written_off(claim, cast, visitor):
    ratna, gunawan, eko = (visitor(cast[name]) for name in ("ratna", "gunawan", "eko"))
    path = f"/lebih-bayar/{claim.pk}/"

    assert "Rp600.000" in said(ratna.get("/lebih-bayar/?wilayah=6402"))
    assert "No claim fits" in said(ratna.get("/lebih-bayar/?keadaan=settled"))
    assert visitor(cast["citra"]).get(path).status_code == 404
    page = said(ratna.get(path))
    assert "Agree on instalments" in page
    assert "Note money that came back" not in page

    wrong = ratna.post(f"{path}angsuran/", {"agreed-amount": "seribu", "agreed-on": "2026-11-01"})
    assert (wrong.status_code, "Write whole rupiah" in said(wrong)) == (422, True)
    ratna.post(f"{path}angsuran/", {"agreed-amount": "200.000", "agreed-on": "2026-10-01"})
    page = said(ratna.get(path))
    assert "Rp200.000 a month" in page
    assert "behind" in page

    gunawan.post(
        f"{path}terima/", {"received-amount": "150000", "received-on": "2026-11-02", "received-document": "N1"}
    )
    twice = gunawan.post(
        f"{path}terima/", {"received-amount": "150000", "received-on": "2026-11-02", "received-document": "N1"}
    )
    assert (twice.status_code, "on record already" in said(twice)) == (422, True)

    asked = ratna.post(f"{path}surat/")
    letter = carry_out(Letter.objects.get(kind="claim"))
    assert asked.headers["Location"] == f"/surat/{letter.pk}/"
    assert letter.is_made, letter.sentence_en

    ratna.post(f"{path}usulkan/", {"proposed-because": "Keluarga tidak mampu"})
    assert "1 write-off of an overpayment waits" in said(eko.get("/"))
    ratna.post(f"{path}hapuskan/", {"written_off-document": "SK 5", "written_off-seen": "450000"})  # not hers
    assert 'name="written_off-seen" value="450000"' in said(eko.get(path))
    stale = eko.post(f"{path}hapuskan/", {"written_off-document": "SK 5", "written_off-seen": "600000"})
    assert (stale.status_code, "Rp450.000 is open now" in said(stale)) == (422, True)
    assert 'name="written_off-seen" value="450000"' in said(stale)
    eko.post(f"{path}hapuskan/", {"written_off-document": "SK 5", "written_off-seen": "450000"})

    claim.refresh_from_db()
    assert (claim.state, claim.received, claim.written_off) == (Overpayment.State.SETTLED, 150_000, 450_000)
    assert b"450000" in eko.get("/lebih-bayar/unduh/csv/?pemisah=koma").body


def test_gunawan_corrects_a_receipt_once_and_returns_what_came_back_twice(claim, cast, visitor):
    gunawan, eko = visitor(cast["gunawan"]), cast["eko"]
    path = f"/lebih-bayar/{claim.pk}/"
    receive(claim, 350_000, on=DAY, document="N1", by=cast["gunawan"])
    assert "N1 (Rp350.000)" in said(gunawan.get(path))
    typed = {"corrected-amount": "50000", "corrected-on": "2026-11-02", "corrected-document": "N1"}
    typed |= {"corrected-because": "salah ketik", "corrected-seen": "350000"}
    first, again = (gunawan.post(f"{path}koreksi/", typed) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 422)
    assert "has changed since the page was opened" in said(again)

    note_given_back(claim, 600_000, on=DAY, document="BRI-given_back.csv", by=eko)
    assert "Rp300.000 too much came back" in said(gunawan.get(path))
    assert "1 claim of overpayment got back more than was owed" in said(gunawan.get("/"))
    assert "Too much came back" in said(gunawan.get("/lebih-bayar/?keadaan=lebih"))
    typed |= {"corrected-amount": "300000", "corrected-seen": "300000", "corrected-because": "SP2D 4 kepada keluarga"}
    gunawan.post(f"{path}koreksi/", typed)
    assert "too much came back" not in said(gunawan.get(path))
    assert b",Settled,600000,0,600000,0," in gunawan.get("/lebih-bayar/unduh/csv/?pemisah=koma").body

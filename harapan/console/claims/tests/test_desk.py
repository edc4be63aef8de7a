"""Overpayments on screen: Ratna agrees on instalments, Gunawan notes what came back, Eko writes off the rest."""

import pytest

from harapan.letters.models import Letter
from harapan.operations.letters.making import carry_out
from harapan.registry.actions import claim_back
from harapan.registry.models import Overpayment
from harapan.testing.stages import CYCLE, family_of


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
    ratna.post(f"{path}hapuskan/", {"written_off-document": "SK 5"})  # not hers
    eko.post(f"{path}hapuskan/", {"written_off-document": "SK 5"})

    claim.refresh_from_db()
    assert (claim.state, claim.received, claim.written_off) == (Overpayment.State.SETTLED, 150_000, 450_000)
    assert b"450000" in eko.get("/lebih-bayar/unduh/csv/?pemisah=koma").body

"""The treasury's paper trail: nothing is ordered without it, beside it, or above the ceiling."""

from datetime import date
from itertools import pairwise

import pytest

from harapan.audit.models import Event
from harapan.payments.actions import (
    CannotRecord,
    PapersDoNotAllow,
    book,
    draw_up,
    record_paper,
    set_ceiling,
)
from harapan.payments.models import Ceiling, Payment, PaymentFile, TreasuryPaper
from harapan.testing.stages import ORDERED, OWED, scene

KINDS = ("decree", "spp", "spm", "sp2d")
DAYS = {kind: date(2025, 1, 11 + place) for place, kind in enumerate(KINDS)}


def said(refusal):
    """Both sentences, which are two."""
    assert refusal.value.sentence_id != refusal.value.sentence_en
    return f"{refusal.value.sentence_id} | {refusal.value.sentence_en}"


@pytest.fixture
def booked(after, dewi):
    """What is approved stands in the ledger; Darmi's and Endah's money is held; the year has its ceiling."""
    given = after("approve")
    book(given.batch, by=dewi)
    set_ceiling(2025, OWED, "DIPA-027/2025", by=dewi)
    return given


def record(given, by, *, kinds=KINDS, **other):
    for kind in kinds:
        facts = {
            "number": f"{kind}/01",
            "dated": DAYS[kind],
            "amount": ORDERED,
            "signer": "Bu PPK",
            **other.get(kind, {}),
        }
        record_paper(given.batch, kind, *facts.values(), by=by)


def draw(given, by):
    return draw_up(given.batch, given.edition, execute_on=DAYS["sp2d"], by=by)


def test_a_whole_trail_about_the_very_sum_lets_files_be_drawn_up(booked, dewi, eko):
    record(booked, eko)

    files = draw(booked, dewi)

    assert sum(file.rupiah for file in files) == ORDERED == TreasuryPaper.objects.get(kind="sp2d").rupiah
    assert sum(file.count for file in files) == Payment.objects.count() == 13
    assert [file.bank for file in files] == ["BNI", "BRI", "POS"]


@pytest.mark.parametrize("missing", KINDS)
def test_every_paper_of_the_trail_is_needed(booked, dewi, eko, missing):
    record(booked, eko, kinds=[kind for kind in KINDS if kind != missing])

    with pytest.raises(PapersDoNotAllow) as refusal:
        draw(booked, dewi)

    assert "is missing" in said(refusal)
    assert "Rp4.850.000" in said(refusal)
    assert not PaymentFile.objects.exists()
    assert not Payment.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_about_another_sum_stops_everything(booked, dewi, eko, kind):
    record(booked, eko, **{kind: {"amount": ORDERED - 1}})

    with pytest.raises(PapersDoNotAllow) as refusal:
        draw(booked, dewi)

    assert "is about Rp4.849.999, but Rp4.850.000 would be ordered" in said(refusal)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(KINDS)))
def test_papers_are_signed_in_their_order(booked, dewi, eko, earlier, later):
    record(booked, eko, **{later: {"dated": date(2025, 1, 1)}})

    with pytest.raises(PapersDoNotAllow) as refusal:
        draw(booked, dewi)

    assert "is dated before" in said(refusal)
    assert f"{earlier}/01" in said(refusal)


def test_without_a_ceiling_nothing_is_ordered(booked, dewi, eko):
    Ceiling.objects.all().delete()
    record(booked, eko)

    with pytest.raises(PapersDoNotAllow) as refusal:
        draw(booked, dewi)

    assert "no ceiling is recorded for 2025" in said(refusal)


def test_one_rupiah_above_the_ceiling_is_too_much(booked, dewi, eko):
    record(booked, eko)
    set_ceiling(2025, OWED - 1, "DIPA-027/2025 revisi 1", by=dewi)

    with pytest.raises(PapersDoNotAllow) as refusal:
        draw(booked, dewi)
    assert "Rp6.050.000 more would exceed it" in said(refusal)

    set_ceiling(2025, OWED, "DIPA-027/2025 revisi 2", by=dewi)
    assert draw(booked, dewi)
    assert Event.objects.filter(verb="ceiling.set").count() == 3


@pytest.mark.parametrize("amount", [0, -1])
def test_a_ceiling_is_money(booked, dewi, amount):
    with pytest.raises(CannotRecord) as refusal:
        set_ceiling(2025, amount, "DIPA", by=dewi)

    assert "above zero" in said(refusal)
    assert Ceiling.objects.get().rupiah == OWED


def test_the_same_paper_twice_is_one_paper_and_another_in_its_place_is_refused(booked, eko):
    paper = ("spp", "spp/01", DAYS["spp"], ORDERED, "Bu PPK")
    first = record_paper(booked.batch, *paper, by=eko)

    assert record_paper(booked.batch, *paper, by=eko) == first
    with pytest.raises(CannotRecord) as refusal:
        record_paper(booked.batch, "spp", "spp/02", DAYS["spp"], ORDERED, "Bu PPK", by=eko)

    assert "recorded already for this order, with other particulars" in said(refusal)
    assert Event.objects.filter(verb="paper.recorded").count() == 1


def test_a_paper_serves_one_order(booked, eko):
    record(booked, eko)

    with pytest.raises(CannotRecord) as refusal:
        record_paper(booked.batch, "sp2d", "sp2d/01", DAYS["sp2d"], ORDERED, "Bu PPK", by=eko, order=2)

    assert "is recorded for another order" in said(refusal)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "receipt"}, "no paper is called 'receipt'"),
        ({"number": " "}, "a number and a signer"),
        ({"signer": ""}, "a number and a signer"),
    ],
)
def test_a_paper_that_is_none(booked, eko, change, reason):
    facts = {"kind": "spp", "number": "spp/01", "dated": DAYS["spp"], "amount": ORDERED, "signer": "Bu PPK", **change}

    with pytest.raises(CannotRecord) as refusal:
        record_paper(booked.batch, *facts.values(), by=eko)

    assert reason in said(refusal)
    assert not TreasuryPaper.objects.exists()


@pytest.mark.parametrize("amount", [0, -ORDERED])
def test_a_paper_is_about_money(booked, eko, amount):
    with pytest.raises(CannotRecord):
        record_paper(booked.batch, "spp", "spp/01", DAYS["spp"], amount, "Bu PPK", by=eko)


def test_stages_of_a_year_share_its_ceiling(after, dewi, eko):
    """Also the money that the first one still holds: it may be paid at any time."""
    after("close")
    later = scene(dewi, eko, cycle="2025-2", because="uji").through("approve")
    amount = book(later.batch, by=dewi)
    set_ceiling(2025, OWED + later.batch.net - 1, "DIPA", by=dewi)
    for kind in KINDS:
        record_paper(later.batch, kind, f"{kind}/02", DAYS["sp2d"], amount, "Bu PPK", by=eko)

    with pytest.raises(PapersDoNotAllow) as refusal:
        draw(later, dewi)
    assert "Rp6.050.000 of Rp12.099.999 for 2025 is spent" in said(refusal)

    set_ceiling(2025, OWED + later.batch.net, "DIPA revisi", by=dewi)
    assert draw(later, dewi)

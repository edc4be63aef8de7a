"""Waivers in two steps: proposed by one person of the area, approved by another, given once by the worker."""

from datetime import date

import pytest

from harapan.commitments.models import Waiver
from harapan.entitlements.law import law
from harapan.sanctions.waiving import CannotWaive, give_waiver, may_approve, propose_waiver, rule_waiver

pytestmark = pytest.mark.django_db
JAN, MAR = date(2026, 1, 1), date(2026, 3, 1)


def proposed(by, area="6402", last=MAR, duty="", **said):
    told = {"document": "SK Bupati 12/2026", "because": "banjir", "law": law().edition("2026-2"), "by": by} | said
    return propose_waiver.__wrapped__(area, duty, JAN, last, **told)


def test_ratna_proposes_agus_approves_and_the_waiver_is_given_once(cast):
    asked = proposed(cast["ratna"])
    assert proposed(cast["ratna"]).pk == asked.pk, "a double click proposes once"
    with pytest.raises(CannotWaive, match="second person"):
        rule_waiver.__wrapped__(asked, "approve", "", by=cast["ratna"])
    with pytest.raises(CannotWaive, match="not been approved"):
        give_waiver(asked)

    rule_waiver.__wrapped__(asked, "approve", "", by=cast["agus"])

    assert give_waiver(asked).pk == give_waiver(asked).pk
    one = Waiver.objects.get()
    assert (one.area, one.proposed_by, one.approved_by) == ("6402", cast["ratna"].pk, cast["agus"].pk)
    with pytest.raises(CannotWaive, match="decided already"):
        rule_waiver.__wrapped__(asked, "approve", "", by=cast["agus"])
    with pytest.raises(CannotWaive, match="in force already"):
        proposed(cast["ratna"])


def test_nonsense_is_refused_by_name(cast):
    for said, why in (
        ({"area": "6403"}, "not yours"),
        ({"duty": "piano"}, "no such duty"),
        ({"last": date(2025, 12, 1)}, "before the first"),
        ({"document": " "}, "name the document"),
    ):
        with pytest.raises(CannotWaive, match=why):
            proposed(cast["ratna"], **said)
    asked = proposed(cast["agus"], area="64")
    assert not may_approve(asked, cast["agus"])
    assert not may_approve(asked, cast["citra"]), "a province is more than Citra's regency"
    with pytest.raises(CannotWaive, match="needs a reason"):
        rule_waiver.__wrapped__(proposed(cast["ratna"], area="640206"), "refuse", "", by=cast["agus"])

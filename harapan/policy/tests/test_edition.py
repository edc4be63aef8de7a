"""An edition: complete, frozen, hashed, and the same for the same law."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from harapan.policy import LowConfidence, load
from harapan.policy.resolve import sourced_values

FOLDER = Path(__file__).parents[3] / "policy" / "pkh"
PKH = load(FOLDER)
PAYABLE = [cycle for cycle in PKH.cycles() if not cycle.startswith("2016")]


@pytest.mark.parametrize("cycle", PAYABLE)
def test_every_cycle_from_2017_has_an_edition(cycle):
    edition = PKH.edition(cycle)

    assert edition.cycle == cycle
    assert all(value.source and value.confidence in ("high", "medium", "setting") for value in sourced_values(edition))


@pytest.mark.parametrize("variant", ["regular", "akses", "adaptive"])
@pytest.mark.parametrize("calendar", sorted({PKH.stage(cycle).calendar for cycle in PAYABLE}))
def test_a_year_on_one_calendar_sums_exactly_to_the_annual_amount(calendar, variant):
    editions = [PKH.edition(cycle) for cycle in PAYABLE if PKH.stage(cycle).calendar == calendar]

    for number, component in enumerate(editions[0].components):
        whole = [
            row.amount
            for edition in editions
            for row in edition.components[number].amounts
            if row.variant == variant and row.unpaid_months == len(edition.stage.months)
        ]
        assert sum(whole) == component.annual_of(variant)


def test_the_flat_years_sum_to_the_decreed_amount():
    grants = [PKH.edition(cycle).flat_grant for cycle in PKH.cycles(2018)]

    assert [grant.amounts[3].amount for grant in grants] == [500_000, 500_000, 500_000, 390_000]


def test_published_amounts_of_2025():
    amounts = {each.name: each.amounts[3].amount for each in PKH.edition("2025-1").components}

    assert amounts == {
        "early_childhood": 750_000,
        "primary": 225_000,
        "junior_secondary": 375_000,
        "senior_secondary": 500_000,
        "severe_disability": 600_000,
        "elderly": 600_000,
        "pregnancy": 750_000,
    }


def test_a_victim_of_rights_violations_is_in_the_data_and_switched_off():
    assert "rights_victim" not in [component.name for component in PKH.edition("2026-1").components]
    assert PKH.rules["components.rights_victim.amount"].on(date(2026, 1, 1), "amount").value == 10_800_000


def test_low_confidence_is_refused_without_the_switch():
    with pytest.raises(LowConfidence, match=r"components\.primary\.amount"):
        PKH.edition("2016-1")

    assert PKH.edition("2016-1", accept_low_confidence=True).component("primary").annual.value == 450_000


def test_the_special_grant_of_2018_is_left_out_without_the_switch():
    assert PKH.edition("2018-1").special_grant is None
    assert PKH.edition("2018-1", accept_low_confidence=True).special_grant.annual.value == 2_000_000


def test_the_same_law_has_the_same_digest_whatever_its_layout(tmp_path):
    copy = shutil.copytree(FOLDER, tmp_path / "pkh")
    limits = copy / "limits.toml"
    limits.write_text("# a comment more\n\n" + limits.read_text().replace("most = 4,", "most   =   4,"))

    assert load(copy).edition("2025-4").digest == PKH.edition("2025-4").digest


def test_another_amount_has_another_digest(tmp_path):
    copy = shutil.copytree(FOLDER, tmp_path / "pkh")
    amounts = copy / "components.toml"
    amounts.write_text(amounts.read_text().replace("amount = 3_000_000", "amount = 3_000_001"))

    assert load(copy).edition("2025-4").digest != PKH.edition("2025-4").digest
    assert load(copy).edition("2019-4").digest == PKH.edition("2019-4").digest


def test_an_edition_is_json_and_can_be_a_key():
    edition = PKH.edition("2025-4")

    assert json.loads(edition.to_json())["stage"]["cycle"] == "2025-4"
    assert {edition: 1}[PKH.edition("2025-4")] == 1


def test_sources_have_short_codes():
    amount = PKH.edition("2025-4").component("early_childhood").annual

    assert (amount.source, amount.codes) == ("N2 yogya.inews.id (6-8-2019), N3 liputan6.com 4031978", "N2,N3")
    assert PKH.edition("2025-4").limits.members.codes == "N121,N10b"


def test_what_was_taken_away_before_2018_is_history_not_law():
    assert PKH.rules["consequences.history.reduction"].on(date(2014, 6, 1), "percent").value == 10
    assert PKH.edition("2025-1").consequences.proposals.value == ((2, "suspend"), (4, "terminate"))

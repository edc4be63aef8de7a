"""Explanations: every member and every rupiah, and never anything else than the run says."""

from datetime import date

import polars as pl
import pytest

from harapan.engine.bench import make_snapshot
from harapan.engine.explain import NotInSnapshot, explain, explain_from_snapshot
from harapan.engine.facts import FACTS
from harapan.engine.run import read_part, run
from harapan.engine.tests.people import PKH, computed, part_of
from harapan.policy.vocabulary import FAMILY_FACTS, MEMBER_FACTS
from harapan.policy.words import REQUIREMENTS

CYCLES = ("2018-4", "2019-1", "2022-1", "2023-4", "2025-3")


def explained(part: dict[str, pl.DataFrame], edition, family: int):
    alone = {name: frame.filter(pl.col("family") == family) for name, frame in part.items()}
    return explain(
        alone["families"],
        alone["members"],
        alone["observations"],
        edition,
        withholdings=alone["withholdings"],
        arrears=alone["arrears"],
    )


@pytest.mark.parametrize("cycle", CYCLES)
def test_an_explanation_says_what_the_run_says(cycle):
    edition = PKH.edition(cycle)
    part = part_of(edition, 12, seed=11)
    lines, entitlements = computed(part, edition)

    for row in entitlements.to_dicts():
        told = explained(part, edition, row["family"])
        of_members = [member.line for member in told.members if member.line]
        assert (told.net, told.gross, told.deduction) == (row["net"], row["gross"], row["deduction"])
        assert sum(line.paid for line in (*of_members, *told.lines)) == told.net
        assert len(of_members) + len(told.lines) == lines.filter(pl.col("family") == row["family"]).height
        assert (told.reason.name if told.reason else None) == row["reason"]
        assert len(told.unpaid_months) == row["months"]
        assert all(member.why.id and member.why.en for member in told.members)
        assert all(member.reason or member.counted for member in told.members)


def member_of(born: date, **facts):
    row = {
        "family": 1,
        "member": 10,
        "born": born,
        "sex": "F",
        "relation": "child",
        "pregnancy": 0,
        "school": "",
        "in_education_register": True,
        "disability": "",
        "rights_victim": False,
        "registered": True,
        "at_home": True,
        "excluded_occupation": False,
        **facts,
    }
    part = part_of(PKH.edition("2025-1"), 1, seed=1)
    active = part["families"].with_columns(participation=pl.lit("active"))
    members = pl.DataFrame([row], schema=part["members"].schema)
    return explain(active, members, part["observations"].clear(), PKH.edition("2025-1")).members[0]


@pytest.mark.parametrize(
    ("born", "facts", "reason", "sentence"),
    [
        (date(2016, 5, 1), {"school": "sd", "in_education_register": False}, "condition", "in an education register"),
        (date(2016, 5, 1), {}, "condition", "enrolled in primary school"),
        (date(2002, 5, 1), {"school": "sma"}, "condition", "aged 6 to 21"),
        (date(1994, 5, 1), {"pregnancy": 3}, "condition", "pregnancy number 2 or less"),
        (date(1994, 5, 1), {"disability": "mild"}, "condition", "severe disability"),
        (date(1994, 5, 1), {}, "no_fit", "fits no component"),
        (date(2022, 5, 1), {"at_home": False}, "at_home", "Only members living with the family"),
        (date(2022, 5, 1), {"registered": False}, "registered", "not active in the social registry"),
        (date(2025, 1, 2), {}, "born_later", "first day of the stage"),
    ],
)
def test_who_has_no_component_is_told_why(born, facts, reason, sentence):
    told = member_of(born, **facts)

    assert (told.component, told.counted, told.reason.name) == (None, False, reason)
    assert sentence in told.why.en


@pytest.mark.parametrize("cap", ["component_cap", "children_cap", "family_cap"])
def test_who_is_over_a_cap_is_told_which(cap):
    edition = PKH.edition("2025-3")
    part = part_of(edition, 400, seed=2)
    over = computed(part, edition)[0].filter(pl.col("reason") == cap).row(0, named=True)

    told = next(each for each in explained(part, edition, over["family"]).members if each.member == over["member"])

    assert (told.reason.name, told.component.name, told.counted) == (cap, over["component"], False)
    assert told.limit.source


def test_a_family_is_found_in_its_snapshot(tmp_path):
    edition = PKH.edition("2025-4")
    make_snapshot(tmp_path / "snapshot", 3_000, edition, regencies=2)
    run(tmp_path / "snapshot", edition, tmp_path / "run")
    rows = read_part(next((tmp_path / "run").glob("entitlements/*/part-1102.parquet")))

    told = explain_from_snapshot(tmp_path / "snapshot", edition, rows["family"][100])

    assert told.net == rows["net"][100]
    with pytest.raises(NotInSnapshot, match="no family 999999"):
        explain_from_snapshot(tmp_path / "snapshot", edition, 999_999)


def test_every_fact_has_an_expression_and_words():
    assert set(FACTS) == set(MEMBER_FACTS)
    assert set(REQUIREMENTS) == {*MEMBER_FACTS, *FAMILY_FACTS}

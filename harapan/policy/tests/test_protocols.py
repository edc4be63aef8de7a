"""Protocols: what is due when, dated like all law, and no part of the law a stage was computed under."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from harapan.policy import load
from harapan.policy.check import check
from harapan.policy.protocols import oldest_report, service_of, steps_on

HERE = Path(__file__).parents[3] / "policy"
PKH = load(HERE / "pkh")


@pytest.fixture
def copy(tmp_path) -> Path:
    return Path(shutil.copytree(HERE / "pkh", tmp_path / "pkh", ignore=shutil.ignore_patterns("cases")))


def changed(folder: Path, old: str, new: str) -> list[str]:
    """What `harapan policy check` says after one line was changed."""
    path = folder / "duties.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return [f"{problem.file}: {problem.sentence}" for problem in check(folder)]


def test_every_duty_has_a_protocol_and_a_service_and_every_step_its_source():
    steps = steps_on(PKH, date(2022, 4, 1))

    assert {step.duty for step in steps} == set(PKH.duties)
    assert all(step.visits.source and step.visits.confidence for step in steps)
    assert {service_of(PKH, duty) for duty in PKH.duties} == {"school", "health", "session"}
    assert oldest_report(PKH, date(2022, 4, 1)) == 6
    assert service_of(PKH, "nobody's") == ""


def test_a_step_is_what_the_law_said_in_its_month():
    then, now = ({step.name: step for step in steps_on(PKH, date(year, 6, 1))} for year in (2017, 2022))

    assert (then["toddler"].in_months, now["toddler"].monthly) == ((3, 6, 9, 12), True)
    assert (then["weeks_after"].visits.value, now["weeks_after"].visits.value) == (2, 4)
    assert "newborn" not in then
    assert "pneumonia" not in now, "of low confidence: shown, and asked of nobody"


def test_a_schedule_written_out_more_fully_changes_no_edition(copy):
    digests = [PKH.edition(cycle, accept_low_confidence=True).digest for cycle in PKH.cycles(2023)]
    text = (copy / "duties.toml").read_text()
    kept = [part for part in text.split("\n[") if ".schedule." not in part.split("]")[0]]
    (copy / "duties.toml").write_text("\n[".join(kept))
    bare = load(copy)

    assert not steps_on(bare, date(2023, 1, 1))
    assert [bare.edition(cycle, accept_low_confidence=True).digest for cycle in bare.cycles(2023)] == digests


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('every = "month", below_age = 12', "below_age = 12", "says when in 0 ways"),
        ("at_month = 18, within = 6", "at_month = 18, in_months = [2]", "says when in 2 ways"),
        ("at_month = 18, within = 6", "at_month = 18", "needs within beside at_month"),
        ("at_month = 18, within = 6", "at_month = 18, within = 6, from_age = 3", "does not take from_age"),
        ("visits = 2, from_day = -91, to_day = 0", "visits = 2, from_day = 1, to_day = 0", "ends before it begins"),
        ("visits = 2, from_day = -91, to_day = 0", "visits = 2, from_day = -9.5, to_day = 0", "a whole number of days"),
        ("in_months = [2, 8], from_age = 6", "in_months = [2, 13], from_age = 6", "a month from 1 to 12"),
        ("from_age = 6, below_age = 60", "from_age = 60, below_age = 60", "is for nobody"),
        ("window = 12", "window = 0", "a window of no months"),
        ("visits = 2, from_day = -91", "visits = 3, from_day = -91", "adds up to 5 visits"),
        ('service = "school"', 'service = "bank"', "'bank' is not one of"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_by_name(copy, old, new, sentence):
    assert sentence in " | ".join(changed(copy, old, new))

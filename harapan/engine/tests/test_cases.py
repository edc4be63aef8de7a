"""The worked examples: each is one test, named by its own sentence."""

from functools import cache
from pathlib import Path

import pytest

from harapan.engine.__main__ import main
from harapan.engine.cases import HOME, Outcome, cases_in, run_cases, run_folders
from harapan.engine.engines import DuckDB

FOLDERS = (HOME / "pkh" / "cases", HOME / "example" / "cases")
PATHS = sorted(path for folder in FOLDERS for path in folder.glob("*.toml"))


@cache
def outcomes() -> dict[Path, Outcome]:
    """All cases at once: a frame for each edition, not for each case."""
    return {outcome.path: outcome for outcome in run_folders(FOLDERS)}


@pytest.mark.parametrize("path", PATHS, ids=[f"{path.parts[-3]}-{path.stem}" for path in PATHS])
def test_case(path):
    assert outcomes()[path].faults == ()


@pytest.mark.parametrize("cycle", ["2019-1", "2022-1", "2023-1", "2025-1", "2025-4"])
def test_the_cases_of_busy_cycles_hold_on_duckdb_too(cycle):
    cases = [case for case in cases_in(FOLDERS)[0] if case.text["cycle"] == cycle]

    assert len(cases) >= 5
    assert [outcome.name for outcome in run_cases(cases, DuckDB()) if not outcome.passed] == []


def test_every_sentence_is_said_once():
    names = [outcome.name for outcome in outcomes().values()]

    assert len(names) == len(set(names)) >= 60


CASE = """
name = "A toddler is paid {amount} a quarter"
cycle = "2025-1"
[[member]]
id = "adi"
born = 2022-03-09
[expect]
amount = {amount}
"""


def test_a_failing_case_says_what_it_expected(tmp_path, capsys):
    (tmp_path / "wrong.toml").write_text(CASE.format(amount=1))
    (tmp_path / "right.toml").write_text(CASE.format(amount=750_000))

    assert main(["cases", str(tmp_path)]) == 1

    printed = capsys.readouterr().out
    assert "amount: expected 1, got 750000" in printed
    assert printed.endswith("1 passed, 1 failed\n")


def test_no_case_at_all_is_a_failure(tmp_path, capsys):
    assert main(["cases", str(tmp_path)]) == 1
    assert capsys.readouterr().out == "0 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ('cycle = "2025-9"', "there is no cycle '2025-9'"),
        ('cycle = "2016-1"', "low confidence"),
        ('cycle = "2025-1"\n[[duty]]\nmember = "adi"\nduty = "piano"\nmonth = 2024-10-01\nopen = 1', "no duty 'piano'"),
        (
            'cycle = "2025-1"\n[[duty]]\nmember = "eka"\nduty = "child_growth"\nmonth = 2024-10-01\nopen = 1',
            "no member",
        ),
        ('cycle = "2025-1"\n[family]\ncolour = "red"', "knows no colour"),
        ('cycle = "2025-1"\n[family]\ndecile = "three"', "cannot be read"),
    ],
)
def test_a_case_that_cannot_be_run_fails_alone(tmp_path, capsys, fault, sentence):
    (tmp_path / "bad.toml").write_text(CASE.format(amount=750_000).replace('cycle = "2025-1"', fault))
    (tmp_path / "good.toml").write_text(CASE.format(amount=750_000))

    assert main(["cases", str(tmp_path)]) == 1

    printed = capsys.readouterr().out
    assert sentence in printed
    assert printed.endswith("1 passed, 1 failed\n")

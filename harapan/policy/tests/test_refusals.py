"""A policy with a fault is refused with the file, the line and a sentence; every fault is listed."""

import shutil
from pathlib import Path

import pytest

from harapan.policy import PolicyError, load
from harapan.policy.check import check

POLICIES = Path(__file__).parents[3] / "policy"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(POLICIES / "pkh", tmp_path / "pkh")


def line_of(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line)


FAULTS = [
    ("components.toml", "amount = 900_000, source", "amount = 900_000.5, source", "never 900000.5"),
    ("components.toml", "amount = 900_000, source", 'amount = "900", source', "whole number"),
    (
        "components.toml",
        'amount = 900_000, source = "N1 en.antaranews.com 122402 (2019)"',
        "amount = 900_000",
        "source",
    ),
    (
        "limits.toml",
        'most = 3, source = "N15 palpres 674517 (2023)", confidence = "medium"',
        'most = 3, source = "N15"',
        "confidence",
    ),
    ("limits.toml", 'confidence = "medium" }', 'confidence = "certain" }', "'certain' is not one of"),
    ("components.toml", 'fact = "disabled"', 'fact = "is_tall"', "there is no fact 'is_tall'"),
    ("components.toml", "least = 70", "years = 70", "knows no years"),
    ("components.toml", 'schools = ["smp"]', 'schools = ["university"]', "'university' is not one of"),
    ("limits.toml", "[children]", "[childs]", "knows no rule 'childs'"),
    ("limits.toml", "[cap.elderly]", "[cap.elders]", "a component nobody knows: elders"),
    ("limits.toml", 'since."2019-01-01"', 'since."2019"', "is not a date"),
    ("limits.toml", "most = 4,", "most = 4, least = 1,", "does not know 'least'"),
    ("grants.toml", "until = 2018-12-31, amount = 1_890_000", "until = 2016-12-31, amount = 1_890_000", "ends before"),
    ("grants.toml", "390_000]", "400_000]", "add up to 1900000, not to 1890000"),
    ("grants.toml", "500_000, 390_000]", "890_000]", "has 3 stages, the calendar"),
    ("grants.toml", "amount = 500_000, paid", "until = 2016-06-30, amount = 500_000, paid", "nothing holds between"),
    (
        "grants.toml",
        "amount = 500_000, paid",
        "until = 2017-06-30, amount = 500_000, paid",
        "overlaps that of 2017-01-01",
    ),
    ("grants.toml", 'form = "flat"', 'form = "flattish"', "is not one of per_member, flat"),
    ("grants.toml", "by_variant = { akses", "by_variant = { remote", "a variant nobody knows: remote"),
    ("calendar.toml", "[2, 2, 2, 2, 2, 2]", "[2, 2, 2, 2, 2]", "12 months together, not 10"),
    ("calendar.toml", 'since."2021-01-01"', 'since."2021-02-01"', "begins on 1 January"),
    ("calendar.toml", "bank = [2", "pigeon = [2", "no channel 'pigeon'"),
    ("duties.toml", 'test = "attendance"', 'test = "goodwill"', "'goodwill' is not one of"),
    ("duties.toml", 'components = ["elderly"]', 'components = ["old"]', "a component nobody knows: old"),
    ("reasons.toml", "[decile]", "[decil]", "no words for the reason decile"),
    ("reasons.toml", 'id = "Desil di atas batas", en', "en", "both languages"),
    (
        "payments.toml",
        'since."2016-01-01" = { days = 105',
        'since."2018-01-01" = { days = 105',
        "says nothing about 2016-01-01",
    ),
    ("programme.toml", 'currency     = "IDR"', "", "has no currency"),
    ("limits.toml", "[members]", "[members", "is not TOML"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "sentence"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_a_fault_is_refused_with_file_and_sentence(folder, file, right, wrong, sentence):
    text = (folder / file).read_text()
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1))

    with pytest.raises(PolicyError) as refusal:
        load(folder)

    assert any(problem.file == file and sentence in problem.sentence for problem in refusal.value.problems), (
        refusal.value
    )


@pytest.mark.parametrize("file", ["components.toml", "limits.toml", "payments.toml"])
def test_a_missing_file_is_refused(folder, file):
    (folder / file).unlink()

    assert [(problem.file, problem.sentence) for problem in check(folder)] == [(file, "this file is missing")]


def test_a_fault_names_its_line(folder):
    path = folder / "components.toml"
    path.write_text(path.read_text().replace('amount = 1_500_000, source = "N1', 'amount = 1.5, source = "N1', 1))

    (problem,) = check(folder)

    assert problem.line == line_of(path, "amount = 1.5")
    assert str(problem).startswith(f"components.toml:{problem.line}: ")


def test_the_line_is_right_below_lists_over_several_lines(folder):
    path = folder / "components.toml"
    path.write_text(path.read_text().replace('fact = "age_between", least = 0, most = 6', 'fact = "agebetween"', 1))

    (problem,) = check(folder)

    assert problem.line == line_of(path, "[early_childhood.fits]") + 2


def test_all_faults_are_listed_not_only_the_first(folder):
    for file in ("limits.toml", "duties.toml"):
        (folder / file).write_text((folder / file).read_text().replace('source = "', 'sauce = "'))

    assert len(check(folder)) > 20


def test_a_folder_that_is_not_there():
    with pytest.raises(PolicyError, match="no such policy folder"):
        load(POLICIES / "atlantis")


@pytest.mark.parametrize("programme", ["pkh", "example"])
def test_what_we_ship_is_sound(programme):
    assert check(POLICIES / programme) == []

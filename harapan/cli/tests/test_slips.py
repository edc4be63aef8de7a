"""What does not exist is refused by name: a slip of the finger never looks like an empty list or work well done."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from harapan.cli.keep import FOLDERS
from harapan.entitlements.models import Run
from harapan.testing.places import some_areas

HOUSE = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("line", "sentence_id", "sentence_en"),
    [
        ("quality --area abc", "tidak ada wilayah berkode 'abc'", "no area has the code 'abc'"),
        ("duties close 2022-05 --area zz", "tidak ada wilayah berkode 'zz'", "no area has the code 'zz'"),
        ("user list --area 64.99", "tidak ada wilayah berkode '64.99'", "no area has the code '64.99'"),
        ("user list --position queen", "tidak ada jabatan 'queen'", "no position is called 'queen': one of national"),
        ("letter list --kind poem", "tidak ada surat 'poem'", "no letter is called 'poem'"),
        ("population make", "pilih --preset (", "choose --preset ("),
        (
            "import asked.csv --kind poem --as hasan",
            "tidak ada jenis daftar 'poem'",
            "no kind of list is called 'poem'",
        ),
        ("letter make recap 2022 --area 99", "tidak ada wilayah berkode '99'", "no area has the code '99'"),
    ],
)
def test_names_that_nothing_has(own_database, harapan, tmp_path, monkeypatch, line, sentence_id, sentence_en):
    some_areas()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "asked.csv").write_text("nik\n")

    said = harapan(line)

    assert (said.code, said.out) == (1, "")
    assert sentence_id in said.err
    assert sentence_en in said.err


@pytest.mark.parametrize(
    "line",
    [
        "explain 10 --cycle 2022-1 --lang fr",
        "policy show --on 2022-1 --lang fr",
        "cycle compute 2023-3 --engine abacus",
        "cycle recompute 2022-1 --engine abacus",
        "bench --families 0 --engine-families 0",
        "bench imports --rows -1",
        "budget 20 --rupiah 5 --document DIPA",
    ],
)
def test_words_outside_a_closed_list_end_with_exit_code_2(harapan, line):
    assert harapan(line).code == 2


def test_no_wave_is_made_of_an_area_without_families(after, harapan):
    """Dewi mistypes an area: nobody shall approve an empty wave."""
    after("freeze")
    some_areas()

    assert "no area has the code '99'" in harapan("cycle compute 2025-1 --area 99 --as dewi").err
    assert "no family of area 64.03 is in the snapshot" in harapan("cycle compute 2025-1 --area 64.03 --as dewi").err
    assert not Run.objects.exists()
    assert "64.02" in harapan("cycle compute 2025-1 --area 64.02 --as dewi").out
    again = harapan("cycle compute 2025-1 --area 64.03 --engine duckdb --as dewi")
    assert "2025-1 was computed before; --area and --engine changed nothing" in again.out


def test_what_is_only_computed_has_no_file_to_send_and_no_answer_to_read(after, harapan):
    after("compute")

    for line, sentence in (
        ("cycle release 2025-1 NOFILE --as eko", "2025-1 has no file 'NOFILE'"),
        ("cycle release 2025-1 --as eko", "2025-1 has no written file to release"),
        ("cycle answer 2025-1 --as eko", "there is no answer to read in"),
        ("cycle paper 2025-1 poem --number 1 --dated 2025-01-11 --rupiah 1 --signer X", "no paper is called 'poem'"),
        (
            "cycle paper 2025-1 spp --number 1 --dated 2025-01-11 --rupiah 1 --signer X",
            "no wave of 2025-1 is approved and not closed",
        ),
    ):
        said = harapan(line)
        assert (said.code, sentence in said.err) == (1, True), said.err


def test_opening_a_stage_again_says_where_it_stands(after, harapan):
    after("close")

    assert harapan("cycle open 2025-1 --as dewi").out.strip() == "2025-1 was opened before; it is closed"


def test_a_backup_names_the_files_that_belong_to_it(own_database, harapan, tmp_path):
    """Papers of families and lists to banks are as much part of the programme as its tables."""
    for name in ("evidence", "accounts", "pg"):
        (Path(settings.HOME) / name).mkdir(exist_ok=True)

    said = harapan("backup", tmp_path / "2026.dump").out

    (line,) = [line.strip() for line in said.splitlines() if "tar -czf" in line]
    assert line.split("2026-files.tar.gz -C ")[1].split()[1:] == ["evidence", "accounts"]


def test_every_folder_the_code_keeps_is_in_the_backup():
    code = "\n".join(path.read_text() for path in (HOUSE / "harapan").rglob("*.py") if "tests" not in path.parts)
    kept = set(re.findall(r"settings\.HOME\)? / \"(\w+)\"", code))
    assert kept == set(FOLDERS)
    manual = (HOUSE / "docs" / "operating" / "data.md").read_text()
    assert f'-C "$HARAPAN_HOME" {" ".join(FOLDERS)}' in manual
    assert all(f"| `{name}" in manual for name in FOLDERS)

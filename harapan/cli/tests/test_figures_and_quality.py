"""`harapan figure`, `harapan export` and `harapan quality` as people type them."""

import json

import pytest
from typer.testing import CliRunner

from harapan.audit.models import Event
from harapan.cli.main import app
from harapan.cli.session import CannotAct
from harapan.coordination.actions import CannotRecord
from harapan.lib.refusals import Refusal
from harapan.testing.make import BUKUAN, make_family
from harapan.testing.places import some_areas

pytestmark = pytest.mark.usefixtures("own_database")
runner = CliRunner()

FIGURE = """
[rakor-2024]
area = "6402"
day = 2024-05-02
what = { id = "Keluarga", en = "Families" }
value = 7
unit = { id = "keluarga", en = "families" }
source = "Rakor"
confidence = "high"
"""


def typed(*words: str):
    result = runner.invoke(app, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_figures_come_from_a_file_and_are_listed(tmp_path):
    file = tmp_path / "rakor.toml"
    file.write_text(FIGURE)

    assert "rakor-2024: 7 families" in typed("figure", "add", str(file), "--as", "dewi")
    listed = json.loads(typed("figure", "list", "--json"))
    assert {"key": "rakor-2024", "value": 7, "ours": None, "verdict": "not_ours"} in listed
    assert "not ours" in typed("figure", "list")
    with pytest.raises(CannotAct):
        typed("figure", "add", str(file), "--as", "citra")
    file.write_text("value = [")
    with pytest.raises(CannotRecord):
        typed("figure", "add", str(file), "--as", "dewi")
    file.write_text(FIGURE.replace("value = 7", ""))
    with pytest.raises(CannotRecord):
        typed("figure", "add", str(file), "--as", "dewi")


def test_a_list_of_any_length_goes_into_a_new_file(tmp_path):
    some_areas()
    make_family("Aminah")
    make_family("Badriah", village=BUKUAN)

    assert "1 family:" in typed("export", str(tmp_path / "a.csv"), "--area", "64.02", "--as", "dewi")
    assert json.loads(typed("export", str(tmp_path / "a.xlsx"), "--as", "dewi", "--json"))["families"] == 2
    assert "Aminah" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")
    for name, *words, refusal in (
        ("a.csv", "--as", "dewi", "name a new file"),
        ("a.txt", "--as", "dewi", "name a new file"),
        ("b.csv", "--as", "andi", "sees no list of families"),
        ("nowhere/b.csv", "--as", "dewi", "cannot write into the folder"),
        ("b.csv", "--as", "dewi", "--status", "foo", "no state is called 'foo': one of listed, candidate"),
        ("b.csv", "--as", "dewi", "--area", "99", "no area has the code '99'"),
        ("b.csv", "--as", "citra", "--area", "64.02", "no area of yours has the code '64.02'"),
    ):
        with pytest.raises(Refusal, match=refusal):
            typed("export", str(tmp_path / name), *words)
        assert not (tmp_path / "b.csv").exists()
    assert Event.objects.filter(verb="families.exported").count() == 2


def test_a_workbook_that_is_too_long_says_which_other_ways_there_are(visitor, dewi, monkeypatch):
    monkeypatch.setattr("harapan.ui.exports.MOST_ROWS", 1)
    for name in ("Aminah", "Badriah"):
        make_family(name)

    refused = visitor(dewi).get("/keluarga/unduh/xlsx/?area=64")

    assert refused.status_code == 413
    assert 'href="/keluarga/unduh/csv/?area=64"' in refused.content.decode()


def test_the_data_is_looked_through_and_told():
    some_areas()
    make_family("Aminah")

    told = json.loads(typed("quality", "--area", "64.02", "--json"))
    assert (told["families"], told["checks"]["nik_missing"], told["checks"]["no_adult"]) == (1, 1, 0)
    assert "NIK belum ada" in typed("quality")

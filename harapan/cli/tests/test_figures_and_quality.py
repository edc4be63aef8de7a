"""`harapan figure` and `harapan quality` as people type them."""

import json

import pytest
from typer.testing import CliRunner

from harapan.cli.main import app
from harapan.cli.session import CannotAct
from harapan.coordination.actions import CannotRecord
from harapan.testing.make import make_family

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
    with pytest.raises(CannotAct):
        typed("figure", "add", str(file), "--as", "citra")
    file.write_text("value = [")
    with pytest.raises(CannotRecord):
        typed("figure", "add", str(file), "--as", "dewi")
    file.write_text(FIGURE.replace("value = 7", ""))
    with pytest.raises(CannotRecord):
        typed("figure", "add", str(file), "--as", "dewi")


def test_the_data_is_looked_through_and_told():
    make_family("Aminah")

    told = json.loads(typed("quality", "--area", "64.02", "--json"))
    assert (told["families"], told["checks"]["nik_missing"], told["checks"]["no_adult"]) == (1, 1, 0)
    assert "NIK belum ada" in typed("quality")

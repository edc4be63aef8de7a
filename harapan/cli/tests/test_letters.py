"""`harapan letter` as people type it."""

import json

import pytest
from typer.testing import CliRunner

from harapan.cli.main import app
from harapan.letters.filing import letters_folder
from harapan.letters.models import Letter
from harapan.lib.refusals import Refusal
from harapan.testing.places import some_areas
from harapan.testing.stages import CYCLE

runner = CliRunner()


def typed(*words: str):
    result = runner.invoke(app, ["letter", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_letter_is_made_listed_and_verified(after, dewi):
    after("close")

    made = json.loads(typed("make", "minutes", CYCLE, "--as", "dewi", "--json").stdout)
    assert made["number"] == "HRP/BA-REK/2025-1/0001"
    assert made["facts"]["rest"] == 0
    listed = json.loads(typed("list", "--kind", "minutes", "--as", "dewi", "--json").stdout)
    assert [row["number"] for row in listed] == [made["number"]]
    assert "genuine: HRP/BA-REK/2025-1/0001" in typed("verify", str(letters_folder() / made["path"])).stdout


def test_a_changed_file_is_not_genuine(after, tmp_path):
    after("close")
    some_areas()
    typed("make", "recap", CYCLE, "--area", "64.02", "--as", "dewi")
    copy = tmp_path / "salinan.pdf"
    copy.write_bytes((letters_folder() / Letter.objects.get().path).read_bytes() + b" ")

    with pytest.raises(Refusal, match="no letter of ours"):
        typed("verify", str(copy))


def test_what_cannot_be_made_says_why(after):
    after("approve")

    with pytest.raises(Refusal, match="not closed"):
        typed("make", "minutes", CYCLE, "--as", "dewi")
    with pytest.raises(Refusal, match="no letter is called 'foo': one of minutes, recap, decree, slips"):
        typed("make", "foo", CYCLE, "--as", "hasan")
    with pytest.raises(Refusal, match="made from its own page"):
        typed("make", "claim", CYCLE, "--as", "dewi")
    with pytest.raises(Refusal, match="no letter is called 'foo'"):
        typed("list", "--kind", "foo", "--as", "dewi")
    assert not Letter.objects.filter(number__isnull=False).exists()

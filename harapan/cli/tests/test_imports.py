"""`harapan import` as people type it: tried, applied, taken back."""

import json

import pytest

from harapan.registry.models import Family
from harapan.testing.lists import read_in_this_process  # noqa: F401
from harapan.testing.make import make_family

pytestmark = pytest.mark.usefixtures("own_database", "read_in_this_process")
CARD = "6402061502200001"


def decile() -> int | None:
    return Family.objects.get().decile


def test_a_list_is_tried_applied_and_taken_back(harapan, tmp_path):
    make_family("Rahma", card=CARD)
    (tmp_path / "desil.csv").write_text(f"Kolom A;Kolom B\n{CARD};2\n6402061502200002;3\n")
    bring = f"import {tmp_path}/desil.csv --kind deciles --as wahyu --as-of 2022-05-31 --dry-run --json"

    unclear = harapan(bring)
    assert unclear.code == 1
    assert "A Kolom A, B Kolom B" in unclear.err

    (tmp_path / "desil.csv").write_text(f"Kartu Keluarga;Kolom B\n{CARD};2\n6402061502200002;3\n")
    tried = json.loads(harapan(f"{bring} --column card=A --column decile=B").out)
    assert (tried["state"], tried["counts"], decile()) == ("checked", {"changed": 1, "unknown": 1}, None)

    assert "applied: 1 record changed" in harapan(f"import apply {tried['id']} --as wahyu").out
    assert decile() == 2
    undo = f"import undo {tried['id']} --because keliru --as wahyu"
    assert "undone: 1 record put back" in harapan(undo).out
    assert f"import {tried['id']} was undone before" in harapan(undo).out
    assert decile() is None
    listed = json.loads(harapan("import list --as wahyu --json").out)
    assert [one["state"] for one in listed] == ["undone", "asks"]
    assert "no import" in harapan(f"import undo {tried['id']} --because keliru --as citra").err

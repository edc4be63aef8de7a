"""A run over a snapshot on disk: trust nothing, write the manifest last, give the same digest for the same result."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from harapan.engine import run as run_module
from harapan.engine.__main__ import main
from harapan.engine.bench import compare, make_snapshot
from harapan.engine.contract import ENTITLEMENTS, LINES, TOTALS, part_path
from harapan.engine.digests import province_digest, table_digest
from harapan.engine.run import read_manifest, read_part, run
from harapan.engine.snapshot import BadSnapshot
from harapan.engine.tests.people import PKH
from harapan.lib.digests import file_digest

EDITION = PKH.edition("2025-4")


@pytest.fixture(scope="module")
def frozen(tmp_path_factory) -> Path:
    """A snapshot of three thousand families in two regencies."""
    folder = tmp_path_factory.mktemp("frozen") / "2025-4"
    make_snapshot(folder, 3_000, EDITION, regencies=2)
    return folder


@pytest.fixture(scope="module")
def done(frozen, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("done")
    run(frozen, EDITION, out)
    return out


@pytest.fixture
def snapshot(frozen, tmp_path) -> Path:
    """A copy to damage."""
    return shutil.copytree(frozen, tmp_path / "2025-4")


def refreeze(snapshot: Path, path: Path) -> None:
    """Write a changed file into the manifest, as if it had been frozen so."""
    manifest = json.loads((snapshot / "manifest.json").read_text())
    for file in manifest["files"]:
        if snapshot / file["path"] == path:
            file["sha256"], file["rows"] = file_digest(path), read_part(path).height
    (snapshot / "manifest.json").write_text(json.dumps(manifest))


def test_a_run_writes_the_contracts_tables(frozen, done):
    manifest = read_manifest(done)
    lines = pl.concat(read_part(path) for path in done.glob("lines/*/*.parquet"))
    entitlements = pl.concat(read_part(path) for path in done.glob("entitlements/*/*.parquet"))
    totals = read_part(done / "totals.parquet")

    assert dict(lines.schema) == LINES.columns
    assert dict(entitlements.schema) == ENTITLEMENTS.columns
    assert dict(totals.schema) == TOTALS.columns
    assert manifest.totals["families"] == entitlements.height == 3_000
    assert manifest.totals["net"] == entitlements["net"].sum() == lines["paid"].sum() == totals["paid"].sum()
    assert manifest.counts == {"lines": lines.height, "entitlements": 3_000, "totals": totals.height}
    assert (done / "edition.json").read_text() == EDITION.to_json()
    assert manifest.edition == EDITION.digest
    assert manifest.snapshot == json.loads((frozen / "manifest.json").read_text())["content"]["all"]


def test_each_regency_has_its_own_files(frozen, done):
    regencies = sorted(path.name for path in frozen.glob("families/*/*.parquet"))

    assert len(regencies) == 2
    for table in (LINES, ENTITLEMENTS):
        assert sorted(path.name for path in done.glob(f"{table.name}/*/*.parquet")) == regencies
    for path in done.glob("entitlements/*/*.parquet"):
        families = read_part(frozen / "families" / path.relative_to(done / "entitlements"))
        assert read_part(path)["family"].equals(families["family"])


def test_every_file_is_in_the_manifest_with_its_digest(done):
    for file in read_manifest(done).files:
        assert file_digest(done / file["path"]) == file["sha256"]


def test_running_again_gives_the_same_digest(frozen, done, tmp_path):
    again = run(frozen, EDITION, tmp_path)

    assert again.digest == read_manifest(done).digest


def test_duckdb_gives_the_same_digest(frozen, done, tmp_path):
    assert run(frozen, EDITION, tmp_path, engine="duckdb").digest == read_manifest(done).digest


def test_the_digest_knows_no_batches(frozen, done, tmp_path, monkeypatch):
    monkeypatch.setattr(run_module, "FAMILIES_AT_ONCE", 1)

    assert run(frozen, EDITION, tmp_path).digest == read_manifest(done).digest


def test_the_digest_knows_no_files(frozen, done, snapshot, tmp_path):
    """The same families dealt out to the regencies' files one here, one there: ids overlap, the content is the same."""
    for name in ("families", "members", "observations"):
        paths = sorted(snapshot.glob(f"{name}/*/*.parquet"))
        rows = pl.concat(read_part(path) for path in paths)
        for number, path in enumerate(paths):
            rows.filter(pl.col("family") % 2 == number).write_parquet(path)
            refreeze(snapshot, path)

    manifest = run(snapshot, EDITION, tmp_path / "out")

    assert manifest.digest == read_manifest(done).digest
    assert manifest.content == read_manifest(done).content


def test_the_manifests_digests_are_those_of_its_files(done):
    content = read_manifest(done).content

    assert content["lines"] == table_digest(done, LINES)
    assert content["entitlements"] == table_digest(done, ENTITLEMENTS)


def test_the_content_digest_knows_no_order_of_rows(done):
    (path,) = list(done.glob("entitlements/*/part-1101.parquet"))
    rows = read_part(path)
    halves = [rows[500:], rows[:500].sample(fraction=1, shuffle=True, seed=1)]

    assert province_digest(halves, ENTITLEMENTS) == province_digest([rows], ENTITLEMENTS)


@pytest.mark.parametrize("table", ["families", "members", "observations"])
def test_one_changed_byte_is_refused_by_name(snapshot, tmp_path, table):
    path = max(snapshot.glob(f"{table}/*/*.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    with pytest.raises(BadSnapshot, match=rf"{table}/province=\d\d/{path.name} is not the file that was frozen"):
        run(snapshot, EDITION, tmp_path / "out")

    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_changed_small_table_is_refused_by_name(snapshot, tmp_path):
    (snapshot / "arrears.parquet").write_bytes(b"PAR1")

    with pytest.raises(BadSnapshot, match=r"arrears\.parquet"):
        run(snapshot, EDITION, tmp_path / "out")


def test_a_missing_file_is_refused_by_name(snapshot, tmp_path):
    path = next(snapshot.glob("members/*/*.parquet"))
    path.unlink()

    with pytest.raises(BadSnapshot, match=f"{path.name} is missing"):
        run(snapshot, EDITION, tmp_path / "out")


def test_a_half_written_snapshot_is_refused(snapshot, tmp_path):
    (snapshot / "manifest.json").unlink()

    with pytest.raises(BadSnapshot, match="not a finished snapshot"):
        run(snapshot, EDITION, tmp_path / "out")


def test_the_snapshot_of_another_cycle_is_refused(snapshot, tmp_path):
    with pytest.raises(BadSnapshot, match=r"is the snapshot of 2025-4, not of 2025-3"):
        run(snapshot, PKH.edition("2025-3"), tmp_path / "out")


@pytest.mark.parametrize(
    ("table", "change", "sentence"),
    [
        ("families", pl.lit("vanished").alias("participation"), "participation 'vanished'"),
        ("families", pl.lit("deluxe").alias("variant"), "variant 'deluxe'"),
        ("members", pl.lit(None, pl.Date).alias("born"), "has rows without born"),
        ("members", pl.col("pregnancy").cast(pl.Float64), "has pregnancy as Float64, not Int16"),
        ("observations", pl.col("open").alias("opened"), None),
    ],
)
def test_a_snapshot_that_breaks_the_contract_is_refused(snapshot, tmp_path, table, change, sentence):
    path = min(snapshot.glob(f"{table}/*/*.parquet"))
    read_part(path).with_columns(change).write_parquet(path)
    refreeze(snapshot, path)

    if sentence is None:  # one column more is nobody's business
        assert run(snapshot, EDITION, tmp_path / "out").totals["families"] == 3_000
        return
    with pytest.raises(BadSnapshot, match=sentence):
        run(snapshot, EDITION, tmp_path / "out")


def test_a_column_less_is_refused(snapshot, tmp_path):
    path = next(snapshot.glob("members/*/*.parquet"))
    read_part(path).drop("at_home").write_parquet(path)
    refreeze(snapshot, path)

    with pytest.raises(BadSnapshot, match="has no column at_home"):
        run(snapshot, EDITION, tmp_path / "out")


def test_a_withholding_from_no_cycle_is_refused(snapshot, tmp_path):
    path = snapshot / "withholdings.parquet"
    row = {"family": 1, "member": None, "from_cycle": "2024-3", "decision": "D-1"}
    pl.DataFrame([row], schema=read_part(path).schema).write_parquet(path)
    refreeze(snapshot, path)

    with pytest.raises(BadSnapshot, match="'2024-3', which no calendar has"):
        run(snapshot, EDITION, tmp_path / "out")


def test_a_supplementary_run_computes_only_the_corrected(frozen, done, tmp_path):
    entitlements = pl.concat(read_part(path) for path in done.glob("entitlements/*/*.parquet"))
    family = entitlements.filter(pl.col("reason") == "decile")["family"][0]
    corrections = pl.DataFrame(
        {
            "table": ["families"],
            "family": [family],
            "member": [None],
            "fact": ["decile"],
            "value": ["2"],
            "change_request": ["CR-7"],
        }
    )

    manifest = run(frozen, EDITION, tmp_path, corrections=corrections)

    assert manifest.totals["families"] == 1
    assert manifest.totals["net"] == entitlements.filter(pl.col("family") == family)["gross"][0]
    assert manifest.corrections


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"family": 999_999_999}, "family 999999999"),
        ({"fact": "family"}, "no fact of families"),
        ({"fact": "village", "value": None}, "make village unknown"),
    ],
)
def test_a_correction_of_nobody_or_nothing_is_refused(frozen, tmp_path, changed, sentence):
    row = {"table": "families", "family": 1, "member": None, "fact": "decile", "value": "2", "change_request": "CR-7"}

    with pytest.raises(BadSnapshot, match=sentence):
        run(frozen, EDITION, tmp_path, corrections=pl.DataFrame([{**row, **changed}], infer_schema_length=None))


def test_the_command_line_runs_without_a_database(frozen, tmp_path, capsys):
    policy = str(Path(__file__).parents[3] / "policy" / "pkh")
    whole = ["run", "--snapshot", str(frozen), "--policy", policy, "--out", str(tmp_path)]

    assert main([*whole, "--cycle", "2025-4"]) == 0
    assert read_manifest(tmp_path).digest in capsys.readouterr().out
    assert main([*whole, "--cycle", "2025-7"]) == 2
    assert "there is no cycle '2025-7'" in capsys.readouterr().err


def test_parts_have_one_place():
    assert part_path(LINES, "6402") == "lines/province=64/part-6402.parquet"
    assert part_path(TOTALS, "") == "totals.parquet"


def test_a_run_is_measured_beside_a_bare_scan(frozen, tmp_path):
    policy = Path(__file__).parents[3] / "policy" / "pkh"

    measured = compare(frozen, policy, "2025-4", tmp_path, times=1)

    assert measured.scan.seconds > 0
    assert measured.ratio > 1
    assert read_manifest(tmp_path).totals["families"] == 3_000

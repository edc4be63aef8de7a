"""`harapan bench imports`: how fast a list goes in, how much memory it takes, and how fast it is taken back."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from harapan.cli.measure import machine
from harapan.cli.screen import AsJson, err, show_json, table
from harapan.lib.rupiah import number

SIZE = 100_000


def bench_imports(
    rows: Annotated[list[int] | None, typer.Option("--rows", min=1, help="Rows of the list; repeatable.")] = None,
    where: Annotated[Path | None, typer.Option("--in", help="A folder with room.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a list of pupils in which every row changes somebody: as CSV and XLSX, applied and undone."""
    found = [_measure(size, where) for size in sorted(rows or [SIZE])]
    show_json({"machine": machine(), "imports": found}) if as_json else _show(found)


def _measure(rows: int, where: Path | None) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="harapan-bench-", dir=where))
    folder.chmod(0o755)  # the server may run as another user
    err.print(f"{number(rows)} rows:")
    try:
        done = subprocess.run(  # noqa: S603  (ourselves)
            [sys.executable, "-m", "harapan.cli.measured_imports", str(rows), str(folder)],
            env=os.environ | {"HARAPAN_HOME": str(folder / "home")},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _show(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            number(one["rows"]),
            *(
                f"{one[name]:.1f} s"
                for name in ("csv_read_seconds", "xlsx_read_seconds", "apply_seconds", "undo_seconds")
            ),
            *(f"{number(one[name])} MB" for name in ("csv_reader_mb", "xlsx_reader_mb", "python_mb")),
        )
        for one in found
    ]
    columns = ("rows", "CSV read", "XLSX read", "applied", "undone", "CSV reader", "XLSX reader", "our Python")
    table("Outside lists: read and judged, applied, undone", columns, rows, numbers=tuple(range(len(columns))))

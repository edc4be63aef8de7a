"""Outside lists for tests: rows written as a ministry's file, brought to the desk, read and applied."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from harapan.intake.imports import actions
from harapan.intake.imports.actions import reading as dry_run
from harapan.intake.imports.reader import Answer
from harapan.intake.imports.storing import keep
from harapan.intake.models import Row, Upload
from harapan.intake.reading.rows import Wish, reading
from harapan.staff.models import Staff

MAY = date(2022, 5, 31)


class _Here(Answer):
    """What the reading process would say, said by this one: starting it costs a test half a second."""

    def __init__(self, found: Any) -> None:
        super().__init__(found.about, rows=None)  # type: ignore[arg-type]
        self.found = found

    def pieces(self) -> Iterator[bytes]:
        for frame in self.found.frames():
            yield frame.write_csv(include_header=False).encode()
        self.after = {"skipped": dict(self.found.skipped)}


@contextmanager
def read_here(wish: Wish) -> Iterator[Answer]:
    """Read in this process."""
    with reading(wish) as found:
        yield _Here(found)


@pytest.fixture
def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests are about what is read, not about where."""
    monkeypatch.setattr(dry_run, "read_apart", read_here)


def text_of(rows: Sequence[Sequence[object]], delimiter: str = ";") -> bytes:
    """Rows as a text file."""
    return "\n".join(delimiter.join(str(cell) for cell in row) for row in rows).encode()


def bring(kind: str, content: bytes, by: Staff, **facts: Any) -> Upload:
    """A list on the desk."""
    said = {"kind": kind, "name": "daftar.csv", "area": by.area, "as_of": MAY, **facts}
    return actions.bring(keep([content], most=None), **said, by=by)


def bring_rows(kind: str, head: Sequence[str], rows: Sequence[Sequence[object]], by: Staff, **facts: Any) -> Upload:
    """A list of these rows, read: its dry run is there."""
    return actions.read(bring(kind, text_of([head, *rows]), by, **facts), by=by)


def fates(upload: Upload) -> list[str]:
    """`changed`, `damaged nik_short`: each row in the order of the file."""
    return [f"{row.outcome} {row.reason}".strip() for row in Row.objects.filter(upload=upload.pk).order_by("line")]

"""The reading process from our side: asked with a wish, it answers with what it found and then with rows."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Final

from django.conf import settings

from harapan.intake.reading.__main__ import END
from harapan.intake.reading.rows import Wish
from harapan.intake.reading.trouble import Unreadable

PIECE: Final = 1 << 18


@dataclass
class Answer:
    """What the process says: `about` at once, `after` when all rows were taken."""

    about: dict[str, Any]
    rows: IO[bytes]
    after: dict[str, Any] = field(default_factory=dict)

    def pieces(self) -> Iterator[bytes]:
        """The rows as CSV, as they come; then `after` is filled. Raises `Unreadable` when the process broke off."""
        rest = b""
        while piece := self.rows.read1(PIECE):  # type: ignore[attr-defined]
            rest += piece
            whole, cut, last = rest.rpartition(b"\n")
            rows, end, said = (b"\n" + whole + cut).partition(b"\n" + END)  # a line of its own: no row looks so
            yield rows[1:] + b"\n" if end and len(rows) > 1 else rows[1:]
            if end:
                self.after = _told(said + last + self.rows.read())
                return
            rest = last
        raise Unreadable(*TOO_MUCH)


TOO_MUCH: Final = (
    "berkas ini terlalu besar atau rusak untuk dibuka sebagai lembar kerja: simpan sebagai CSV, lalu unggah lagi",
    "this file is too large or too broken to be opened as a spreadsheet: save it as CSV (UTF-8) and bring it again",
)


@contextmanager
def read_apart(wish: Wish) -> Iterator[Answer]:
    """Read a file in a process of its own, which may hold so much memory and no more. Raises `Unreadable`."""
    with subprocess.Popen(
        [sys.executable, "-m", "harapan.intake.reading"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            asked = {**asdict(wish), "memory": settings.IMPORT_MEMORY_MB << 20}
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.close()
            first = process.stdout.readline()
            if not first:
                raise Unreadable(*TOO_MUCH)
            yield Answer(_told(first), process.stdout)
        finally:
            process.kill()


def _told(line: bytes) -> dict[str, Any]:
    said = dict(json.loads(line))
    if refusal := said.get("refusal"):
        raise Unreadable(*refusal)
    return said

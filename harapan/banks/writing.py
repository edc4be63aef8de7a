"""A file appears whole or not at all: written under another name, forced to the disk, then renamed."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from harapan.banks.shapes import WrittenFile


def write_whole(path: Path, pieces: Iterable[bytes | memoryview], *, count: int, total: int) -> WrittenFile:
    """Write pieces one after the other. Whatever interrupts it leaves at most a `*.part` that nobody reads.

    Only the owner may read the file: it holds names and accounts.
    """
    digest, size = hashlib.sha256(), 0
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).rename(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _force_to_disk(path.parent)
    return WrittenFile(path=path, sha256=digest.hexdigest(), count=count, total=total, bytes=size)


def bytes_of(lines: pl.Series) -> memoryview:
    """A column of texts as one run of UTF-8 bytes: Arrow already keeps it so, and nothing passes through Python."""
    column = lines.to_arrow(compat_level=pl.CompatLevel.oldest())
    return memoryview(column.buffers()[2] or b"")


def _force_to_disk(folder: Path) -> None:
    # the rename itself is only safe once the folder is
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

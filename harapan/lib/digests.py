"""Two digests: of a file (was a byte changed?) and of content (is it the same result?)."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_digests(digests: Iterable[str]) -> str:
    """One digest over many, in sorted order, so that the order of work does not matter."""
    return text_digest("\n".join(sorted(digests)))

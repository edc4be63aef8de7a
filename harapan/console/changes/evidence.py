"""Pictures and PDFs of papers: kept once by what is in them, looked at only by whoever sees the request."""

import hashlib
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from harapan.lib.refusals import Refusal
from harapan.lib.room import private_folder, room_under

LARGEST: Final = 3_000_000
KINDS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
"""What a file begins with, and so is; its name says nothing."""


class CannotKeep(Refusal):
    """The file is not one of a paper."""


def keep(upload: UploadedFile) -> str:
    """Put a file away; the same file twice is kept once. Returns its SHA-256. Raises `CannotKeep`, `DiskIsFull`."""
    if (upload.size or 0) > LARGEST:
        raise CannotKeep("berkas lebih dari 3 MB: kecilkan gambarnya", "the file is larger than 3 MB: make it smaller")
    content = upload.read()
    if kind_of(content) is None:
        raise CannotKeep("berkas harus foto (JPG, PNG) atau PDF", "the file must be a picture (JPG, PNG) or a PDF")
    digest = hashlib.sha256(content).hexdigest()
    path = place_of(digest)
    if not path.exists():
        with room_under(path.parent):
            unfinished = path.with_suffix(".unfinished")
            unfinished.write_bytes(content)
            unfinished.rename(path)
    return digest


def kind_of(content: bytes) -> str | None:
    """What kind of file it is; None for one that is not of a paper."""
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), None)


def place_of(digest: str) -> Path:
    """Where a file lies."""
    return private_folder(Path(settings.HOME) / "evidence" / digest[:2]) / digest

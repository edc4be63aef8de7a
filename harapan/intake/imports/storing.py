"""Where files that came in lie: by their digest, in a folder only we look into, each written whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from harapan.intake.models import Upload
from harapan.lib.refusals import Refusal
from harapan.lib.room import private_folder, room_under

PIECE = 1 << 20
"""Bytes taken in at a time."""


def most_from_pages() -> int:
    """The largest file pages take, in bytes."""
    return settings.IMPORT_MB << 20


class CannotKeep(Refusal):
    """The file cannot be taken in."""


@dataclass(frozen=True)
class Kept:
    """A file that was taken in."""

    sha256: str
    size: int


def imports_folder() -> Path:
    """All of them."""
    return private_folder(Path(settings.HOME) / "imports")


def place_of(sha256: str) -> Path:
    """Where a file of this digest lies."""
    return imports_folder() / sha256[:2] / sha256


def keep(pieces: Iterable[bytes], *, most: int | None) -> Kept:
    """Take a file in, piece by piece, by its digest. Raises `CannotKeep` if it is empty or has over `most` bytes."""
    digest, size = hashlib.sha256(), 0
    folder = imports_folder()
    with room_under(folder):
        number, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(number, "wb") as file:
                for piece in pieces:
                    size += len(piece)
                    if most is not None and size > most:
                        raise CannotKeep(*too_large())
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise CannotKeep("berkas ini kosong", "this file is empty")
            place = place_of(digest.hexdigest())
            private_folder(place.parent)
            Path(name).rename(place)
        finally:
            Path(name).unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size)


def too_large() -> tuple[str, str]:
    """What is said of a file larger than we take."""
    most = settings.IMPORT_MB
    return (
        f"berkas ini lebih dari {most} MB: bagi per kabupaten, atau minta pengelola memakai `harapan import`",
        f"this file is larger than {most} MB: split it by regency, or ask the keeper to use `harapan import`",
    )


def forget(upload: Upload) -> None:
    """Remove the file of a list that is over or forgotten, unless another list is made of the same bytes."""
    others = Upload.objects.filter(sha256=upload.sha256, forgotten_at__isnull=True).exclude(pk=upload.pk)
    if not others.exclude(state__in=OVER).exists():
        place_of(upload.sha256).unlink(missing_ok=True)


OVER = (Upload.State.REFUSED, Upload.State.UNDONE, Upload.State.DISCARDED)

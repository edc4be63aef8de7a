"""Where letters lie: under the home, in a folder only we may look into; each file written whole or not at all."""

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from harapan.lib.refusals import Refusal
from harapan.lib.room import private_folder, room_under


class Missing(Refusal):
    """The register knows the letter, but its file is gone or is not what it was."""


def letters_folder() -> Path:
    """All letters, by year."""
    return private_folder(Path(settings.HOME) / "letters")


def file_away(path: str, content: bytes) -> str:
    """Write a file below the folder by rename, and give its SHA-256."""
    place = letters_folder() / path
    private_folder(place.parent)
    draft = place.with_name(f".{place.name}.part")
    with room_under(place.parent):
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.chmod(0o600)
            draft.rename(place)
        finally:
            draft.unlink(missing_ok=True)
    return sha256(content).hexdigest()


def fetch(path: str, digest: str) -> bytes:
    """A letter's file, byte for byte as it was made. Raises `Missing`."""
    try:
        content = (letters_folder() / path).read_bytes()
    except OSError:
        content = b""
    if sha256(content).hexdigest() != digest:
        raise Missing(
            "berkas surat ini hilang atau berubah di penyimpanan: pulihkan dari cadangan, atau cabut dan buat lagi",
            "the file of this letter is gone or was changed on disk: restore it, or revoke the letter and make another",
        )
    return content

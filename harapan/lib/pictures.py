"""Pictures as they are kept: JPEG or PNG, without what cameras write beside them (place, time, device)."""

import struct
from typing import Final

from harapan.lib.refusals import Refusal

LARGEST: Final = 1_000_000
"""Bytes. A phone's picture is larger: the page asks for a smaller one."""
PNG: Final = b"\x89PNG\r\n\x1a\n"
PNG_KEPT: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA"}


class NoPicture(Refusal):
    """These bytes are no picture we keep."""


def picture(content: bytes) -> tuple[str, bytes]:
    """The media type, and the picture alone. Raises `NoPicture`."""
    if len(content) > LARGEST:
        raise NoPicture("foto lebih besar dari 1 MB: kecilkan dahulu", "the photo is larger than 1 MB: make it smaller")
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return "image/jpeg", _plain_jpeg(content)
        if content.startswith(PNG):
            return "image/png", _plain_png(content)
    except (struct.error, IndexError) as broken:
        raise NoPicture("berkas foto rusak", "the photo is damaged") from broken
    raise NoPicture("hanya foto JPEG atau PNG", "only a JPEG or PNG photo")


def _plain_jpeg(content: bytes) -> bytes:
    """Without application segments (Exif, with its coordinates, among them) and comments."""
    kept, place = [content[:2]], 2
    while content[place + 1] != 0xDA:  # the picture itself
        if content[place] != 0xFF:
            raise NoPicture("berkas foto rusak", "the photo is damaged")
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        marker = content[place + 1]
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(content[place : place + 2 + length])
        place += 2 + length
    return b"".join((*kept, content[place:]))


def _plain_png(content: bytes) -> bytes:
    """Only the pieces that draw."""
    kept, place = [PNG], len(PNG)
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        if content[place + 4 : place + 8] in PNG_KEPT:
            kept.append(content[place : place + 12 + length])
        place += 12 + length
    return b"".join(kept)

"""Who writes letters, and where the world may check them."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

CHECK: Final = "periksa-surat"
"""Where on our address anybody checks a letter; harapan.public answers there."""


@dataclass(frozen=True)
class Letterhead:
    """The head of every letter."""

    head: tuple[str, ...]
    address: str
    place: str
    prefix: str
    """What every number begins with."""
    complaints: str
    complaints_short: str
    """For a message of 160 characters."""


def letterhead() -> Letterhead:
    """The letterhead of this installation."""
    return _read(settings.LETTERHEAD)


@lru_cache(maxsize=4)
def _read(path: Path) -> Letterhead:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Letterhead(**{**said, "head": tuple(said["head"])})


def check_address() -> str:
    """`https://pkh.example.go.id/periksa-surat`, as people type it."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/{CHECK}"


def check_link(number: str, code: str) -> str:
    """What the QR code holds."""
    return f"{check_address()}/{number}/{code}"

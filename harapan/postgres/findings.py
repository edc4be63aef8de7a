"""One finding of the doctor: what is so, and what to do if it should not be."""

from dataclasses import dataclass
from typing import Literal

from harapan.postgres.machine import GB, MB
from harapan.postgres.troubles import Sentence


@dataclass(frozen=True)
class Finding:
    """`fine` informs, `warning` will hurt some day, `error` hurts now. `remedy` says what to do."""

    level: Literal["fine", "warning", "error"]
    topic: str
    says: Sentence
    remedy: Sentence | None = None


def fine(topic: str, en: str, id: str) -> Finding:
    """All is well; good to know."""
    return Finding("fine", topic, Sentence(en, id))


def warning(topic: str, en: str, id: str, do_en: str, do_id: str) -> Finding:
    """It works, but will hurt some day; what to do about it."""
    return Finding("warning", topic, Sentence(en, id), Sentence(do_en, do_id))


def error(topic: str, en: str, id: str, do_en: str, do_id: str) -> Finding:
    """It hurts now; what to do about it."""
    return Finding("error", topic, Sentence(en, id), Sentence(do_en, do_id))


def human(size: int) -> str:
    """12.3 GB, 45 MB"""
    return f"{size / GB:.1f} GB" if size >= GB else f"{size // MB} MB"


def human_id(size: int) -> str:
    """12,3 GB, 45 MB: the same with the decimal comma of Indonesian."""
    return human(size).replace(".", ",")

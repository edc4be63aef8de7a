"""What comes with the programme and others have published: figures and gatherings as rows, without a database."""

import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "published.toml"
GATHERINGS = Path(__file__).parent / "outreach.toml"


def published() -> list[dict[str, Any]]:
    """Every figure of the file, with the names of the table's columns."""
    return figures_of(FILE)


def figures_of(file: Path) -> list[dict[str, Any]]:
    """The figures of any file in that form. Raises what `tomllib` does, and `KeyError` for what is left out."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return [_row(key, figure) for key, figure in told.items()]


def published_gatherings() -> list[dict[str, Any]]:
    """Every gathering of the file, with the names of the table's columns."""
    told = tomllib.loads(GATHERINGS.read_text(encoding="utf-8"))
    return [{"key": key, **gathering} for key, gathering in told.items()]


def _row(key: str, told: dict[str, Any]) -> dict[str, Any]:
    note = told.get("note", {"id": "", "en": ""})
    return {
        "key": key,
        "area": told["area"],
        "day": told["day"],
        "about": told.get("about", ""),
        "what_id": told["what"]["id"],
        "what_en": told["what"]["en"],
        "value": told["value"],
        "unit_id": told["unit"]["id"],
        "unit_en": told["unit"]["en"],
        "source": told["source"],
        "confidence": told["confidence"],
        "meaning": told.get("meaning", "clear"),
        "measure": told.get("measure", ""),
        "note_id": note["id"],
        "note_en": note["en"],
    }

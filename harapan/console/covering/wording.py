"""How long a message is that every telephone takes."""

from typing import Final

LONGEST: Final = 160
"""Characters of one short message."""


def short(name: str, told: str) -> str:
    """One short message to a facility; its name gives way first."""
    room = LONGEST - len(told) - len("Yth. , ")
    return f"Yth. {name[: max(room, 0)].strip()}, {told}"[:LONGEST]

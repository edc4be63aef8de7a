"""The table of what everybody may open, read from expected.toml."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.access.walk import addresses, fill
from tests.access.world import POSITIONS, World

TABLE = Path(__file__).parent / "expected.toml"
OTHERS = "the others"
GET, POST = "get", "post"
Codes = frozenset[int]
NOBODY_MAY: Codes = frozenset({403, 405})
"""405, or the 403 of a gate before it."""


@dataclass(frozen=True)
class Entry:
    """One address: who is answered how."""

    name: str
    get: dict[str, Codes]
    post: dict[str, Codes]
    things: dict[str, str]
    foreign: Codes
    tries: list[str] = field(default_factory=list)
    stranger: str = "sign in"

    def own(self, world: World) -> str:
        """The address with a thing of the reader's own."""
        return self._filled(world.own)

    def others(self, world: World) -> str:
        """The address with a thing of somebody far away; the same where nothing in it belongs to anybody."""
        return self._filled(world.foreign)

    def _filled(self, known: dict[str, Any]) -> str:
        return fill(self.name, {place: known.get(thing, thing) for place, thing in self.things.items()})


@cache
def groups() -> dict[str, set[str]]:
    """Positions by the names the table calls them."""
    said = tomllib.loads(TABLE.read_text())["groups"]
    return {name: set(POSITIONS) if some == ["*"] else set(some) for name, some in said.items()}


@cache
def entries() -> dict[str, Entry]:
    """The table."""
    table = tomllib.loads(TABLE.read_text())
    del table["groups"]
    return {name: _entry(name, said) for name, said in table.items()}


def _entry(name: str, said: dict[str, Any]) -> Entry:
    return Entry(
        name,
        _by_position(said.get(GET)),
        _by_position(said.get(POST)),
        said.get("with", {}),
        _codes(str(said.get("foreign", 404))),
        said.get("try", []),
        str(said.get("stranger", "sign in")),
    )


def _by_position(lines: list[str] | None) -> dict[str, Codes]:
    """What everybody is answered."""
    if lines is None:
        return dict.fromkeys(POSITIONS, NOBODY_MAY)
    told = [(group, _codes(codes)) for codes, _, group in (line.partition(" ") for line in lines)]
    found = dict.fromkeys(POSITIONS, dict(told).get(OTHERS, frozenset({403})))
    for group, codes in told:
        found |= dict.fromkeys(() if group == OTHERS else groups()[group], codes)
    return found


def _codes(said: str) -> Codes:
    return frozenset(int(code) for code in said.split("|"))


def missing() -> list[str]:
    """Addresses of the house that the table does not know, each with lines to begin with."""
    return [
        "\n".join([f'["{name}"]', *_with(pattern), 'get = ["200 everybody"]'])
        for name, pattern in addresses().items()
        if name not in entries()
    ]


def _with(pattern: Any) -> list[str]:
    places = ", ".join(f'{place} = "?"' for place in pattern.pattern.converters)
    return [f"with = {{ {places} }}"] if places else []

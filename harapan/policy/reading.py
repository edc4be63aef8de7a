"""Reads a policy file and remembers on which line each key stands, so that a complaint can point at it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harapan.policy.errors import Problem

HEADER = re.compile(r"^\[\[?\s*(?P<path>[^\]]+?)\s*\]\]?\s*(#.*)?$")
ASSIGNMENT = re.compile(
    r"""^(?P<path>(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
KEY = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """One parsed TOML file with the line of every key."""

    file: str
    data: dict[str, Any]
    lines: dict[Path_, int]

    def line_of(self, path: Path_) -> int:
        """The line of a key, or of the nearest table around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1

    def problem(self, path: Path_, sentence: str) -> Problem:
        """A complaint about a key."""
        return Problem(self.file, self.line_of(path), sentence)


def read(path: Path) -> Document | Problem:
    """The file's content, or why it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Problem(path.name, 0, f"cannot be read: {error}")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Problem(path.name, _line_named_in(str(error)), f"is not TOML: {error}")
    return Document(path.name, data, dict(_lines(text)))


def _lines(text: str) -> Iterator[tuple[Path_, int]]:
    """(path of a key, its line). A light scan: tomllib has already said that the text is TOML."""
    table: Path_ = ()
    depth = 0
    arrays: dict[Path_, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        bare = STRING.sub('""', line).split("#", 1)[0]
        if depth == 0 and (header := HEADER.match(line.strip())):
            table = _keys(header["path"])
            if line.strip().startswith("[["):
                arrays[table] = arrays.get(table, -1) + 1
                table = (*table, str(arrays[table]))
            yield table, number
        elif depth == 0 and (assignment := ASSIGNMENT.match(line.strip())):
            yield (*table, *_keys(assignment["path"])), number
            depth = _opened(bare.split("=", 1)[1])
        else:
            depth += _opened(bare)


def _keys(path: str) -> Path_:
    return tuple(key.strip("\"'") for key in KEY.findall(path))


def _opened(text: str) -> int:
    return sum(text.count(bracket) for bracket in "[{") - sum(text.count(bracket) for bracket in "]}")


def _line_named_in(message: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found[1]) if found else 1

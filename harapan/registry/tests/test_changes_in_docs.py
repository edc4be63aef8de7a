"""The page about changes of life lists what the code has: every step of participation, every kind of request."""

import re

from harapan.registry.requests.kinds import KINDS
from harapan.registry.transitions import TRANSITIONS
from harapan.testing.house import ROOT

PAGE = ROOT / "docs/operating/changes.md"


def rows_of(part: str) -> list[str]:
    """The rows of a table of the page, below its heading."""
    found = re.search(rf"<!-- {part} -->\n(.*?)<!-- end of {part} -->", PAGE.read_text(), re.DOTALL)
    assert found
    return found[1].strip().splitlines()[2:]


def test_every_step_stands_in_the_docs_as_the_code_has_it():
    assert rows_of("transitions") == [
        f"| {', '.join(f'`{state}`' for state in row.sources)} | `{row.target}` | {', '.join(row.causes)} "
        f"| {row.decides.en} | {row.paper.en if row.paper else '–'} | {row.sure} |"
        for row in TRANSITIONS
    ]


def test_every_kind_of_request_stands_in_the_docs_as_the_code_has_it():
    assert rows_of("kinds") == [
        f"| `{kind.name}` | {kind.words.en} ({kind.words.id}) | {kind.risk.value} "
        f"| {'; '.join(paper.words.en for paper in kind.papers) or '–'} "
        f"| {', '.join(sorted(f'`{position.value}`' for position in kind.checkers))} |"
        for kind in KINDS.values()
    ]

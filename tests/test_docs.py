"""The documentation says what the code is: settings, commands, words, links and quoted lines, read from both sides."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from harapan.banks.reconcile import PILES
from harapan.cli.main import app
from harapan.entitlements.models import Batch
from harapan.payments.models import Hold, LedgerAccount, TreasuryPaper
from harapan.policy.vocabulary import FAMILY_FACTS, MEMBER_FACTS
from harapan.registry.models import Family, Participation

HOUSE = Path(__file__).parent.parent
DOCS = HOUSE / "docs"
PAGES = sorted([HOUSE / "README.md", HOUSE / "CHANGELOG.md", *DOCS.rglob("*.md")])
OPERATING = DOCS / "operating"
PKH = HOUSE / "policy" / "pkh"

SETTING = re.compile(r'"((?:HARAPAN|DATABASE|DJANGO)_[A-Z_]+)"')
LINK = re.compile(r"\]\(([^)\s]+)\)")
EXCERPT = re.compile(r"<!-- from (\S+) -->\s*\n[ \t]*```\w*\n(.*?)\n[ \t]*```", re.DOTALL)
FENCED = re.compile(r"^[ \t]*```.*?^[ \t]*```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?<![\w./@-])(?:\.venv/bin/)?harapan((?: [a-z][a-z-]*)+)(?![\w/.-])((?: (?!\|)[^`\n|#]+)?)")


def page(name: str) -> str:
    return (DOCS / name).read_text()


def named(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def commands() -> dict[str, set[str]]:
    """Every command as it is typed, with its options; groups too, without any unless they do something themselves."""
    found: dict[str, set[str]] = {}

    def walk(command, path: str) -> None:
        found[path] = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        for name, below in getattr(command, "commands", {}).items():
            walk(below, f"{path} {name}".strip())

    walk(typer.main.get_command(app), "")
    return found


ALL_COMMANDS = commands()
GROUPS = {path for path in ALL_COMMANDS if any(other.startswith(f"{path} ") for other in ALL_COMMANDS)}
LEAVES = [path for path, options in ALL_COMMANDS.items() if path and (options or path not in GROUPS)]


def settings_in_the_code() -> list[str]:
    files = [path for path in (HOUSE / "harapan").rglob("*.py") if "tests" not in path.parts]
    return sorted({name for path in files for name in SETTING.findall(path.read_text())})


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> Iterator[tuple[Path, str]]:
    for path in PAGES:
        for target in LINK.findall(FENCED.sub("", path.read_text())):
            yield path, target


def excerpts() -> Iterator[tuple[Path, str, str]]:
    for path in PAGES:
        for source, quoted in EXCERPT.findall(path.read_text()):
            yield path, source, quoted


@pytest.mark.parametrize("setting", settings_in_the_code())
def test_every_setting_is_explained(setting):
    assert f"`{setting}`" in page("operating/settings.md")


def test_no_setting_is_invented():
    said = set(re.findall(r"`((?:HARAPAN|DATABASE)_[A-Z_]+)`", page("operating/settings.md")))
    assert said <= set(settings_in_the_code())


@pytest.mark.parametrize("command", LEAVES)
def test_every_command_is_listed(command):
    assert f"| `harapan {command}` |" in page("operating/commands.md")


def test_every_command_that_is_quoted_exists_with_its_options():
    """Longest known command first; what follows it are arguments. Options must be its own."""
    wrong = []
    for path in PAGES:
        for words, rest in COMMAND.findall(path.read_text()):
            typed = words.split()
            known = next((" ".join(typed[:n]) for n in range(len(typed), 0, -1) if " ".join(typed[:n]) in LEAVES), None)
            quoted = f"{named(path)}: harapan{words}{rest}"
            options = set(re.findall(r"(?<!\S)--[a-z-]+", f"{words} {rest}"))
            wrong += [quoted] if known is None else [f"{quoted}: no {one}" for one in options - ALL_COMMANDS[known]]
    assert not wrong, "\n".join(wrong)


def test_steps_that_ask_for_a_code_are_marked():
    rows = re.findall(r"^\| `harapan ([^`]+)` \|(.*)$", page("operating/commands.md"), re.MULTILINE)
    marked = {command for command, cells in rows if "| money |" in cells}
    assert marked == {command for command in LEAVES if "--code" in ALL_COMMANDS[command]}


def subjects(name: str) -> list[str]:
    """The things a policy file names at its top."""
    return [key for key, table in tomllib.loads((PKH / f"{name}.toml").read_text()).items() if isinstance(table, dict)]


WORDS = sorted(
    {
        *Participation.values,
        *Family.Variant.values,
        *Family.Channel.values,
        *Batch.State.values,
        *LedgerAccount.values,
        *Hold.Reason.values,
        *TreasuryPaper.Kind.values[:1],
        *PILES,
        *subjects("components"),
        *(duty for duty in subjects("duties") if duty != "waiver"),
        *subjects("reasons"),
    }
)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_closed_lists_is_in_the_glossary(word):
    assert f"`{word}`" in page("glossary.md")


@pytest.mark.parametrize("fact", [*MEMBER_FACTS, *FAMILY_FACTS])
def test_every_fact_a_condition_may_name_is_listed(fact):
    assert f"`{fact}`" in page("policy.md")


def test_every_policy_file_is_listed():
    assert all(f"`{path.name}`" in page("policy.md") for path in PKH.glob("*.toml"))


def test_every_number_of_a_source_is_resolved():
    cited = "\n".join(path.read_text() for path in [*PKH.glob("*.toml"), *PAGES])
    resolved = set(re.findall(r"^\| (\w+) \|", page("sources.md"), re.MULTILINE))
    assert set(re.findall(r"\b[NLG]\d+b?\b", cited)) <= resolved


def test_links_and_anchors_lead_somewhere():
    broken = []
    for path, target in links():
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        aim = (path.parent / place).resolve() if place else path
        if not aim.exists() or (anchor and anchor not in anchors(aim.read_text())):
            broken.append(f"{named(path)}: {target}")
    assert not broken, "\n".join(broken)


def test_every_decision_is_listed_and_numbered_once():
    decisions = sorted(path for path in (DOCS / "adr").glob("*.md") if not path.name.startswith("0001"))
    listed = LINK.findall(page("adr/0001-record-decisions.md"))
    assert [path.name for path in decisions] == sorted(listed)
    assert len({path.name[:4] for path in decisions}) == len(decisions)
    assert all(path.read_text().startswith(f"# {path.name[:4]} ") for path in decisions)


def test_every_page_can_be_reached_from_the_first_screen():
    reached, waiting = set(), [HOUSE / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md":
            continue
        reached.add(path)
        found = LINK.findall(FENCED.sub("", path.read_text()))
        waiting += [(path.parent / target.partition("#")[0]).resolve() for target in found if "://" not in target]
    assert not [named(path) for path in PAGES if path not in reached and path.name != "CHANGELOG.md"]


@pytest.mark.parametrize(("path", "source", "quoted"), [*excerpts()], ids=lambda value: str(value)[-40:])
def test_quoted_code_is_really_there(path, source, quoted):
    code = (HOUSE / source).read_text()
    indent = min(len(line) - len(line.lstrip()) for line in quoted.splitlines() if line.strip())
    margin = indent if re.search(r"^[ \t]+```", path.read_text(), re.MULTILINE) and source.endswith(".toml") else 0
    lines = "\n".join(line[margin:] for line in quoted.splitlines())
    for piece in re.split(r"^\.\.\.$\n?", lines, flags=re.MULTILINE):
        assert piece.strip("\n") in code, f"{named(path)} quotes {source}, which does not say:\n{piece}"


def test_the_tour_quotes_from_most_rooms():
    rooms = {source.split("/")[1] for path, source, _ in excerpts() if path.name == "tour.md"}
    assert rooms >= {"population", "registry", "commitments", "snapshots", "pkh", "engine", "entitlements", "payments"}


def test_refusals_are_quoted_as_they_are_said():
    table = page("operating/cycle.md").split("## What a refusal means")[1]
    said = re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", table, re.MULTILINE)[2:]
    files = [path for path in (HOUSE / "harapan").rglob("*.py") if "tests" not in path.parts]
    code = "\n".join(path.read_text() for path in files)
    assert said
    assert not [sentence for sentence in said if sentence not in code]


def test_figures_wait_in_one_place_only():
    assert not [named(path) for path in PAGES if "(to be measured)" in path.read_text() and path.name != "README.md"]


def test_pictures_can_be_read_aloud():
    for picture in (DOCS / "pictures").glob("*.svg"):
        text = picture.read_text()
        assert 'role="img"' in text
        assert re.search(r"<title[^>]*>[^<]+</title>", text)
        assert re.search(r"<desc[^>]*>[^<]+</desc>", text)

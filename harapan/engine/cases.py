"""Worked examples: one family, one sentence, one expected amount. They are law's own tests, readable by its authors.

`cases_in(folders)` reads them, `run_cases(cases)` runs them in batches (a batch is a frame per edition), and
`python -m harapan.engine cases` prints what failed.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from harapan.engine import due_cases
from harapan.engine.compute import compute
from harapan.engine.contract import ARREARS, FAMILIES, MEMBERS, OBSERVATIONS, WITHHOLDINGS, Table
from harapan.engine.due import PLAIN
from harapan.engine.engines import Engine, Polars
from harapan.engine.frames import Frames, Waiver
from harapan.policy import LowConfidence, Policy, UnknownCycle, load
from harapan.policy.edition import Edition

KEYS = {
    "name",
    "cycle",
    "family",
    "member",
    "duty",
    "withholding",
    "arrears",
    "waiver",
    "expect",
    "accept_low_confidence",
}
EXPECT = {
    *("amount", "gross", "deduction", "verdict", "proposed", "excluded", "counted", "components"),
    *("quarters_missed", "warned", "review", "reasons"),
}


class BadCase(Exception):
    """A worked example that cannot be run, with the reason."""


@dataclass(frozen=True)
class Case:
    """One worked example as written, and where."""

    path: Path
    policy: Policy
    text: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.text.get("name", self.path.stem))


@dataclass(frozen=True)
class Outcome:
    """What became of a case: `faults` is empty when it passed."""

    path: Path
    name: str
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.faults


def run_folders(folders: Iterable[Path], policy: Path | None = None, engine: Engine | None = None) -> list[Outcome]:
    """Every case in some folders, run. A folder beside a programme's files uses that programme, else `policy`."""
    folders, engine = [*folders], engine or Polars()
    cases, unreadable = cases_in(folders, policy)
    outcomes = [*unreadable, *run_cases(cases, engine), *_run_due_cases(folders, policy, engine)]
    return sorted(outcomes, key=lambda outcome: outcome.path)


def _run_due_cases(folders: Iterable[Path], policy: Path | None, engine: Engine) -> Iterator[Outcome]:
    """Examples of what is due, which no amount depends on."""
    for folder in folders:
        law = load(policy_of(folder, policy))
        for path in sorted(folder.rglob(f"{due_cases.FOLDER}/*.toml")):
            yield Outcome(path, *due_cases.faults_of(path, law, engine))


def cases_in(folders: Iterable[Path], policy: Path | None = None) -> tuple[list[Case], list[Outcome]]:
    """The cases in some folders, and what cannot be read as one."""
    cases: list[Case] = []
    unreadable: list[Outcome] = []
    for folder in folders:
        law = load(policy_of(folder, policy))
        for path in sorted(folder.rglob("*.toml")):
            if path.parent.name == due_cases.FOLDER:
                continue
            try:
                cases.append(_read(path, law))
            except (BadCase, tomllib.TOMLDecodeError) as fault:
                unreadable.append(Outcome(path, path.stem, (str(fault),)))
    return cases, unreadable


def policy_of(folder: Path, otherwise: Path | None) -> Path:
    """The programme a folder of cases belongs to: the nearest folder above with a programme.toml."""
    for above in (folder, *folder.resolve().parents):
        if (above / "programme.toml").exists():
            return above
    return otherwise or HOME / "pkh"


HOME = Path(__file__).parents[2] / "policy"
"""The programmes shipped beside the code."""


def run_cases(cases: Iterable[Case], engine: Engine) -> Iterator[Outcome]:
    """Cases in batches: those of one edition with the same waivers share one frame."""
    ready: list[tuple[str, Case, Edition]] = []
    for case in cases:
        try:
            edition = _edition(case)
        except BadCase as fault:
            yield Outcome(case.path, case.name, (str(fault),))
        else:
            ready.append((f"{edition.digest} {case.text.get('waiver', [])}", case, edition))
    ready.sort(key=lambda each: (each[0], each[1].path))
    for _, group in groupby(ready, key=lambda each: each[0]):
        yield from _run_batch([(case, edition) for _, case, edition in group], engine)


def _run_batch(batch: list[tuple[Case, Edition]], engine: Engine) -> Iterator[Outcome]:
    """All at once; when one of them cannot even be put into a frame, one by one, so that only that one fails."""
    edition = batch[0][1]
    numbered = [Numbered(case, number, edition) for number, (case, _) in enumerate(batch, start=1)]
    try:
        frames = frames_of(numbered, engine)
    except (BadCase, KeyError, TypeError, pl.exceptions.PolarsError) as fault:
        if len(batch) > 1:
            for each in batch:
                yield from _run_batch([each], engine)
        else:
            yield Outcome(batch[0][0].path, batch[0][0].name, (f"cannot be read: {fault}",))
        return
    result = compute(frames, edition)
    lines, entitlements = engine.collect(result)
    chosen = pl.DataFrame(pl.from_arrow(result.chosen.collect(backend="pyarrow").to_native()))
    by_family = {row["family"]: row for row in entitlements.to_dicts()}
    for case in numbered:
        members = chosen.filter(pl.col("family") == case.number).to_dicts()
        faults = tuple(_faults(case, by_family.get(case.number), lines, members))
        yield Outcome(case.case.path, case.case.name, faults)


@dataclass(frozen=True)
class Numbered:
    """A case with whole numbers for its family and members, in the sorted order of their names."""

    case: Case
    number: int
    edition: Edition

    @property
    def members(self) -> dict[str, int]:
        names = sorted(str(member["id"]) for member in self.case.text.get("member", []))
        return {name: self.number * 1000 + place for place, name in enumerate(names, start=1)}

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The case's rows of a snapshot table, defaults filled in."""
        yield from ROWS[table](self)

    def member_named(self, row: Mapping[str, Any]) -> int | None:
        """The number of the member a row names, or None."""
        name = row.get("member")
        if name is not None and name not in self.members:
            raise BadCase(f"there is no member {name!r}")
        return self.members.get(str(name)) if name is not None else None

    def cycle_named(self, cycle: str) -> str:
        """A cycle as written, or with the family's channel as its suffix."""
        return _full_cycle(self.case, cycle)


def frames_of(cases: list[Numbered], engine: Engine) -> Frames:
    """A batch of cases as a part of a snapshot."""

    def table(of: Table) -> pl.DataFrame:
        return pl.DataFrame([row for case in cases for row in case.rows(of.name)], schema=of.schema)

    waivers = [*_waivers(cases[0].case)] if cases else []
    return Frames(
        families=engine.lift(table(FAMILIES)),
        members=engine.lift(table(MEMBERS)),
        observations=engine.lift(table(OBSERVATIONS)),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=waivers,
        withholdings=table(WITHHOLDINGS),
        arrears=table(ARREARS),
    )


def _read(path: Path, policy: Policy) -> Case:
    with path.open("rb") as file:
        text = tomllib.load(file)
    if unknown := sorted(set(text) - KEYS):
        raise BadCase(f"a case knows no {', '.join(unknown)}")
    for key in ("name", "cycle", "expect"):
        if key not in text:
            raise BadCase(f"a case needs {key}")
    if unknown := sorted(set(text["expect"]) - EXPECT):
        raise BadCase(f"a case expects no {', '.join(unknown)}; it may expect {', '.join(sorted(EXPECT))}")
    return Case(path, policy, text)


def _edition(case: Case) -> Edition:
    accept = bool(case.text.get("accept_low_confidence", False))
    try:
        return case.policy.edition(_full_cycle(case, case.text["cycle"]), accept_low_confidence=accept)
    except (UnknownCycle, LowConfidence) as refusal:
        raise BadCase(str(refusal)) from refusal


def _full_cycle(case: Case, cycle: str) -> str:
    channel = case.text.get("family", {}).get("channel", case.policy.programme.channels[0])
    with_channel = f"{cycle}-{channel}"
    return with_channel if with_channel in case.policy.stages else cycle


def _family(case: Numbered) -> Iterator[dict[str, Any]]:
    programme = case.edition.programme
    channel = case.case.text.get("family", {}).get("channel", programme.channels[0])
    default = {
        "family": case.number,
        "village": "6402012001",
        "variant": programme.variants[0],
        "channel": channel,
        "bank": next(bank.code for bank in programme.institutions if bank.channel == channel),
        "decile": None,
        "participation": "active",
        "confirmed_on": None,
        "paid_through": None,
        "feasible": None,
        "quarters_missed": 0,
        "flags": "",
    }
    yield _filled(default, case.case.text.get("family", {}), "family")


def _members(case: Numbered) -> Iterator[dict[str, Any]]:
    for written in case.case.text.get("member", []):
        default = {
            "family": case.number,
            "member": case.members[str(written["id"])],
            **{name: value for name, value in PLAIN.items() if name in MEMBERS.columns},
        }
        row = _filled(default, {key: value for key, value in written.items() if key != "id"}, str(written["id"]))
        if row["born"] is None:
            raise BadCase(f"{written['id']} has no date of birth")
        yield row


def _observations(case: Numbered) -> Iterator[dict[str, Any]]:
    kinds = {duty.kind for duty in case.edition.duties}
    for written in case.case.text.get("duty", []):
        member = case.member_named(written)
        if written.get("duty") not in kinds:
            raise BadCase(f"there is no duty {written.get('duty')!r}")
        default = {"month": None, "open": None, "unexcused": 0, "excused": 0, "available": True, "reported": True}
        given = {key: value for key, value in written.items() if key not in ("member", "duty")}
        row = _filled(default, given, "duty")
        yield {"family": case.number, "member": member, "duty": written["duty"], **row}


def _withholdings(case: Numbered) -> Iterator[dict[str, Any]]:
    for written in case.case.text.get("withholding", []):
        yield {
            "family": case.number,
            "member": case.member_named(written),
            "from_cycle": case.cycle_named(written["from_cycle"]),
            "decision": written.get("decision", "decision"),
        }


def _arrears(case: Numbered) -> Iterator[dict[str, Any]]:
    for written in case.case.text.get("arrears", []):
        yield {
            "family": case.number,
            "member": case.member_named(written),
            "cycle": case.cycle_named(written["cycle"]),
            "component": written["component"],
            "amount": written["amount"],
            "decision": written.get("decision", "decision"),
        }


ROWS = {
    "families": _family,
    "members": _members,
    "observations": _observations,
    "withholdings": _withholdings,
    "arrears": _arrears,
}


def _waivers(case: Case) -> Iterator[Waiver]:
    for written in case.text.get("waiver", []):
        yield Waiver(
            area=written.get("area", ""),
            duty=written.get("duty"),
            first_month=written["first_month"],
            last_month=written["last_month"],
            document=written.get("document", ""),
        )


def _filled(default: Mapping[str, Any], written: Mapping[str, Any], where: str) -> dict[str, Any]:
    if unknown := sorted(set(written) - set(default)):
        raise BadCase(f"{where} knows no {', '.join(unknown)}")
    return {**default, **{key: None if value == "unknown" else value for key, value in written.items()}}


def _faults(
    case: Numbered, got: Mapping[str, Any] | None, lines: pl.DataFrame, members: list[dict[str, Any]]
) -> Iterator[str]:
    if got is None:
        yield "the family came out with neither an amount nor a reason"
        return
    names = {number: name for name, number in case.members.items()}
    components = [component.name for component in case.edition.components]
    placed = {names[row["member"]]: components[row["component"]] for row in members}
    seen: dict[str, Any] = {
        "amount": got["net"],
        "excluded": got["reason"] or "",
        "proposed": got["proposed"] or "",
        "counted": sorted(names[row["member"]] for row in members if row["counted"]),
        "components": placed,
        "reasons": {names[row["member"]]: row["reason"] or "" for row in members},
        **{key: got[key] for key in ("gross", "deduction", "verdict", "quarters_missed", "warned", "review")},
    }
    for key, wanted in case.case.text["expect"].items():
        have, want = seen[key], sorted(wanted) if key == "counted" else wanted
        if isinstance(want, dict):
            have = {name: have.get(name) for name in want}
        if have != want:
            yield f"{key}: expected {want!r}, got {have!r}"
    of_family = lines.filter(pl.col("family") == case.number)
    if of_family["paid"].sum() != got["net"]:
        yield f"the lines add up to {of_family['paid'].sum()}, the net is {got['net']}"
    if (got["gross"] - got["deduction"] != got["net"]) and got["reason"] is None:
        yield f"gross {got['gross']} less deduction {got['deduction']} is not the net {got['net']}"

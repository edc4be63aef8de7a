"""Worked examples of what is due: a family, some months, and every visit the protocol asks of them, with its window.

They lie in the folder `due` of a programme's cases and name the published table they come from.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from harapan.engine.due import DUE, PEOPLE, PLAIN, due
from harapan.engine.engines import Engine
from harapan.policy import Policy
from harapan.policy.protocols import protocols

FOLDER: Final = "due"
KEYS: Final = {"name", "source", "cycle", "months", "family", "member", "due"}


def faults_of(path: Path, policy: Policy, engine: Engine) -> tuple[str, tuple[str, ...]]:
    """The name of an example, and where the engine says something else."""
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := sorted(set(text) - KEYS):
        return path.stem, (f"an example knows no {', '.join(unknown)}",)
    if missing := sorted({"name", "source", "cycle", "months", "due"} - set(text)):
        return str(text.get("name", path.stem)), (f"an example needs {', '.join(missing)}",)
    return text["name"], tuple(_faults(text, policy, engine))


def _faults(text: Mapping[str, Any], policy: Policy, engine: Engine) -> Iterator[str]:
    names = [str(member["id"]) for member in text["member"]]
    got = {
        (row.pop("member"), row.pop("duty"), row.pop("month"), row["window_last"]): row
        for row in _due(text, policy, engine)
    }
    for wanted in text["due"]:
        months = [month for month in text["months"] if wanted.get("month", month) == month]
        for month in months:
            of = [key for key in got if key[:3] == (names.index(wanted["member"]), wanted["duty"], month)]
            fitting = [key for key in of if _fits(wanted, got[key])]
            if not fitting:
                told = [got[key] for key in of] or "nothing"
                yield f"{wanted['member']}, {wanted['duty']} in {month:%Y-%m}: expected {_said(wanted)}, got {told}"
            for key in fitting[:1]:
                del got[key]
    for member, duty, month, _ in got:
        yield f"{names[member]}, {duty} in {month:%Y-%m}: nothing was expected"


def _fits(wanted: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    told = {"visits": wanted.get("visits", 1)}
    told |= {f"window_{end}": wanted[end] for end in ("first", "last") if end in wanted}
    return all(row[name] == value for name, value in told.items())


def _said(wanted: Mapping[str, Any]) -> str:
    told = (f"{name} {value}" for name, value in wanted.items() if name in ("visits", "first", "last"))
    return ", ".join(told) or "one"


def _due(text: Mapping[str, Any], policy: Policy, engine: Engine) -> list[dict[str, Any]]:
    """What the engine says: visits of each window, by place of the member; what is done beside is left out."""
    people = [
        {**PLAIN, **text.get("family", {}), **{key: value for key, value in member.items() if key != "id"}}
        | {"family": 1, "member": place}
        for place, member in enumerate(text["member"])
    ]
    frame = engine.lift(pl.DataFrame(people, schema=PEOPLE.schema))
    edition = policy.edition(text["cycle"], accept_low_confidence=True)
    months: list[date] = text["months"]
    asked = due(frame, edition, protocols(policy, months), lift=engine.lift, keep=engine.keep)
    rows = pl.DataFrame(pl.from_arrow(asked.collect(backend="pyarrow").to_native()))
    if rows.schema != DUE.schema:
        raise TypeError(f"the engine returned other types than contracted: {rows.schema}")
    windows = ("member", "duty", "month", "window_first", "window_last")
    return rows.filter(pl.col("visits") > 0).group_by(windows).agg(pl.col("visits").sum()).sort(windows).to_dicts()

"""Make-believe parts of a snapshot for the engine's tests: random families, drawn by hypothesis or by a seed."""

import random
from datetime import date
from pathlib import Path

import polars as pl

from harapan.engine.compute import compute
from harapan.engine.contract import ARREARS, FAMILIES, MEMBERS, OBSERVATIONS, WITHHOLDINGS
from harapan.engine.engines import DuckDB, Engine, Polars
from harapan.engine.frames import Frames
from harapan.lib.dates import months_after
from harapan.policy import Edition, load

PKH = load(Path(__file__).parents[3] / "policy" / "pkh")
VILLAGES = ("6402012001", "6402022002", "6403012001")


def part_of(edition: Edition, families: int, seed: int) -> dict[str, pl.DataFrame]:
    """A random part: crowded, unknown, withheld and owed far more often than in life."""
    dice = random.Random(seed)
    rows: dict[str, list[dict]] = {
        name: [] for name in ("families", "members", "observations", "withholdings", "arrears")
    }
    for family in range(1, families + 1):
        _family(rows, family, edition, dice)
    tables = (FAMILIES, MEMBERS, OBSERVATIONS, WITHHOLDINGS, ARREARS)
    return {table.name: pl.DataFrame(rows[table.name], schema=table.schema) for table in tables}


def _family(rows: dict[str, list[dict]], family: int, edition: Edition, dice: random.Random) -> None:
    stage = edition.stage
    rows["families"].append(
        {
            "family": family,
            "village": dice.choice(VILLAGES),
            "variant": dice.choice(edition.programme.variants),
            "channel": dice.choice(("bank", "post")),
            "bank": dice.choice(("BRI", "BNI", "POS")),
            "decile": dice.choice((None, 1, 2, 4, 5)),
            "participation": dice.choice(("active",) * 8 + ("suspended", "no_component", "graduated_natural")),
            "confirmed_on": date(2016, 5, 1),
            "paid_through": dice.choice(
                (None, None, months_after(stage.months[0], -1), stage.months[0], stage.months[-1])
            ),
            "feasible": dice.choice((True, True, True, None, False)),
            "quarters_missed": dice.choice((0, 0, 1, 2, 3)),
            "flags": "",
        }
    )
    for place in range(dice.randint(1, 8)):
        _member(rows, family, family * 10 + place, stage.first_day, dice)
        _observations(rows, family, family * 10 + place, edition, dice)
    if dice.random() < 0.2:
        member = dice.choice((None, family * 10))
        earlier = edition.earlier_cycles[-1] if edition.earlier_cycles else edition.cycle
        cycle = dice.choice((edition.cycle, earlier))
        rows["withholdings"].append(
            {"family": family, "member": member, "from_cycle": cycle, "decision": f"D-{family}"}
        )
        rows["arrears"].append(
            {
                "family": family,
                "member": member,
                "cycle": earlier,
                "component": "primary",
                "amount": 225_000,
                "decision": dice.choice((f"D-{family}", "O-1")),
            }
        )


def _member(rows: dict[str, list[dict]], family: int, member: int, on: date, dice: random.Random) -> None:
    age = dice.choice((-1, 0, 1, 3, 5, 6, 6, 7, 9, 12, 14, 16, 19, 21, 22, 30, 45, 59, 60, 69, 70, 80))
    rows["members"].append(
        {
            "family": family,
            "member": member,
            "born": date(on.year - age, dice.choice((1, on.month, 12)), dice.choice((1, 2, 28))),
            "sex": dice.choice("FM"),
            "relation": dice.choice(("head", "child", "parent")),
            "pregnancy": dice.choice((0, 0, 0, 1, 2, 3)),
            "school": dice.choice(("", "", "paud", "sd", "smp", "sma", "college")),
            "in_education_register": dice.choice((True, True, None, False)),
            "disability": dice.choice(("", "", "", "mild", "severe")),
            "rights_victim": dice.choice((None, False, True)),
            "registered": dice.choice((True, True, True, None, False)),
            "at_home": dice.choice((True, True, True, None, False)),
            "excluded_occupation": dice.choice((False,) * 20 + (None, True)),
        }
    )


def _observations(rows: dict[str, list[dict]], family: int, member: int, edition: Edition, dice: random.Random) -> None:
    for duty in edition.duties:
        if dice.random() > 0.25:
            continue
        for month in (months_after(edition.stage.judged_months[0], -1), *edition.stage.judged_months):
            days = dice.choice((0, 1, 20))
            rows["observations"].append(
                {
                    "family": family,
                    "member": member,
                    "duty": duty.kind,
                    "month": month,
                    "open": days,
                    "unexcused": dice.randint(0, days),
                    "excused": 0,
                    "available": dice.random() < 0.9,
                    "reported": dice.random() < 0.9,
                }
            )


def computed(part: dict[str, pl.DataFrame], edition: Edition, engine: Engine | None = None):
    """(lines, entitlements) of a part, sorted, words as plain texts."""
    engine = engine or Polars()
    frames = Frames(
        families=engine.lift(part["families"]),
        members=engine.lift(part["members"]),
        observations=engine.lift(part["observations"]),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        withholdings=part["withholdings"],
        arrears=part["arrears"],
    )
    lines, entitlements = engine.collect(compute(frames, edition))
    plain = pl.col(pl.Enum).cast(pl.String)
    return (
        lines.with_columns(plain).sort(["family", "member", "component", "rule", "source", "amount"]),
        entitlements.with_columns(plain).sort("family"),
    )


__all__ = ["PKH", "DuckDB", "Polars", "computed", "part_of"]

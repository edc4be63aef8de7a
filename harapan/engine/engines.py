"""The machines that can compute a part: Polars on one machine, Spark on a cluster, DuckDB as second opinion.

All three run the same narwhals expressions; an engine only reads files, lifts small tables, and hands back rows.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import polars as pl

from harapan.engine.compute import Result
from harapan.engine.contract import ENTITLEMENTS, LINES


class Engine(Protocol):
    """What a machine must be able to do."""

    name: str
    parallel: int
    """How many parts it may compute at once."""

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame:
        """Parquet files of one table, without the folder's name as a column."""

    def lift(self, table: pl.DataFrame) -> nw.LazyFrame:
        """A small table, beside the big ones."""

    def keep(self, rows: nw.LazyFrame) -> nw.LazyFrame:
        """The same rows, computed once."""

    def only(self, rows: nw.LazyFrame, among: nw.LazyFrame, key: str) -> nw.LazyFrame:
        """The rows whose key is among those of another table."""

    def collect(self, result: Result) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Lines and entitlements in contract types, though words may be Enum instead of String."""


class Polars:
    """The default: all cores of one machine."""

    name = "polars"
    parallel = 2

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame:
        return nw.from_native(pl.scan_parquet([*paths], hive_partitioning=False, glob=False))

    def keep(self, rows: nw.LazyFrame) -> nw.LazyFrame:
        return nw.from_native(rows.to_native().collect().lazy())

    def only(self, rows: nw.LazyFrame, among: nw.LazyFrame, key: str) -> nw.LazyFrame:
        """A set of numbers to look in is three times faster than a semi join."""
        numbers = among.select(key).collect().to_native()[key]
        return nw.from_native(rows.to_native().filter(pl.col(key).is_in(numbers.implode())))

    def lift(self, table: pl.DataFrame) -> nw.LazyFrame:
        return nw.from_native(table.lazy())

    def collect(self, result: Result) -> tuple[pl.DataFrame, pl.DataFrame]:
        lines, entitlements = pl.collect_all([result.lines.to_native(), result.entitlements.to_native()])
        return _with_enums(lines, result.words), _with_enums(entitlements, result.words)


class DuckDB:
    """A second opinion: another team's joins and sums over the same rules."""

    name = "duckdb"
    parallel = 1

    def __init__(self) -> None:
        import duckdb

        self.connection = duckdb.connect()

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame:
        return nw.from_native(self.connection.read_parquet([str(path) for path in paths], hive_partitioning=False))

    def keep(self, rows: nw.LazyFrame) -> nw.LazyFrame:
        return nw.from_native(self.connection.from_arrow(rows.collect(backend="pyarrow").to_native()))

    def only(self, rows: nw.LazyFrame, among: nw.LazyFrame, key: str) -> nw.LazyFrame:
        return rows.join(among.select(key), on=key, how="semi")

    def lift(self, table: pl.DataFrame) -> nw.LazyFrame:
        return nw.from_native(self.connection.from_arrow(_plain(table).to_arrow()))

    def collect(self, result: Result) -> tuple[pl.DataFrame, pl.DataFrame]:
        return _from_arrow(result.lines, LINES.schema), _from_arrow(result.entitlements, ENTITLEMENTS.schema)


class Spark:
    """A cluster, or its smallest copy on this machine (`SPARK_REMOTE` and Spark's own settings choose)."""

    name = "spark"
    parallel = 1

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        self.session = SparkSession.builder.appName("harapan").getOrCreate()

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame:
        return nw.from_native(self.session.read.parquet(*(str(path.resolve()) for path in paths)))

    def keep(self, rows: nw.LazyFrame) -> nw.LazyFrame:
        return nw.from_native(rows.to_native().cache())

    def only(self, rows: nw.LazyFrame, among: nw.LazyFrame, key: str) -> nw.LazyFrame:
        return rows.join(among.select(key), on=key, how="semi")

    def lift(self, table: pl.DataFrame) -> nw.LazyFrame:
        return nw.from_native(self.session.createDataFrame(_plain(table).to_arrow()))

    def collect(self, result: Result) -> tuple[pl.DataFrame, pl.DataFrame]:
        return _from_arrow(result.lines, LINES.schema), _from_arrow(result.entitlements, ENTITLEMENTS.schema)


ENGINES: Mapping[str, Callable[[], Engine]] = {"polars": Polars, "duckdb": DuckDB, "spark": Spark}


def engine_named(name: str) -> Engine:
    """An engine by name; ValueError when there is none, ImportError when its library is not installed."""
    if name not in ENGINES:
        raise ValueError(f"there is no engine {name!r}; the engines are {', '.join(ENGINES)}")
    return ENGINES[name]()


def _with_enums(rows: pl.DataFrame, words: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """Words of closed lists as numbers with names, for whoever sorts, hashes and writes them next."""
    return rows.with_columns(pl.col(name).cast(pl.Enum(words[name])) for name in words if name in rows.columns)


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col(pl.Enum).cast(pl.String))


def _from_arrow(rows: nw.LazyFrame, schema: pl.Schema) -> pl.DataFrame:
    table: Any = rows.collect(backend="pyarrow").to_native()
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame) or frame.schema != schema:
        raise TypeError(f"the engine returned other columns or types than contracted: {frame}")
    return frame

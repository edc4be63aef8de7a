"""The shape of what goes into the engine and what comes out: tables, columns, types, keys and where files lie.

A snapshot is a folder:

    manifest.json                              written last, by rename
    families/province=64/part-6402.parquet     one file per regency, sorted by family
    members/province=64/part-6402.parquet      sorted by family, member
    observations/province=64/part-6402.parquet sorted by family, member, duty, month
    waivers.parquet  withholdings.parquet  arrears.parquet  corrections.parquet   (may have no rows)

A run has the same form, with `lines/` and `entitlements/` by regency, and `totals.parquet`. The folder name
`province=64` is never read as a column.

`manifest.json` of a snapshot:

    {"schema": 1, "kind": "snapshot", "cycle": "2025-4", "frozen_at": "2025-10-12T03:00:00Z",
     "files": [{"path": "families/province=64/part-6402.parquet", "sha256": "...", "rows": 123}, ...],
     "content": {"families": "...", ..., "all": "..."}, "counts": {"families": 123, ...}}
"""

from dataclasses import dataclass

import polars as pl

SCHEMA_VERSION = 1


@dataclass(frozen=True, eq=False)
class Table:
    """A table's columns in contract order, the columns that may be null, and the order of its rows."""

    name: str
    columns: dict[str, type[pl.DataType]]
    nullable: frozenset[str]
    key: tuple[str, ...]
    """Rows are sorted by these (nulls first); together they name a row."""
    by_regency: bool

    @property
    def schema(self) -> pl.Schema:
        return pl.Schema(self.columns)

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.schema)


FAMILIES = Table(
    "families",
    {
        "family": pl.Int64,
        "village": pl.String,  # 10 digits
        "variant": pl.String,  # regular | akses | adaptive
        "channel": pl.String,  # bank | post
        "bank": pl.String,  # BRI BNI MANDIRI BTN BSI POS, '' when there is no account yet
        "decile": pl.Int16,
        "participation": pl.String,
        "confirmed_on": pl.Date,
        "paid_through": pl.Date,  # last month paid, as its first day
        "feasible": pl.Boolean,
        "quarters_missed": pl.Int16,
        "flags": pl.String,  # comma-joined, sorted
    },
    nullable=frozenset({"decile", "confirmed_on", "paid_through", "feasible"}),
    key=("family",),
    by_regency=True,
)

MEMBERS = Table(
    "members",
    {
        "family": pl.Int64,
        "member": pl.Int64,
        "born": pl.Date,
        "sex": pl.String,  # F | M
        "relation": pl.String,
        "pregnancy": pl.Int16,  # 0 none, else which pregnancy this is
        "school": pl.String,  # '' paud sd smp sma college
        "in_education_register": pl.Boolean,
        "disability": pl.String,  # '' mild severe
        "rights_victim": pl.Boolean,
        "registered": pl.Boolean,
        "at_home": pl.Boolean,
        "excluded_occupation": pl.Boolean,
    },
    nullable=frozenset({"in_education_register", "rights_victim", "registered", "at_home", "excluded_occupation"}),
    key=("family", "member"),
    by_regency=True,
)

OBSERVATIONS = Table(
    "observations",
    {
        "family": pl.Int64,
        "member": pl.Int64,
        "duty": pl.String,
        "month": pl.Date,
        "open": pl.Int16,  # effective days, or visits due
        "unexcused": pl.Int16,
        "excused": pl.Int16,
        "available": pl.Boolean,  # false: the service was not there
        "reported": pl.Boolean,
    },
    nullable=frozenset(),
    key=("family", "member", "duty", "month"),
    by_regency=True,
)

WAIVERS = Table(
    "waivers",
    {
        "area": pl.String,  # code prefix; '' is the country
        "duty": pl.String,  # null: every duty
        "first_month": pl.Date,
        "last_month": pl.Date,
        "document": pl.String,
    },
    nullable=frozenset({"duty"}),
    key=("area", "duty", "first_month", "last_month", "document"),
    by_regency=False,
)

WITHHOLDINGS = Table(
    "withholdings",
    {
        "family": pl.Int64,
        "member": pl.Int64,  # null: the whole family
        "from_cycle": pl.String,
        "decision": pl.String,
    },
    nullable=frozenset({"member"}),
    key=("family", "member", "from_cycle", "decision"),
    by_regency=False,
)

ARREARS = Table(
    "arrears",
    {
        "family": pl.Int64,
        "member": pl.Int64,  # null: of the family as such
        "cycle": pl.String,  # the stage the money belongs to
        "component": pl.String,
        "amount": pl.Int64,  # positive, under the law of that stage
        "decision": pl.String,  # a withholding's own decision: paid only when that withholding no longer applies
    },
    nullable=frozenset({"member"}),
    key=("family", "member", "cycle", "component", "decision"),
    by_regency=False,
)

SETTLED = Table("settled", ARREARS.columns, ARREARS.nullable, ARREARS.key, by_regency=False)
"""Arrears of the snapshot that a run leaves out, because another run pays them. It lies beside the run."""

CORRECTIONS = Table(
    "corrections",
    {
        "table": pl.String,  # families | members
        "family": pl.Int64,
        "member": pl.Int64,  # null for families
        "fact": pl.String,  # a column of that table
        "value": pl.String,  # as in CSV: ISO dates, true/false; null: unknown
        "change_request": pl.String,
    },
    nullable=frozenset({"member", "value"}),
    key=("table", "family", "member", "fact", "change_request"),
    by_regency=False,
)

LINES = Table(
    "lines",
    {
        "family": pl.Int64,
        "member": pl.Int64,  # null: of the family as such
        "component": pl.String,  # or flat_grant, special_grant, base_grant, arrears, withheld
        "annual": pl.Int64,
        "amount": pl.Int64,  # what this stage owes for it if counted; negative for withheld
        "counted": pl.Boolean,  # what selection says
        "paid": pl.Int64,  # rupiah in the net; net = sum(paid)
        "reason": pl.String,  # why it is not paid; `withheld`: paid here and taken back by the family's negative line
        "rule": pl.String,  # name@since, as in edition.json; arrears.CYCLE.COMPONENT[.MEMBER]; withholding[.MEMBER]
        "source": pl.String,  # codes of the rule's sources (in full in edition.json), or the decision
    },
    nullable=frozenset({"member", "reason"}),
    key=("family", "member", "component", "rule", "source", "amount"),
    by_regency=True,
)

ENTITLEMENTS = Table(
    "entitlements",
    {
        "family": pl.Int64,
        "gross": pl.Int64,
        "deduction": pl.Int64,
        "net": pl.Int64,
        "members_counted": pl.Int16,
        "months": pl.Int16,  # months of the stage not paid before: what this payment covers
        "verdict": pl.String,  # missed not_reported met excused nothing_due; null when the state is not computed
        "warned": pl.Boolean,  # a duty was missed, but not often enough to miss the quarter
        "proposed": pl.String,  # suspend | terminate
        "reason": pl.String,  # when nothing is paid
        "quarters_missed": pl.Int16,  # afterwards
        "review": pl.String,  # unknown facts that were paid for, comma-joined, sorted
    },
    nullable=frozenset({"verdict", "proposed", "reason"}),
    key=("family",),
    by_regency=True,
)

TOTALS = Table(
    "totals",
    {
        "village": pl.String,
        "component": pl.String,
        "bank": pl.String,
        "lines": pl.Int64,
        "counted": pl.Int64,
        "paid": pl.Int64,
    },
    nullable=frozenset(),
    key=("village", "component", "bank"),
    by_regency=False,
)

SNAPSHOT_TABLES = (FAMILIES, MEMBERS, OBSERVATIONS, WAIVERS, WITHHOLDINGS, ARREARS, CORRECTIONS)
RUN_TABLES = (LINES, ENTITLEMENTS, TOTALS)
BY_NAME = {table.name: table for table in (*SNAPSHOT_TABLES, *RUN_TABLES)}

VERDICTS = ("missed", "not_reported", "met", "excused", "nothing_due")


def part_path(table: Table, regency: str) -> str:
    """Where a regency's part lies inside the folder; for a small table, its only file."""
    if not table.by_regency:
        return f"{table.name}.parquet"
    return f"{table.name}/province={regency[:2]}/part-{regency}.parquet"

"""What is due: examples from the published tables, and what holds for everybody in every month."""

import shutil
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harapan.engine.cases import HOME, run_folders
from harapan.engine.due import DUE, PEOPLE, PLAIN, due, opened
from harapan.engine.due_cases import faults_of
from harapan.engine.engines import DuckDB, Engine, Polars
from harapan.engine.tests.people import PKH
from harapan.lib.dates import months_from
from harapan.policy.protocols import protocols

EXAMPLES = sorted((HOME / "pkh" / "cases" / "due").glob("*.toml"))
MONTHS = months_from(date(2022, 1, 1), 24)
EDITION = PKH.edition("2022-3")
DAYS = st.dates(date(2016, 1, 1), date(2024, 6, 30))


def asked_of(people: list[dict], months=MONTHS, engine: Engine | None = None) -> pl.DataFrame:
    """What is due of some people, as contracted and sorted."""
    engine = engine or Polars()
    rows = [PLAIN | {"family": 1, "member": place} | person for place, person in enumerate(people)]
    frame = engine.lift(pl.DataFrame(rows, schema=PEOPLE.schema))
    found = due(frame, EDITION, protocols(PKH, months), lift=engine.lift, keep=engine.keep)
    return pl.DataFrame(pl.from_arrow(found.collect(backend="pyarrow").to_native())).sort(DUE.key)


people = st.fixed_dictionaries(
    {
        "born": DAYS,
        "pregnancy": st.integers(0, 3),
        "due_on": st.none() | DAYS,
        "died_on": st.none() | DAYS,
        "confirmed_on": st.none() | DAYS,
        "school": st.sampled_from(["", "paud", "sd"]),
        "disability": st.sampled_from(["", "severe"]),
        "caretaker": st.booleans(),
    }
)


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_example(path):
    assert faults_of(path, PKH, Polars())[1] == ()


def test_examples_of_each_way_to_say_when_hold_on_duckdb_too_and_run_with_the_cases(tmp_path):
    (tmp_path / "due").mkdir()
    for name in ("elderly", "pregnancy", "vitamin_a"):
        shutil.copy(EXAMPLES[0].with_stem(name), tmp_path / "due")

    outcomes = run_folders([tmp_path], HOME / "pkh", DuckDB())

    assert [outcome.name for outcome in outcomes if not outcome.passed] == []
    assert len(outcomes) == 3


def test_an_example_says_what_is_wrong_with_it(tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text(EXAMPLES[-1].read_text().replace("2023-02-28", "2023-03-01"))
    name, faults = faults_of(path, PKH, Polars())

    assert name.startswith("Vitamin A")
    assert "expected first 2023-02-01, last 2023-03-01" in faults[0]
    assert faults[1] == "six_months, vitamin_a in 2023-02: nothing was expected"


@given(st.lists(people, min_size=1, max_size=6), st.randoms())
@settings(max_examples=6, deadline=None)
def test_the_order_of_members_is_idle(some, dice):
    shuffled = [*enumerate(some)]
    dice.shuffle(shuffled)
    again = asked_of([person | {"member": place} for place, person in shuffled], MONTHS[:4])

    assert again.equals(asked_of(some, MONTHS[:4]))


@given(st.lists(people, min_size=30, max_size=60))
@settings(max_examples=4, deadline=None)
def test_nothing_is_due_before_a_birth_or_after_a_death_or_before_the_family_came_and_each_window_closes_once(some):
    rows = asked_of(some)
    facts = pl.DataFrame(
        [{"member": place, **person} for place, person in enumerate(some)],
        schema={name: PEOPLE.columns[name] for name in ("member", "born", "died_on", "confirmed_on")},
    )
    told = rows.join(facts, on="member", how="left")

    assert rows.schema == DUE.schema
    assert told.filter(pl.col("window_first") < pl.col("born")).is_empty()
    assert told.filter(pl.col("window_last") >= pl.col("died_on")).is_empty()
    assert told.filter(pl.col("window_first") < pl.col("confirmed_on")).is_empty()
    assert told.filter(pl.col("window_first") > pl.col("window_last")).is_empty()
    assert (rows["window_last"].dt.truncate("1mo") == rows["month"]).all()
    assert not rows.select("member", "because", "window_first").is_duplicated().any()
    once = rows.filter(pl.col("duty").is_in(["immunisation", "antenatal", "delivery", "postnatal"]))
    assert not once.select("member", "because").is_duplicated().any()


def test_months_asked_together_or_one_by_one_are_the_same():
    some = [{"born": date(2020, 1, 31) + timedelta(days=23 * step)} for step in range(40)]
    alone = pl.concat([asked_of(some, [month]) for month in MONTHS[:6]]).sort(DUE.key)

    assert alone.height > 100
    assert alone.equals(asked_of(some, MONTHS[:6]))
    assert alone.equals(asked_of(some, MONTHS[:6], DuckDB()))


def test_the_ledger_counts_what_is_due_of_a_month_together_and_leaves_out_what_is_done_beside():
    rows = asked_of([{"born": date(2022, 4, 10)}], [date(2022, 5, 1), date(2022, 8, 1)])
    counted = opened(Polars().lift(rows)).collect().to_native().sort("month", "duty")

    assert counted.select("duty", "open").rows() == [("child_growth", 4), ("child_growth", 1), ("immunisation", 1)]
    assert rows.filter(pl.col("visits") == 0).is_empty()

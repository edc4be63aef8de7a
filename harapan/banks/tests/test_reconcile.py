"""Reconciliation: every line in one pile, silence says no more than it says, twice is as good as once."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harapan.banks.reasons import REASONS
from harapan.banks.reconcile import OPEN, ORDER_COLUMNS, ORDER_STATES, PILES, check_totals, match
from harapan.banks.shapes import LINE_COLUMNS, Answer, UnreadableAnswer


def make_orders(**orders):
    """Orders by id: state, or (state, changes)."""
    rows = []
    for name, told in orders.items():
        state, changes = told if isinstance(told, tuple) else (told, {})
        rows.append({"end_to_end_id": name, "amount": 100, "bank": "BRI", "message_id": "M1", "state": state} | changes)
    return pl.DataFrame(rows, schema=ORDER_COLUMNS)


def make_answer(*lines, **changes):
    """A complete answer of lines (id, status) or (id, status, amount)."""
    rows = [
        {
            "line": number,
            "end_to_end_id": line[0],
            "status": line[1],
            "bank_status": line[1],
            "reason": "AC04" if line[1] in ("returned", "rejected") else None,
            "amount": line[2] if len(line) > 2 else None,
            "booked_on": date(2022, 3, 15),
            "note": None,
        }
        for number, line in enumerate(lines, start=1)
    ]
    answer = Answer(
        bank="BRI",
        answer_id="A1",
        original_message_id="M1",
        created_at=None,
        group_status=None,
        group_reason=None,
        complete=True,
        rest="unanswered",
        original_count=None,
        original_total=None,
        lines=pl.DataFrame(rows, schema=LINE_COLUMNS),
        sha256="",
    )
    return replace(answer, **changes)


def piles_of(orders, answer):
    """The piles of the lines, in order, and of the silent orders by id."""
    piles = match(orders, answer)
    return piles.lines["pile"].to_list(), dict(piles.silent.select("end_to_end_id", "pile").iter_rows())


@pytest.mark.parametrize(
    ("order", "line", "pile"),
    [
        ("at_bank", ("A", "credited"), "credited"),
        ("at_bank", ("A", "credited", 100), "credited"),
        ("at_bank", ("A", "returned"), "returned"),
        ("at_bank", ("A", "rejected"), "returned"),
        ("at_bank", ("A", "pending"), "pending"),
        ("pending", ("A", "credited"), "credited"),
        ("pending", ("A", "pending"), "repeated"),
        ("credited", ("A", "credited"), "repeated"),
        ("returned", ("A", "rejected"), "repeated"),
        ("credited", ("A", "returned"), "contradicting"),
        ("returned", ("A", "credited"), "contradicting"),
        ("credited", ("A", "pending"), "contradicting"),
        ("closed", ("A", "credited"), "late"),
        ("at_bank", ("A", "credited", 99), "wrong_amount"),
        ("at_bank", ("A", "credited", 0), "wrong_amount"),
        ("at_bank", ("B", "credited"), "unknown"),
        ("at_bank", (None, "unreadable"), "unreadable"),
        ("at_bank", ("A", "unreadable"), "unreadable"),
        (("at_bank", {"bank": "BNI"}), ("A", "credited"), "wrong_bank"),
        (("at_bank", {"message_id": "M2"}), ("A", "credited"), "wrong_file"),
    ],
)
def test_each_line_has_its_pile(order, line, pile):
    lines, _ = piles_of(make_orders(A=order), make_answer(line))

    assert lines == [pile]


def test_the_same_thing_said_twice_counts_once():
    lines, _ = piles_of(make_orders(A="at_bank"), make_answer(("A", "credited"), ("A", "credited", 100)))

    assert lines == ["credited", "duplicate"]


@pytest.mark.parametrize("second", [("A", "returned"), ("A", "credited", 99), ("A", "pending")])
def test_two_lines_that_disagree_are_neither_believed(second):
    lines, _ = piles_of(make_orders(A="at_bank"), make_answer(("A", "credited"), second))

    assert lines == ["contradicting", "contradicting"]


def test_a_list_that_names_no_file_speaks_for_its_bank():
    orders = make_orders(
        A="at_bank", B=("at_bank", {"message_id": "M2"}), C=("at_bank", {"bank": "BNI"}), D="credited", E="closed"
    )

    lines, silent = piles_of(orders, make_answer(("A", "credited"), original_message_id=None))

    assert lines == ["credited"]
    assert silent == {"B": "unanswered"}


@pytest.mark.parametrize(
    ("rest", "pile"),
    [("credited", "credited"), ("rejected", "returned"), ("pending", "pending"), ("unanswered", "unanswered")],
)
def test_silence_speaks_for_waiting_orders_of_the_file(rest, pile):
    orders = make_orders(
        A="at_bank", B="at_bank", P="pending", C="credited", R="returned", O=("at_bank", {"message_id": "M2"})
    )

    lines, silent = piles_of(orders, make_answer(("A", "rejected"), complete=False, rest=rest))

    assert lines == ["returned"]
    assert silent == {"B": pile, "P": "repeated" if rest == "pending" else pile}


@pytest.mark.parametrize(
    "lost", [("X", "rejected"), (None, "unreadable"), ("A", "rejected"), ("N", "rejected"), ("F", "rejected")]
)
def test_nobody_is_credited_by_silence_while_an_exception_is_lost(lost):
    orders = make_orders(A="at_bank", B="at_bank", N=("at_bank", {"bank": "BNI"}), F=("at_bank", {"message_id": "M2"}))

    _, silent = piles_of(orders, make_answer(("A", "rejected"), lost, complete=False, rest="credited"))

    assert silent == {"B": "unanswered"}


def test_what_moves_is_named_once_with_our_reason():
    orders = make_orders(A="at_bank", B="at_bank", C="credited")
    piles = match(orders.lazy(), make_answer(("A", "rejected"), ("C", "credited"), complete=False, rest="credited"))

    assert piles.moves().sort("end_to_end_id").rows() == [
        ("A", "returned", 100, "account_closed", "rejected", date(2022, 3, 15)),
        ("B", "credited", 100, "unknown", None, None),
    ]
    sizes = {pile: rest for pile, *rest in piles.sizes().iter_rows() if any(rest)}
    assert sizes == {"repeated": [1, 0, 100], "returned": [1, 0, 100], "credited": [0, 1, 100]}
    assert piles.sizes()["pile"].to_list() == list(PILES)


def test_another_file_than_ours_is_refused():
    answer = make_answer(original_count=99, original_total=9_900)

    check_totals(answer, count=99, total=9_900)
    check_totals(make_answer(), count=1, total=1)
    with pytest.raises(UnreadableAnswer, match=r"received 99 transfers of 9.900, but we sent 100 transfers of 9.900\."):
        check_totals(answer, count=100, total=9_900)
    with pytest.raises(UnreadableAnswer, match="we sent"):
        check_totals(answer, count=99, total=1)


ids = st.sampled_from("ABCDEFX")
order_rows = st.fixed_dictionaries(
    {"amount": st.sampled_from([100, 200]), "bank": st.sampled_from(["BRI", "BRI", "BNI"]),
     "message_id": st.sampled_from(["M1", "M1", "M2"]), "state": st.sampled_from(ORDER_STATES)}
)  # fmt: skip
lines = st.one_of(
    st.tuples(ids, st.sampled_from(["credited", "returned", "rejected", "pending", "unreadable"])),
    st.tuples(ids, st.sampled_from(["credited", "returned"]), st.sampled_from([100, 200])),
    st.just((None, "unreadable")),
)
answers = st.builds(
    lambda lines, rest, original: make_answer(
        *lines, rest=rest, complete=rest == "unanswered", original_message_id=original
    ),
    st.lists(lines, max_size=10),
    st.sampled_from(["credited", "rejected", "pending", "unanswered"]),
    st.sampled_from(["M1", None]),
)


def after(orders, piles):
    """The orders once the piles have moved them."""
    moved = piles.moves().select("end_to_end_id", pl.col("state").alias("moved"))
    assert moved["end_to_end_id"].is_unique().all()
    return (
        orders.join(moved, on="end_to_end_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("moved", "state").alias("state"))
        .drop("moved")
    )


@settings(max_examples=300, deadline=None)
@given(orders=st.dictionaries(st.sampled_from("ABCDEF"), order_rows), answer=answers)
def test_the_law_of_piles(orders, answer):
    table = make_orders(**{name: (row["state"], row) for name, row in orders.items()})

    piles = match(table, answer)
    again = match(after(table, piles), answer)

    # nothing dropped, nothing invented, everything in a known pile
    assert piles.lines.select(LINE_COLUMNS.keys()).equals(answer.lines)
    assert piles.sizes()["lines"].sum() == answer.lines.height
    assert set(piles.lines["pile"]) <= set(PILES) - {"unanswered"}
    assert set(piles.lines["our_reason"]) <= set(REASONS)
    # nobody moves who did not wait, nobody is both named and silent
    before = dict(table.select("end_to_end_id", "state").iter_rows())
    assert all(before[name] in OPEN for name in piles.moves()["end_to_end_id"])
    readable = answer.lines.filter(pl.col("status") != "unreadable")
    assert not set(readable["end_to_end_id"]) & set(piles.silent["end_to_end_id"])
    # twice is as good as once
    assert again.moves().is_empty()
    assert after(after(table, piles), again).equals(after(table, piles))

"""A bank's answer against our orders: every line lands in exactly one named pile, and nothing is applied twice.

`match` is the executable definition. The database does the same for ten million rows at once and is tested against it.
"""

from dataclasses import dataclass

import polars as pl

from harapan.banks.reasons import our_reason
from harapan.banks.shapes import LINE_COLUMNS, Answer, UnreadableAnswer
from harapan.lib.rupiah import number

ORDER_COLUMNS: dict[str, type[pl.DataType]] = {
    "end_to_end_id": pl.String,
    "amount": pl.Int64,
    "bank": pl.String,
    "message_id": pl.String,
    "state": pl.String,
}
"""One row per transfer we ever ordered, `end_to_end_id` unique, `message_id` of the file it went out in."""

ORDER_STATES = ("at_bank", "pending", "credited", "returned", "closed")
"""The first two wait for an answer; closed no longer does: the money was given back, or written off."""

OPEN = ("at_bank", "pending")


@dataclass(frozen=True)
class Pile:
    """A named place for lines of answers."""

    name: str
    id: str
    en: str
    moves: str | None
    """The state its orders get; None moves no money."""
    needs_a_person: bool


PILES = {
    pile.name: pile
    for pile in (
        Pile("unreadable", "tidak terbaca", "cannot be read", None, True),
        Pile("unknown", "nomor referensi tidak dikenal", "not a transfer of ours", None, True),
        Pile("wrong_bank", "bukan bank yang diperintah", "sent to another bank", None, True),
        Pile("wrong_file", "bukan berkas yang dijawab", "sent in another file than the one answered", None, True),
        Pile("contradicting", "bertentangan", "contradicts this answer or an earlier one", None, True),
        Pile("duplicate", "tercantum dua kali", "said twice in this answer", None, False),
        Pile("wrong_amount", "jumlah berbeda", "another amount than ordered", None, True),
        Pile("late", "terlambat", "after the money was given back or written off", None, True),
        Pile("repeated", "sudah dijawab sama", "already answered the same way", None, False),
        Pile("credited", "masuk rekening", "credited", "credited", False),
        Pile("returned", "kembali", "returned or rejected", "returned", False),
        Pile("pending", "masih diproses", "still being processed", "pending", False),
        Pile("unanswered", "belum dijawab", "not answered", None, True),
    )
}
"""The closed list, in order of judgement: a line lands in the first pile whose fact is true.

Only orders land in `unanswered`, never lines. `repeated` and `duplicate` are harmless; whatever else moves nothing
waits for a person.
"""

LOST = ("unreadable", "unknown", "wrong_bank", "wrong_file", "duplicate")
"""Lines that found no transfer of their own: any may be about one that the answer only seems to be silent on."""


@dataclass(frozen=True, eq=False)
class Piles:
    """An answer, sorted."""

    lines: pl.DataFrame
    """Every line of the answer: LINE_COLUMNS, `our_reason`, `ordered` (amount, null when not ours), `pile`."""
    silent: pl.DataFrame
    """Every waiting order of the file that no line names: ORDER_COLUMNS, `pile`."""

    def sizes(self) -> pl.DataFrame:
        """One row per pile, in order, also the empty ones: pile, lines, orders, amount (minor units, as ordered)."""
        lines = self.lines.group_by("pile").agg(pl.len().alias("lines"), pl.col("ordered").sum().alias("said"))
        silent = self.silent.group_by("pile").agg(pl.len().alias("orders"), pl.col("amount").sum().alias("unsaid"))
        return (
            pl.DataFrame({"pile": list(PILES)})
            .join(lines, on="pile", how="left", maintain_order="left")
            .join(silent, on="pile", how="left", maintain_order="left")
            .with_columns(pl.col("lines", "orders", "said", "unsaid").fill_null(0))
            .select("pile", "lines", "orders", (pl.col("said") + pl.col("unsaid")).alias("amount"))
            .cast({"lines": pl.Int64, "orders": pl.Int64, "amount": pl.Int64})
        )

    def moves(self) -> pl.DataFrame:
        """The orders that get a new state, each once: id, state, amount, our_reason, bank_status, booked_on."""
        columns = ("end_to_end_id", "state", "amount", "our_reason", "bank_status", "booked_on")
        states = {pile.name: pile.moves for pile in PILES.values() if pile.moves}
        said = self.lines.with_columns(pl.col("ordered").alias("amount"))
        unsaid = self.silent.with_columns(
            pl.lit("unknown").alias("our_reason"),
            pl.lit(None, pl.String).alias("bank_status"),
            pl.lit(None, pl.Date).alias("booked_on"),
        )
        return pl.concat(
            frame.filter(pl.col("pile").is_in(list(states)))
            .with_columns(pl.col("pile").replace_strict(states, return_dtype=pl.String).alias("state"))
            .select(columns)
            for frame in (said, unsaid)
        )


def check_totals(answer: Answer, *, count: int, total: int) -> None:
    """Raise UnreadableAnswer when the bank says it received another file than the one that was sent."""
    said = (answer.original_count, answer.original_total)
    for heard, sent in zip(said, (count, total), strict=True):
        if heard is not None and heard != sent:
            raise UnreadableAnswer(
                f"Bank menyebut menerima {_figures(*said, of='transfer sebesar')}, "
                f"padahal dikirim {_figures(count, total, of='transfer sebesar')}.",
                f"The bank says it received {_figures(*said, of='transfers of')}, "
                f"but we sent {_figures(count, total, of='transfers of')}.",
            )


def match(orders: pl.DataFrame | pl.LazyFrame, answer: Answer) -> Piles:
    """Sort an answer's lines, and the orders it is silent about, into PILES.

    `orders` has ORDER_COLUMNS: at least the file that is answered, and best all orders of the cycle, since a line about
    any other transfer lands in `unknown`.
    """
    ours = orders.lazy().select(*ORDER_COLUMNS).collect()
    lines = _judged(answer, _compared(answer.lines, ours))
    return Piles(lines=lines, silent=_silent(answer, ours, lines))


def _compared(lines: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Each line beside the order it names. An answer that names no amount means the one ordered."""
    return lines.join(
        orders.rename({"amount": "ordered"}), on="end_to_end_id", how="left", maintain_order="left"
    ).with_columns(
        our_reason(),
        pl.col("status").replace("rejected", "returned").alias("outcome"),
        pl.coalesce("amount", "ordered").alias("said"),
        # what cannot be read names nobody
        pl.when(pl.col("status") != "unreadable").then("end_to_end_id").alias("named"),
    )


def _judged(answer: Answer, lines: pl.DataFrame) -> pl.DataFrame:
    """The first fact that is true names the pile; a line with none of these faults does what it says."""
    facts = {
        "unreadable": pl.col("status") == "unreadable",
        "unknown": pl.col("ordered").is_null(),
        "wrong_bank": pl.col("bank") != answer.bank,
        "wrong_file": pl.col("message_id") != pl.lit(answer.original_message_id, pl.String),
        "contradicting": _disagrees_with_itself() | _disagrees_with_before(),
        "duplicate": ~pl.col("named").is_first_distinct(),
        "wrong_amount": pl.col("said") != pl.col("ordered"),
        "late": pl.col("state") == "closed",
        "repeated": pl.col("outcome") == pl.col("state"),
    }
    pile = pl.col("outcome")
    for name, fact in reversed(facts.items()):
        pile = pl.when(fact).then(pl.lit(name)).otherwise(pile)
    return lines.with_columns(pile.alias("pile")).select(*LINE_COLUMNS, "our_reason", "ordered", "pile")


def _disagrees_with_itself() -> pl.Expr:
    """Two lines about one transfer say different things: then neither is believed."""
    outcome, said = pl.col("outcome"), pl.col("said")
    return ((outcome.min() != outcome.max()) | (said.min() != said.max())).over("named")


def _disagrees_with_before() -> pl.Expr:
    return pl.col("state").is_in(["credited", "returned"]) & (pl.col("outcome") != pl.col("state"))


def _silent(answer: Answer, orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Silence speaks only of orders that still wait, and only once every exception has found its transfer."""
    named = lines.filter(pl.col("status") != "unreadable")
    waiting = orders.filter(_is_answered_for(answer), pl.col("state").is_in(OPEN))
    silent = waiting.join(named, on="end_to_end_id", how="anti", maintain_order="left")
    lost = lines["pile"].is_in(LOST).any()
    outcome = "unanswered" if lost else answer.rest.replace("rejected", "returned")
    repeated = pl.col("state") == outcome
    return silent.with_columns(pl.when(repeated).then(pl.lit("repeated")).otherwise(pl.lit(outcome)).alias("pile"))


def _is_answered_for(answer: Answer) -> pl.Expr:
    """A list that names no file of ours speaks for all orders of its bank that are handed over; never for another's."""
    its_bank = pl.col("bank") == answer.bank
    if answer.original_message_id is None:
        return its_bank
    return its_bank & (pl.col("message_id") == answer.original_message_id)


def _figures(count: int | None, total: int | None, *, of: str) -> str:
    return f"{'?' if count is None else number(count)} {of} {'?' if total is None else number(total)}"

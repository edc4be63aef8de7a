"""Whether a family met its duties in the judged quarter: first each month of each duty, then the quarter.

`merit` is a month's outcome as a small number, so that the family's verdict is simply the highest one:
3 not reported, 2 met, 1 excused, 0 missed (which counts on its own, by months).
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import narwhals as nw

from harapan.engine.frames import Frames, Waiver
from harapan.policy.edition import Duty, Edition

NOT_REPORTED, MET, EXCUSED, MISSED = 3, 2, 1, 0
VERDICT_OF_MERIT = {NOT_REPORTED: "not_reported", MET: "met", EXCUSED: "excused"}
MERIT_IN_WORDS = {**VERDICT_OF_MERIT, MISSED: "missed"}


def judged(observations: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    """The observations of the quarter this stage looks back on, of duties the edition judges."""
    first, *_, last = edition.stage.judged_months
    kinds = [duty.kind for duty in edition.duties if duty.months_to_miss]
    in_quarter = (nw.col("month") >= first) & (nw.col("month") <= last)
    if len(kinds) == len(edition.duties):
        return observations.filter(in_quarter)
    return observations.filter(in_quarter & nw.col("duty").is_in(kinds))


def attended_enough(duty: Duty) -> nw.Expr:
    """Unexcused absences leave at least the decreed share of open days; sick and permitted days are excused."""
    if duty.attendance_percent is None:
        raise ValueError(f"the duty {duty.kind} is tested by attendance and has no percentage")
    present = nw.col("open").cast(nw.Int64) - nw.col("unexcused")
    return present * 100 >= nw.col("open").cast(nw.Int64) * duty.attendance_percent.value


def visited_enough() -> nw.Expr:
    """Visits done reach those due, less the excused."""
    done = nw.col("open") - nw.col("unexcused") - nw.col("excused")
    return done >= nw.col("open") - nw.col("excused")


def is_met(edition: Edition) -> nw.Expr:
    """The month's duty passes its own test."""
    expression = visited_enough()
    for duty in edition.duties:
        if duty.test == "attendance":
            expression = nw.when(nw.col("duty") == duty.kind).then(attended_enough(duty)).otherwise(expression)
    return expression


def merit(edition: Edition, waived: nw.Expr | None) -> nw.Expr:
    """How one month of one duty came out.

    A waiver excuses, and so does a service that was not there; what was not reported is never missed;
    nothing open is nothing to miss.
    """
    excused = ~nw.col("available")
    if waived is not None:
        excused = waived | excused
    outcome = nw.when(is_met(edition)).then(nw.lit(MET)).otherwise(nw.lit(MISSED))
    outcome = nw.when(nw.col("open") <= 0).then(nw.lit(EXCUSED)).otherwise(outcome)
    outcome = nw.when(~nw.col("reported")).then(nw.lit(NOT_REPORTED)).otherwise(outcome)
    return nw.when(excused).then(nw.lit(EXCUSED)).otherwise(outcome).cast(nw.Int16)


def waived_everywhere(edition: Edition) -> nw.Expr | None:
    """Months and duties lifted for the whole country, or None when none was."""
    ways = []
    for waiver in edition.waivers:
        way = (nw.col("month") >= waiver.first_month) & (nw.col("month") <= waiver.last_month)
        ways.append(way & nw.col("duty").is_in(waiver.duties) if waiver.duties else way)
    return reduce(or_, ways) if ways else None


def waived_in_area(waivers: list[Waiver]) -> nw.Expr | None:
    """Months and duties lifted in areas: rows of the `waivers` table. Needs the family's village."""
    ways = []
    for row in waivers:
        parts = [nw.col("month") >= row["first_month"], nw.col("month") <= row["last_month"]]
        parts += [nw.col("village").str.starts_with(row["area"])] if row["area"] else []
        parts += [nw.col("duty") == row["duty"]] if row["duty"] else []
        ways.append(reduce(and_, parts))
    return reduce(or_, ways) if ways else None


def outcomes(
    observations: nw.LazyFrame, families: nw.LazyFrame, waivers: list[Waiver], edition: Edition
) -> nw.LazyFrame | None:
    """Every judged month of every duty with its merit: family, member, duty, month, merit.

    None when the edition judges nothing.
    """
    if not any(duty.months_to_miss for duty in edition.duties):
        return None
    rows = judged(observations, edition)
    ways = [way for way in (waived_everywhere(edition), waived_in_area(waivers)) if way is not None]
    if waivers:
        rows = rows.join(families.select("family", "village"), on="family", how="inner")
    waived = reduce(or_, ways) if ways else None
    return rows.select("family", "member", "duty", "month", merit=merit(edition, waived))


def missed_too_often(missed: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    """Members who missed a duty in enough months to miss the quarter: family, member. One row each."""
    months = [duty for duty in edition.duties if duty.months_to_miss and not duty.only_warns]
    limits = {duty.months_to_miss.value for duty in months if duty.months_to_miss}
    kinds = {
        limit: [d.kind for d in months if d.months_to_miss and d.months_to_miss.value == limit] for limit in limits
    }
    enough = [(nw.col("times") >= limit) & nw.col("duty").is_in(kinds[limit]) for limit in sorted(kinds)]
    return (
        missed.group_by("family", "member", "duty")
        .agg(nw.len().cast(nw.Int64).alias("times"))
        .filter(reduce(or_, enough) if enough else nw.lit(False))
        .select("family", "member")
        .unique()
    )


@dataclass(frozen=True)
class Quarter:
    """The judged quarter of a part."""

    merits: nw.LazyFrame
    """family, best, worst: the highest and lowest merit of its binding duties."""
    marks: nw.LazyFrame
    """family, missed, session: who missed the quarter, and who missed a duty that only warns. Few rows."""
    missed: nw.LazyFrame
    """family, member: members who missed the quarter."""


def quarter(frames: Frames, outcomes: nw.LazyFrame, chosen: nw.LazyFrame, edition: Edition) -> Quarter:
    """How the quarter went. Only duties of counted members bind; duties that only warn never do more than warn."""
    warning = nw.col("duty").is_in([duty.kind for duty in edition.duties if duty.only_warns])
    outcomes = frames.keep(outcomes.with_columns(only_warns=warning))
    only_warns, is_missed = nw.col("only_warns"), nw.col("merit") == MISSED
    counted = chosen.filter(nw.col("counted")).select("member")
    binding = frames.keep(frames.only(outcomes.filter(~only_warns), counted, "member"))
    missed = frames.keep(missed_too_often(binding.filter(is_missed), edition))
    merits = binding.group_by("family").agg(nw.col("merit").max().alias("best"), nw.col("merit").min().alias("worst"))
    marks = (
        nw.concat(
            [
                missed.select("family", missed=nw.lit(1), session=nw.lit(0)),
                outcomes.filter(only_warns & is_missed).select("family", missed=nw.lit(0), session=nw.lit(1)),
            ]
        )
        .group_by("family")
        .agg(nw.col("missed").max(), nw.col("session").max())
        .select("family", missed=nw.col("missed") > 0, session=nw.col("session") > 0)
    )
    return Quarter(merits, marks, missed)


def verdict() -> nw.Expr:
    """The family's word for the quarter, from `best` and `missed` (null where nothing was observed)."""
    words: nw.Expr = nw.lit("nothing_due")
    for merit, word in sorted(VERDICT_OF_MERIT.items()):
        words = nw.when(nw.col("best") == merit).then(nw.lit(word)).otherwise(words)
    return nw.when(_is_true("missed")).then(nw.lit("missed")).otherwise(words)


def warned() -> nw.Expr:
    """Some month was missed, or a session, yet not the quarter."""
    some_month = nw.coalesce(nw.col("worst") == MISSED, nw.lit(False))
    return (some_month | _is_true("session")) & ~_is_true("missed")


def _is_true(name: str) -> nw.Expr:
    return nw.coalesce(nw.col(name), nw.lit(False))

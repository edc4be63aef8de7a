"""The effect of a change on a family's next amount, and on amounts that were paid: the engine itself, on one family.

The family is read by the very questions of the freeze, once as it stands and once as it would; what the two runs of
the engine say is set side by side. Under row-level security only whoever sees the family gets an answer.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import Value
from django.utils import timezone

from harapan.engine import contract
from harapan.engine.compute import compute
from harapan.engine.consequences import member_in
from harapan.engine.contract import Table
from harapan.engine.engines import Polars
from harapan.engine.explain import Line, NotInSnapshot, Told, explain_from_snapshot
from harapan.engine.frames import Frames, Waiver
from harapan.engine.settled import settled_of
from harapan.engine.snapshot import BadSnapshot, open_snapshot
from harapan.entitlements.law import law
from harapan.entitlements.load import corrections_of
from harapan.entitlements.models import Cycle, Entitlement, Run
from harapan.entitlements.queries import run_folder
from harapan.policy.calendar import Stage
from harapan.policy.edition import Edition, Reason, Title
from harapan.registry.history import as_of
from harapan.registry.models import Family, Member, Participation
from harapan.registry.queries import standing_generations
from harapan.registry.requests.base import Changes, Given
from harapan.snapshots import columns
from harapan.snapshots.actions import snapshot_folder
from harapan.snapshots.models import Snapshot
from harapan.ui.words import Words

AT_HAND = """
    WITH registry_family AS (SELECT * FROM jsonb_populate_recordset(NULL::registry_family, %s::jsonb)),
         registry_member AS (SELECT * FROM jsonb_populate_recordset(NULL::registry_member, %s::jsonb))
"""
"""The tables of the freeze's questions, holding one family as it would be."""
BESIDE, NEW = 2**50, 2**49
"""Added to the numbers of the family that would be; numbers of members who are not in the registry yet. Both keep the
order, since of equals the smaller number comes first.
"""


@dataclass(frozen=True)
class Compared:
    """One line of the amount before and after: of a member, or (None) of the family as such."""

    member: int | None
    title: Title
    before: int
    after: int


@dataclass(frozen=True)
class Foreseen:
    """What a stage would owe the family: the amount, or the reason for none, and its lines by member and title."""

    participation: str
    net: int
    reason: Reason | None
    lines: Mapping[tuple[int | None, str], Line]


@dataclass(frozen=True)
class Effect:
    """What a change does to the next stage's amount."""

    edition: Edition
    before: Foreseen | None
    """None where the family would not be in the stage at all."""
    after: Foreseen | None

    @property
    def stage(self) -> Stage:
        return self.edition.stage

    @property
    def difference(self) -> int:
        """Rupiah more, or fewer."""
        return self.amount_after - self.amount_before

    @property
    def amount_before(self) -> int:
        return self.before.net if self.before else 0

    @property
    def amount_after(self) -> int:
        return self.after.net if self.after else 0

    @property
    def why_nothing(self) -> Words | None:
        """Why the family would be paid nothing, where the law has a reason."""
        sentence = self.after.reason.sentence if self.after and self.after.reason else None
        return Words(sentence.id, sentence.en) if sentence else None

    @property
    def lines(self) -> list[Compared]:
        """Every line that either side has, members first, in the order of their numbers."""
        before, after = (side.lines if side else {} for side in (self.before, self.after))
        return [
            Compared(
                key[0],
                (after.get(key) or before[key]).title,
                before[key].paid if key in before else 0,
                after[key].paid if key in after else 0,
            )
            for key in sorted({**before, **after}, key=lambda key: (key[0] is None, key[0] or 0, key[1]))
        ]


def next_stage(channel: str, today: date) -> Stage | None:
    """The stage that a change of today can first count in: the first after every frozen one, for this channel.

    Where nothing was ever frozen, the first whose reports may still come in.
    """
    stages = law().stages
    names = Snapshot.objects.order_by().values_list("cycle", Value(True))
    cycles = names.union(Cycle.objects.order_by().values_list("name", Value(False)), all=True)
    known = [(stages[name].first_day, is_frozen) for name, is_frozen in cycles if name in stages]
    frozen, running = ({day for day, is_frozen in known if is_frozen is one} for one in (True, False))
    since = max(frozen) if frozen else None
    for stage in stages.values():
        if stage.channel not in (None, channel):
            continue
        if since is None and (stage.reporting_deadline >= today or stage.first_day in running):
            return stage
        if since is not None and stage.first_day > since:
            return stage
    return None


def effect_of(given: Given, changes: Changes) -> Effect | None:
    """What the next stage would pay the family, as it stands and as it would stand. None after the last stage."""
    stage = next_stage(given.family.channel, given.today)
    if stage is None:
        return None
    edition = _edition(stage.cycle)
    family, members = would_be(given, changes)
    generations = standing_generations()
    found = _rows(
        *_asks_of(given.family, list(given.members.values()), edition, generations, given.today),
        *_asks_of(family, members, edition, generations, given.today),
        *_asks_around(given.family, edition),
    )
    return _both_computed(given.family, (found[0], found[1]), (found[2], found[3]), found[4:], edition)


def would_be(given: Given, changes: Changes) -> tuple[Family, list[Member]]:
    """The family and its members with the changes, as copies that nobody saves."""
    family = copy(given.family)
    for name, value in changes.family.items():
        setattr(family, name, value)
    members = []
    for pk, member in given.members.items():
        if pk in changes.leaves:
            continue
        changed = copy(member)
        for name, value in changes.members.get(pk, {}).items():
            setattr(changed, name, value)
        members.append(changed)
    for place, newcomer in enumerate(changes.joins, start=1):
        joined = copy(newcomer)
        joined.pk = newcomer.pk or NEW + place
        joined.family_id, joined.village = family.pk, family.village
        members.append(joined)
    for member in members:
        member.village = family.village
    return family, members


def overpaid(family: int, member: int, since: date) -> Iterator[tuple[str, int]]:
    """By stage, what was approved for a member who should not have counted from a day on: by the files of its run.

    A stage counts from the first one that begins after that day. Stages whose files are gone are left out.
    """
    owed = Entitlement.objects.filter(
        family=family, net__gt=0, run__in=Run.objects.filter(refused_because="").values("pk")
    )
    for one in owed.order_by("cycle", "run"):
        edition = _edition(one.cycle)
        if edition.stage.first_day <= since:
            continue
        folder = run_folder(Run.objects.get(pk=one.run))
        earlier = corrections_of(folder)
        away = pl.DataFrame(
            [("members", family, member, "at_home", "false", "~")], schema=contract.CORRECTIONS.schema, orient="row"
        )
        try:
            without = explain_from_snapshot(
                snapshot_folder(one.cycle),
                edition,
                family,
                corrections=away if earlier is None else pl.concat([earlier, away]),
                settled=settled_of(folder),
                regency=one.village[:4],
            )
        except (NotInSnapshot, BadSnapshot):
            continue
        if one.net > without.net:
            yield one.cycle, one.net - without.net


@dataclass(frozen=True)
class Belated:
    """One line that a stage would have brought a family it left out. `decision`: what would have withheld it."""

    member: int | None
    component: str
    amount: int
    decision: str = ""


def is_in_stage(family: Family, cycle: str) -> bool:
    """Whether the stage's files know the family. Raises `BadSnapshot` where they are gone."""
    source = open_snapshot(snapshot_folder(cycle), _edition(cycle))
    return any(
        part.first <= family.pk <= part.last
        and pl.scan_parquet(source.verified(part.families), hive_partitioning=False, glob=False)
        .filter(pl.col("family") == family.pk)
        .head(1)
        .collect()
        .height
        for part in source.parts_in_family_order()
    )


def belated(family: Family, cycle: str) -> list[Belated]:
    """What a stage would have owed a family it left out: by the law of that stage, as the family was on the day of the
    freeze, had it been active then. What decisions that stand would have withheld is told apart; arrears of earlier
    stages are paid on their own.
    """
    edition, frozen = _edition(cycle), Snapshot.objects.get(cycle=cycle)
    day = timezone.localdate(frozen.taken_at)
    was = as_of(family, day)
    was.family.participation = Participation.ACTIVE
    families, members, observations, withholdings, _, waivers = _rows(
        *_asks_of(was.family, was.members, edition, standing_generations(), day), *_asks_around(was.family, edition)
    )
    engine = Polars()
    frames = Frames(
        families=engine.lift(families),
        members=engine.lift(members),
        observations=engine.lift(_seen_of(observations, members)),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=[Waiver(**row) for row in waivers.to_dicts() if was.family.village.startswith(row["area"])],  # type: ignore[typeddict-item]
        withholdings=withholdings,
        arrears=contract.ARREARS.empty(),
    )
    lines, _ = engine.collect(compute(frames, edition))
    return [_belated(row) for row in lines.sort("member", "component", "rule").to_dicts() if _is_belated(row)]


def _is_belated(row: Mapping[str, Any]) -> bool:
    """Lines that would have been paid, and what others withheld of them; a withheld line is in the negative one."""
    return (row["component"] == "withheld" and row["paid"] < 0) or (row["paid"] > 0 and row["reason"] != "withheld")


def _belated(row: Mapping[str, Any]) -> Belated:
    if row["component"] == "withheld":
        return Belated(member_in(row["rule"]), row["component"], -row["paid"], row["source"])
    return Belated(row["member"], row["component"], row["paid"])


Stood = tuple[pl.DataFrame, pl.DataFrame]
"""A family and its members in the columns of the contract; no rows for one that is not in the programme."""

Ask = tuple[str, Table, Sequence[Any]]
"""A question of the freeze, the table its answer is one of, and its parameters."""


def _asks_of(
    family: Family, members: Sequence[Member], edition: Edition, generations: Sequence[str], today: date
) -> list[Ask]:
    """What the freeze would take down of them. A ready family is active by the time its stage opens."""
    family = copy(family)
    if family.participation == Participation.READY:
        family.participation = Participation.ACTIVE
    at_hand = [_as_json([family]), _as_json(members)]
    families = columns.families(family.village, generations)
    persons = columns.members(family.village, edition.stage, today)
    return [(AT_HAND + families, contract.FAMILIES, at_hand), (AT_HAND + persons, contract.MEMBERS, at_hand)]


def _both_computed(
    family: Family, stood: Stood, would: Stood, around: Sequence[pl.DataFrame], edition: Edition
) -> Effect:
    """One run of the engine over two families: the one that stands, and beside it the one that would."""
    observations, withholdings, arrears, waivers = around
    engine = Polars()
    frames = Frames(
        families=engine.lift(pl.concat([stood[0], _beside(would[0])])),
        members=engine.lift(pl.concat([stood[1], _beside(would[1])])),
        observations=engine.lift(
            pl.concat([_seen_of(observations, stood[1]), _beside(_seen_of(observations, would[1]))])
        ),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=[Waiver(**row) for row in waivers.to_dicts() if family.village.startswith(row["area"])],  # type: ignore[typeddict-item]
        withholdings=pl.concat([withholdings, _beside(withholdings)]),
        arrears=pl.concat([arrears, _beside(arrears)]),
    )
    lines, entitlements = engine.collect(compute(frames, edition))
    told = {row["family"]: row for row in entitlements.to_dicts()}
    return Effect(
        edition,
        _foreseen(told.get(family.pk), stood, lines, edition, beside=0),
        _foreseen(told.get(family.pk + BESIDE), would, lines, edition, beside=BESIDE),
    )


def _asks_around(family: Family, edition: Edition) -> list[Ask]:
    """What stands around the family whatever it is like: reports, withholdings, arrears, waivers."""
    seen = columns.observations(family.village, edition.stage.judged_months)
    asked = (
        (seen, contract.OBSERVATIONS),
        (columns.WITHHOLDINGS, contract.WITHHOLDINGS),
        (columns.ARREARS, contract.ARREARS),
    )
    own: list[Ask] = [(f"SELECT * FROM ({sql}) AS one WHERE family = %s", table, [family.pk]) for sql, table in asked]
    return [*own, (columns.WAIVERS, contract.WAIVERS, ())]


def _seen_of(observations: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    return observations.filter(pl.col("member").is_in(members["member"].implode()))


def _beside(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows under numbers of their own, in the same order."""
    return rows.with_columns(pl.col(name) + BESIDE for name in ("family", "member") if name in rows.columns)


def _foreseen(
    got: Mapping[str, Any] | None, stood: Stood, lines: pl.DataFrame, edition: Edition, *, beside: int
) -> Foreseen | None:
    if got is None:
        return None
    words = Told(edition, {}, {}, [], {})
    found: dict[tuple[int | None, str], Line] = {}
    for row in lines.filter(pl.col("family") == got["family"]).to_dicts():
        line = words.line(row)
        member = None if row["member"] is None else row["member"] - beside
        key = (member, "" if member else line.title.en)
        same = found.get(key)  # withheld of two members, say
        found[key] = replace(line, amount=line.amount + same.amount, paid=line.paid + same.paid) if same else line
    reason = edition.reason(got["reason"]) if got["reason"] else None
    return Foreseen(str(stood[0]["participation"][0]), got["net"], reason, found)


def _rows(*asks: Ask) -> list[pl.DataFrame]:
    """The answers in the columns of the contract; asked in one breath, since a page waits for them."""
    parts = [f"SELECT {place}, to_jsonb(one) FROM ({asked}) AS one" for place, (asked, _, _) in enumerate(asks)]
    found: list[list[Any]] = [[] for _ in asks]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [given for _, _, parameters in asks for given in parameters])
        for place, row in cursor.fetchall():
            told, schema = json.loads(row), asks[place][1].schema
            found[place].append([_read(told[name], schema[name]) for name in schema])
    return [
        pl.DataFrame(rows, schema=table.schema, orient="row").sort(table.key)
        for rows, (_, table, _) in zip(found, asks, strict=True)
    ]


def _read(value: Any, dtype: pl.DataType) -> Any:
    """A value as JSON has it, as the contract wants it."""
    return date.fromisoformat(value) if value is not None and dtype == pl.Date else value


def _as_json(rows: Sequence[models.Model]) -> str:
    """Rows as PostgreSQL makes records of; columns it generates are its own business."""
    plain = [
        {
            field.column: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not isinstance(field, models.GeneratedField)
        }
        for row in rows
    ]
    return json.dumps(plain, cls=DjangoJSONEncoder)


@lru_cache(maxsize=8)
def _edition(cycle: str) -> Edition:
    """The law of a stage; values we are not sure of are shown, never paid."""
    return law().edition(cycle, accept_low_confidence=True)

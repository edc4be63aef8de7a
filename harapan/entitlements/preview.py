"""The effect of a change on a family's next amount, and on amounts that were paid: the engine itself, on one family.

The family is read by the very questions of the freeze, once as it stands and once as it would; what the two runs of
the engine say is set side by side. Under row-level security only whoever sees the family gets an answer.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from harapan.engine import contract
from harapan.engine.contract import Table
from harapan.engine.explain import Explanation, Line, NotInSnapshot, explain, explain_from_snapshot
from harapan.engine.frames import Waiver
from harapan.engine.snapshot import BadSnapshot
from harapan.entitlements.law import law
from harapan.entitlements.load import corrections_of
from harapan.entitlements.models import Cycle, Entitlement, Run
from harapan.entitlements.queries import run_folder
from harapan.policy.calendar import Stage
from harapan.policy.edition import Edition, Title
from harapan.registry.models import Family, Member, Participation
from harapan.registry.queries import standing_generations
from harapan.registry.requests.base import Changes, Given
from harapan.snapshots import columns
from harapan.snapshots.actions import snapshot_folder
from harapan.snapshots.models import Snapshot

AT_HAND = """
    WITH registry_family AS (SELECT * FROM jsonb_populate_recordset(NULL::registry_family, %s::jsonb)),
         registry_member AS (SELECT * FROM jsonb_populate_recordset(NULL::registry_member, %s::jsonb))
"""
"""The tables of the freeze's questions, holding one family as it would be."""


@dataclass(frozen=True)
class Compared:
    """One line of the amount before and after: of a member, or (None) of the family as such."""

    member: int | None
    title: Title
    before: int
    after: int


@dataclass(frozen=True)
class Effect:
    """What a change does to the next stage's amount."""

    edition: Edition
    before: Explanation | None
    """None where the family would not be in the stage at all."""
    after: Explanation | None

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
    def lines(self) -> list[Compared]:
        """Every line that either side has, members first, in the order of their birth."""
        before, after = _lines(self.before), _lines(self.after)
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
    frozen = [stages[name].first_day for name in Snapshot.objects.values_list("cycle", flat=True) if name in stages]
    running = [stages[name].first_day for name in Cycle.objects.values_list("name", flat=True) if name in stages]
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
    around = _Around.of(given.family, edition)
    return Effect(
        edition,
        around.explained(given.family, list(given.members.values()), given.today),
        around.explained(family, members, given.today),
    )


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
        joined.pk = newcomer.pk or -place
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
        earlier = corrections_of(run_folder(Run.objects.get(pk=one.run)))
        away = pl.DataFrame(
            [("members", family, member, "at_home", "false", "~")], schema=contract.CORRECTIONS.schema, orient="row"
        )
        try:
            without = explain_from_snapshot(
                snapshot_folder(one.cycle),
                edition,
                family,
                corrections=away if earlier is None else pl.concat([earlier, away]),
                regency=one.village[:4],
            )
        except (NotInSnapshot, BadSnapshot):
            continue
        if one.net > without.net:
            yield one.cycle, one.net - without.net


@dataclass(frozen=True)
class _Around:
    """What stands around the family whatever it is like: reports, waivers, decisions."""

    edition: Edition
    observations: pl.DataFrame
    waivers: list[Waiver]
    withholdings: pl.DataFrame
    arrears: pl.DataFrame
    generations: Sequence[str]

    @classmethod
    def of(cls, family: Family, edition: Edition) -> "_Around":
        seen = columns.observations(family.village, edition.stage.judged_months)
        ours = "SELECT * FROM ({}) AS found WHERE family = %s"
        waivers = _rows(columns.WAIVERS, contract.WAIVERS).to_dicts()
        return cls(
            edition,
            _rows(ours.format(seen), contract.OBSERVATIONS, family.pk),
            [Waiver(**row) for row in waivers if family.village.startswith(row["area"])],  # type: ignore[typeddict-item]
            _rows(ours.format(columns.WITHHOLDINGS), contract.WITHHOLDINGS, family.pk),
            _rows(ours.format(columns.ARREARS), contract.ARREARS, family.pk),
            standing_generations(),
        )

    def explained(self, family: Family, members: Sequence[Member], today: date) -> Explanation | None:
        """The engine's word on one family. A ready one is active by the time its stage opens."""
        family = copy(family)
        if family.participation == Participation.READY:
            family.participation = Participation.ACTIVE
        at_hand = [_as_json([family]), _as_json(members)]
        families = _rows(AT_HAND + columns.families(family.village, self.generations), contract.FAMILIES, *at_hand)
        if families.is_empty():
            return None
        persons = _rows(
            AT_HAND + columns.members(family.village, self.edition.stage, today), contract.MEMBERS, *at_hand
        )
        try:
            return explain(
                families,
                persons,
                self.observations.filter(pl.col("member").is_in(persons["member"].implode())),
                self.edition,
                waivers=self.waivers,
                withholdings=self.withholdings,
                arrears=self.arrears,
            )
        except NotInSnapshot:
            return None


def _rows(statement: str, table: Table, *parameters: Any) -> pl.DataFrame:
    """A query's rows in the columns of the contract."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        names = [column[0] for column in cursor.description or ()]
        places = [names.index(name) for name in table.columns]
        rows = [[row[place] for place in places] for row in cursor.fetchall()]
    return pl.DataFrame(rows, schema=table.schema, orient="row").sort(table.key)


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


def _lines(told: Explanation | None) -> Mapping[tuple[int | None, str], Line]:
    if told is None:
        return {}
    of_members: dict[tuple[int | None, str], Line] = {(one.member, ""): one.line for one in told.members if one.line}
    return {**of_members, **{(None, line.title.en): line for line in told.lines}}


@lru_cache(maxsize=8)
def _edition(cycle: str) -> Edition:
    """The law of a stage; values we are not sure of are shown, never paid."""
    return law().edition(cycle, accept_low_confidence=True)

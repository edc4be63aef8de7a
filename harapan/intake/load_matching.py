"""Records out of the registry, pairs into their table: the search for doubles between frames and rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl
from django.db import connection, transaction

from harapan.intake.models import LinkageModel
from harapan.lib.identifiers import range_of
from harapan.linkage.finding import find
from harapan.linkage.model import Model
from harapan.linkage.records import RECORDS
from harapan.tables.bulk import copy_in, fetch

AT_ONCE: Final = 2_000_000
"""More records than this are searched area by area, so that memory stays flat; the same NIK is looked for across."""
BELOW: Final = {0: 2, 2: 4, 4: 6, 6: 10}
MOST_ASKED: Final = 2_000_000
"""Members of one outside list that are looked for."""

RECORD: Final = """
    SELECT member.id, family_id AS family, member.village, name, nik, card, born, sex, mother_name AS mother
    FROM registry_member AS member JOIN registry_family AS family ON family.id = family_id
    WHERE member.village BETWEEN '{low}' AND '{high}' AND same_as IS NULL
"""
MADE_BY = "SELECT number FROM intake_effect WHERE upload = {upload} AND thing = 'member' AND before IS NULL"
WAITING = """
    SELECT member.id AS number FROM registry_family AS family JOIN registry_member AS member ON family_id = family.id
    WHERE family.village BETWEEN '{low}' AND '{high}' AND participation IN ('listed', 'candidate', 'validated')
      AND same_as IS NULL
"""
KEPT: Final = """
    INSERT INTO intake_pair (one, other, one_family, other_family, village, other_village, rule, weight, evidence,
                             model_id, state, whole, sentence_id, sentence_en)
    SELECT one, other, one_family, other_family, village, other_village, rule, weight, evidence::jsonb, %(model)s,
           'open', false, '', ''
    FROM found_pair
    ON CONFLICT (one, other) DO UPDATE SET
        one_family = excluded.one_family, other_family = excluded.other_family, village = excluded.village,
        other_village = excluded.other_village, rule = excluded.rule, weight = excluded.weight,
        evidence = excluded.evidence, model_id = excluded.model_id, state = 'open'
    WHERE intake_pair.state IN ('open', 'gone')
    RETURNING xmax = 0
"""
"""What somebody called different, or joined, stays as it is: it is not asked again."""
GONE: Final = """
    UPDATE intake_pair AS pair SET state = 'gone'
    WHERE state = 'open' AND village BETWEEN %(low)s AND %(high)s AND other_village BETWEEN %(low)s AND %(high)s
      AND NOT EXISTS (SELECT FROM found_pair WHERE (found_pair.one, found_pair.other) = (pair.one, pair.other))
"""
"""Records that are no longer like each other, since somebody put one right."""


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    records: int
    pairs: int
    new: int


def parts_of(area: str) -> list[str]:
    """The areas that are searched one at a time."""
    if len(area) >= 10 or _members_in(area) <= AT_ONCE:
        return [area]
    low, high = range_of(area)
    digits = BELOW[len(area)]
    below = fetch(
        f"SELECT DISTINCT left(village, {digits}) AS area FROM registry_family"
        f" WHERE village BETWEEN '{low}' AND '{high}' ORDER BY 1"
    )
    return [part for code in below["area"] for part in parts_of(code)]


def _members_in(area: str) -> int:
    low, high = range_of(area)
    counted = fetch(f"SELECT count(*) AS members FROM registry_member WHERE village BETWEEN '{low}' AND '{high}'")
    return int(counted["members"][0])


def asked_about(area: str, upload: int | None, waiting: bool) -> list[int] | None:
    """The members a search is about: those an outside list brought, or everybody on their way in; None is everybody."""
    low, high = range_of(area)
    if upload is None and not waiting:
        return None
    told = MADE_BY.format(upload=int(upload)) if upload is not None else WAITING.format(low=low, high=high)
    return [int(number) for number in fetch(f"{told} LIMIT {MOST_ASKED}")["number"]]


def search(
    area: str,
    model: Model,
    row: LinkageModel,
    *,
    least: float,
    among: list[int] | None,
    progress: Callable[[int], None],
) -> Found:
    """Look through an area, part by part, and keep what was found. Reads what is committed."""
    records = pairs = new = 0
    for low, high, people in _read(area, progress):
        found = _with_places(find(people, model, least=least, among=among), people)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE found_pair ({COLUMNS}) ON COMMIT DROP")
            copy_in("found_pair", found)
            cursor.execute("ANALYZE found_pair")
            cursor.execute(KEPT, {"model": row.pk})
            new += sum(made for (made,) in cursor.fetchall())
            if among is None and low:
                cursor.execute(GONE, {"low": low, "high": high})
            cursor.execute("DROP TABLE found_pair")
        records, pairs = records + people.height, pairs + found.height
    return Found(records, pairs, new)


COLUMNS: Final = (
    "one bigint, other bigint, one_family bigint, other_family bigint, village text, other_village text,"
    " rule text, weight double precision, evidence text"
)


def _read(area: str, progress: Callable[[int], None]) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Each part with its bounds; after several, those whose NIK others bear too, wherever they live, without bounds."""
    parts = parts_of(area)
    for part in parts:
        low, high = range_of(part)
        yield low, high, _records(RECORD.format(low=low, high=high))
        progress(1)
    if len(parts) > 1:
        low, high = range_of(area)
        yield "", "", _records(f"{RECORD.format(low=low, high=high)} AND nik_contested")


def _records(statement: str) -> pl.DataFrame:
    return fetch(statement).select(pl.col(name).cast(kind) for name, kind in RECORDS.items())


def _with_places(found: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Pairs as their table has them: with families, villages, and the evidence as JSON."""
    homes = people.select("id", "family", "village")
    evidence = pl.col("evidence").list.eval(pl.element().struct.json_encode()).list.join(",")
    return (
        found.join(homes.rename({"id": "one", "family": "one_family"}), on="one")
        .join(homes.rename({"id": "other", "family": "other_family", "village": "other_village"}), on="other")
        .with_columns(evidence=pl.format("[{}]", evidence))
        .select("one", "other", "one_family", "other_family", "village", "other_village", "rule", "weight", "evidence")
    )

"""The review of a batch against the cycle before: who is new, gone or changed, and what looks wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Run
from harapan.lib.rupiah import number, rupiah
from harapan.places.queries import areas_on
from harapan.ui.words import Words

TOTAL_MOVES_PERCENT = 15
"""A national or regional total that moves more than this asks for a reason."""
REGENCY_MOVES_PERCENT = 30
"""A regency's total that moves more than this asks for a reason; small regencies swing more."""
SMALL_REGENCY = 50
"""Below so many families a regency's percentage says nothing."""
SILENT_PERCENT = 25
"""A regency where more families than this went unreported has a silent facility somewhere."""
MANY_FOLD = 4
"""A family whose amount grew more than so many times is looked at."""


@dataclass(frozen=True)
class Change:
    """Families that share a fate between two cycles, and what they got before and get now."""

    fate: str
    families: int
    before: int
    now: int


@dataclass(frozen=True)
class Review:
    """What a reviewer reads before saying yes."""

    previous: str | None
    changes: list[Change]
    reasons: list[tuple[str, int]]
    anomalies: list[Words]


CHANGES = """
    WITH now AS (SELECT family, net FROM entitlements_entitlement WHERE cycle = %(cycle)s AND batch = %(batch)s),
         before AS (SELECT family, sum(net)::bigint AS net FROM entitlements_entitlement
                    WHERE cycle = %(previous)s AND run = ANY(%(runs)s) AND starts_with(village, %(area)s)
                    GROUP BY family)
    SELECT CASE WHEN coalesce(before.net, 0) = 0 AND coalesce(now.net, 0) = 0 THEN 'unpaid'
                WHEN before.net IS NULL THEN 'new'
                WHEN now.net IS NULL THEN 'gone'
                WHEN before.net = 0 THEN 'paid_again'
                WHEN now.net = 0 THEN 'unpaid_now'
                WHEN now.net > before.net THEN 'more'
                WHEN now.net < before.net THEN 'less'
                ELSE 'same' END AS fate,
           count(*), coalesce(sum(before.net), 0)::bigint, coalesce(sum(now.net), 0)::bigint,
           count(*) FILTER (WHERE before.net > 0 AND now.net > before.net * %(many_fold)s)
    FROM now FULL JOIN before USING (family) GROUP BY fate ORDER BY fate
"""

REGENCIES = """
    WITH now AS (SELECT left(village, 4) AS regency, sum(net)::bigint AS net, count(*) AS families,
                        count(*) FILTER (WHERE verdict = 'not_reported') AS silent
                 FROM entitlements_entitlement WHERE cycle = %(cycle)s AND batch = %(batch)s GROUP BY 1),
         before AS (SELECT left(village, 4) AS regency, sum(net)::bigint AS net, count(*) AS families
                    FROM entitlements_entitlement
                    WHERE cycle = %(previous)s AND run = ANY(%(runs)s) AND starts_with(village, %(area)s) GROUP BY 1)
    SELECT regency, before.net, now.net, now.families, now.silent, before.families
    FROM now FULL JOIN before USING (regency) ORDER BY regency
"""

REASONS = """
    SELECT reason, count(*) FROM entitlements_entitlement
    WHERE cycle = %s AND batch = %s AND reason <> '' GROUP BY reason ORDER BY count(*) DESC
"""


def review_of(batch: Batch, *, previous: str | None) -> Review:
    """Compare a batch with the same area's families in the cycle before, in three queries whatever the size."""
    runs = list(Run.objects.filter(cycle=previous, refused_because="").values_list("pk", flat=True)) if previous else []
    asked: dict[str, Any] = {
        "cycle": batch.cycle,
        "batch": batch.pk,
        "previous": previous,
        "runs": runs,
        "area": batch.area,
        "many_fold": MANY_FOLD,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, asked)
        rows = cursor.fetchall()
        cursor.execute(REGENCIES, asked)
        regencies = cursor.fetchall()
        cursor.execute(REASONS, [batch.cycle, batch.pk])
        reasons = cursor.fetchall()
    changes = [Change(*row[:4]) for row in rows]
    grown = sum(row[4] for row in rows)
    names = _names(batch.cycle, (row[0] for row in regencies))
    anomalies = _silence(regencies, names)
    if runs:
        anomalies = [*_totals(changes), *_regencies(regencies, names), *_grown(grown), *anomalies]
    return Review(previous if runs else None, changes, reasons, anomalies)


def anomalies_of(batch: Batch) -> list[Words]:
    """What looked wrong when a batch was reviewed, as it was noted then; older notes have one language."""
    return [Words(*noted) if isinstance(noted, list) else Words(noted, noted) for noted in batch.anomalies]


def _names(cycle: str, regencies: Iterable[str]) -> dict[str, Words]:
    """What each regency is called, or its code where no name is known."""
    codes = list(regencies)
    known = areas_on(law().stage(cycle).first_day).filter(code__in=codes).values_list("code", "name")
    unknown = {code: Words(f"kabupaten/kota {code}", f"regency {code}") for code in codes}
    return unknown | {code: Words(f"{name} ({code})", f"{name} ({code})") for code, name in known}


def _totals(changes: list[Change]) -> list[Words]:
    before, now = sum(change.before for change in changes), sum(change.now for change in changes)
    if not _moved(before, now, TOTAL_MOVES_PERCENT):
        return []
    share = _percent(before, now)
    return [
        Words(
            f"jumlah keseluruhan berubah dari {rupiah(before)} menjadi {rupiah(now)} ({share.id})",
            f"the total moved from {rupiah(before)} to {rupiah(now)} ({share.en})",
        )
    ]


def _regencies(rows: list[tuple[Any, ...]], names: dict[str, Words]) -> list[Words]:
    found = []
    for regency, before, now, families, _, families_before in rows:
        was, is_ = before or 0, now or 0
        if max(families or 0, families_before or 0) < SMALL_REGENCY or not _moved(was, is_, REGENCY_MOVES_PERCENT):
            continue
        share, name = _percent(was, is_), names[regency]
        found.append(
            Words(
                f"{name.id} berubah dari {rupiah(was)} menjadi {rupiah(is_)} ({share.id})",
                f"{name.en} moved from {rupiah(was)} to {rupiah(is_)} ({share.en})",
            )
        )
    return found


def _silence(rows: list[tuple[Any, ...]], names: dict[str, Words]) -> list[Words]:
    return [
        Words(
            f"di {names[regency].id} tidak ada laporan untuk {number(silent)} dari {number(families)} keluarga",
            f"in {names[regency].en} nothing was reported about {number(silent)} of "
            f"{number(families)} {'family' if families == 1 else 'families'}",
        )
        for regency, _, _, families, silent, _ in rows
        if families and silent * 100 > families * SILENT_PERCENT
    ]


def _grown(families: int) -> list[Words]:
    if not families:
        return []
    get = "family gets" if families == 1 else "families get"
    return [
        Words(
            f"{number(families)} keluarga mendapat lebih dari {MANY_FOLD} kali jumlah sebelumnya",
            f"{number(families)} {get} more than {MANY_FOLD} times what they got before",
        )
    ]


def _moved(before: int, now: int, percent: int) -> bool:
    return abs(now - before) * 100 > max(before, now) * percent


def _percent(before: int, now: int) -> Words:
    if not before:
        return Words("dari nol", "from nothing")
    tenths = (2000 * (now - before) + before) // (2 * before)  # rounded to the nearer
    sign, tenths = ("-" if tenths < 0 else "+"), abs(tenths)
    return Words(f"{sign}{tenths // 10},{tenths % 10} %", f"{sign}{tenths // 10}.{tenths % 10} %")

"""Slips for families after each stage: a sheet in large type and a short message, village by village."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from django.db import connection

from harapan.entitlements.law import law
from harapan.entitlements.load_lines import PaidFor, paid_for
from harapan.entitlements.models import Batch, Run
from harapan.entitlements.queries import batches_of, run_folder
from harapan.letters.drafts import Draft, Sheet, Spreadsheet
from harapan.letters.letterhead import letterhead
from harapan.letters.models import Letter
from harapan.lib.identifiers import range_of
from harapan.operations.letters import plain
from harapan.operations.letters.common import (
    NothingToTell,
    StageFacts,
    approved_batches,
    is_synthetic,
    short,
    signer,
    stage_facts,
    streamed,
    title_of,
    titles_for,
)
from harapan.operations.letters.plain import Told
from harapan.payments.models import Hold
from harapan.registry.models import Group
from harapan.staff.models import Staff

# Everybody who is paid now, and everybody who was paid in the stage before and is not.
OWED = """
    WITH owed AS (
        SELECT family, village, min(facilitator) AS facilitator, min(bank) AS bank, sum(net) AS net,
               max(reason) FILTER (WHERE net = 0) AS reason
        FROM entitlements_entitlement
        WHERE cycle = %(cycle)s AND batch = ANY(%(batches)s) AND village BETWEEN %(first)s AND %(last)s
          AND (%(facilitator)s::bigint IS NULL OR facilitator = %(facilitator)s)
        GROUP BY family, village
    ), earlier AS (
        SELECT family, sum(net) AS net FROM entitlements_entitlement
        WHERE cycle = %(before)s AND run = ANY(%(runs_before)s) AND family IN (SELECT family FROM owed)
        GROUP BY family
    ), paid AS (
        SELECT DISTINCT ON (family) family, id, bank, number FROM payments_payment
        WHERE cycle = %(cycle)s AND village BETWEEN %(first)s AND %(last)s
        ORDER BY family, id DESC
    )
"""

VILLAGES = f"""
    {OWED}
    SELECT owed.village, count(*), count(*) FILTER (WHERE owed.net > 0), coalesce(sum(owed.net), 0)
    FROM owed LEFT JOIN earlier USING (family) JOIN registry_family AS family ON family.id = owed.family
    WHERE (owed.net > 0 OR earlier.net > 0) AND (%(group)s::bigint IS NULL OR family."group" = %(group)s)
    GROUP BY owed.village ORDER BY owed.village
"""

SLIPS = f"""
    {OWED}
    SELECT owed.family, owed.village, coalesce(member.name, '-') AS name, coalesce(member.phone, '') AS phone,
           family.address, owed.net, earlier.net AS earlier, coalesce(owed.reason, '') AS reason,
           coalesce(paid.bank, owed.bank) AS bank, coalesce(paid.number, '') AS number,
           coalesce(hold.reason, '') AS hold,
           CASE WHEN paid.id IS NULL THEN '' WHEN moved.target IS NOT NULL THEN moved.target
                WHEN EXISTS (SELECT FROM payments_credit AS credit
                             WHERE credit.cycle = %(cycle)s AND credit.payment = paid.id) THEN 'credited'
                ELSE 'at_bank' END AS target,
           coalesce(came_back.cause, '') AS cause,
           coalesce(facilitator.name, '') AS facilitator, coalesce("group".name, '') AS group_name
    FROM owed
    LEFT JOIN earlier USING (family)
    LEFT JOIN paid USING (family)
    JOIN registry_family AS family ON family.id = owed.family
    LEFT JOIN registry_member AS member ON member.id = family.caretaker
    LEFT JOIN registry_group AS "group" ON "group".id = family."group"
    LEFT JOIN staff_staff AS facilitator ON facilitator.id = owed.facilitator
    LEFT JOIN LATERAL (
        SELECT reason FROM payments_hold
        WHERE cycle = %(cycle)s AND family = owed.family AND released_at IS NULL LIMIT 1
    ) AS hold ON true
    LEFT JOIN LATERAL (
        SELECT target FROM payments_ledger WHERE cycle = %(cycle)s AND payment = paid.id ORDER BY id DESC LIMIT 1
    ) AS moved ON true
    LEFT JOIN LATERAL (
        SELECT cause FROM payments_ledger WHERE cycle = %(cycle)s AND payment = paid.id AND target = 'returned'
        ORDER BY id DESC LIMIT 1
    ) AS came_back ON true
    WHERE (owed.net > 0 OR earlier.net > 0) AND (%(group)s::bigint IS NULL OR family."group" = %(group)s)
    ORDER BY owed.village, "group".name NULLS LAST, member.name COLLATE "C", owed.family
"""


def gather(letter: Letter, by: Staff) -> Draft:  # noqa: ARG001 - whose area it is was asked before
    """The slips of an area, a group, or a facilitator's families: a sheet a village, and one list of messages."""
    stage = stage_facts(letter.period)
    batches = approved_batches(letter.period)
    asked = _asked(letter, batches)
    villages = _villages(asked)
    if not villages:
        raise NothingToTell(
            f"tidak ada slip {stage.title} untuk wilayah atau kelompok itu", "there is no slip for that area or group"
        )
    names = titles_for([village for village, *_ in villages], stage.first_day)
    where = _where(letter, stage)
    told = [
        {"name": names[village], "slips": slips, "families": paid, "rupiah": net}
        for village, slips, paid, net in villages
    ]
    sums = [sum(column) for column in zip(*(row[1:] for row in villages), strict=True)]
    total = dict(zip(("slips", "families", "rupiah"), sums, strict=True))
    programme = short(stage.programme)
    data = {
        "about": f"Slip pembayaran {programme} {stage.title}",
        "annexes": f"{len(villages)} berkas slip dan 1 daftar pesan",
        "area": where,
        "programme": stage.programme,
        "stage": stage.title,
        "villages": told,
        "total": total,
        "complaints": letterhead().complaints,
        "signers": [signer(None, "a.n. Direktur Jaminan Sosial Keluarga,")],
    }
    pieces = _pieces(names, asked, letter, stage)
    return Draft(
        "cover", f"Slip {programme} {stage.title} {where}", data, total, is_synthetic(), pieces, len(villages) + 1
    )


def _asked(letter: Letter, batches: list[Batch]) -> dict[str, Any]:
    before = law().previous(letter.period)
    first, last = range_of(letter.area)
    return {
        "cycle": letter.period,
        "batches": [batch.pk for batch in batches],
        "first": first,
        "last": last,
        "facilitator": letter.facilitator,
        "group": letter.subject.get("group"),
        "before": before,
        "runs_before": sorted({batch.run_id for batch in batches_of(before)} if before else []),
    }


def _villages(asked: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(VILLAGES, asked)
        return [(village, slips, paid, int(net)) for village, slips, paid, net in cursor.fetchall()]


def _where(letter: Letter, stage: StageFacts) -> str:
    if letter.subject.get("group"):
        group = Group.objects.get(pk=letter.subject["group"])
        return f"Kelompok {group.name}, {title_of(group.village, stage.first_day)}"
    if letter.facilitator:
        return f"Dampingan {Staff.objects.get(pk=letter.facilitator).name}"
    return title_of(letter.area, stage.first_day)


def _pieces(
    names: dict[str, str], asked: dict[str, Any], letter: Letter, stage: StageFacts
) -> Iterator[Sheet | Spreadsheet]:
    messages: list[tuple[str, str, int]] = []
    lines = _Lines(asked)
    heading = f"{short(stage.programme)} {stage.title.replace(' Tahun', '')}"
    for village, rows in groupby(streamed(SLIPS, asked), key=itemgetter("village")):
        title = names[village]
        families = _families(rows, title, lines.of(village), stage)
        messages += [
            (phone, text, len(text))
            for told in families
            if (phone := plain.dialled(told.phone))
            for text in [plain.message(told, stage.components, heading, letterhead().complaints_short)]
        ]
        data = {
            "programme_short": short(stage.programme),
            "stage": stage.title,
            "months": stage.months,
            "complaints": f"{letterhead().complaints}.",
            "slips": [_slip(place, told, stage) for place, told in enumerate(families, start=1)],
        }
        yield Sheet(f"Slip {title}", "slips", village, len(families), data, letter.facilitator)
    yield Spreadsheet(
        "Pesan singkat (SMS/WhatsApp)", letter.area, ("nomor", "pesan", "panjang"), messages, letter.facilitator
    )


Lines: TypeAlias = tuple[dict[int, list[PaidFor]], dict[int, list[PaidFor]]]
"""By family: what it is paid for in this stage, and in the one before."""


class _Lines:
    """What families are paid for, now and before; a regency at a time."""

    def __init__(self, asked: dict[str, Any]) -> None:
        runs = Run.objects.filter(batches__in=asked["batches"]).distinct().order_by("pk")
        self._now = list(runs)
        self._before = list(Run.objects.filter(pk__in=asked["runs_before"]).order_by("pk"))
        self._regency = ""
        self._found: Lines = ({}, {})

    def of(self, village: str) -> Lines:
        if village[:4] != self._regency:
            self._regency = village[:4]
            self._found = (self._all(self._now), self._all(self._before))
        return self._found

    def _all(self, runs: list[Run]) -> dict[int, list[PaidFor]]:
        found: dict[int, list[PaidFor]] = {}
        for run in runs:
            for family, lines in paid_for(run_folder(run), self._regency).items():
                found[family] = [*found.get(family, []), *lines]
        return found


def _families(rows: Iterable[dict[str, Any]], title: str, lines: Lines, stage: StageFacts) -> list[Told]:
    now, before = lines
    return [
        Told(
            name=row["name"],
            place=", ".join(part for part in (row["address"], title) if part),
            net=int(row["net"]),
            before=None if row["earlier"] is None else int(row["earlier"]),
            paid_for=now.get(row["family"], []),
            paid_for_before=before.get(row["family"], []),
            because=stage.reasons.get(row["reason"], ""),
            bank=row["bank"],
            number=row["number"],
            outcome="held" if row["hold"] else row["target"],
            trouble=str(Hold.Reason(row["hold"]).label) if row["hold"] else row["cause"],
            facilitator=row["facilitator"],
            group=row["group_name"],
            phone=row["phone"],
        )
        for row in rows
    ]


def _slip(place: int, told: Told, stage: StageFacts) -> dict[str, Any]:
    return {
        "no": place,
        "name": told.name,
        "place": f"{told.place} · Kelompok {told.group}" if told.group else told.place,
        "net": told.net,
        "why": plain.why(told, stage.components),
        "because": "" if told.net else told.because,
        "change": plain.change(told, stage.components),
        "where_": plain.where(told),
        "facilitator": told.facilitator,
    }

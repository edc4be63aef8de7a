"""Who looks after which families: many at once are handed on, whole villages and groups, and can be handed back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from harapan.audit.actions import record
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.registry.history import said_by
from harapan.registry.models import Family, FieldChange, Reassignment
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff

FOLLOWS = {
    "registry_member": "row.family_id",
    "registry_account": "row.family_id",
    "registry_withholding": "row.family",
    "registry_arrears": "row.family",
}
"""Tables that repeat the family's facilitator, and how they name the family. What was frozen for a stage stays with
whoever it was frozen for; visits, findings and the like follow by triggers of their own."""


class CannotAssign(Refusal):
    """These families cannot be given to this person, or not by this one."""


@dataclass(frozen=True)
class Part:
    """Families of one village that go to one facilitator: all of them, or those of one group (None: of no group)."""

    village: str
    target: int
    whole: bool = True
    group: int | None = None


@transaction.atomic
def reassign(source: int | None, parts: Sequence[Part], *, because: str, document: str = "", by: Staff) -> Reassignment:
    """Hand families of one facilitator, or of nobody (None), to others; every part to one. Raises `CannotAssign`.

    A group named by itself goes its own way even where its village is named whole.
    """
    _check(parts, because, by)
    families = _chosen(source, parts)
    if not families:
        raise CannotAssign("tidak ada keluarga yang dipindahkan", "there is no family to hand on")
    return _handed_on(source, families, because=because, document=document, by=by)


@transaction.atomic
def undo_reassignment(reassignment: Reassignment, *, because: str, by: Staff) -> Reassignment:
    """Hand the families back to whoever had them, as far as they are still with whom they went to.

    Raises `CannotAssign` when the one before has left, or no family is left to go back.
    """
    if Reassignment.objects.filter(undoes=reassignment).exists():
        raise CannotAssign("pemindahan ini sudah dikembalikan", "these families were handed back already")
    before = _before(reassignment)
    _check_people({pair[1] for pair in before.values()}, {village for village, _ in before.values()}, by)
    _check_reason(because)
    if not before:
        raise CannotAssign(
            "keluarga-keluarga ini sudah berpindah lagi: tidak ada yang dapat dikembalikan",
            "these families have gone on since: there is none to hand back",
        )
    families = {family: (village, target) for family, (village, target) in before.items()}
    return _handed_on(None, families, because=because, document=reassignment.document, by=by, undoes=reassignment)


def _handed_on(
    source: int | None,
    families: dict[int, tuple[str, int | None]],
    *,
    because: str,
    document: str,
    by: Staff,
    undoes: Reassignment | None = None,
) -> Reassignment:
    """Write whose the families are now, on every row that says so, in one statement a table."""
    header = Reassignment.objects.create(
        village=min(village for village, _ in families.values()),
        source=source,
        parts=_counted(families.values()),
        families=len(families),
        document=document[:160],
        because=because[:300],
        undoes=undoes,
        by=by.pk,
    )
    pairs: dict[str, Any] = {"families": list(families), "targets": [target for _, target in families.values()]}
    new = "unnest(%(families)s::bigint[], %(targets)s::bigint[]) AS new (family, facilitator)"
    with said_by(by, because=because, source=header.name_in_history), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE registry_family AS row SET facilitator = new.facilitator FROM {new} WHERE row.id = new.family",
            pairs,
        )
        for table, family in FOLLOWS.items():
            cursor.execute(
                f"UPDATE {table} AS row SET facilitator = new.facilitator FROM {new} WHERE {family} = new.family "
                "AND row.facilitator IS DISTINCT FROM new.facilitator",
                pairs,
            )
    verb = "families.handed_back" if undoes else "families.reassigned"
    record(verb, header, by=by, source=source, families=len(families), parts=header.parts, document=bool(document))
    return header


CHOSEN = """
    SELECT family.id, family.village, coalesce(grouped.target, whole.target)
    FROM registry_family AS family
    LEFT JOIN jsonb_to_recordset(%(parts)s::jsonb) AS whole (village text, target bigint, whole boolean)
        ON whole.whole AND whole.village = family.village
    LEFT JOIN jsonb_to_recordset(%(parts)s::jsonb)
        AS grouped (village text, target bigint, whole boolean, "group" bigint)
        ON NOT grouped.whole AND grouped.village = family.village
           AND grouped."group" IS NOT DISTINCT FROM family."group"
    WHERE family.village = ANY(%(villages)s) AND {whose} AND coalesce(grouped.target, whole.target) IS NOT NULL
      AND family.facilitator IS DISTINCT FROM coalesce(grouped.target, whole.target)
    ORDER BY family.id FOR UPDATE OF family
"""


def _chosen(source: int | None, parts: Sequence[Part]) -> dict[int, tuple[str, int | None]]:
    """The families meant, with their village and whose they will be; locked, so that nobody else moves them."""
    told = json.dumps([vars(part) for part in parts])
    whose = "family.facilitator IS NULL" if source is None else "family.facilitator = %(source)s"
    with connection.cursor() as cursor:
        cursor.execute(
            CHOSEN.format(whose=whose),
            {"parts": told, "villages": sorted({part.village for part in parts}), "source": source},
        )
        return {family: (village, target) for family, village, target in cursor.fetchall()}


def _before(reassignment: Reassignment) -> dict[int, tuple[str, int | None]]:
    """Families that are still with whom a reassignment gave them to: their village, and whose they were."""
    changes = FieldChange.objects.filter(
        source=reassignment.name_in_history, field="facilitator", member=None, account=None
    ).values_list("family", "before", "after")
    moved = {family: (before, after) for family, before, after in changes}
    now = Family.objects.select_for_update().filter(pk__in=moved).values_list("pk", "village", "facilitator")
    found: dict[int, tuple[str, int | None]] = {}
    for family, village, facilitator in now:
        before, after = moved[family]
        if str(facilitator) == after:
            found[family] = village, int(before) if before else None
    return found


def _counted(families: Iterable[tuple[str, int | None]]) -> list[dict[str, object]]:
    """How many families of which village went to whom."""
    counts: dict[tuple[str, int | None], int] = {}
    for pair in families:
        counts[pair] = counts.get(pair, 0) + 1
    return [
        {"village": village, "target": target, "families": count}
        for (village, target), count in sorted(counts.items(), key=lambda item: (item[0][0], item[0][1] or 0))
    ]


def _check(parts: Sequence[Part], because: str, by: Staff) -> None:
    _check_reason(because)
    for village in sorted({part.village for part in parts}):
        _check_people({part.target for part in parts if part.village == village}, {village}, by)


def _check_reason(because: str) -> None:
    if not because.strip():
        raise CannotAssign("tuliskan alasannya", "give the reason")


def _check_people(targets: Iterable[int | None], villages: Iterable[str], by: Staff) -> None:
    """Whoever assigns does so inside their area; whoever gets families is a facilitator at work in the regency."""
    villages = sorted(villages)
    outside = [village for village in villages if not (by.may_assign and is_inside(by, village))]
    if outside:
        raise CannotAssign(
            f"penugasan pendamping di {dotted(outside[0])} bukan wewenang Anda",
            f"who looks after families in {dotted(outside[0])} is not yours to decide",
        )
    known = Staff.objects.in_bulk([target for target in targets if target is not None])
    for target in targets:
        if target is None:
            continue
        person = known.get(target)
        if person is None or not person.active or person.position != Staff.Position.FACILITATOR:
            name = person.name if person else number(target)
            raise CannotAssign(f"{name} bukan pendamping yang sedang bertugas", f"{name} is no facilitator at work")
        far = [village for village in villages if not _serves(person, village)]
        if far:
            raise CannotAssign(
                f"{person.name} bertugas di {dotted(person.area)}, bukan di kabupaten/kota {dotted(far[0][:4])}",
                f"{person.name} serves in {dotted(person.area)}, not in the regency {dotted(far[0][:4])}",
            )


def _serves(person: Staff, village: str) -> bool:
    """Facilitators help out within their regency; ideally they come from the same district (domain facts 1.5)."""
    return any(area[:4] == village[:4] or village.startswith(area) for area in (person.area, *person.further_areas))

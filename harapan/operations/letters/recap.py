"""Recap: what was paid, stage by stage, area by area, component by component; sums of entitlements, as in the books."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Left

from harapan.entitlements.models import Batch, Entitlement, Total
from harapan.entitlements.queries import batches_of
from harapan.letters.drafts import Draft
from harapan.letters.models import Letter
from harapan.lib.identifiers import range_of
from harapan.operations.letters.common import (
    NothingToTell,
    StageFacts,
    approved_batches,
    is_synthetic,
    short,
    signer,
    stage_facts,
    title_of,
    titles_of,
)
from harapan.staff.models import Staff

STEPS = {0: (2, 4), 2: (4, 6), 4: (6, 10), 6: (6, 10), 10: (6, 10)}
"""By the digits of the area: how many its groups have, and how many its rows."""
ROW_TITLES = {4: "Kabupaten/Kota", 6: "Kecamatan", 10: "Desa/Kelurahan"}
SMALL = 5
"""Fewer families or members than this are not told to who works with sums alone."""


def gather(letter: Letter, by: Staff) -> Draft:
    """The recap of an area in a stage, or in every approved stage of a year."""
    cycles = _cycles(letter.period)
    stages = [stage_facts(cycle) for cycle in cycles]
    hide = not by.may_see_families
    tables = [_stage(stage, letter.area, hide=hide) for stage in stages]
    last = stages[-1]
    where = title_of(letter.area, last.first_day)
    programme = short(last.programme)
    when = last.title if len(stages) == 1 else f"Tahun {letter.period}"
    data = {
        "about": f"{where} · {when}",
        "programme_short": programme,
        "row_title": ROW_TITLES[STEPS[len(letter.area)][1]],
        "stages": tables,
        "hidden": hide,
        "signers": [signer(by.pk, "Disusun oleh"), signer(None, "Mengetahui,")],
    }
    facts = {
        "stages": len(tables),
        "families": sum(table["total"]["families"] for table in tables),
        "rupiah": sum(table["total"]["rupiah"] for table in tables),
        "small_hidden": hide,
    }
    return Draft("recap", f"Rekapitulasi {programme} {where} {when}", data, facts, is_synthetic())


def _cycles(period: str) -> list[str]:
    if "-" in period:
        approved_batches(period)
        return [period]
    approved = batches_of_year(period).values_list("cycle", flat=True).distinct()
    if not (cycles := sorted(approved)):
        raise NothingToTell(
            f"belum ada tahap tahun {period} yang disetujui", f"no stage of {period} has been approved yet"
        )
    return cycles


def batches_of_year(year: str) -> Any:
    """Approved waves of every stage of a year."""
    return Batch.objects.filter(cycle__startswith=f"{year}-", approved_by__isnull=False, run__refused_because="")


def _stage(stage: StageFacts, area: str, *, hide: bool) -> dict[str, Any]:
    above, below = STEPS[len(area)]
    batches = batches_of(stage.cycle).filter(approved_by__isnull=False)
    paid = _paid(stage, area, below)
    families = _families(stage.cycle, [batch.pk for batch in batches], area, below)
    known = [name for name in stage.components if any(name in row for row in paid.values())]
    names = titles_of(area, stage.first_day, above, below)
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for code in sorted(paid.keys() | families.keys()):
        cells = [paid[code].get(name, (0, 0)) for name in known]
        groups[code[:above]].append(_row(names.get(code, code), families.get(code, 0), cells))
    told: list[dict[str, Any]] = [
        {
            "name": names.get(code, code),
            "rows": [_veiled(row) if hide else row for row in rows],
            "total": _sum("", rows),
        }
        for code, rows in groups.items()
    ]
    return {
        "title": f"{stage.title} ({stage.months})",
        "components": [stage.components[name] for name in known],
        "groups": told,
        "total": _sum("", [group["total"] for group in told]),
        "source": f"Sumber: hasil hitung {', '.join(sorted({batch.run.digest[:12] for batch in batches}))}.",
    }


def _paid(stage: StageFacts, area: str, digits: int) -> dict[str, dict[str, tuple[int, int]]]:
    """Members and rupiah by area and component, over the runs that count."""
    runs = {batch.run_id for batch in approved_batches(stage.cycle)}
    rows = (
        Total.objects.filter(run__in=runs, village__range=range_of(area))
        .annotate(code=Left("village", digits))
        .values("code", "component")
        .annotate(number=Sum("members"), total=Sum("rupiah"))
        .values_list("code", "component", "number", "total")
    )
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for code, component, members, rupiah in rows:
        found[code][component] = (int(members), int(rupiah))
    return found


def _families(cycle: str, batches: list[int], area: str, digits: int) -> dict[str, int]:
    """Families that are paid for, by area."""
    rows = (
        Entitlement.objects.filter(cycle=cycle, batch__in=batches, net__gt=0, village__range=range_of(area))
        .annotate(code=Left("village", digits))
        .values("code")
        .annotate(number=Count("family", distinct=True))
        .values_list("code", "number")
    )
    return dict(rows)


def _row(name: str, families: int, cells: list[tuple[int, int]]) -> dict[str, Any]:
    return {
        "name": name,
        "families": families,
        "cells": [{"count": count, "rupiah": rupiah} for count, rupiah in cells],
        "rupiah": sum(rupiah for _, rupiah in cells),
    }


def _sum(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    cells = [
        (sum(cell["count"] for cell in column), sum(cell["rupiah"] for cell in column))
        for column in zip(*(row["cells"] for row in rows), strict=True)
    ]
    return _row(name, sum(row["families"] for row in rows), cells)


def _veiled(row: dict[str, Any]) -> dict[str, Any]:
    """Few people in a small place are somebody: their figures stay out, and so does a sum that would tell them."""
    cells = [{"count": 0, "rupiah": 0, "hidden": True} if 0 < cell["count"] < SMALL else cell for cell in row["cells"]]
    if 0 < row["families"] < SMALL:
        none = {"count": 0, "rupiah": 0, "hidden": True}
        return {**row, "families": 0, "rupiah": 0, "hidden": True, "cells": [none for _ in row["cells"]]}
    return {**row, "cells": cells, "short": any("hidden" in cell for cell in cells)}

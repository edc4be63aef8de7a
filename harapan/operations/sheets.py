"""Review sheets: a batch beside the stage before, made once by a worker and read by pages."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils import timezone

from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Run
from harapan.entitlements.queries import batches_of
from harapan.entitlements.review import Review, review_of
from harapan.operations.models import Sheet
from harapan.places.queries import areas_on

SUMS = """
    WITH now AS (SELECT {key} AS key, count(*) FILTER (WHERE net > 0) AS families, sum(net)::bigint AS net
                 FROM entitlements_entitlement WHERE cycle = %(cycle)s AND batch = %(batch)s GROUP BY 1),
         before AS (SELECT {key} AS key, sum(net)::bigint AS net FROM entitlements_entitlement
                    WHERE cycle = %(previous)s AND run = ANY(%(runs)s) AND starts_with(village, %(area)s) GROUP BY 1)
    SELECT key, coalesce(now.families, 0), coalesce(before.net, 0), coalesce(now.net, 0)
    FROM now FULL JOIN before USING (key) ORDER BY key
"""

COMPONENTS = """
    WITH now AS (SELECT component, sum(members)::bigint AS members, sum(rupiah)::bigint AS rupiah
                 FROM entitlements_total WHERE run_id = %(run)s GROUP BY 1),
         before AS (SELECT component, sum(rupiah)::bigint AS rupiah
                    FROM entitlements_total WHERE run_id = ANY(%(runs)s) GROUP BY 1)
    SELECT component, coalesce(now.members, 0), coalesce(before.rupiah, 0), coalesce(now.rupiah, 0)
    FROM now FULL JOIN before USING (component) ORDER BY 4 DESC
"""


def look_over(cycle: str) -> None:
    """Make the sheets of a cycle's batches that have none yet; what was computed never changes."""
    previous = law().previous(cycle)
    for batch in batches_of(cycle).exclude(pk__in=Sheet.objects.filter(cycle=cycle).values("batch")):
        main = batch.run.kind == Run.Kind.MAIN
        keep_sheet(batch, review_of(batch, previous=previous if main else None))


def keep_sheet(batch: Batch, review: Review) -> Sheet:
    """Keep what a reviewer reads; a newer sheet replaces an older one."""
    sheet, _ = Sheet.objects.update_or_create(
        batch=batch.pk, defaults={"cycle": batch.cycle, "made_at": timezone.now(), "body": _body(batch, review)}
    )
    return sheet


def _body(batch: Batch, review: Review) -> dict[str, Any]:
    runs = Run.objects.filter(cycle=review.previous, refused_because="") if review.previous else Run.objects.none()
    asked = {
        "cycle": batch.cycle,
        "batch": batch.pk,
        "run": batch.run_id,
        "previous": review.previous,
        "runs": list(runs.values_list("pk", flat=True)),
        "area": batch.area,
    }
    with connection.cursor() as cursor:
        provinces = _rows(cursor, SUMS.format(key="left(village, 2)"), asked)
        areas = provinces if len(provinces) > 1 else _rows(cursor, SUMS.format(key="left(village, 4)"), asked)
        banks = _rows(cursor, SUMS.format(key="bank"), asked)
        components = _rows(cursor, COMPONENTS, asked)
    names = _names(batch.cycle, (row["key"] for row in areas))
    return {
        "previous": review.previous,
        "changes": [asdict(change) for change in review.changes],
        "reasons": [list(row) for row in review.reasons],
        "anomalies": [list(anomaly) for anomaly in review.anomalies],
        "areas": [{**row, "name": names.get(row["key"], row["key"])} for row in areas],
        "banks": banks,
        "components": components,
    }


def _rows(cursor: Any, statement: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    cursor.execute(statement, asked)
    return [dict(zip(("key", "count", "before", "now"), row, strict=True)) for row in cursor.fetchall()]


def _names(cycle: str, codes: Iterable[str]) -> dict[str, str]:
    known = areas_on(law().stage(cycle).first_day).filter(code__in=list(codes))
    return dict(known.values_list("code", "name"))

"""How many families each check finds fault with, by area at every level, and on which day that changed."""

from datetime import date
from typing import Any

AREAS = "(VALUES (0), (2), (4), (6), (10)) AS digits(n)"
ABOVE = """
    CASE length(area) WHEN 0 THEN '-' WHEN 2 THEN '' WHEN 4 THEN left(area, 2) WHEN 6 THEN left(area, 4)
    ELSE left(area, 6) END
"""
SUMS = f"""
    WITH now AS (
        SELECT kind, village, count(DISTINCT family) AS families FROM registry_finding
        WHERE gone_at IS NULL AND {{now}} GROUP BY kind, village
    ), before AS (
        SELECT kind, area AS village, families FROM registry_finding_sum WHERE length(area) = 10 AND {{before}}
    ), differs AS (
        SELECT kind, village, coalesce(now.families, 0) - coalesce(before.families, 0) AS more
        FROM now FULL JOIN before USING (kind, village)
        WHERE coalesce(now.families, 0) <> coalesce(before.families, 0)
    ), above AS (
        SELECT left(village, n) AS area, kind, sum(more) AS more FROM differs CROSS JOIN {AREAS}
        GROUP BY left(village, n), kind HAVING sum(more) <> 0
    ), summed AS (
        INSERT INTO registry_finding_sum AS sums (area, parent, kind, families)
        SELECT area, {ABOVE}, kind, more FROM above
        ON CONFLICT (area, kind) DO UPDATE SET families = sums.families + excluded.families
        RETURNING area, kind, families
    )
    INSERT INTO registry_finding_day (area, kind, day, families) SELECT area, kind, %(day)s, families FROM summed
    ON CONFLICT (area, kind, day) DO UPDATE SET families = excluded.families
"""
IN_RANGE = "{village} BETWEEN %(low)s AND %(high)s"
IN_CHANGED = "(kind, {village}) IN (SELECT kind, village FROM changed)"


def add_up(cursor: Any, day: date, *, villages: tuple[str, str] | None) -> None:
    """Count the villages in a range again, or those that `changed` names; what differs is carried up to the country."""
    which = IN_CHANGED if villages is None else IN_RANGE
    low, high = villages or ("", "")
    statement = SUMS.format(now=which.format(village="village"), before=which.format(village="area"))
    cursor.execute(statement, {"day": day, "low": low, "high": high})

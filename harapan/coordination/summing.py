"""Sums of a stage and of the registry, by area at every level, made by the database from village totals.

The machine makes them: after a stage is computed or closed, and every minute for stages that have moved. Pages read
one row for each area they show, whatever the number of families.
"""

from typing import Any

from django.db import connection, transaction

from harapan.coordination.models import Summed
from harapan.entitlements.models import Cycle
from harapan.registry.queries import IN_PROGRAMME

NORM = (200, 250)
"""Families for one facilitator (domain facts 1.5: Minister of Social Affairs, 2017, high confidence)."""

AREAS = "(VALUES (0), (2), (4), (6), (10)) AS digits(n)"
ABOVE = """
    CASE length(area) WHEN 0 THEN '-' WHEN 2 THEN '' WHEN 4 THEN left(area, 2) WHEN 6 THEN left(area, 4)
    ELSE left(area, 6) END
"""


def by_area(rows: str, key: str, *sums: str) -> str:
    """One row for each area, with a JSON object of sums by `key`: a number, or a list of two."""
    numbers = [f"sum({one})::bigint" for one in sums]
    listed = numbers[0] if len(numbers) == 1 else f"jsonb_build_array({', '.join(numbers)})"
    return f"""
        SELECT area, jsonb_object_agg(key, numbers) AS found
        FROM (
            SELECT left(village, n) AS area, {key} AS key, {listed} AS numbers
            FROM ({rows}) AS rows CROSS JOIN {AREAS} GROUP BY 1, 2
        ) AS sums
        GROUP BY area
    """


def facilitators(rows: str) -> str:
    """One row for each area: how many look after its families, and how many of those have too many or too few."""
    return f"""
        SELECT area, count(*) AS facilitators, count(*) FILTER (WHERE load.families > %(most)s) AS overloaded,
               count(*) FILTER (WHERE load.families < %(fewest)s) AS underloaded
        FROM (
            SELECT DISTINCT left(village, n) AS area, facilitator FROM ({rows}) AS rows CROSS JOIN {AREAS}
            WHERE facilitator IS NOT NULL
        ) AS working
        JOIN (
            SELECT facilitator, sum(families) AS families FROM ({rows}) AS rows GROUP BY facilitator
        ) AS load USING (facilitator)
        GROUP BY area
    """


LIVE = "SELECT id FROM entitlements_run WHERE cycle_id = %(cycle)s AND refused_because = ''"
MAIN = f"{LIVE} AND kind = 'main'"
OF_MAIN = f"SELECT * FROM entitlements_family_total WHERE run_id IN ({MAIN})"
OF_LIVE = f"SELECT * FROM entitlements_family_total WHERE run_id IN ({LIVE})"
COMPONENTS = f"""
    SELECT village, component, members, rupiah FROM entitlements_total
    WHERE run_id IN ({LIVE}) AND (members <> 0 OR rupiah <> 0)
"""
ACCOUNTS = """
    SELECT village, account, count, rupiah FROM payments_balance
    WHERE cycle = %(cycle)s AND account <> 'appropriation' AND (count <> 0 OR rupiah <> 0)
"""
USAGE = "SELECT village, target, 1 AS count, rupiah FROM payments_usage WHERE cycle = %(cycle)s"
GRADUATIONS = "target IN ('graduated_natural', 'graduated_independent') AND source <> ''"
"""Exactly the condition of the index `move_graduation`."""
MOVES = f"""
    SELECT village, target, 1 AS families FROM registry_participation_move
    WHERE {GRADUATIONS} AND "on" >= %(first_day)s::date AND "on" < %(last_month)s::date + interval '1 month'
"""

STAGE = f"""
    INSERT INTO coordination_stage_sum (
        cycle, area, parent, level, families, unassigned, facilitators, overloaded, underloaded, owed, gross, deduction,
        net, verdicts, reasons, components, accounts, usage, moves
    )
    WITH frozen AS (
        SELECT left(village, n) AS area, sum(families)::bigint AS families,
               coalesce(sum(families) FILTER (WHERE facilitator IS NULL), 0)::bigint AS unassigned
        FROM ({OF_MAIN}) AS rows CROSS JOIN {AREAS} GROUP BY 1
    ), owed AS (
        SELECT left(village, n) AS area, sum(owed)::bigint AS owed, sum(gross)::bigint AS gross,
               sum(deduction)::bigint AS deduction, sum(net)::bigint AS net
        FROM ({OF_LIVE}) AS rows CROSS JOIN {AREAS} GROUP BY 1
    ), working AS ({facilitators(OF_MAIN)}),
    verdicts AS ({by_area(f"{OF_MAIN} AND verdict <> ''", "verdict", "families")}),
    reasons AS ({by_area(f"{OF_MAIN} AND reason <> ''", "reason", "families")}),
    components AS ({by_area(COMPONENTS, "component", "members", "rupiah")}),
    accounts AS ({by_area(ACCOUNTS, "account", "count", "rupiah")}),
    usage AS ({by_area(USAGE, "target", "count", "rupiah")}),
    moves AS ({by_area(MOVES, "target", "families")})
    SELECT %(cycle)s, area, {ABOVE}, length(area), coalesce(families, 0), coalesce(unassigned, 0),
           coalesce(facilitators, 0), coalesce(overloaded, 0), coalesce(underloaded, 0), coalesce(owed, 0),
           coalesce(gross, 0), coalesce(deduction, 0), coalesce(net, 0), coalesce(verdicts.found, '{{}}'),
           coalesce(reasons.found, '{{}}'), coalesce(components.found, '{{}}'), coalesce(accounts.found, '{{}}'),
           coalesce(usage.found, '{{}}'), coalesce(moves.found, '{{}}')
    FROM frozen FULL JOIN owed USING (area) FULL JOIN working USING (area) FULL JOIN verdicts USING (area)
    FULL JOIN reasons USING (area) FULL JOIN components USING (area) FULL JOIN accounts USING (area)
    FULL JOIN usage USING (area) FULL JOIN moves USING (area)
"""

LOADS = """
    INSERT INTO coordination_load (facilitator, village, families)
    SELECT facilitator, village, count(*) FROM registry_family WHERE participation = ANY(%(in_programme)s)
    GROUP BY facilitator, village
"""
STATES = "SELECT village, participation, count(*) AS families FROM registry_family GROUP BY village, participation"
IN_LOADS = "SELECT village, facilitator, families FROM coordination_load"
STANDING = f"""
    INSERT INTO coordination_standing_sum (
        area, parent, level, families, unassigned, facilitators, overloaded, underloaded, participation
    )
    WITH states AS ({by_area(STATES, "participation", "families")}),
    working AS ({facilitators(IN_LOADS)}),
    looked_after AS (
        SELECT left(village, n) AS area, sum(families)::bigint AS families,
               coalesce(sum(families) FILTER (WHERE facilitator IS NULL), 0)::bigint AS unassigned
        FROM coordination_load CROSS JOIN {AREAS} GROUP BY 1
    )
    SELECT area, {ABOVE}, length(area), coalesce(families, 0), coalesce(unassigned, 0), coalesce(facilitators, 0),
           coalesce(overloaded, 0), coalesce(underloaded, 0), states.found
    FROM states LEFT JOIN looked_after USING (area) LEFT JOIN working USING (area)
"""

STAGE_MARK = f"""
    SELECT (SELECT coalesce(string_agg(id || ':' || length(refused_because), ',' ORDER BY id), '') FROM entitlements_run
            WHERE cycle_id = %(cycle)s)
        || ' ' || (SELECT coalesce(max(id), 0) FROM payments_ledger WHERE cycle = %(cycle)s)
        || ' ' || (SELECT coalesce(max(id), 0) FROM payments_usage WHERE cycle = %(cycle)s)
        || ' ' || (SELECT coalesce(max(id), 0) FROM registry_participation_move WHERE {GRADUATIONS})
"""
STANDING_MARK = """
    SELECT (SELECT coalesce(max(id), 0) FROM registry_participation_move)
        || ' ' || (SELECT coalesce(max(id), 0) FROM registry_family)
        || ' ' || (SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'registry_family')
"""


def sum_stage(cycle: str) -> bool:
    """Make the sums of one stage again, unless nothing has moved since. Says whether it did."""
    months = Cycle.objects.values_list("edition__stage__months", flat=True).get(name=cycle)
    told = {"first_day": months[0], "last_month": months[-1]}
    return _made_again(cycle, STAGE_MARK, "coordination_stage_sum", [STAGE], told)


def sum_registry() -> bool:
    """Make the sums of the registry as it stands again, unless nothing has moved since. Says whether it did."""
    told: dict[str, Any] = {"in_programme": list(IN_PROGRAMME)}
    return _made_again("", STANDING_MARK, "coordination_standing_sum", [LOADS, STANDING], told)


def sum_what_moved() -> list[str]:
    """Every stage and the registry, each only if it has moved. Returns which were made again."""
    made = [cycle for cycle in Cycle.objects.order_by("name").values_list("name", flat=True) if sum_stage(cycle)]
    return [*made, "registry"] if sum_registry() else made


def _made_again(cycle: str, mark: str, table: str, statements: list[str], told: dict[str, Any]) -> bool:
    told = {**told, "cycle": cycle, "fewest": NORM[0], "most": NORM[1]}
    with transaction.atomic(), connection.cursor() as cursor:
        # One at a time: whoever waited finds the mark of whoever was first, and has nothing to do.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"harapan sums of {cycle}"])
        cursor.execute(mark, told)
        found = cursor.fetchone()[0][:200]
        if Summed.objects.filter(cycle=cycle, mark=found).exists():
            return False
        cursor.execute("SET LOCAL work_mem = '64MB'")
        if cycle:
            cursor.execute(f"DELETE FROM {table} WHERE cycle = %(cycle)s", told)
        else:
            cursor.execute(f"DELETE FROM {table}; DELETE FROM coordination_load")
        for statement in statements:
            cursor.execute(statement, told)
        cursor.execute(
            """
            INSERT INTO coordination_summed (cycle, mark, as_of) VALUES (%s, %s, now())
            ON CONFLICT (cycle) DO UPDATE SET mark = excluded.mark, as_of = excluded.as_of
            """,
            [cycle, found],
        )
    return True

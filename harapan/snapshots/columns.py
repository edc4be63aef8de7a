"""What a snapshot asks of the registry, a query a table and regency: what a rule may look at, no name, no number."""

from collections.abc import Sequence
from datetime import date

from harapan.lib.identifiers import range_of
from harapan.policy.calendar import Stage

IN_PROGRAMME = (
    "confirmed",
    "account_pending",
    "account_failed",
    "ready",
    "active",
    "suspended",
    "no_component",
    "graduation_candidate",
)
"""States a family can be in and still be somebody's responsibility: each comes out with an amount or a reason."""

DAYS_AFTER_BIRTH = 42
"""A pregnancy counts until so many days after the birth (nifas; domain facts 3.2, high confidence)."""


def families(regency: str, generations: Sequence[str]) -> str:
    """Families of a regency with the standing that the newest of these generations holds for each."""
    low, high = range_of(regency)
    newest = [f"s{index}" for index in range(len(generations))]
    joins = "".join(
        f" LEFT JOIN registry_standing AS {name} ON {name}.cycle = '{cycle}' AND {name}.family = family.id"
        for name, cycle in zip(newest, generations, strict=True)
    )
    paid = " ".join(f"WHEN {name}.family IS NOT NULL THEN {name}.paid_through" for name in newest)
    missed = " ".join(f"WHEN {name}.family IS NOT NULL THEN {name}.quarters_missed" for name in newest)
    return f"""
        SELECT family.id AS family, family.village, variant, channel, bank, decile, participation, confirmed_on,
               CASE {paid or "WHEN true THEN NULL::date"} END AS paid_through, feasible,
               coalesce(CASE {missed or "WHEN true THEN NULL::smallint"} END, 0::smallint) AS quarters_missed,
               flags, facilitator
        FROM registry_family AS family {joins}
        WHERE family.village BETWEEN '{low}' AND '{high}' AND participation IN ({_quoted(IN_PROGRAMME)})
    """


def members(regency: str, stage: Stage, frozen_on: date) -> str:
    """The living members of a regency, each person once. In the stage that begins with the new school year, a school
    fact that is missing is the one before the change, until the register's cut-off.
    """
    low, high = range_of(regency)
    school, register = "school", "in_education_register"
    if stage.school_facts_of and stage.school_facts_until and frozen_on <= stage.school_facts_until:
        changed = f"school_changed_on > '{stage.school_facts_of}'"
        school = f"CASE WHEN school = '' AND {changed} THEN coalesce(school_before, '') ELSE school END"
        register = (
            f"CASE WHEN in_education_register IS NULL AND {changed} THEN register_before ELSE in_education_register END"
        )
    return f"""
        SELECT family_id AS family, id AS member, born, sex, relation,
               CASE WHEN due_on + {DAYS_AFTER_BIRTH} < '{stage.first_day}' THEN 0::smallint
                    ELSE pregnancy END AS pregnancy,
               {school} AS school, {register} AS in_education_register, disability, rights_victim, registered, at_home,
               excluded_occupation
        FROM registry_member
        WHERE village BETWEEN '{low}' AND '{high}' AND died_on IS NULL AND same_as IS NULL
    """


def observations(regency: str, months: Sequence[date]) -> str:
    """What was seen in these months of whoever lives in the regency now, the newest word on each duty.

    A word keeps the village it was said in, so those of people who have come from elsewhere are fetched by name.
    """
    low, high = range_of(regency)
    judged = f"month IN ({_quoted([month.isoformat() for month in months])})"
    arrived = f"""member IN (
            SELECT one.id FROM registry_member AS one WHERE one.family_id IN (
                SELECT family FROM registry_field_change
                WHERE field IN ({_quoted(ARRIVALS)}) AND village BETWEEN '{low}' AND '{high}'))"""
    here = f"{judged} AND village BETWEEN '{low}' AND '{high}'"
    elsewhere = f"{judged} AND village NOT BETWEEN '{low}' AND '{high}' AND {arrived}"
    return f"{_newest(here)} UNION ALL {_newest(elsewhere)}"


def _newest(where: str) -> str:
    """The last words among some: first ones that nobody has revised, and revisions that nobody has revised again."""
    columns = "family, member, duty, month, open, unexcused, excused, available, reported"
    same = "(later.month, later.member, later.duty) = (said.month, said.member, said.duty)"
    return f"""
        SELECT {columns} FROM commitments_observation AS said
        WHERE {where} AND NOT EXISTS (SELECT FROM commitments_revision AS later WHERE {same})
        UNION ALL
        SELECT {columns} FROM commitments_revision AS said
        WHERE {where} AND NOT EXISTS (SELECT FROM commitments_revision AS later WHERE {same} AND later.id > said.id)
    """


ARRIVALS = ("village", "family")
"""Fields of the history that say somebody has come: a family to a village, a member to a family."""
WAIVERS = "SELECT DISTINCT area, nullif(duty, '') AS duty, first_month, last_month, document FROM commitments_waiver"
WITHHOLDINGS = "SELECT family, member, from_cycle, decision FROM registry_withholding WHERE lifted_in = ''"
ARREARS = """
    SELECT family, member, cycle, component, sum(amount)::bigint AS amount, decision
    FROM registry_arrears WHERE settled_in = '' GROUP BY family, member, cycle, component, decision
"""


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)

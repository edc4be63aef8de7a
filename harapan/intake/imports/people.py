"""Lists that bring families: who is new, who is here already, and families made from rows of one card."""

from itertools import pairwise
from typing import Any, Final

from django.conf import settings
from django.db import connection

from harapan.intake.imports.applying import AT_ONCE, STEPS
from harapan.intake.imports.judging import AGREES, HERE, KEPT, asked_about
from harapan.intake.models import Effect, Upload
from harapan.intake.sources import SOURCES
from harapan.registry.actions import move_participation
from harapan.registry.models import Family, Origin, Participation
from harapan.registry.transitions import EXITS
from harapan.staff.models import Staff

P = Participation
MAY_BECOME_CANDIDATES: Final = (P.LISTED, P.NOT_ELIGIBLE, *EXITS)

MET: Final = f"""
    CREATE TEMPORARY TABLE met ON COMMIT DROP AS
    SELECT s.line, m.id AS member, m.family_id AS family, m.village, m.facilitator, m.{HERE} AS here, {AGREES} AS agrees
    FROM staged AS s JOIN registry_member AS m ON m.nik = s.nik AND NOT m.nik_contested
"""
OWN: Final = """
    CREATE TEMPORARY TABLE looked ON COMMIT DROP AS
    SELECT s.line, coalesce(s.card, 'n' || s.nik, 'l' || s.line) AS key, met.member,
           CASE WHEN met.here THEN met.family END AS family, met.village, met.facilitator,
           CASE WHEN s.nik IS NULL AND s.trouble LIKE 'nik%%' THEN 'damaged:' || s.trouble
                WHEN s.card IS NULL AND s.trouble LIKE 'card%%' THEN 'damaged:' || s.trouble
                WHEN s.name IS NULL THEN 'damaged:name_missing'
                WHEN s.born IS NULL THEN 'damaged:' || coalesce(s.trouble, 'born_missing')
                WHEN s.sex IS NULL THEN 'damaged:' || coalesce(s.trouble, 'sex_missing')
                WHEN s.born > %(as_of)s THEN 'damaged:in_the_future'
                WHEN s.village IS NULL THEN 'damaged:village_unknown'
                WHEN NOT s.village BETWEEN %(lo)s AND %(hi)s THEN 'outside:outside'
                WHEN %(places)s AND a.code IS NULL THEN 'damaged:village_unknown'
                WHEN s.line > min(s.line) OVER (PARTITION BY coalesce(s.nik, s.line::text)) THEN 'doubled:same_again'
                WHEN NOT met.here THEN 'conflict:nik_in_use'
                WHEN NOT met.agrees THEN 'conflict:other_person'
                WHEN met.line IS NULL AND EXISTS (
                    SELECT FROM registry_member AS c WHERE c.nik = s.nik AND c.nik_contested)
                THEN 'conflict:contested' END AS own
    FROM staged AS s LEFT JOIN met USING (line)
    LEFT JOIN places_area AS a ON a.code = s.village AND a.level = 'village' AND a.valid_to IS NULL
"""
GROUPED: Final = f"""
    CREATE TEMPORARY TABLE grouped ON COMMIT DROP AS
    WITH by_card AS (
        SELECT k.card, min(f.id) AS family
        FROM (SELECT DISTINCT card FROM staged WHERE card IS NOT NULL) AS k
        JOIN registry_family AS f ON f.card = k.card WHERE f.{HERE}
        GROUP BY 1 HAVING count(*) = 1
    )
    SELECT l.key, coalesce(min(l.family), min(by_card.family)) AS home,
           count(DISTINCT l.family) > 1 OR coalesce(min(l.family) <> min(by_card.family), false) AS torn,
           bool_or(own LIKE 'damaged%%') AS spoiled, bool_or(own LIKE 'conflict%%' OR own LIKE 'outside%%') AS disputed
    FROM looked AS l LEFT JOIN by_card ON by_card.card = l.key
    GROUP BY l.key
"""
JUDGED: Final = f"""
    INSERT INTO intake_row (upload, line, outcome, reason, trouble, written, member, family, village, facilitator,
                            before, {", ".join(KEPT)})
    SELECT %(upload)s, line, split_part(fate, ':', 1), split_part(fate, ':', 2), trouble, written, member, home,
           village, facilitator, CASE WHEN fate = 'changed:' THEN before END, {", ".join(KEPT)}
    FROM (
        SELECT s.line, coalesce(s.trouble, '') AS trouble, coalesce(s.written, '') AS written,
               CASE WHEN l.own IS NULL AND NOT g.torn THEN l.member END AS member,
               CASE WHEN l.own IS NULL AND NOT g.torn THEN g.home END AS home,
               coalesce(f.village, s.village, '') AS village, coalesce(f.facilitator, l.facilitator) AS facilitator,
               jsonb_build_object('participation', f.participation, 'decile', f.decile) AS before,
               {", ".join(f"s.{name}" for name in KEPT)},
               CASE WHEN l.own IS NOT NULL THEN l.own
                    WHEN g.torn THEN 'conflict:two_families'
                    WHEN g.home IS NOT NULL AND l.member IS NULL THEN 'conflict:not_in_family'
                    WHEN g.home IS NOT NULL AND (
                        %(candidates)s AND f.participation = ANY(%(before)s)
                        OR s.decile IS NOT NULL AND f.decile IS DISTINCT FROM s.decile) THEN 'changed:'
                    WHEN g.home IS NOT NULL THEN 'unchanged:already'
                    WHEN g.spoiled THEN 'damaged:with_damaged'
                    WHEN g.disputed THEN 'conflict:with_disputed'
                    ELSE 'new:' END AS fate
        FROM staged AS s JOIN looked AS l USING (line) JOIN grouped AS g USING (key)
        LEFT JOIN registry_family AS f ON f.id = g.home
    ) AS judged
"""


def judge_people(upload: Upload) -> None:
    """Rows of a list that brings families. A family comes whole or not at all."""
    asked = asked_about(upload) | {
        "candidates": SOURCES[upload.kind].target == P.CANDIDATE,
        "before": list(MAY_BECOME_CANDIDATES),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM places_area WHERE level = 'village')")
        asked["places"] = cursor.fetchone()[0]
        cursor.execute(MET, asked)
        cursor.execute("ANALYZE met")
        for statement in (OWN, GROUPED):
            cursor.execute(statement, asked)
        cursor.execute("ANALYZE looked; ANALYZE grouped")
        cursor.execute(JUDGED, asked)


# -- applying --------------------------------------------------------------------------------------------------------

# Rows that were just judged are in no statistics yet, and a plan made without them takes time by the square of the
# list. So what is needed of them is copied, looked at (ANALYZE), and joined to `intake_row` by its whole key alone.
ARRIVING: Final = """
    CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS
    SELECT upload, line, coalesce(card, 'n' || nik, 'l' || line) AS key, card, nik, name, born, sex, relation,
           mother_name, address, phone, caretaker, decile, village
    FROM intake_row WHERE upload = %(upload)s AND outcome = 'new'
"""
# Since the dry run somebody may have been registered: then the family waits for another one.
COMING: Final = """
    CREATE TEMPORARY TABLE coming ON COMMIT DROP AS
    SELECT key, nextval(pg_get_serial_sequence('registry_family', 'id')) AS family, first, card, village
    FROM (
        SELECT key, min(line) AS first, min(card) AS card, (array_agg(village ORDER BY line))[1] AS village
        FROM arriving AS r
        GROUP BY 1
        HAVING NOT bool_or(EXISTS (SELECT FROM registry_member AS m WHERE m.nik = r.nik AND NOT m.nik_contested))
        ORDER BY first
    ) AS families
"""
# The bank of a new family is that of the first family of its regency; a decree or the bank's list may change it.
FAMILIES: Final = """
    INSERT INTO registry_family
        (id, card, village, address, variant, channel, bank, decile, participation, flags, origin_id)
    SELECT c.family, c.card, c.village, coalesce(r.address, ''), 'regular',
           CASE WHEN bank.usual = 'POS' THEN 'post' ELSE 'bank' END, bank.usual, r.decile, 'listed', '', %(origin)s
    FROM coming AS c
    JOIN arriving AS r ON r.line = c.first
    JOIN (
        SELECT regency, coalesce(
            (SELECT f.bank FROM registry_family AS f WHERE f.village BETWEEN rpad(regency, 10, '0')
             AND rpad(regency, 10, '9') ORDER BY f.village, f.id LIMIT 1), 'BRI') AS usual
        FROM (SELECT DISTINCT left(village, 4) AS regency FROM coming) AS regencies
    ) AS bank ON bank.regency = left(c.village, 4)
"""
CAME: Final = """
    CREATE TEMPORARY TABLE came ON COMMIT DROP AS
    SELECT r.*, c.family AS home, c.village AS lives, nextval(pg_get_serial_sequence('registry_member', 'id')) AS id
    FROM coming AS c JOIN arriving AS r USING (key) ORDER BY r.line
"""
MEMBERS: Final = (
    """INSERT INTO registry_member (id, family_id, village, name, nik, nik_contested, born, sex, relation, mother_name,
           pregnancy, school, disability, rights_victim, registered, at_home, phone)
       SELECT id, home, lives, name, nik, false, born, sex, coalesce(relation, 'other'), coalesce(mother_name, ''), 0,
              '', '', false, true, true, coalesce(phone, '')
       FROM came""",
    """INSERT INTO intake_effect (upload, thing, number, line, before, after)
       SELECT upload, 'member', id, line, NULL, '{}' FROM came""",
    """UPDATE registry_family AS f SET caretaker = chosen.id
       FROM (SELECT home, min(id) AS id FROM came WHERE caretaker GROUP BY home) AS chosen WHERE f.id = chosen.home""",
    """UPDATE intake_row AS r SET member = came.id, family = came.home FROM came
       WHERE r.upload = came.upload AND r.line = came.line""",
)
MADE: Final = """
    INSERT INTO intake_effect (upload, thing, number, line, before, after)
    SELECT %(upload)s, 'family', family, first, NULL, jsonb_build_object('participation', 'listed') FROM coming
"""
FIRST_STEP: Final = """
    INSERT INTO registry_participation_move
        (family, village, facilitator, source, target, cause, document, "on", by, by_label)
    SELECT family, village, NULL, '', 'listed', 'loaded', %(document)s, %(today)s, %(by)s, %(label)s FROM coming
"""
STANDING: Final = """
    INSERT INTO intake_effect (upload, thing, number, line, before, after)
    SELECT DISTINCT ON (f.id) %(upload)s, 'standing', f.id, r.line,
           jsonb_build_object('participation', f.participation), jsonb_build_object('participation', 'candidate')
    FROM intake_row AS r JOIN registry_family AS f ON f.id = r.family
    WHERE r.upload = %(upload)s AND (r.outcome = 'new' OR r.outcome = 'changed'
          AND r.before ->> 'participation' = f.participation)
      AND f.participation = ANY(%(before)s)
    ORDER BY f.id, r.line
"""


def apply_people(upload: Upload, asked: dict[str, Any], by: Staff) -> None:
    """Make the new families; make candidates of those that may become some. What else changed is set like any fact."""
    origin, _ = Origin.objects.get_or_create(
        label=f"Impor {upload.pk}: {upload.name}"[:120],
        defaults={"synthetic": not settings.PRODUCTION, "complete": True},
    )
    asked = asked | {"origin": origin.pk, "before": list(MAY_BECOME_CANDIDATES)}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS arriving, coming, came")
        for statement, name in ((ARRIVING, "arriving"), (COMING, "coming"), (CAME, "came")):
            cursor.execute(statement, asked)
            cursor.execute(f"ANALYZE {name}")
        for statement in (FAMILIES, MADE, FIRST_STEP, *MEMBERS):
            cursor.execute(statement, asked)
        if SOURCES[upload.kind].target != P.CANDIDATE:
            return
        cursor.execute(STANDING, asked)
        cursor.execute(STEPS, asked | {"thing": "standing", "at_once": AT_ONCE})
        steps = [upto for (upto,) in cursor.fetchall()]
    standing = Effect.objects.filter(upload=upload.pk, thing="standing")
    for after, upto in pairwise([0, *steps]):
        for state in MAY_BECOME_CANDIDATES:
            moved = standing.filter(before__participation=state, number__gt=after, number__lte=upto)
            move_participation(
                moved.values("number"),
                source=state,
                target=P.CANDIDATE,
                cause="chosen_within_quota",
                on=asked["today"],
                by=by,
                document=asked["document"],
            )


# -- taking back -----------------------------------------------------------------------------------------------------

# Nothing was built on a family as long as only this list ever spoke of it. What the list made is copied and looked at
# first, for the same reason as above.
OWN_ONES: Final = """
    CREATE TEMPORARY TABLE own_ones ON COMMIT DROP AS
    SELECT thing, number, before IS NULL AS made FROM intake_effect
    WHERE upload = %(upload)s AND (thing IN ('standing', 'family', 'member'))
"""
BUILT_ON: Final = """
    SELECT number FROM (
        SELECT e.number FROM own_ones AS e LEFT JOIN registry_family AS f ON f.id = e.number
        WHERE (e.thing = 'standing' OR e.thing = 'family' AND e.made)
          AND f.participation IS DISTINCT FROM CASE WHEN e.thing = 'standing' OR %(candidates)s THEN 'candidate'
                                                   ELSE 'listed' END
        UNION
        SELECT e.number FROM own_ones AS e
        WHERE e.thing = 'family' AND e.made AND (
            EXISTS (SELECT FROM registry_field_change AS c WHERE c.family = e.number AND c.source <> %(source)s)
            OR EXISTS (SELECT FROM registry_account AS a WHERE a.family_id = e.number)
            OR EXISTS (SELECT FROM intake_visit AS v WHERE v.family = e.number))
        UNION
        SELECT m.family_id FROM own_ones AS e JOIN registry_member AS m ON m.family_id = e.number
        LEFT JOIN own_ones AS own ON own.thing = 'member' AND own.number = m.id
        WHERE e.thing = 'family' AND e.made AND own.number IS NULL
    ) AS built ORDER BY number
"""
UNMADE: Final = (
    """DELETE FROM registry_member AS m USING intake_effect AS e
       WHERE e.upload = %(upload)s AND e.thing = 'member' AND e.before IS NULL AND m.id = e.number""",
    """INSERT INTO registry_participation_move
           (family, village, facilitator, source, target, cause, document, "on", by, by_label)
       SELECT f.id, f.village, f.facilitator, f.participation, '', 'list_undone', %(document)s, %(today)s, %(by)s,
              %(label)s
       FROM intake_effect AS e JOIN registry_family AS f ON f.id = e.number
       WHERE e.upload = %(upload)s AND e.thing = 'family' AND e.before IS NULL""",
    """DELETE FROM registry_family AS f USING intake_effect AS e
       WHERE e.upload = %(upload)s AND e.thing = 'family' AND e.before IS NULL AND f.id = e.number""",
    "UPDATE intake_row SET member = NULL, family = NULL WHERE upload = %(upload)s AND outcome = 'new'",
)


def built_on(upload: Upload, asked: dict[str, Any]) -> list[int]:
    """Families of this list of which something else speaks by now."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS own_ones")
        cursor.execute(OWN_ONES, asked)
        cursor.execute("ANALYZE own_ones")
        cursor.execute(BUILT_ON, asked | {"candidates": SOURCES[upload.kind].target == P.CANDIDATE})
        return [number for (number,) in cursor.fetchall()]


def unmake_people(upload: Upload, asked: dict[str, Any], by: Staff) -> None:
    """Candidates go back to where they stood; families that came with the list are removed with their members."""
    made = Effect.objects.filter(upload=upload.pk, thing="family", before=None).values("number")
    for state in MAY_BECOME_CANDIDATES:
        moved = Effect.objects.filter(upload=upload.pk, thing="standing", before__participation=state)
        move_participation(
            Family.objects.filter(pk__in=moved.values("number")).exclude(pk__in=made).values("pk"),
            source=P.CANDIDATE,
            target=state,
            cause="list_undone",
            on=asked["today"],
            by=by,
            document=asked["document"],
        )
    with connection.cursor() as cursor:
        for statement in UNMADE:
            cursor.execute(statement, asked)

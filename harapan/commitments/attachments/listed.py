"""What a list of facilities means for those who are attached: it ends where one closed, and stands in undo's way."""

from typing import Final

from django.conf import settings
from django.db import connection

from harapan.audit.actions import record
from harapan.commitments.attachments.moving import CannotAttach
from harapan.intake.imports.facilities import hold_facilities
from harapan.intake.models import Upload
from harapan.lib.rupiah import number
from harapan.staff.models import Staff

NAMED: Final = 5
"""Facilities a refusal names."""
CLOSED: Final = """
    SELECT f.code, f.name, f.valid_to AS closed_on
    FROM intake_effect AS e JOIN places_facility AS f ON f.id = e.number
    WHERE e.upload = %(upload)s AND e.thing = 'facility' AND e.after ->> 'closed_on' IS NOT NULL
      AND e.after -> 'closed_on' IS DISTINCT FROM e.before -> 'closed_on'
"""
BEGAN_LATER: Final = f"""
    WITH closed AS ({CLOSED})
    SELECT DISTINCT closed.name FROM closed JOIN commitments_attachment AS a ON a.facility = closed.code
    WHERE a.until IS NULL AND a.since >= closed.closed_on ORDER BY 1
"""
ENDED: Final = f"""
    WITH closed AS ({CLOSED})
    UPDATE commitments_attachment AS a SET until = closed.closed_on FROM closed
    WHERE a.facility = closed.code AND a.until IS NULL
"""
# New ones that anybody was ever served by or spoke for, those whose closing ended somebody, and those of another kind
# or level whom somebody came to since.
SERVED: Final = """
    WITH touched AS (
        SELECT f.code, f.name, e.before IS NULL AS is_new, (u.applied_at AT TIME ZONE %(zone)s)::date AS applied_on,
               CASE WHEN e.after -> 'closed_on' IS DISTINCT FROM e.before -> 'closed_on' THEN f.valid_to END AS closed,
               e.after -> 'school' <> e.before -> 'school' OR e.after -> 'facility_kind' <> e.before -> 'facility_kind'
                   AS is_otherwise
        FROM intake_effect AS e JOIN places_facility AS f ON f.id = e.number JOIN intake_upload AS u ON u.id = e.upload
        WHERE e.upload = %(upload)s AND e.thing = 'facility'
    )
    SELECT name FROM touched AS t
    WHERE is_new AND (
            EXISTS (SELECT FROM commitments_attachment AS a WHERE a.facility = t.code)
            OR EXISTS (SELECT FROM commitments_claim AS c WHERE c.facility = t.code)
            OR EXISTS (SELECT FROM commitments_report AS r WHERE r.facility = t.code)
            OR EXISTS (SELECT FROM commitments_readiness AS d WHERE d.facility = t.code))
       OR EXISTS (SELECT FROM commitments_attachment AS a WHERE a.facility = t.code AND a.until = t.closed)
       OR is_otherwise AND EXISTS (
            SELECT FROM commitments_attachment AS a WHERE a.facility = t.code AND a.since >= t.applied_on)
    ORDER BY 1
"""


def end_where_closed(upload: Upload, *, by: Staff) -> int:
    """End whoever is attached to a facility that a list has just closed, on the day it closed. How many.

    Raises `CannotAttach` and names the facilities where somebody began on that day or later.
    """
    with connection.cursor() as cursor:
        cursor.execute(BEGAN_LATER, {"upload": upload.pk})
        if later := [name for (name,) in cursor.fetchall()]:
            raise CannotAttach(
                f"ada yang mulai pada hari tutup atau sesudahnya di {_named(later, 'lagi')}: pindahkan mereka dahulu",
                f"somebody began on the day of closing or later at {_named(later, 'more')}: move them first",
            )
        cursor.execute(ENDED, {"upload": upload.pk})
        count = int(cursor.rowcount)
    if count:
        record("attachments.ended", upload, by=by, members=count, because=f"import:{upload.pk}")
    return count


def check_nobody_is_served(upload: Upload) -> None:
    """A list of facilities is taken back only while nobody rests on it. Raises `CannotAttach` with the names.

    Whoever is being attached there at this moment is waited for, and whoever comes next waits for the undo.
    """
    hold_facilities(upload)
    with connection.cursor() as cursor:
        cursor.execute(SERVED, {"upload": upload.pk, "zone": settings.TIME_ZONE})
        served = [name for (name,) in cursor.fetchall()]
    if served:
        raise CannotAttach(
            f"sudah ada orang atau laporan di {_named(served, 'lagi')}; tidak ada yang dibatalkan",
            f"people or reports are at {_named(served, 'more')} by now; nothing was taken back",
        )


def _named(names: list[str], more: str) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" (+{number(rest)} {more})" if rest > 0 else "")

"""What somebody may see and do at the import desk, and the rows of a list."""

from typing import Final

from django.db import connection
from django.db.models import QuerySet

from harapan.intake.imports.words import HAPPENS
from harapan.intake.models import ACCOUNTS_ONLY, Mapping, Row, Upload
from harapan.intake.sources import SOURCES
from harapan.staff.models import Staff

OPENINGS: Final = "accounts"
MOST_REMEMBERED: Final = 200


def kinds_for(staff: Staff) -> list[str]:
    """The kinds of lists this person may bring."""
    if not staff.active:
        return []
    if staff.position in ACCOUNTS_ONLY:
        return [OPENINGS]
    if staff.position == Staff.Position.NATIONAL:
        return list(SOURCES)
    return [kind for kind in SOURCES if kind != OPENINGS] if staff.may_import else []


def may_open_the_desk(staff: Staff) -> bool:
    """Whoever brings lists, or reads what they brought."""
    return staff.active and (staff.may_see_imports or bool(kinds_for(staff)))


def may_apply(upload: Upload, staff: Staff) -> bool:
    """Whoever may bring such a list may apply one; openings, only a second person who moves money."""
    if upload.kind == OPENINGS:
        return staff.active and staff.may_run_cycles and staff.pk != upload.uploaded_by
    return upload.kind in kinds_for(staff)


def uploads_visible_to(staff: Staff) -> QuerySet[Upload]:
    """Lists somebody may look into."""
    return Upload.objects.visible_to(staff)


def rows_of(upload: Upload, outcome: str = "", reason: str = "") -> QuerySet[Row]:
    """Rows of a list in the order of the file; give a list that was checked for visibility."""
    rows = Row.objects.filter(upload=upload.pk)
    if outcome:
        rows = rows.filter(outcome=outcome)
    return rows.filter(reason=reason) if reason else rows


def families_touched(upload: Upload, most: int) -> list[int]:
    """Families that an applied list made or changed, as long as there are no more than `most`; else none."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {"upload": upload.pk, "happens": list(HAPPENS), "most": most + 1})
        found = [family for (family,) in cursor.fetchall()]
    return found if len(found) <= most else []


TOUCHED: Final = """
    SELECT family FROM intake_row WHERE upload = %(upload)s AND outcome = ANY(%(happens)s) AND family IS NOT NULL
    UNION SELECT number FROM intake_effect WHERE upload = %(upload)s AND thing IN ('family', 'standing')
    LIMIT %(most)s
"""


def twin_of(sha256: str, kind: str, area: str, staff: Staff) -> Upload | None:
    """The list made of the same bytes before, as far as this person may know of it."""
    return (
        uploads_visible_to(staff)
        .filter(sha256=sha256, kind=kind, area=area)
        .exclude(state__in=[Upload.State.REFUSED, Upload.State.UNDONE, Upload.State.DISCARDED])
        .first()
    )


def remembered(kind: str) -> dict[str, dict[str, int]]:
    """Columns as people last chose them, by the digest of the head."""
    newest = Mapping.objects.filter(kind=kind).order_by("head", "-pk").distinct("head")
    return dict(newest.values_list("head", "columns")[:MOST_REMEMBERED])

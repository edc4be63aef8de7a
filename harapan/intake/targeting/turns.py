"""One at a time changes the quotas and lists of a regency; whoever waited sees what the other has done."""

from django.db import connection


def wait_for_turn(cohort: str, regency: str) -> None:
    """Hold a regency's turn until the end of the transaction: the very lock that the database takes for a quota."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"harapan quota {cohort}{regency}"])

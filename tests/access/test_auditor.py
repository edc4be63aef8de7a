"""The auditor reads everything and writes nothing: no button of any page works for Hasan."""

from django.db import connection

from tests.access.table import entries
from tests.access.visits import ADDRESSES
from tests.access.walk import addresses

HIS_OWN = (
    "account_",  # his password
    "mfa_",  # his one-time codes
    "people:end_",  # his sessions
    "people:speak",  # his language
    "ui:choose_language",
    "families:unmask",  # says what for, and reads: nothing but the log changes
    "public:",  # pages that answer to anything
    "ui:style",
)
"""What everybody may press, and what that is."""
TRACES = {
    "audit_event",
    "django_session",
    "usersessions_usersession",
    "account_emailaddress",
    "mfa_authenticator",
    "staff_staff",
    "axes_accessattempt",
    "axes_accesslog",
}
"""What signing in and looking leave behind."""


def test_every_form_of_every_page_refuses_the_auditor(world, walkers):
    """Pages whose lines say 405 for everybody take no forms; some answer as if they had been asked for."""
    barred = [entries()[name] for name in ADDRESSES if not name.startswith(HIS_OWN)]
    barred = [entry for entry in barred if not (405 in entry.post["auditor"] and 403 not in entry.post["auditor"])]
    pressed = {
        address: walkers("auditor").presses(address).status
        for entry in barred
        for address in (entry.own(world), entry.others(world))
    }
    assert not {address: status for address, status in pressed.items() if status not in {403, 404, 405}}


def rows_of_every_table() -> dict[str, int]:
    """How often each table was written to since the server counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall() if name not in TRACES]
        counted = {}
        for table in tables:
            cursor.execute(f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {table} t")
            counted[table] = cursor.fetchone()
    return counted


def test_after_the_auditor_has_opened_and_pressed_everything_no_row_has_changed(world, walkers, as_machine):
    before = as_machine(rows_of_every_table)

    for name in addresses().keys() & set(ADDRESSES):
        if not name.startswith(HIS_OWN) or name == "families:unmask":
            walkers("auditor").opens(entries()[name].own(world))
            walkers("auditor").presses(entries()[name].own(world))

    assert as_machine(rows_of_every_table) == before

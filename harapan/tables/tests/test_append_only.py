"""What is written down stays: no login changes, removes or truncates it, its owner neither."""

from datetime import date

import psycopg
import pytest
from django.db import connection

from harapan.commitments.models import Revision
from harapan.letters.models import Annex, Letter, Revocation
from harapan.payments.models import LeftOut, OddLine, UsageEntry, UsageFile
from harapan.testing.databases import as_login
from harapan.testing.make import make_family, make_observations

APPEND_ONLY = {
    "audit_event": "verb = 'nothing happened'",
    "audit_seal": "digest = ''",
    "commitments_observation": "unexcused = 0",
    "commitments_revision": "because = ''",
    "entitlements_entitlement": "net = net + 1",
    "letters_annex": "sha256 = ''",
    "letters_revocation": "because = ''",
    "payments_left_out": "payment = payment + 1",
    "payments_ledger": "rupiah = rupiah + 1",
    "payments_odd_line": "pile = 'credited'",
    "payments_payment": "rupiah = rupiah + 1",
    "payments_usage": "rupiah = rupiah + 1",
    "registry_participation_move": "by_label = 'nobody'",
    "registry_standing": "quarters_missed = 0",
    "sanctions_making": "payments = payments + 1",
}
"""Table, and what somebody might like to set in it."""
WORDS = {
    "commitments_claim",
    "commitments_claim_ruling",
    "commitments_entry",
    "commitments_measurement",
    "commitments_month_closing",
    "commitments_readiness",
    "commitments_report",
    "commitments_retraction",
    "coordination_gathering",
    "intake_decree_line",
    "intake_deliberation",
    "intake_linkage_model",
    "intake_pair_word",
    "intake_proposal",
    "intake_proposal_decision",
    "intake_quota",
    "meetings_draw",
    "meetings_plan",
    "meetings_report_note",
    "registry_evidence",
    "registry_field_change",
    "registry_other_number",
    "registry_overpayment_word",
    "registry_reassignment",
    "registry_request_event",
    "sanctions_waiver_request",
    "sanctions_waiver_ruling",
    "sanctions_word",
}
"""Tables of what people said, guarded by the very same triggers; a plain cycle leaves them empty."""


@pytest.fixture
def written(after):
    """A closed cycle, and a row in each table that a plain cycle leaves empty."""
    given = after("close")
    family = make_family("Joko")
    child = family.members.get(name="Budi")
    make_observations(child, "school_attendance", [date(2024, 10, 1)])
    seen = {"month": date(2024, 10, 1), "member": child.pk, "family": family.pk, "village": family.village}
    counted = {"open": 20, "unexcused": 0, "excused": 0, "available": True, "reported": True}
    Revision.objects.create(duty="school_attendance", because="came late", by=given.desk.worker.pk, **seen, **counted)
    place = {"cycle": given.cycle, "batch": given.batch.pk, "village": family.village, "bank": "BRI"}
    told = {"cycle": given.cycle, "kind": "idle", "bank": "BRI", "name": "BRI.csv", "sha256": "a" * 64, "lines": 1}
    file = UsageFile.objects.create(read_by=given.desk.worker.pk, **told)
    moved = {"source": "credited", "target": "dormant", "rupiah": 225_000, "file": file}
    UsageEntry.objects.create(payment=1, by=given.desk.worker.pk, **place, **moved)
    OddLine.objects.create(answer=given.file().answers.get(), line=99, pile="unknown", end_to_end_id="x", status="x")
    asker = given.desk.worker.pk
    LeftOut.objects.create(answer=99, payment=1)
    letter = Letter.objects.create(kind="recap", period=given.cycle, subject_digest="b" * 64, asked_by=asker, year=2025)
    Annex.objects.create(letter=letter, title="a list", path="a.pdf", sha256="c" * 64, size=1)
    Revocation.objects.create(letter=letter, because="a sum was wrong", by=asker)


def test_every_table_of_record_is_in_this_list(own_database):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname LIKE '%%_is_never_changed' AND tgparentid = 0"
        )
        guarded = {name for (name,) in cursor.fetchall()}

    assert guarded == set(APPEND_ONLY) | WORDS


def test_what_people_said_is_guarded_by_the_same_triggers(own_database):
    with as_login("owner") as owner:
        for table in sorted(WORDS):
            alike = owner.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'"
                " AND tgfoid = 'harapan_refuse_change'::regproc",
                [table],
            ).fetchone()
            assert alike == (2,), table
            with pytest.raises(psycopg.errors.RestrictViolation):
                owner.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("login", ["machine", "owner"])
def test_nobody_changes_removes_or_truncates_what_is_written(written, login):
    with as_login(login) as somebody:
        for table, wish in APPEND_ONLY.items():
            before = somebody.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert before != (0,), f"{table} is empty: nothing would be proven"
            for attempt in (f"UPDATE {table} SET {wish}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises((psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege)):
                    somebody.execute(attempt)
            assert somebody.execute(f"SELECT count(*) FROM {table}").fetchone() == before


def test_a_slice_is_guarded_like_the_whole(written):
    with as_login("owner") as owner:
        slices = owner.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text = ANY(%s)",
            [list(APPEND_ONLY)],
        ).fetchall()

        assert len(slices) == 5
        for (name,) in slices:
            for attempt in (f"DELETE FROM {name}", f"TRUNCATE {name}"):
                with pytest.raises(psycopg.errors.RestrictViolation):
                    owner.execute(attempt)


def test_the_machine_cannot_reach_a_slice_behind_the_back_of_its_table(written):
    with as_login("machine") as machine:
        for attempt in ("SELECT FROM payments_ledger_2025_1", "INSERT INTO payments_ledger_2025_1 DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                machine.execute(attempt)


def test_the_web_login_sees_nothing_while_nobody_is_signed_in(written):
    with as_login("web") as web:
        for table in ("audit_event", "registry_family", "registry_member", "payments_ledger", "payments_balance"):
            assert web.execute(f"SELECT FROM {table}").rowcount == 0


def test_the_web_login_writes_nothing_where_money_and_people_are(written):
    with as_login("web") as web:
        for table in (
            *list(APPEND_ONLY)[2:],
            "registry_family",
            "registry_member",
            "payments_balance",
            "payments_account_total",
            "payments_payment",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(f"INSERT INTO {table} DEFAULT VALUES")

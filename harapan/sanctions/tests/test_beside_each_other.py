"""Decisions beside each other, and beside a freeze, on connections of their own: each sees what the other has done."""

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from harapan.registry.models import Arrears
from harapan.sanctions import actions
from harapan.sanctions.applying import apply_decision, next_open_cycle
from harapan.sanctions.models import Case
from harapan.tables.bulk import uri
from harapan.testing.make import make_family, make_neighbours, member_named, pupil, student
from harapan.testing.stages import scene

pytestmark = pytest.mark.usefixtures("own_database")
PUPIL, STUDENT = 225_000, 500_000
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
SNAPSHOT = """
    INSERT INTO snapshots_snapshot (cycle, folder, digest, families, members, observations, taken_by, taken_at)
    VALUES ('2025-3', 'x', repeat('0', 64), 1, 1, 0, 1, now())
"""


@pytest.fixture
def aminah():
    return make_family("Aminah", pupil("Budi"), student("Cahya"))


@pytest.fixture
def case(aminah, eko):
    """Budi missed four quarters, and was notified of it."""
    missed = [{"member": member_named(aminah, "Budi").pk, "duty": "school_attendance", "months": ["2025-01-01"]}]
    day = timezone.localdate() - timedelta(days=20)
    return Case.objects.create(
        cycle="2025-1", run=1, family=aminah.pk, village=aminah.village, kind="sanction", proposed="terminate",
        missed=missed, objection_days=14, proposed_by=eko.pk, state="notified", notified_by=eko.pk, notified_on=day,
        until=day + timedelta(days=14),
    )  # fmt: skip


def waits_or_ends(thread):
    """Until the other connection waits for a lock, or is through."""
    with psycopg.connect(uri(), autocommit=True) as watching:
        while thread.is_alive() and not watching.execute(WAITS).fetchone()[0]:
            time.sleep(0.01)


def test_two_decisions_for_one_family_never_owe_it_the_same_stage_twice(case, aminah, dewi, eko, cast):
    """Aminah's termination is taken back, which owes her the stage she was left out of; the notice of that very stage
    is granted as well. Both are applied at the same moment.
    """
    make_neighbours(2)
    today, agus = timezone.localdate(), cast["agus"]
    scene(dewi, eko, cycle="2025-1", because="uji").through("approve")
    actions.decide_sanction(case, "uphold", "empat triwulan", on=today, by=dewi)
    apply_decision(case, by=dewi)
    scene(dewi, eko, cycle="2025-2", because="uji").through("approve")
    notice = Case.objects.get(cycle="2025-2", kind="payment", family=aminah.pk)
    actions.decide_sanction(case, "waive", "sakit terbukti", on=today, by=agus)
    actions.decide_payment(notice, "grant", "sakit terbukti", rupiah=notice.most, on=today, by=agus)

    def grants():
        apply_decision(notice, by=agus)
        connection.close()

    beside = threading.Thread(target=grants)
    with transaction.atomic():
        apply_decision(case, by=agus)
        beside.start()
        waits_or_ends(beside)
    beside.join()

    notice.refresh_from_db()
    assert notice.state == "applied"
    assert sum(Arrears.objects.filter(family=aminah.pk).values_list("amount", flat=True)) == PUPIL + STUDENT


def test_a_freeze_that_ends_while_we_look_counts_as_frozen(case, aminah):
    """Between our two questions the third stage stops being frozen and is: the decision is not in it."""
    with psycopg.connect(uri(), autocommit=True) as freezer:
        freezer.execute("SELECT pg_advisory_lock(hashtextextended('harapan freezing 2025-3', 0))")
        asked = []

        def ends_after_the_first(execute, sql, params, many, context):
            found = execute(sql, params, many, context)
            if not asked:
                freezer.execute(SNAPSHOT)
                freezer.execute("SELECT pg_advisory_unlock_all()")
            asked.append(sql)
            return found

        case.cycle = "2025-2"
        with connection.execute_wrapper(ends_after_the_first):
            assert next_open_cycle(case, aminah) == "2025-4"

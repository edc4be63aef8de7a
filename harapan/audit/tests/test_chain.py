"""Events are added, sealed into a chain, and whoever changes one is found out."""

import psycopg
import pytest
from django.db import transaction

from harapan.audit.actions import GENESIS, Broken, record, seal, verify
from harapan.audit.models import Event, Seal
from harapan.staff.models import Staff
from harapan.testing.databases import as_login


def seal_all() -> str:
    """Seal until no event waits: older transactions, of other tests too, hold the newest ones back."""
    head = seal()
    while sum(Seal.objects.values_list("events", flat=True)) < Event.objects.count():
        head = seal()
    return head


@pytest.fixture
def written(own_database, dewi):
    """Three events, sealed in two links."""
    with transaction.atomic():
        record("family.ranked", dewi, by=dewi, before=2, after=3)
        record("family.ranked", dewi, by=dewi, before=3, after=4)
    seal_all()
    record("run.computed", dewi, by=dewi, digest="ab" * 32)
    return seal_all()


def tamper(statement: str) -> None:
    """What only the master of the machine could do: past every trigger."""
    with as_login("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(statement)


def test_every_event_is_in_the_chain(written):
    assert verify() == 3
    first, second = Seal.objects.order_by("upto")
    assert (first.previous, first.events, second.events) == (GENESIS, 2, 1)
    assert second.previous == first.digest
    assert written == second.digest


def test_sealing_again_adds_nothing(written):
    assert seal() == written
    assert Seal.objects.count() == 2


def test_an_untouched_house_has_an_empty_chain(own_database):
    assert seal() == GENESIS
    assert verify() == 0


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE audit_event SET facts = \'{"before": 2, "after": 9}\' WHERE id = (SELECT min(id) FROM audit_event)',
        "UPDATE audit_event SET actor = actor + 1 WHERE id = (SELECT max(id) FROM audit_event)",
        "UPDATE audit_event SET at = at - interval '1 second' WHERE id = (SELECT min(id) FROM audit_event)",
        "DELETE FROM audit_event WHERE id = (SELECT min(id) FROM audit_event)",
        "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)",
        "INSERT INTO audit_event (actor_label, verb, object_type, object_id, facts, transaction) "
        "SELECT 'nobody', 'x', '', '', '{}', min(transaction) FROM audit_event",
        "UPDATE audit_seal SET digest = repeat('a', 64) WHERE id = (SELECT min(id) FROM audit_seal)",
        "UPDATE audit_seal SET events = 3 WHERE id = (SELECT max(id) FROM audit_seal)",
        "DELETE FROM audit_seal WHERE id = (SELECT min(id) FROM audit_seal)",
    ],
)
def test_whatever_the_master_of_the_machine_changes_is_found(written, statement):
    tamper(statement)

    with pytest.raises(Broken) as found:
        verify()

    assert "rantai catatan putus" in found.value.sentence_id
    assert "the chain breaks" in found.value.sentence_en


def test_a_slow_action_holds_nobody_up_and_is_not_missed(own_database, dewi):
    with as_login("machine") as slow, slow.transaction():
        slow.execute(
            "INSERT INTO audit_event (actor_label, verb, object_type, object_id, facts) "
            "VALUES ('slow', 'x', '', '', '{}')"
        )
        record("family.ranked", dewi, by=dewi)

        seal()
        assert verify() == 0

    seal_all()
    assert verify() == 2


def test_an_event_says_who_did_what_to_what(own_database, dewi):
    event = record("staff.taken_on", Staff.objects.get(username="eko"), by=dewi, position="finance")

    event.refresh_from_db()
    assert (event.actor, event.actor_label) == (dewi.pk, "Dewi Lestari (Direktorat JSK)")
    assert (event.verb, event.object_type, event.facts) == ("staff.taken_on", "staff", {"position": "finance"})


def test_an_action_that_fails_leaves_no_event(own_database, dewi):
    def fail():
        with transaction.atomic():
            record("family.ranked", dewi, by=dewi)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not Event.objects.exists()


def test_even_the_owner_cannot_change_an_event_without_leaving_the_triggers_behind(written):
    with as_login("owner") as owner:
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute("UPDATE audit_event SET verb = 'nothing'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("SET session_replication_role = replica")

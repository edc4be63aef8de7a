"""Commands around the cycle: staff, places and people, audit, and asking for help."""

import json

import pytest

from harapan.audit.models import Event
from harapan.registry.models import Family, Origin
from harapan.staff.codes import secret_of
from harapan.staff.models import Staff
from harapan.testing.databases import as_login


def test_somebody_is_taken_on_with_a_password_and_a_secret_that_are_shown_once(own_database, harapan):
    said = harapan("user create fitri --name 'Fitri Handayani' --position finance --os-user fitri-pc")

    fitri = Staff.objects.get(username="fitri")
    assert said.code == 0, said.err
    assert secret_of(fitri) in said.out
    password = said.out.split("good for three days: ")[1].split()[0]
    assert fitri.check_password(password)
    facts = str(list(Event.objects.values_list("facts", flat=True)))
    for told in (harapan("user list --json").out, harapan("user show fitri --json").out, facts):
        assert secret_of(fitri) not in told
        assert password not in told


def test_staff_are_listed_for_people_and_for_machines(own_database, harapan):
    assert "Dewi Lestari" in harapan("user list").out
    listed = json.loads(harapan("user list --json --position auditor").out)
    assert [person["username"] for person in listed] == ["hasan"]


def test_a_made_up_country_fills_an_empty_registry_once(own_database, harapan):
    said = harapan("population make --size 60 --seed 3")

    assert said.code == 0, said.err
    assert Family.objects.count() == 60
    assert Origin.objects.get().synthetic
    assert harapan("population make --size 60").code == 1
    assert Family.objects.count() == 60


def test_presets_say_what_was_published_and_what_was_made_up(own_database, harapan):
    said = harapan("population list").out

    assert "65.387" in said
    assert "synthetic:" in said


def test_the_audit_chain_is_checked_by_command(after, harapan):
    after("close")
    assert harapan("audit verify").code == 0

    with as_login("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE audit_event SET facts = '{}' WHERE verb = 'batch.approved'")
    said = harapan("audit verify")

    assert said.code == 1
    assert "the chain breaks" in said.err
    assert "rantai catatan putus" in said.err


@pytest.mark.parametrize(
    "words", ["--help", "cycle --help", "cycle run --help", "population make --help", "user --help"]
)
def test_help_is_no_mistake(harapan, words):
    said = harapan(words)

    assert said.code == 0
    assert "Usage" in said.out


def test_no_words_at_all_is_a_question_for_help(harapan):
    said = harapan("")

    assert said.code == 2
    assert "Usage" in said.out + said.err

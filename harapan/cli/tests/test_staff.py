"""`harapan user` and `harapan demo --logins`: people at the command line."""

import json
import re

import pyotp
import pytest
from allauth.mfa.models import Authenticator

from harapan.staff.codes import code_holds, secret_of
from harapan.staff.models import Staff
from harapan.testing.places import some_areas

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def areas(own_database):
    some_areas()


def person(username: str) -> Staff:
    return Staff.objects.get(username=username)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--position regency_coordinator --area 9999", "no area has the code '9999'"),
        ("--position regency_coordinator", "needs an area"),
        ("--position regency_coordinator --area 64", "not of the level"),
        ("--position queen", "no position is called 'queen'"),
        ("--position finance --from soon", "is no date"),
        ("--position provider --area 6403", "needs its code"),
        ("--position provider --area 6403 --facility 123", "no facility has the code '123'"),
    ],
)
def test_nobody_is_created_for_nothing(harapan, options, words):
    said = harapan(f"user create fitri --name Fitri {options}")

    assert said.code == 1
    assert words in said.err
    assert not Staff.objects.filter(username="fitri").exists()


def test_an_area_may_be_written_with_dots(harapan):
    said = harapan("user create fitri --name Fitri --position regency_coordinator --area 64.03")

    assert said.code == 0, said.err
    assert person("fitri").area == "6403"


def test_the_list_says_how_many_it_leaves_out(harapan):
    assert "and 13 more" in harapan("user list --limit 3").out
    assert "more:" not in harapan("user list").out
    assert len(json.loads(harapan("user list --area 64.02 --json").out)) == 7


def test_somebody_is_shown_with_history_but_without_secrets(harapan):
    harapan("user create fitri --name Fitri --position supervisor --area 6402 --document 'SK 1'")
    harapan("user post fitri --position supervisor --area 6403")

    shown = json.loads(harapan("user show fitri --json").out)

    assert shown["area"] == "6403"
    assert [posting["kind"] for posting in shown["postings"]] == ["withdrawn", "main"]
    read = harapan("user show fitri").out
    assert "SK 1" in read
    assert "64.03" in read
    assert not re.search(r"\[\]|True|False|None|\+00:00", read)
    assert secret_of(person("dewi")) not in harapan("user show dewi").out


def test_somebody_leaves(harapan):
    assert "Eko Prasetyo no longer works here from 2999-06-30 on" in harapan("user let-go eko --on 2999-06-30").out
    assert harapan("user let-go citra").out.strip().endswith("no longer works here")

    assert not person("citra").active
    assert "citra" not in harapan("user list").out
    assert "citra" in harapan("user list --everyone").out
    assert harapan("user let-go citra").code == 1


def test_password_and_secret_are_given_anew(harapan):
    password = harapan("user reset-password eko").out.split(": ")[1].strip()
    secret = harapan("user renew-secret eko").out.split(": ")[1].strip()

    assert person("eko").check_password(password)
    assert code_holds(person("eko"), pyotp.TOTP(secret).now())


@pytest.mark.parametrize(
    "line", ["show nobody", "post nobody --position finance", "let-go nobody", "reset-password nobody"]
)
def test_nobody_is_nobody(harapan, line):
    said = harapan(f"user {line}")

    assert said.code == 1
    assert "nobody here is called 'nobody'" in said.err


def test_a_login_is_printed_for_each_position_and_for_a_school_and_a_health_unit(harapan):
    told = json.loads(harapan("demo --logins --json").out)

    assert {one["role"] for one in told} == set(Staff.Position.values)
    assert [one["role"] for one in told].count("provider") == 2
    for one in told:
        assert person(one["username"]).check_password(one["password"])
        assert code_holds(person(one["username"]), pyotp.TOTP(one["secret"]).now())


def test_a_login_that_was_changed_is_not_told_as_if_it_were_the_old_one(harapan):
    harapan("user reset-password eko")
    Authenticator.objects.filter(user=person("citra")).update(data={"secret": pyotp.random_base32()})

    told = {one["username"]: one for one in json.loads(harapan("demo --logins --json").out)}

    assert told["eko"]["password"] == ""
    assert told["citra"]["secret"] == secret_of(person("citra"))


def test_production_has_no_demo_logins(harapan, settings):
    settings.PRODUCTION = True

    assert harapan("demo --logins").code == 1

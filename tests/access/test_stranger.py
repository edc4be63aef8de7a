"""Who has not signed in comes as far as the door; who was signed out in the middle finds the way back."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.table import entries
from tests.access.visits import ADDRESSES
from tests.access.walk import answer_of, echo_of


@pytest.fixture
def stranger(world, walkers):
    """Nobody we know."""
    client = Client(raise_request_exception=True)
    client.cookies["django_language"] = "en"
    return client


def test_a_stranger_is_sent_to_the_door(world, stranger):
    wrong, secrets = [], set().union(*world.secrets.values())
    for name in ADDRESSES:
        entry = entries()[name]
        address = entry.own(world)
        answer = answer_of(stranger.get(address))
        sent = answer.status == 302 and answer.location.startswith(reverse("account_login"))
        as_said = str(answer.status) in entry.stranger.split("|")
        if not (sent or answer.status == 405 if entry.stranger == "sign in" else as_said):
            wrong.append(f"{address}: {answer.status} {answer.location}, not {entry.stranger}")
        wrong += [f"{address} tells {secret}" for secret in answer.tells(secrets, typed=echo_of(address))]
    assert not wrong


def test_a_stranger_presses_nothing(world, stranger):
    barred = [name for name in ADDRESSES if entries()[name].stranger == "sign in"]
    pressed = {name: answer_of(stranger.post(entries()[name].own(world))).status for name in barred}
    assert not {name: status for name, status in pressed.items() if status not in {302, 403, 405}}


def test_the_door_leads_on_to_where_somebody_wanted_to_go(stranger):
    answer = answer_of(stranger.get("/jejak/?apa=family.moved"))
    assert answer.location == "/masuk/?next=/jejak/%3Fapa%3Dfamily.moved"


def test_a_part_of_a_page_asked_for_after_the_session_ended_sends_the_whole_page_to_the_door(stranger):
    response = stranger.get(
        "/keluarga/?q=x", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/keluarga/?q=x"}
    )
    assert response.headers["HX-Redirect"] == "/masuk/?next=/keluarga/%3Fq%3Dx"

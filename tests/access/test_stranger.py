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


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_stranger_is_sent_to_the_door(world, stranger, name):
    entry = entries()[name]
    address = entry.own(world)

    answer = answer_of(stranger.get(address))

    if entry.stranger == "sign in":
        assert answer.status in ({302} if 200 in set().union(*entry.get.values()) else {302, 405})
        assert answer.location.startswith(reverse("account_login")) or answer.status == 405
    else:
        assert str(answer.status) in entry.stranger.split("|")
    assert not answer.tells(set().union(*world.secrets.values()), typed=echo_of(address))


@pytest.mark.parametrize("name", [name for name in ADDRESSES if entries()[name].stranger == "sign in"])
def test_a_stranger_presses_nothing(world, stranger, name):
    answer = answer_of(stranger.post(entries()[name].own(world)))
    assert answer.status in {302, 403, 405}


def test_the_door_leads_on_to_where_somebody_wanted_to_go(stranger):
    answer = answer_of(stranger.get("/jejak/?apa=family.moved"))
    assert answer.location == "/masuk/?next=/jejak/%3Fapa%3Dfamily.moved"


def test_a_part_of_a_page_asked_for_after_the_session_ended_sends_the_whole_page_to_the_door(stranger):
    response = stranger.get(
        "/keluarga/?q=x", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/keluarga/?q=x"}
    )
    assert response.headers["HX-Redirect"] == "/masuk/?next=/keluarga/%3Fq%3Dx"

"""The language switch, the style guide, and pages for when something is not as it should be."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from harapan.ui.context import place_of
from harapan.ui.views import broken


def test_the_language_is_remembered_and_the_reader_comes_back(own_database, visitor):
    stranger = visitor(None, "id")

    answer = stranger.post("/bahasa/", {"language": "en", "next": "/gaya/?x=1"})

    assert answer["Location"] == "/gaya/?x=1"
    assert 'lang="en"' in stranger.get("/gaya/").body.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(own_database, visitor, back):
    answer = visitor().post("/bahasa/", {"language": "xx", "next": back})

    assert answer["Location"] == "/"
    assert "django_language" not in answer.cookies


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("sheet", ["", "polos/", "403/", "404/", "basi/", "500/"])
def test_the_style_guide_is_open_to_everybody_where_nobody_is_real(own_database, visitor, language, sheet):
    page = visitor(None, language).get(f"/gaya/{sheet}")

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.body.decode()


def test_where_people_are_real_the_style_guide_is_for_staff(own_database, visitor, dewi, settings):
    settings.PRODUCTION = True

    assert visitor().get("/gaya/").headers["Location"].startswith("/masuk/")
    assert visitor(dewi).get("/gaya/").status_code == 200


def test_practice_is_marked_and_production_is_not(own_database, visitor, dewi, settings):
    assert "made-up data" in visitor(dewi).get("/gaya/").body.decode()

    settings.PRODUCTION = True
    assert "made-up data" not in visitor(dewi).get("/gaya/").body.decode()


def test_a_page_says_who_is_signed_in_and_how_to_leave(own_database, visitor, dewi):
    page = visitor(dewi).get("/gaya/").body.decode()

    assert "Dewi Lestari" in page
    assert f'action="{reverse("account_logout")}"' in page
    assert 'aria-current="true"' in page


def test_an_address_that_leads_nowhere_gets_a_friendly_page_with_the_way_home(own_database, visitor, dewi):
    for person in (None, dewi):
        page = visitor(person).get("/tidak-ada/")
        assert page.status_code == 404
        assert "Page not found" in page.body.decode()
        assert 'href="/"' in page.body.decode()


def test_the_page_for_our_own_faults_needs_neither_database_nor_request(django_assert_num_queries):
    with translation.override("en"):
        answer = broken(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "{" not in render_to_string("ui/500.html")


def test_a_form_without_its_token_gets_words_and_not_a_riddle(own_database, visitor):
    strict = visitor(client=Client(enforce_csrf_checks=True), language="en")

    answer = strict.post("/bahasa/", {"language": "id"})

    assert answer.status_code == 403
    assert "Nothing has changed." in answer.body.decode()


def test_every_address_lies_under_one_of_the_five_places():
    assert place_of("/") == "/"
    assert place_of("/keluarga/12/") == "/keluarga/"
    assert place_of("/jejak/") == "/lainnya/"


def test_unknown_sheets_of_the_guide_are_not_found(own_database, visitor):
    assert visitor().get("/gaya/rahasia/").status_code == 404

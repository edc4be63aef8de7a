"""A family's page in a browser: no barriers, its amount opens in place, and it prints to one sheet of A4."""

import re

import pytest
from playwright.sync_api import expect

from harapan.registry.models import Family, Member
from harapan.testing.make import (
    elder,
    make_closings,
    make_family,
    make_observations,
    member_named,
    person,
    pupil,
    student,
    toddler,
)
from harapan.testing.stages import CYCLE, scene
from tests.browser.seeing import SIZES, barriers, overflowing, small_targets


@pytest.fixture
def six(own_database, dewi, eko):
    """A family of six, paid in one stage, with a year of verified duties."""
    family = make_family(
        "Siti Aminah",
        toddler("Aisyah Putri"),
        pupil("Budi Santoso"),
        student("Cahya Ningrum"),
        elder("Datuk Hamid"),
        person("Rahmat Hidayat", member_named(make_family("Tetangga"), "Tetangga").born, relation="spouse"),
        address="Dusun Sukamaju RT 007 RW 003",
    )
    given = scene(dewi, eko)
    make_closings(given.edition.stage.judged_months)
    given.through("freeze")
    for name in ("Budi Santoso", "Cahya Ningrum"):
        make_observations(member_named(family, name), "school_attendance", given.edition.stage.months, unexcused=1)
    given.through("answer")
    return family


def test_a_family_of_six_prints_to_one_page(six, serve_here, browse, cast):
    page = browse(serve_here(), cast["ratna"], language="id")
    page.goto(f"/keluarga/{six.pk}/")
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4"))) == 1


def test_the_amount_opens_in_place_and_the_line_of_time_comes_when_it_is_asked_for(six, serve_here, browse, cast):
    page = browse(serve_here(), cast["ratna"])
    page.goto(f"/keluarga/{six.pk}/")
    page.get_by_text("How did this amount come about?").first.click()
    expect(page.get_by_text("Counted as").first).to_be_visible()
    page.get_by_role("link", name="Open it").click()
    expect(page.get_by_text(f"Stage {CYCLE}: ").first).to_be_visible()
    page.get_by_role("link", name="Participation", exact=True).click()
    expect(page.locator("#garis").get_by_text("credited to the account")).to_have_count(0)


def test_the_slash_leads_to_the_search(six, serve_here, browse, cast):
    page = browse(serve_here(), cast["ratna"])
    page.goto("/keluarga/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("aminah")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Siti Aminah")).to_be_visible()


def test_there_are_no_barriers(six, serve_here, browse, cast):
    site = serve_here()
    assert Member.objects.count() > Family.objects.count()
    for width, dark in SIZES:
        page = browse(site, cast["ratna"], width=width, dark=dark)
        for path in (
            "",
            "?q=siti",
            "?q=zzzz",
            f"{six.pk}/",
            f"{six.pk}/riwayat/",
            f"{six.pk}/hitungan/{CYCLE}/",
            f"{six.pk}/buka/",
        ):
            page.goto(f"/keluarga/{path}")
            assert barriers(page) == [], path
            assert overflowing(page) == [], path
            assert small_targets(page) == [], path

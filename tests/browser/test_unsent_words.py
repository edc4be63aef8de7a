"""What somebody typed and could not send waits for them: after a reload, an expired session, and for nobody else."""

import pytest
from playwright.sync_api import expect

from harapan.testing.pages import Visitor


@pytest.fixture
def page(site, browse, cast):
    """Dewi at a form, with a sentence typed."""
    page = browse(site, cast["dewi"])
    page.goto("/gaya/")
    page.locator("#kosong_explanation").fill("Pindah ke Samarinda sejak Mei")
    page.locator("#kosong_reason_1").check()
    return page


def become(page, site, staff) -> None:
    """Somebody else signs in, in the same window."""
    session = Visitor(staff).client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def test_a_reload_brings_it_back_and_says_so(page):
    page.reload()

    expect(page.locator("#kosong_explanation")).to_have_value("Pindah ke Samarinda sejak Mei")
    expect(page.locator("#kosong_reason_1")).to_be_checked()
    expect(page.get_by_text("has been put back")).to_be_visible()


def test_it_can_be_cleared(page):
    page.reload()
    page.get_by_role("button", name="Clear it").click()
    page.reload()

    expect(page.locator("#kosong_explanation")).to_have_value("")


def test_a_session_that_ended_loses_nothing(page, site, cast):
    page.context.clear_cookies(name="sessionid")
    page.goto("/masuk/")
    page.goto(page.evaluate("document.body.dataset.signIn"))
    expect(page.locator("main input[name=next]")).to_have_value("/gaya/")

    become(page, site, cast["dewi"])
    page.goto("/gaya/")

    expect(page.locator("#kosong_explanation")).to_have_value("Pindah ke Samarinda sejak Mei")


def test_what_arrived_is_forgotten(page):
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_load_state()
    page.goto("/gaya/")

    expect(page.locator("#kosong_explanation")).to_have_value("")


def test_nobody_else_sees_it(page, site, cast):
    become(page, site, cast["citra"])
    page.goto("/gaya/")
    expect(page.locator("#kosong_explanation")).to_have_value("")

    become(page, site, cast["dewi"])
    page.goto("/gaya/")
    expect(page.locator("#kosong_explanation")).to_have_value("")


def test_signing_out_forgets_it(page, site, cast):
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    become(page, site, cast["dewi"])
    page.goto("/gaya/")

    expect(page.locator("#kosong_explanation")).to_have_value("")

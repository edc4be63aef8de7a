"""The style guide in a browser: no barriers, nothing too wide, everything within reach of a keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.seeing import SIZES, badly_focused, barriers, overflowing, small_targets

SHEETS = ["/gaya/", "/gaya/polos/", "/gaya/403/", "/gaya/404/", "/gaya/basi/", "/gaya/500/"]


@pytest.mark.parametrize(("width", "dark"), SIZES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_there_are_no_barriers(site, browse, sheet, width, dark):
    page = browse(site, width=width, dark=dark)
    page.goto(sheet)

    assert barriers(page) == []
    assert overflowing(page) == []
    assert small_targets(page) == []


def test_there_are_no_barriers_in_indonesian_for_somebody_signed_in(site, browse, cast):
    page = browse(site, cast["dewi"], language="id", width=360)
    page.goto("/gaya/")
    page.get_by_text("Dewi Lestari").or_(page.locator(".menu > summary")).first.click()

    assert barriers(page) == []
    assert overflowing(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_text_twice_as_large_still_fits(site, browse, width):
    page = browse(site, width=width, bypass_csp=True)
    page.goto("/gaya/")
    page.add_style_tag(content="html { font-size: 200% }")

    assert overflowing(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_traveller_by_tab_always_sees_where_she_is(site, browse, cast, width):
    page = browse(site, cast["dewi"], width=width)
    page.goto("/gaya/")

    assert badly_focused(page) == []


def test_the_first_tab_skips_to_the_content(site, browse):
    page = browse(site)
    page.goto("/gaya/")

    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_question_is_asked_in_a_dialog_and_escape_leads_back(site, browse):
    page = browse(site)
    page.goto("/gaya/")
    opener = page.get_by_role("link", name="Release the order")

    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Release this order?")).to_contain_text("Rp63.740.250.000")
    assert barriers(page) == []
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_question_is_asked_without_any_script_too(site, browse):
    page = browse(site, java_script_enabled=False)
    page.goto("/gaya/")

    page.get_by_role("link", name="Release the order").click()

    expect(page.get_by_role("button", name="Release the order")).to_be_visible()


def test_a_form_pressed_twice_is_sent_once(site, browse):
    page = browse(site)
    sent = []

    def slowly(route):
        sent.append(route.request.method)
        page.wait_for_timeout(300)
        route.continue_()

    page.goto("/gaya/")
    page.route("**/gaya/", lambda route: slowly(route) if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="Send", exact=True).dblclick(no_wait_after=True)
    page.wait_for_timeout(800)

    assert sent == ["POST"]


def test_a_part_that_is_exchanged_says_so_and_does_not_lose_the_focus(site, browse):
    page = browse(site)
    page.goto("/gaya/")

    page.get_by_role("link", name="Refresh").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#kabar")).to_have_text("This part is up to date.")
    assert page.evaluate("document.activeElement.closest('#tukar') !== null")


def test_a_server_that_does_not_answer_is_told(site, browse):
    page = browse(site)
    page.goto("/gaya/")
    page.route("**/gaya/", lambda route: route.abort())

    page.get_by_role("link", name="Refresh").click()

    expect(page.get_by_role("alert").filter(has_text="The server did not answer")).to_be_visible()


def test_on_paper_there_is_no_navigation_and_everything_is_unfolded(site, browse, cast):
    page = browse(site, cast["dewi"])
    page.goto("/gaya/")
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.locator(".foot")).to_contain_text("by Dewi Lestari")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("Two children in primary")).to_be_visible()


def test_the_console_of_the_browser_stays_silent(site, browse):
    page = browse(site)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    for sheet in SHEETS:
        page.goto(sheet)

    assert [words for words in said if "does not conform" not in words] == [], "the guide shows a wrong date"

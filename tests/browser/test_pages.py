"""Every page of the house in Chromium, laptop and phone, light and dark: no barriers, nothing wider than the window."""

import pytest
from playwright.sync_api import Page

from tests.access.table import entries
from tests.access.visits import ADDRESSES
from tests.access.world import World
from tests.browser.seeing import badly_focused, barriers, overflowing, small_targets

WIDTHS = {"laptop": 1280, "phone": 360}
BY_KEYBOARD = ("home:index", "families:family", "stages:stage", "figures:map", "record:index", "people:person")
"""Pages that somebody walks through with the Tab key."""


def pages_for(world: World, *, stranger: bool) -> dict[str, str]:
    """Addresses of everything that a reader opens, by name; what is a download is found out when it is opened."""
    known = [entries()[name] for name in ADDRESSES]
    shown = [entry for entry in known if (entry.stranger == "200" if stranger else 200 in entry.get["national"])]
    return {entry.name: entry.own(world) for entry in shown}


def is_a_page(window: Page, address: str) -> bool:
    """Whether it is a whole page and no part of one, no download, picture or redirect."""
    answer = window.request.get(address, max_redirects=0)
    is_html = answer.status == 200 and answer.headers["content-type"].startswith("text/html")
    return is_html and answer.text().lstrip().lower().startswith("<!doctype")


def look(window: Page, addresses: dict[str, str], *, narrow: bool) -> list[str]:
    """What is wrong with any of these pages, each seen by day and by night."""
    wrong = []
    for name, address in addresses.items():
        if not is_a_page(window, address):
            continue
        window.emulate_media(color_scheme="light", reduced_motion="reduce")
        window.goto(address)
        found = barriers(window)
        found += [f"too wide: {one}" for one in overflowing(window)]
        found += [f"too low to touch: {one}" for one in small_targets(window)] if narrow else []
        window.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"by night: {one}" for one in barriers(window, rules=["color-contrast"])]
        wrong += [f"{name} {address}: {one}" for one in found]
    return wrong


@pytest.mark.parametrize("device", WIDTHS)
def test_no_page_has_barriers(world, serve_here, browse, device):
    site = serve_here()
    narrow = device == "phone"
    signed_in = browse(site, world.people["national"], language="id", width=WIDTHS[device])
    nobody = browse(site, language="id", width=WIDTHS[device])

    wrong = look(signed_in, pages_for(world, stranger=False), narrow=narrow)
    wrong += look(nobody, pages_for(world, stranger=True), narrow=narrow)

    assert not wrong, f"{len(wrong)} barriers:\n" + "\n".join(wrong[:40])


def test_the_keyboard_reaches_what_a_page_is_for(world, serve_here, browse):
    site = serve_here()
    window = browse(site, world.people["national"], language="id")
    lost = []
    for name in BY_KEYBOARD:
        window.goto(entries()[name].own(world))
        lost += [f"{name}: {one}" for one in badly_focused(window)]
    assert not lost

"""A person signs in with a real browser: by keyboard alone, with a code, in light and dark, large and small."""

import pyotp
import pytest
from playwright.sync_api import Page, expect

from harapan.staff.actions import reset_password
from harapan.testing.cast import PASSWORD, secret_for
from tests.browser.seeing import SIZES, badly_focused, barriers, overflowing, small_targets

NEW = "empat belas gajah hijau"


def type_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """As somebody without a mouse does: the first box has the focus already."""
    page.goto("/masuk/")
    expect(page.locator("input[name=login]")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_code(page: Page, username: str) -> None:
    expect(page.locator("input[name=code]")).to_be_focused()
    page.keyboard.type(pyotp.TOTP(secret_for(username)).now())
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_dewi_signs_in_by_keyboard_and_signs_out(site, browse):
    page = browse(site, language="id")

    type_in(page, "dewi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kode sekali pakai")
    type_code(page, "dewi")
    page.goto("/petugas/saya/")
    expect(page.get_by_text("Sesi ini")).to_be_visible()

    page.locator("main").get_by_role("button", name="Keluar").click()
    expect(page.get_by_text("Anda sudah keluar.")).to_be_visible()
    page.goto("/petugas/saya/")
    expect(page).to_have_url(f"{site}/masuk/?next=/petugas/saya/")


def test_what_is_wrong_is_said_and_focused(site, browse):
    page = browse(site)

    type_in(page, "dewi", "not the password")

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("do not match")


def test_a_one_time_password_leads_to_one_of_their_own(own_database, serve_here, browse, dewi, citra):
    password = reset_password(citra, by=dewi)
    page = browse(serve_here())

    type_in(page, "citra", password)
    type_code(page, "citra")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your password")
    page.get_by_label("Current password").fill(password)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password, once more").fill(NEW)
    page.get_by_role("button", name="Save password").click()

    expect(page.get_by_text("The new password is saved.")).to_be_visible()


def looked_at(page: Page) -> list[str]:
    return [*barriers(page), *overflowing(page), *small_targets(page), *badly_focused(page)]


@pytest.mark.parametrize(("width", "dark"), SIZES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_door_has_no_barriers(site, browse, width, dark, language):
    page = browse(site, language=language, width=width, dark=dark)
    page.goto("/masuk/")
    assert looked_at(page) == []

    type_in(page, "nobody", "wrong")  # from the fifth time on: the closed door
    assert barriers(page) == []
    type_in(page, "eko")
    assert looked_at(page) == []


@pytest.mark.parametrize(("width", "dark"), SIZES)
@pytest.mark.parametrize(
    "path",
    [
        "/petugas/",
        "/petugas/?nama=nobody-at-all",
        "/petugas/baru/",
        "/petugas/saya/",
        "/masuk/kata-sandi/",
        "/masuk/kata-sandi/ulang/",
        "/masuk/kode/ulang/",
        "/masuk/keluar/",
        "/petugas/{citra}/",
        "/petugas/{citra}/penugasan/",
        "/petugas/{citra}/rangkap/",
        "/petugas/{citra}/berhenti/",
        "/petugas/{citra}/sandi/",
    ],
)
def test_no_page_about_people_has_barriers(site, browse, cast, width, dark, path):
    page = browse(site, cast["dewi"], width=width, dark=dark)
    answer = page.goto(path.format(citra=cast["citra"].pk))

    assert answer is not None
    assert answer.status == 200
    assert looked_at(page) == []


def test_codes_are_set_up_from_a_picture(site, browse, cast):
    """The page with the QR code and the one with recovery codes, as somebody without codes sees them."""
    page = browse(site, width=360)
    type_in(page, "andi")
    type_code(page, "andi")
    page.goto("/masuk/kode/lepas/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Switch off").click()

    page.goto("/masuk/kode/pasang/")
    assert looked_at(page) == []
    assert page.locator("main img").evaluate("one => one.naturalWidth > 0")
    page.locator("summary", has_text="Cannot scan?").click()
    secret = page.locator("main code").inner_text()
    page.get_by_label("One-time code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Set up").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(page.locator("main code")).to_have_count(10)
    assert looked_at(page) == []

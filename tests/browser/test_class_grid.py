"""A class of thirty, told by keyboard alone with three exceptions: under a minute, and nothing lost on the way."""

from datetime import date

import pytest
from django.utils import timezone

from harapan.commitments.attachments import attach
from harapan.commitments.models import Report
from harapan.console.reporting.months import due_month
from harapan.places.models import Facility
from harapan.registry.models import Member
from harapan.testing.make import LOA_IPUH, make_family, pupil
from tests.browser.seeing import barriers, overflowing, small_targets

PUPILS = 30
MOST_KEYS = 45
"""Presses; at a key a second that is under a minute."""


NOT_COVERED = """() => {
    const box = document.activeElement.getBoundingClientRect();
    return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === document.activeElement;
}"""
"""The field one is in lies under no bar."""


@pytest.fixture
def school(own_database, dewi) -> Facility:
    """Where Nurul works; thirty pupils in class 7B."""
    here = Facility.objects.create(
        code="30401234", name="SMPN 1 Tenggarong", kind="school", level="smp", village=LOA_IPUH
    )
    for number in range(1, PUPILS + 1):
        make_family(f"Ibu {number:02d}", pupil(f"Anak {number:02d}", nik=f"64020602051600{number:02d}", school="smp"))
    for child in Member.objects.filter(relation="child"):
        attach(child, here.code, since=date(2020, 7, 13), grade=7, class_name="7B", because="daftar", by=dewi)
    return here


def test_nurul_tells_of_a_class_of_thirty_by_keyboard(school, serve_here, browse, cast):
    month = due_month(timezone.localdate())
    window = browse(serve_here(), cast["nurul"], language="id")
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            window.keyboard.press(key)
            pressed += 1

    sheet = f"/sekolah/30401234/{month:%Y-%m}/kelas/?tingkat=7&nama=7B"
    window.goto(sheet)
    press("2", "1", "Enter")  # effective days, then the search
    press("4", "Enter", "4", "Escape")  # Anak 04: four days without leave
    press("1", "7", "Enter")
    assert window.evaluate(NOT_COVERED)
    press("Tab", "Tab", "2", "Enter", "ArrowLeft", "1", "Escape")  # 17 was sick; 18, below, had leave
    assert window.locator("[data-count=below]").inner_text() == "1"
    assert window.locator("tr[data-row='4'] [data-share]").inner_text() == "80,9 %"
    assert window.locator("tr[data-row='17'] [data-share]").inner_text() == "100,0 %"
    assert barriers(window) == []

    window.reload()  # the browser was closed: what was typed is still there
    assert window.locator("[name^=alpa-]").nth(3).input_value() == "4"
    assert window.locator("[data-count=below]").inner_text() == "1"
    press("Control+Enter")
    window.wait_for_selector("[name=sidik]", state="attached")
    assert barriers(window) == []
    press("Enter")
    window.wait_for_url("**/sekolah/laporan/*/")
    assert pressed <= MOST_KEYS

    report = Report.objects.get()
    exceptions = [line for line in report.lines if any(line[3:])]
    assert (len(report.lines), report.open_days, sorted(line[3:] for line in exceptions)) == (
        PUPILS,
        21,
        [[0, 0, 2], [0, 1, 0], [4, 0, 0]],
    )
    assert report.digest in window.content()
    assert barriers(window) == []
    assert window.evaluate("Object.keys(localStorage).length") == 0

    for width, dark in ((360, False), (1280, True)):
        other = browse(window.url.partition("/sekolah")[0], cast["nurul"], language="id", width=width, dark=dark)
        other.goto(f"{sheet}&buka={report.pk}")
        assert (overflowing(other), small_targets(other), barriers(other)) == ([], [], [])


def test_a_block_is_pasted_and_a_draft_outlives_a_lost_sign_in(school, serve_here, browse, cast):
    month = due_month(timezone.localdate())
    address = serve_here()
    window = browse(address, cast["nurul"], language="id", permissions=["clipboard-read", "clipboard-write"])
    sheet = f"/sekolah/30401234/{month:%Y-%m}/kelas/?tingkat=7&nama=7B"
    window.goto(sheet)
    window.evaluate("navigator.clipboard.writeText('1\\t0\\t2\\n0\\t-\\t1\\nx\\t3\\t0')")
    window.keyboard.type("20")
    window.locator("[name^=alpa-]").first.focus()
    window.keyboard.press("Control+v")
    assert window.locator("[name^=alpa-]").first.input_value() == "1"
    assert window.locator("[name^=sakit-]").nth(1).input_value() == "1"
    assert window.locator("[name^=izin-]").nth(2).input_value() == "3"
    assert "1 sel tidak terbaca" in (window.locator("[data-told]").text_content() or "")

    cookies = window.context.cookies()
    window.context.clear_cookies(name="sessionid")
    window.keyboard.press("Control+Enter")
    window.wait_for_url("**/masuk/**")
    window.context.add_cookies(cookies)  # signed in again
    window.goto(sheet)
    assert window.locator("[name^=izin-]").nth(2).input_value() == "3"
    window.locator("[data-draft] button").click()
    assert window.locator("[name^=izin-]").nth(2).input_value() == ""

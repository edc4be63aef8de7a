"""A session of twenty-five families, closed by keyboard alone with three exceptions: forty seconds of real life."""

import pytest

from harapan.meetings.models import Attendance, Meeting
from harapan.registry.models import Group
from harapan.testing.make import LOA_IPUH, make_family
from tests.browser.seeing import barriers, overflowing, small_targets

FAMILIES = 25
MOST_KEYS = 40
"""Presses; at a key a second that is forty seconds."""


@pytest.mark.usefixtures("own_database")
def test_yuliana_closes_a_session_of_twenty_five_by_keyboard(serve_here, browse, cast):
    yuliana = cast["yuliana"]
    group = Group.objects.create(village=LOA_IPUH, name="Mawar")
    for number in range(1, FAMILIES + 1):
        make_family(f"Ibu {number:02d}", facilitator=yuliana.pk, group=group.pk)
    Meeting.objects.create(
        group=group.pk, village=LOA_IPUH, facilitator=yuliana.pk, by=yuliana.pk, session="parenting-1",
        held_on="2026-01-08", place="Balai desa", minutes=90, present=25, absent=0, excused=0,
    )  # fmt: skip
    window = browse(serve_here(), yuliana, language="id")
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            window.keyboard.press(key)
            pressed += 1

    window.goto(f"/p2k2/kelompok/{group.pk}/sesi/")
    press("3", "Enter", "1", "7", "Enter")
    press("Tab", "ArrowRight", "Shift+Tab", "9", "Enter")
    press("S", "Enter")
    assert window.locator("[data-count=present]").inner_text() == "22"
    assert barriers(window) == []
    press("Control+Enter")
    window.wait_for_url("**/p2k2/pertemuan/*/")

    meeting = Meeting.objects.latest("pk")
    assert (meeting.present, meeting.absent, meeting.excused, meeting.place) == (22, 2, 1, "Balai desa")
    assert Attendance.objects.get(came="excused").reason == "sick"
    assert pressed <= MOST_KEYS
    assert barriers(window) == []
    phone = browse(window.url.partition("/p2k2")[0], yuliana, language="id", width=360)
    phone.goto(f"/p2k2/kelompok/{group.pk}/sesi/")
    assert (overflowing(phone), small_targets(phone)) == ([], [])

"""Taking people on, posting them, letting them go: below oneself, inside one's own area, never oneself."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from harapan.audit.models import Event
from harapan.cli.session import Installer
from harapan.places.models import Area
from harapan.staff.actions import (
    CannotGiveAccess,
    CannotPost,
    CannotTakeOn,
    bind_os_user,
    let_act,
    let_go,
    post,
    postings_due,
    renew_one_time_secret,
    reset_password,
    take_on,
)
from harapan.staff.authority import NotYours
from harapan.staff.codes import has_codes
from harapan.staff.models import Staff
from harapan.staff.queries import NobodyByThatName, staff_called, staff_of_os_user

pytestmark = pytest.mark.django_db

VILLAGE = "6403012001"
TODAY, SOON = date(2026, 3, 2), date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _on_a_monday_in_march():
    with time_machine.travel("2026-03-02 09:00+07:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def areas():
    """Two regencies of one province, with a district and a village."""
    levels = {2: "province", 4: "regency", 6: "district", 10: "village"}
    Area.objects.bulk_create(
        Area(code=code, level=levels[len(code)], name=code, parent=parent)
        for code, parent in (
            ("64", ""),
            ("6402", "64"),
            ("6403", "64"),
            ("640206", "6402"),
            ("640301", "6403"),
            (VILLAGE, "640301"),
        )
    )


def fresh(staff: Staff) -> Staff:
    return Staff.objects.get(pk=staff.pk)


@pytest.fixture
def fitri(citra):
    """A facilitator whom Citra took on this morning."""
    return take_on("fitri", "Fitri Handayani", "facilitator", area="640301", by=citra).staff


# -- taking on -------------------------------------------------------------------------------------------------------


def test_a_new_colleague_can_be_found_by_both_names(dewi):
    fitri, password = take_on("fitri", "Fitri Handayani", "finance", by=dewi, os_user="fitri-pc")

    assert staff_called("fitri") == staff_of_os_user("fitri-pc") == fitri
    assert fitri.check_password(password)
    assert fitri.password_until > timezone.now()
    assert fitri.postings.get().from_on == TODAY
    assert Event.objects.get(verb="staff.taken_on").actor == dewi.pk


@pytest.mark.parametrize(
    ("changed", "said_id", "said_en"),
    [
        ({"position": "queen"}, "tidak ada jabatan", "no position is called 'queen'"),
        ({"username": "eko"}, "sudah dipakai", "somebody is called 'eko' already"),
        ({"os_user": "hasan-pc"}, "sudah terikat", "bound to somebody already"),
        ({"username": "Fitri H"}, "huruf kecil", "small letters"),
        ({"username": "f" * 10_000}, "2 sampai 60", "2 to 60"),
        ({"name": "F" * 10_000}, "1 sampai 120", "1 to 120 letters"),
        ({"name": "Fitri\nHandayani"}, "satu baris", "on one line"),
        ({"name": "  "}, "1 sampai 120", "1 to 120 letters"),
        ({"position": "supervisor", "area": "9999"}, "tidak ada wilayah berkode '9999'", "no area has the code '9999'"),
        ({"position": "supervisor"}, "harus punya wilayah", "needs an area"),
        ({"position": "regency_coordinator", "area": "64"}, "tidak sesuai tingkat", "not of the level"),
        ({"position": "provider", "area": "6403"}, "NPSN", "NPSN"),
        ({"position": "provider", "area": "6403", "facility": "<b>"}, "NPSN", "NPSN"),
        ({"position": "dinsos", "area": "6403", "facility": "30401234"}, "tidak terikat", "bound to no facility"),
    ],
)
def test_nobody_is_taken_on_for_nothing(dewi, changed, said_id, said_en):
    take_on("hasan2", "Hasan Kedua", "auditor", by=dewi, os_user="hasan-pc")
    wish = {"username": "fitri", "name": "Siapa Saja", "position": "finance", **changed}

    with pytest.raises(CannotTakeOn) as refusal:
        take_on(**wish, by=dewi)

    assert said_id in refusal.value.sentence_id
    assert said_en in refusal.value.sentence_en
    assert Staff.objects.filter(username="hasan2").exists()
    assert Staff.objects.count() == Staff.objects.exclude(name=wish["name"]).count()


def test_the_same_wish_twice_is_one_person(citra):
    wish = {"name": "Fitri Handayani", "position": "facilitator", "area": "640301"}

    first = take_on("fitri", **wish, by=citra)
    second = take_on("fitri", **wish, by=citra)

    assert first.staff == second.staff
    assert not fresh(first.staff).check_password(first.password)
    assert fresh(first.staff).check_password(second.password)
    assert Event.objects.filter(verb="staff.taken_on").count() == 1


def test_somebody_elses_wish_is_a_second_person(citra, dewi):
    wish = {"name": "Fitri Handayani", "position": "facilitator", "area": "640301"}
    take_on("fitri", **wish, by=citra)

    with pytest.raises(CannotTakeOn, match="already"):
        take_on("fitri", **wish, by=dewi)


@pytest.mark.parametrize(
    ("position", "area"),
    [
        ("national", ""),
        ("finance", ""),
        ("auditor", ""),
        ("province_coordinator", "64"),
        ("regency_coordinator", "6403"),
        ("dinsos", "6403"),
        ("facilitator", "640206"),
        ("supervisor", "64"),
    ],
)
def test_a_coordinator_decides_below_herself_and_in_her_own_area_only(citra, position, area):
    with pytest.raises(NotYours):
        take_on("fitri", "Fitri Handayani", position, area=area, by=citra)

    assert not Staff.objects.filter(username="fitri").exists()


def test_a_province_coordinator_takes_on_regency_coordinators(cast):
    assert take_on("fitri", "Fitri", "regency_coordinator", area="6402", by=cast["agus"]).staff.active


@pytest.mark.parametrize("who", ["eko", "hasan", "ratna", "yuliana", "andi"])
def test_others_take_nobody_on(cast, who):
    with pytest.raises(NotYours):
        take_on("fitri", "Fitri Handayani", "facilitator", area="640206", by=cast[who])


def test_who_has_left_decides_about_nobody(citra):
    citra.active = False
    with pytest.raises(NotYours):
        take_on("fitri", "Fitri Handayani", "facilitator", area="640301", by=citra)


# -- posting ---------------------------------------------------------------------------------------------------------


def test_a_new_posting_ends_the_old_one(citra, fitri):
    with time_machine.travel("2026-03-05 09:00+07:00"):
        post(fitri, "supervisor", "6403", by=citra, document="SK 12/2026")

    assert fresh(fitri).position == "supervisor"
    assert list(fitri.postings.order_by("pk").values_list("position", "from_on", "until")) == [
        ("facilitator", TODAY, date(2026, 3, 5)),
        ("supervisor", date(2026, 3, 5), None),
    ]


def test_a_posting_waits_for_its_day(citra, fitri):
    post(fitri, "supervisor", "6403", by=citra, from_on=SOON)

    assert fresh(fitri).position == "facilitator"
    assert postings_due(SOON - timedelta(days=1)) == 0
    assert postings_due(SOON) == 1
    assert postings_due(SOON) == 0
    assert fresh(fitri).position == "supervisor"
    assert Event.objects.get(verb="staff.posting_began").object_id == str(fitri.pk)


def test_a_posting_that_waits_gives_way_to_another(citra, fitri):
    post(fitri, "supervisor", "6403", by=citra, from_on=SOON)

    post(fitri, "data_administrator", "6403", by=citra, from_on=SOON + timedelta(days=5))
    postings_due(SOON + timedelta(days=9))

    assert fresh(fitri).position == "data_administrator"
    assert fitri.postings.filter(withdrawn=True).get().position == "supervisor"


def test_a_mistake_of_the_same_day_is_put_right(citra, fitri):
    post(fitri, "facilitator", "6403", by=citra)

    assert fresh(fitri).area == "6403"
    assert fitri.postings.filter(withdrawn=False).get().area == "6403"


def test_nobody_is_posted_before_their_present_posting(citra, fitri):
    with pytest.raises(CannotPost, match="cannot begin before"):
        post(fitri, "supervisor", "6403", by=citra, from_on=TODAY - timedelta(days=1))


def test_nobody_changes_their_own_posting_or_access(dewi):
    for ask in (
        lambda: post(dewi, "finance", "", by=dewi),
        lambda: let_go(dewi, by=dewi),
        lambda: reset_password(dewi, by=dewi),
        lambda: renew_one_time_secret(dewi, by=dewi),
        lambda: bind_os_user(dewi, "dewi-pc", by=dewi),
    ):
        with pytest.raises(NotYours, match="somebody above you"):
            ask()


def test_a_coordinator_moves_nobody_out_of_her_area(citra, fitri):
    with pytest.raises(NotYours):
        post(fitri, "facilitator", "640206", by=citra)
    with pytest.raises(NotYours):
        let_act(fitri, "640206", by=citra, until=SOON)


def test_acting_opens_another_area_until_its_day(cast):
    sugeng = cast["sugeng"]

    let_act(sugeng, "6403", by=cast["agus"], until=SOON)
    assert fresh(sugeng).areas == ["6402", "6403"]

    postings_due(SOON)
    assert fresh(sugeng).areas == ["6402"]


def test_acting_may_begin_later(cast):
    sugeng = cast["sugeng"]
    let_act(sugeng, "6403", by=cast["agus"], from_on=SOON, until=SOON + timedelta(days=9))

    assert fresh(sugeng).further_areas == []
    postings_due(SOON)
    assert fresh(sugeng).further_areas == ["6403"]


@pytest.mark.parametrize(
    ("area", "until", "words"),
    [
        ("6403", TODAY, "must end after"),
        ("6402", SOON, "their own already"),
        ("9999", SOON, "no area"),
        ("", SOON, "needs an area"),
    ],
)
def test_acting_needs_an_area_and_an_end(cast, area, until, words):
    with pytest.raises(CannotPost, match=words):
        let_act(cast["sugeng"], area, by=cast["agus"], until=until)


# -- leaving ---------------------------------------------------------------------------------------------------------


def test_who_has_left_cannot_act_any_more(dewi):
    fitri = take_on("fitri", "Fitri Handayani", "finance", by=dewi, os_user="fitri-pc").staff

    let_go(fitri, by=dewi)

    assert not fresh(fitri).has_usable_password()
    for ask, name in ((staff_called, "fitri"), (staff_of_os_user, "fitri-pc")):
        with pytest.raises(NobodyByThatName) as refusal:
            ask(name)
        assert refusal.value.sentence_id != refusal.value.sentence_en
    assert postings_due(TODAY) == 0
    assert not fresh(fitri).active


def test_somebody_leaves_on_the_day_that_was_said(citra, fitri):
    let_go(fitri, by=citra, on=SOON)

    assert fresh(fitri).active
    postings_due(SOON)
    assert not fresh(fitri).active
    assert fitri.postings.get().until == SOON


def test_nobody_leaves_twice_or_in_the_past(citra, fitri):
    with pytest.raises(CannotTakeOn, match="cannot lie in the past"):
        let_go(fitri, by=citra, on=TODAY - timedelta(days=1))
    let_go(fitri, by=citra)
    with pytest.raises(CannotTakeOn, match="has left already"):
        let_go(fitri, by=citra)


def test_who_left_comes_back_with_a_new_posting(citra, fitri):
    let_go(fitri, by=citra)

    with time_machine.travel("2026-03-09 09:00+07:00"):
        post(fitri, "facilitator", "640301", by=citra)

    assert fresh(fitri).active


# -- access ----------------------------------------------------------------------------------------------------------


def test_an_operating_system_user_is_one_person(dewi, citra, eko):
    bind_os_user(citra, "meja-3", by=dewi)

    with pytest.raises(CannotGiveAccess, match="bound to somebody already"):
        bind_os_user(eko, "meja-3", by=dewi)

    assert staff_of_os_user("meja-3") == citra
    bind_os_user(citra, None, by=dewi)
    bind_os_user(eko, "meja-3", by=dewi)
    assert staff_of_os_user("meja-3") == eko


def test_password_and_codes_are_not_given_anew_by_one_person(dewi, eko):
    reset_password(eko, by=dewi)

    with pytest.raises(CannotGiveAccess, match="ask a colleague"):
        renew_one_time_secret(eko, by=dewi)
    assert has_codes(eko)

    renew_one_time_secret(eko, by=Installer())
    assert not has_codes(eko)


def test_codes_and_password_neither(dewi, eko):
    renew_one_time_secret(eko, by=dewi)

    with pytest.raises(CannotGiveAccess, match="ask a colleague"):
        reset_password(eko, by=dewi)


def test_the_machine_shows_a_new_secret_to_who_sits_at_it(eko):
    secret = renew_one_time_secret(eko, by=Installer(), at_screen=True)

    assert has_codes(eko)
    assert secret not in str(list(Event.objects.values()))

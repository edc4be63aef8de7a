"""People on screen: who sees whom, taking on, posting, access, and one's own account."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone

from harapan.audit.models import Event
from harapan.places.models import Area
from harapan.staff.actions import take_on
from harapan.staff.models import Staff
from harapan.testing.cast import PASSWORD
from harapan.testing.make import make_family

pytestmark = pytest.mark.usefixtures("own_database")

LEVELS = {2: "province", 4: "regency", 6: "district", 10: "village"}
AREAS = {
    "64": "Kalimantan Timur",
    "6402": "Kutai Kartanegara",
    "6403": "Berau",
    "640206": "Tenggarong",
    "640301": "Kelay",
    "640302": "Talisayan",
    "6403012001": "Merasa",
    "6403022001": "Merasa",
}
PARENTS = {10: 6, 6: 4, 4: 2, 2: 0}


@pytest.fixture(autouse=True)
def areas(own_database):
    Area.objects.bulk_create(
        Area(code=code, level=LEVELS[len(code)], name=name, parent=code[: PARENTS[len(code)]])
        for code, name in AREAS.items()
    )


@pytest.fixture
def fitri(citra):
    """A facilitator in Kelay."""
    return take_on("fitri", "Fitri Handayani", "facilitator", area="640301", by=citra, document="SK 7").staff


def page(answer) -> str:
    return answer.content.decode()


def fresh(staff: Staff) -> Staff:
    return Staff.objects.get(pk=staff.pk)


# -- seeing ----------------------------------------------------------------------------------------------------------


def test_a_coordinator_sees_the_staff_of_her_area_and_no_other(visitor, citra, fitri):
    shown = page(visitor(citra).get("/petugas/"))

    assert "Fitri Handayani" in shown
    assert "Kelay" in shown
    assert "Andi Firmansyah" in shown
    for elsewhere in ("Ratna Sari", "Dewi Lestari", "Agus Salim"):
        assert elsewhere not in shown


def test_the_country_sees_everybody_and_finds_them(visitor, dewi, fitri):
    browser = visitor(dewi, "id")

    assert "17 orang" in page(browser.get("/petugas/"))
    assert "Sugeng Riyadi" in page(browser.get("/petugas/?nama=sug"))
    assert "Fitri" not in page(browser.get("/petugas/?nama=sug"))
    assert "1 orang" in page(browser.get("/petugas/?jabatan=auditor"))
    assert "3 orang" in page(browser.get("/petugas/?wilayah=64.03"))
    assert "Tidak ada petugas yang cocok" in page(browser.get("/petugas/?keadaan=gone"))


def test_the_list_runs_by_name_position_or_area(visitor, dewi):
    browser = visitor(dewi)

    def order(address):
        return re.findall(r'<th scope="row"><a[^>]*>([^<]+)', page(browser.get(address)))

    assert order("/petugas/") == sorted(order("/petugas/"))
    assert order("/petugas/?urut=jabatan")[0] == "Hasan Basri"
    assert order("/petugas/?urut=wilayah")[-1] == "Citra Wulandari"
    assert order("/petugas/?urut=nonsense&after=nonsense") == order("/petugas/")


@pytest.mark.parametrize("who", ["yuliana", "jumadi", "nurul", "teguh", "putri", "andi", "eko", "gunawan"])
def test_others_see_only_their_own_account(visitor, cast, who):
    browser = visitor(cast[who])

    assert browser.get("/petugas/").status_code == 403
    assert browser.get("/petugas/unduh.csv").status_code == 403
    assert browser.get(f"/petugas/{cast['sugeng'].pk}/").status_code == 404
    assert browser.get("/petugas/baru/").status_code == 403
    assert browser.get("/petugas/saya/").status_code == 200


def test_somebody_of_another_area_does_not_exist(visitor, citra, cast):
    browser = visitor(citra)

    for address in ("", "penugasan/", "rangkap/", "berhenti/", "kode/", "sesi/", "sandi/", "komputer/"):
        assert browser.get(f"/petugas/{cast['ratna'].pk}/{address}").status_code == 404


def test_who_only_looks_decides_nothing(visitor, cast, fitri):
    browser = visitor(cast["hasan"])

    assert "Change the posting" not in page(browser.get(f"/petugas/{fitri.pk}/"))
    assert browser.post(f"/petugas/{fitri.pk}/berhenti/", {"on": timezone.localdate()}).status_code == 403
    assert fresh(fitri).active


def test_a_person_is_shown_with_postings_families_and_access(visitor, citra, fitri):
    make_family("Aminah", village="6403012001", facilitator=fitri.pk)

    shown = page(visitor(citra).get(f"/petugas/{fitri.pk}/"))

    assert "Fitri Handayani" in shown
    assert "SK 7" in shown
    assert re.search(r"Families assigned</dt><dd>1<", shown)
    assert "A one-time password waits" in shown


def test_the_list_can_be_taken_away_and_holds_only_ones_own_area(visitor, citra, fitri):
    taken = visitor(citra).get("/petugas/unduh.csv").body.decode()

    assert "Fitri Handayani" in taken
    assert "Ratna Sari" not in taken
    assert PASSWORD not in taken


def test_the_pages_ask_few_questions(visitor, dewi, fitri, django_assert_max_num_queries):
    browser = visitor(dewi)
    for address in ("/petugas/", f"/petugas/{fitri.pk}/", "/petugas/saya/"):
        with django_assert_max_num_queries(15):
            browser.get(address)


# -- taking on -------------------------------------------------------------------------------------------------------


def wish(**changed) -> dict[str, str]:
    return {
        "name": "Siti Rahma",
        "username": "siti.rahma",
        "position": "facilitator",
        "area": "64.03.01",
        "facility": "",
        "from_on": timezone.localdate().isoformat(),
        "document": "",
        **changed,
    }


def password_on(shown: str) -> str:
    return re.search(r'figure-number">([^<]+)<', shown)[1]


def test_a_new_colleague_gets_a_password_that_is_shown_once(visitor, citra):
    browser = visitor(citra)

    shown = page(browser.post("/petugas/baru/", wish()))

    siti = Staff.objects.get(username="siti.rahma")
    assert siti.check_password(password_on(shown))
    assert siti.area == "640301"
    assert password_on(shown) not in page(browser.get(f"/petugas/{siti.pk}/"))
    signed_in = visitor().post("/masuk/", {"login": "siti.rahma", "password": password_on(shown)})
    assert signed_in.url == "/"


def test_a_double_click_takes_on_one_person(visitor, citra):
    browser = visitor(citra)

    browser.post("/petugas/baru/", wish())
    second = page(browser.post("/petugas/baru/", wish()))

    siti = Staff.objects.get(username="siti.rahma")
    assert siti.check_password(password_on(second))
    assert siti.postings.count() == 1


def test_an_area_may_be_named(visitor, citra):
    browser = visitor(citra)

    browser.post("/petugas/baru/", wish(area="kelay"))
    twice = page(browser.post("/petugas/baru/", wish(username="siti2", area="Merasa")))
    elsewhere = page(browser.post("/petugas/baru/", wish(username="siti3", area="Tenggarong")))

    assert Staff.objects.get(username="siti.rahma").area == "640301"
    assert "Merasa, Kelay (64.03.01.2001); Merasa, " in twice
    assert "No area of yours is called so" in elsewhere
    assert "Kelay, Berau (64.03.01)" in page(browser.get("/wilayah/?isian=area&area=kel"))
    assert "option" not in page(browser.get("/wilayah/?isian=area&area=tengg"))
    assert "Tenggarong, Kutai Kartanegara (64.02.06)" in page(browser.get("/wilayah/?semua=1&q=tengg"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"position": "national", "area": ""}, "Select a valid choice"),
        ({"area": "64.02"}, "No area of yours"),
        ({"area": "9999"}, "No area of yours"),
        ({"area": ""}, "This field is required"),
        ({"username": "dewi"}, "called &#x27;dewi&#x27; already"),
        ({"username": "siti rahma"}, "small letters"),
        ({"name": "x" * 10_000}, "at most 120 characters"),
        ({"username": "x" * 10_000}, "at most 60 characters"),
        ({"area": "x" * 10_000}, "at most 160 characters"),
        ({"from_on": "yesterday"}, "Enter a valid date"),
        ({"position": "provider", "facility": ""}, "NPSN"),
        ({"name": "Siti\0Rahma"}, "Null characters"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(visitor, citra, changed, words):
    before = Staff.objects.count()

    shown = page(visitor(citra).post("/petugas/baru/", wish(**changed)))

    assert words in shown
    assert Staff.objects.count() == before


def test_script_in_a_name_stays_a_name(visitor, citra):
    browser = visitor(citra)
    browser.post("/petugas/baru/", wish(name="<script>alert(1)</script>"))
    siti = Staff.objects.get(username="siti.rahma")

    for address in ("/petugas/", f"/petugas/{siti.pk}/", f"/petugas/{siti.pk}/berhenti/", "/petugas/?nama=<script>"):
        assert "<script>alert" not in page(browser.get(address))


# -- deciding --------------------------------------------------------------------------------------------------------


def test_a_posting_changes_on_its_day(visitor, citra, fitri):
    soon = timezone.localdate() + timedelta(days=3)
    typed = {"position": "supervisor", "area": "6403", "facility": "", "from_on": soon.isoformat(), "document": "SK 9"}

    answer = visitor(citra).post(f"/petugas/{fitri.pk}/penugasan/", typed)

    assert answer.url == f"/petugas/{fitri.pk}/"
    assert fresh(fitri).position == "facilitator"
    assert fitri.postings.get(until=None).from_on == soon
    assert "SK 9" in page(visitor(citra).get(f"/petugas/{fitri.pk}/"))


def test_letting_go_ends_every_session_at_once(visitor, citra, fitri):
    browser = visitor(fitri)
    Staff.objects.filter(pk=fitri.pk).update(password_until=None)
    assert browser.get("/petugas/saya/").status_code == 200

    make_family("Aminah", village="6403012001", facilitator=fitri.pk)
    make_family("Badriah", village="6403012001", facilitator=fitri.pk)
    warned = page(visitor(citra).get(f"/petugas/{fitri.pk}/berhenti/"))
    assert "2 families lose their facilitator" in warned
    assert f"/beban/bagi/?dari={fitri.pk}" in warned
    said = visitor(citra).post(f"/petugas/{fitri.pk}/berhenti/", {"on": timezone.localdate().isoformat()})

    assert said.url == f"/petugas/{fitri.pk}/"
    assert browser.get("/petugas/saya/").status_code == 302
    assert not fresh(fitri).active


def test_standing_in_opens_another_area(visitor, cast):
    agus, sugeng = cast["agus"], cast["sugeng"]
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    typed = {"area": "Berau", "from_on": timezone.localdate().isoformat(), "until": until, "document": ""}

    visitor(agus).post(f"/petugas/{sugeng.pk}/rangkap/", typed)

    assert fresh(sugeng).areas == ["6402", "6403"]
    assert "Andi Firmansyah" in page(visitor(fresh(sugeng)).get("/petugas/"))


def test_a_forgotten_password_is_given_anew(visitor, citra, fitri):
    shown = page(visitor(citra).post(f"/petugas/{fitri.pk}/sandi/"))

    assert fresh(fitri).check_password(password_on(shown))
    assert Event.objects.filter(verb="staff.password_reset", actor=citra.pk).count() == 1


def test_one_person_gives_not_both_password_and_codes(visitor, dewi, citra):
    browser = visitor(dewi)
    browser.post(f"/petugas/{citra.pk}/sandi/")

    refused = page(browser.post(f"/petugas/{citra.pk}/kode/"))

    assert "ask a colleague" in refused
    assert Authenticator.objects.filter(user=citra).exists()


def test_an_operating_system_user_is_bound_once(visitor, dewi, citra, eko):
    browser = visitor(dewi)
    browser.post(f"/petugas/{citra.pk}/komputer/", {"os_user": "meja-3"})

    refused = page(browser.post(f"/petugas/{eko.pk}/komputer/", {"os_user": "meja-3"}))

    assert "bound to somebody already" in refused
    assert fresh(eko).os_user is None


def test_nobody_finds_a_button_for_themselves(visitor, dewi):
    browser = visitor(dewi)

    assert browser.get(f"/petugas/{dewi.pk}/").url == "/petugas/saya/"
    assert browser.get(f"/petugas/{dewi.pk}/penugasan/").status_code == 403


# -- one's own account -----------------------------------------------------------------------------------------------


@pytest.fixture
def two_browsers(visitor, cast):
    """Sugeng is signed in at two places."""
    Authenticator.objects.filter(user=cast["sugeng"]).delete()
    here, elsewhere = visitor(), visitor()
    for browser in (here, elsewhere):
        browser.post("/masuk/", {"login": "sugeng", "password": PASSWORD}, **{"User-Agent": "Firefox/140 Android"})
    return here, elsewhere


def test_a_session_elsewhere_can_be_ended(two_browsers, cast):
    here, elsewhere = two_browsers
    other = UserSession.objects.get(session_key=elsewhere.client.session.session_key)
    assert page(here.get("/petugas/saya/")).count("Firefox, Android") == 2

    here.post(f"/petugas/saya/sesi/{other.pk}/akhiri/")

    assert elsewhere.get("/petugas/saya/").status_code == 302
    assert here.get("/petugas/saya/").status_code == 200


def test_all_other_sessions_can_be_ended(two_browsers):
    here, elsewhere = two_browsers

    shown = here.post("/petugas/saya/sesi/akhiri-lainnya/")

    assert shown.url == "/petugas/saya/"
    assert elsewhere.get("/petugas/saya/").status_code == 302
    assert here.get("/petugas/saya/").status_code == 200


def test_nobody_ends_the_session_of_a_stranger(two_browsers, visitor, citra):
    here, _ = two_browsers
    theirs = UserSession.objects.get(session_key=here.client.session.session_key)

    assert visitor(citra).post(f"/petugas/saya/sesi/{theirs.pk}/akhiri/").status_code == 404
    assert here.get("/petugas/saya/").status_code == 200


def test_the_language_is_remembered(visitor, cast):
    browser = visitor(cast["andi"])

    browser.post("/petugas/saya/bahasa/", {"language": "id"})

    assert "Akun saya" in page(browser.get("/petugas/saya/"))
    assert fresh(cast["andi"]).language == "id"
    assert browser.post("/petugas/saya/bahasa/", {"language": "xx"}).status_code == 404

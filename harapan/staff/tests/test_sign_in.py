"""The door: password, one-time code, five tries, and what must be done before anything else."""

import time

import pyotp
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from harapan.audit.models import Event
from harapan.staff.actions import reset_password
from harapan.staff.codes import secret_of
from harapan.staff.models import Staff
from harapan.testing.cast import PASSWORD, secret_for

pytestmark = pytest.mark.usefixtures("own_database")

DOOR = "/masuk/"
CODE = "/masuk/kode/"


def code_of(staff: Staff) -> str:
    return pyotp.TOTP(secret_for(staff.username)).now()


def type_password(browser, staff: Staff, password: str = PASSWORD):
    return browser.post(DOOR, {"login": staff.username, "password": password})


def sign_in(browser, staff: Staff):
    type_password(browser, staff)
    return browser.post(CODE, {"code": code_of(staff)})


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="staff.").order_by("pk").values_list("verb", flat=True))


def test_password_and_code_open_the_door(visitor, dewi):
    browser = visitor()

    asked = type_password(browser, dewi)
    inside = browser.post(CODE, {"code": code_of(dewi)})

    assert asked.url == CODE
    assert inside.url == "/"
    assert browser.get("/petugas/saya/").status_code == 200
    assert verbs() == ["staff.signed_in"]
    assert Event.objects.get().actor == dewi.pk
    assert UserSession.objects.filter(user=dewi).count() == 1


def test_the_password_alone_does_not(visitor, dewi):
    browser = visitor()

    type_password(browser, dewi)

    assert browser.get("/petugas/saya/").url == "/masuk/?next=/petugas/saya/"


def test_a_code_works_once_for_real_people(visitor, dewi):
    Staff.objects.filter(pk=dewi.pk).update(synthetic=False)
    sign_in(visitor(), dewi)
    second = visitor()

    answer = sign_in(second, dewi)

    assert "a code works only once" in answer.content.decode()


def test_five_wrong_passwords_close_the_door_for_a_while(visitor, dewi):
    browser = visitor()
    for _ in range(4):
        assert "do not match" in type_password(browser, dewi, "wrong").content.decode()

    fifth = type_password(browser, dewi, "wrong")
    right = type_password(browser, dewi)

    assert fifth.status_code == right.status_code == 429
    assert "try again in 15 minutes" in fifth.content.decode()
    assert verbs() == ["staff.sign_in_failed"] * 4 + ["staff.locked_out"]
    with time_machine.travel(16 * 60 + time.time()):
        assert type_password(browser, dewi).url == CODE


def test_the_closed_door_speaks_indonesian(visitor, dewi):
    browser = visitor(language="id")
    for _ in range(5):
        answer = type_password(browser, dewi, "salah")

    assert "coba lagi dalam 15 menit" in answer.content.decode()


def test_five_wrong_codes_close_the_door_wherever_they_come_from(visitor, dewi):
    for _ in range(5):
        browser = visitor()
        type_password(browser, dewi)
        answer = browser.post(CODE, {"code": "000000"})

    another = visitor()
    type_password(another, dewi)

    assert answer.status_code == 429
    assert another.post(CODE, {"code": code_of(dewi)}).status_code == 429


def test_nobody_learns_which_names_exist(visitor, dewi):
    known = type_password(visitor(), dewi, "wrong").content.decode()
    unknown = visitor().post(DOOR, {"login": "nobody", "password": "wrong"}).content.decode()

    for page in (known, unknown):
        assert "User name and password do not match." in page
    assert [event.facts["known"] for event in Event.objects.order_by("pk")] == [True, False]
    assert "nobody" not in str(list(Event.objects.values()))


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "social/signup/", "2fa/webauthn/", "login/"])
def test_what_we_do_not_offer_does_not_exist(visitor, path):
    assert visitor().get(f"{DOOR}{path}").status_code == 404


def test_a_one_time_password_only_opens_the_way_to_another(visitor, dewi, citra):
    browser, password = visitor(), reset_password(citra, by=dewi)
    type_password(browser, citra, password)
    browser.post(CODE, {"code": code_of(citra)})

    assert browser.get("/").url == "/masuk/kata-sandi/"
    chosen = {"oldpassword": password, "password1": "empat belas gajah", "password2": "empat belas gajah"}
    assert browser.post("/masuk/kata-sandi/", chosen).url == "/petugas/saya/"

    assert browser.get("/petugas/saya/").status_code == 200
    assert "staff.password_changed" in verbs()


@pytest.mark.parametrize("new", ["short", "123456789012345", "password1234", "harapan-demo-2022"])
def test_a_poor_password_is_refused(visitor, dewi, new):
    answer = visitor(dewi).post("/masuk/kata-sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert answer.status_code == 200
    assert Staff.objects.get(pk=dewi.pk).check_password(PASSWORD)


def test_a_one_time_password_grows_too_old(visitor, dewi, citra):
    password = reset_password(citra, by=dewi)

    with time_machine.travel(4 * 86_400 + time.time()):
        browser = visitor()
        type_password(browser, citra, password)
        answer = browser.post(CODE, {"code": code_of(citra)})

    assert "too old" in answer.content.decode() or answer.status_code == 302
    assert browser.get("/petugas/saya/").status_code == 302


def test_whoever_moves_money_sets_up_codes_before_anything_else(visitor, eko):
    Authenticator.objects.filter(user=eko).delete()
    browser = visitor()
    assert type_password(browser, eko).url == "/"

    assert browser.get("/").url == "/masuk/kode/pasang/"
    page = browser.get("/masuk/kode/pasang/").content.decode()
    secret = page.split("<code>")[1].split("<")[0]
    wrong = browser.post("/masuk/kode/pasang/", {"code": "000000"})
    done = browser.post("/masuk/kode/pasang/", {"code": pyotp.TOTP(secret).now()})

    assert "does not fit" in wrong.content.decode()
    assert done.url == "/masuk/kode/pemulihan/"
    assert browser.get("/masuk/kode/pemulihan/").content.decode().count("<code>") == 10
    assert secret_of(eko) == secret
    assert "staff.codes_set_up" in verbs()


def test_a_recovery_code_stands_in_for_the_phone_once(visitor, eko):
    browser = visitor()
    sign_in(browser, eko)
    browser.post("/masuk/kata-sandi/ulang/", {"password": PASSWORD})
    browser.post("/masuk/kode/pemulihan/baru/", {})
    code = browser.get("/masuk/kode/pemulihan/").content.decode().split("<code>")[1].split("<")[0]

    for url in ("/", None):
        another = visitor()
        type_password(another, eko)
        answer = another.post(CODE, {"code": code})
        assert getattr(answer, "url", None) == url


def test_a_facilitator_may_go_without_codes(visitor, cast):
    Authenticator.objects.all().delete()
    browser = visitor()

    type_password(browser, cast["yuliana"])

    assert browser.get("/petugas/saya/").status_code == 200


def test_a_new_password_ends_the_other_sessions(visitor, cast):
    sugeng = cast["sugeng"]
    Authenticator.objects.all().delete()
    here, elsewhere = visitor(), visitor()
    for browser in (here, elsewhere):
        type_password(browser, sugeng)

    chosen = {"oldpassword": PASSWORD, "password1": "empat belas gajah", "password2": "empat belas gajah"}
    here.post("/masuk/kata-sandi/", chosen)

    assert here.get("/petugas/saya/").status_code == 200
    assert elsewhere.get("/petugas/saya/").status_code == 302


def test_an_expired_session_asks_to_sign_in_again(visitor, cast):
    sugeng = cast["sugeng"]
    Authenticator.objects.all().delete()
    browser = visitor()
    type_password(browser, sugeng)

    with time_machine.travel(9 * 3600 + time.time()):
        assert browser.get("/petugas/saya/").url == "/masuk/?next=/petugas/saya/"


def test_made_up_people_sign_in_nowhere_real(visitor, dewi, settings):
    settings.PRODUCTION = True

    assert type_password(visitor(), dewi).url == "/masuk/nonaktif/"


@pytest.mark.parametrize(
    "login", ["x" * 10_000, "<script>alert(1)</script>", "dewi\0", "'; DROP TABLE staff_staff; --"]
)
def test_nonsense_at_the_door_is_answered_calmly(visitor, login):
    page = visitor().post(DOOR, {"login": login, "password": "y" * 10_000})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_signing_out_is_asked_for_and_logged(visitor, dewi):
    browser = visitor(dewi)
    assert "Sign out" in browser.get("/masuk/keluar/").content.decode()

    assert browser.post("/masuk/keluar/").url == DOOR
    assert browser.get("/petugas/saya/").status_code == 302
    assert verbs() == ["staff.signed_out"]

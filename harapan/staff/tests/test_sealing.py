"""Secrets of one-time codes: sealed in the database, opened by any key that is known, sealed anew under the first."""

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from harapan.audit.models import Event
from harapan.staff.actions import renew_one_time_secret, seal_codes_anew
from harapan.staff.actions.access import set_up_codes
from harapan.staff.codes import TOTP, code_holds, secret_of, use_code
from harapan.staff.sealing import CodesLocked, opened, sealed
from harapan.testing.cast import secret_for

pytestmark = pytest.mark.django_db


def kept(staff) -> str:
    return Authenticator.objects.get(user=staff, type=TOTP).data["secret"]


def test_a_copy_of_the_database_alone_makes_no_code(dewi, eko, settings):
    assert kept(dewi).startswith("sealed:")
    assert secret_for("dewi") not in kept(dewi)
    assert secret_of(dewi) == secret_for("dewi")
    assert code_holds(dewi, pyotp.TOTP(secret_for("dewi")).now())
    assert renew_one_time_secret(eko, by=dewi, at_screen=True) == secret_of(eko)
    assert kept(eko).startswith("sealed:")

    settings.MFA_KEY, settings.SECRET_KEY = "", "another installation"
    with pytest.raises(CodesLocked, match="does not fit"):
        code_holds(dewi, "123456")
    authenticator = Authenticator.objects.get(user=dewi, type=TOTP)
    assert not use_code(authenticator, pyotp.TOTP(secret_for("dewi")).now())


def test_what_was_kept_plain_is_still_read(dewi):
    Authenticator.objects.filter(user=dewi).update(data={"secret": secret_for("dewi")})

    assert code_holds(dewi, pyotp.TOTP(secret_for("dewi")).now())


def test_a_new_key_takes_over_without_anybody_setting_up_codes_again(dewi, eko, settings):
    Authenticator.objects.filter(user=eko).update(data={"secret": secret_for("eko")})
    codes = RecoveryCodes.activate(dewi).get_unused_codes()
    everybody = Authenticator.objects.count()
    settings.MFA_KEY = "the new one"

    assert seal_codes_anew(by=dewi) == everybody
    settings.SECRET_KEY = "no longer known"

    assert secret_of(dewi) == secret_for("dewi")
    assert secret_of(eko) == secret_for("eko")
    recovery = Authenticator.objects.get(user=dewi, type=Authenticator.Type.RECOVERY_CODES)
    assert recovery.wrap().get_unused_codes() == codes
    assert Event.objects.filter(verb="staff.codes_sealed").count() == everybody - 1
    settings.MFA_KEY = "newer still, the new one"
    assert opened(kept(dewi)) == secret_for("dewi")
    assert sealed("x") != sealed("x")


def test_one_secret_nobody_can_open_stops_all_of_it(dewi, eko, settings):
    settings.MFA_KEY = "lost"
    Authenticator.objects.filter(user=eko, type=TOTP).delete()
    set_up_codes(eko)
    before = kept(dewi)
    settings.MFA_KEY = "found"

    with pytest.raises(CodesLocked):
        seal_codes_anew(by=dewi)
    assert kept(dewi) == before

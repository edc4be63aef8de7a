"""In production people act as themselves: the operating-system user says who, a one-time code moves money."""

import getpass

import pyotp
import pytest
from allauth.mfa.models import Authenticator

from harapan.entitlements.models import Batch
from harapan.payments.models import PaymentFile
from harapan.staff.models import Staff

EKOS_SECRET = pyotp.random_base32()


@pytest.fixture
def eko_at_the_machine(settings, eko):
    """A ministry's server; whoever sits here is Eko."""
    settings.PRODUCTION = True

    def sit_down():
        Staff.objects.filter(pk=eko.pk).update(os_user=getpass.getuser())
        Authenticator.objects.filter(user=eko).update(data={"secret": EKOS_SECRET})

    return sit_down


@pytest.mark.parametrize(
    "line",
    ["cycle open 2025-1 --as dewi", "cycle approve 2025-1 --as eko", "budget 2025 --rupiah 1 --document D --as eko"],
)
def test_nobody_acts_as_somebody_else(after, harapan, eko_at_the_machine, line):
    after("review")
    eko_at_the_machine()

    said = harapan(line)

    assert said.code == 1
    assert "--as is refused in production" in said.err
    assert "--as tidak berlaku di produksi" in said.err
    assert Batch.objects.get().state == "reviewed"


@pytest.mark.parametrize("line", ["cycle run 2025-1", "cycle run 2025-1 --as dewi --as eko"])
def test_no_machine_plays_every_part(after, harapan, eko_at_the_machine, line):
    after("review")
    eko_at_the_machine()

    said = harapan(line)

    assert said.code == 1
    assert "there are no stand-ins" in said.err


def test_no_simulated_bank_answers(after, harapan, eko_at_the_machine):
    after("release")
    eko_at_the_machine()

    said = harapan("cycle answer 2025-1 --simulate", "--code", pyotp.TOTP(EKOS_SECRET).now())

    assert said.code == 1
    assert "there are no stand-ins" in said.err
    assert not PaymentFile.objects.filter(answers__isnull=False).exists()


def test_a_stranger_at_the_machine_is_nobody(after, harapan, settings):
    settings.PRODUCTION = True
    after("review")

    said = harapan("cycle approve 2025-1")

    assert said.code == 1
    assert "is bound to nobody" in said.err


@pytest.mark.parametrize("code", [[], ["--code", "000000"], ["--code", "not a code"], ["--code", ""]])
def test_money_asks_for_the_code_of_the_moment(after, harapan, eko_at_the_machine, code):
    after("review")
    eko_at_the_machine()

    said = harapan("cycle approve 2025-1", *code)

    assert said.code == 1
    assert "one-time code is missing or wrong" in said.err
    assert Batch.objects.get().state == "reviewed"


def test_with_the_right_code_eko_approves_as_himself(after, harapan, eko_at_the_machine, eko):
    after("review")
    eko_at_the_machine()

    said = harapan("cycle approve 2025-1", "--code", pyotp.TOTP(EKOS_SECRET).now())

    assert said.code == 0, said.err
    assert Batch.objects.get().approved_by == eko.pk


def test_without_a_secret_no_code_is_right(after, harapan, eko_at_the_machine):
    after("review")
    eko_at_the_machine()
    Authenticator.objects.all().delete()

    assert harapan("cycle approve 2025-1", "--code", "123456").code == 1


def test_looking_needs_no_code(after, harapan, eko_at_the_machine):
    after("review")
    eko_at_the_machine()

    assert harapan("cycle status 2025-1 --json").code == 0

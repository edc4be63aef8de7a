"""One-time codes (TOTP): one secret for pages and the command line, kept as allauth's authenticator."""

import time

import pyotp
import structlog
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from harapan.staff.models import Staff
from harapan.staff.sealing import CodesLocked, opened

log = structlog.get_logger()

TOTP = Authenticator.Type.TOTP
STEP = 30
"""Seconds a code is shown for."""
AROUND = 1
"""How many steps before and after are taken too: clocks differ."""


def secret_of(staff: Staff) -> str:
    """The secret somebody's phone knows; empty while none is set up. Raises `CodesLocked` where no key opens it."""
    found = Authenticator.objects.filter(user=staff.pk, type=TOTP).first()
    return opened(found.data["secret"]) if found else ""


def has_codes(staff: Staff) -> bool:
    """Whether one-time codes are set up."""
    return Authenticator.objects.filter(user=staff.pk, type=TOTP).exists()


def code_holds(staff: Staff, code: str | None) -> bool:
    """Whether the code is this person's of now, or of half a minute around it. It may be shown again."""
    secret = secret_of(staff)
    return bool(code and secret) and step_of(secret, str(code)) is not None


@transaction.atomic
def use_code(authenticator: Authenticator, code: str) -> bool:
    """Whether the code holds; then it is used up, and so is every older one, whichever process asks next.

    Made-up people may be played by several at once: theirs last until the next is shown, but nowhere real.
    """
    kept = Authenticator.objects.select_for_update(of=("self",)).select_related("user").get(pk=authenticator.pk)
    try:
        step = step_of(opened(kept.data["secret"]), code)
    except CodesLocked as trouble:
        log.error("one-time codes cannot be opened", staff=kept.user_id, because=trouble.sentence_en)
        return False
    played = kept.user.synthetic and not settings.PRODUCTION
    if step is None or (step <= kept.data.get("last_step", 0) and not played):
        return False
    kept.data["last_step"] = step
    kept.save(update_fields=["data"])
    return True


def step_of(secret: str, code: str) -> int | None:
    """The half minute a code belongs to, if it is near now."""
    typed, now, codes = code.replace(" ", ""), int(time.time()) // STEP, pyotp.TOTP(secret)
    steps = range(now - AROUND, now + AROUND + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(codes.generate_otp(step), typed)), None)

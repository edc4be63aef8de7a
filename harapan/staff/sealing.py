"""Secrets of one-time codes are sealed before they reach the database: a copy of it alone signs nobody in.

The key is derived from `HARAPAN_MFA_KEY`, or, where that is not set, from Django's secret key. Several keys, parted by
commas, may open; the first one seals. What was kept before there was a key is plain, and still read.
"""

import base64
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from harapan.lib.refusals import Refusal

MARK: Final = "sealed:"
"""What no plain secret begins with."""


class CodesLocked(Refusal):
    """No key that is known here opens the secret, or there is none to seal with."""


def sealed(secret: str) -> str:
    """The secret as the database keeps it. Raises `CodesLocked` where there is no key."""
    return MARK + _box().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """The secret again. Raises `CodesLocked` where no key fits."""
    if not kept.startswith(MARK):
        return kept
    try:
        return _box().decrypt(kept.removeprefix(MARK).encode()).decode()
    except InvalidToken as trouble:
        raise CodesLocked(
            "kunci rahasia kode sekali pakai tidak cocok: periksa HARAPAN_MFA_KEY",
            "the key of one-time codes does not fit: look at HARAPAN_MFA_KEY",
        ) from trouble


def sealed_anew(kept: str) -> str:
    """The same secret under the first key, whichever key or none kept it until now."""
    return sealed(opened(kept))


def _box() -> MultiFernet:
    keys = [*(key.strip() for key in settings.MFA_KEY.split(",")), _secret_key()]
    found = [Fernet(_derived(key)) for key in keys if key]
    if not found:
        raise CodesLocked(
            "tidak ada kunci untuk rahasia kode sekali pakai: atur HARAPAN_MFA_KEY atau HARAPAN_SECRET_KEY",
            "there is no key for secrets of one-time codes: set HARAPAN_MFA_KEY or HARAPAN_SECRET_KEY",
        )
    return MultiFernet(found)


def _derived(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"harapan one-time codes")
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))


def _secret_key() -> str:
    """Django's own; empty where a command runs without it."""
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""

"""Forms to be filled in on paper: the look of a letter without a number, and a QR code that leads back to the sheet."""

from datetime import date
from typing import Any

from django.conf import settings

from harapan.console.reporting.months import deadline_of
from harapan.entitlements.law import law
from harapan.letters.letterhead import letterhead
from harapan.letters.press import qr_code
from harapan.letters.wording import long_day, months_between
from harapan.operations.letters.common import is_synthetic


def full_address(path: str) -> str:
    """As a telephone finds it."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"


def form_for(month: date, address: str) -> dict[str, Any]:
    """What every form begins with. Nobody need verify an empty one: it has no number. It is in Indonesian, whoever
    prints it.
    """
    head = letterhead()
    nothing = dict.fromkeys(("verify", "check", "number", "code_spaced", "place", "day"), "")
    return {
        "letter": nothing
        | {"head": head.head, "address": head.address, "synthetic": is_synthetic(), "qr": qr_code(address)},
        "programme": law().programme.title.id,
        "month": months_between(month, month),
        "deadline": long_day(deadline_of(month)),
    }

"""What a family's attendance card says in its QR code: its number with two digits that betray a slip of the finger."""

import re

FORM = re.compile(r"^(?:KPM)?[\s.:-]*(\d{1,15})[\s.-]+(\d{2})$", re.IGNORECASE)


def code_of(family: int) -> str:
    """`KPM-123456-07`. It names a family and proves nothing: whoever scans sees only families of their own."""
    return f"KPM-{family}-{_check(family):02d}"


def family_in(code: str) -> int | None:
    """The family of a code as it is scanned or typed; None where the two digits do not fit."""
    found = FORM.match(code.strip())
    if not found or int(found[2]) != _check(int(found[1])):
        return None
    return int(found[1])


def _check(number: int) -> int:
    """Modulo 97, as for bank accounts: catches every single wrong digit and every swap of neighbours."""
    return 98 - number * 100 % 97

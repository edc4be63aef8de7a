"""Identity numbers by form only: NIK, family card (KK), area codes. Existence is for Dukcapil to say.

The NIK (nomor induk kependudukan) has 16 digits: 6 of the area of first issue, 6 of the birth date as
DDMMYY with DD + 40 for women, 4 of a serial. The KK (kartu keluarga) has 16 digits too, but its date is
the day of issue. Source: domain facts 7.1, 7.2 (Dukcapil number format, high confidence).
"""

import re
from datetime import date

NIK_FORM = r"^[1-9][0-9]{5}([04][1-9]|[1256][0-9]|[37][01])(0[1-9]|1[0-2])[0-9]{2}(?!0000)[0-9]{4}$"
"""A NIK's form, as Python and PostgreSQL both read it: area, day (or day + 40), month, year, serial."""

CARD_FORM = r"^[1-9][0-9]{15}$"
"""A family card number's form."""

VILLAGE_FORM = r"^[1-9][0-9]{9}$"
"""A village code without dots: PPKKCCDDDD."""

FACILITY_FORM = r"^[A-Z0-9][A-Z0-9.-]{2,19}$"
"""A school's NPSN (8 digits) or a health unit's code."""


def is_nik(text: str) -> bool:
    """The text has the form of a NIK. It says nothing about whether such a person exists."""
    return re.fullmatch(NIK_FORM, text) is not None


def nik_agrees(nik: str, born: date, sex: str) -> bool:
    """The NIK's birth date and sex are this person's. The century cannot be read from a NIK."""
    day = born.day + (40 if sex == "F" else 0)
    return nik[6:12] == f"{day:02d}{born.month:02d}{born.year % 100:02d}"


def is_card(text: str) -> bool:
    """The text has the form of a family card number."""
    return re.fullmatch(CARD_FORM, text) is not None


def masked(identifier: str) -> str:
    """Only the last four characters, as `············1234`: how identifiers are always printed."""
    return "·" * max(len(identifier) - 4, 0) + identifier[-4:]


def dotted(code: str) -> str:
    """`6402012001` as `64.02.01.2001`, the way officials write an area."""
    return ".".join(filter(None, (code[0:2], code[2:4], code[4:6], code[6:10])))


def undotted(code: str) -> str:
    """`64.02.01.2001` as `6402012001`, the way the database keeps it."""
    return code.replace(".", "")


def range_of(area: str) -> tuple[str, str]:
    """The first and last village code of an area prefix, for `BETWEEN`. The empty prefix is the country."""
    return area.ljust(10, "0"), area.ljust(10, "9")

"""The people of every story: who they are, what they may do, and how they sign in. All of them are made up."""

import base64
import hashlib
from functools import cache

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from harapan.registry.models import Family
from harapan.staff.codes import TOTP
from harapan.staff.models import Staff
from harapan.staff.sealing import sealed

Position = Staff.Position

CAST = {
    "dewi": ("Dewi Lestari", Position.NATIONAL, "", ""),  # draws up
    "eko": ("Eko Prasetyo", Position.FINANCE, "", ""),  # approves and releases
    "citra": ("Citra Wulandari", Position.REGENCY_COORDINATOR, "6403", ""),  # has no business elsewhere
    "agus": ("Agus Salim", Position.PROVINCE_COORDINATOR, "64", ""),
    "ratna": ("Ratna Sari", Position.DINSOS, "6402", ""),
    "hasan": ("Hasan Basri", Position.AUDITOR, "", ""),
    "wahyu": ("Wahyu Nugroho", Position.DATA_ADMINISTRATOR, "6402", ""),
    "sugeng": ("Sugeng Riyadi", Position.SUPERVISOR, "6402", ""),
    "yuliana": ("Yuliana Tandi", Position.FACILITATOR, "640206", ""),
    "jumadi": ("Jumadi Arifin", Position.VILLAGE_OPERATOR, "6402061002", ""),
    "nurul": ("Nurul Hidayah", Position.PROVIDER, "640206", "30401234"),
    "teguh": ("Teguh Santoso", Position.BANK_OFFICER, "", "BRI"),
    "putri": ("Putri Maharani", Position.CONTACT_CENTRE, "", ""),
    "gunawan": ("Gunawan Wibisono", Position.TREASURY, "", ""),
    "andi": ("Andi Firmansyah", Position.LOCAL_VIEWER, "6403", ""),
    "tuti": ("Tuti Handayani", Position.PROVIDER, "640206", "POS-6402061001-1"),  # a midwife; Nurul teaches
}
"""User name: name, position, area, facility. At least one for each position."""

PASSWORD = "harapan-demo-2022"  # noqa: S105 - said aloud: these people are nobody
FACILITATOR = "yuliana"
HER_FAMILY = 12
"""A told family of the presets: whoever looks after it there is played by Yuliana."""


@cache
def _hashed() -> str:
    """Hashed once; the salt is fixed, so that everybody made from the cast signs in alike."""
    return make_password(PASSWORD, salt="made-up-people")


def secret_for(username: str) -> str:
    """The secret of somebody's one-time codes, made from the name: for make-believe people only."""
    return base64.b32encode(hashlib.sha256(f"harapan demo {username}".encode()).digest()[:20]).decode()


def the_cast(*, first: int | None = None) -> list[Staff]:
    """The whole cast; numbered from `first` on, or by the database."""
    return [
        Staff(
            pk=None if first is None else first + place,
            username=username,
            name=name,
            position=position,
            area=area,
            facility=facility,
            synthetic=True,
            password=_hashed(),
        )
        for place, (username, (name, position, area, facility)) in enumerate(CAST.items())
    ]


def take_on_the_cast(*, first: int | None = None) -> None:
    """Have the whole cast on the staff, ready to sign in; whoever is there already stays."""
    _play_a_facilitator()
    Staff.objects.bulk_create(the_cast(first=first), ignore_conflicts=True)
    people = Staff.objects.filter(username__in=CAST, synthetic=True)
    people.filter(password="").update(password=_hashed())
    Authenticator.objects.bulk_create(
        [Authenticator(user=one, type=TOTP, data={"secret": sealed(secret_for(one.username))}) for one in people],
        ignore_conflicts=True,
    )


def _play_a_facilitator() -> None:
    """Where a preset has families, Yuliana is the one who looks after a told one, so that she has work."""
    if Staff.objects.filter(username=FACILITATOR).exists():
        return
    hers = Family.objects.filter(pk=HER_FAMILY).values("facilitator")
    played = Staff.objects.filter(pk__in=hers, synthetic=True, position=Position.FACILITATOR)
    played.update(username=FACILITATOR, name=CAST[FACILITATOR][0])

"""What becomes of cases in the demo: noticed, objected to, heard, decided by the people who would, and applied."""

from datetime import date, timedelta
from typing import Final

from harapan.sanctions.actions import answer_late, decide_sanction, hear, notify_area, object_
from harapan.sanctions.applying import apply_decision
from harapan.sanctions.models import Case
from harapan.staff.models import Staff
from harapan.staff.queries import staff_called

NOTICE: Final = timedelta(days=20)
"""So long before a decision the family has its letter: the window of 14 days is over by then."""
LETTER, SENT, HEARD = timedelta(days=10), timedelta(days=8), timedelta(days=3)
"""So long before a reversal the family brings its letter, somebody admits it, and the family is heard."""


def case_of(family: int) -> Case | None:
    """The sanction that was last proposed for a family."""
    return Case.objects.filter(family=family, kind=Case.Kind.SANCTION).order_by("-pk").first()


def withheld_after_notice(case: Case, on: date, document: str) -> None:
    """Nobody objects in time; the province's coordinator upholds the sanction."""
    agus = staff_called("agus")
    notify_area(case.cycle, case.village, on=on - NOTICE, by=dinsos_of(case.village))
    case.refresh_from_db()
    decide_sanction(case, Case.Verdict.UPHOLD, f"{document}. Tidak ada keberatan dalam masanya.", on=on, by=agus)
    apply_decision(case, by=agus, on=on)


def reversed_on_objection(case: Case, on: date, document: str) -> None:
    """The family comes late, with a letter that says why; the directorate takes the decision back."""
    agus, dewi, carer = staff_called("agus"), staff_called("dewi"), carer_of(case)
    came = on - LETTER
    object_(case, "Anak kami dirawat di rumah sakit. Ini suratnya.", on=came, today=came, by=carer)
    answer_late(case, "Surat rumah sakit baru diperoleh sekarang.", admit=True, on=on - SENT, by=agus)
    heard = on - HEARD
    hear(case, "Surat rumah sakit asli.", on=heard, today=heard, present="Pengurus keluarga, pendamping", by=carer)
    decide_sanction(case, Case.Verdict.WAIVE, f"{document}. Sakit terbukti.", on=on, by=dewi)
    apply_decision(case, by=dewi, on=on)


def carer_of(case: Case) -> Staff:
    """Who takes the family's words down: its facilitator, else the Dinsos."""
    return Staff.objects.filter(pk=case.facilitator or 0, active=True).first() or dinsos_of(case.village)


def dinsos_of(village: str) -> Staff:
    """The social affairs office of a regency; where the demo has nobody there, somebody who cannot sign in."""
    regency = village[:4]
    known = Staff.objects.filter(position=Staff.Position.DINSOS, area=regency, active=True).first()
    return known or Staff.objects.create(
        username=f"dinsos-{regency}",
        name=f"Petugas Dinsos {regency} (rekaan)",
        position=Staff.Position.DINSOS,
        area=regency,
        synthetic=True,
        password="!",  # noqa: S106 - nobody signs in as they
    )

"""The one next thing to do about an entry: where it leads, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from harapan.intake.matching.queries import may_look
from harapan.registry.models import Finding
from harapan.registry.quality.check import Check, Mend
from harapan.registry.requests.kinds import KINDS
from harapan.registry.requests.queries import may_draw_up
from harapan.staff.models import Staff
from harapan.ui.words import Words


@dataclass(frozen=True)
class Step:
    """Where to go, and what it is called."""

    path: str
    words: Words


REQUESTS: Final[Mapping[Mend, str]] = {
    Mend.NIK: "identity",
    Mend.BIRTH: "identity",
    Mend.NAME: "identity",
    Mend.MOTHER: "identity",
    Mend.CARD: "card",
    Mend.HEAD: "card",
    Mend.PHONE: "phone",
    Mend.SCHOOL: "school_changed",
    Mend.PREGNANCY: "pregnancy",
    Mend.CARETAKER: "caretaker",
    Mend.ACCOUNT: "new_account",
    Mend.ADDRESS: "move",
    Mend.DECILE: "decile",
}
"""Which kind of change request puts it right."""
RATHER: Final[Mapping[tuple[str, str], str]] = {
    ("not_at_school", ""): "school_begun",
    ("pregnancy", "no_birth"): "birth",
    ("caretaker_unfit", "died"): "caretaker_died",
}
"""Another kind for one check, or for one of the things it finds."""
OPEN: Final = Words("Buka keluarga", "Open the family")
ASK: Final = Words("Usulkan perubahan", "Ask for a change")
PAIRS: Final = Words("Lihat data ganda", "See the doubles")


def step_for(check: Check, finding: Finding, staff: Staff) -> Step:
    """The next thing for this reader: a request with family and member filled in, the doubles, or the family."""
    if check.mend == Mend.PAIRS and may_look(staff):
        return Step(reverse("duplicates:index"), PAIRS)
    kind = RATHER.get((check.name, str(finding.facts.get("what", "")))) or REQUESTS.get(check.mend)
    if kind not in KINDS or not may_draw_up(staff):
        return Step(reverse("families:family", args=[finding.family]), OPEN)
    about = f"?{urlencode({'anggota': finding.member})}" if finding.member else ""
    return Step(reverse("changes:draw_up", args=[finding.family, kind]) + about, ASK)

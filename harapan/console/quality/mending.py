"""The one next thing to do about an entry: where it leads, in words."""

from dataclasses import dataclass

from django.urls import reverse

from harapan.registry.models import Finding
from harapan.registry.quality.check import Check
from harapan.staff.models import Staff
from harapan.ui.words import Words


@dataclass(frozen=True)
class Step:
    """Where to go, and what it is called."""

    path: str
    words: Words


def step_for(check: Check, finding: Finding, staff: Staff) -> Step:  # noqa: ARG001
    """The next thing for this reader."""
    return Step(reverse("families:family", args=[finding.family]), Words("Buka keluarga", "Open the family"))

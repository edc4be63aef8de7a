"""Every check, those that hold up payment first."""

from harapan.registry.quality.check import Check, Weight
from harapan.registry.quality.household import HOUSEHOLD
from harapan.registry.quality.identity import IDENTITY
from harapan.registry.quality.people import PEOPLE

CHECKS: tuple[Check, ...] = tuple(
    sorted((*IDENTITY, *PEOPLE, *HOUSEHOLD), key=lambda check: list(Weight).index(check.weight))
)
BY_NAME = {check.name: check for check in CHECKS}

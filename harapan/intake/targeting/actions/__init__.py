"""The verbs of targeting: quotas, candidate lists, deliberations and what comes of them."""

from harapan.intake.targeting.actions.deliberations import (
    CannotDecide,
    CannotRecord,
    Proposed,
    admit,
    decide,
    record_deliberation,
)
from harapan.intake.targeting.actions.lists import CannotDrawUp, CannotMake, CannotUndo, draw_up, make, undo
from harapan.intake.targeting.actions.quotas import CannotSet, set_quota, set_quotas

__all__ = [
    "CannotDecide",
    "CannotDrawUp",
    "CannotMake",
    "CannotRecord",
    "CannotSet",
    "CannotUndo",
    "Proposed",
    "admit",
    "decide",
    "draw_up",
    "make",
    "record_deliberation",
    "set_quota",
    "set_quotas",
    "undo",
]

"""Who is served by which school or health unit: moved with a date, followed from the registry, claimed and decided."""

from harapan.commitments.attachments.claims import (
    CannotClaim,
    CannotRule,
    claim,
    look_into,
    rule,
    settle,
    waiting_claims,
)
from harapan.commitments.attachments.following import follow_registry
from harapan.commitments.attachments.listed import check_nobody_is_served, end_where_closed
from harapan.commitments.attachments.moving import CannotAttach, attach, close_with_its_people, end, move

__all__ = [
    "CannotAttach",
    "CannotClaim",
    "CannotRule",
    "attach",
    "check_nobody_is_served",
    "claim",
    "close_with_its_people",
    "end",
    "end_where_closed",
    "follow_registry",
    "look_into",
    "move",
    "rule",
    "settle",
    "waiting_claims",
]

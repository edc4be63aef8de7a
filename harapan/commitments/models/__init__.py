"""The tables of the room, by topic."""

from harapan.commitments.models.attachments import Attachment, ByFacility, Claim, ClaimFinding, ClaimRuling, Service
from harapan.commitments.models.ledger import Observation, Revision, Waiver

__all__ = [
    "Attachment",
    "ByFacility",
    "Claim",
    "ClaimFinding",
    "ClaimRuling",
    "Observation",
    "Revision",
    "Service",
    "Waiver",
]

"""The tables of the room, by topic."""

from harapan.commitments.models.attachments import Attachment, ByFacility, Claim, ClaimFinding, ClaimRuling, Service
from harapan.commitments.models.coverage import Coverage
from harapan.commitments.models.health import Growth, GrowthSum, Measurement, Readiness, Retraction
from harapan.commitments.models.ledger import MonthClosing, Observation, Revision, Waiver
from harapan.commitments.models.reports import ByPlace, Entry, Report

__all__ = [
    "Attachment",
    "ByFacility",
    "ByPlace",
    "Claim",
    "ClaimFinding",
    "ClaimRuling",
    "Coverage",
    "Entry",
    "Growth",
    "GrowthSum",
    "Measurement",
    "MonthClosing",
    "Observation",
    "Readiness",
    "Report",
    "Retraction",
    "Revision",
    "Service",
    "Waiver",
]

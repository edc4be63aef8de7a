"""The tables of the registry, by topic."""

from harapan.registry.models.assignments import Reassignment
from harapan.registry.models.claims import Overpayment, OverpaymentWord
from harapan.registry.models.decisions import Arrears, Standing, StandingGeneration, Withholding
from harapan.registry.models.families import (
    Account,
    Bank,
    Family,
    Group,
    Member,
    Origin,
    Participation,
    ParticipationMove,
)
from harapan.registry.models.history import FieldChange
from harapan.registry.models.quality import Finding, FindingDay, FindingSum, Inspection
from harapan.registry.models.requests import ChangeRequest, Evidence, OtherNumber, RequestEvent

__all__ = [
    "Account",
    "Arrears",
    "Bank",
    "ChangeRequest",
    "Evidence",
    "Family",
    "FieldChange",
    "Finding",
    "FindingDay",
    "FindingSum",
    "Group",
    "Inspection",
    "Member",
    "Origin",
    "OtherNumber",
    "Overpayment",
    "OverpaymentWord",
    "Participation",
    "ParticipationMove",
    "Reassignment",
    "RequestEvent",
    "Standing",
    "StandingGeneration",
    "Withholding",
]

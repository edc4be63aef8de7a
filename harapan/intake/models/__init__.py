"""The tables of the room, by topic."""

from harapan.intake.models.targeting import (
    CandidateList,
    Considered,
    Deliberation,
    ListSum,
    Proposal,
    ProposalDecision,
    Quota,
)

__all__ = [
    "CandidateList",
    "Considered",
    "Deliberation",
    "ListSum",
    "Proposal",
    "ProposalDecision",
    "Quota",
]

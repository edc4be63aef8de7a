"""The tables of the room, by topic."""

from harapan.intake.models.confirmation import AccountLine, AccountList, Card, CardReason, Decree, DecreeLine
from harapan.intake.models.imports import ACCOUNTS_ONLY, Effect, Known, Mapping, Row, Upload, Uploads
from harapan.intake.models.matching import LinkageModel, Merge, Pair, PairWord, Search
from harapan.intake.models.targeting import (
    CandidateList,
    Considered,
    Deliberation,
    ListSum,
    Proposal,
    ProposalDecision,
    Quota,
)
from harapan.intake.models.visits import Answer, Outcome, OutcomeSum, Photo, Report, Ruling, Visit

__all__ = [
    "ACCOUNTS_ONLY",
    "AccountLine",
    "AccountList",
    "Answer",
    "CandidateList",
    "Card",
    "CardReason",
    "Considered",
    "Decree",
    "DecreeLine",
    "Deliberation",
    "Effect",
    "Known",
    "LinkageModel",
    "ListSum",
    "Mapping",
    "Merge",
    "Outcome",
    "OutcomeSum",
    "Pair",
    "PairWord",
    "Photo",
    "Proposal",
    "ProposalDecision",
    "Quota",
    "Report",
    "Row",
    "Ruling",
    "Search",
    "Upload",
    "Uploads",
    "Visit",
]

"""The verbs of a cycle up to approval: open, compute, supplement, review, approve, refuse."""

from harapan.entitlements.actions.batches import CannotApprove, CannotReview, approve_batch, review_batch
from harapan.entitlements.actions.cycles import CannotOpen, open_cycle
from harapan.entitlements.actions.runs import (
    CannotCompute,
    CannotRefuse,
    compute_run,
    compute_supplementary_run,
    refuse_run,
)

__all__ = [
    "CannotApprove",
    "CannotCompute",
    "CannotOpen",
    "CannotRefuse",
    "CannotReview",
    "approve_batch",
    "compute_run",
    "compute_supplementary_run",
    "open_cycle",
    "refuse_run",
    "review_batch",
]

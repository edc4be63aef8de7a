"""The law as data: reads policy/<programme>/*.toml, keeps its history, and resolves it on a date into an Edition."""

from harapan.policy.calendar import Stage
from harapan.policy.edition import Edition
from harapan.policy.errors import LowConfidence, PolicyError, Problem, UnknownCycle
from harapan.policy.loading import load
from harapan.policy.policy import Policy

__all__ = ["Edition", "LowConfidence", "Policy", "PolicyError", "Problem", "Stage", "UnknownCycle", "load"]

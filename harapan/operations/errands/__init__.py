"""Errands: what pages ask for beside the steps of a cycle, and how the worker sees them through."""

from harapan.operations.errands.asking import CannotAsk, ask, carry_out, last_errand_about
from harapan.operations.errands.kinds import KINDS, Kind

__all__ = ["KINDS", "CannotAsk", "Kind", "ask", "carry_out", "last_errand_about"]

"""What people say about family sessions and home visits, and what the worker writes down from it."""

from harapan.meetings.actions.calling import CannotCall, draw_visits, record_call
from harapan.meetings.actions.notes import CannotNote, write_notes
from harapan.meetings.actions.planning import CannotPlan, plan_sessions
from harapan.meetings.actions.recording import (
    CannotRecord,
    RollLine,
    Sheet,
    keep_photo,
    record_meeting,
    withdraw_meeting,
)
from harapan.meetings.actions.visiting import CannotVisit, Told, record_visit, write_finding
from harapan.meetings.actions.writing import mark_written, outcomes_of_month

__all__ = [
    "CannotCall",
    "CannotNote",
    "CannotPlan",
    "CannotRecord",
    "CannotVisit",
    "RollLine",
    "Sheet",
    "Told",
    "draw_visits",
    "keep_photo",
    "mark_written",
    "outcomes_of_month",
    "plan_sessions",
    "record_call",
    "record_meeting",
    "record_visit",
    "withdraw_meeting",
    "write_finding",
    "write_notes",
]

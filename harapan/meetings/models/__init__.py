"""The tables of the room, by topic."""

from harapan.meetings.models.reports import ReportNote
from harapan.meetings.models.sessions import Attendance, Came, Meeting, MeetingPhoto, Plan
from harapan.meetings.models.sums import AreaSum, MonthSum, SessionSum
from harapan.meetings.models.visits import CallBack, Draw, HomeVisit, Sampled, VisitFinding

__all__ = [
    "AreaSum",
    "Attendance",
    "CallBack",
    "Came",
    "Draw",
    "HomeVisit",
    "Meeting",
    "MeetingPhoto",
    "MonthSum",
    "Plan",
    "ReportNote",
    "Sampled",
    "SessionSum",
    "VisitFinding",
]

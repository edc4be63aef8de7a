"""Errands about published figures: what somebody printed, with its source, is kept or corrected."""

from datetime import date

from harapan.coordination.actions import record_published_figure
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.staff.models import Staff
from harapan.ui.words import Words


def may_note_figures(staff: Staff) -> bool:
    """Keeps what others print about the programme: everybody reads it, so one office answers for it."""
    return staff.active and staff.position == Staff.Position.NATIONAL


def note_figure(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """One figure as the form was filled in; the verb refuses what says too little."""
    told = dict(errand.details)
    key, day = told.pop("key"), date.fromisoformat(told.pop("day"))
    figure = record_published_figure(key, by=staff, day=day, **told)
    return Words(
        f"tercatat: {figure.what_id}, {number(figure.value)} {figure.unit_id}",
        f"recorded: {figure.what_en}, {number(figure.value)} {figure.unit_en}",
    )

"""What a facilitator adds to the monthly report, result by result."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from harapan.lib.refusals import Refusal
from harapan.meetings.models import ReportNote
from harapan.meetings.modules import work_results
from harapan.meetings.queries import holds_sessions
from harapan.staff.models import Staff


class CannotNote(Refusal):
    """These words cannot be added to a report, or not by this person."""


def notes_of(facilitator: int, month: date) -> dict[str, str]:
    """The newest words to each result."""
    rows = ReportNote.objects.filter(facilitator=facilitator, month=month).order_by("result", "-pk").distinct("result")
    return dict(rows.values_list("result", "text"))


@transaction.atomic(durable=True)
def write_notes(month: date, texts: Mapping[str, str], *, today: date, by: Staff) -> int:
    """Keep what is new in these words. Returns how many changed."""
    if not holds_sessions(by):
        raise CannotNote("laporan bulanan disusun pendamping", "facilitators write monthly reports")
    if month.day != 1 or month > today:
        raise CannotNote("bulan itu belum tiba", "that month has not come yet")
    known, before = {result.name for result in work_results()}, notes_of(by.pk, month)
    changed = {
        name: text.strip()[:3000]
        for name, text in texts.items()
        if name in known and text.strip()[:3000] != before.get(name, "")
    }
    ReportNote.objects.bulk_create(
        ReportNote(facilitator=by.pk, month=month, result=name, text=text) for name, text in changed.items()
    )
    return len(changed)

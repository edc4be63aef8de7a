"""Which month a page is asked for, and whether whoever asks still opens its list."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.utils import timezone

from harapan.console.reporting.months import due_month, months_offered, read_month
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import Words


def closed_to(staff: Staff, day: date, today: date) -> bool:
    """Whether a list of that day is over for who works at the facility: no report on it would be taken any more.

    Others see on any day whom they may see anyway.
    """
    return staff.position == Staff.Position.PROVIDER and day < months_offered(today)[-1]


def closed_words(today: date) -> Words:
    """Why a list is not opened."""
    first = months_offered(today)[-1]
    return Words(
        f"Daftar sebelum {first:%m-%Y} tidak dibuka lagi: laporan tentangnya tidak diterima lagi.",
        f"Lists of before {first:%Y-%m} are not opened any more: no report on them is taken.",
    )


def month_asked(request: StaffRequest) -> date:
    """The month in the address, or the one that is due."""
    today = timezone.localdate()
    month = read_month(request.GET.get("bulan", ""), today)
    if month and closed_to(request.staff, month, today):
        messages.warning(request, str(closed_words(today)))
        month = None
    return month or due_month(today)


def month_or_404(text: str, staff: Staff) -> date:
    """The month of a sheet: one that has begun, and that this person still opens."""
    today = timezone.localdate()
    month = read_month(text, today)
    if month is None or closed_to(staff, month, today):
        raise Http404
    return month

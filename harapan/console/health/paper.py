"""The form of a unit's month to be filled in on paper, with a QR code back to its sheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.audit.actions import record
from harapan.console.health.visits import Month
from harapan.console.health.who import unit_or_404
from harapan.console.reporting.asking import month_or_404
from harapan.console.reporting.paper import form_for, full_address
from harapan.letters.press import press
from harapan.staff.middleware import StaffRequest

MOST_ROWS = 1_500
"""Visits printed at once: some seconds of one thread of the pages."""


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def paper(request: StaffRequest, code: str, bulan: str) -> HttpResponse:
    """The form of a month as PDF, as far as whoever prints it may see whom it is about. Noted: it has names."""
    unit, month = unit_or_404(code, request.staff), month_or_404(bulan, request.staff)
    here = Month(unit, month, request.staff, timezone.localdate())
    if not here.rows:
        raise Http404
    printed = press("visits_form", _data(here), dated=month)
    record("visits_form.printed", unit, by=request.staff, facility=code, month=bulan, visits=len(here.rows))
    answer = HttpResponse(printed.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="kunjungan-{code}-{bulan}.pdf"'
    return answer


def _data(here: Month) -> dict[str, Any]:
    """What the template asks for."""
    unit = here.unit
    address = full_address(reverse("health:grid", args=[unit.code, f"{here.month:%Y-%m}"]))
    form = form_for(here.month, address)
    return form | {
        "unit": unit.name,
        "code": unit.code,
        "address": address,
        "qr": form["letter"]["qr"],
        "rows": [
            {
                "name": row.name,
                "last_four": f"xxxx {row.patient.nik_4}" if row.patient.nik_4 else "",
                "duty": row.duty.id,
                "visits": row.due.visits,
                "last": f"{row.due.last:%d-%m-%Y}",
                "weighs": row.weighing is not None,
                "before": row.weighing.before_words if row.weighing else "",
                "known": row.weighing.known_words if row.weighing else "",
            }
            for row in here.rows[:MOST_ROWS]
        ],
    }

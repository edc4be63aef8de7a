"""Which health units have reported and which have not: coverage, in the words of this desk."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from harapan.console.covering import pages
from harapan.console.covering.subject import Subject
from harapan.console.health.reminding import letter_for, message_for
from harapan.console.health.tabs import HOME, tabs_for
from harapan.console.health.units import crumbs_of
from harapan.console.health.who import UNITS as KINDS
from harapan.console.health.who import unit_or_404
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words

UNITS: Final = Subject(
    service="health",
    app="health",
    page="unit",
    kinds=KINDS,
    errand="units.sum",
    title=Words("Laporan posyandu dan puskesmas", "Reports of health units"),
    crumb=HOME,
    facility=Words("posyandu/puskesmas", "health unit"),
    facilities=Words("posyandu/puskesmas", "health units"),
    people=Words("peserta", "people"),
    groups=Words("jenis layanan", "kinds of visit"),
    code=Words("kode", "code"),
    nobody=Words(
        "Pada bulan itu tidak ada kunjungan yang jatuh tempo di sini, atau bulan itu belum dijumlahkan.",
        "No visit was due at any unit here in that month, or nobody has summed it yet.",
    ),
    meaning=Words(
        "Dihitung hanya peserta yang kunjungannya jatuh tempo pada bulan itu; satuan tanpa kunjungan jatuh tempo tidak "
        "tampil. Layanan yang dinyatakan tidak tersedia dihitung sudah dilaporkan.",
        "Only people whose visits fell due in that month count; a unit where nothing was due is not shown. "
        "What was said not to be available has been reported.",
    ),
    message=message_for,
    letter=letter_for,
)


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Coverage of an area in a month."""
    return pages.index(request, UNITS, tabs=tabs_for(request.staff, "coverage"))


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The units listed, each with its reminder."""
    return pages.export(request, UNITS, form)


@login_required
@require_POST
def count_again(request: StaffRequest) -> HttpResponse:
    """Have a month of one's area summed anew."""
    return pages.count_again(request, UNITS)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def reminder(request: StaffRequest, code: str) -> HttpResponse:
    """What to send to a unit that has not reported."""
    return pages.reminder(request, UNITS, unit_or_404(code, request.staff), crumbs_of)

"""Which schools have reported and which have not: coverage, in the words of this desk."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from harapan.console.covering import pages
from harapan.console.covering.subject import Subject
from harapan.console.schools.desk import DESK
from harapan.console.schools.reminding import letter_for, message_for
from harapan.places.models import Facility
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words

SCHOOLS: Final = Subject(
    service="school",
    app="schools",
    page="school",
    kinds=(Facility.Kind.SCHOOL,),
    errand="reports.sum",
    title=Words("Laporan sekolah", "Reports of schools"),
    crumb=("", DESK),
    facility=Words("sekolah", "school"),
    facilities=Words("sekolah", "schools"),
    people=Words("siswa", "pupils"),
    groups=Words("kelas", "classes"),
    code=Words("NPSN", "NPSN"),
    nobody=Words(
        "Belum ada siswa PKH yang tercatat di sekolah mana pun di sini pada bulan itu, atau bulan itu belum "
        "dijumlahkan.",
        "No PKH pupils are known at any school here in that month, or nobody has summed it yet.",
    ),
    meaning=Words(
        "Sekolah yang menyatakan layanan tidak tersedia dihitung sudah melapor.",
        "A school that said there was no service has reported.",
    ),
    message=message_for,
    letter=letter_for,
)


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Coverage of an area in a month."""
    return pages.index(request, SCHOOLS)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The schools listed, each with its reminder."""
    return pages.export(request, SCHOOLS, form)


@login_required
@require_POST
def count_again(request: StaffRequest) -> HttpResponse:
    """Have a month of one's area summed anew."""
    return pages.count_again(request, SCHOOLS)

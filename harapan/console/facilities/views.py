"""Looking facilities up: the list, one with its people, what to take away, and who is on no list."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.audit.actions import record
from harapan.commitments.attachments import waiting_claims
from harapan.commitments.attachments.claims import may_claim
from harapan.commitments.queries import facilities_visible_to, roll_on
from harapan.console.areas.fields import AreaFilter
from harapan.console.areas.queries import names_of
from harapan.console.errands.seen import newest_about
from harapan.console.facilities import queries
from harapan.console.facilities.forms import Search
from harapan.console.facilities.words import listed_as, sort_of
from harapan.console.reporting.asking import closed_to, closed_words
from harapan.places.models import Facility
from harapan.places.queries import facilities_like, name_of
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, said

DESK = ("/faskes/", Words("Sekolah dan faskes", "Schools and health units"))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
WORDS_OF = {"school": "sekolah", "health": "kesehatan"}
"""A service by its word in addresses."""
SORTS = {"nama": ("name", "code"), "kode": ("code",), "wilayah": ("village", "code")}
"""Orders of the list by their word in the address; the first is the usual one."""
COLUMNS = {
    "code": Words("Kode", "Code"),
    "name": Words("Nama", "Name"),
    "kind": Words("Jenis", "Kind"),
    "level": Words("Jenjang", "Level"),
    "register": Words("Tercatat di", "Registered in"),
    "village": Words("Kode desa", "Code of the village"),
    "latitude": Words("Lintang", "Latitude"),
    "longitude": Words("Bujur", "Longitude"),
    "valid_from": Words("Buka sejak", "Open since"),
    "valid_to": Words("Tutup sejak", "Closed from"),
}
ROLL = (
    Words("Nama", "Name"),
    Words("Empat angka akhir NIK", "Last four digits of the NIK"),
    Words("Kelas", "Class"),
    Words("Sejak", "Since"),
)


def may_look(staff: Staff) -> bool:
    """Everybody but banks has business with facilities; who works at one sees that alone."""
    return staff.active and staff.position != Staff.Position.BANK_OFFICER


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The facilities of one's area; who works at one goes there at once."""
    staff = _reader(request)
    if staff.position == Staff.Position.PROVIDER:
        own = facilities_visible_to(staff).first()
        return redirect("facilities:facility", own.code) if own else _nowhere(request)
    form = Search(request.GET, staff=staff)
    found = facilities_like(facilities_visible_to(staff), **form.wish)
    sort = request.GET.get("urut", "") if request.GET.get("urut") in SORTS else "nama"
    keys = SORTS["wilayah"] if sort == "nama" and not _is_narrow(form.wish, staff) else SORTS[sort]
    page = page_of(found, request.GET, keys=keys)
    names = names_of([one.village for one in page.rows], timezone.localdate())
    counts = queries.attached_now([one.code for one in page.rows], staff) if staff.may_see_families else {}
    shown = {
        "form": form,
        "sort": next(word for word, order in SORTS.items() if order == keys),
        "page": page,
        "rows": [(one, sort_of(one), names.get(one.village, ""), counts.get(one.code, 0)) for one in page.rows],
        "count": about(found),
        "counted": staff.may_see_families,
        "narrowed": any((form.wish["text"], form.wish["kind"], form.wish["area"], form.wish["closed"] is not False)),
        "claims": about(waiting_claims(staff), limit=101) if staff.may_keep_facilities else None,
    }
    return render(request, "console/facilities/index.html", shown)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """Those who fit the filters, as a file; facilities hold no people."""
    staff = _reader(request)
    if form not in EXPORTS:
        raise Http404
    found = facilities_like(facilities_visible_to(staff), **Search(request.GET, staff=staff).wish)
    return EXPORTS[form]("faskes", list(COLUMNS.values()), found.order_by("village", "code").values_list(*COLUMNS))


@login_required
@require_safe
def facility(request: StaffRequest, code: str) -> HttpResponse:
    """One facility: who works there, its list on a day, which months were told of, and what may be done."""
    staff, day = _reader(request), _day(request)
    one = get_object_or_404(facilities_visible_to(staff), code=code)
    roll = roll_on(one, day, staff)
    months = queries.told_months(one, staff)
    keeps = staff.may_keep_facilities and is_inside(staff, one.village)
    shown = {
        "one": one,
        "sort": sort_of(one),
        "listed": listed_as(one),
        "where": name_of(one.village, timezone.localdate()),
        "day": day,
        "word": WORDS_OF[one.service],
        "is_today": day == timezone.localdate(),
        "classes": queries.classes_of(roll),
        "count": len(roll),
        "colleagues": list(queries.working_at(one, staff)),
        "months": months,
        "left": queries.latest_moves(one, staff) if staff.may_see_families else [],
        "claims": queries.claims_of(one, staff),
        "may_claim": may_claim(staff, one) and not one.is_closed,
        "keeps": keeps,
        "moves_people": staff.may_place_members,
        "works_here": staff.position == Staff.Position.PROVIDER,
        "errand": newest_about(f"facility:{one.code}", staff, timezone.now()),
        "crumbs": [DESK, ("", one.name)],
    }
    return render(request, "console/facilities/facility.html", shown)


@login_required
@require_safe
def waits(request: StaffRequest, code: str) -> HttpResponse:
    """A facility that is being written down; once it is there, its own page."""
    staff = _reader(request)
    if facilities_visible_to(staff).filter(code=code).exists():
        return redirect("facilities:facility", code)
    errand = newest_about(f"facility:{code}", staff, timezone.now())
    if errand is None:
        raise Http404
    shown = {"code": code, "errand": errand, "crumbs": [DESK, ("", code)]}
    return render(request, "console/facilities/waits.html", shown)


@login_required
@require_safe
def roll(request: StaffRequest, code: str, form: str) -> HttpResponseBase:
    """The list of a day as a file. Who took it is in the log."""
    staff, day = _reader(request), _day(request)
    if form not in EXPORTS:
        raise Http404
    one = get_object_or_404(facilities_visible_to(staff), code=code)
    if request.GET.get("tanggal", day.isoformat()) != day.isoformat():
        return redirect("facilities:facility", code)
    people = roll_on(one, day, staff)
    record("roll.exported", one, by=staff, facility=one.code, count=len(people), day=day.isoformat())
    return EXPORTS[form](f"daftar-{one.code}", ROLL, [(p.name, p.nik_4, p.class_name, p.since) for p in people])


@login_required
@require_safe
def nowhere(request: StaffRequest) -> HttpResponse:
    """Members who go to school, or expect a child, and are on no list: each with a way to put them on one."""
    staff = _reader(request)
    if not staff.may_place_members:
        raise PermissionDenied
    area = AreaFilter(request.GET, staff=staff)
    chosen = area.chosen or staff.area
    service = "health" if request.GET.get("layanan") == "health" else "school"
    near = len(chosen) >= queries.NEAR
    found = queries.without(service, chosen, staff) if near else None
    page = page_of(found, request.GET, keys=("id",)) if found is not None else None
    names = names_of([one.village for one in page.rows], timezone.localdate()) if page else {}
    shown = {
        "area": area,
        "service": service,
        "word": WORDS_OF[service],
        "near": near,
        "page": page,
        "people": [(one, names.get(one.village, "")) for one in page.rows] if page else [],
        "count": about(found) if found is not None else None,
        "crumbs": [DESK, ("", said("Belum di daftar mana pun", "On no list"))],
    }
    return render(request, "console/facilities/nowhere.html", shown)


def _reader(request: StaffRequest) -> Staff:
    if not may_look(request.staff):
        raise PermissionDenied
    return request.staff


def _nowhere(request: StaffRequest) -> HttpResponse:
    """Somebody is posted to a code that no facility has: their list is empty, and the page says whom to ask."""
    return render(request, "console/facilities/unknown.html", {"code": request.staff.facility}, status=404)


def _day(request: StaffRequest) -> date:
    """The day in the address, or today; the latter with a word where the list of that day is not opened any more."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(request.GET.get("tanggal", ""))
    except ValueError:
        return today
    if closed_to(request.staff, day, today):
        messages.warning(request, str(closed_words(today)))
        return today
    return day


def _is_narrow(wish: dict[str, object], staff: Staff) -> bool:
    """Few enough to be sorted by name: inside a regency, or found by a name."""
    return bool(wish["text"]) or len(str(wish["area"]) or staff.area) >= queries.NEAR


def crumbs_to(one: Facility, last: object) -> list[tuple[str, object]]:
    """The way to a page of a facility."""
    return [DESK, (reverse("facilities:facility", args=[one.code]), one.name), ("", last)]

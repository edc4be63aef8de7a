"""Looking people up: the list, one person, the list to take away, the names of areas while typing."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.console.areas.queries import names_of
from harapan.console.people import queries
from harapan.console.people.forms import Search
from harapan.staff.authority import may_decide_about
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words

LIST = ("/petugas/", Words("Petugas", "Staff"))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
SORTS = {"nama": ("name", "id"), "jabatan": ("position", "name", "id"), "wilayah": ("area", "name", "id")}
"""Orders of the list by their word in the address; the first is the usual one."""
COLUMNS = {
    "username": Words("Nama pengguna", "User name"),
    "name": Words("Nama", "Name"),
    "position": Words("Jabatan", "Position"),
    "area": Words("Wilayah", "Area"),
    "facility": Words("Sekolah, faskes, atau bank", "School, health unit or bank"),
    "active": Words("Bertugas", "Works here"),
    "last_login": Words("Terakhir masuk", "Last sign-in"),
}


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Who works where."""
    _for_those_who_see_staff(request.staff)
    form = Search(request.GET, staff=request.staff)
    found = queries.people_like(form.wish, request.staff)
    sort = request.GET.get("urut", "") if request.GET.get("urut") in SORTS else "nama"
    page = page_of(found, request.GET, keys=SORTS[sort])
    names = names_of((one.area for one in page.rows), timezone.localdate())
    shown = {
        "form": form,
        "sort": sort,
        "page": page,
        "people": [{"person": one, "area": names.get(one.area, "")} for one in page.rows],
        "count": about(found),
        "narrowed": any(vars(form.wish).values()),
    }
    return render(request, "console/people/index.html", shown)


@login_required
@require_safe
def export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Those who fit the filters, as a file."""
    _for_those_who_see_staff(request.staff)
    if kind not in EXPORTS:
        raise Http404
    found = queries.people_like(Search(request.GET, staff=request.staff).wish, request.staff).order_by("name", "pk")
    return EXPORTS[kind]("petugas", list(COLUMNS.values()), found.values_list(*COLUMNS))


@login_required
@require_safe
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: where they are posted and were, how they sign in, and what a manager may do."""
    if pk == request.staff.pk:
        return redirect("people:me")
    who = get_object_or_404(queries.people_seen_by(request.staff), pk=pk)
    return render(request, "console/people/person.html", {**about_person(who, request.staff), "crumbs": _crumbs(who)})


def about_person(who: Staff, reader: Staff) -> dict[str, object]:
    """What the page of a person shows."""
    today = timezone.localdate()
    postings = list(who.postings.filter(withdrawn=False).order_by("-from_on", "-pk"))
    codes = [who.area, *who.further_areas, *(posting.area for posting in postings)]
    names = names_of(codes, today)
    return {
        "person": who,
        "area": names.get(who.area, ""),
        "further": [(code, names.get(code, "")) for code in who.further_areas],
        "postings": [{"posting": posting, "area": names.get(posting.area, "")} for posting in postings],
        "waits": [posting for posting in postings if posting.from_on > today and not posting.acting],
        "access": queries.access_of(who, timezone.now()),
        "families": queries.families_of(who, reader) if who.position == Staff.Position.FACILITATOR else None,
        "decides": may_decide_about(reader, who),
        "today": today,
    }


def _crumbs(who: Staff) -> list[tuple[str, object]]:
    return [LIST, ("", who.name)]


def _for_those_who_see_staff(reader: Staff) -> None:
    if not reader.may_see_staff:
        raise PermissionDenied

"""A member goes to another school or health unit: chosen from those nearby, with a day; the worker carries it out."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from harapan.commitments.attachments.moving import LEVELS
from harapan.console.errands.seen import newest_about
from harapan.console.facilities import queries
from harapan.console.facilities.forms import Moved
from harapan.console.facilities.views import DESK
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.registry.models import Member
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import full_sentence_of, said

SERVICES = {"sekolah": "school", "kesehatan": "health"}
"""By their word in the address."""
LONGEST = 120


@login_required
@require_http_methods(["GET", "POST"])
def member(request: StaffRequest, pk: int, word: str) -> HttpResponse:
    """Where a member was and is; and where they go from which day on."""
    staff = request.staff
    if not staff.may_place_members:
        raise PermissionDenied
    service = SERVICES.get(word)
    if service is None:
        raise Http404
    one = get_object_or_404(
        Member.objects.visible_to(staff).select_related("family"), pk=pk, died_on=None, same_as=None
    )
    text = request.GET.get("cari", "").strip()[:LONGEST]
    places = queries.found_like(text, one, service) if text else queries.places_for(one, service, timezone.localdate())
    if request.method == "POST" and (chosen := request.POST.get("facility", "")) not in {p.code for p in places}:
        places += queries.found_like(chosen[:20], one, service)
    level = one.school if service == "school" else ""
    form = Moved(request.POST if request.method == "POST" else None, places=places, level=level)
    subject = f"member:{one.pk}:{service}"
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        details = {
            "member": one.pk,
            "facility": told["facility"],
            "since": told["since"].isoformat(),
            "grade": told.get("grade"),
            "class_name": told.get("class_name", ""),
            "because": told["because"],
        }
        try:
            errands.ask("attachment.move", subject, by=staff, area=one.village, facilitator=one.facilitator, **details)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            return redirect("facilities:member", one.pk, word)
    shown = {
        "one": one,
        "service": service,
        "word": word,
        "can": service == "health" or one.school in LEVELS,
        "form": form,
        "text": text,
        "offered": bool(places),
        "history": [(row, name) for row, name in queries.attachments_of(one, staff) if row.service == service],
        "errand": newest_about(subject, staff, timezone.now()),
        "crumbs": [DESK, ("", said(f"Tempat {one.name}", f"Where {one.name} goes"))],
    }
    return render(request, "console/facilities/member.html", shown, status=422 if form.errors else 200)

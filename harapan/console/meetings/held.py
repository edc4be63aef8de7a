"""A session as it was held: who came, pictures, what was corrected; and taking it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.families.queries import names_of, places_of
from harapan.console.meetings.forms import WithdrawForm
from harapan.console.meetings.groups import crumbs_of, group_or_404
from harapan.console.meetings.roll import MARKS
from harapan.console.stages.uploads import Quota
from harapan.lib.pictures import LARGEST
from harapan.lib.refusals import Refusal
from harapan.meetings.actions import keep_photo, withdraw_meeting
from harapan.meetings.actions.recording import MOST_PHOTOS
from harapan.meetings.models import Came, Meeting, MeetingPhoto
from harapan.meetings.modules import curriculum, module_words, session_words, words
from harapan.meetings.queries import attendance_of, holds_sessions, meeting_visible
from harapan.operations import errands
from harapan.registry.models import Member
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import Words, full_sentence_of, said

PHOTOS = {
    "activity": Words("Kegiatan", "What was done"),
    "list": Words("Daftar hadir", "Attendance list"),
    "signature": Words("Tanda tangan", "Signature"),
}
TONES = {Came.PRESENT: "ok", Came.ABSENT: "bad", Came.EXCUSED: "warn"}


def meeting_or_404(pk: int, staff: Staff) -> Meeting:
    """A meeting of one's own groups or area."""
    if not staff.may_see_families:
        raise PermissionDenied
    found = meeting_visible(pk, staff)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def meeting(request: StaffRequest, pk: int) -> HttpResponse:
    """One session."""
    found = meeting_or_404(pk, request.staff)
    group = group_or_404(found.group, request.staff)
    roll = attendance_of(found, request.staff)
    names = dict(
        Member.objects.visible_to(request.staff).filter(pk__in=[one.member for one in roll]).values_list("pk", "name")
    )
    excuses = curriculum().excuses
    lines: list[dict[str, Any]] = [
        {
            "one": one,
            "name": names.get(one.member or 0, ""),
            "came": MARKS[Came(one.came)],
            "tone": TONES[Came(one.came)],
            "reason": words(excuses[one.reason]) if one.reason in excuses else None,
        }
        for one in roll
    ]
    people = dict(Staff.objects.filter(pk__in=[found.by, found.facilitator]).values_list("pk", "name"))
    shown = {
        "meeting": found,
        "group": group,
        "session": session_words(found.session),
        "module": module_words(found.session),
        "where": places_of(found.village, names_of([found.village], timezone.localdate())),
        "lines": sorted(lines, key=lambda line: (line["tone"] == "ok", line["name"])),
        "by": people.get(found.by, ""),
        "photos": [
            (one, PHOTOS[one.kind])
            for one in MeetingPhoto.objects.visible_to(request.staff).filter(meeting=found).defer("content")
        ],
        "kinds": PHOTOS.items(),
        "most_photos": MOST_PHOTOS,
        "later": Meeting.objects.visible_to(request.staff).filter(corrects=found).first(),
        "changes": holds_sessions(request.staff) and found.current and not found.withdrawn,
        "withdraw": WithdrawForm(),
        "errand": newest_about(f"meeting:{found.pk}", request.staff, timezone.now()),
        "crumbs": crumbs_of(group, str(session_words(found.session))),
    }
    return render(request, "console/meetings/meeting.html", shown)


@login_required
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that it was never held."""
    found = meeting_or_404(pk, request.staff)
    if not holds_sessions(request.staff):
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, said("Tuliskan alasannya.", "Give the reason."))
        return redirect("meetings:meeting", found.pk)
    try:
        row = withdraw_meeting(found, form.cleaned_data["alasan"], by=request.staff)
        errands.ask(
            "meetings.write", f"meeting:{row.pk}", by=request.staff, area=row.village, facilitator=request.staff.pk
        )
        messages.success(request, said("Pertemuan dibatalkan.", "The meeting was taken back."))
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("meetings:group", found.group)


# -- pictures --------------------------------------------------------------------------------------------------------


@csrf_exempt  # the token is looked for once the upload is bounded, in `_add_photo`
@login_required
def add_photo(request: StaffRequest, pk: int) -> HttpResponse:
    """Bring a picture of the session."""
    request.upload_handlers = [Quota(request, 2 * LARGEST), *request.upload_handlers]
    return _add_photo(request, pk)


@csrf_protect
@require_POST
def _add_photo(request: StaffRequest, pk: int) -> HttpResponse:
    found = meeting_or_404(pk, request.staff)
    if not holds_sessions(request.staff):
        raise PermissionDenied
    sent = request.FILES.get("foto")
    if getattr(request, "too_large", False) or sent is None:
        messages.error(request, said("Pilih foto paling besar 1 MB.", "Choose a photo of 1 MB at most."))
        return redirect("meetings:meeting", found.pk)
    try:
        keep_photo(found, request.POST.get("jenis", ""), sent.read(), by=request.staff)
        messages.success(request, said("Foto disimpan.", "The photo is kept."))
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("meetings:meeting", found.pk)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def photo(request: StaffRequest, pk: int) -> HttpResponse:
    """The picture itself."""
    if not request.staff.may_see_families:
        raise PermissionDenied
    found = MeetingPhoto.objects.visible_to(request.staff).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type=found.media)

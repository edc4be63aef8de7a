"""The sheet of a session: everybody is there until somebody says otherwise; closed in one go, by touch, key or scan."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from harapan.console.meetings.forms import CorrectionForm, SheetForm
from harapan.console.meetings.groups import crumbs_of, group_or_404, suggested_for
from harapan.console.meetings.held import meeting_or_404
from harapan.console.meetings.roll import KEYS, MARKS, Roll
from harapan.lib.refusals import Refusal
from harapan.meetings.actions import record_meeting
from harapan.meetings.models import Came, Meeting
from harapan.meetings.modules import curriculum, module_words, session_words, words
from harapan.meetings.queries import held_by, holds_sessions, meetings_of, roll_of
from harapan.operations import errands
from harapan.registry.models import Group
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import full_sentence_of, said

USUAL_MINUTES = 120


@dataclass
class Desk:
    """One sheet while somebody works on it."""

    group: Group
    roll: Roll
    form: SheetForm
    suggested: str
    corrects: Meeting | None = None
    heard: str = ""
    """What became of the last scan or number, for eyes and ears."""
    mark: str = Came.ABSENT


@login_required
@cache_control(private=True, no_store=True)
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the sheet of the session that comes next; mark, and close it."""
    group = group_or_404(pk, request.staff)
    if not holds_sessions(request.staff):
        raise PermissionDenied
    suggested = suggested_for(group, timezone.localdate(), held_by([group.pk])[group.pk])
    roll = Roll.of(roll_of(group, request.staff))
    if request.method != "POST":
        return _shown(request, Desk(group, roll, SheetForm(initial=_usual(group, suggested, request)), suggested))
    return _worked(request, Desk(group, roll.take(request.POST), SheetForm(request.POST), suggested))


@login_required
@cache_control(private=True, no_store=True)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet of a closed session again. What is closed then takes its place."""
    before = meeting_or_404(pk, request.staff)
    if not holds_sessions(request.staff):
        raise PermissionDenied
    group = group_or_404(before.group, request.staff)
    roll = Roll.of(roll_of(group, request.staff))
    if request.method != "POST":
        form = CorrectionForm(initial=_as_told(before))
        return _shown(request, Desk(group, roll.take_meeting(before, request.staff), form, before.session, before))
    return _worked(
        request, Desk(group, roll.take(request.POST), CorrectionForm(request.POST), before.session, corrects=before)
    )


def _usual(group: Group, suggested: str, request: StaffRequest) -> dict[str, Any]:
    """Today, where and how long it was last time, and whoever sits at the desk as speaker."""
    last = meetings_of([group.pk]).order_by("-held_on", "-pk").first()
    return {
        "sesi": suggested,
        "tanggal": timezone.localdate(),
        "tempat": last.place if last else "",
        "menit": last.minutes if last else USUAL_MINUTES,
        "pemateri": "\n".join(last.speakers) if last else request.staff.name,
    }


def _as_told(meeting: Meeting) -> dict[str, Any]:
    return {
        "sesi": meeting.session,
        "karena": meeting.because,
        "tanggal": meeting.held_on,
        "tempat": meeting.place,
        "menit": meeting.minutes,
        "pemateri": "\n".join(meeting.speakers),
        "catatan": meeting.notes,
    }


def _worked(request: StaffRequest, desk: Desk) -> HttpResponse:
    """Mark somebody and go on, or close."""
    asked = request.POST.get("aksi", "tandai")
    desk.mark = request.POST.get("tandai", "") if request.POST.get("tandai") in Came.values else Came.ABSENT
    if asked == "tutup":
        return _closed(request, desk)
    if asked == "semua":
        desk.roll.mark_all(Came.PRESENT)
        desk.mark, desk.heard = Came.ABSENT, said("Semua hadir.", "Everybody is present.")
    elif asked == "kosongkan":
        desk.roll.mark_all(Came.ABSENT)
        desk.mark, desk.heard = Came.PRESENT, said("Belum ada yang hadir: pindai kartunya.", "Nobody yet: scan cards.")
    elif typed := request.POST.get("pindai", "")[:120]:
        row = desk.roll.mark(typed, desk.mark)
        desk.heard = (
            f"{row.name}: {MARKS[Came(row.came)]}"
            if row
            else said("Tidak ada di kelompok ini, atau lebih dari satu.", "Nobody of this group, or more than one.")
        )
    return _shown(request, desk, unchecked=True)


def _closed(request: StaffRequest, desk: Desk) -> HttpResponse:
    if nobody_said_why := desk.roll.without_reason:
        names = ", ".join(row.name for row in nobody_said_why)
        desk.form.add_error(None, said(f"Pilih alasan izin: {names}.", f"Choose why they are excused: {names}."))
    if not desk.form.is_valid():
        return _shown(request, desk, status=422)
    try:
        meeting = record_meeting(
            desk.group,
            desk.form.sheet(desk.roll.lines),
            suggested=desk.suggested,
            today=timezone.localdate(),
            corrects=desk.corrects,
            correction=desk.form.cleaned_data.get("perbaikan", ""),
            by=request.staff,
        )
        errands.ask(
            "meetings.write",
            f"meeting:{meeting.pk}",
            by=request.staff,
            area=meeting.village,
            facilitator=request.staff.pk,
        )
    except Refusal as refusal:
        desk.form.add_error(None, full_sentence_of(refusal))
        return _shown(request, desk, status=422)
    messages.success(
        request,
        said(
            f"Sesi ditutup: {meeting.present} dari {meeting.families} hadir.",
            f"The session is closed: {meeting.present} of {meeting.families} present.",
        ),
    )
    return redirect("meetings:meeting", meeting.pk)


def _shown(request: StaffRequest, desk: Desk, *, status: int = 200, unchecked: bool = False) -> HttpResponse:
    if unchecked:  # somebody is still at it: nothing is wrong yet
        desk.form.errors.clear()
    title = said("Perbaiki sesi", "Correct a session") if desk.corrects else said("Lembar sesi", "Session sheet")
    shown = {
        "desk": desk,
        "form": desk.form,
        "marks": [(came, words_, KEYS[came]) for came, words_ in MARKS.items()],
        "excuses": [(name, words(one)) for name, one in curriculum().excuses.items()],
        "suggested": session_words(desk.suggested),
        "suggested_module": module_words(desk.suggested),
        "title": title,
        "crumbs": crumbs_of(desk.group, title),
    }
    return render(request, "console/meetings/sheet.html", shown, status=status)

"""The monthly report of a facilitator: what the data says to each work result, what they add, and the letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from harapan.console.meetings.coverage import months_offered, read_month
from harapan.console.meetings.tabs import HOME, tabs_for
from harapan.lib.refusals import Refusal
from harapan.meetings.actions import write_notes
from harapan.meetings.actions.notes import notes_of
from harapan.meetings.modules import words, work_results
from harapan.meetings.queries import holds_sessions
from harapan.operations.letters.monthly import MUST_BE_TOLD, ask_for_report, letters_of
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import full_sentence_of, said


@login_required
@cache_control(private=True, no_store=True)
def report(request: StaffRequest) -> HttpResponse:
    """Nine results, each with room for words."""
    if not holds_sessions(request.staff):
        raise PermissionDenied
    today = timezone.localdate()
    month = read_month(request.GET.get("bulan", ""), today)
    if request.method == "POST":
        texts = {one.name: request.POST.get(one.name, "")[:3000].replace("\0", "") for one in work_results()}
        try:
            write_notes(month, texts, today=today, by=request.staff)
            messages.success(request, said("Isian disimpan.", "Your words are kept."))
        except Refusal as refusal:
            messages.error(request, full_sentence_of(refusal))
        return redirect(f"{reverse('meetings:report')}?bulan={month:%Y-%m}")
    notes = notes_of(request.staff.pk, month)
    shown = {
        "month": month,
        "months": months_offered(today),
        "results": [
            {
                "one": one,
                "title": words(one.title),
                "ask": words(one.ask),
                "text": notes.get(one.name, ""),
                "must": one.name in MUST_BE_TOLD,
            }
            for one in work_results()
        ],
        "missing": sum(not notes.get(name) for name in MUST_BE_TOLD),
        "letters": letters_of(request.staff, month),
        "crumbs": [HOME, ("", said("Laporan bulanan", "Monthly report"))],
        "tabs": tabs_for(request.staff, "report"),
    }
    return render(request, "console/meetings/report.html", shown)


@login_required
@require_POST
def make(request: StaffRequest) -> HttpResponse:
    """Have the numbered report made."""
    if not holds_sessions(request.staff):
        raise PermissionDenied
    month = read_month(request.POST.get("bulan", ""), timezone.localdate())
    try:
        letter = ask_for_report(month, by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect(f"{reverse('meetings:report')}?bulan={month:%Y-%m}")
    return redirect("letters:letter", letter.pk)

"""Saying a word about a request: each is one button, and one plain form post."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from harapan.console.changes import actions
from harapan.console.changes.forms import Why
from harapan.console.changes.views import one_request, queue_address, request_seen
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.registry.models import ChangeRequest
from harapan.registry.requests import actions as requests
from harapan.registry.requests.queries import may_check, may_draw_up
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import Words, full_sentence_of, said, sentence_of


@dataclass(frozen=True)
class Word:
    """What is done, what is said afterwards, whether it needs a reason, and where one goes on."""

    do: Callable[[ChangeRequest, str, Staff], object]
    done: Words
    with_reason: bool = False
    goes_on: bool = False


WORDS = {
    "ajukan": Word(
        lambda one, _, by: actions.submit(one, today=timezone.localdate(), by=by),
        Words("Usulan diajukan.", "The request is sent off."),
    ),
    "tarik": Word(
        lambda one, _, by: requests.withdraw(one, by=by), Words("Usulan ditarik.", "The request is withdrawn.")
    ),
    "setujui": Word(
        lambda one, why, by: actions.approve(one, now=timezone.now(), because=why, by=by),
        Words("Disetujui; dicatat setelah 10 detik.", "Approved; written down after 10 seconds."),
        goes_on=True,
    ),
    "kembalikan": Word(
        lambda one, why, by: requests.send_back(one, because=why, now=timezone.now(), by=by),
        Words("Dikembalikan kepada pengusul.", "Returned to whoever asked."),
        with_reason=True,
        goes_on=True,
    ),
    "tolak": Word(
        lambda one, why, by: requests.refuse(one, because=why, now=timezone.now(), by=by),
        Words("Usulan ditolak.", "The request is refused."),
        with_reason=True,
        goes_on=True,
    ),
    "batalkan": Word(
        lambda one, _, by: requests.undo(one, by=by),
        Words("Persetujuan dibatalkan.", "The approval is taken back."),
        goes_on=True,
    ),
    "terima": Word(
        lambda one, why, by: actions.accept(one, now=timezone.now(), because=why, by=by),
        Words("Keluarga diterima; dicatat setelah 10 detik.", "The family is accepted; written down after 10 seconds."),
        goes_on=True,
    ),
    "tidak-diterima": Word(
        lambda one, why, by: requests.decline(one, because=why, now=timezone.now(), by=by),
        Words("Keluarga tetap di wilayah lama.", "The family stays with the old area."),
        with_reason=True,
        goes_on=True,
    ),
}
"""Every word by its name in the address."""
SAID_YES = ("setujui", "terima")
MOST = 50


@login_required
@require_POST
def say(request: StaffRequest, pk: int, word: str) -> HttpResponse:
    """One word about one request. A refusal shows the request as it stands now, with the sentence."""
    if not (may_check(request.staff) or may_draw_up(request.staff)):
        raise PermissionDenied
    found, what = request_seen(request, int(pk)), WORDS[word]
    form = Why(request.POST)
    form.fields["because"].required = what.with_reason
    if not form.is_valid():
        return one_request(request, found, why=form, status=422)
    try:
        what.do(found, form.cleaned_data["because"], request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect("changes:request", pk)
    from_queue = request.POST.get("dari") == "antrean" and may_check(request.staff)
    if what.goes_on and from_queue:
        if word not in SAID_YES:
            messages.success(request, f"{pk}: {what.done}")
        return redirect(queue_address(found if word in SAID_YES else None, request.POST.get("jenis", "")[:24]))
    messages.success(request, str(what.done))
    return redirect("changes:request", pk)


@login_required
@require_POST
def approve_many(request: StaffRequest) -> HttpResponse:
    """Approve the ticked requests of one low-risk kind."""
    if not may_check(request.staff):
        raise PermissionDenied
    ticked = [int(pk) for pk in request.POST.getlist("usulan")[:MOST] if pk.isdigit() and len(pk) < 19]
    found = list(ChangeRequest.objects.visible_to(request.staff).filter(pk__in=ticked).order_by("pk"))
    kind = request.POST.get("jenis", "")[:24]
    if not found:
        messages.error(request, said("Pilih usulan dahulu.", "Choose some requests first."))
        return redirect(queue_address(kind=kind))
    try:
        approved, refused = actions.approve_low_risk(found, now=timezone.now(), by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect(queue_address(kind=kind))
    if approved:
        messages.success(
            request,
            said(
                f"{approved} usulan disetujui; dicatat setelah 10 detik.",
                agree(f"{approved} [request|requests] approved.", approved),
            ),
        )
    for pk, why in refused:
        messages.error(request, f"{pk}: {sentence_of(why)}")
    return redirect(queue_address(kind=kind))

"""Collective account opening (burekol): who waits at which bank, lists drawn up and released, answers brought."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from harapan.console.candidates import actions, progress, words
from harapan.console.candidates.forms.banks import AnswerForm, DrawUp
from harapan.console.candidates.tabs import tabs_for
from harapan.console.stages.uploads import Quota
from harapan.intake.confirmation.queries import lists_for, may_answer, may_see_lists, without_account
from harapan.intake.load_accounts import accounts_folder
from harapan.intake.models import AccountLine, AccountList
from harapan.letters.models import Letter
from harapan.lib.digests import file_digest
from harapan.registry.models import Bank
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.pages import about, page_of
from harapan.ui.words import said

LARGEST = 100 << 20
"""Bytes of a bank's answer."""
BANKS = tuple(bank for bank in Bank.values if bank != Bank.POS)


@login_required
@require_safe
def accounts(request: StaffRequest) -> HttpResponse:
    """Families that wait for an account by bank, and the lists so far."""
    return _page(request, DrawUp(), AnswerForm())


@login_required
@require_POST
def draw_up(request: StaffRequest) -> HttpResponse:
    """Have a bank's list drawn up."""
    if not request.staff.may_move_money:
        raise PermissionDenied
    form = DrawUp(request.POST)
    if not form.is_valid():
        return _page(request, form, AnswerForm(), status=422)
    typed = form.cleaned_data
    return _asked(request, "accounts.draw_up", f"accounts:{typed['bank']}", bank=typed["bank"], again=typed["again"])


@csrf_exempt  # the token is looked for once the upload is bounded, in `_answer`
@login_required
def answer(request: StaffRequest) -> HttpResponse:
    """Bring what a bank says."""
    request.upload_handlers = [Quota(request, LARGEST), *request.upload_handlers]
    return _answer(request)


@csrf_protect
@require_POST
def _answer(request: StaffRequest) -> HttpResponse:
    if not may_answer(request.staff):
        raise PermissionDenied
    form = AnswerForm(request.POST, request.FILES)
    if getattr(request, "too_large", False):
        form.errors.clear()
        form.add_error("sent", said("Berkas lebih besar dari 100 MB.", "The file is larger than 100 MB."))
    elif form.is_valid() and _may_speak_for(request.staff, form):
        bank = form.cleaned_data["bank"]
        name, digest = actions.keep_answer(form.cleaned_data["sent"], bank)
        return _asked(request, "accounts.answer", f"accounts:{bank}", bank=bank, file=name, sha256=digest)
    return _page(request, DrawUp(), form, status=422)


def _may_speak_for(staff: Staff, form: forms.Form) -> bool:
    """A bank's officer brings the answers of their own bank."""
    if staff.position == Staff.Position.BANK_OFFICER and staff.facility != form.cleaned_data["bank"]:
        form.add_error("bank", said("Anda bertugas di bank lain.", "You are posted to another bank."))
        return False
    return True


# -- one list --------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def account_list(request: StaffRequest, pk: int) -> HttpResponse:
    """One list: control totals, digests, what the bank said, and who is left."""
    drawn = get_object_or_404(lists_for(request.staff), pk=pk)
    lines = AccountLine.objects.visible_to(request.staff).filter(list=drawn)
    state = request.GET.get("keadaan", "") if request.GET.get("keadaan") in words.LINES else ""
    page = page_of(lines.filter(state=state) if state else lines, request.GET, keys=("village", "id"))
    people = dict(Staff.objects.filter(pk__in=[drawn.drawn_up_by, drawn.released_by or 0]).values_list("pk", "name"))
    shown = {
        "list": drawn,
        "state": words.LISTS[drawn.state],
        "waiting": drawn.families - drawn.opened - drawn.failed,
        "page": page,
        "lines": [
            {"line": one, "state": words.LINES[one.state], "reason": words.ACCOUNT_REASONS.get(one.reason)}
            for one in page.rows
        ],
        "chosen": state,
        "states": [(name, told) for name, (told, _) in words.LINES.items()],
        "drawn_up_by": people.get(drawn.drawn_up_by, ""),
        "released_by": people.get(drawn.released_by or 0, ""),
        "releases": _releases(drawn, request.staff),
        "own": drawn.drawn_up_by == request.staff.pk,
        "takes": _takes(drawn, request.staff),
        "letter": Letter.objects.visible_to(request.staff).filter(kind="accounts", subject={"list": drawn.pk}).first(),
        "crumbs": [
            ("/calon/", words.DESK),
            (reverse("candidates:accounts"), said("Rekening", "Accounts")),
            ("", str(drawn)),
        ],
    }
    return render(request, "console/candidates/account_list.html", shown)


@login_required
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Have a list sent to its bank."""
    drawn = get_object_or_404(lists_for(request.staff), pk=pk)
    if not request.staff.may_move_money:
        raise PermissionDenied
    return _asked(request, "accounts.release", f"account-list:{drawn.pk}")


@login_required
@require_safe
def file(request: StaffRequest, pk: int, form: str) -> HttpResponseBase:
    """The list itself; who took it is on record."""
    drawn = get_object_or_404(lists_for(request.staff), pk=pk)
    if form not in ("csv", "xlsx"):
        raise Http404
    if not _takes(drawn, request.staff):
        raise PermissionDenied
    name, digest = (drawn.path, drawn.sha256) if form == "csv" else (drawn.sheet_path, drawn.sheet_sha256)
    path = accounts_folder() / name
    if not path.is_file() or file_digest(path) != digest:
        messages.error(
            request,
            said(
                "Berkas tidak ada atau sudah berubah: sidik digitalnya berbeda.",
                "The file is gone or was changed: its digest differs.",
            ),
        )
        return redirect("candidates:account_list", pk)
    actions.note_fetched(drawn, name, by=request.staff)
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _releases(drawn: AccountList, staff: Staff) -> bool:
    return drawn.state == AccountList.State.WRITTEN and staff.may_move_money and drawn.drawn_up_by != staff.pk


def _takes(drawn: AccountList, staff: Staff) -> bool:
    """Names and numbers are for those who send the list and, once it is released, for the bank."""
    released = drawn.state != AccountList.State.WRITTEN
    return staff.may_move_money or (staff.position == Staff.Position.BANK_OFFICER and released)


def _asked(request: StaffRequest, kind: str, subject: str, **details: Any) -> HttpResponse:
    return progress.asked(request, kind, subject, reverse("candidates:accounts"), **details)


def _page(request: StaffRequest, form: DrawUp, answer_form: AnswerForm, *, status: int = 200) -> HttpResponse:
    if not may_see_lists(request.staff):
        raise PermissionDenied
    lists = lists_for(request.staff)
    page = page_of(lists, request.GET, keys=("-id",), size=30)
    draws = request.staff.may_move_money
    waiting = [(bank, about(without_account(bank, again=True))) for bank in BANKS] if draws else []
    shown = {
        "page": page,
        "lists": [{"list": one, "state": words.LISTS[one.state]} for one in page.rows],
        "waiting": [row for row in waiting if row[1]],
        "draws": draws,
        "answers": may_answer(request.staff),
        "form": form,
        "answer_form": answer_form,
        "progress": progress.last_asked(request.staff, "accounts"),
        "tabs": tabs_for(request.staff, "accounts"),
    }
    return render(request, "console/candidates/accounts.html", shown, status=status)

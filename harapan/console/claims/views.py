"""The desk of claims: the list with what is open, one claim with all that was said, and each word about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from harapan.audit.actions import record
from harapan.console.claims.forms import FORMS, Filters, Said
from harapan.console.claims.queries import claims_matching, rows, sums_of
from harapan.console.claims.wording import CAUSES, SAID, STATES
from harapan.lib.refusals import Refusal
from harapan.operations.letters.claim import ask_for_claim, letter_about
from harapan.registry import actions
from harapan.registry.claims import may_note_receipts, may_speak, may_write_to_families, plan_of, words_open_to
from harapan.registry.models import Overpayment, OverpaymentWord
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, full_sentence_of, said

DESK = ("/lebih-bayar/", Words("Lebih bayar", "Overpayments"))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
What = OverpaymentWord.What
WORDS = {
    "angsuran": What.AGREED,
    "terima": What.RECEIVED,
    "koreksi": What.CORRECTED,
    "usulkan": What.PROPOSED,
    "tarik": What.TAKEN_BACK,
    "hapuskan": What.WRITTEN_OFF,
    "tolak": What.REFUSED,
}
"""Words as they stand in addresses."""


def _gate(request: StaffRequest) -> Staff:
    if not request.staff.may_see_families:
        raise PermissionDenied
    return request.staff


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every claim of one's area, with what is open."""
    staff, today = _gate(request), timezone.localdate()
    form = Filters(request.GET, staff=staff)
    found = claims_matching(form.wish, staff)
    page = page_of(found, request.GET, keys=("-id",))
    shown = {
        "form": form,
        "page": page,
        "rows": rows(page.rows, today),
        "count": about(found),
        "sums": sums_of(found),
        "narrowed": any(form.wish.values()),
    }
    return render(request, "console/claims/index.html", shown)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The claims that fit the filters, as a file: numbers, no names."""
    staff = _gate(request)
    if form not in EXPORTS:
        raise Http404
    found = claims_matching(Filters(request.GET, staff=staff).wish, staff).order_by("-pk")
    headings = [
        *(Words("Tagihan", "Claim"), Words("Keluarga", "Family"), Words("Desa/kelurahan", "Village")),
        *(Words("Tahap", "Stage"), Words("Sebab", "Cause"), Words("Keadaan", "State"), Words("Jumlah", "Amount")),
        *(Words("Diterima kembali", "Came back"), Words("Disetor bank", "Given back by the bank")),
        *(Words("Dihapuskan", "Written off"), Words("Dasar", "Ground")),
    ]
    columns = (
        *("pk", "family", "village", "cycle", "cause", "state", "amount", "received", "given_back", "written_off"),
        "decision",
    )
    told = (
        (*one[:4], str(CAUSES[Overpayment.Cause(one[4])]), str(STATES[Overpayment.State(one[5])]), *one[6:])
        for one in found.values_list(*columns).iterator()
    )
    return EXPORTS[form](said("lebih-bayar", "overpayments"), headings, told)


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def claim(request: StaffRequest, pk: int) -> HttpResponse:
    """One claim: what it rests on, what was agreed, what came back, and one's own word."""
    one = _claim(request, pk)
    record("overpayment.seen", one, by=request.staff)
    return _shown(request, one)


@login_required
@require_POST
def say(request: StaffRequest, pk: int, word: str) -> HttpResponse:
    """One word about a claim."""
    one = _claim(request, pk)
    if not may_speak(request.staff):
        raise PermissionDenied
    if word not in WORDS:
        raise Http404
    what = WORDS[word]
    if what not in words_open_to(request.staff, one):
        messages.error(request, _moved_on(request.staff, one))
        return redirect("claims:claim", pk)
    form = FORMS[what](request.POST, prefix=what, claim=one)
    if form.is_valid():
        try:
            _said(what, one, form.cleaned_data, request.staff)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Tercatat.", "It is on record."))
            return redirect("claims:claim", pk)
    return _shown(request, one, what, form, status=422)


@login_required
@require_POST
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """Have the letter to the family made, or go to the one there is."""
    one = _claim(request, pk)
    if not may_write_to_families(request.staff):
        raise PermissionDenied
    try:
        made = ask_for_claim(one, by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect("claims:claim", pk)
    return redirect("letters:letter", made.pk)


def _claim(request: StaffRequest, pk: int) -> Overpayment:
    return get_object_or_404(Overpayment.objects.visible_to(_gate(request)), pk=pk if pk < 2**63 else 0)


def _shown(
    request: StaffRequest, one: Overpayment, what: str = "", form: Said | None = None, status: int = 200
) -> HttpResponse:
    staff, today = request.staff, timezone.localdate()
    open_words = words_open_to(staff, one)
    choices = [
        (word, of, form if form and of == what else FORMS[of](prefix=of, claim=one, initial=_initial(of, one)))
        for word, of in WORDS.items()
        if of in open_words
    ]
    plan = plan_of(one)
    shown: dict[str, Any] = {
        "row": rows([one], today)[0],
        "one": one,
        "plan": plan,
        "due": plan.due_by(today, one.amount - one.written_off) if plan else 0,
        "said": [(word, SAID[What(word.what)]) for word in one.words.order_by("-pk")],
        "choices": choices,
        "wrong": form if form is not None and form.errors else None,
        "corrects": may_note_receipts(staff),
        "writes": may_write_to_families(staff) and one.left > 0,
        "letter": letter_about(one, staff),
        "not_mine": one.state == Overpayment.State.PROPOSED and one.proposed_by == staff.pk,
        "crumbs": [DESK, (request.path, str(one.pk))],
    }
    return render(request, "console/claims/claim.html", shown, status=status)


def _initial(what: str, one: Overpayment) -> dict[str, Any]:
    today = timezone.localdate()
    return {"on": today, "amount": one.left} if what == What.RECEIVED else {"on": today}


def _said(what: str, one: Overpayment, typed: dict[str, Any], by: Staff) -> None:
    """Say it: each word is a verb of the registry."""
    if what == What.AGREED:
        actions.agree(one, typed["amount"], first_on=typed["on"], because=typed["because"], by=by)
    elif what == What.RECEIVED:
        paid = {"on": typed["on"], "document": typed["document"], "beside": typed.get("beside", False)}
        actions.receive(one, typed["amount"], **paid, by=by)
    elif what == What.CORRECTED:
        about = {"on": typed["on"], "document": typed["document"], "because": typed["because"]}
        actions.correct(one, typed["amount"], **about, seen=typed["seen"], by=by)
    elif what == What.PROPOSED:
        actions.propose_write_off(one, because=typed["because"], by=by)
    elif what == What.TAKEN_BACK:
        actions.take_back_proposal(one, by=by)
    elif what == What.WRITTEN_OFF:
        actions.write_off(one, seen=typed["seen"], document=typed["document"], by=by)
    else:
        actions.refuse_write_off(one, because=typed["because"], by=by)


def _moved_on(staff: Staff, one: Overpayment) -> str:
    if one.state == Overpayment.State.PROPOSED and one.proposed_by == staff.pk:
        return said("Yang mengusulkan tidak memutuskan.", "Whoever proposes does not decide.")
    return said("Itu tidak dapat dilakukan sekarang, atau bukan oleh Anda.", "That cannot be done now, or not by you.")

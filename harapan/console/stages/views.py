"""Pages of a stage: the calendar, the pipeline, and a page for each step that needs one."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST, require_safe

from harapan.console.stages import actions, progress, queries, tables
from harapan.console.stages import books as money
from harapan.console.stages.confirming import Confirmation, confirmation_of
from harapan.console.stages.controls import control_totals
from harapan.console.stages.forms import FORMS, LARGEST, AnswerForm, CeilingForm, PaperForm, Reconciled, Sure, bank_in
from harapan.console.stages.pipeline import paper_trouble, pipeline, step_named
from harapan.console.stages.queries import Facts, facts_of
from harapan.console.stages.reading import Sheet
from harapan.console.stages.uploads import Quota
from harapan.entitlements.law import law
from harapan.lib.refusals import Refusal
from harapan.operations.actions import ask
from harapan.operations.models import Work
from harapan.operations.queries import MovedOn, may_ask
from harapan.payments.models import PaymentFile
from harapan.staff.middleware import StaffRequest
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import page_of
from harapan.ui.words import Words, said, sentence_of


@require_safe
@login_required
def index(request: StaffRequest) -> HttpResponse:
    """Every stage: running, next, closed."""
    today = timezone.localdate()
    calendar = queries.calendar_on(today)
    return render(
        request,
        "console/stages/index.html",
        {"calendar": calendar, "today": today, "may_open": may_ask(Work.Step.OPEN, request.staff)},
    )


@require_safe
@login_required
def stage(request: StaffRequest, cycle: str) -> HttpResponse:
    """The pipeline of one stage."""
    facts = _facts(cycle)
    steps = pipeline(facts, request.staff, timezone.localdate())
    waiting = [step for step in steps if step.waits]
    return _page(request, "stage", facts, {"steps": steps, "waiting": waiting, "controls": control_totals(facts)})


@require_GET
@login_required
def work(request: StaffRequest, cycle: str) -> HttpResponse:
    """How far the work on a stage is; asked again and again while it runs. When it is over the page loads anew."""
    found = queries.current_work(_stage(cycle).cycle)
    shown = progress.of(found, timezone.now()) if found else None
    response = render(
        request,
        "console/stages/work.html",
        {"cycle": cycle, "work": shown, "said_before": request.GET.get("fase", "")},
    )
    if request.htmx and (shown is None or shown.is_over):  # type: ignore[attr-defined]
        response.headers["HX-Refresh"] = "true"
    return response


@login_required
def take(request: StaffRequest, cycle: str, step: str) -> HttpResponse:
    """ "Sure?": the sum once more, and for money the sum typed out. Then the step is asked for."""
    if step not in Work.Step.values or step in progress.ELSEWHERE:
        raise Http404
    if not may_ask(step, request.staff):
        raise PermissionDenied
    facts = _facts(cycle)
    confirmation = confirmation_of(step, facts, request.staff, timezone.localdate(), request.GET)
    if confirmation.refusal:
        messages.error(request, str(confirmation.refusal))
        return redirect("stages:stage", cycle)
    form = FORMS.get(step, Sure)(_sent(request), initial=confirmation.initial)
    if request.method == "POST" and form.is_valid():
        return _asked(request, step, facts, form.details(), again=request.get_full_path())
    return _confirm(request, facts, confirmation, form)


def _confirm(request: StaffRequest, facts: Facts, confirmation: Confirmation, form: Sure) -> HttpResponse:
    """A page that repeats what is at stake now, also to whoever comes with a stale one."""
    if form.is_bound and "rupiah" in form.fields:
        form.data = {**form.data.dict(), "rupiah": confirmation.initial.get("rupiah", "")}  # type: ignore[attr-defined]
    status = 422 if form.is_bound else 200
    return _page(request, "confirm", facts, {"confirmation": confirmation, "form": form}, status=status)


@login_required
def review(request: StaffRequest, cycle: str) -> HttpResponse:
    """The review sheets, and the button that says they were read."""
    facts = _opened(cycle)
    sheets = Sheet.all_of(facts)
    step = step_named("review", facts, request.staff, timezone.localdate())
    odd = any(sheet.anomalies for sheet in sheets)
    form = (FORMS[Work.Step.REVIEW] if odd else Sure)(_sent(request))
    if request.method == "POST":
        if not may_ask(Work.Step.REVIEW, request.staff):
            raise PermissionDenied
        if not step.waits:
            return _moved_on(request, facts)
        if form.is_valid():
            return _asked(request, Work.Step.REVIEW, facts, form.details())
    undecided = facts.batches_in(queries.BATCH.COMPUTED, queries.BATCH.REVIEWED)
    context = {
        "sheets": sheets,
        "missing": len(facts.batches) - len(sheets),
        "may_look": may_ask(Work.Step.LOOK, request.staff),
        "may_refuse": bool(undecided) and may_ask(Work.Step.REFUSE, request.staff),
        "step": step,
        "odd": odd,
        "form": form,
    }
    return _page(request, "review", facts, context, status=422 if form.errors else 200)


@login_required
def papers(request: StaffRequest, cycle: str) -> HttpResponse:
    """The treasury's papers: what each order needs, what is there, and a form for the next one."""
    facts = _opened(cycle)
    may = may_ask(Work.Step.PAPER, request.staff)
    what = request.POST.get("what", "")
    ceiling = CeilingForm(request.POST if what == "ceiling" else None)
    paper = PaperForm(request.POST if what == "paper" else None, initial=_next_paper(facts))
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if what == "ceiling" and ceiling.is_valid():
            details = {**ceiling.cleaned_data, "year": facts.stage.year}
            return _asked(request, Work.Step.CEILING, facts, details, back="stages:papers")
        if what == "paper" and paper.is_valid():
            details = {**paper.cleaned_data, "dated": paper.cleaned_data["dated"].isoformat()}
            return _asked(request, Work.Step.PAPER, facts, details, back="stages:papers")
    status = 422 if ceiling.errors or paper.errors else 200
    context = {"may": may, "ceiling_form": ceiling, "paper_form": paper, "trouble": paper_trouble(facts)}
    return _page(request, "papers", facts, context, status=status)


def _next_paper(facts: Facts) -> dict[str, Any]:
    """The first paper that is missing, about the sum it must be about."""
    for need in facts.needs:
        if need.missing:
            return {"batch": need.batch.pk, "order": need.order, "kind": need.missing[0], "amount": need.rupiah}
    return {}


@require_safe
@login_required
def files(request: StaffRequest, cycle: str) -> HttpResponse:
    """The banks' files: whose, how much, by whom, under which digest."""
    facts = _opened(cycle)
    rows = [(file, tables.FILE_WORDS[PaymentFile.State(file.state)]) for file in facts.files]
    cards = [(file, words, facts.who(file.drawn_up_by), facts.who(file.released_by)) for file, words in rows]
    unanswered = {file.pk for file in facts.unanswered}
    may_take = request.staff.may_move_money
    return _page(request, "files", facts, {"cards": cards, "unanswered": unanswered, "may_take": may_take})


@require_POST
@login_required
def download(request: StaffRequest, cycle: str, pk: int) -> HttpResponseBase:
    """One file, for somebody who may move money; the log says who took it."""
    file = get_object_or_404(PaymentFile, pk=pk, cycle=_stage(cycle).cycle)
    if not request.staff.may_move_money:
        raise PermissionDenied
    try:
        path = actions.hand_out(file, by=request.staff)
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("stages:files", cycle)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@csrf_exempt  # the token is checked below, once it is known how much may be read
@login_required
def answers(request: StaffRequest, cycle: str) -> HttpResponse:
    """Upload what the banks say."""
    request.upload_handlers = [Quota(request, LARGEST), *request.upload_handlers]
    return _answers(request, cycle)


@csrf_protect
def _answers(request: StaffRequest, cycle: str) -> HttpResponse:
    facts = _opened(cycle)
    may = may_ask(Work.Step.ANSWER, request.staff)
    form = AnswerForm()
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        form = AnswerForm(request.POST, request.FILES)
        if getattr(request, "too_large", False):
            form.errors.clear()
            form.add_error("sent", str(TOO_LARGE))
        elif form.is_valid() and (names := _kept(request, facts, form)):
            return _asked(request, Work.Step.ANSWER, facts, {"files": names})
    lying = actions.unread_answers(facts.name, facts.answers) if may else []
    context = {
        "may": may,
        "form": form,
        "lying": lying,
        "may_simulate": may and not settings.PRODUCTION and bool(facts.unanswered or facts.standing("at_bank")[0]),
        "megabytes": LARGEST >> 20,
        "read": [(answer, facts.who(answer.read_by)) for answer in reversed(facts.answers)],
    }
    return _page(request, "answers", facts, context, status=422 if form.errors else 200)


TOO_LARGE = Words(
    f"Terlalu besar: paling banyak {LARGEST >> 20} MB. Minta pengelola menaruhnya di folder jawaban.",
    f"Too large: at most {LARGEST >> 20} MB. Ask the keeper to put it into the folder of answers.",
)


def _kept(request: StaffRequest, facts: Facts, form: AnswerForm) -> list[str]:
    """The names of what was kept; what was read before is only mentioned."""
    names = []
    for upload in form.cleaned_data["sent"]:
        bank = str(form.cleaned_data["bank"] or bank_in(upload.name))
        try:
            names.append(actions.keep_answer(upload, bank, facts.name))
        except actions.ReadAlready as known:
            messages.info(request, sentence_of(known))
        except Refusal as refusal:
            form.add_error("sent", sentence_of(refusal))
            return []
    return names


@require_POST
@login_required
def read_lying(request: StaffRequest, cycle: str) -> HttpResponse:
    """Read what the banks' own transfer has put into the folder."""
    facts = _opened(cycle)
    if not may_ask(Work.Step.ANSWER, request.staff):
        raise PermissionDenied
    names = actions.unread_answers(facts.name, facts.answers)
    return _asked(request, Work.Step.ANSWER, facts, {"files": names}) if names else _moved_on(request, facts)


@login_required
def reconciliation(request: StaffRequest, cycle: str) -> HttpResponse:
    """Three columns against the banks, what came back and how long ago, what is held, and what to do next."""
    facts, today = _opened(cycle), timezone.localdate()
    step = step_named("reconcile", facts, request.staff, today)
    columns = money.columns_of(facts)
    may = may_ask(Work.Step.RECONCILE, request.staff)
    returns = money.returns_of(facts, today)
    due = sum(one.rupiah for one in returns if one.is_due)
    form = Reconciled(_sent(request), odd=bool(columns.bank_only), due=bool(due))
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            return _asked(request, Work.Step.RECONCILE, facts, form.details())
    sees_lines = request.staff.may_move_money or request.staff.position == request.staff.Position.AUDITOR
    lines = money.odd_lines_of(facts, request.GET.get("pile", ""))
    context = {
        "columns": columns,
        "page": page_of(lines, request.GET, keys=("id",)) if columns.bank_only and sees_lines else None,
        "returns": returns,
        "due": due,
        "holds": money.holds_of(facts, request.staff),
        "payable": money.payable_now(facts),
        "step": step,
        "form": form,
        "may": may,
        "shows_form": bool(step.press) or (may and bool(due) and facts.state != "closed"),
        "closed": (closed := facts.batches[-1] if facts.state == "closed" else None),
        "signer": facts.who(closed.closed_by) if closed else "",
        "pile": request.GET.get("pile", ""),
    }
    return _page(request, "reconciliation", facts, context, status=422 if form.errors else 200)


@require_safe
@login_required
def books(request: StaffRequest, cycle: str) -> HttpResponse:
    """The ledger that shows zero, by area or by bank."""
    facts, area, by = _opened(cycle), tables.area_in(request.GET), request.GET.get("by", "")
    cut = money.books_of(facts, request.staff, area=area, by=by)
    context = {
        "books": cut,
        "used": [money.ACCOUNT_WORDS[name] for name in cut.used],
        "whole": [cut.whole.accounts[name] for name in cut.used],
        "area": area,
        "by": by,
        "above": money.above(facts, area),
        "deeper": by != "bank" and len(area) < 6,
        "usage": money.usage_of(facts),
    }
    return _page(request, "books", facts, context)


@require_safe
@login_required
def export(request: StaffRequest, cycle: str, table: str, kind: str) -> HttpResponseBase:
    """Any table of a stage as CSV or XLSX."""
    answer: Callable[..., HttpResponseBase] | None = {"csv": csv_response, "xlsx": xlsx_response}.get(kind)
    if answer is None or table not in tables.TABLES:
        raise Http404
    facts = _opened(cycle)
    made = tables.TABLES[table](facts, request.staff, {**request.GET.dict(), "today": timezone.localdate()})
    return answer(f"{cycle}-{table}", made.columns, made.rows)


# -- shared ----------------------------------------------------------------------------------------------------------


def _stage(cycle: str) -> Any:
    if cycle not in law().stages:
        raise Http404
    return law().stages[cycle]


def _facts(cycle: str) -> Facts:
    return facts_of(_stage(cycle))


def _opened(cycle: str) -> Facts:
    facts = _facts(cycle)
    if facts.cycle is None:
        raise Http404
    return facts


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(
    request: StaffRequest, name: str, facts: Facts, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = progress.of(facts.work, timezone.now()) if facts.work else None
    crumbs = [(reverse("stages:index"), Words("Tahap salur", "Payment stages"))]
    crumbs.append((reverse("stages:stage", args=[facts.name]), Words(facts.name, facts.name)))
    usual = {
        "facts": facts,
        "cycle": facts.name,
        "state": queries.STATES[facts.state],
        "work": shown,
        "asked_by": facts.who(facts.work.asked_by) if facts.work else "",
        "crumbs": crumbs,
    }
    return render(request, f"console/stages/{name}.html", usual | context, status=status)


def _asked(
    request: StaffRequest,
    step: str,
    facts: Facts,
    details: dict[str, Any],
    *,
    back: str = "stages:stage",
    again: str = "",
) -> HttpResponse:
    """Ask, and go where the progress shows. What has moved on is shown anew."""
    try:
        ask(step, facts.name, by=request.staff, **details)
    except MovedOn as stale:
        messages.warning(request, sentence_of(stale))
        return redirect(again or reverse("stages:stage", args=[facts.name]))
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
    return redirect(back, facts.name)


def _moved_on(request: StaffRequest, facts: Facts) -> HttpResponse:
    messages.warning(
        request,
        said(
            "Tahap ini sudah bergerak sejak Anda membuka halaman itu. Inilah keadaannya sekarang.",
            "The stage has moved on since you opened that page. This is where it stands now.",
        ),
    )
    return redirect("stages:stage", facts.name)

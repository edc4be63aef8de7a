"""A visit, one question per screen: begun, stopped and gone on with as life allows; read over, then sent."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from harapan.console.candidates import words
from harapan.console.candidates.forms import FORMS, Asked, Question
from harapan.console.candidates.law import edition_after
from harapan.console.candidates.queries import family_named
from harapan.console.candidates.summary import TITLES, rows
from harapan.console.families.actions import note_opened
from harapan.console.stages.uploads import Quota
from harapan.intake.models import Photo, Report, Visit
from harapan.intake.preview import Preview, preview
from harapan.intake.visits import actions
from harapan.intake.visits.finding import Finding, Person, due, persons_of
from harapan.intake.visits.queries import (
    answers_of,
    last_answer_of,
    last_report_of,
    members_to_ask_about,
    visit_of,
)
from harapan.lib.pictures import LARGEST
from harapan.lib.refusals import Refusal
from harapan.registry.models import Family
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words, full_sentence_of, said

P = ParamSpec("P")
LIST = ("/calon/", words.DESK)


@dataclass
class Place:
    """A visit as a page works with it."""

    family: Family
    visit: Visit | None
    request: StaffRequest

    @cached_property
    def answers(self) -> dict[str, Any]:
        return answers_of(self.visit) if self.visit else {}

    @cached_property
    def report(self) -> Report | None:
        return last_report_of(self.visit) if self.visit else None

    @cached_property
    def found(self) -> Finding:
        edition = edition_after(self.today, self.family.channel)
        if self.visit is None:
            raise Http404
        return actions.understood(self.visit, self.family, edition, self.today)

    @cached_property
    def persons(self) -> tuple[Person, ...]:
        """Everybody the visit speaks of; the law is asked only where its word is shown."""
        return persons_of(members_to_ask_about(self.family), self.answers)

    @cached_property
    def before_the_law(self) -> Preview:
        return preview(self.family, self.persons, edition_after(self.today, self.family.channel))

    @property
    def today(self) -> Any:
        return timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Whether answers may still be given, by whoever looks."""
        sent = self.report is not None and self.report.state != Report.State.RETURNED
        return actions.may_visit(self.request.staff) and not sent

    @property
    def questions(self) -> tuple[str, ...]:
        """What these answers lead to; a photo may be added wherever somebody was met."""
        asked = due(self.answers)
        return (*asked, "photo") if "commitment" in asked else asked

    @property
    def caretaker(self) -> str:
        """The name of whoever is to look after the aid, as far as that was answered: it is they who sign."""
        told = self.answers.get("caretaker", {})
        found = next((one.name for one in self.persons if one.key == told.get("who")), "")
        return found or str(told.get("proxy", {}).get("name", ""))

    def next_after(self, question: str) -> str:
        """The address of the next question without an answer; the summary where there is none."""
        asked = self.questions
        rest = asked[asked.index(question) + 1 :] if question in asked else asked
        open_ = next((name for name in (*rest, *asked) if name not in self.answers), None)
        return self.address(open_)

    def address(self, question: str | None) -> str:
        """A question's own, or that of the summary."""
        if question is None:
            return reverse("candidates:check", args=[self.family.pk])
        return reverse("candidates:question", args=[self.family.pk, question])


def of_a_candidate(
    view: Callable[Concatenate[StaffRequest, Place, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]:
    """The family and its visit, as far as the reader may see them; nobody keeps such a page on the way."""

    @wraps(view)
    def gated(request: Any, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.staff.may_see_families:
            raise PermissionDenied
        family = family_named(request.staff, pk)
        if family is None:
            raise Http404
        return view(request, Place(family, visit_of(family, request.staff), request), *args, **kwargs)

    return login_required(cache_control(private=True, no_store=True)(gated))


# -- beginning -------------------------------------------------------------------------------------------------------


@of_a_candidate
@require_safe
def visit(request: StaffRequest, place: Place) -> HttpResponse:
    """Where the visit stands: what was asked, what is left, what the coordinator said."""
    note_opened(place.family, "visit", by=request.staff)
    if place.visit is None:
        shown = {"family": place.family, "may": actions.may_visit(request.staff), **_way(place)}
        return render(request, "console/candidates/begin.html", shown)
    return redirect(place.address(None))


@of_a_candidate
@require_POST
def begin(request: StaffRequest, place: Place) -> HttpResponse:
    """Go to the first question."""
    _refuse_others(request)
    try:
        place.visit = actions.begin(place.family, by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect("candidates:visit", place.family.pk)
    return redirect(place.next_after(""))


# -- asking ----------------------------------------------------------------------------------------------------------


@csrf_exempt  # the token is looked for once the upload is bounded, in `_question`
@login_required
def question(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """One question. A photo may not be larger than we keep."""
    request.upload_handlers = [Quota(request, 2 * LARGEST), *request.upload_handlers]
    return _question(request, pk, name)


@csrf_protect
@of_a_candidate
def _question(request: StaffRequest, place: Place, name: str) -> HttpResponse:
    if request.method == "POST":
        _refuse_others(request)
    if name not in FORMS or place.visit is None:
        raise Http404
    if not place.is_open:
        return redirect(place.address(None))
    if name == "newcomers":
        return _newcomers(request, place)
    form = _form(place, name)
    if request.method == "POST" and "pratinjau" in request.GET:
        return _previewed(request, place, form)
    if request.method == "POST" and _is_kept(request, place, name, form):
        return redirect(place.next_after(name))
    return _asked(request, place, name, form)


def _form(place: Place, name: str) -> Question:
    asked = Asked(place.persons, place.today, bool(place.family.card))
    form = FORMS[name]
    shown_as = form.shown_as  # type: ignore[attr-defined]
    initial = shown_as(place.answers[name]) if name in place.answers else {"on": place.today, "by": place.caretaker}
    posted = (place.request.POST, place.request.FILES) if place.request.method == "POST" else ()
    return form(asked, *posted, initial=initial)


def _is_kept(request: StaffRequest, place: Place, name: str, form: Question) -> bool:
    if getattr(request, "too_large", False):
        form.errors.clear()
        form.add_error("photo", said("Foto lebih besar dari 1 MB.", "The photo is larger than 1 MB."))
        return False
    if not form.is_valid() or place.visit is None:
        return False
    try:
        if name == "photo" and (photo := form.cleaned_data["photo"]):
            actions.keep_photo(place.visit, photo.read(), by=request.staff)
        actions.answer(place.visit, name, form.value, by=request.staff)
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return False
    place.answers[name] = form.value
    return True


def _newcomers(request: StaffRequest, place: Place) -> HttpResponse:
    """A list that grows and shrinks: each press is kept at once."""
    kept = list(place.answers.get("newcomers", {}).get("rows", []))
    form = _form(place, "newcomers") if "add" in request.POST else FORMS["newcomers"](Asked((), place.today))
    if request.method == "POST" and place.visit:
        if "add" in request.POST and not form.is_valid():
            return _asked(request, place, "newcomers", form, rows=kept)
        taken_out = request.POST.get("remove", "")
        if "add" in request.POST:
            kept.append(form.value)
        elif taken_out.isdecimal() and int(taken_out) < len(kept):
            del kept[int(taken_out)]
        try:
            actions.answer(place.visit, "newcomers", {"rows": kept}, by=request.staff)
        except Refusal as refusal:
            messages.error(request, full_sentence_of(refusal))
        place.answers["newcomers"] = {"rows": kept}
        return redirect(place.next_after("newcomers") if "done" in request.POST else place.address("newcomers"))
    return _asked(request, place, "newcomers", form, rows=kept)


def _asked(request: StaffRequest, place: Place, name: str, form: Question, **more: Any) -> HttpResponse:
    asked = place.questions
    number = asked.index(name) + 1 if name in asked else 1
    shown = {
        "form": form,
        "name": name,
        "words": TITLES[name],
        "number": number,
        "count": len(asked),
        "before": place.address(asked[number - 2]) if number > 1 else reverse("candidates:plan"),
        "photos": list(_photos(place)) if name == "photo" else [],
        "preview": place.before_the_law if name == "components" else None,
        **more,
        **_way(place, TITLES[name]),
    }
    return render(request, "console/candidates/question.html", shown, status=422 if form.errors else 200)


def _previewed(request: StaffRequest, place: Place, form: Question) -> HttpResponse:
    """What the law would say to what stands in the form now; nothing is kept."""
    if form.is_valid():
        place.answers["components"] = form.value
        edition = edition_after(place.today, place.family.channel)
        persons = persons_of(members_to_ask_about(place.family), place.answers)
        told = preview(place.family, persons, edition)
    else:
        told = place.before_the_law
    return render(request, "console/candidates/part_preview.html", {"preview": told})


# -- sending ---------------------------------------------------------------------------------------------------------


@of_a_candidate
@require_safe
def check(request: StaffRequest, place: Place) -> HttpResponse:
    """Everything that was answered, to be read over."""
    if place.visit is None:
        return redirect("candidates:visit", place.family.pk)
    return _checked(request, place)


@of_a_candidate
@require_POST
def send(request: StaffRequest, place: Place) -> HttpResponse:
    """Send it to the coordinator."""
    _refuse_others(request)
    if place.visit is None:
        raise Http404
    seen = request.POST.get("seen", "")
    try:
        actions.send(
            place.visit,
            place.family,
            edition_after(place.today, place.family.channel),
            seen=int(seen) if seen.isdecimal() else 0,
            today=place.today,
            by=request.staff,
        )
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect(place.address(None))
    messages.success(request, said("Laporan terkirim ke koordinator.", "The report is with the coordinator."))
    return redirect("candidates:plan")


@of_a_candidate
@require_safe
def photo(_: StaffRequest, place: Place, number: int) -> HttpResponse:
    """One picture, for whoever may see the family."""
    found = _photos(place).filter(pk=number).first() if place.visit else None
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=found.media)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _photos(place: Place) -> Any:
    return Photo.objects.visible_to(place.request.staff).filter(visit=place.visit).order_by("pk")


def _refuse_others(request: StaffRequest) -> None:
    if not actions.may_visit(request.staff):
        raise PermissionDenied


def _checked(request: StaffRequest, place: Place) -> HttpResponse:
    found, report = place.found, place.report
    told = place.visit and place.visit.pk and last_answer_of(place.visit)
    outcome = report.outcome if report and not place.is_open else found.outcome
    shown = {
        "rows": rows(place.questions, place.answers, found.persons),
        "found": found,
        "outcome": words.OUTCOME.get(outcome or ""),
        "tone": words.OUTCOME_TONES.get(outcome or "", "bad"),
        "gaps": [words.GAPS[gap] for gap in found.gaps],
        "preview": place.before_the_law if "components" in place.answers else None,
        "photos": list(_photos(place)),
        "seen": told,
        "open": place.is_open,
        "next": place.next_after("") if found.unasked else "",
        "report": report,
        "state": words.REPORTS[Report.State(report.state)] if report else None,
        "ruling": getattr(report, "ruling", None) if report else None,
        **_way(place, Words("Periksa jawaban", "Check the answers")),
    }
    return render(request, "console/candidates/check.html", shown)


def _way(place: Place, here: Words | None = None) -> dict[str, Any]:
    name = place.family.caretaker_name or said("Tanpa pengurus", "No caretaker")  # type: ignore[attr-defined]
    crumbs: list[tuple[str, object]] = [LIST, (reverse("candidates:visit", args=[place.family.pk]), name)]
    return {
        "family": place.family,
        "caretaker": name,
        "crumbs": [*crumbs, ("", here)] if here else [LIST, ("", name)],
    }

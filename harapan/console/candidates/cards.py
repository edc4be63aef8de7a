"""Cards (KKS): families with an account whose card nobody has handed over yet, and the word about each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from harapan.console.candidates import words
from harapan.console.candidates.forms.cards import CardForm
from harapan.console.candidates.queries import family_named, places_in_words, with_names
from harapan.console.candidates.tabs import tabs_for
from harapan.intake.confirmation.cards import hand_over_card, note_undelivered
from harapan.intake.confirmation.queries import last_card_of, without_card
from harapan.intake.models import Card
from harapan.intake.visits.actions import may_visit
from harapan.lib.refusals import Refusal
from harapan.registry.models import Account, Family
from harapan.staff.middleware import StaffRequest
from harapan.ui.pages import about, page_of
from harapan.ui.words import full_sentence_of, said


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def cards(request: StaffRequest) -> HttpResponse:
    """Whose card is still out, by village, with what was said of it last."""
    if not request.staff.may_see_families:
        raise PermissionDenied
    waiting = without_card(request.staff)
    page = page_of(with_names(waiting), request.GET, keys=("village", "id"))
    shown = {
        "page": page,
        "count": about(waiting),
        "rows": _rows(page.rows, request),
        "hands": may_visit(request.staff),
        "tabs": tabs_for(request.staff, "cards"),
    }
    return render(request, "console/candidates/cards.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def card(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what became of one family's card."""
    family = family_named(request.staff, pk) if request.staff.may_see_families else None
    if family is None:
        raise Http404
    if not may_visit(request.staff):
        raise PermissionDenied
    form = CardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_told(request, family, form):
        messages.success(request, said("Tercatat.", "It is written down."))
        return redirect("candidates:cards")
    shown = {
        "form": form,
        "family": family,
        "caretaker": family.caretaker_name,  # type: ignore[attr-defined]
        "account": Account.objects.visible_to(request.staff).filter(family=family, state="open").first(),
        "last": last_card_of(family.pk, request.staff),
        "crumbs": [
            ("/calon/", words.DESK),
            (reverse("candidates:cards"), said("Kartu", "Cards")),
            ("", family.caretaker_name),  # type: ignore[attr-defined]
        ],
    }
    return render(request, "console/candidates/card.html", shown, status=422 if form.errors else 200)


def _is_told(request: StaffRequest, family: Family, form: CardForm) -> bool:
    typed, today = form.cleaned_data, timezone.localdate()
    facts = {"on": typed["on"], "today": today, "note": typed["note"], "by": request.staff}
    try:
        if typed["handed"] == "yes":
            hand_over_card(family, **facts)
        else:
            note_undelivered(family, typed["reason"], **facts)
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return False
    return True


def _rows(families: list[Any], request: StaffRequest) -> list[dict[str, Any]]:
    told = Card.objects.visible_to(request.staff).filter(family__in=[family.pk for family in families])
    last = {one.family: one for one in told.order_by("pk")}
    places = places_in_words((family.village for family in families), timezone.localdate())
    return [
        {
            "family": family,
            "place": places[family.village],
            "last": last.get(family.pk),
            "reason": words.CARDS.get(last[family.pk].reason) if family.pk in last else None,
        }
        for family in families
    ]

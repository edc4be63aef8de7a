"""Pages of this desk: the search, one event, who looked at a family, the seals and their check, the export."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from harapan.audit.actions import Broken
from harapan.audit.models import Event, Seal
from harapan.audit.queries import COUNTED, chain
from harapan.console.record import actions, queries
from harapan.console.record.facts import facts_of
from harapan.console.record.forms import Search
from harapan.console.record.things import kind_words, page_of_thing, verb_words
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, said, sentence_of

LOG = ("/jejak/", Words("Jejak", "Log"))
SEALS = ("/jejak/segel/", Words("Segel", "Seals"))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
COLUMNS = {
    "id": Words("Nomor", "Number"),
    "at": Words("Waktu", "When"),
    "actor": Words("Nomor petugas", "Number of staff"),
    "actor_label": Words("Petugas", "Who"),
    "verb": Words("Tindakan", "What"),
    "object_type": Words("Terhadap", "Done to"),
    "object_id": Words("Nomor benda", "Its number"),
    "facts": Words("Keterangan", "Facts"),
}
BREAK = "<!-- the lines of the check -->"


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The log: everything for who looks into it, for everybody else what they did themselves."""
    form = Search(request.GET)
    people = _people(form, request.staff)
    shown: dict[str, object] = {"form": form, "people": people, "everything": request.staff.may_read_the_log}
    if form.is_valid() and len(people) <= 1:
        rows = queries.events_for(request.staff, _wish(form, people))
        shown |= {"page": page_of(rows, request.GET, keys=("-at", "-id")), "count": about(rows)}
        shown["events"] = [_row(event) for event in shown["page"].rows]  # type: ignore[attr-defined]
    return render(request, "console/record/index.html", shown)


@login_required
@require_safe
def event(request: StaffRequest, pk: int) -> HttpResponse:
    """One event with its facts."""
    found = get_object_or_404(Event.objects.visible_to(request.staff), pk=pk)
    seal = Seal.objects.filter(upto__gt=found.transaction).order_by("upto").first()
    shown = {
        **_row(found),
        "seal": seal,
        "facts": facts_of(found.facts),
        "may_ask_who_looked": found.object_type == "family" and request.staff.may_read_the_log,
        "crumbs": [LOG, ("", str(pk))],
    }
    return render(request, "console/record/event.html", shown)


@login_required
@require_safe
def lookers(request: StaffRequest, family: int) -> HttpResponse:
    """Who looked at a family."""
    _for_readers_of_the_log(request.staff)
    found = queries.family_with_number(family, request.staff)
    if found is None:
        raise Http404
    rows = [{**row, "words": verb_words(row["verb"])} for row in queries.lookers_of(found, request.staff)]
    return render(
        request, "console/record/lookers.html", {"family": found, "rows": rows, "crumbs": [LOG, ("", str(family))]}
    )


@login_required
@require_safe
def seals(request: StaffRequest) -> HttpResponse:
    """The chain of seals with its head, and what is not sealed yet."""
    _for_readers_of_the_log(request.staff)
    shown = {
        "crumbs": [LOG, SEALS],
        "chain": chain(),
        "counted": COUNTED,
        "page": page_of(Seal.objects.order_by("-upto"), request.GET, keys=("-upto",)),
        "last_check": queries.last_check(request.staff),
    }
    return render(request, "console/record/seals.html", shown)


@login_required
@require_safe
def check(request: StaffRequest) -> HttpResponseBase:
    """Recompute the chain while the reader looks on: the page arrives line by line."""
    _for_readers_of_the_log(request.staff)
    top, bottom = render_to_string(
        "console/record/check.html",
        {"mark": BREAK, "crumbs": [LOG, SEALS, ("", said("Pemeriksaan", "Check"))]},
        request,
    ).split(BREAK)
    return StreamingHttpResponse(_checking(request.staff, translation.get_language() or "id", top, bottom))


@login_required
@require_safe
def export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The events that fit the filters, as a file."""
    form = Search(request.GET)
    people = _people(form, request.staff)
    if kind not in EXPORTS or not form.is_valid() or len(people) > 1:
        raise Http404
    actions.note_export(kind, [name for name, value in form.cleaned_data.items() if value], by=request.staff)
    rows = queries.events_for(request.staff, _wish(form, people))
    return EXPORTS[kind]("jejak", list(COLUMNS.values()), rows.values_list(*COLUMNS))


def _for_readers_of_the_log(staff: Staff) -> None:
    if not staff.may_read_the_log:
        raise PermissionDenied


def _people(form: Search, staff: Staff) -> list[Staff]:
    """Who is meant by the typed name. Who sees only their own events has nobody to choose."""
    typed = form.cleaned_data.get("siapa") if form.is_valid() else ""
    if not typed or not staff.may_read_the_log:
        return []
    found = queries.people_called(typed)
    if not found:
        form.add_error("siapa", said("Tidak ada petugas bernama demikian", "Nobody on the staff is called so"))
    return found


def _wish(form: Search, people: list[Staff]) -> queries.Wish:
    typed = form.cleaned_data
    return queries.Wish(
        actor=people[0].pk if people else None,
        verb=typed["apa"],
        kind=typed["jenis"],
        number=typed["nomor"],
        begins=form.begins,
        ends=form.ends,
    )


def _row(event: Event) -> dict[str, object]:
    words = {"verb": verb_words(event.verb), "kind": kind_words(event.object_type)}
    return {"event": event, "address": page_of_thing(event), **words}


def _checking(staff: Staff, language: str, top: str, bottom: str) -> Iterator[str]:
    """The page of the check in pieces; the last line says whether the chain holds."""

    def line(name: str, **facts: object) -> str:
        with translation.override(language):
            return render_to_string(f"console/record/check.html#{name}", facts)

    yield top
    covered = 0
    try:
        for covered in actions.check_log(by=staff):
            yield line("progress", covered=covered)
    except Broken as broken:
        with translation.override(language):
            yield line("broken", sentence=sentence_of(broken))
    else:
        yield line("holds", covered=covered)
    yield bottom

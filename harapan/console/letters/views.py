"""Pages of this desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_POST, require_safe

from harapan.audit.actions import record
from harapan.console.letters import queries
from harapan.console.letters.forms import New, Revoke, Search
from harapan.letters import actions
from harapan.letters.filing import fetch
from harapan.letters.letterhead import check_link
from harapan.letters.models import Annex, Letter
from harapan.letters.queries import annexes_visible_to, letters_visible_to
from harapan.letters.words import KINDS, STATES
from harapan.lib.refusals import Refusal
from harapan.operations.letters.asking import ask, kinds_for
from harapan.staff.middleware import StaffRequest
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, said, sentence_of

DESK = ("/surat/", Words("Surat", "Letters"))
WHAT_FOR = {
    Letter.Kind.MINUTES: Words(
        "Posisi dana tiap bank sampai selisih nihil, setelah buku satu tahap ditutup.",
        "Where the money of each bank stands, down to zero, once the books of a stage are closed.",
    ),
    Letter.Kind.RECAP: Words(
        "Keluarga, anggota tiap komponen, dan rupiah menurut desa dan kecamatan, satu tahap atau satu tahun.",
        "Families, members by component, and rupiah by village and district, for a stage or a year.",
    ),
    Letter.Kind.DECREE: Words(
        "Keputusan dengan daftar nama penerima, satu lampiran tiap kabupaten atau kecamatan.",
        "The decree with the list of recipients, annexed by regency or district.",
    ),
    Letter.Kind.SLIPS: Words(
        "Lembar huruf besar untuk tiap keluarga dan daftar pesan singkat, satu berkas tiap desa.",
        "A sheet in large type for each family and a list of short messages, one file a village.",
    ),
}


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Letters by stage, newest first, and what can be asked for."""
    form = Search(request.staff, request.GET)
    rows = queries.letters_for(request.staff, form.wish)
    page = page_of(rows, request.GET, keys=("-period", "-id"))
    names = queries.names_of(page.rows, timezone.localdate())
    shown = {
        "form": form,
        "page": page,
        "count": about(rows),
        "letters": [{**_row(letter), "place": names.get(letter.area, "")} for letter in page.rows],
        "offers": [(kind, KINDS[Letter.Kind(kind)], WHAT_FOR[Letter.Kind(kind)]) for kind in kinds_for(request.staff)],
    }
    return render(request, "console/letters/index.html", shown)


@login_required
def new(request: StaffRequest, kind: str) -> HttpResponse:
    """Ask for a letter."""
    if kind not in Letter.Kind.values:
        raise Http404
    if kind not in kinds_for(request.staff):
        raise PermissionDenied
    form = New(kind, request.staff, request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask(form.wish, by=request.staff)
        except Refusal as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            return redirect("letters:letter", asked.pk)
    words = KINDS[Letter.Kind(kind)]
    shown = {
        "form": form,
        "words": words,
        "what_for": WHAT_FOR[Letter.Kind(kind)],
        "stages": bool(queries.approved_stages()),
        "crumbs": [DESK, ("", words)],
    }
    return render(request, "console/letters/new.html", shown, status=422 if form.errors else 200)


@login_required
@require_safe
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """One letter: how far it is, what it says in figures, its files, and whether it still holds."""
    found = get_object_or_404(letters_visible_to(request.staff), pk=pk)
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "console/letters/letter.html#progress", _row(found))
        if found.is_over:
            answer.headers["HX-Refresh"] = "true"
        return answer
    return render(request, "console/letters/letter.html", _shown(found, Revoke(request.staff), request))


@login_required
@require_safe
def file(request: StaffRequest, pk: int) -> HttpResponse:
    """The letter itself, as it was made."""
    found = get_object_or_404(letters_visible_to(request.staff), pk=pk, state=Letter.State.MADE)
    return _handed_over(request, found, found, "application/pdf")


@login_required
@require_safe
def annex(request: StaffRequest, pk: int) -> HttpResponse:
    """One annex of a letter."""
    found = get_object_or_404(annexes_visible_to(request.staff), pk=pk)
    return _handed_over(request, found.letter, found, found.media)


@login_required
@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a letter back."""
    found = get_object_or_404(letters_visible_to(request.staff), pk=pk)
    if not request.staff.may_run_cycles:
        raise PermissionDenied
    form = Revoke(request.staff, request.POST)
    if form.is_valid():
        try:
            typed = form.cleaned_data
            actions.revoke(found, typed["alasan"], replaced_by=typed["pengganti"], by=request.staff)
        except Refusal as refusal:
            form.add_error(None, sentence_of(refusal))
            found = get_object_or_404(letters_visible_to(request.staff), pk=pk)
        else:
            messages.success(request, said("Surat dicabut.", "The letter is revoked."))
            return redirect("letters:letter", pk)
    return render(request, "console/letters/letter.html", _shown(found, form, request), status=422)


def _handed_over(request: StaffRequest, letter: Letter, of: Letter | Annex, media: str) -> HttpResponse:
    """The bytes, and a trace of who took them where names are in it."""
    try:
        content = fetch(of.path, of.sha256)
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("letters:letter", letter.pk)
    if letter.personal:
        record("letter.fetched", letter, by=request.staff, file=of.path)
    is_list, name = media != "application/pdf", of.path.rpartition("/")[2]
    answer = HttpResponse(content, content_type=media)
    answer.headers["Content-Disposition"] = content_disposition_header(is_list, name) or "inline"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shown(found: Letter, form: Revoke, request: StaffRequest) -> dict[str, object]:
    annexes = annexes_visible_to(request.staff).filter(letter=found)
    title = found.number or KINDS[Letter.Kind(found.kind)]
    may_revoke = request.staff.may_run_cycles and found.is_made and not _revocation(found)
    return {
        **_row(found),
        "place": queries.names_of([found], timezone.localdate()).get(found.area, ""),
        "annexes": page_of(annexes, request.GET),
        "annex_count": about(annexes),
        "facts": queries.told(found),
        "twins": queries.twins_of(found, request.staff)[:5],
        "check": check_link(found.number, found.code) if found.number else "",
        "revoke_form": form if may_revoke else None,
        "again": _again(found) if found.kind in kinds_for(request.staff) else "",
        "crumbs": [DESK, ("", title)],
    }


def _again(letter: Letter) -> str:
    return f"{reverse('letters:new', args=[letter.kind])}?{urlencode({'tahap': letter.period, 'wilayah': letter.area})}"


def _row(letter: Letter) -> dict[str, object]:
    tone = {"made": "ok", "refused": "bad", "failed": "bad"}.get(letter.state, "warn")
    revocation = _revocation(letter)
    state = Words("Dicabut", "Revoked") if revocation else STATES[Letter.State(letter.state)]
    return {
        "letter": letter,
        "kind": KINDS[Letter.Kind(letter.kind)],
        "state": state,
        "tone": "bad" if revocation else tone,
        "revocation": revocation,
        "sentence": sentence_of(letter),
    }


def _revocation(letter: Letter) -> object:
    return getattr(letter, "revocation", None)

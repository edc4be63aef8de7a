"""Pages for everybody."""

import re

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from harapan.letters.queries import Genuine, genuine, genuine_file
from harapan.public.door import STRETCH, knock
from harapan.public.uploads import Digested

TYPED = re.compile(r"\s*([A-Za-z]{2,10}(?:/[\w-]+){3})[\s/,;:-]*((?:[0-9A-Fa-f]{4}[\s-]*){4})\s*")
"""A number and its code as people copy them from a letter, with blanks anywhere between the groups of the code."""
LONGEST = 120


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Whether the house answers and its database too; for whoever watches machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def check_letter(request: HttpRequest, number: str = "", code: str = "") -> HttpResponse:
    """Whether a letter is genuine: from the link of its QR code, or from what somebody typed."""
    typed = f"{number} {code}".strip() if number else request.GET.get("surat", "")
    if not typed.strip():
        return _answer(request)
    if not knock(request):
        return _too_often(request)
    read = TYPED.fullmatch(typed) if len(typed) <= LONGEST else None
    if read is None:
        return _answer(request, typed=typed[:LONGEST], unread=True)
    found = genuine(read[1].upper(), re.sub(r"[\s-]", "", read[2]).lower())
    return _answer(request, typed=typed, found=found, asked=True)


@csrf_exempt  # the check follows in `_check_file`: reading the token would otherwise store the file first
@never_cache
@require_POST
def check_file(request: HttpRequest) -> HttpResponse:
    """Whether a PDF that somebody was given is a letter of ours, byte for byte. Nothing of it is kept."""
    digested = Digested(request)
    request.upload_handlers = [digested]
    return _check_file(request, digested)


@csrf_protect
def _check_file(request: HttpRequest, digested: Digested) -> HttpResponse:
    request.FILES  # noqa: B018 - reading them digests them
    if not digested.sha256:
        return _answer(request, nothing=True)
    if not knock(request):
        return _too_often(request)
    return _answer(request, found=genuine_file(digested.sha256), asked=True, by_file=True)


def _answer(request: HttpRequest, *, found: Genuine | None = None, **shown: object) -> HttpResponse:
    bad = bool(shown.get("unread") or shown.get("nothing"))
    return render(request, "public/check_letter.html", {"found": found, **shown}, status=422 if bad else 200)


def _too_often(request: HttpRequest) -> HttpResponse:
    answer = render(request, "public/check_letter.html", {"too_often": True}, status=429)
    answer.headers["Retry-After"] = str(STRETCH)
    return answer

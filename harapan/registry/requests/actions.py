"""Words about a request: drawn up, amended, sent off; returned, refused, approved, taken back; accepted by a new area.

Pages say them under their own login; the database keeps what may follow what, and that nobody decides about what they
asked for. Nothing here touches the family: `applying` does, in the worker.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.lib.refusals import Refusal
from harapan.registry.actions.changes import CannotChange
from harapan.registry.models import ChangeRequest, Evidence, Family, RequestEvent
from harapan.registry.requests.base import Kind, Risk
from harapan.registry.requests.kinds import kind_of
from harapan.registry.requests.papers import Paper
from harapan.registry.requests.queries import OPEN, given, given_of, is_stale, may_draw_up, why_not_check
from harapan.staff.models import Staff

What = RequestEvent.What


class CannotDecide(Refusal):
    """This word cannot be said about this request now, or not by this person."""


@transaction.atomic
def draw_up(
    kind: Kind,
    family: Family,
    *,
    member: int | None,
    values: Mapping[str, Any],
    on: date,
    asked_by: str,
    because: str,
    today: date,
    by: Staff,
) -> ChangeRequest:
    """Write a draft down. Raises `CannotChange` when it does not fit the family, `CannotDecide` for who may not ask."""
    if not may_draw_up(by):
        raise CannotDecide("jabatan Anda tidak mengusulkan perubahan", "your position does not ask for changes")
    about = given(family, member, values, on, today)
    kind.check(about)
    request = ChangeRequest.objects.create(
        family=family.pk,
        member=member,
        village=family.village,
        facilitator=family.facilitator,
        to_village=_goes_to(kind, family, values),
        kind=kind.name,
        low_risk=kind.risk == Risk.LOW,
        values=kind.write(values),
        seen=kind.seen(about),
        on=on,
        asked_by=asked_by,
        because=because,
        made_by=by.pk,
        made_by_label=str(by),
    )
    record("request.drawn_up", request, by=by, kind=kind.name, family=family.pk)
    return request


@transaction.atomic
def attach(
    request: ChangeRequest,
    paper: Paper,
    *,
    number: str = "",
    issued_on: date | None = None,
    sha256: str = "",
    name: str = "",
    size: int = 0,
    by: Staff,
) -> Evidence:
    """Add a paper to a request: by its number, with a picture or PDF of it where there is one."""
    if not number.strip() and not sha256:
        raise CannotDecide(
            "tulis nomor dokumen atau lampirkan gambarnya", "write the number of the paper or attach a picture of it"
        )
    evidence = Evidence.objects.create(
        request=request,
        paper=paper.code,
        number=number,
        issued_on=issued_on,
        sha256=sha256,
        name=name[:120],
        size=size,
        by=by.pk,
    )
    record("request.paper_attached", request, by=by, paper=paper.code)
    return evidence


@transaction.atomic
def amend(request: ChangeRequest, *, values: Mapping[str, Any], today: date, by: Staff) -> ChangeRequest:
    """Say something else in a draft or a returned request; what stands there now is noted again."""
    kind = kind_of(request)
    family = Family.objects.get(pk=request.family)
    about = given(family, request.member, values, request.on, today)
    kind.check(about)
    if _goes_to(kind, family, values) != request.to_village:
        raise CannotDecide(
            "tujuan pindah tidak dapat diganti: tarik usulan ini dan buat yang baru",
            "where to cannot be changed: withdraw this request and draw up another",
        )
    return _say(request, What.AMENDED, by=by, values=kind.write(values), seen=kind.seen(about))


@transaction.atomic
def submit(
    request: ChangeRequest, *, today: date, counts_from: str = "", difference: int | None = None, by: Staff
) -> ChangeRequest:
    """Send a request off to be checked. `difference` is what it would do to the next amount, as the maker saw it."""
    kind = kind_of(request)
    about = given_of(request, today)
    kind.check(about)
    if is_stale(request, about):
        raise CannotDecide(
            "data keluarga berubah sejak usulan ditulis: buka “ubah” dan simpan lagi",
            "the family's data have changed since: open “amend” and save it again",
        )
    if kind.papers and not request.evidence.exists():
        raise CannotDecide(
            f"lampirkan salah satu: {', '.join(paper.words.id for paper in kind.papers)}",
            f"attach one of these: {', '.join(paper.words.en for paper in kind.papers)}",
        )
    same = ChangeRequest.objects.filter(family=request.family, kind=request.kind, member=request.member)
    if twin := same.filter(state__in=OPEN).exclude(pk=request.pk).first():
        raise CannotDecide(
            f"usulan {twin.pk} yang sama masih berjalan", f"request {twin.pk} asks for the same and is under way"
        )
    return _say(request, What.SUBMITTED, by=by, counts_from=counts_from, difference=difference)


@transaction.atomic
def withdraw(request: ChangeRequest, *, because: str = "", by: Staff) -> ChangeRequest:
    """The maker no longer asks for it."""
    return _say(request, What.WITHDRAWN, because=because, by=by)


@transaction.atomic
def approve(request: ChangeRequest, *, now: datetime, because: str = "", by: Staff) -> RequestEvent:
    """Say yes. It is written down after ten seconds, unless it is taken back. Returns the word that was said."""
    _refuse_strangers(request, now, by)
    about = given_of(request, timezone.localdate(now))
    if is_stale(request, about):
        raise CannotDecide(
            "data keluarga berubah sejak usulan ditulis: kembalikan agar diperbarui",
            "the family's data have changed since it was drawn up: return it to be renewed",
        )
    kind_of(request).check(about)
    return _event(request, What.APPROVED, because=because, by=by)


@transaction.atomic
def undo(request: ChangeRequest, *, by: Staff) -> ChangeRequest:
    """Take one's approval back before it is written down."""
    return _say(request, What.UNDONE, by=by)


@transaction.atomic
def send_back(request: ChangeRequest, *, because: str, now: datetime, by: Staff) -> ChangeRequest:
    """Return it to whoever asked, with what is missing."""
    _refuse_strangers(request, now, by)
    return _say(request, What.RETURNED, because=_reason(because), by=by)


@transaction.atomic
def refuse(request: ChangeRequest, *, because: str, now: datetime, by: Staff) -> ChangeRequest:
    """Say no, with the reason."""
    _refuse_strangers(request, now, by)
    return _say(request, What.REFUSED, because=_reason(because), by=by)


@transaction.atomic
def accept(request: ChangeRequest, *, now: datetime, because: str = "", by: Staff) -> RequestEvent:
    """The new area takes the family over. Returns the word that was said."""
    _refuse_strangers(request, now, by)
    return _event(request, What.ACCEPTED, because=because, by=by)


@transaction.atomic
def decline(request: ChangeRequest, *, because: str, now: datetime, by: Staff) -> ChangeRequest:
    """The new area says that the family does not live there; it stays where it is."""
    _refuse_strangers(request, now, by)
    return _say(request, What.DECLINED, because=_reason(because), by=by)


def _goes_to(kind: Kind, family: Family, values: Mapping[str, Any]) -> str:
    return str(values["village"]) if kind.moves and values.get("village") != family.village else ""


def _refuse_strangers(request: ChangeRequest, now: datetime, by: Staff) -> None:
    if why := why_not_check(by, request, now):
        raise CannotDecide(*why)


def _reason(because: str) -> str:
    if len(because.strip()) < 5:
        raise CannotDecide("tuliskan alasannya", "say why")
    return because.strip()


def _say(request: ChangeRequest, what: str, *, by: Staff, **facts: Any) -> ChangeRequest:
    _event(request, what, by=by, **facts)
    request.refresh_from_db()
    return request


SAID: Mapping[str, tuple[str, str]] = {
    "request_moves_along": (
        "usulan ini sudah berpindah keadaan: muat ulang halamannya",
        "this request has moved on meanwhile: load the page again",
    ),
    "request_has_two_people": (
        "yang mengusulkan tidak memutuskan, dan tidak ada yang berbicara untuk orang lain",
        "whoever asks never decides, and nobody speaks for another",
    ),
}


def _event(request: ChangeRequest, what: str, *, by: Staff, **facts: Any) -> RequestEvent:
    """Say one word; the database knows whether it may follow."""
    try:
        with transaction.atomic():
            event = RequestEvent.objects.create(request=request, what=what, by=by.pk, by_label=str(by), **facts)
    except IntegrityError as refused:
        name = str(refused.__cause__.diag.constraint_name) if refused.__cause__ else ""  # type: ignore[attr-defined]
        if name not in SAID:
            raise
        raise CannotDecide(*SAID[name]) from refused
    record(f"request.{what}", request, by=by, kind=request.kind, family=request.family)
    return event


__all__ = [
    "CannotChange",
    "CannotDecide",
    "accept",
    "amend",
    "approve",
    "attach",
    "decline",
    "draw_up",
    "refuse",
    "send_back",
    "submit",
    "undo",
    "withdraw",
]

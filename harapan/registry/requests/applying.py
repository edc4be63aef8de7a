"""An approved request becomes a change of the family: once, at a moment, in the name of whoever approved it."""

from datetime import date

from django.db import IntegrityError, transaction

from harapan.audit.actions import record
from harapan.lib.refusals import Refusal
from harapan.registry.at_rest import take_share
from harapan.registry.history import said_by
from harapan.registry.models import ChangeRequest, Family, RequestEvent
from harapan.registry.requests.kinds import kind_of
from harapan.registry.requests.papers import PAPERS
from harapan.registry.requests.queries import covers, given_of, is_stale
from harapan.staff.models import Staff

What = RequestEvent.What
State = ChangeRequest.State


class CannotApply(Refusal):
    """The request cannot be written down as it is; it goes back to whoever asked."""


def needs_the_new_area(request: ChangeRequest, decider: Staff) -> bool:
    """Whether a family moves to where its checker has no say: then the new area accepts first."""
    return request.state == State.APPROVED and request.to_village != "" and not covers(decider, request.to_village)


@transaction.atomic
def hand_over(request: ChangeRequest, *, by: Staff) -> ChangeRequest:
    """The new area is asked to accept the family; until then nothing changes."""
    _note(request, What.HANDED_OVER, by)
    request.refresh_from_db()
    return request


@transaction.atomic
def apply_request(request: ChangeRequest, *, today: date, by: Staff) -> ChangeRequest:
    """Write an approved or accepted request into the registry. Doing it again changes nothing.

    Raises `CannotApply` when the family has changed meanwhile, or whatever the registry's own verbs refuse with;
    nothing has changed then.
    """
    moment = take_share()
    try:
        with transaction.atomic():
            RequestEvent.objects.create(
                request=request, what=What.APPLIED, by=by.pk, by_label=str(by), at=moment
            )  # the trigger locks the request first
    except IntegrityError:
        request.refresh_from_db()
        if request.state == State.APPLIED:
            return request
        raise
    Family.objects.select_for_update().get(pk=request.family)
    about = given_of(request, today)
    if is_stale(request, about):
        raise CannotApply(
            "data keluarga berubah sejak usulan ditulis", "the family's data have changed since it was drawn up"
        )
    kind = kind_of(request)
    document = document_of(request)
    with said_by(by, because=f"{kind.words.id}: {document}", source=f"request:{request.pk}"):
        kind.check(about)
        kind.apply(about, document=document, by=by)
    record("request.applied", request, by=by, kind=request.kind, family=request.family)
    request.refresh_from_db()
    return request


@transaction.atomic
def give_back(request: ChangeRequest, because: str, *, by: Staff) -> ChangeRequest:
    """What could not be written down goes back to whoever asked, with the sentence that says why."""
    _note(request, What.STUCK, by, because)
    request.refresh_from_db()
    return request


def document_of(request: ChangeRequest) -> str:
    """The papers a request rests on, in one line."""
    found = [
        f"{PAPERS[one.paper].words.id} {one.number}".strip()
        for one in request.evidence.order_by("pk")
        if one.paper in PAPERS
    ]
    return f"{'; '.join(found) or 'usulan'} (usulan {request.pk})"[:120]


def _note(request: ChangeRequest, what: str, by: Staff, because: str = "") -> None:
    RequestEvent.objects.create(request=request, what=what, because=because[:600], by=by.pk, by_label=str(by))
    record(f"request.{what}", request, by=by, kind=request.kind, family=request.family)

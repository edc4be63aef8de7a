"""Rows of lists go a dated time after the last thing that happened to them; sums, digests and decisions stay.

Rows hold people of whom many are not in the programme: they are kept as long as somebody may ask why, or take a list
back, and no longer (docs/adr/0056).
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from harapan.audit.actions import Actor, record
from harapan.intake.imports.storing import forget
from harapan.intake.models import CandidateList, Considered, Effect, Row, Upload

WAITING: Final = (Upload.State.UPLOADED, Upload.State.ASKS, Upload.State.CHECKED)
"""Nobody ever applied these: they are thrown away first."""
LEFT_LYING: Final = "masa simpan lewat"


def forget_lists(before: datetime, *, now: datetime, by: Actor) -> tuple[int, int]:
    """Forget the rows of every list to which nothing has happened since `before`; one transaction each.

    Returns how many outside lists and how many candidate lists. Doing it again does nothing.
    """
    uploads, lists = list(_uploads(before)), list(_candidate_lists(before))
    for upload in uploads:
        _forget_upload(upload, now, by)
    for one in lists:
        _forget_candidates(one, now, by)
    return len(uploads), len(lists)


def _uploads(before: datetime) -> QuerySet[Upload]:
    last = Coalesce("ended_at", "applied_at", "read_at", "uploaded_at")
    return Upload.objects.annotate(last=last).filter(last__lt=before, forgotten_at__isnull=True).order_by("pk")


def _candidate_lists(before: datetime) -> QuerySet[CandidateList]:
    last = Coalesce("undone_at", "made_at", "drawn_up_at")
    rows = CandidateList.objects.annotate(last=last).filter(last__lt=before, forgotten_at__isnull=True)
    return rows.filter(~Q(state=CandidateList.State.DISCARDED)).order_by("pk")


@transaction.atomic
def _forget_upload(upload: Upload, now: datetime, by: Actor) -> None:
    if upload.state in WAITING:
        upload.state, upload.ended_at, upload.ended_because = Upload.State.DISCARDED, now, LEFT_LYING
    upload.forgotten_at, upload.sample = now, []
    upload.save(update_fields=["state", "ended_at", "ended_because", "forgotten_at", "sample"])
    rows, _ = Row.objects.filter(upload=upload.pk).delete()
    Effect.objects.filter(upload=upload.pk).delete()
    transaction.on_commit(lambda: forget(upload))
    record("upload.forgotten", upload, by=by, kind=upload.kind, rows=rows)


@transaction.atomic
def _forget_candidates(lists: CandidateList, now: datetime, by: Actor) -> None:
    if lists.state == CandidateList.State.DRAFT:
        lists.state = CandidateList.State.DISCARDED
    lists.forgotten_at = now
    lists.save(update_fields=["state", "forgotten_at"])
    rows, _ = Considered.objects.filter(list=lists).delete()
    record("candidate_list.forgotten", lists, by=by, area=lists.area, cohort=lists.cohort, rows=rows)

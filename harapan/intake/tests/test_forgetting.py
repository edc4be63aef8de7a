"""Rows of lists go when their time is over, and only then; what stays can still be counted."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from harapan.audit.models import Event
from harapan.intake.forgetting import forget_lists
from harapan.intake.imports import actions
from harapan.intake.imports.actions import CannotImport
from harapan.intake.imports.storing import place_of
from harapan.intake.models import CandidateList, Considered, Effect, Row, Upload
from harapan.registry.models import Member
from harapan.testing.lists import bring_rows, read_in_this_process  # noqa: F401
from harapan.testing.make import caretaker_of, make_family

pytestmark = pytest.mark.usefixtures("db", "read_in_this_process")
NIK = "6402066104900001"


def test_rows_of_a_list_go_a_year_after_it_was_applied_and_its_sums_stay(cast, django_capture_on_commit_callbacks):
    wahyu, now = cast["wahyu"], timezone.now()
    family = make_family("Siti Aminah")
    Member.objects.filter(pk=family.caretaker).update(nik=NIK)
    upload = bring_rows("deaths", ("NIK", "Nama", "Tanggal Meninggal"), [(NIK, "Siti Aminah", "1-5-2022")], wahyu)
    actions.apply(upload, by=wahyu)
    with pytest.raises(DatabaseError, match="as long as the list is not forgotten"), transaction.atomic():
        Effect.objects.filter(upload=upload.pk).delete()
    assert forget_lists(now - timedelta(days=365), now=now, by=wahyu) == (0, 0)

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_lists(now + timedelta(days=1), now=now, by=wahyu) == (1, 0)
    assert forget_lists(now + timedelta(days=1), now=now, by=wahyu) == (0, 0)

    upload.refresh_from_db()
    assert not Row.objects.exists() | Effect.objects.exists()
    assert not place_of(upload.sha256).exists()
    assert (upload.sample, upload.counts, upload.changed) == ([], {"changed": 1}, 1)
    assert caretaker_of(family).died_on == date(2022, 5, 1)
    assert Event.objects.get(verb="upload.forgotten").facts["rows"] == 1
    with pytest.raises(CannotImport, match="its rows are gone"):
        actions.undo(upload, because="salah", by=wahyu)


def test_lists_left_lying_are_thrown_away_and_families_of_old_candidate_lists_forgotten(cast):
    wahyu, now = cast["wahyu"], timezone.now()
    left = bring_rows("deaths", ("NIK", "Nama", "Tanggal Meninggal"), [(NIK, "Siapa", "1-5-2022")], wahyu)
    lists = CandidateList.objects.create(
        cohort="2026-1", area="6402", stage="2026-4", quota=1, looked_at=1, chosen=1, drawn_up_by=wahyu.pk,
        state="made", made_by=wahyu.pk, made_at=now, document="S-1",
    )  # fmt: skip
    Considered.objects.create(list=lists, family=1, village="6402061002", fitting=1, place=1)

    assert forget_lists(now + timedelta(days=1), now=now, by=wahyu) == (1, 1)

    left.refresh_from_db()
    lists.refresh_from_db()
    assert (left.state, left.ended_because) == (Upload.State.DISCARDED, "masa simpan lewat")
    assert (lists.chosen, lists.forgotten_at, Considered.objects.count()) == (1, now, 0)

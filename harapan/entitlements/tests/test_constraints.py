"""Named constraints of cycles, runs, batches and entitlements."""

import pytest
from django.db import IntegrityError, transaction

from harapan.entitlements.models import Batch, Cycle, Entitlement, Run
from harapan.tables.partitions import make_partition
from harapan.testing.make import LOA_IPUH

pytestmark = pytest.mark.django_db

DIGESTS = {"snapshot_digest": "a" * 64, "edition_digest": "b" * 64, "digest": "c" * 64}
FIGURES = {"families": 1, "paid_families": 1, "net": 1}
KEYS = {"cycle": "2025-1", "run": 1, "family": 1, "batch": 1, "village": LOA_IPUH, "bank": "BRI"}
MONEY = {"gross": 1, "deduction": 0, "net": 1, "counted": 1, "months": 3}
WORDS = {"verdict": "", "proposed": "", "reason": "", "review": "", "warned": False, "quarters_missed": 0}
OWED = KEYS | MONEY | WORDS


@pytest.fixture
def cycle(dewi):
    return Cycle.objects.create(name="2025-1", opened_by=dewi.pk, edition_digest="d" * 64, edition={})


def make_run(cycle, number=1, **facts):
    said = {"cycle": cycle, "number": number, "kind": "main", "folder": "x", "gross": 1, "computed_by": 1}
    return Run.objects.create(**{**said, **DIGESTS, **FIGURES, **facts})


def make_batch(cycle, **facts):
    run = facts.pop("run", None) or make_run(cycle)
    return Batch.objects.create(**{"run": run, "cycle": cycle.name, "wave": 1, "computed_by": 1, **FIGURES, **facts})


def test_a_cycle_has_one_main_run_that_was_not_refused(cycle):
    run = make_run(cycle)

    with pytest.raises(IntegrityError, match="cycle_has_one_main_run"), transaction.atomic():
        make_run(cycle, 2)
    with pytest.raises(IntegrityError, match="run_has_its_number"), transaction.atomic():
        make_run(cycle, 1, refused_because="x")

    make_run(cycle, 2, kind="supplementary")
    Run.objects.filter(pk=run.pk).update(refused_because="salah")
    make_run(cycle, 3)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("batch_has_four_eyes", {"approved_by": 1}),
        ("batch_beyond_review_is_approved", {"state": "approved"}),
        ("batch_beyond_review_is_approved", {"state": "ordered"}),
        ("batch_is_refused_with_reason", {"state": "refused"}),
    ],
)
def test_a_batch_that_cannot_be(cycle, constraint, facts):
    batch = make_batch(cycle)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(**facts)


def test_a_wave_is_there_once(cycle):
    batch = make_batch(cycle)

    with pytest.raises(IntegrityError, match="batch_has_its_wave"), transaction.atomic():
        make_batch(cycle, run=batch.run)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("entitlement_is_money", {"net": -1, "reason": "x"}),
        ("entitlement_is_money", {"gross": -1}),
        ("entitlement_is_money", {"deduction": -1}),
        ("entitlement_has_an_amount_or_a_reason", {"net": 0}),
    ],
)
def test_an_entitlement_that_cannot_be(constraint, facts):
    make_partition("entitlements_entitlement", "2025-1")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Entitlement.objects.create(**{**OWED, **facts})


def test_a_family_is_in_a_run_once():
    make_partition("entitlements_entitlement", "2025-1")
    Entitlement.objects.create(**OWED)

    with pytest.raises(IntegrityError, match="entitlements_entitlement_2025_1_pkey"), transaction.atomic():
        Entitlement.objects.create(**{**OWED, "net": 2})
    Entitlement.objects.create(**{**OWED, "run": 2})


def test_an_entitlement_of_a_cycle_nobody_opened_has_no_place():
    with pytest.raises(IntegrityError, match="no partition"), transaction.atomic():
        Entitlement.objects.create(**OWED)

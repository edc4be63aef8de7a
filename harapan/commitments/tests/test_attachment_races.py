"""Somebody is attached to a school in the very moment in which the list that brought it is taken back."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from harapan.commitments.attachments import CannotAttach, attach, move
from harapan.commitments.models import Attachment
from harapan.intake.models import Upload
from harapan.lib.refusals import Refusal
from harapan.operations.errands.lists import apply_now, undo_now
from harapan.places.models import Area, Facility
from harapan.registry.models import Member
from harapan.testing.lists import bring_rows, read_in_this_process  # noqa: F401
from harapan.testing.make import LOA_IPUH, make_family, member_named, pupil

HEAD = ("NPSN", "Nama Sekolah", "Bentuk Pendidikan", "Kode Desa", "Lintang", "Bujur", "Buka", "Tutup")
BEGAN = date(2022, 1, 10)
pytestmark = pytest.mark.usefixtures("own_database", "read_in_this_process")


@pytest.fixture
def budi(own_database) -> Member:
    Area.objects.get_or_create(code=LOA_IPUH, defaults={"name": "Loa Ipuh", "level": "village", "parent": "640206"})
    return member_named(make_family("Aminah", pupil("Budi")), "Budi")


@pytest.fixture
def listed(budi, cast) -> Upload:
    """Wahyu's list has opened SDN 001."""
    wahyu = cast["wahyu"]
    row = ("30400001", "SDN 001", "SD", LOA_IPUH, "", "", "", "")
    return apply_now(bring_rows("facilities", HEAD, [row], wahyu), by=wahyu)


def while_open(first: Callable[[], object], second: Callable[[], object]) -> Refusal | None:
    """Do one thing, let another begin on a connection of its own, and end the first only when the other waits for it.
    Returns what the other was refused with.
    """
    refused: list[Refusal] = []

    def other() -> None:
        try:
            second()
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    with transaction.atomic():
        first()
        late = threading.Thread(target=other)
        late.start()
        late.join(0.3)
        assert late.is_alive()
    late.join(30)
    assert not late.is_alive()
    return refused[0] if refused else None


def test_an_undo_waits_for_who_is_being_attached_and_is_then_refused(budi, listed, cast):
    refusal = while_open(
        lambda: attach(budi, "30400001", since=BEGAN, because="daftar", by=cast["dewi"]),
        lambda: undo_now(listed, because="salah daftar", by=cast["wahyu"]),
    )

    assert isinstance(refusal, CannotAttach)
    assert "SDN 001" in refusal.sentence_en
    assert Attachment.objects.get(member=budi.pk).facility == "30400001"
    assert Facility.objects.filter(code="30400001").exists()


def test_whoever_moves_there_during_an_undo_waits_and_is_told_that_the_school_is_gone(budi, listed, cast):
    refusal = while_open(
        lambda: undo_now(listed, because="salah daftar", by=cast["wahyu"]),
        lambda: move(budi, "30400001", since=BEGAN, because="daftar", by=cast["dewi"]),
    )

    assert isinstance(refusal, CannotAttach)
    assert "no facility with the code '30400001'" in refusal.sentence_en
    assert not Attachment.objects.exists()
    assert not Facility.objects.filter(code="30400001").exists()

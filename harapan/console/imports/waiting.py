"""What the import desk puts into somebody's queue: lists that were read and wait for a decision."""

from collections.abc import Iterator

from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.intake.imports.queries import kinds_for, may_apply, uploads_visible_to
from harapan.intake.imports.words import HAPPENS
from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES
from harapan.lib.english import agree
from harapan.lib.rupiah import number
from harapan.staff.models import Staff
from harapan.ui.words import Words

MOST = 5
"""Lists that the queue names, the oldest first."""


def waiting(staff: Staff) -> Iterator[Item]:
    """Lists whose columns somebody must choose, and lists that are ready to be applied."""
    if not kinds_for(staff):
        return
    open_ = uploads_visible_to(staff).filter(state__in=[Upload.State.ASKS, Upload.State.CHECKED])
    for upload in open_.order_by("pk")[:MOST]:
        if upload.state == Upload.State.ASKS or may_apply(upload, staff):
            yield _item(upload)


def _item(upload: Upload) -> Item:
    kind = SOURCES[upload.kind].words
    there = reverse("imports:upload", args=[upload.pk])
    if upload.state == Upload.State.ASKS:
        return Item(
            Words(
                f"{kind.id}: kolom berkas {upload.name} belum jelas.",
                f"{kind.en}: columns of {upload.name} are not clear.",
            ),
            Link(reverse("imports:columns", args=[upload.pk]), Words("Pilih kolom", "Choose columns")),
            note=Words(upload.name, upload.name),
            since=upload.uploaded_at,
        )
    rows = number(sum(upload.counts.get(outcome, 0) for outcome in HAPPENS))
    return Item(
        Words(
            f"{kind.id}: {rows} baris siap diterapkan.",
            agree(f"{kind.en}: {rows} [row is|rows are] ready to be applied.", rows),
        ),
        Link(there, Words("Lihat uji coba", "See the dry run")),
        note=Words(upload.name, upload.name),
        since=upload.read_at,
    )

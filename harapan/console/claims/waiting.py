"""What this desk puts into somebody's queue: write-offs for a second person, and money that families get back."""

from collections.abc import Iterator

from django.urls import reverse

from harapan.console.claims.wording import TOO_MUCH_BACK
from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.lib.english import agree
from harapan.registry.claims import WRITERS_OFF, may_note_receipts, too_much_back
from harapan.registry.models import Overpayment
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words


def waiting(staff: Staff) -> Iterator[Item]:
    """Proposals of others, and claims on which more came back than was owed."""
    if may_note_receipts(staff):
        yield from _returned_to_families(staff)
    if not staff.active or staff.position not in WRITERS_OFF:
        return
    proposed = Overpayment.objects.visible_to(staff).filter(state=Overpayment.State.PROPOSED)
    count = about(proposed.exclude(proposed_by=staff.pk))
    if count:
        yield Item(
            Words(
                f"{count} usulan penghapusan lebih bayar menunggu keputusan.",
                agree(f"{count} [write-off of an overpayment waits|write-offs of overpayments wait].", count),
            ),
            Link(f"{reverse('claims:index')}?keadaan=proposed", Words("Lihat usulan", "See them")),
            kind="warn",
            rank=3,
        )


def _returned_to_families(staff: Staff) -> Iterator[Item]:
    count = about(too_much_back(Overpayment.objects.visible_to(staff)))
    if count:
        yield Item(
            Words(
                f"{count} tagihan lebih bayar menerima lebih dari yang ditagih: kembalikan kepada keluarga.",
                agree(
                    f"{count} [claim|claims] of overpayment got back more than was owed: return it to the family.",
                    count,
                ),
            ),
            Link(f"{reverse('claims:index')}?keadaan={TOO_MUCH_BACK}", Words("Lihat tagihan", "See them")),
            kind="warn",
            rank=3,
        )

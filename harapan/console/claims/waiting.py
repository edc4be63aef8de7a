"""What this desk puts into somebody's queue: write-offs that wait for a second person."""

from collections.abc import Iterator

from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.lib.english import agree
from harapan.registry.claims import WRITERS_OFF
from harapan.registry.models import Overpayment
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words


def waiting(staff: Staff) -> Iterator[Item]:
    """One line at most: proposals of others."""
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

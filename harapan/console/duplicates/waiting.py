"""What the desk of doubles puts into somebody's queue: pairs sent up to the directorate, pairs of one's own area."""

from collections.abc import Iterator

from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.intake.matching.queries import may_decide, may_join_paid, pairs_of
from harapan.intake.models import Pair
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words

COUNTED = 101


def waiting(staff: Staff) -> Iterator[Item]:
    """One line at most: where two families are paid, or else how many pairs wait."""
    if not may_decide(staff):
        return
    if may_join_paid(staff):
        referred = about(Pair.objects.visible_to(staff).filter(state=Pair.State.REFERRED), COUNTED)
        if referred:
            yield Item(
                Words(
                    f"{referred} pasangan data ganda dari dua keluarga yang sama-sama dibayar.",
                    f"{referred} doubles in families that are both paid.",
                ),
                Link(f"{reverse('duplicates:index')}?tampil=pusat", Words("Putuskan", "Decide")),
                kind="warn",
                rank=4,
            )
        return
    open_ones = about(pairs_of(staff).filter(state=Pair.State.OPEN), COUNTED)
    if open_ones:
        yield Item(
            Words(f"{open_ones} pasangan data ganda menunggu keputusan.", f"{open_ones} doubles wait for a decision."),
            Link(reverse("duplicates:index"), Words("Putuskan", "Decide")),
            rank=6,
        )

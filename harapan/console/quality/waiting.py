"""What the data quality desk puts into somebody's queue: families whose payment is held up by their data."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from harapan.console.figures.queries import own_areas
from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.lib.english import agree
from harapan.lib.rupiah import number
from harapan.operations.errands.quality import may_mend
from harapan.registry.models import Finding, FindingSum
from harapan.registry.quality.check import Check, Weight
from harapan.registry.quality.checks import BY_NAME, CHECKS
from harapan.staff.models import Staff
from harapan.ui.words import Words

HOLDING = [check.name for check in CHECKS if check.weight == Weight.PAYMENT]


def waiting(staff: Staff) -> Iterator[Item]:
    """The one check that holds up most payments of those this person mends for; nothing where none does."""
    if not may_mend(staff):
        return
    worst = _of_own(staff) if staff.position == Staff.Position.FACILITATOR else _of_areas(staff)
    if worst is None:
        return
    check, families, address = worst
    count = number(families)
    yield Item(
        Words(
            f"{check.words.id}: {count} keluarga, pembayarannya tertahan karena data.",
            agree(f"{check.words.en}: payment of {count} [family|families] is held up by their data.", count),
        ),
        Link(address, Words("Perbaiki", "Mend")),
        kind="warn",
        rank=5,
    )


def _of_own(staff: Staff) -> tuple[Check, int, str] | None:
    mine = Finding.objects.visible_to(staff).filter(gone_at=None, kind__in=HOLDING).values("kind")
    worst = mine.annotate(families=Count("family", distinct=True)).order_by("-families", "kind").first()
    return (BY_NAME[worst["kind"]], worst["families"], _address(worst["kind"])) if worst else None


def _of_areas(staff: Staff) -> tuple[Check, int, str] | None:
    sums = FindingSum.objects.filter(area__in=own_areas(staff), kind__in=HOLDING, families__gt=0)
    worst = sums.order_by("-families", "kind").first()
    return (BY_NAME[worst.kind], worst.families, f"{_address(worst.kind)}?area={worst.area}") if worst else None


def _address(kind: str) -> str:
    return reverse("quality:check", args=[kind])

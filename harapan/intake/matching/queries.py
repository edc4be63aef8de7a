"""Who may decide about doubles, and which pairs wait."""

from django.db.models import QuerySet

from harapan.intake.models import Merge, Pair, PairWord, Search
from harapan.lib.identifiers import range_of
from harapan.staff.models import Staff

P = Staff.Position
DECIDERS = {P.NATIONAL, P.PROVINCE_COORDINATOR, P.REGENCY_COORDINATOR, P.DATA_ADMINISTRATOR, P.DINSOS}
READERS = {*DECIDERS, P.SUPERVISOR, P.AUDITOR, P.CONTACT_CENTRE}


def may_decide(staff: Staff) -> bool:
    """Says whether two records are one person; for pairs inside their own area."""
    return staff.active and staff.position in DECIDERS


def may_join_paid(staff: Staff) -> bool:
    """Decides where both families are paid."""
    return staff.active and staff.position == P.NATIONAL


def may_look(staff: Staff) -> bool:
    """Reads pairs and what was decided."""
    return staff.active and staff.position in READERS


def pairs_of(staff: Staff, area: str = "") -> QuerySet[Pair]:
    """Pairs of one's area, or of an area inside it: both records lie there."""
    rows = Pair.objects.visible_to(staff)
    if area:
        rows = rows.filter(village__range=range_of(area), other_village__range=range_of(area))
    return rows


def words_about(pair: Pair) -> QuerySet[PairWord]:
    """Everything people said, oldest first."""
    return PairWord.objects.filter(pair=pair).order_by("pk")


def last_merge(pair: Pair) -> Merge | None:
    """The merge that holds, if the pair is merged."""
    return Merge.objects.filter(pair=pair, undone_at__isnull=True).order_by("-pk").first()


def last_search(staff: Staff, area: str) -> Search | None:
    """The newest search of exactly this area, or of one around it."""
    around = [area[:digits] for digits in (0, 2, 4, 6, 10) if digits <= len(area)]
    return Search.objects.filter(area__in=around, upload__isnull=True).order_by("-pk").first() if staff.active else None


def between(pair: Pair) -> QuerySet[Pair]:
    """All pairs between the two families, this one included: what is joined when the whole families are one."""
    return Pair.objects.filter(
        one_family__in=[pair.one_family, pair.other_family], other_family__in=[pair.one_family, pair.other_family]
    )

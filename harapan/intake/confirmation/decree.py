"""Validated families become KPM by a decree that stays within the quota, names them, and stands on every move."""

from datetime import date

from django.db import connection, transaction

from harapan.audit.actions import record
from harapan.intake.confirmation.queries import confirmable, quota_of, taken_in
from harapan.intake.models import Decree, DecreeLine
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.registry.actions import move_participation
from harapan.registry.models import Bank, Family, Participation
from harapan.staff.models import Staff


class CannotConfirm(Refusal):
    """No decree about this area can be drawn up now, or not by this person."""


def may_decree(staff: Staff) -> bool:
    """The national directorate (Direktorat JSK) decides who becomes a KPM."""
    return staff.active and staff.position == Staff.Position.NATIONAL


LINES = """
    INSERT INTO intake_decree_line (decree_id, family, village, facilitator)
    SELECT %s, chosen.id, chosen.village, chosen.facilitator FROM ({chosen}) AS chosen
"""


@transaction.atomic
def draw_up_decree(area: str, *, errand: int, on: date, expects: int | None, by: Staff) -> Decree:
    """Choose who the decree about a regency names: complete validated families, poorest first, as the quota has room.

    The same errand finds the decree it drew up before. `expects` is how many somebody was shown; another number by now
    is refused. Raises `CannotConfirm`.
    """
    if not may_decree(by):
        raise CannotConfirm("penetapan dilakukan Direktorat JSK", "the national directorate confirms families")
    _lock(area)
    if found := Decree.objects.filter(errand=errand).first():
        return found
    cohort, quota = quota_of(area)
    if quota is None:
        raise CannotConfirm("kuota wilayah ini belum ditetapkan", "this area has no quota yet")
    left = max(quota - taken_in(cohort, area), 0)
    chosen = confirmable(area, by).values("id", "village", "facilitator")[:left]
    families = chosen.count()
    if not families:
        raise CannotConfirm(
            "tidak ada keluarga yang dapat ditetapkan dalam sisa kuota" if left else "kuota wilayah ini sudah habis",
            "nobody can be confirmed within what is left of the quota" if left else "the quota of this area is used up",
        )
    if expects not in (None, families):
        raise CannotConfirm(
            f"keadaan sudah berubah: kini {number(families)} keluarga; periksa lagi",
            agree(f"things have moved on: it is {number(families)} [family|families] by now; look again", families),
        )
    decree = Decree.objects.create(
        area=area, cohort=cohort, on=on, families=families, quota=quota, errand=errand, by=by.pk
    )
    sql, params = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(chosen=sql), [decree.pk, *params])
    record("decree.drawn_up", decree, by=by, area=area, families=families, quota=quota)
    return decree


@transaction.atomic
def issue_decree(decree: Decree, *, letter: int, document: str, by: Staff) -> int:
    """The letter is made: the families it names are KPM from its day on. Done before is done. Returns how many moved.

    Whoever is paid at the post needs no account, and is ready at once.
    """
    decree = Decree.objects.select_for_update().get(pk=decree.pk)
    if decree.state == Decree.State.ISSUED:
        return 0
    named = DecreeLine.objects.filter(decree=decree).values("family")
    Family.objects.filter(pk__in=named, participation=Participation.VALIDATED).update(confirmed_on=decree.on)
    moved = move_participation(
        named,
        source=Participation.VALIDATED,
        target=Participation.CONFIRMED,
        cause="confirmed",
        on=decree.on,
        by=by,
        document=document,
    )
    move_participation(
        Family.objects.filter(pk__in=named, bank=Bank.POS).values("pk"),
        source=Participation.CONFIRMED,
        target=Participation.READY,
        cause="paid_at_post",
        on=decree.on,
        by=by,
        document=document,
    )
    decree.state, decree.letter, decree.number = Decree.State.ISSUED, letter, document
    decree.save(update_fields=["state", "letter", "number"])
    record("decree.issued", decree, by=by, number=document, families=moved)
    return moved


def _lock(area: str) -> None:
    """Two decrees about one regency come one after the other, so that the quota holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"harapan decree {area}"])

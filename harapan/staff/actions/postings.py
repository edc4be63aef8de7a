"""Who works where, from which day: postings, acting postings, and the morning they begin or end."""

import re
from datetime import date

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harapan.audit.actions import Actor, record, record_all
from harapan.lib.refusals import Refusal
from harapan.places.queries import areas_on
from harapan.staff.authority import LEVELS, check_authority, check_person
from harapan.staff.models import COUNTRYWIDE, Posting, Staff

FACILITY = re.compile(r"[A-Z0-9][A-Z0-9.-]{2,19}")
BANK = re.compile(r"[A-Z]{3,8}")
MOST_FURTHER_AREAS = 7


class CannotPost(Refusal):
    """The posting cannot be as asked."""


class _Calendar:
    """The morning on which a posting begins or ends: it acts for whoever decided so."""

    pk = None

    def __str__(self) -> str:
        return "calendar"


CALENDAR = _Calendar()


@transaction.atomic
def post(
    staff: Staff,
    position: str,
    area: str,
    *,
    by: Actor,
    from_on: date | None = None,
    facility: str = "",
    document: str = "",
) -> Posting:
    """Change somebody's posting from a day on. One that waits for its day gives way to this one.

    Somebody who had left comes back with it.
    """
    today = timezone.localdate()
    from_on = from_on or today
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    check_person(by, staff)
    check_form(position, area, facility, on=from_on)
    check_authority(by, position, area)
    _make_room(staff, from_on, today)
    posting = Posting.objects.create(
        staff=staff, position=position, area=area, facility=facility, document=document, from_on=from_on, by=by.pk
    )
    record("staff.posted", staff, by=by, position=position, area=area, facility=facility, from_on=from_on.isoformat())
    if from_on <= today:
        staff.position, staff.area, staff.facility, staff.active = position, area, facility, True
        staff.save(update_fields=["position", "area", "facility", "active"])
    return posting


def _make_room(staff: Staff, from_on: date, today: date) -> None:
    """End the posting in force on the day the new one begins, and withdraw what would begin later."""
    main = staff.postings.filter(acting=False, withdrawn=False)
    main.filter(from_on__gt=today).update(withdrawn=True)
    current = main.filter(from_on__lte=today, withdrawn=False).order_by("-from_on").first()
    if current is None:
        return
    if from_on < current.from_on:
        raise CannotPost(
            f"penugasan sekarang mulai {current.from_on:%d-%m-%Y}: yang baru tidak dapat mulai sebelumnya",
            f"the posting in force began on {current.from_on}: the new one cannot begin before it",
        )
    if from_on == current.from_on:
        current.withdrawn = True
    elif current.until is None or current.until > from_on or staff.active:
        current.until = from_on
    current.save(update_fields=["withdrawn", "until"])


@transaction.atomic
def let_act(
    staff: Staff, area: str, *, by: Actor, until: date, from_on: date | None = None, document: str = ""
) -> Posting:
    """Have somebody stand in for another area beside their own, until a day which is the first without it."""
    today = timezone.localdate()
    from_on = from_on or today
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    check_person(by, staff)
    check_form(staff.position, area, staff.facility, on=from_on)
    check_authority(by, staff.position, area)
    _check_acting(staff, area, from_on, until, today)
    posting = Posting.objects.create(
        staff=staff,
        position=staff.position,
        area=area,
        acting=True,
        document=document,
        from_on=from_on,
        until=until,
        by=by.pk,
    )
    record("staff.acts", staff, by=by, area=area, from_on=from_on.isoformat(), until=until.isoformat())
    if from_on <= today:
        staff.further_areas = [*staff.further_areas, area]
        staff.save(update_fields=["further_areas"])
    return posting


def _check_acting(staff: Staff, area: str, from_on: date, until: date, today: date) -> None:
    if not area or (staff.works_for_the_country and not staff.area):
        raise CannotPost(
            "yang bertugas nasional tidak perlu merangkap", "who works for the country needs no more areas"
        )
    if not staff.active:
        raise CannotPost(f"{staff.name} sudah tidak bertugas", f"{staff.name} has left")
    if until <= from_on or until <= today:
        raise CannotPost(
            "masa merangkap harus berakhir setelah hari mulai dan setelah hari ini",
            "acting must end after the day it begins, and after today",
        )
    running = staff.postings.filter(acting=True, withdrawn=False, until__gt=from_on)
    if any(area.startswith(own) for own in (staff.area, *running.values_list("area", flat=True))):
        raise CannotPost(f"wilayah {area} sudah termasuk tugasnya", f"area {area} is among their own already")
    if running.count() >= MOST_FURTHER_AREAS:
        raise CannotPost(
            f"paling banyak {MOST_FURTHER_AREAS} wilayah rangkap sekaligus",
            f"at most {MOST_FURTHER_AREAS} further areas at a time",
        )


def check_form(position: str, area: str, facility: str, *, on: date, refusal: type[Refusal] = CannotPost) -> None:
    """Raises unless there is such a position, such an area on that day, and both and the facility go together."""
    if position not in Staff.Position.values:
        raise refusal(
            f"tidak ada jabatan {position!r}: pilih {', '.join(Staff.Position.values)}",
            f"no position is called {position!r}: one of {', '.join(Staff.Position.values)}",
        )
    words = Staff.Position(position).label
    if not area and position not in COUNTRYWIDE:
        raise refusal(f"{words} harus punya wilayah tugas", f"the position {position} needs an area")
    if area and not areas_on(on).filter(code=area).exists():
        raise refusal(f"tidak ada wilayah berkode {area!r}", f"no area has the code {area!r}")
    if len(area) not in LEVELS[position]:
        raise refusal(
            f"wilayah {area} tidak sesuai tingkat jabatan {words}",
            f"area {area} is not of the level of the position {position}",
        )
    if position == Staff.Position.PROVIDER and not FACILITY.fullmatch(facility):
        raise refusal(
            "petugas sekolah/faskes memerlukan kode satuannya: NPSN atau kode faskes",
            "somebody of a school or health unit needs its code: the NPSN or the unit's",
        )
    if position == Staff.Position.BANK_OFFICER and not BANK.fullmatch(facility):
        raise refusal(
            "petugas bank/pos memerlukan kode banknya, misalnya BRI atau POS",
            "somebody of a bank or the post needs its code, such as BRI or POS",
        )
    if position not in {Staff.Position.PROVIDER, Staff.Position.BANK_OFFICER} and facility:
        raise refusal(f"{words} tidak terikat pada sekolah/faskes", f"the position {position} is bound to no facility")


BEGIN = """
    UPDATE staff_staff AS staff
    SET position = posting.position, area = posting.area, facility = posting.facility, active = true
    FROM staff_posting AS posting
    WHERE posting.staff_id = staff.id AND NOT acting AND NOT withdrawn
      AND from_on <= %(on)s AND (until IS NULL OR until > %(on)s)
      AND (staff.position, staff.area, staff.facility, staff.active)
          IS DISTINCT FROM (posting.position, posting.area, posting.facility, true)
    RETURNING staff.id
"""
ACT = """
    UPDATE staff_staff AS staff SET further_areas = acting.areas
    FROM (
        SELECT staff_id, coalesce(array_agg(area ORDER BY from_on, id)
            FILTER (WHERE from_on <= %(on)s AND until > %(on)s), '{}')::varchar(10)[] AS areas
        FROM staff_posting WHERE acting AND NOT withdrawn GROUP BY staff_id
    ) AS acting
    WHERE acting.staff_id = staff.id AND staff.active AND staff.further_areas IS DISTINCT FROM acting.areas
    RETURNING staff.id
"""
LEAVE = """
    UPDATE staff_staff AS staff SET active = false, further_areas = '{}', password = '!'
    WHERE active
      AND EXISTS (SELECT FROM staff_posting WHERE staff_id = staff.id AND NOT acting AND NOT withdrawn
                      AND until <= %(on)s)
      AND NOT EXISTS (SELECT FROM staff_posting WHERE staff_id = staff.id AND NOT acting AND NOT withdrawn
                          AND from_on <= %(on)s AND (until IS NULL OR until > %(on)s))
    RETURNING staff.id
"""


@transaction.atomic
def postings_due(on: date, *, by: Actor = CALENDAR) -> int:
    """What was decided for this day takes effect: postings and acting begin and end, people leave. Returns how many.

    Running it twice, or a day late, does no harm.
    """
    changed = 0
    for verb, statement in (("staff.posting_began", BEGIN), ("staff.acting_changed", ACT), ("staff.left", LEAVE)):
        people = _people(statement, on)
        record_all(verb, people, by=by, on=on.isoformat())
        changed += len(people)
    gone = UserSession.objects.filter(user__active=False)
    Session.objects.filter(session_key__in=gone.values("session_key")).delete()
    gone.delete()
    return changed


def _people(statement: str, on: date) -> list[Staff]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"on": on})
        return list(Staff.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()]))


def in_force(postings: QuerySet[Posting], on: date) -> QuerySet[Posting]:
    """Of some postings, those of a day."""
    return postings.filter(Q(until__isnull=True) | Q(until__gt=on), withdrawn=False, from_on__lte=on)

"""A member begins at a facility, goes to another, or leaves: the old row ends on the day the new one begins."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Left

from harapan.audit.actions import Actor, record
from harapan.commitments.models import Attachment, Service
from harapan.lib.refusals import Refusal
from harapan.places.actions import close_facility, open_on
from harapan.places.models import Facility
from harapan.registry.models import Family, Member

LEVELS = ("paud", "sd", "smp", "sma")
GRADES = {"sd": range(1, 7), "smp": range(7, 10), "sma": range(10, 13), "paud": range(0)}


class CannotAttach(Refusal):
    """The member cannot be attached there. Its sentences stay with the errand: they hold numbers, and no names of
    members.
    """


@transaction.atomic
def attach(
    member: Member,
    facility: str,
    *,
    since: date,
    grade: int | None = None,
    class_name: str = "",
    because: str,
    by: Actor,
) -> Attachment:
    """A member is served by a facility (its code) from a day on. Who is attached elsewhere is moved by `move`.

    Saying the same again changes nothing. Raises `CannotAttach`.
    """
    member, place = _locked(member), _facility(facility, since)
    standing = _standing(member, place.service)
    if standing and (standing.facility, standing.class_name, standing.grade) == (facility, class_name, grade):
        return standing
    if standing:
        elsewhere = Facility.objects.get(code=standing.facility).name
        raise CannotAttach(
            f"anggota {member.pk} sudah tercatat di {elsewhere} sejak {standing.since:%d-%m-%Y}: pindahkan bila pindah",
            f"member {member.pk} is attached to {elsewhere} since {standing.since}: move them if they have moved",
        )
    return _begun(member, place, since, grade, class_name, because, by)


@transaction.atomic
def move(
    member: Member,
    facility: str,
    *,
    since: date,
    grade: int | None = None,
    class_name: str = "",
    because: str,
    by: Actor,
) -> Attachment:
    """A member goes to another facility or class from a day on; who is attached nowhere begins there.

    The old list loses them on that day. On the very day the present attachment began it is corrected instead, for
    nobody was there for less than a day. Saying the same again changes nothing. Raises `CannotAttach`.
    """
    member, place = _locked(member), _facility(facility, since)
    standing = _standing(member, place.service)
    if standing is None:
        return _begun(member, place, since, grade, class_name, because, by)
    if (standing.facility, standing.class_name, standing.grade) == (facility, class_name, grade):
        return standing
    if since < standing.since:
        raise CannotAttach(
            f"anggota {member.pk} baru tercatat di sana sejak {standing.since:%d-%m-%Y}: "
            "pindahnya tidak dapat lebih awal",
            f"member {member.pk} has been there since {standing.since} only: the move cannot be earlier",
        )
    if since == standing.since:
        return _corrected(standing, member, place, grade, class_name, because, by)
    standing.until = since
    standing.save(update_fields=["until"])
    return _begun(member, place, since, grade, class_name, because, by, left=standing.facility)


@transaction.atomic
def end(member: Member, service: str, *, on: date, because: str, by: Actor) -> Attachment | None:
    """A member is served nowhere from a day on; who is attached nowhere stays so. The row keeps the reason: the log
    holds no words that somebody typed.
    """
    member = _locked(member)
    standing = _standing(member, service)
    if standing is None:
        return None
    if on <= standing.since:
        raise CannotAttach(
            f"tidak dapat berakhir sebelum {standing.since + timedelta(days=1):%d-%m-%Y}, sehari setelah mulai",
            f"it cannot end before {standing.since + timedelta(days=1)}, a day after it began",
        )
    standing.until, standing.because = on, f"{standing.because}; {because}"[:200]
    standing.save(update_fields=["until", "because"])
    record("attachment.ended", standing, by=by, member=member.pk, facility=standing.facility)
    return standing


@transaction.atomic
def close_with_its_people(facility: Facility, *, on: date, because: str, by: Actor) -> int:
    """Close a facility and end who is attached to it; they wait on the worklist of those without one. How many."""
    facility = close_facility(facility, on=on, by=by)
    later = Attachment.objects.filter(facility=facility.code, until=None, since__gte=on)
    if later.exists():
        raise CannotAttach(
            f"{later.count()} orang mulai di sana sejak hari itu atau sesudahnya: pindahkan mereka dahulu",
            f"{later.count()} people began there on that day or later: move them first",
        )
    ended = Left(Concat("because", Value(f"; {because}")), 200)
    count = Attachment.objects.filter(facility=facility.code, until=None).update(until=on, because=ended)
    if count:
        record("attachments.ended", facility, by=by, facility=facility.code, members=count)
    return count


def _locked(member: Member) -> Member:
    """Moves of one family wait for each other, and for its other changes; whoever joins another waits, too."""
    Family.objects.select_for_update().get(pk=member.family_id)
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.died_on is not None or member.same_as is not None:
        raise CannotAttach("anggota ini sudah meninggal atau catatannya ganda", "this member has died, or is a double")
    return member


# Moves to one school do not wait for each other, only for whoever closes it, corrects it or takes it back.
HELD = "SELECT 1 FROM places_facility WHERE code = %s FOR SHARE"


def _facility(code: str, day: date) -> Facility:
    """A facility that is open on a day, and stays as it is until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [code])
    place = Facility.objects.filter(open_on(day), code=code).first()
    if place is None:
        raise CannotAttach(
            f"tidak ada sekolah/faskes berkode {code!r} yang buka pada {day:%d-%m-%Y}",
            f"no facility with the code {code!r} is open on {day}",
        )
    return place


def _standing(member: Member, service: str) -> Attachment | None:
    return Attachment.objects.select_for_update().filter(member=member.pk, service=service, until=None).first()


def _begun(
    member: Member,
    place: Facility,
    since: date,
    grade: int | None,
    class_name: str,
    because: str,
    by: Actor,
    left: str = "",
) -> Attachment:
    check_fits(member, place, since, grade)
    last = Attachment.objects.filter(member=member.pk, service=place.service).order_by("-until").first()
    if last and last.until and last.until > since:
        raise CannotAttach(
            f"anggota {member.pk} masih tercatat di {last.facility} sampai {last.until:%d-%m-%Y}",
            f"member {member.pk} is attached to {last.facility} until {last.until}",
        )
    begun = Attachment.objects.create(
        member=member.pk,
        family=member.family_id,
        village=member.village,
        facilitator=member.facilitator,
        facility=place.code,
        service=place.service,
        grade=grade,
        class_name=class_name[:20],
        since=since,
        because=because[:200],
        by=by.pk,
    )
    verb = "attachment.moved" if left else "attachment.begun"
    record(verb, begun, by=by, member=member.pk, facility=place.code, **({"before": left} if left else {}))
    return begun


def _corrected(
    standing: Attachment,
    member: Member,
    place: Facility,
    grade: int | None,
    class_name: str,
    because: str,
    by: Actor,
) -> Attachment:
    check_fits(member, place, standing.since, grade)
    before = standing.facility
    standing.facility, standing.grade, standing.class_name = place.code, grade, class_name[:20]
    standing.because, standing.by = because[:200], by.pk
    standing.save(update_fields=["facility", "grade", "class_name", "because", "by"])
    record("attachment.corrected", standing, by=by, member=member.pk, facility=place.code, before=before)
    return standing


def check_fits(member: Member, place: Facility, since: date, grade: int | None) -> None:
    """Raises `CannotAttach` where day, school, level or grade contradict what the registry knows of the member."""
    if since < member.born:
        raise CannotAttach("tidak mungkin sebelum lahir", "it cannot begin before birth")
    if place.service == Service.HEALTH:
        return
    if member.school not in LEVELS:
        raise CannotAttach(
            f"anggota {member.pk} tidak tercatat bersekolah: usulkan dahulu perubahan jenjangnya",
            f"member {member.pk} is at no school in the registry: ask for that change first",
        )
    if member.school != place.level:
        raise CannotAttach(
            f"anggota {member.pk} tercatat di jenjang {member.school.upper()}, sedangkan {place.name} "
            f"{place.level.upper()}: usulkan dahulu perubahan jenjangnya",
            f"member {member.pk} is at level {member.school.upper()}, {place.name} is {place.level.upper()}: "
            "ask for that change first",
        )
    if grade is not None and grade not in GRADES[place.level]:
        raise CannotAttach(
            f"kelas {grade} tidak ada di jenjang {place.level.upper()}", f"there is no grade {grade} at {place.level}"
        )

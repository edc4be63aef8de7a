"""Two facilities, one member: a claim is told, looked into by the worker, and decided by somebody else."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from harapan.audit.actions import record
from harapan.commitments.attachments.moving import GRADES, CannotAttach, check_fits, move
from harapan.commitments.models import Attachment, Claim, ClaimFinding, ClaimRuling
from harapan.lib.identifiers import is_nik
from harapan.lib.refusals import Refusal
from harapan.places.actions import open_on
from harapan.places.models import Facility
from harapan.registry.models import Member
from harapan.staff.models import Staff

LONG_AGO = timedelta(days=400)
"""A claim reaches back no further than the school year before; what was earlier is for the archive."""


class CannotClaim(Refusal):
    """This cannot be said of somebody."""


class CannotRule(Refusal):
    """The claim cannot be decided so, or not by this person."""


@transaction.atomic
def claim(
    facility: Facility,
    *,
    nik: str,
    name: str,
    since: date,
    today: date,
    grade: int | None = None,
    class_name: str = "",
    note: str = "",
    by: Staff,
) -> Claim:
    """Somebody is with this facility since a day, says who works there or looks after it. Words: nothing moves.

    Saying it again changes nothing. The answer never tells whether the programme knows the person.
    """
    if not may_claim(by, facility):
        raise CannotClaim("ini bukan sekolah/faskes Anda", "this facility is not yours")
    _check(facility, nik, name, since, today, grade)
    told = {"village": facility.village, "name": name.strip()[:120], "grade": grade, "class_name": class_name[:20]}
    made, new = Claim.objects.get_or_create(
        facility=facility.code,
        service=facility.service,
        nik=nik,
        since=since,
        defaults={**told, "note": note[:300], "by": by.pk},
    )
    if new:
        record("claim.told", made, by=by, facility=facility.code)
    return made


def _check(facility: Facility, nik: str, name: str, since: date, today: date, grade: int | None) -> None:
    if not is_nik(nik):
        raise CannotClaim(
            "NIK terdiri dari 16 angka: periksa pada kartu keluarga", "a NIK has 16 digits: check the family card"
        )
    if not name.strip():
        raise CannotClaim("tuliskan namanya", "give the name")
    if not today - LONG_AGO <= since <= today:
        raise CannotClaim(
            "tanggal masuk harus dalam setahun terakhir dan tidak di masa depan",
            "the first day must lie within the last year and not in the future",
        )
    if not Facility.objects.filter(open_on(since), pk=facility.pk).exists():
        raise CannotClaim(f"{facility.name} tidak buka pada hari itu", f"{facility.name} was not open on that day")
    if grade is not None and grade not in GRADES.get(facility.level, range(0)):
        raise CannotClaim(f"kelas {grade} tidak ada di sini", f"there is no grade {grade} here")


@transaction.atomic
def look_into(claim: Claim) -> ClaimFinding:
    """Find whom a claim is about and where they are attached by now. Looking again changes nothing."""
    found = ClaimFinding.objects.filter(claim=claim).first()
    if found is not None:
        return found
    member = Member.objects.filter(nik=claim.nik, nik_contested=False, same_as=None, died_on=None).first()
    if member is None:
        return ClaimFinding.objects.create(claim=claim, village=claim.village)
    standing = Attachment.objects.filter(member=member.pk, service=claim.service, until=None).first()
    there = standing is not None and standing.facility == claim.facility
    return ClaimFinding.objects.create(
        claim=claim,
        member=member.pk,
        family=member.family_id,
        village=member.village,
        facilitator=member.facilitator,
        standing=standing.facility if standing else "",
        done_at=claim.at if there else None,
    )


@transaction.atomic
def rule(claim: Claim, *, accepted: bool, because: str, by: Staff) -> ClaimRuling:
    """Decide about a claim: words of somebody else than the claimer, in whose area the member lives."""
    finding = ClaimFinding.objects.visible_to(by).filter(claim=claim).first()
    if finding is None or not by.may_keep_facilities:
        raise CannotRule("klaim ini bukan wewenang Anda", "this claim is not yours to decide")
    if claim.by == by.pk:
        raise CannotRule("orang lain harus memutuskan klaim Anda", "somebody else must decide about your claim")
    if not because.strip():
        raise CannotRule("tuliskan alasannya", "give the reason")
    if finding.done_at is not None:
        raise CannotRule("klaim ini sudah selesai", "this claim is over")
    if accepted:
        _check_it_can_be(claim, finding.member)
    try:
        with transaction.atomic():
            ruling = ClaimRuling.objects.create(claim=claim, accepted=accepted, because=because[:300], by=by.pk)
    except IntegrityError as taken:
        raise CannotRule("klaim ini sudah diputuskan orang lain", "somebody has decided this claim already") from taken
    record("claim.accepted" if accepted else "claim.refused", claim, by=by, facility=claim.facility)
    return ruling


def _check_it_can_be(claim: Claim, member: int | None) -> None:
    """Better now than once it is decided: level, grade and day must fit what the registry knows."""
    if member is None:
        raise CannotRule("tidak ada anggota dengan NIK ini di data PKH", "no member has this NIK in the registry")
    try:
        check_fits(Member.objects.get(pk=member), Facility.objects.get(code=claim.facility), claim.since, claim.grade)
    except CannotAttach as refusal:
        raise CannotRule(refusal.sentence_id, refusal.sentence_en) from refusal


@transaction.atomic
def settle(claim: Claim, *, now: datetime, by: Staff) -> ClaimFinding:
    """Do what was decided: accepted, the member moves from the claim's day on. Doing it again changes nothing."""
    finding = ClaimFinding.objects.select_for_update().get(claim=claim)
    ruling = ClaimRuling.objects.get(claim=claim)
    if finding.done_at is not None:
        return finding
    if ruling.accepted and finding.member is not None:
        member = Member.objects.get(pk=finding.member)
        because = f"klaim {claim.pk}: {ruling.because}"
        try:
            move(
                member,
                claim.facility,
                since=_day(claim, member),
                grade=claim.grade,
                class_name=claim.class_name,
                because=because,
                by=by,
            )
        except CannotAttach as refusal:
            raise CannotRule(refusal.sentence_id, refusal.sentence_en) from refusal
    finding.done_at = now
    finding.save(update_fields=["done_at"])
    return finding


def _day(claim: Claim, member: Member) -> date:
    """The claim's day, unless the member is attached elsewhere since a later one: then the day after that began."""
    standing = Attachment.objects.filter(member=member.pk, service=claim.service).order_by("-since").first()
    if standing is None or standing.since < claim.since:
        return claim.since
    return standing.since + timedelta(days=1) if standing.until is None else max(standing.until, claim.since)


def may_claim(staff: Staff, facility: Facility) -> bool:
    """Who works there, and who places members of its area."""
    if staff.position == Staff.Position.PROVIDER:
        return staff.active and staff.facility == facility.code
    return staff.active and staff.may_place_members


def waiting_claims(staff: Staff) -> QuerySet[ClaimFinding]:
    """Claims that wait for a decision in somebody's area, oldest first."""
    if not staff.may_keep_facilities:
        return ClaimFinding.objects.none()
    waiting = ClaimFinding.objects.visible_to(staff).filter(done_at=None, claim__ruling=None)
    return waiting.select_related("claim").order_by("pk")

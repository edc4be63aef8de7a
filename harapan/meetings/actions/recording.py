"""Close a session: what was taught where and by whom, and who came. Corrections replace, and keep what was said."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from harapan.audit.actions import record
from harapan.lib.pictures import picture
from harapan.lib.refusals import Refusal
from harapan.meetings.models import Attendance, Came, Meeting, MeetingPhoto
from harapan.meetings.modules import curriculum
from harapan.meetings.queries import groups_visible_to, holds_sessions, roll_of
from harapan.registry.models import Group
from harapan.staff.models import Staff

MOST_PHOTOS = 4
"""Two of what was done, the attendance list, a signature (domain facts 5.2)."""
MOST_SPEAKERS = 4


class CannotRecord(Refusal):
    """This session cannot be recorded so, or not by this person."""


@dataclass(frozen=True)
class RollLine:
    """Whether a family came; an excuse names its reason."""

    family: int
    came: str = Came.PRESENT
    reason: str = ""


@dataclass(frozen=True)
class Sheet:
    """The sheet of one session."""

    session: str
    held_on: date
    place: str
    minutes: int
    roll: Sequence[RollLine]
    speakers: Sequence[str] = ()
    notes: str = ""
    because: str = ""


@transaction.atomic(durable=True)
def record_meeting(
    group: Group,
    sheet: Sheet,
    *,
    suggested: str = "",
    today: date,
    corrects: Meeting | None = None,
    correction: str = "",
    by: Staff,
) -> Meeting:
    """Close a session. Every family of the roll is called up; whoever the sheet does not name was there.

    With `corrects`, the sheet replaces that one, for the reason given.
    """
    _refuse_others(group, by)
    _refuse_nonsense(sheet, suggested, today)
    if corrects is not None and not correction.strip():
        raise CannotRecord("tuliskan alasan perbaikan", "say why it is corrected")
    called = roll_of(group, by)
    if not called:
        raise CannotRecord("kelompok ini tidak beranggota", "there is nobody in this group")
    told = {line.family: line for line in sheet.roll}
    lines = [told.get(one.family.pk, RollLine(one.family.pk)) for one in called]
    meeting = Meeting(
        group=group.pk,
        village=group.village,
        facilitator=by.pk,
        session=sheet.session,
        held_on=sheet.held_on,
        place=sheet.place.strip()[:160],
        minutes=sheet.minutes,
        speakers=[name.strip()[:120] for name in sheet.speakers if name.strip()][:MOST_SPEAKERS],
        notes=sheet.notes.strip()[:4000],
        because=sheet.because.strip()[:300],
        present=sum(line.came == Came.PRESENT for line in lines),
        absent=sum(line.came == Came.ABSENT for line in lines),
        excused=sum(line.came == Came.EXCUSED for line in lines),
        corrects=corrects,
        correction=correction.strip()[:300],
        by=by.pk,
    )
    _save(meeting)
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            family=one.family.pk,
            member=one.family.caretaker,
            village=one.family.village,
            facilitator=one.family.facilitator,
            came=line.came,
            reason=line.reason if line.came == Came.EXCUSED else "",
        )
        for one, line in zip(called, lines, strict=True)
    )
    record("meeting.corrected" if corrects else "meeting.held", meeting, by=by, group=group.pk, families=len(lines))
    return meeting


@transaction.atomic(durable=True)
def withdraw_meeting(meeting: Meeting, because: str, *, by: Staff) -> Meeting:
    """Say that a meeting was never held. Its row stays, and so does who said what."""
    group = Group.objects.get(pk=meeting.group)
    _refuse_others(group, by)
    if not because.strip():
        raise CannotRecord("tuliskan alasannya", "give the reason")
    kept = ("group", "village", "session", "held_on", "place", "minutes", "speakers", "notes", "because")
    withdrawn = Meeting(
        **{name: getattr(meeting, name) for name in kept},
        facilitator=by.pk,
        present=0,
        absent=0,
        excused=0,
        corrects=meeting,
        correction=because.strip()[:300],
        withdrawn=True,
        by=by.pk,
    )
    _save(withdrawn)
    record("meeting.withdrawn", withdrawn, by=by, group=group.pk)
    return withdrawn


@transaction.atomic(durable=True)
def keep_photo(meeting: Meeting, kind: str, content: bytes, *, by: Staff) -> MeetingPhoto:
    """Keep a picture of a session; the same one twice is kept once. Raises `NoPicture`."""
    _refuse_others(Group.objects.get(pk=meeting.group), by)
    if kind not in MeetingPhoto.Kind.values:
        raise CannotRecord("jenis foto ini tidak dikenal", "there is no such kind of photo")
    media, plain = picture(content)
    digest = hashlib.sha256(plain).hexdigest()
    kept = MeetingPhoto.objects.filter(meeting=meeting)
    if found := kept.filter(sha256=digest).first():
        return found
    if kept.count() >= MOST_PHOTOS:
        raise CannotRecord(f"paling banyak {MOST_PHOTOS} foto", f"no more than {MOST_PHOTOS} photos")
    photo = MeetingPhoto.objects.create(
        meeting=meeting,
        group=meeting.group,
        village=meeting.village,
        facilitator=by.pk,
        kind=kind,
        media=media,
        content=plain,
        sha256=digest,
        by=by.pk,
    )
    record("meeting.photo_kept", meeting, by=by, sha256=digest)
    return photo


def _save(meeting: Meeting) -> None:
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
    except IntegrityError as twice:
        if "corrected" in str(twice) or "corrects_id" in str(twice):
            raise CannotRecord(
                "pertemuan ini sudah diperbaiki orang atau halaman lain: muat ulang",
                "somebody, or another page of yours, has corrected this meeting already: load it again",
            ) from twice
        if "meeting_is_recorded_once" in str(twice):
            raise CannotRecord(
                "sesi ini pada tanggal itu sudah dicatat", "this session is recorded for that day already"
            ) from twice
        raise


def _refuse_others(group: Group, by: Staff) -> None:
    if not holds_sessions(by) or not groups_visible_to(by).filter(pk=group.pk).exists():
        raise CannotRecord("sesi dicatat pendamping kelompok ini", "the facilitator of this group records its sessions")


def _refuse_nonsense(sheet: Sheet, suggested: str, today: date) -> None:
    if sheet.session not in curriculum().lessons:
        raise CannotRecord("sesi itu tidak dikenal", "there is no such session")
    if sheet.held_on > today:
        raise CannotRecord("tanggal pertemuan belum tiba", "that day has not come yet")
    if (today - sheet.held_on).days > 366:
        raise CannotRecord("pertemuan itu lebih dari setahun lalu", "that meeting was more than a year ago")
    if not 10 <= sheet.minutes <= 600:
        raise CannotRecord("lamanya antara 10 menit dan 10 jam", "it lasts between 10 minutes and 10 hours")
    if not sheet.place.strip():
        raise CannotRecord("tuliskan tempatnya", "say where it was")
    if suggested and sheet.session != suggested and not sheet.because.strip():
        raise CannotRecord(
            "sesi lain daripada yang disarankan: tuliskan alasannya",
            "another session than the suggested one: say why",
        )
    for line in sheet.roll:
        if line.came not in Came.values:
            raise CannotRecord("kehadiran itu tidak dikenal", "there is no such answer")
        if line.came == Came.EXCUSED and line.reason not in curriculum().excuses:
            raise CannotRecord("pilih alasan izin", "choose why they were excused")

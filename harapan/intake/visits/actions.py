"""The words people say at a visit and about it: begin, answer, keep a photo, send, confirm or give back."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from harapan.audit.actions import record, record_all
from harapan.intake.models import Answer, Outcome, Photo, Report, Ruling, Visit
from harapan.intake.preview import preview
from harapan.intake.visits.finding import QUESTIONS, Finding, finding
from harapan.intake.visits.queries import (
    answers_of,
    candidacy_of,
    last_answer_of,
    last_report_of,
    members_to_ask_about,
)
from harapan.lib.pictures import picture
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.registry.models import Family, Participation
from harapan.staff.models import Staff

MOST_PHOTOS = 2
"""The house, and the family card."""


class CannotVisit(Refusal):
    """This visit cannot be begun, gone on with or sent now."""


class CannotRule(Refusal):
    """This person cannot say this about these reports now."""


def may_visit(staff: Staff) -> bool:
    """Facilitators visit; a data administrator enters their paper forms."""
    return staff.active and staff.position in {Staff.Position.FACILITATOR, Staff.Position.DATA_ADMINISTRATOR}


def may_rule(staff: Staff) -> bool:
    """Coordinators, and the national directorate where there is none."""
    return staff.active and staff.position in {
        Staff.Position.NATIONAL,
        Staff.Position.PROVINCE_COORDINATOR,
        Staff.Position.REGENCY_COORDINATOR,
    }


# -- visiting --------------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def begin(family: Family, *, by: Staff) -> Visit:
    """Begin to visit a candidate; whoever begins again goes on with what is there."""
    if not may_visit(by):
        raise CannotVisit("kunjungan dilakukan pendamping keluarga ini", "visits are made by the family's facilitator")
    if family.participation != Participation.CANDIDATE:
        raise CannotVisit("keluarga ini bukan calon KPM lagi", "this family is no candidate any more")
    visit, begun = Visit.objects.get_or_create(
        family=family.pk,
        candidacy=candidacy_of(family.pk),
        defaults={"village": family.village, "facilitator": family.facilitator, "begun_by": by.pk},
    )
    if begun:
        record("visit.begun", visit, by=by, family=family.pk)
    return visit


@transaction.atomic(durable=True)
def answer(visit: Visit, question: str, value: Any, *, by: Staff) -> Answer:
    """Keep what was answered to one question; the answer before it stays underneath."""
    _refuse_if_sent(visit, by)
    if question not in (*QUESTIONS, "photo"):
        raise CannotVisit("pertanyaan ini tidak dikenal", "there is no such question")
    return Answer.objects.create(
        visit=visit, village=visit.village, facilitator=visit.facilitator, question=question, value=value, by=by.pk
    )


@transaction.atomic(durable=True)
def keep_photo(visit: Visit, content: bytes, *, by: Staff) -> Photo:
    """Keep a picture that was taken with consent; the same one twice is kept once. Raises `NoPicture`."""
    _refuse_if_sent(visit, by)
    media, plain = picture(content)
    digest = hashlib.sha256(plain).hexdigest()
    kept = Photo.objects.filter(visit=visit)
    if found := kept.filter(sha256=digest).first():
        return found
    if kept.count() >= MOST_PHOTOS:
        raise CannotVisit(f"paling banyak {MOST_PHOTOS} foto", f"no more than {MOST_PHOTOS} photos")
    photo = Photo.objects.create(
        visit=visit,
        village=visit.village,
        facilitator=visit.facilitator,
        media=media,
        content=plain,
        sha256=digest,
        by=by.pk,
    )
    record("visit.photo_kept", visit, by=by, sha256=digest)
    return photo


def understood(visit: Visit, family: Family, edition: Edition, today: date) -> Finding:
    """What the answers so far come to under the law of an edition."""
    members, answers = members_to_ask_about(family), answers_of(visit)
    first = finding(members, answers, None, today)
    if first.outcome is None or "components" not in answers:
        return first
    return finding(members, answers, preview(family, first.persons, edition).counted, today)


@transaction.atomic(durable=True)
def send(visit: Visit, family: Family, edition: Edition, *, seen: int, today: date, by: Staff) -> Report:
    """Send the coordinator what was found. `seen` is the newest answer the sender has read: stale ones are refused."""
    _refuse_if_sent(visit, by)
    if last_answer_of(visit) != seen:
        raise CannotVisit(
            "jawaban sudah berubah sejak halaman itu dibuka: baca lagi sebelum mengirim",
            "the answers have changed since you opened that page: read them again before you send",
        )
    found = understood(visit, family, edition, today)
    if found.outcome is None or found.visited_on is None:
        raise CannotVisit("masih ada pertanyaan yang belum dijawab", "some questions have no answer yet")
    answers = answers_of(visit)
    counted = preview(family, found.persons, edition).counted if found.outcome == Outcome.ELIGIBLE else 0
    try:
        with transaction.atomic():
            report = Report.objects.create(
                visit=visit,
                family=visit.family,
                village=visit.village,
                facilitator=visit.facilitator,
                outcome=found.outcome,
                complete=found.complete,
                papers_until=found.papers_until,
                visited_on=found.visited_on,
                members=sum(person.lives_here for person in found.persons),
                counted=counted,
                found={"answers": answers, "gaps": list(found.gaps), "stage": edition.cycle, "law": edition.digest},
                by=by.pk,
            )
    except IntegrityError as twice:
        raise CannotVisit("laporan ini sudah dikirim", "this report was sent already") from twice
    record("visit.sent", report, by=by, family=visit.family, outcome=found.outcome, complete=found.complete)
    return report


def _refuse_if_sent(visit: Visit, by: Staff) -> None:
    if not may_visit(by):
        raise CannotVisit("kunjungan dilakukan pendamping keluarga ini", "visits are made by the family's facilitator")
    report = last_report_of(visit)
    if report and report.state != Report.State.RETURNED:
        raise CannotVisit(
            "laporan kunjungan ini sudah dikirim; koordinator dapat mengembalikannya",
            "this visit was sent already; the coordinator can give it back",
        )


# -- ruling ----------------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def confirm_reports(reports: Sequence[Report], *, by: Staff) -> list[Ruling]:
    """Confirm what was found, for one report or for many with the same outcome. The worker then moves the families."""
    if len({report.outcome for report in reports}) > 1:
        raise CannotRule(
            "konfirmasi sekaligus hanya untuk hasil yang sama",
            "only reports with the same outcome are confirmed at once",
        )
    return _ruled(reports, Ruling.Verdict.CONFIRM, "", by)


@transaction.atomic(durable=True)
def return_report(report: Report, because: str, *, by: Staff) -> Ruling:
    """Give a report back to its facilitator, with the reason."""
    if not because.strip():
        raise CannotRule("tuliskan alasannya", "give the reason")
    (ruling,) = _ruled([report], Ruling.Verdict.RETURN, because.strip()[:400], by)
    return ruling


def _ruled(reports: Sequence[Report], verdict: str, because: str, by: Staff) -> list[Ruling]:
    if not may_rule(by):
        raise CannotRule(
            f"{by.position_words.id} tidak mengonfirmasi hasil validasi",
            f"the position “{by.position_words.en}” does not confirm validations",
        )
    if not reports:
        raise CannotRule("pilih laporan dahulu", "choose reports first")
    if any(report.by == by.pk for report in reports):
        raise CannotRule("laporan sendiri dikonfirmasi orang lain", "somebody else confirms what you sent yourself")
    rulings = [
        Ruling(
            report=report,
            village=report.village,
            facilitator=report.facilitator,
            verdict=verdict,
            because=because,
            reported_by=report.by,
            by=by.pk,
        )
        for report in reports
    ]
    try:
        with transaction.atomic():
            Ruling.objects.bulk_create(rulings)
    except IntegrityError as moved_on:
        raise CannotRule(
            "sebagian laporan sudah diputuskan orang lain: muat ulang daftarnya",
            "somebody has ruled about some of these already: load the list again",
        ) from moved_on
    record_all(f"validation.{verdict}ed", reports, by=by)
    return rulings

"""Waivers in two steps: one person proposes an area, a duty, months and a document; another approves or refuses."""

from datetime import date

from django.db import IntegrityError, transaction

from harapan.audit.actions import record
from harapan.commitments.actions import record_waiver
from harapan.commitments.models import Waiver
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.sanctions.models import WaiverRequest, WaiverRuling
from harapan.sanctions.who import DECIDERS, may_notify
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff


class CannotWaive(Refusal):
    """The waiver cannot be proposed, approved or given."""


def may_propose_waivers(staff: Staff) -> bool:
    """Coordinators, Dinsos and the national directorate, for their areas."""
    return may_notify(staff)


def may_approve(asked: WaiverRequest, staff: Staff) -> bool:
    """A coordinator of the area who did not propose it."""
    return staff.active and staff.position in DECIDERS and is_inside(staff, asked.area) and asked.by != staff.pk


@transaction.atomic(durable=True)
def propose_waiver(
    area: str, duty: str, first_month: date, last_month: date, *, document: str, because: str, law: Edition, by: Staff
) -> WaiverRequest:
    """Propose that a duty (or all, with an empty `duty`) need not be met in an area for some months."""
    if not may_propose_waivers(by) or not is_inside(by, area):
        raise CannotWaive("wilayah ini bukan wilayah tugas Anda", "this area is not yours")
    if duty and duty not in {one.kind for one in law.duties}:
        raise CannotWaive("kewajiban itu tidak dikenal", "there is no such duty")
    if last_month < first_month:
        raise CannotWaive("bulan terakhir mendahului bulan pertama", "the last month is before the first")
    if not document.strip() or not because.strip():
        raise CannotWaive("sebutkan surat dasarnya dan alasannya", "name the document and give the reason")
    facts = {"area": area, "duty": duty, "first_month": first_month, "last_month": last_month}
    if open_ := WaiverRequest.objects.filter(**facts, ruling=None).first():
        return open_
    if Waiver.objects.filter(**facts).exists():
        raise CannotWaive("pengecualian ini sudah berlaku", "this waiver is in force already")
    asked = WaiverRequest.objects.create(
        **facts, document=document.strip()[:160], because=because.strip()[:400], by=by.pk
    )
    record("waiver.proposed", asked, by=by, area=area, duty=duty)
    return asked


@transaction.atomic(durable=True)
def rule_waiver(asked: WaiverRequest, verdict: str, because: str, *, by: Staff) -> WaiverRuling:
    """Approve or refuse a waiver that somebody else proposed. The worker then gives it."""
    if not may_approve(asked, by):
        raise CannotWaive("orang kedua dari wilayah ini yang memutuskan", "a second person of the area decides")
    if verdict not in WaiverRuling.Verdict.values or (verdict == "refuse" and not because.strip()):
        raise CannotWaive("pilih putusan; penolakan perlu alasan", "choose a verdict; a refusal needs a reason")
    try:
        with transaction.atomic():
            ruling = WaiverRuling.objects.create(
                request=asked, verdict=verdict, because=because.strip()[:400], proposed_by=asked.by, by=by.pk
            )
    except IntegrityError as twice:
        raise CannotWaive(
            "sudah diputuskan: muat ulang halaman", "it was decided already: load the page again"
        ) from twice
    record(f"waiver.{verdict}d", asked, by=by, area=asked.area, duty=asked.duty)
    return ruling


def give_waiver(asked: WaiverRequest) -> Waiver:
    """Let an approved waiver hold, in the names of both. Giving it again changes nothing."""
    ruling = WaiverRuling.objects.filter(request=asked, verdict=WaiverRuling.Verdict.APPROVE).first()
    if ruling is None:
        raise CannotWaive("pengecualian ini belum disetujui", "this waiver has not been approved")
    people = Staff.objects.in_bulk([asked.by, ruling.by])
    return record_waiver(
        asked.area,
        asked.duty,
        asked.first_month,
        asked.last_month,
        asked.document,
        by=people[asked.by],
        approved_by=people[ruling.by],
    )

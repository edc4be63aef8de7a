"""The letter to a family about money that was paid too much: what, why, how it comes back, and what its rights are."""

from typing import Any, Final

from django.utils import timezone

from harapan.letters import actions
from harapan.letters.drafts import Draft
from harapan.letters.letterhead import letterhead
from harapan.letters.models import Letter
from harapan.letters.queries import letters_visible_to
from harapan.letters.wording import in_words, long_day
from harapan.lib.rupiah import rupiah
from harapan.operations.letters.asking import NotYours
from harapan.operations.letters.common import NothingToTell, is_synthetic, signer, stage_facts, title_of
from harapan.registry.claims import may_write_to_families, plan_of
from harapan.registry.models import Family, Member, Overpayment
from harapan.staff.models import Staff

WHY: Final = {
    Overpayment.Cause.DEATH: "Bantuan masih dihitung untuk {member}, yang telah meninggal sebelum tahap itu dimulai. "
    "Kematiannya baru tercatat kemudian.",
    Overpayment.Cause.DOUBLE: "Data keluarga atau anggota keluarga Anda tercatat dua kali, sehingga bantuan yang sama "
    "dibayar dua kali.",
}


def ask_for_claim(claim: Overpayment, *, queued: bool = True, by: Staff) -> Letter:
    """Have the letter made; as long as what it would say is the same, the one there is, is given instead."""
    if not may_write_to_families(by):
        raise NotYours("surat ini bukan untuk Anda minta", "this letter is not for you to ask for")
    if not claim.left:
        raise NothingToTell("tidak ada yang belum lunas", "nothing is open")
    return actions.ask_for(
        Letter.Kind.CLAIM,
        claim.cycle,
        area=claim.village,
        facilitator=claim.facilitator,
        subject={"claim": claim.pk, "open": claim.left},
        personal=True,
        queued=queued,
        by=by,
    )


def letter_about(claim: Overpayment, staff: Staff) -> Letter | None:
    """The newest letter about a claim that this person may see."""
    found = letters_visible_to(staff).filter(kind=Letter.Kind.CLAIM, area=claim.village, subject__claim=claim.pk)
    return found.order_by("-pk").first()


def gather(letter: Letter, by: Staff) -> Draft:
    """In plain words, to whoever looks after the family's aid."""
    claim = Overpayment.objects.filter(pk=letter.subject.get("claim")).first()
    if claim is None or not may_write_to_families(by) or not claim.left:
        raise NothingToTell("tagihan ini tidak terbuka lagi", "this claim is not open any more")
    family, stage = Family.objects.get(pk=claim.family), stage_facts(claim.cycle)
    people = Member.objects.in_bulk([pk for pk in (family.caretaker, claim.member) if pk])
    caretaker, member = people.get(family.caretaker or 0), people.get(claim.member or 0)
    plan, left = plan_of(claim), claim.left
    data: dict[str, Any] = {
        "about": f"Lebih bayar {stage.programme} {stage.title}",
        "to": caretaker.name if caretaker else f"Keluarga {family.pk}",
        "address": ", ".join(filter(None, [family.address, title_of(family.village, timezone.localdate())])),
        "programme": stage.programme,
        "stage": stage.title,
        "why": WHY[Overpayment.Cause(claim.cause)].format(member=member.name if member else "seorang anggota keluarga"),
        "ground": claim.decision,
        "amount": rupiah(claim.amount),
        "received": rupiah(claim.came_back) if claim.came_back else "",
        "left": rupiah(left),
        "left_in_words": f"{in_words(left)} rupiah",
        "plan": f"{rupiah(plan.amount)} setiap bulan, mulai {long_day(plan.first_on)}" if plan else "",
        "complaints": letterhead().complaints,
        "signers": [signer(by.pk, "")],
    }
    return Draft("claim", f"Lebih bayar {stage.title}", data, {"open": left}, is_synthetic())

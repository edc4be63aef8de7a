"""Minutes of a village's deliberation (berita acara musdes/muskel): who came, and which families it proposed why."""

from typing import Any

from harapan.intake.models import Deliberation, Proposal
from harapan.letters import actions
from harapan.letters.drafts import Draft
from harapan.letters.models import Letter
from harapan.letters.wording import day_in_words
from harapan.lib.identifiers import dotted
from harapan.operations.letters.asking import NotYours
from harapan.operations.letters.common import NothingToTell, is_synthetic, signer, title_of
from harapan.registry.models import Family, Member
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff

PROGRAMME = "Program Keluarga Harapan (PKH)"


def ask_for_minutes(deliberation: Deliberation, *, queued: bool = True, by: Staff) -> Letter:
    """Have the minutes of a meeting made; those that are made or under way already are given instead."""
    if not _may_have(deliberation, by):
        raise NotYours("berita acara ini bukan untuk Anda minta", "these minutes are not for you to ask for")
    known = minutes_of(deliberation)
    if known is not None and known.state not in {Letter.State.REFUSED, Letter.State.FAILED}:
        return known
    return actions.ask_for(
        Letter.Kind.DELIBERATION,
        str(deliberation.held_on.year),
        area=deliberation.village,
        subject={"deliberation": deliberation.pk},
        queued=queued,
        by=by,
    )


def minutes_of(deliberation: Deliberation) -> Letter | None:
    """The newest minutes of a meeting."""
    found = Letter.objects.filter(
        kind=Letter.Kind.DELIBERATION, area=deliberation.village, subject={"deliberation": deliberation.pk}
    )
    return found.order_by("-pk").first()


def gather(letter: Letter, by: Staff) -> Draft:
    """What was recorded, with the families by the name of whoever looks after their aid."""
    held = Deliberation.objects.filter(pk=letter.subject.get("deliberation")).first()
    if held is None or not _may_have(held, by):
        raise NothingToTell("musyawarah ini tidak ada di wilayah Anda", "there is no such meeting in your area")
    proposals = list(held.proposals.order_by("pk"))
    names = _names(proposals)
    where, kind = title_of(held.village, held.held_on), held.get_kind_display()
    add, remove = ([_row(one, names) for one in proposals if one.what == what] for what in ("add", "remove"))
    data = {
        "kind": kind,
        "about": f"{where} ({dotted(held.village)})",
        "where": where,
        "day_in_words": day_in_words(held.held_on),
        "place": held.place,
        "leader": held.leader,
        "programme": PROGRAMME,
        "people": held.people,
        "participants": [{"institution": name, "people": int(people)} for name, people in held.participants],
        "add": add,
        "remove": remove,
        "result": held.result,
        "signers": [
            {"role": "Pimpinan musyawarah,", "name": held.leader, "post": ""},
            signer(held.by, "Pencatat,"),
        ],
    }
    facts = {"people": held.people, "proposed": len(add), "able": len(remove)}
    return Draft("deliberation", f"{kind} {where}, {held.held_on}", data, facts, is_synthetic())


def _may_have(held: Deliberation, staff: Staff) -> bool:
    return (staff.may_deliberate or staff.may_check_proposals) and is_inside(staff, held.village)


def _names(proposals: list[Proposal]) -> dict[int, tuple[str, str]]:
    """The caretaker and the address of each family."""
    families = Family.objects.in_bulk([one.family for one in proposals if one.family])
    caretakers = Member.objects.in_bulk([family.caretaker for family in families.values() if family.caretaker])
    return {
        number: (caretakers[family.caretaker].name if family.caretaker in caretakers else "-", family.address)
        for number, family in families.items()
    }


def _row(one: Proposal, names: dict[int, tuple[str, str]]) -> dict[str, Any]:
    if one.family is None:
        return {"name": one.head, "address": one.address, "because": one.because, "number": "belum terdaftar DTSEN"}
    name, address = names.get(one.family, ("-", ""))
    return {"name": name, "address": address, "because": one.because, "number": f"Keluarga {one.family}"}

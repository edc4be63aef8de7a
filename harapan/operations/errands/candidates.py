"""Errands on a candidate's way in: write confirmed visits down, decree, open accounts, arrange groups."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from harapan.intake.confirmation import groups
from harapan.intake.confirmation.decree import draw_up_decree, issue_decree
from harapan.intake.load_accounts import (
    accounts_folder,
    draw_up_account_list,
    read_account_answer,
    release_account_list,
)
from harapan.intake.models import AccountList, Report
from harapan.intake.visits.applying import apply_confirmed
from harapan.letters.actions import ask_for
from harapan.letters.models import Letter
from harapan.lib.english import agree
from harapan.lib.identifiers import range_of
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations.errands.quality import looked_at_again
from harapan.operations.hands import Notes
from harapan.operations.letters.making import carry_out
from harapan.operations.models import Errand
from harapan.registry.models import Family, Group, Member
from harapan.staff.models import Staff
from harapan.ui.words import Words

AT_ONCE = 2_000
"""Reports written down in one transaction."""


class NotTheirs(Refusal):
    """What was asked for lies outside of whoever asked."""


# -- validation ------------------------------------------------------------------------------------------------------


def apply_validation(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Move the families of confirmed reports on. Also what an earlier asking in this area left undone."""
    confirmed = Report.objects.filter(state=Report.State.CONFIRMED).order_by("pk")
    here = confirmed.filter(village__range=range_of(errand.area)) if errand.area else confirmed
    mine = {int(number_) for number_ in errand.details.get("reports", [])}
    waiting = sorted(mine | set(here.values_list("pk", flat=True)[:AT_ONCE]))
    done = 0
    with notes.phase("validations", total=len(waiting)) as report:
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            done += apply_confirmed(some, on=timezone.localdate(), by=staff)
            looked_at_again(list(Report.objects.filter(pk__in=some).values_list("family", flat=True)))
            report(len(some))
    return Words(
        f"{number(done)} keluarga dicatat hasil validasinya.",
        agree(f"{number(done)} [validation was|validations were] written down.", done),
    )


# -- decree ----------------------------------------------------------------------------------------------------------


def issue(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Draw a decree up, print it under its number, and move the families it names. Begun again it goes on."""
    area, details = errand.subject.rpartition(":")[2], errand.details
    with notes.phase("decree"):
        on = date.fromisoformat(details["on"])
        decree = draw_up_decree(area, errand=errand.pk, on=on, expects=details.get("expects"), by=staff)
    with notes.phase("print decree"):
        letter = _made(
            Letter.Kind.CONFIRMATION, str(on.year), {"decree": decree.pk}, area=area, personal=True, by=staff
        )
    with notes.phase("confirm", total=decree.families):
        issue_decree(decree, letter=letter.pk, document=str(letter.number), by=staff)
    return Words(
        f"{number(decree.families)} keluarga ditetapkan dengan keputusan {letter.number}.",
        agree(
            f"{number(decree.families)} [family is|families are] confirmed by decree {letter.number}.", decree.families
        ),
    )


def _made(kind: str, period: str, subject: dict[str, Any], *, area: str, personal: bool, by: Staff) -> Letter:
    """The letter about this, made; one that a dead worker left is gone on with. Raises what stands in its way."""
    asked = Letter.objects.filter(kind=kind, period=period, subject=subject)
    letter = asked.exclude(state__in=[Letter.State.REFUSED, Letter.State.FAILED]).first() or ask_for(
        kind, period, area=area, subject=subject, personal=personal, queued=False, by=by
    )
    made = carry_out(letter)
    if not made.is_made:
        raise Refusal(
            made.sentence_id or "surat sedang dibuat: coba lagi sebentar lagi",
            made.sentence_en or "the letter is being made: try again in a moment",
        )
    return made


# -- accounts --------------------------------------------------------------------------------------------------------


def draw_up_accounts(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Write a bank's list."""
    details = errand.details
    with notes.phase("account list"):
        drawn = draw_up_account_list(
            details["bank"],
            details.get("area", ""),
            again=bool(details.get("again")),
            errand=errand.pk,
            at=errand.asked_at,
            by=staff,
        )
    return Words(
        f"Daftar {drawn} berisi {number(drawn.families)} keluarga; orang kedua melepasnya.",
        agree(
            f"List {drawn} holds {number(drawn.families)} [family|families]; a second person releases it.",
            drawn.families,
        ),
    )


def release_accounts(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Send a list to its bank, with a covering letter."""
    drawn = AccountList.objects.get(pk=int(errand.subject.rpartition(":")[2]))
    with notes.phase("release list", total=drawn.families):
        drawn = release_account_list(drawn, on=timezone.localdate(), by=staff)
    with notes.phase("print letter"):
        year = str(timezone.localdate(drawn.released_at).year) if drawn.released_at else ""
        letter = _made(Letter.Kind.ACCOUNTS, year, {"list": drawn.pk}, area="", personal=False, by=staff)
    return Words(
        f"Daftar {drawn} dilepas dengan surat {letter.number}.",
        f"List {drawn} is released with letter {letter.number}.",
    )


def read_answer(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Read what a bank says about accounts."""
    details = errand.details
    path = accounts_folder() / str(details["file"])
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != details["sha256"]:
        raise Refusal("berkas jawaban tidak ada lagi: unggah lagi", "the answer's file is gone: bring it again")
    with notes.phase("read answer"):
        told = read_account_answer(path, bank=details["bank"], on=timezone.localdate(), by=staff)
    told_id = f"{number(told.opened)} rekening terbuka, {number(told.failed)} gagal"
    told_en = agree(f"{number(told.opened)} [account|accounts] opened, {number(told.failed)} failed", told.opened)
    if told.contested:
        told_id += f", {number(told.contested)} bertentangan"
        told_en += f", {number(told.contested)} contradict themselves"
    if told.unknown:
        told_id += f", {number(told.unknown)} baris tanpa keluarga yang menunggu"
        told_en += agree(f", {number(told.unknown)} [line|lines] for nobody who waits", told.unknown)
    return Words(f"{told_id}.", f"{told_en}.")


# -- groups ----------------------------------------------------------------------------------------------------------


def make_groups(_: Notes, errand: Errand, staff: Staff) -> Words:
    """Group the families of a village as was suggested, or as somebody changed it."""
    village, sizes = errand.subject.rpartition(":")[2], [int(size) for size in errand.details["sizes"]]
    _refuse_elsewhere(village, staff)
    made = groups.make_groups(village, sizes, _names(errand.details["names"], sizes), by=staff)
    return Words(f"{len(made)} kelompok dibentuk.", agree(f"{len(made)} [group was|groups were] made.", len(made)))


def change_group(_: Notes, errand: Errand, staff: Staff) -> Words:
    """Give a group a name, a leader, or further families."""
    group = Group.objects.get(pk=int(errand.subject.rpartition(":")[2]))
    _refuse_elsewhere(group.village, staff)
    details = errand.details
    if name := details.get("name"):
        groups.rename_group(group, name, by=staff)
    if "leader" in details:
        leader = Member.objects.visible_to(staff).filter(pk=details["leader"]).first() if details["leader"] else None
        groups.appoint_leader(group, leader, by=staff)
    if chosen := details.get("families"):
        families = list(Family.objects.visible_to(staff).filter(pk__in=chosen, village=group.village))
        groups.join_group(families, group, by=staff)
    return Words("Kelompok diperbarui.", "The group was changed.")


def _names(given: Sequence[str], sizes: Sequence[int]) -> list[str]:
    return [str(name) for name, _ in zip(given, sizes, strict=True)]


def _refuse_elsewhere(village: str, staff: Staff) -> None:
    """The village lies in one's area, or one looks after families there."""
    if any(village.startswith(area) for area in staff.areas):
        return
    if not Family.objects.visible_to(staff).filter(village=village).exists():
        raise NotTheirs("desa itu di luar tugas Anda", "that village is not one of yours")

"""What people say about a case: notify, object, admit, hear, decide. Each word is a row that moves the case at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from harapan.audit.actions import record
from harapan.lib.identifiers import range_of
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import rupiah as money
from harapan.registry.models import Member
from harapan.sanctions.models import Case, Word
from harapan.sanctions.queries import owed_besides, paid_besides, room_for_back_pay
from harapan.sanctions.who import may_decide, may_hear, may_notify, may_object_for
from harapan.staff.models import Staff
from harapan.ui.words import Words

LONGEST = 4_000
"""Characters of one word; more belongs into a letter."""

REFUSED = {
    "case_is_notified_once": ("keluarga ini sudah diberi tahu", "this family has been notified"),
    "case_is_open_to_objection": (
        "keberatan sudah dicatat, atau belum dapat diajukan",
        "an objection is recorded already, or cannot be made yet",
    ),
    "objection_follows_the_notice": (
        "tanggal keberatan mendahului pemberitahuan",
        "the objection is dated before the notice",
    ),
    "late_objection_waits": ("tidak ada keberatan terlambat yang menunggu", "no late objection waits"),
    "late_objection_has_four_eyes": (
        "orang kedua yang memutuskan keberatan terlambat yang Anda catat",
        "a second person decides about a late objection that you recorded",
    ),
    "family_is_heard_after_objecting": ("keluarga ini tidak sedang berkeberatan", "this family has no open objection"),
    "case_is_ripe_for_a_decision": (
        "belum dapat diputuskan: masa keberatan masih berjalan, atau keluarga belum didengar",
        "it cannot be decided yet: the family may still object, or has not been heard",
    ),
    "sanction_is_reversed_by_another": (
        "keputusan Anda sendiri dipulihkan orang lain",
        "somebody else reverses what you decided",
    ),
    "sanction_has_four_eyes": (
        "yang mengusulkan atau memberitahukan tidak memutuskan",
        "whoever proposed or notified does not decide",
    ),
    "case_is_decided_first": ("kasus ini belum diputuskan", "the case has not been decided"),
}
"""What the database says by name, in words."""


class CannotSay(Refusal):
    """This cannot be said about the case now, or not by this person."""


# -- what a family is told, and says ---------------------------------------------------------------------------------


@transaction.atomic
def notify_area(cycle: str, area: str, *, on: date, by: Staff) -> int:
    """Notify every family of an area that a sanction is proposed for; the clock begins. Returns how many were new."""
    if not may_notify(by):
        raise CannotSay("pemberitahuan dikirim koordinator atau Dinsos", "coordinators or Dinsos send notices")
    low, high = range_of(area)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO sanctions_word (case_id, what, "on", text, by, by_label)
            SELECT id, 'notify', %s, '', %s, %s FROM sanctions_case
            WHERE cycle = %s AND kind = 'sanction' AND state = 'proposed' AND village BETWEEN %s AND %s ORDER BY id
            """,
            [on, by.pk, str(by)[:160], cycle, low, high],
        )
        count = int(cursor.rowcount)
    if count:
        first = Case.objects.filter(cycle=cycle, kind="sanction", village__range=(low, high)).order_by("pk")[0]
        record("sanctions.notified", first, by=by, cycle=cycle, area=area, families=count)
    return count


@transaction.atomic
def object_(case: Case, text: str, *, on: date, today: date, by: Staff) -> Word:
    """Take a family's objection down. After the window it is kept too, and a coordinator says whether it counts."""
    if not may_object_for(by):
        raise CannotSay("keberatan dicatat petugas lapangan", "field staff take objections down")
    if on > today:
        raise CannotSay("tanggal keberatan belum tiba", "the day of the objection has not come")
    return _say(case, Word.What.OBJECT, text, on=on, by=by)


@transaction.atomic
def answer_late(case: Case, text: str, *, admit: bool, on: date, by: Staff) -> Word:
    """Admit a late objection or turn it away, with the reason. Not by whoever took it down."""
    _refuse_unless_decider(by)
    return _say(case, Word.What.ADMIT if admit else Word.What.TURN_AWAY, text, on=on, by=by)


@transaction.atomic
def hear(case: Case, text: str, *, on: date, today: date, present: str, by: Staff) -> Word:
    """Write the minutes of a hearing: who was there, and what was said."""
    if not may_hear(by):
        raise CannotSay("risalah ditulis pendamping, Dinsos atau koordinator", "facilitators, Dinsos or coordinators")
    if on > today:
        raise CannotSay("tanggal pertemuan belum tiba", "the day of the hearing has not come")
    if not present.strip():
        raise CannotSay("tuliskan siapa yang hadir", "say who was there")
    return _say(case, Word.What.HEAR, text, on=on, by=by, present=present.strip()[:400])


# -- what is decided -------------------------------------------------------------------------------------------------


@transaction.atomic
def decide_sanction(
    case: Case,
    verdict: str,
    text: str,
    *,
    members: Sequence[int] | None = None,
    whole: bool = False,
    on: date,
    by: Staff,
) -> Word:
    """Decide a proposed sanction, with reasons. By default the lines of those who missed are withheld; `reduce` names
    fewer of them; the whole family's only where the reasons say why.
    """
    _refuse_unless_decider(by)
    missed = [int(row["member"]) for row in case.missed]
    chosen = [] if verdict == Case.Verdict.WAIVE else _lines(members, missed, whole=whole)
    theirs = set(Member.objects.filter(family=case.family, pk__in=chosen).values_list("pk", flat=True))
    if verdict not in (Case.Verdict.UPHOLD, Case.Verdict.REDUCE, Case.Verdict.WAIVE):
        raise CannotSay("pilih putusan", "choose a verdict")
    if set(chosen) - theirs:
        raise CannotSay("anggota itu bukan dari keluarga ini", "that member is not of this family")
    if verdict == Case.Verdict.REDUCE and (whole or not chosen or len(set(chosen)) >= len(set(missed)) > 0):
        raise CannotSay(
            "pengurangan menyebut sebagian anggota yang tidak memenuhi kewajiban",
            "a reduction names some of those who missed, not all",
        )
    if verdict == Case.Verdict.UPHOLD and not whole and not chosen:
        raise CannotSay("sebutkan baris siapa yang ditangguhkan", "say whose lines are withheld")
    if verdict == Case.Verdict.UPHOLD and case.proposed == "terminate" and by.position != Staff.Position.NATIONAL:
        raise CannotSay(
            "penghentian diputuskan Direktorat JSK; Anda dapat mengurangi atau meniadakan sanksi",
            "the national directorate decides about termination; you can reduce or waive the sanction",
        )
    return _say(case, Word.What.DECIDE, text, on=on, by=by, verdict=verdict, members=sorted(chosen), whole=whole)


def _lines(members: Sequence[int] | None, missed: Sequence[int], *, whole: bool) -> list[int]:
    """Whose lines: those named; where nobody names any, of those who missed; nobody's beside a whole family."""
    chosen = missed if members is None else members
    return [] if whole else list(dict.fromkeys(chosen))


@transaction.atomic
def decide_payment(case: Case, verdict: str, text: str, *, rupiah: int = 0, on: date, by: Staff) -> Word:
    """Decide about a smaller payment: it was right, or the difference is owed."""
    _refuse_unless_decider(by)
    if verdict not in (Case.Verdict.GRANT, Case.Verdict.DISMISS):
        raise CannotSay("pilih putusan", "choose a verdict")
    if verdict == Case.Verdict.GRANT and not 0 < rupiah <= case.most:
        raise CannotSay(
            f"kekurangan antara {money(1)} dan {money(case.most)}",
            f"back-pay lies between {money(1)} and {money(case.most)}",
        )
    if verdict == Case.Verdict.GRANT and rupiah > (room := room_for_back_pay(case)):
        others = sorted({one.decision for one in owed_besides(case)})
        susulan = [Words("hitungan susulan", "a supplementary run")] if paid_besides(case) else []
        raise CannotSay(
            f"kekurangan tahap ini sudah tercatat pada {', '.join([*others, *(one.id for one in susulan)])}; "
            f"yang tersisa {money(room)}",
            f"{', '.join([*others, *(one.en for one in susulan)])} owes money of this stage already; "
            f"{money(room)} is left",
        )
    details = {"rupiah": rupiah} if verdict == Case.Verdict.GRANT else {}
    return _say(case, Word.What.DECIDE, text, on=on, by=by, verdict=verdict, **details)


def _refuse_unless_decider(by: Staff) -> None:
    if not may_decide(by):
        raise CannotSay(
            f"{by.position_words.id} tidak memutuskan sanksi dan keberatan",
            f"the position “{by.position_words.en}” does not decide about sanctions and objections",
        )


def _say(case: Case, what: str, text: str, *, on: date, by: Staff, **details: Any) -> Word:
    """One word, said in one's own name. Raises `CannotSay` with what stands in the way."""
    if not text.strip():
        raise CannotSay("tuliskan alasannya", "give the reason")
    word = Word(
        case=case, what=what, on=on, text=text.strip()[:LONGEST], details=details, by=by.pk, by_label=str(by)[:160]
    )
    try:
        with transaction.atomic():
            word.save(force_insert=True)
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", "") or ""
        if name not in REFUSED:
            raise
        raise CannotSay(*REFUSED[name]) from refused
    record(f"sanctions.{what}", case, by=by, family=case.family, word=word.pk)
    case.refresh_from_db()
    word.refresh_from_db()
    return word

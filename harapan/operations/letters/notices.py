"""Notices to families, village by village: what is proposed or less, why, until when and how to object."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from harapan.entitlements.law import law
from harapan.letters import actions
from harapan.letters.drafts import Draft, Sheet, Spreadsheet
from harapan.letters.letterhead import letterhead
from harapan.letters.models import Letter
from harapan.letters.wording import long_day, months_between
from harapan.lib.rupiah import rupiah
from harapan.operations.letters.asking import Kind, Wish, check
from harapan.operations.letters.common import (
    NothingToTell,
    StageFacts,
    is_synthetic,
    short,
    signer,
    stage_facts,
    title_of,
    titles_for,
)
from harapan.operations.letters.plain import GSM, dialled, plain
from harapan.registry.models import Family, Member
from harapan.sanctions.models import Case
from harapan.sanctions.words import LESS, PROPOSED
from harapan.staff.models import Staff

UPHELD = {
    Case.Kind.SANCTION: "sanksi ditiadakan dan bantuan dibayar seperti biasa.",
    Case.Kind.PAYMENT: "kekurangannya dibayarkan pada tahap berikutnya.",
}
RIGHTS = {
    Case.Kind.SANCTION: "Belum ada bantuan yang ditahan. Seorang petugas lain memutuskan, setelah mendengar Anda.",
    Case.Kind.PAYMENT: "Anda boleh bertanya dan berkeberatan. Seorang petugas lain memeriksa dan memutuskan.",
}


def ask_for_notices(cycle: str, area: str, *, queued: bool = True, by: Staff) -> Letter:
    """Have the notices of an area printed; for a facilitator, those of their own families."""
    check(Wish(Kind.SLIPS, cycle, area), by)
    mine = by.pk if by.position == Staff.Position.FACILITATOR else None
    return actions.ask_for(Kind.NOTICES, cycle, area=area, facilitator=mine, personal=True, queued=queued, by=by)


def gather(letter: Letter, by: Staff) -> Draft:
    """A page for every family whose window is open or was, village by village, and one list of messages."""
    check(Wish(Kind.SLIPS, letter.period, letter.area), by)
    stage = stage_facts(letter.period)
    cases = _cases(letter)
    counted = Counter(cases.values_list("village", "kind"))
    if not counted:
        raise NothingToTell(
            "belum ada keluarga yang diberi tahu di wilayah itu", "no family of that area has been notified yet"
        )
    villages = sorted({village for village, _ in counted})
    names = titles_for(villages, stage.first_day)
    rows = [
        {"name": names[village], "sanctions": counted[village, "sanction"], "payments": counted[village, "payment"]}
        for village in villages
    ]
    sanctions, payments = (sum(int(str(row[kind])) for row in rows) for kind in ("sanctions", "payments"))
    total = {"notices": sanctions + payments, "sanctions": sanctions, "payments": payments}
    where = f"Dampingan {by.name}" if letter.facilitator else title_of(letter.area, stage.first_day)
    about = f"Pemberitahuan {short(stage.programme)} {stage.title} {where}"
    data = {
        "about": f"Pemberitahuan {short(stage.programme)} {stage.title}",
        "annexes": f"{len(villages)} berkas surat dan 1 daftar pesan",
        "area": where,
        "programme": stage.programme,
        "stage": stage.title,
        "days": cases[0].objection_days,
        "villages": rows,
        "total": total,
        "signers": [signer(None, "a.n. Direktur Jaminan Sosial Keluarga,")],
    }
    pieces = _pieces(cases, names, letter, stage)
    facts = {"notices": total["notices"], "sanctions": sanctions, "smaller": payments}
    return Draft("notified", about, data, facts, is_synthetic(), pieces, len(villages) + 1)


def _cases(letter: Letter) -> QuerySet[Case]:
    """Of the families notified, as they stand: those of an area, or of one facilitator."""
    low, high = letter.area.ljust(10, "0"), letter.area.ljust(10, "9")
    rows = Case.objects.filter(cycle=letter.period, village__range=(low, high)).exclude(state="proposed")
    rows = rows.filter(facilitator=letter.facilitator) if letter.facilitator else rows
    return rows.order_by("village", "family", "pk")


def _pieces(
    cases: QuerySet[Case], names: Mapping[str, str], letter: Letter, stage: StageFacts
) -> Iterator[Sheet | Spreadsheet]:
    messages: list[tuple[str, str, int]] = []
    duties = {duty.kind: duty.title.id for duty in law().edition(stage.cycle, accept_low_confidence=True).duties}
    for village, found in groupby(cases.iterator(chunk_size=2_000), key=lambda case: case.village):
        theirs = list(found)
        families, people, staff = _around(theirs)
        notices = []
        for case in theirs:
            family = families[case.family]
            holder = people.get(family.caretaker or 0)
            why = _why(case, people, duties, stage)
            what = _what(case)
            notices.append(
                {
                    "case": case.number,
                    "name": holder.name if holder else f"Keluarga {family.pk}",
                    "place": ", ".join(part for part in (family.address, names[village]) if part),
                    "what": what,
                    "money": _money(case),
                    "why": why,
                    "rights": RIGHTS[Case.Kind(case.kind)],
                    "until": long_day(case.until) if case.until else "",
                    "upheld": UPHELD[Case.Kind(case.kind)],
                    "facilitator": staff.get(case.facilitator or 0, ""),
                }
            )
            if holder and (phone := dialled(holder.phone)):
                text = message(holder.name, what, case.until, stage, letterhead().complaints_short)
                messages.append((phone, text, len(text)))
        data = {
            "programme_short": short(stage.programme),
            "stage": stage.title,
            "complaints": f"{letterhead().complaints}.",
            "notices": notices,
        }
        yield Sheet(f"Pemberitahuan {names[village]}", "notices", village, len(notices), data, letter.facilitator)
    yield Spreadsheet(
        "Pesan singkat (SMS/WhatsApp)", letter.area, ("nomor", "pesan", "panjang"), messages, letter.facilitator
    )


def _around(cases: Sequence[Case]) -> tuple[dict[int, Family], dict[int, Member], dict[int, str]]:
    """The families of some cases, their caretakers and the members who missed, and the facilitators' names."""
    families = Family.objects.in_bulk([case.family for case in cases])
    members = {family.caretaker for family in families.values() if family.caretaker}
    members |= {int(row["member"]) for case in cases for row in case.missed}
    numbers = {case.facilitator for case in cases if case.facilitator}
    return (
        families,
        Member.objects.in_bulk(members),
        dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name")),
    )


def _what(case: Case) -> str:
    if case.kind == Case.Kind.SANCTION:
        return f"Diusulkan: {PROPOSED[case.proposed].id.lower()}" if case.proposed in PROPOSED else "Diusulkan: sanksi"
    return "Tahap ini keluarga Anda tidak dibayar" if case.now == 0 else "Bantuan tahap ini berkurang"


def _money(case: Case) -> str:
    if case.kind == Case.Kind.SANCTION:
        return ""
    return f"Tahap sebelumnya {rupiah(case.before)}, tahap ini {rupiah(case.now)}."


def _why(case: Case, people: Mapping[int, Member], duties: Mapping[str, str], stage: StageFacts) -> list[str]:
    """Who missed which duty when; or the law's sentence."""
    if case.kind == Case.Kind.PAYMENT:
        words = stage.reasons.get(case.reason) or (LESS[case.reason].id if case.reason in LESS else "")
        return [words]
    lines = []
    for row in case.missed:
        months = [date.fromisoformat(month) for month in row["months"]]
        who = people.get(int(row["member"]))
        duty = duties.get(str(row["duty"]), str(row["duty"]))
        lines.append(f"{who.name if who else 'Anggota keluarga'}: {duty.lower()} tidak terpenuhi, {_in(months)}.")
    quarters = f"Sudah {case.quarters_missed} triwulan berturut-turut."
    return [*lines, quarters]


def _in(months: Sequence[date]) -> str:
    """The months in words, from the first to the last."""
    return months_between(months[0], months[-1]) if months else ""


def message(name: str, what: str, until: date | None, stage: StageFacts, complaints: str) -> str:
    """The same for a telephone: one message, whatever the name."""
    heading = f"{short(stage.programme)} {stage.title.replace(' Tahun', '')}"
    last = f"{until:%d-%m-%Y}" if until else ""
    rest = f": {what}. Keberatan s.d. {last} ke pendamping atau desa. {complaints}"
    room = max(GSM - len(plain(f"{heading} {rest}")), 0)
    return plain(f"{heading} {name[:room].rstrip()}{rest}")[:GSM]

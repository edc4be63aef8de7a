"""`harapan explain`: why one family got its amount, every rupiah with its rule, date and source."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from django.utils import timezone

from harapan.cli.behind import Behind, behind_missed
from harapan.cli.screen import AsJson, Lang, out, say, show_json
from harapan.cli.session import As, acting, database
from harapan.cli.stages import edition_of
from harapan.engine.explain import Explanation, Line, MemberExplained
from harapan.engine.words import OUTCOMES, PROPOSALS
from harapan.entitlements.explanation import CannotExplain, explanation_of
from harapan.lib.identifiers import masked
from harapan.lib.rupiah import rupiah
from harapan.meetings.modules import came_words, session_words
from harapan.meetings.queries import sessions_of
from harapan.payments.trail import Step, trail_of
from harapan.policy.edition import Edition, Sourced, Title
from harapan.policy.words import CONFIDENCE
from harapan.registry.models import Family, ParticipationMove
from harapan.registry.words import CAUSES, PARTICIPATION, word
from harapan.sanctions.models import Case, Word
from harapan.sanctions.queries import cases, words_of
from harapan.sanctions.words import KINDS as CASES
from harapan.sanctions.words import PROPOSED as SANCTIONS
from harapan.sanctions.words import SAID, VERDICTS
from harapan.staff.models import Staff

WORDS = {
    "stage": Title("Tahap", "Stage"),
    "pays": Title("membayar", "pays"),
    "family": Title("Keluarga", "Family"),
    "paid": Title("Jumlah yang dibayar", "Amount paid"),
    "nothing": Title("Tidak dibayar", "Nothing is paid"),
    "gross": Title("Jumlah komponen", "Sum of components"),
    "deduction": Title("Ditangguhkan", "Withheld"),
    "member": Title("Anggota", "Member"),
    "years": Title("tahun", "years"),
    "a_year": Title("setahun", "a year"),
    "since": Title("berlaku sejak", "in force since"),
    "source": Title("sumber", "source"),
    "confidence": Title("keyakinan", "confidence"),
    "decision": Title("menurut keputusan", "by decision"),
    "duties": Title("Kewajiban triwulan yang dinilai", "Duties of the judged quarter"),
    "verdict": Title("Hasil", "Verdict"),
    "missed": Title("triwulan berturut-turut tidak terpenuhi", "quarters missed in a row"),
    "unknown": Title("Belum diketahui, tetap dibayar, untuk ditinjau", "Unknown, paid all the same, to be looked at"),
    "synthetic": Title("semua orang rekaan", "nobody here is real"),
    "trail": Title("Perjalanan uangnya", "Where the money went"),
    "not_in": Title(
        "Keluarga ini tidak ada dalam salinan tahap ini, jadi tidak dihitung.",
        "This family is not in this stage's snapshot, so nothing was computed for it.",
    ),
    "path": Title("Perjalanan kepesertaan", "Its way through the programme"),
    "sessions": Title("P2K2 sampai akhir tahap ini", "Family sessions (P2K2) up to the end of this stage"),
    "said": Title("Sanksi, pemberitahuan dan keberatan", "Sanctions, notices and objections"),
}


def explain(
    family: Annotated[int, typer.Argument(help="The family's number.")],
    cycle: Annotated[str, typer.Option("--cycle", help="The cycle, as 2022-1.")],
    lang: Lang = "en",
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Say why a family got its amount, or nothing: every rupiah with its rule, date and source."""
    database()
    staff = acting(as_)
    edition = edition_of(cycle, low=True)
    found = Family.objects.visible_to(staff).filter(pk=family).first()
    if found is None:
        raise CannotExplain(f"tidak ada keluarga {family} di wilayah Anda", f"there is no family {family} in your area")
    told = explanation_of(family, edition)
    if told is None:
        _tell_absence(found, cycle, staff, lang, as_json)
        return
    names = {member.pk: f"{member.name}, NIK {masked(member.nik or '')}" for member in found.members.all()}
    trail = [_told_step(step, lang) for step in trail_of(family, cycle, staff)]
    about = cases(staff).filter(family=family).order_by("pk")
    said = sorted((line for case in about for line in _told_case(case, lang)), key=_day_of)
    met = list(_told_sessions(family, edition, staff, lang))
    behind = behind_missed(told.members, staff)
    if as_json:
        reports = [one.as_data() | {"member": member} for member, missed in behind.items() for one in missed]
        show_json(as_data(told, lang) | {"trail": trail, "sanctions": said, "sessions": met, "missed": reports})
        return
    _tell(told, found, names, trail, behind, lang)
    if met:
        out.print(f"\n{WORDS['sessions'].of(lang)}")
        for line in met:
            out.print(f"  {line}", markup=False)
    if said:
        out.print(f"\n{WORDS['said'].of(lang)}")
        for line in said:
            out.print(f"  {line}", markup=False)


def _tell(
    told: Explanation,
    family: Family,
    names: dict[int, str],
    trail: list[str],
    behind: dict[int, list[Behind]],
    lang: str,
) -> None:
    w = {key: title.of(lang) for key, title in WORDS.items()}
    stage = told.edition.stage
    months = ", ".join(f"{month:%Y-%m}" for month in told.unpaid_months or stage.months)
    out.print(f"[bold]{w['family']} {told.family}[/bold], {w['stage'].lower()} {stage.cycle} ({w['pays']} {months})")
    if family.origin.synthetic:
        out.print(f"[dim]{family.origin.label}: {w['synthetic']}[/dim]")
    headline = f"{w['paid']}: {rupiah(told.net)}" if told.net else w["nothing"]
    out.print(f"[bold]{headline}[/bold]")
    if told.reason:
        label = f" [{told.reason.siks_label}]" if told.reason.siks_label else ""
        out.print(f"  {told.reason.sentence.of(lang)}{label}", markup=False)
    if told.deduction:
        out.print(f"  {w['gross']} {rupiah(told.gross)}, {w['deduction'].lower()} {rupiah(told.deduction)}")
    for member in told.members:
        _tell_member(member, names.get(member.member, str(member.member)), behind.get(member.member, []), w, lang)
    for line in told.lines:
        out.print(f"\n{line.title.of(lang)}", markup=False)
        _tell_line(line, w, lang)
    _tell_verdict(told, w, lang)
    if trail:
        out.print(f"\n{w['trail']}")
        for step in trail:
            out.print(f"  {step}", markup=False)


def _tell_member(member: MemberExplained, name: str, behind: list[Behind], w: dict[str, str], lang: str) -> None:
    out.print(f"\n[bold]{name}[/bold] ({member.age} {w['years']})")
    if member.facts:
        out.print("  " + "; ".join(fact.of(lang) for fact in member.facts), markup=False)
    out.print(f"  {member.why.of(lang)}", markup=False)
    if member.limit:
        out.print(f"    {member.limit.value}: {_law(member.limit, w, lang)}", markup=False)
    if member.line:
        _tell_line(member.line, w, lang)
    for duty in dict.fromkeys(one.duty for one in member.duties):
        months = [one for one in member.duties if one.duty == duty]
        seen = ", ".join(
            f"{one.month:%Y-%m} {one.words.of(lang)} ({one.open - one.unexcused - one.excused}/{one.open})"
            for one in months
        )
        out.print(f"  {months[0].title.of(lang)}: {seen}", markup=False)
        for one in behind:
            if one.month.duty == duty:
                out.print(f"    {one.sentence(lang)}", markup=False)


def _tell_line(line: Line, w: dict[str, str], lang: str) -> None:
    annual = f" ({rupiah(line.annual)} {w['a_year']})" if line.annual else ""
    out.print(f"  {rupiah(line.paid)}{annual}", markup=False)
    if line.paid != line.amount and line.reason:
        out.print(f"    {rupiah(line.amount)}: {line.reason.sentence.of(lang)}", markup=False)
    elif line.reason:
        out.print(f"    {line.reason.sentence.of(lang)}", markup=False)
    if line.law:
        out.print(f"    {line.law.rule}: {_law(line.law, w, lang)}", markup=False)
    if line.decision:
        out.print(f"    {w['decision']}: {line.decision}", markup=False)


def _law(law: Sourced[Any], w: dict[str, str], lang: str) -> str:
    confidence = CONFIDENCE[law.confidence].of(lang)
    return f"{w['since']} {law.since}; {w['source']}: {law.source}; {w['confidence']}: {confidence}"


def _tell_verdict(told: Explanation, w: dict[str, str], lang: str) -> None:
    if told.verdict:
        quarter = " - ".join(
            f"{month:%Y-%m}" for month in (told.edition.stage.judged_months[0], told.edition.stage.judged_months[-1])
        )
        out.print(f"\n{w['duties']} ({quarter}): {OUTCOMES[told.verdict].of(lang)}", markup=False)
        out.print(f"  {told.quarters_missed_before} -> {told.quarters_missed_after} {w['missed']}")
    if told.proposed:
        out.print(f"  ! {PROPOSALS[told.proposed].of(lang)}", markup=False)
    if told.review:
        out.print(f"{w['unknown']}: " + "; ".join(title.of(lang) for title in told.review), markup=False)


def _told_case(case: Case, lang: str) -> Iterator[str]:
    """A case, and every word that was said about it."""
    kind = getattr(CASES[Case.Kind(case.kind)], lang)
    what = getattr(SANCTIONS[case.proposed], lang) if case.proposed in SANCTIONS else f"-{rupiah(case.loss)}"
    yield f"{timezone.localdate(case.proposed_at)} {case.number}: {kind}, {what}"
    for word_ in words_of(case):
        verdict = VERDICTS.get(word_.details.get("verdict", ""), SAID[Word.What(word_.what)])
        yield f"{word_.on} {case.number}: {getattr(verdict, lang)}{': ' + word_.text if word_.text else ''}"


def _day_of(line: str) -> str:
    """Lines begin with their day; of one day, words stay as they were said, case by case."""
    return line[:10]


def _told_sessions(family: int, edition: Edition, staff: Staff, lang: str) -> Iterator[str]:
    """The sessions from the judged quarter to the end of the stage: what was taught, and whether somebody came."""
    first, last = edition.stage.judged_months[0], edition.stage.last_day
    for one in reversed(sessions_of(family, staff, since=first, until=last)):
        title, came = session_words(one.meeting.session), came_words(one.came, one.reason)
        yield f"{one.meeting.held_on} {getattr(title, lang)}: {getattr(came, lang)}"


def _told_step(step: Step, lang: str) -> str:
    label = f" [{step.siks}]" if step.siks else ""
    return f"{timezone.localdate(step.at)} {step.words.of(lang)}, {rupiah(step.amount)}{label}"


def _tell_absence(family: Family, cycle: str, staff: Staff, lang: str, as_json: bool) -> None:
    """A family outside the snapshot: its way through the programme says why."""
    moves = ParticipationMove.objects.visible_to(staff).filter(family=family.pk).order_by("id")
    steps = [
        f"{move.on} {PARTICIPATION[move.target].of(lang)} "
        f"({word(CAUSES, move.cause).of(lang)}{'; ' + move.document if move.document else ''})"
        for move in moves
    ]
    if as_json:
        show_json({"family": family.pk, "cycle": cycle, "net": 0, "in_snapshot": False, "path": steps})
        return
    say(f"{WORDS['family'].of(lang)} {family.pk}: {PARTICIPATION[family.participation].of(lang)}")
    say(WORDS["not_in"].of(lang))
    say(WORDS["path"].of(lang))
    for step in steps:
        out.print(f"  {step}", markup=False)


def as_data(told: Explanation, lang: str) -> dict[str, Any]:
    """The explanation for machines: the same facts, titles in one language."""

    def law(sourced: Sourced[Any] | None) -> dict[str, Any] | None:
        if sourced is None:
            return None
        return {
            "rule": sourced.rule,
            "since": sourced.since,
            "source": sourced.source,
            "confidence": sourced.confidence,
        }

    def line(one: Line | None) -> dict[str, Any] | None:
        if one is None:
            return None
        return {
            "title": one.title.of(lang),
            "annual": one.annual,
            "amount": one.amount,
            "paid": one.paid,
            "reason": one.reason.name if one.reason else None,
            "law": law(one.law),
            "decision": one.decision,
        }

    return {
        "family": told.family,
        "cycle": told.edition.cycle,
        "gross": told.gross,
        "deduction": told.deduction,
        "net": told.net,
        "reason": told.reason.name if told.reason else None,
        "verdict": told.verdict,
        "proposed": told.proposed,
        "quarters_missed": told.quarters_missed_after,
        "members": [
            {
                "member": member.member,
                "age": member.age,
                "component": member.component.name if member.component else None,
                "counted": member.counted,
                "why": member.why.of(lang),
                "line": line(member.line),
                "duties": [{"duty": duty.duty, "month": duty.month, "outcome": duty.outcome} for duty in member.duties],
            }
            for member in told.members
        ],
        "lines": [line(one) for one in told.lines],
    }

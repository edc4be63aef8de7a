"""Everything that ever happened to a family, on one line of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from harapan.audit.models import Event
from harapan.commitments.provenance import corrections_of
from harapan.console.changes.telling import claims_told, data_changes, requests_told
from harapan.console.families.forms import HIDDEN, PURPOSES
from harapan.console.families.queries import Stage, shown
from harapan.console.families.whole import entitlements_of
from harapan.console.record.things import VERBS
from harapan.entitlements.models import Entitlement
from harapan.lib.rupiah import rupiah
from harapan.meetings.models import HomeVisit
from harapan.meetings.models.sessions import Came
from harapan.meetings.modules import asked, came_words, session_words
from harapan.meetings.queries import sessions_of
from harapan.payments.trail import Step, money_of, odd_lines_of
from harapan.policy.edition import Edition, Title
from harapan.registry.models import Account, Arrears, Family, Member, ParticipationMove, Withholding
from harapan.registry.words import ACCOUNTS, CAUSES, PARTICIPATION, word
from harapan.sanctions.models import Case, Word
from harapan.sanctions.words import KINDS as CASES
from harapan.sanctions.words import PROPOSED as SANCTIONS
from harapan.sanctions.words import SAID, VERDICTS
from harapan.staff.models import Staff
from harapan.ui.words import Words

KINDS = {
    "kepesertaan": Words("Kepesertaan", "Participation"),
    "keluarga": Words("Keluarga & rekening", "Family & accounts"),
    "data": Words("Data & usulan", "Data & requests"),
    "hak": Words("Hitungan", "Computations"),
    "uang": Words("Uang", "Money"),
    "keputusan": Words("Keputusan", "Decisions"),
    "kewajiban": Words("Koreksi kewajiban", "Corrected duties"),
    "p2k2": Words("P2K2 & kunjungan", "Family sessions & visits"),
    "akses": Words("Siapa membuka & mengubah", "Who looked & changed"),
}
"""What the line can be narrowed to."""
LOOKED = "akses"
"""Apart from the rest, or it would bury what happened to the family under who looked at it."""
MOST = 300
"""So many events at once; a filter brings older ones."""
PARTS = {
    "page": Words("seluruh halaman", "the whole page"),
    "history": Words("riwayat", "the history"),
    "computation": Words("hitungan tahap", "the computation of stage"),
    "duties": Words("kewajiban", "the duties"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened."""

    at: datetime
    kind: str
    words: Words
    detail: Words | None = None
    siks: str = ""
    tone: str = ""
    by: str | Words = ""
    has_clock: bool = True
    """False where only the day is known."""

    @property
    def of(self) -> Words:
        return KINDS[self.kind]


@dataclass(frozen=True)
class About:
    """Whose line of time, and who looks at it."""

    family: Family
    members: list[Member]
    known: Sequence[Stage]
    staff: Staff

    @property
    def names(self) -> dict[int, str]:
        return {member.pk: member.name for member in self.members}

    @property
    def cycles(self) -> list[str]:
        return [stage.cycle for stage in self.known]

    def edition(self, cycle: str) -> Edition | None:
        """The law of one of the stages."""
        return next((stage.edition for stage in self.known if stage.cycle == cycle), None)


def timeline(family: Family, known: Sequence[Stage], staff: Staff, kind: str = "") -> list[Happening]:
    """Everything this person may know of it, newest first; of one kind if one is named."""
    about = About(family, list(Member.objects.visible_to(staff).filter(family=family)), known, staff)
    wanted = [kind] if kind in KINDS else [name for name in KINDS if name != LOOKED]
    happened = (one for name in wanted for one in SOURCES[name](about))
    return sorted(happened, key=lambda one: one.at, reverse=True)[:MOST]


def _day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _participation(about: About) -> Iterator[Happening]:
    for move in ParticipationMove.objects.visible_to(about.staff).filter(family=about.family.pk):
        target, cause = word(PARTICIPATION, move.target), word(CAUSES, move.cause)
        document = f" · {move.document}" if move.document else ""
        yield Happening(
            _day(move.on),
            "kepesertaan",
            Words(f"Menjadi {target.id}", f"Became {target.en}"),
            Words(f"{cause.id}{document}", f"{cause.en}{document}"),
            by=move.by_label,
            has_clock=False,
        )


def _family(about: About) -> Iterator[Happening]:
    since = about.family.confirmed_on
    for member in about.members:
        if since and member.born > since:
            born = Words(f"{member.name} lahir", f"{member.name} was born")
            yield Happening(_day(member.born), "keluarga", born, has_clock=False)
        if member.died_on:
            died = Words(f"{member.name} meninggal", f"{member.name} died")
            yield Happening(_day(member.died_on), "keluarga", died, has_clock=False)
        if member.school_changed_on:
            changed = Words(f"Data sekolah {member.name} berubah", f"School facts of {member.name} changed")
            yield Happening(_day(member.school_changed_on), "keluarga", changed, has_clock=False)
    for account in Account.objects.visible_to(about.staff).filter(family=about.family, opened_on__isnull=False):
        state = word(ACCOUNTS, account.state)
        opened = Words(f"Rekening {account.bank} dibuka", f"Account at {account.bank} opened")
        now = Words(f"atas nama {account.holder_name}; kini {state.id}", f"for {account.holder_name}; now {state.en}")
        yield Happening(_day(account.opened_on or date.min), "keluarga", opened, now, has_clock=False)


def _data(about: About) -> Iterator[Happening]:
    """Every field that changed, and what was asked for."""
    for told in (data_changes, requests_told, claims_told):
        for at, words, why, tone, by in told(about.family, about.staff, MOST):
            yield Happening(at, "data", words, why, tone=tone, by=by)


def _computed(about: About) -> Iterator[Happening]:
    for owed in entitlements_of(about.family, about.known, about.staff):
        edition = about.edition(owed.cycle)
        at = owed.approved_at or (_day(edition.stage.first_day) if edition else None)  # type: ignore[attr-defined]
        if at is None:
            continue
        if owed.net:
            amount = rupiah(owed.net)
            words = Words(f"Tahap {owed.cycle}: berhak atas {amount}", f"Stage {owed.cycle}: {amount} owed")
            yield Happening(at, "hak", words, _withheld(owed), tone="ok")
            continue
        reason = edition.reason(owed.reason) if edition else None
        why, label = (shown(reason.sentence), reason.siks_label or "") if reason else (None, "")
        words = Words(f"Tahap {owed.cycle}: tidak dibayar", f"Stage {owed.cycle}: nothing is paid")
        yield Happening(at, "hak", words, why, label, "warn")


def _withheld(owed: Entitlement) -> Words | None:
    if not owed.deduction:
        return None
    return Words(f"{rupiah(owed.deduction)} ditangguhkan", f"{rupiah(owed.deduction)} withheld")


def _money(about: About) -> Iterator[Happening]:
    money = money_of(about.family.pk, about.cycles, about.staff)
    yield from (_step(step) for step in money.steps())
    for line in odd_lines_of(money.payments):
        if line.pile not in ("returned", "repeated"):
            words = Words("Baris jawaban bank menunggu orang", "A line of the bank's answer waits for a person")
            yield Happening(line.answer.read_at, "uang", words, Words(line.note, line.note), tone="warn")


def _step(step: Step) -> Happening:
    words = Words(
        f"Tahap {step.cycle}: {step.words.id}, {rupiah(step.amount)}",
        f"Stage {step.cycle}: {step.words.en}, {rupiah(step.amount)}",
    )
    return Happening(step.at, "uang", words, siks=step.siks or "", tone=step.tone)


def _decisions(about: About) -> Iterator[Happening]:
    for held in Withholding.objects.visible_to(about.staff).filter(family=about.family.pk):
        who = about.names.get(held.member or 0)
        words = Words(
            f"Bantuan {who or 'keluarga'} ditangguhkan mulai tahap {held.from_cycle}",
            f"Aid of {who or 'the family'} withheld from stage {held.from_cycle}",
        )
        yield Happening(held.at, "keputusan", words, Words(held.decision, held.decision), tone="warn")
        if held.lifted_in:
            lifted, edition = word(CAUSES, held.lifted_because), about.edition(held.lifted_in)
            at = max(held.at, _day(edition.stage.first_day)) if edition else held.at
            ended = Words(
                f"Penangguhan berakhir pada tahap {held.lifted_in}", f"Withholding ended in stage {held.lifted_in}"
            )
            yield Happening(at, "keputusan", ended, shown(lifted), tone="ok", has_clock=False)
    yield from _said(about)
    for owed in Arrears.objects.visible_to(about.staff).filter(family=about.family.pk):
        words = Words(
            f"Kekurangan bayar {rupiah(owed.amount)} dari tahap {owed.cycle}",
            f"Arrears of {rupiah(owed.amount)} from stage {owed.cycle}",
        )
        if owed.settled_in:
            words = Words(f"{words.id}, dibayar pada {owed.settled_in}", f"{words.en}, paid in {owed.settled_in}")
        yield Happening(owed.at, "keputusan", words, Words(owed.decision, owed.decision))


def _said(about: About) -> Iterator[Happening]:
    """Proposed sanctions and smaller payments, with every word that was said about them."""
    cases = Case.objects.visible_to(about.staff).filter(family=about.family.pk).order_by("pk")
    for case in cases.prefetch_related("words"):
        kind = CASES[Case.Kind(case.kind)]
        what = SANCTIONS.get(case.proposed, Words(rupiah(case.loss), rupiah(case.loss)))
        words = Words(f"Tahap {case.cycle}: {kind.id}", f"Stage {case.cycle}: {kind.en}")
        yield Happening(case.proposed_at, "keputusan", words, what, tone="warn")
        for word_ in case.words.all():
            said = SAID[Word.What(word_.what)]
            verdict = VERDICTS.get(word_.details.get("verdict", ""), said)
            words = Words(f"{case.number}: {verdict.id}", f"{case.number}: {verdict.en}")
            detail = Words(word_.text, word_.text) if word_.text else None
            said_today = timezone.localdate(word_.at) == word_.on
            at = word_.at if said_today else _day(word_.on)
            yield Happening(at, "keputusan", words, detail, by=word_.by_label, has_clock=said_today)


def _revisions(about: About) -> Iterator[Happening]:
    """Later words on duties: who said them and where, as far as the report is one's own to see."""
    names, edition = about.names, about.known[0].edition if about.known else None
    for later in corrections_of(list(names), about.staff):
        duty = _duty(later.duty, edition)
        words = Words(
            f"{duty.id} {names[later.member]} {later.month:%m.%Y} dikoreksi",
            f"{duty.en} of {names[later.member]} in {later.month:%m.%Y} corrected",
        )
        told = [later.because, later.facility]
        detail = Words(*(" · ".join(filter(None, [*told, source])) for source in (later.source.id, later.source.en)))
        yield Happening(later.at or _day(later.month), "kewajiban", words, detail, by=later.who or "")


def _sessions(about: About) -> Iterator[Happening]:
    """Family sessions it was called up to, and visits at home."""
    for one in sessions_of(about.family.pk, about.staff):
        title, came = session_words(one.meeting.session), came_words(one.came, one.reason)
        words = Words(f"P2K2: {title.id}", f"Family session: {title.en}")
        tone = "warn" if one.came == Came.ABSENT else "ok" if one.came == Came.PRESENT else ""
        yield Happening(_day(one.meeting.held_on), "p2k2", words, came, tone=tone, has_clock=False)
    purposes = asked().purposes
    visits = HomeVisit.objects.visible_to(about.staff).filter(family=about.family.pk, current=True)
    for visit in visits.order_by("-visited_on")[:MOST]:
        why = purposes.get(visit.purpose)
        words = Words("Kunjungan rumah", "Home visit")
        detail = Words(why.id, why.en) if why else None
        yield Happening(_day(visit.visited_on), "p2k2", words, detail, has_clock=False)


def _duty(kind: str, edition: Edition | None) -> Title:
    titles = {duty.kind: duty.title for duty in edition.duties} if edition else {}
    return word(titles, kind)


def _log(about: About) -> Iterator[Happening]:
    """From the log itself, for those who look into it; everybody sees what they did themselves."""
    asked = Q(object_type="family", object_id=str(about.family.pk))
    asked |= Q(object_type="member", object_id__in=[str(member.pk) for member in about.members])
    events = Event.objects.filter(asked)
    if not about.staff.may_read_the_log:
        events = events.filter(actor=about.staff.pk)
    for event in events.order_by("-pk")[:MOST]:
        words = VERBS.get(event.verb, Words(event.verb, event.verb))
        yield Happening(event.at, LOOKED, words, _looked_at(event), by=event.actor_label)


def _looked_at(event: Event) -> Words | None:
    """Which part was opened, or which numbers were shown and what for."""
    if event.verb == "family.opened":
        part, _, rest = str(event.facts.get("part", "")).partition(" ")
        words = PARTS.get(part, Words(part, part))
        return Words(f"{words.id} {rest}".strip(), f"{words.en} {rest}".strip())
    if event.verb == "family.unmasked":
        fields = [HIDDEN[name] for name in event.facts.get("fields", []) if name in HIDDEN]
        purpose = PURPOSES.get(event.facts.get("purpose", ""), Words("", ""))
        return Words(
            f"{', '.join(one.id for one in fields)}: {purpose.id}",
            f"{', '.join(one.en for one in fields)}: {purpose.en}",
        )
    return None


SOURCES = {
    "kepesertaan": _participation,
    "keluarga": _family,
    "data": _data,
    "hak": _computed,
    "uang": _money,
    "keputusan": _decisions,
    "kewajiban": _revisions,
    "p2k2": _sessions,
    LOOKED: _log,
}
"""Where each kind is read from."""

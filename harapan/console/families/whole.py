"""The whole family on one page: who they are, what was seen of them, what they were owed, and where the money is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from harapan.banks.reasons import REASONS
from harapan.commitments.attachments.moving import LEVELS
from harapan.commitments.preview import OUTCOMES, TONES, DutySeen, duties_seen
from harapan.console.families.queries import Stage, names_of, places_of, shown, stages
from harapan.entitlements.models import Batch, Entitlement
from harapan.lib.dates import months_after, years_between
from harapan.payments.labels import HELD, MONEY
from harapan.payments.models import Hold, Payment
from harapan.payments.trail import Money, money_of
from harapan.policy.edition import Edition, Title
from harapan.policy.words import FLAGS, GRADES, SCHOOLS
from harapan.registry.fits import component_of_member
from harapan.registry.models import Account, Arrears, Family, Group, Member, Withholding
from harapan.registry.words import ACCOUNTS, PARTICIPATION, RELATIONS, word
from harapan.registry.words import TONES as STATE_TONES
from harapan.staff.models import Staff
from harapan.ui.words import Words

HEALTH_UNTIL = 6
"""Age in years below which a child is weighed and seen at a health unit."""
QUARTERS = 4
"""So many quarters of duties are shown."""


@dataclass(frozen=True)
class Person:
    """A member as the page shows them."""

    member: Member
    age: int
    relation: Words
    facts: list[Words]
    component: Words | None
    is_caretaker: bool

    @property
    def goes_to(self) -> list[tuple[str, Words]]:
        """Where the list they stand on can be seen and changed: a school for pupils, a health unit for mothers and
        small children. Nobody who died, and no double.
        """
        one = self.member
        if one.died_on or one.same_as:
            return []
        school = [("sekolah", Words("pindah sekolah", "change school"))] if one.school in LEVELS else []
        weighed = self.age < HEALTH_UNTIL or one.pregnancy
        return [*school, *([("kesehatan", Words("pindah posyandu", "change health unit"))] if weighed else [])]


@dataclass(frozen=True)
class Quarter:
    """How one duty of one member went in a quarter: one entry where all months agree."""

    months: list[tuple[str, Words, str]]
    """When, in what words, and how coloured."""


@dataclass(frozen=True)
class Duty:
    """One duty of one member, quarter by quarter, newest first; None where nothing was seen."""

    member: str
    words: Words
    quarters: list[Quarter | None]


@dataclass(frozen=True)
class Paid:
    """One stage of this family: what it was owed, or why not, and where the money stands."""

    stage: Stage
    amount: int | None
    words: Words
    siks: str
    tone: str
    bank: str
    number: str
    on: date | None
    because: Words | None = None


@dataclass(frozen=True)
class Whole:
    """Everything the page shows at once; the rest is fetched when it is opened."""

    family: Family
    persons: list[Person]
    accounts: list[tuple[Account, Words]]
    places: tuple[str, ...]
    stages: list[Paid]
    quarters: list[str]
    duties: list[Duty]
    withholdings: list[Withholding]
    arrears: list[Arrears]
    edition: Edition | None

    @property
    def caretaker(self) -> Person | None:
        return next((person for person in self.persons if person.is_caretaker), None)

    @property
    def head(self) -> Person | None:
        return next((person for person in self.persons if person.member.relation == "head"), None)

    @property
    def state(self) -> Words:
        return shown(PARTICIPATION[self.family.participation])

    @property
    def siks(self) -> str:
        """What SIKS-NG calls the family's state, where it has a word."""
        reasons = self.edition.reasons if self.edition else ()
        return next((one.siks_label or "" for one in reasons if one.name == self.family.participation), "")

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.family.participation, "")

    @property
    def outstanding(self) -> int:
        """Rupiah of earlier stages that are still owed."""
        return sum(one.amount for one in self.arrears if not one.settled_in)


def family_seen_by(staff: Staff, pk: int) -> Family | None:
    """The family, if this person may see it, with the names of its facilitator, group and the group's leader."""
    facilitator = Staff.objects.filter(pk=OuterRef("facilitator")).values("name")
    group = Group.objects.filter(pk=OuterRef("group"))
    led_by = Group.objects.filter(pk=OuterRef(OuterRef("group"))).values("leader")
    leader = Member.objects.filter(pk__in=led_by).values("name")
    families = Family.objects.visible_to(staff).select_related("origin")
    return (
        families.annotate(
            facilitator_name=Subquery(facilitator),
            group_name=Subquery(group.values("name")),
            leader_name=Subquery(leader),
        )
        .filter(pk=pk)
        .first()
    )


def whole(family: Family, staff: Staff, on: date) -> Whole:
    """The family as this person may see it."""
    known = stages()
    edition = known[0].edition if known else None
    members = members_of(family, staff, edition)
    quarters = quarters_of(edition)
    months = [month for quarter in quarters for month in quarter]
    seen = duties_seen([member.pk for member in members], family.village, months, edition) if edition else []
    accounts = Account.objects.visible_to(staff).filter(family=family).order_by("-pk")
    return Whole(
        family=family,
        persons=[_person(member, family, edition, on) for member in members],
        accounts=[(account, shown(word(ACCOUNTS, account.state))) for account in accounts],
        places=places_of(family.village, names_of([family.village], on)),
        stages=paid_in(family, known, staff),
        quarters=[f"{quarter[0]:%m}–{quarter[-1]:%m.%Y}" for quarter in quarters],
        duties=_duties(members, seen, quarters, edition) if edition else [],
        withholdings=list(Withholding.objects.visible_to(staff).filter(family=family.pk).order_by("-pk")),
        arrears=list(Arrears.objects.visible_to(staff).filter(family=family.pk).order_by("-pk")),
        edition=edition,
    )


# -- persons ---------------------------------------------------------------------------------------------------------


def members_of(family: Family, staff: Staff, edition: Edition | None) -> list[Member]:
    """The members, eldest first, each with the `component` they fit by what is known now."""
    members = Member.objects.visible_to(staff).filter(family=family).order_by("born", "pk")
    return list(members.annotate(component=component_of_member(edition)) if edition else members)


def _person(member: Member, family: Family, edition: Edition | None, on: date) -> Person:
    titles = {component.name: component.title for component in edition.components} if edition else {}
    fits = titles.get(getattr(member, "component", ""))
    return Person(
        member,
        years_between(member.born, member.died_on or on),
        shown(word(RELATIONS, member.relation)),
        list(_facts(member)),
        shown(fits) if fits else None,
        member.pk == family.caretaker,
    )


def _facts(member: Member) -> list[Words]:
    """What is known beside age and relation, as far as it matters."""
    facts = []
    if member.died_on:
        facts.append(Words(f"meninggal {member.died_on:%d-%m-%Y}", f"died {member.died_on:%d-%m-%Y}"))
    if member.same_as:
        facts.append(
            Words(
                f"sama dengan anggota {member.same_as}, tidak dihitung",
                f"the same as member {member.same_as}, not counted",
            )
        )
    if member.school:
        facts.append(shown(SCHOOLS[member.school]))
    if member.pregnancy:
        facts.append(Words(f"kehamilan ke-{member.pregnancy}", f"pregnancy number {member.pregnancy}"))
    if member.disability:
        facts.append(shown(GRADES[member.disability]))
    if not member.at_home:
        facts.append(Words("tidak tinggal di rumah", "does not live at home"))
    if not member.registered:
        facts.append(Words("tidak aktif dalam DTSEN", "not active in DTSEN"))
    if member.school in ("sd", "smp", "sma") and not member.in_education_register:
        known = shown(FLAGS["in_education_register"])
        doubt = Words("belum", "not yet") if member.in_education_register is None else Words("tidak", "not")
        facts.append(Words(f"{doubt.id} {known.id}", f"{doubt.en} {known.en}"))
    if member.nik_contested:
        facts.append(Words("NIK juga diakui orang lain", "somebody else claims this NIK too"))
    return facts


# -- duties ----------------------------------------------------------------------------------------------------------


def quarters_of(edition: Edition | None) -> list[tuple[date, ...]]:
    """The last quarters up to the end of the newest stage, newest first."""
    if edition is None:
        return []
    last = edition.stage.months[-1]
    first = last.replace(month=(last.month - 1) // 3 * 3 + 1)
    starts = [months_after(first, -3 * back) for back in range(QUARTERS)]
    return [tuple(months_after(start, month) for month in range(3)) for start in starts]


def _duties(
    members: Sequence[Member], seen: list[DutySeen], quarters: list[tuple[date, ...]], edition: Edition
) -> list[Duty]:
    names = {member.pk: member.name for member in members}
    titles = {duty.kind: duty.title for duty in edition.duties}
    rows = sorted({(one.member, one.duty) for one in seen})
    return [
        Duty(
            names.get(member, str(member)),
            shown(titles.get(duty, Title(duty, duty))),
            [
                _quarter([one for one in seen if (one.member, one.duty) == (member, duty) and one.month in months])
                for months in quarters
            ],
        )
        for member, duty in rows
    ]


def _quarter(seen: list[DutySeen]) -> Quarter | None:
    if not seen:
        return None
    months = [
        (f"{one.month:%m.%Y}", _outcome(one), TONES.get(one.outcome, ""))
        for one in sorted(seen, key=lambda one: one.month)
    ]
    if len({one.outcome for one in seen}) == 1 and len(seen) > 1:
        done, due = sum(one.done for one in seen), sum(one.open for one in seen)
        words = OUTCOMES[seen[0].outcome]
        counted = f" {done}/{due}" if seen[0].outcome in ("met", "missed") else ""
        return Quarter([("", Words(words.id + counted, words.en + counted), TONES.get(seen[0].outcome, ""))])
    return Quarter(months)


def _outcome(one: DutySeen) -> Words:
    words, counted = OUTCOMES[one.outcome], f" {one.done}/{one.open}" if one.outcome in ("met", "missed") else ""
    return Words(words.id + counted, words.en + counted)


# -- money -----------------------------------------------------------------------------------------------------------


def entitlements_of(family: Family, known: Sequence[Stage], staff: Staff) -> list[Entitlement]:
    """What every run that counts gave this family, oldest first, with the state of its batch."""
    runs = [run for stage in known for run in stage.runs]
    rows = Entitlement.objects.visible_to(staff).filter(
        cycle__in=[stage.cycle for stage in known], run__in=runs, family=family.pk
    )
    state = Batch.objects.filter(pk=OuterRef("batch")).values("state")
    decided = Batch.objects.filter(pk=OuterRef("batch")).values("approved_at")
    return list(
        rows.annotate(batch_state=Subquery(state[:1]), approved_at=Subquery(decided[:1])).order_by("cycle", "run")
    )


def paid_in(family: Family, known: Sequence[Stage], staff: Staff) -> list[Paid]:
    """The family's stages, newest first."""
    owed = {row.cycle: row for row in entitlements_of(family, known, staff)}
    money = money_of(family.pk, [stage.cycle for stage in known], staff)
    rows = [_paid(stage, owed.get(stage.cycle), money) for stage in known]
    return [row for row in rows if row is not None]


def _paid(stage: Stage, owed: Entitlement | None, money: Money) -> Paid | None:
    payments = [payment for payment in money.payments if payment.cycle == stage.cycle]
    holds = [hold for hold in money.holds if hold.cycle == stage.cycle and hold.released_at is None]
    if payments:
        return _of_payment(stage, payments[-1], money)
    if owed is None:
        return None
    if not owed.net:
        return _of_reason(stage, owed)
    if holds:
        return _of_hold(stage, holds[-1])
    waiting = owed.batch_state in (Batch.State.COMPUTED, Batch.State.REVIEWED)  # type: ignore[attr-defined]
    label = MONEY["computed" if waiting else "approved"]
    return Paid(stage, owed.net, shown(label.words), label.siks or "", label.tone, owed.bank, "", None)


def _of_payment(stage: Stage, payment: Payment, money: Money) -> Paid:
    label, code = MONEY[money.standing(payment)], money.why_returned(payment)
    reason = REASONS.get(code) if label.tone == "bad" else None
    return Paid(
        stage,
        payment.rupiah,
        shown(label.words),
        (reason.siks if reason else label.siks) or "",
        label.tone,
        payment.bank,
        payment.number,
        payment.execute_on,  # type: ignore[attr-defined]
        Words(reason.id, reason.en) if reason else None,
    )


def _of_hold(stage: Stage, hold: Hold) -> Paid:
    held, why = MONEY["held"], HELD[hold.reason]
    return Paid(stage, hold.rupiah, shown(held.words), why.siks or "", "warn", hold.bank, "", None, shown(why.words))


def _of_reason(stage: Stage, owed: Entitlement) -> Paid:
    """Nothing is owed, and the law's closed list says why."""
    reason = stage.edition.reason(owed.reason) if stage.edition else None
    words = shown(reason.title) if reason else Words(owed.reason, owed.reason)
    siks = (reason.siks_label if reason else "") or ""
    return Paid(stage, 0, words, siks, "warn", "", "", None, shown(reason.sentence) if reason else None)

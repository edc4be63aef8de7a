"""What a confirmed report changes: the family moves on, and what was found of its members goes into the registry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from harapan.audit.actions import Actor, record_all
from harapan.intake.models import Outcome, Report
from harapan.intake.visits.finding import AWAY, DIED, HERE, PROXY, Person, persons_of
from harapan.registry.actions import move_participation
from harapan.registry.models import Bank, Family, Member, Participation

FIELDS = (
    "at_home",
    "died_on",
    "nik",
    "nik_contested",
    "school",
    "in_education_register",
    "pregnancy",
    "disability",
)
FAMILY_FIELDS = ("card", "caretaker", "channel", "bank", "flags")


@transaction.atomic
def apply_confirmed(reports: Iterable[int], *, on: date, by: Actor) -> int:
    """Move the families of confirmed reports on and write down what was found. Done before is done. Returns how many.

    A set of statements, however many reports; families that are no candidates any more stay as they are.
    """
    waiting = list(
        Report.objects.select_for_update().filter(pk__in=list(reports), state=Report.State.CONFIRMED).order_by("pk")
    )
    families = {
        family.pk: family
        for family in Family.objects.select_for_update().filter(
            pk__in=[report.family for report in waiting], participation=Participation.CANDIDATE
        )
    }
    done = [report for report in waiting if report.family in families]
    _write_down([report for report in done if report.outcome == Outcome.ELIGIBLE], families)
    for outcome in {report.outcome for report in done}:
        some = [report for report in done if report.outcome == outcome]
        _moved_on(some, outcome, on, by)
    _add_up(done)
    Report.objects.filter(pk__in=[report.pk for report in waiting]).update(state=Report.State.APPLIED)
    record_all("validation.applied", done, by=by)
    return len(done)


def _moved_on(reports: Sequence[Report], outcome: str, on: date, by: Actor) -> None:
    eligible = outcome == Outcome.ELIGIBLE
    move_participation(
        Family.objects.filter(pk__in=[report.family for report in reports]).values("pk"),
        source=Participation.CANDIDATE,
        target=Participation.VALIDATED if eligible else Participation.NOT_ELIGIBLE,
        cause="validated" if eligible else outcome,
        on=on,
        by=by,
    )


ADD = """
    INSERT INTO intake_outcome_sum (area, outcome, families, complete)
    SELECT left(report.village, digits), outcome, count(*), count(*) FILTER (WHERE complete)
    FROM intake_report AS report, unnest(ARRAY[0, 2, 4, 6, 10]) AS digits
    WHERE report.id = ANY(%s)
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (area, outcome) DO UPDATE
    SET families = intake_outcome_sum.families + excluded.families,
        complete = intake_outcome_sum.complete + excluded.complete
"""


def _add_up(reports: Sequence[Report]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD, [[report.pk for report in reports]])


def _write_down(reports: Sequence[Report], families: Mapping[int, Family]) -> None:
    by_family: dict[int, list[Member]] = {}
    for member in Member.objects.filter(family__in=[report.family for report in reports]).order_by("born", "pk"):
        by_family.setdefault(member.family_id, []).append(member)
    changed: list[Member] = []
    new: dict[tuple[int, str], Member] = {}
    for report in reports:
        family, members = families[report.family], by_family.get(report.family, [])
        people = {person.key: person for person in persons_of(members, report.found["answers"])}
        changed += [member for member in members if _changed(member, people[str(member.pk)], report)]
        new |= {(family.pk, key): _new(person, family) for key, person in people.items() if person.is_new}
        if proxy := _proxy(report, family):
            new[family.pk, PROXY] = proxy
    _mark_contested([*changed, *new.values()])
    Member.objects.bulk_update(changed, FIELDS, batch_size=1_000)
    Member.objects.bulk_create(new.values(), batch_size=1_000)
    _families_as_found(reports, families, new)


def _changed(member: Member, person: Person, report: Report) -> bool:
    before = tuple(getattr(member, field) for field in FIELDS)
    if person.where in (HERE, AWAY):
        member.at_home = person.where == HERE
    if person.where == DIED:
        member.died_on, member.at_home = person.died_on or report.visited_on, False
    if person.nik:
        member.nik = person.nik
    member.school, member.in_education_register = person.school, person.in_register
    member.pregnancy, member.disability = person.pregnancy, person.disability
    return before != tuple(getattr(member, field) for field in FIELDS)


def _new(person: Person, family: Family) -> Member:
    return Member(
        family=family,
        village=family.village,
        facilitator=family.facilitator,
        name=person.name,
        nik=person.nik or None,
        born=person.born,
        sex=person.sex,
        relation=person.relation,
        school=person.school,
        in_education_register=person.in_register,
        pregnancy=person.pregnancy,
        disability=person.disability,
    )


def _proxy(report: Report, family: Family) -> Member | None:
    """Somebody outside the house who looks after the aid by letter: known to the family, counted for nothing."""
    told: Mapping[str, Any] = report.found["answers"].get("caretaker", {})
    if told.get("who") != PROXY:
        return None
    proxy = told["proxy"]
    return Member(
        family=family,
        village=family.village,
        facilitator=family.facilitator,
        name=proxy["name"],
        nik=proxy["nik"] or None,
        born=date.fromisoformat(proxy["born"]),
        sex=proxy["sex"],
        relation=PROXY,
        at_home=False,
    )


def _mark_contested(members: Sequence[Member]) -> None:
    """A NIK that somebody else has already is kept, and marked: whose it is, is decided where records are matched."""
    numbers = [member.nik for member in members if member.nik]
    own = {member.pk for member in members if member.pk}
    taken = set(
        Member.objects.filter(nik__in=numbers, nik_contested=False).exclude(pk__in=own).values_list("nik", flat=True)
    )
    seen: set[str] = set()
    for member in members:
        if member.nik:
            member.nik_contested = member.nik_contested or member.nik in taken or member.nik in seen
            seen.add(member.nik)


def _families_as_found(
    reports: Sequence[Report], families: Mapping[int, Family], new: Mapping[tuple[int, str], Member]
) -> None:
    changed = []
    for report in reports:
        family, answers = families[report.family], report.found["answers"]
        told, papers = answers["caretaker"], answers["papers"]
        who = told["who"]
        made = new.get((family.pk, who))
        family.caretaker = made.pk if made else int(who)
        if told["channel"] == "post":
            family.channel, family.bank = Family.Channel.POST, Bank.POS
        if papers.get("number"):
            family.card = papers["number"]
        family.flags = _flags(family.flags, told, papers)
        changed.append(family)
    Family.objects.bulk_update(changed, FAMILY_FIELDS, batch_size=1_000)


def _flags(flags: str, told: Mapping[str, Any], papers: Mapping[str, Any]) -> str:
    """Comma-joined and sorted, as snapshots carry them."""
    said = {
        "proxy": told["who"] == PROXY,
        "home_visits": bool(told.get("home_visits")),
        "papers_awaited": bool(papers.get("missing")),
    }
    before = {flag for flag in flags.split(",") if flag and flag not in said}
    return ",".join(sorted(before | {flag for flag, holds in said.items() if holds}))

"""Cases as people look for them: who would be hit and where, what each one may do now, and what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left

from harapan.commitments.models import Observation, Revision, Waiver
from harapan.entitlements.models import Entitlement, Run
from harapan.lib.identifiers import range_of
from harapan.registry.models import Arrears, Family
from harapan.sanctions.models import Case, Word
from harapan.sanctions.who import DECIDERS, HEARERS, OBJECTORS
from harapan.staff.models import Staff

OPEN = ("proposed", "notified", "objected", "heard", "decided")


def cases(staff: Staff, *, kind: str = "", cycle: str = "", area: str = "") -> QuerySet[Case]:
    """Cases somebody may see, of a kind, a stage and an area."""
    rows = Case.objects.visible_to(staff)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(cycle=cycle) if cycle else rows
    return rows.filter(village__range=range_of(area)) if area else rows


def words_of(case: Case) -> list[Word]:
    """Everything said about a case, in order."""
    return list(case.words.order_by("pk"))


@dataclass(frozen=True)
class Hit:
    """An area, or a duty, with how many families a proposal would hit, and how many of them objected."""

    key: str
    families: int
    rupiah: int
    objected: int


def by_area(rows: QuerySet[Case], digits: int) -> list[Hit]:
    """Families by areas of so many digits."""
    found = (
        rows.order_by()
        .annotate(key=Left("village", digits))
        .values("key")
        .annotate(
            families=Count("pk"),
            rupiah=Sum(F("before") - F("now"), default=0),
            objected=Count("pk", filter=Q(state__in=["objected", "heard"]) | Q(late_waits=True)),
        )
        .order_by("-families", "key")
    )
    return [Hit(row["key"], row["families"], int(row["rupiah"]), row["objected"]) for row in found]


def by_state(rows: QuerySet[Case]) -> dict[str, int]:
    """Cases by state; under `late` those whose late objection waits, which stand in their state as well."""
    found = rows.order_by().values("state").annotate(count=Count("pk"), late=Count("pk", filter=Q(late_waits=True)))
    told = {row["state"]: (row["count"], row["late"]) for row in found}
    late = sum(count for _, count in told.values())
    return {state: count for state, (count, _) in told.items()} | ({"late": late} if late else {})


def by_duty(rows: QuerySet[Case]) -> list[Hit]:
    """Families by the duty that was missed; one that missed two stands in both."""
    sql, params = rows.order_by().values("id", "missed").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT one.row->>'duty', count(DISTINCT asked.id)
            FROM ({sql}) AS asked, jsonb_array_elements(asked.missed) AS one(row) GROUP BY 1 ORDER BY 2 DESC, 1
            """,
            params,
        )
        return [Hit(duty, families, 0, 0) for duty, families in cursor.fetchall()]


def by_reason(rows: QuerySet[Case]) -> list[Hit]:
    """Families by why they have less."""
    found = rows.order_by().values("reason").annotate(families=Count("pk"), rupiah=Sum(F("before") - F("now")))
    return [Hit(row["reason"], row["families"], int(row["rupiah"]), 0) for row in found.order_by("-families", "reason")]


@dataclass(frozen=True)
class Doubts:
    """What speaks against a sanction, before anybody decides: each is a list of sentences' facts."""

    revised: list[Revision]
    """Later words on the months that were missed: the stage judged without them."""
    not_reported: int
    """Months of other duties of the family that nobody reported on."""
    no_service: int
    """Months in which the service was not there."""
    waivers: list[Waiver]
    """Waivers of the area that touch the quarter, given at whatever time."""
    adaptive: bool
    """The family is in the variant for disasters (PKH Adaptif)."""

    @property
    def any(self) -> bool:
        """Something does."""
        return bool(self.revised or self.not_reported or self.no_service or self.waivers or self.adaptive)


def doubts_about(case: Case, months: Sequence[date], family: Family) -> Doubts:
    """What the ledger and the waivers say by now about the quarter that was judged."""
    members = {int(row["member"]) for row in case.missed}
    seen = Observation.objects.filter(month__in=months, village=family.village, family=family.pk)
    counted = seen.aggregate(
        silent=Count("member", filter=Q(reported=False)), absent=Count("member", filter=Q(available=False))
    )
    revised = Revision.objects.filter(month__in=months, member__in=members).order_by("month", "pk")
    touching = Waiver.objects.filter(first_month__lte=months[-1], last_month__gte=months[0])
    return Doubts(
        revised=list(revised),
        not_reported=counted["silent"],
        no_service=counted["absent"],
        waivers=[one for one in touching if family.village.startswith(one.area)],
        adaptive=family.variant == Family.Variant.ADAPTIVE,
    )


def owed_besides(case: Case) -> list[Arrears]:
    """What other decisions owe the family for the same stage, waiting or paid: money of a stage is owed once."""
    return list(Arrears.objects.filter(family=case.family, cycle=case.cycle).exclude(decision=case.number))


def paid_besides(case: Case) -> int:
    """What other runs of the same stage (susulan) pay the family, in rupiah; arrears they carry are no part of it."""
    runs = Run.objects.filter(cycle=case.cycle, refused_because="").exclude(pk=case.run)
    others = list(runs.values_list("pk", flat=True))
    net = Entitlement.objects.filter(cycle=case.cycle, family=case.family, run__in=others).aggregate(rupiah=Sum("net"))
    carried = Arrears.objects.filter(family=case.family, run__in=others).aggregate(rupiah=Sum("amount"))
    return int(net["rupiah"] or 0) - int(carried["rupiah"] or 0)


def room_for_back_pay(case: Case) -> int:
    """The most this case may still add to what is owed or paid for its stage, in rupiah."""
    return max(case.most - paid_besides(case) - sum(one.amount for one in owed_besides(case)), 0)


@dataclass(frozen=True)
class May:
    """What somebody may do about a case on a day."""

    object: bool
    hear: bool
    answer_late: bool
    decide: bool
    favour: bool
    """Only in the family's favour, since the window is open or it has not been heard."""
    end: bool


def may_do(case: Case, staff: Staff, today: date) -> May:
    """As the database will judge it, so that pages offer nothing it refuses."""
    state, at = case.state, staff.position if staff.active else ""
    decides = at in DECIDERS and staff.pk not in (case.proposed_by, case.notified_by)
    over = case.until is not None and today > case.until
    ripe = state == "heard" or (state == "notified" and over and not case.late_waits)
    reversal = case.kind == "sanction" and state in ("decided", "applied") and case.verdict in ("uphold", "reduce")
    favour = state in ("notified", "objected") or (reversal and case.decided_by != staff.pk)
    taker = Word.objects.filter(case=case, what="object").order_by("-pk").values_list("by", flat=True).first()
    return May(
        object=at in OBJECTORS and state in ("notified", "decided", "applied") and not case.late_waits,
        hear=at in HEARERS and state == "objected",
        answer_late=at in DECIDERS and case.late_waits and taker != staff.pk,
        decide=decides and (ripe or favour),
        favour=not ripe,
        end=at == Staff.Position.NATIONAL or case.proposed != "terminate",
    )

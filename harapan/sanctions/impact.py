"""Whom proposals would hit, school by school and unit by unit, and what speaks against blaming the families.

Everything here is about a set of cases that whoever asks may see; names of people are not in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from harapan.commitments.models import Coverage, Readiness, Waiver
from harapan.places.models import Facility
from harapan.registry.models import Family
from harapan.sanctions.models import Case

MOST: Final = 25
"""So many facilities are told apart, those with most families first."""
MANY: Final = 2
"""One in so many of a facility's list at once looks more like its register than like its families."""
FEWEST_ON_A_LIST: Final = 5
"""Of fewer nothing can be concluded."""

# One look into an index for each who missed; of those who moved within the month, where they went.
WHERE = """
    SELECT coalesce(here.facility, ''), count(DISTINCT missed.id), count(DISTINCT missed.member)
    FROM (
        SELECT asked.id, (one.row->>'member')::bigint AS member, (one.row->'months'->>-1)::date AS month,
               one.row->>'duty' AS duty
        FROM ({asked}) AS asked, jsonb_array_elements(asked.missed) AS one(row)
    ) AS missed
    JOIN unnest(%s::text[], %s::text[]) AS served(duty, service) USING (duty)
    LEFT JOIN LATERAL (
        SELECT facility FROM commitments_attachment AS one
        WHERE one.member = missed.member AND one.service = served.service
          AND one.since < missed.month + interval '1 month' AND (one.until IS NULL OR one.until > missed.month)
        ORDER BY one.since DESC LIMIT 1
    ) AS here ON true
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
"""


@dataclass(frozen=True)
class FacilityHit:
    """A facility with the families a proposal would hit; without `code`, those whose facility nobody knows."""

    code: str
    families: int
    members: int
    facility: Facility | None = None
    silent: tuple[date, ...] = ()
    """Months of the quarter in which not everybody on its list was told of."""
    not_ready: tuple[Readiness, ...] = ()
    """Months in which it could not serve, as it says itself."""
    listed: int = 0
    """The longest its list was in the quarter."""
    away_metres: int | None = None
    """From its farthest hamlet, where the unit has said so."""

    @property
    def is_odd(self) -> bool:
        """So many of its list at once that its register should be looked at first."""
        return self.listed >= FEWEST_ON_A_LIST and self.members * MANY >= self.listed

    @property
    def warns(self) -> bool:
        """Something speaks against blaming the families."""
        return bool(self.silent or self.not_ready or self.is_odd or self.away_metres)


def by_facility(
    rows: QuerySet[Case], services: Mapping[str, str], months: Sequence[date], *, most: int = MOST
) -> list[FacilityHit]:
    """Families by the facility of whoever missed, in the last month missed. `services` says where each duty is seen.

    A family whose children go to two schools stands in both.
    """
    asked, params = rows.order_by().values("id", "missed").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(WHERE.format(asked=asked), [*params, list(services), list(services.values()), most])
        found = {code: (families, members) for code, families, members in cursor.fetchall()}
    known = Known.of([code for code in found if code], months)
    return [known.hit(code, *counts) for code, counts in found.items()]


@dataclass(frozen=True)
class Known:
    """What is known of some facilities in some months: four questions, however many there are."""

    facilities: Mapping[str, Facility]
    coverage: Mapping[str, list[Coverage]]
    readiness: Mapping[str, list[Readiness]]

    @classmethod
    def of(cls, codes: Sequence[str], months: Sequence[date]) -> "Known":
        """Read it."""
        if not codes:
            return cls({}, {}, {})
        said = Readiness.objects.filter(facility__in=codes, month__in=months).order_by("facility", "month", "-pk")
        return cls(
            Facility.objects.in_bulk(codes, field_name="code"),
            _by_facility(Coverage.objects.filter(facility__in=codes, month__in=months).order_by("month")),
            _by_facility(said.distinct("facility", "month")),
        )

    def hit(self, code: str, families: int, members: int) -> FacilityHit:
        """One facility with what is known of it."""
        summed, said = self.coverage.get(code, []), self.readiness.get(code, [])
        return FacilityHit(
            code,
            families,
            members,
            self.facilities.get(code),
            silent=tuple(one.month for one in summed if not one.is_whole),
            not_ready=tuple(one for one in said if not one.ready or one.not_served),
            listed=max((one.members for one in summed), default=0),
            away_metres=max((one.away_metres for one in said if one.away_metres), default=None),
        )


Row = TypeVar("Row", Coverage, Readiness)


def _by_facility(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.facility, []).append(row)
    return found


@dataclass(frozen=True)
class AreaDoubts:
    """What speaks against the proposals of an area as a whole."""

    waivers: list[Waiver] = field(default_factory=list)
    """That touch the judged quarter there, given by now: the stage may have judged without them."""
    adaptive: int = 0
    """Families among those hit that are in the variant for disasters."""


def doubts_about_area(rows: QuerySet[Case], area: str, months: Sequence[date]) -> AreaDoubts:
    """Waivers that touch the quarter in the area or a part of it, and how many of the families live in a disaster; for
    the country only the waivers, since its families are too many to look at one by one.
    """
    touching = Waiver.objects.filter(first_month__lte=months[-1], last_month__gte=months[0])
    above = Q(area__in=[area[:digits] for digits in (0, 2, 4, 6, 10) if digits <= len(area)])
    return AreaDoubts(
        waivers=list(touching.filter(above | Q(area__startswith=area)).order_by("area", "first_month")),
        adaptive=_adaptive(rows) if area else 0,
    )


def _adaptive(rows: QuerySet[Case]) -> int:
    hit = rows.order_by().values("family")
    return Family.objects.filter(pk__in=hit, variant=Family.Variant.ADAPTIVE).count()

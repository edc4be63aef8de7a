"""Pages under the clock: what each costs the server, and how a crowd of people fares at a real one."""

import gzip
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harapan.commitments.models import Attachment
from harapan.entitlements.models import Cycle
from harapan.operations.steps import about_families
from harapan.registry.models import Account, Family, Member
from harapan.staff.gate import what_is_missing
from harapan.staff.models import Staff
from harapan.testing.pages import as_web

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOBODYS_NIK = "1111111111111111"
MOST_LOOKED_AT = 10_000
SAMPLES = 60
"""Families, names and villages the pages are asked for."""


@dataclass
class Material:
    """What stands in the addresses of a reader: things they may see, drawn by chance but always the same."""

    cycle: str
    families: list[int]
    names: list[str]
    niks: list[str]
    numbers: list[str]
    villages: list[str]

    @classmethod
    def for_(cls, staff: Staff, dice: random.Random) -> "Material":
        """Draw some of the families this person may see, wherever in the registry they lie."""
        seen = Family.objects.visible_to(staff)
        first, last = seen.order_by("pk").first(), seen.order_by("-pk").first()
        if first is None or last is None:
            raise LookupError(f"{staff} sees no family")
        drawn = [
            seen.filter(pk__gte=dice.randint(first.pk, last.pk)).order_by("pk").values_list("pk", "village").first()
            for _ in range(SAMPLES)
        ]
        families = [found[0] for found in drawn if found]
        people = Member.objects.filter(family__in=families).order_by("pk")
        niks = people.filter(nik__isnull=False).values_list("nik", flat=True)[:SAMPLES]
        return cls(
            cycle=Cycle.objects.order_by("-opened_at").values_list("name", flat=True).first() or "",
            families=families,
            names=list(people.values_list("name", flat=True)[:SAMPLES]),
            niks=[nik or "" for nik in niks] or [NOBODYS_NIK],
            numbers=list(Account.objects.filter(family__in=families).values_list("number", flat=True)[:SAMPLES]),
            villages=[found[1] for found in drawn if found],
        )


@dataclass
class Pace:
    """One page under the clock."""

    page: str
    who: str
    milliseconds: list[float] = field(default_factory=list)
    queries: int = 0
    kilobytes: float = 0.0
    codes: set[int] = field(default_factory=set)

    @property
    def figures(self) -> dict[str, Any]:
        return {
            "page": self.page,
            "who": self.who,
            "p50_ms": round(quantile(self.milliseconds, 50), 1),
            "p95_ms": round(quantile(self.milliseconds, 95), 1),
            "queries": self.queries,
            "kb_gzipped": round(self.kilobytes, 2),
            "codes": sorted(self.codes),
        }


def quantile(values: list[float], percent: int) -> float:
    """The value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def addresses(have: Material, staff: Staff, dice: random.Random) -> dict[str, str]:
    """One address for each page that is measured, with other things in it each time."""
    family, area = dice.choice(have.families), staff.area[:4]
    listing, stage = reverse("families:index"), {"cycle": have.cycle}
    return {
        "home": reverse("home:index"),
        "family list": f"{listing}?area={area}",
        "family list of a village": f"{listing}?area={dice.choice(have.villages)}",
        "search by name": f"{listing}?q={dice.choice(have.names)}",
        "search by NIK": f"{listing}?q={dice.choice(have.niks)}",
        "search by card": f"{listing}?q={dice.choice(have.numbers)}",
        "family page": reverse("families:family", args=[family]),
        "how an amount came about": reverse("families:computation", args=[family, have.cycle]),
        "dashboard": f"{reverse('figures:index')}?area={area}",
        "map": f"{reverse('figures:map')}?area={area}",
        "ranking": f"{reverse('figures:ranking')}?area={area}",
        "trend": f"{reverse('figures:trend')}?area={area}",
        "stage": reverse("stages:stage", kwargs=stage),
        "reconciliation": reverse("stages:reconciliation", kwargs=stage),
        "reports of schools": f"{reverse('schools:coverage')}?area={area}",
        "reports of health units": f"{reverse('health:coverage')}?area={area}",
        "outside lists": reverse("imports:index"),
        "doubles": f"{reverse('duplicates:index')}?area={area}",
        "targeting": f"{reverse('targeting:index')}?area={area}",
        "candidates": f"{reverse('candidates:plan')}?desa={area}",
        "outcomes of visits": f"{reverse('candidates:results')}?area={area}",
        "groups": f"{reverse('candidates:groups')}?area={area}",
        "facilitators and load": f"{reverse('facilitators:index')}?area={area}",
        "requests for changes": f"{reverse('changes:index')}?wilayah={area}",
        "queue of requests": reverse("changes:queue"),
        "history of a family": reverse("changes:history", args=[family]),
        "data quality": f"{reverse('quality:index')}?area={area}",
        "sanctions": f"{reverse('sanctions:index')}?area={area}",
        "smaller payments": f"{reverse('sanctions:index')}?jenis=payment&area={area}",
        "whom sanctions would hit": f"{reverse('sanctions:impact')}?area={area}",
        "early warnings": f"{reverse('warning:index')}?area={area}",
        "family sessions": f"{reverse('meetings:coverage')}?area={area}",
        "overpayments": f"{reverse('claims:index')}?wilayah={area}",
        "outreach": f"{reverse('outreach:index')}?wilayah={area}",
        "names of areas": f"{reverse('areas:offered')}?semua=1&tingkat=village&q=suka",
        "staff": reverse("people:index"),
        "log": reverse("record:index"),
    }


def measure_pages(times: int) -> dict[str, Any]:
    """Each page as somebody who works for the country and as somebody of one regency: every layer but the network."""
    return {
        "families": about_families(),
        "pages": [
            *(figures for staff in readers() for figures in _measure(staff, times)),
            *(_measure_sheets(staff, times).figures for staff in tellers()),
        ],
    }


def readers() -> list[Staff]:
    """Somebody who works for the country, and somebody of one regency."""
    return [staff for position in ("national", "regency_coordinator") for staff in who_can_read(position)[:1]]


def tellers() -> list[Staff]:
    """Who fills class sheets in, as far as there are any: somebody of a school, and a facilitator."""
    asked = Attachment.objects.filter(service="school", until=None, grade__isnull=False)
    known = Staff.objects.filter(active=True)
    at_school = known.filter(position="provider", facility__in=asked.values("facility")[:MOST_LOOKED_AT])
    beside = known.filter(position="facilitator", pk__in=asked.values("facilitator")[:MOST_LOOKED_AT])
    return [staff for group in (at_school, beside) for staff in group.order_by("pk")[:1]]


def _measure_sheets(staff: Staff, times: int) -> Pace:
    """Class sheets of this month, a different one each time."""
    own = {"facilitator": staff.pk} if staff.position == "facilitator" else {"facility": staff.facility}
    rows = Attachment.objects.filter(service="school", until=None, grade__isnull=False, **own)
    classes = sorted(set(rows.values_list("facility", "grade", "class_name")[:MOST_LOOKED_AT]), key=str)
    pace, dice = Pace("class sheet", staff.position), random.Random(staff.pk)
    with as_web():
        client = signed_in(staff)
        for turn in range(-2, times):
            code, grade, name = dice.choice(classes)
            path = reverse("schools:grid", args=[code, f"{timezone.localdate():%Y-%m}"])
            asked = urlencode({"tingkat": grade, "nama": name})
            _open(client, f"{path}?{asked}", pace if turn >= 0 else Pace("", ""))
    return pace


def who_can_read(*positions: str, most: int = 200) -> list[Staff]:
    """People in these positions who may sign in as they are, and see at least one family."""
    known = Staff.objects.filter(active=True, position__in=positions).order_by("pk")[:most]
    able = [staff for staff in known if not what_is_missing(staff)]
    return [staff for staff in able if Family.objects.visible_to(staff).exists()]


def _measure(staff: Staff, times: int) -> Iterator[dict[str, Any]]:
    dice = random.Random(staff.pk)
    have = Material.for_(staff, dice)
    with as_web():
        client = signed_in(staff)
        for name in addresses(have, staff, dice):
            pace = Pace(name, staff.position)
            for turn in range(-2, times):  # two to warm up
                _open(client, addresses(have, staff, dice)[name], pace if turn >= 0 else Pace("", ""))
            yield pace.figures


def signed_in(staff: Staff) -> Client:
    """Their browser."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(staff, backend=BACKEND)
    return client


def _open(client: Client, address: str, pace: Pace) -> None:
    counted: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counted.append(sql)
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with connection.execute_wrapper(count):
        response: Any = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    pace.milliseconds.append((time.perf_counter() - began) * 1000)
    pace.queries = max(pace.queries, len(counted))
    pace.kilobytes = max(pace.kilobytes, len(gzip.compress(body, 6)) / 1000)
    pace.codes.add(response.status_code)

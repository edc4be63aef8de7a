"""What the letters of a stage share: its name in words, its areas, its people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from harapan.entitlements.models import Batch, Cycle
from harapan.entitlements.queries import batches_of
from harapan.letters.wording import months_between, stage_title
from harapan.lib.refusals import Refusal
from harapan.places.models import Area
from harapan.places.queries import areas_on
from harapan.registry.models import Origin
from harapan.staff.models import Staff


class NothingToTell(Refusal):
    """What the letter would say has not happened yet."""


@dataclass(frozen=True)
class StageFacts:
    """A stage as its own edition has it: policy is resolved once, at opening, and kept."""

    cycle: str
    title: str
    """`Tahap I Tahun 2022`."""
    months: str
    first_day: date
    programme: str
    components: Mapping[str, str]
    """In the order of the law; family lines come after them."""
    reasons: Mapping[str, str]
    banks: Mapping[str, str]
    edition_digest: str


FAMILY_LINES = {"arrears": "Tunggakan tahap sebelumnya", "withheld": "Ditangguhkan"}


def stage_facts(cycle: str) -> StageFacts:
    """The stage in words. Raises `NothingToTell` when it was never opened."""
    found = Cycle.objects.filter(name=cycle).first()
    if found is None:
        raise NothingToTell(f"tahap {cycle} belum dibuka", f"the stage {cycle} has not been opened")
    law: dict[str, Any] = found.edition
    stage = law["stage"]
    months = [date.fromisoformat(month) for month in stage["months"]]
    grants = [law[name] for name in ("flat_grant", "special_grant", "base_grant") if law.get(name)]
    titled = {one["name"]: one["title"]["id"] for one in (*law["components"], *grants)}
    return StageFacts(
        cycle=cycle,
        title=stage_title(stage["year"], stage["number"]),
        months=months_between(months[0], months[-1]),
        first_day=months[0],
        programme=law["programme"]["title"]["id"],
        components=titled | FAMILY_LINES,
        reasons={one["name"]: one["sentence"]["id"] for one in law["reasons"]},
        banks={one["code"]: one["title"]["id"] for one in law["programme"]["institutions"]},
        edition_digest=found.edition_digest,
    )


def approved_batches(cycle: str) -> list[Batch]:
    """The waves of a stage whose sums stand. Raises `NothingToTell` when none does."""
    batches = list(batches_of(cycle).filter(approved_by__isnull=False))
    if not batches:
        raise NothingToTell(f"tahap {cycle} belum disetujui", f"the stage {cycle} has not been approved")
    return batches


def streamed(question: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a long answer, held by the database and fetched some at a time; one scan, however long the list."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(question, values)
        names: list[str] = []
        for row in cursor:
            names = names or [column.name for column in cursor.description]
            yield dict(zip(names, row, strict=True))


def short(programme: str) -> str:
    """`PKH` of `Program Keluarga Harapan (PKH)`."""
    return programme.rpartition("(")[2].rstrip(")") or programme


KINDS = {2: "Provinsi", 6: "Kecamatan"}


def titles_of(area: str, day: date, *digits: int) -> dict[str, str]:
    """`Kelurahan Bukuan` and the like, by code, for the areas with so many digits in and around `area`."""
    levels = {2: "province", 4: "regency", 6: "district", 10: "village"}
    rows: Iterable[Area] = areas_on(day).filter(level__in=[levels[count] for count in digits])
    if area:
        rows = areas_on(day).filter(level__in=[levels[count] for count in digits], code__startswith=area[:4])
    return {found.code: _titled(found) for found in rows}


def titles_for(villages: list[str], day: date) -> dict[str, str]:
    """These villages in words, in their order; the code where one is unknown."""
    known = {found.code: _titled(found) for found in areas_on(day).filter(code__in=villages)}
    return {village: known.get(village, village) for village in villages}


def title_of(area: str, day: date) -> str:
    """One area in words; the country where there is none, the code where it is unknown."""
    if not area:
        return "Indonesia"
    found = areas_on(day).filter(code=area).first()
    return _titled(found) if found else area


def _titled(area: Area) -> str:
    if len(area.code) == 10:
        return f"{(area.kind or 'desa').capitalize()} {area.name}"
    return f"{KINDS[len(area.code)]} {area.name}" if len(area.code) in KINDS else area.name


def signer(staff: int | None, role: str) -> dict[str, str]:
    """Somebody of the staff who signs; a line to sign on where nobody is named."""
    person = Staff.objects.filter(pk=staff).first() if staff else None
    return {
        "role": role,
        "name": person.name if person else "",
        "post": person.get_position_display() if person else "",
    }


def is_synthetic() -> bool:
    """Whether anybody in the registry is made up: every letter then says so."""
    return Origin.objects.filter(synthetic=True).exists()

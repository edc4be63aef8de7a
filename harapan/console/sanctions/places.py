"""Schools and health units of those who missed a duty, each with what to look at before blaming anybody."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from harapan.console.families.queries import names_of
from harapan.console.sanctions.shown import edition_of
from harapan.entitlements.law import law
from harapan.lib.identifiers import dotted
from harapan.lib.rupiah import number
from harapan.policy.protocols import service_of
from harapan.sanctions.impact import FacilityHit, by_facility
from harapan.sanctions.models import Case
from harapan.ui.words import Words


@dataclass(frozen=True)
class FacilityRow:
    """One facility with its warnings in words."""

    hit: FacilityHit
    place: str

    @property
    def name(self) -> Words:
        """Its name; where nobody is attached anywhere, that."""
        if not self.hit.code:
            return Words("Sekolah atau faskes belum tercatat", "School or health unit not on record")
        facility = self.hit.facility
        return Words(facility.name, facility.name) if facility else Words(self.hit.code, self.hit.code)

    @property
    def warnings(self) -> list[Words]:
        """What to look at before blaming anybody."""
        hit, found = self.hit, []
        if hit.silent:
            months = ", ".join(f"{month:%m-%Y}" for month in hit.silent)
            found.append(Words(f"belum melapor lengkap: {months}", f"has not reported on everybody: {months}"))
        for one in hit.not_ready:
            why = one.because or ", ".join(one.not_served)
            found.append(
                Words(
                    f"layanan tidak tersedia {one.month:%m-%Y}: {why}", f"could not serve in {one.month:%m-%Y}: {why}"
                )
            )
        if hit.is_odd:
            share = Words(
                f"{hit.members} dari {hit.listed} dalam daftarnya sekaligus: periksa dahulu daftar hadirnya",
                f"{hit.members} of {hit.listed} on its list at once: look at its register first",
            )
            found.append(share)
        if hit.away_metres:
            far = kilometres(hit.away_metres)
            found.append(Words(f"dusun terjauh {far} km", f"farthest hamlet {far} km away"))
        return found


def kilometres(metres: int) -> str:
    """`4,2`: a tenth of a kilometre is enough."""
    tenths = (metres + 50) // 100
    return f"{number(tenths // 10)},{tenths % 10}"


def facility_rows(rows: QuerySet[Case], cycle: str, today: date, *, most: int | None = None) -> list[FacilityRow]:
    """Facilities with their places, most families first."""
    edition = edition_of(cycle)
    services = {duty.kind: service_of(law(), duty.kind) for duty in edition.duties}
    more = {} if most is None else {"most": most}
    hits = by_facility(rows, services, edition.stage.judged_months, **more)
    villages = {hit.facility.village for hit in hits if hit.facility}
    names = names_of(list(villages), today)
    return [
        FacilityRow(hit, names.get(hit.facility.village, dotted(hit.facility.village)) if hit.facility else "")
        for hit in hits
    ]

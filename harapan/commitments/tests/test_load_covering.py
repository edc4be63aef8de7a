"""Which health units have reported: of those for whom something was due that month, and nobody else."""

from datetime import date

from harapan.commitments.load_covering import sum_units
from harapan.commitments.models import Attachment, Coverage
from harapan.commitments.reporting import Seen, report
from harapan.entitlements.law import law
from harapan.places.models import Facility
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, make_observations, member_named, toddler

FEBRUARY, MARCH = date(2025, 2, 1), date(2025, 3, 1)
MELATI, MAWAR = "PY640206200601", "PY647203100101"


def served_by(member, code, *, until=None):
    Attachment.objects.create(
        member=member.pk,
        family=member.family_id,
        village=member.village,
        facilitator=member.facilitator,
        facility=code,
        service="health",
        since=date(2024, 1, 1),
        until=until,
        because="test",
    )


def told() -> dict[str, tuple[int, int, int, int]]:
    rows = Coverage.objects.filter(service="health")
    return {row.facility: (row.classes, row.classes_told, row.members, row.told) for row in rows}


def test_a_unit_has_reported_when_every_visit_that_was_due_was_told_of(own_database, dewi):
    for code, village in ((MELATI, LOA_IPUH), (MAWAR, BUKUAN)):
        Facility.objects.create(code=code, kind="posyandu", name="Posyandu", village=village)
    family = make_family("Siti", toddler("Adi", born=date(2023, 1, 10)), toddler("Beni", born=date(2023, 1, 20)))
    adi, beni = member_named(family, "Adi"), member_named(family, "Beni")
    other = member_named(make_family("Rina", toddler("Cici", born=date(2023, 1, 10))), "Cici")
    for one in (adi, beni):
        served_by(one, MELATI)
    served_by(other, MAWAR, until=date(2025, 2, 20))  # moved before the month was over
    left = member_named(make_family("Keluar", toddler("Dedi"), participation="removed"), "Dedi")
    served_by(left, MELATI)

    assert sum_units(FEBRUARY, law()) == 1
    assert told() == {MELATI: (2, 0, 2, 0)}  # growth, and vitamin A in February

    make_observations(adi, "child_growth", [FEBRUARY], open_=1)
    make_observations(beni, "child_growth", [FEBRUARY], open_=1, unexcused=1)
    make_observations(adi, "vitamin_a", [FEBRUARY], open_=1)
    make_observations(beni, "vitamin_a", [FEBRUARY], open_=1, reported=False)
    assert sum_units(FEBRUARY, law(), area="6472") == 0  # other areas stay as they are
    sum_units(FEBRUARY, law(), facilities=[MELATI])
    assert told() == {MELATI: (2, 1, 2, 1)}

    withdrawn = Seen(FEBRUARY, adi.pk, "child_growth", family.pk, LOA_IPUH, reported=False)
    report([withdrawn], "tertukar", by=dewi)
    sum_units(FEBRUARY, law(), facilities=[MELATI])
    assert told() == {MELATI: (2, 0, 2, 0)}

    sum_units(MARCH, law(), area="640206")
    march = Coverage.objects.get(month=MARCH)
    assert (march.classes, march.members, march.is_silent) == (1, 2, True)
    assert Coverage.objects.get(month=FEBRUARY).told == 0

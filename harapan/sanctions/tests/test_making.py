"""Cases that a stage makes of itself: what it owes a family is its own money, and no other stage's."""

import pytest

from harapan.registry.actions import grant_arrears
from harapan.registry.models import Family
from harapan.sanctions.models import Case
from harapan.testing.make import make_family, make_neighbours, student
from harapan.testing.stages import scene

STUDENT = 500_000


@pytest.mark.usefixtures("own_database")
def test_arrears_that_a_stage_left_unpaid_are_no_part_of_what_it_owes(dewi, eko):
    """Cahyani is ranked in the ninth decile by mistake. Her arrears wait for the next stage; an objection brings the
    stage's own money, not theirs as well.
    """
    make_neighbours(2)
    cahyani = make_family("Cahyani", student("Cahya"))
    scene(dewi, eko, cycle="2025-1", because="uji").through("approve")
    said = {"component": "objection", "amount": 100_000, "decision": "KURANG-2024-4-7", "by": dewi}
    grant_arrears(cahyani, member=None, cycle="2024-4", **said)
    Family.objects.filter(pk=cahyani.pk).update(decile=9)

    given = scene(dewi, eko, cycle="2025-2", because="uji").through("approve")

    assert (given.owed(cahyani).gross, given.owed(cahyani).reason) == (STUDENT + 100_000, "decile")
    case = Case.objects.get(cycle="2025-2", family=cahyani.pk)
    assert (case.owed, case.most, case.missing) == (STUDENT, STUDENT, STUDENT)

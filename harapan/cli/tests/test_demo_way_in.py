"""What the demo leaves to be done on the way in: a little for everybody, and only once."""

from datetime import date

import pytest

from harapan.cli.demo_way_in import CANDIDATES, LISTED, show_the_way_in
from harapan.cli.people import populate
from harapan.intake.models import CandidateList, Report, Upload, Visit
from harapan.population import presets
from harapan.registry.models import ChangeRequest, Family, Finding
from harapan.testing.lists import read_in_this_process  # noqa: F401

TODAY = date(2023, 4, 11)


@pytest.mark.usefixtures("own_database", "read_in_this_process")
def test_the_way_in_is_shown_once_with_work_for_everybody(cast):
    populate(presets.country(300, date(2023, 1, 1), within="6403"))
    before = list(Family.objects.order_by("pk").values_list("pk", "participation"))

    show_the_way_in(TODAY)
    show_the_way_in(TODAY)

    states = dict(Upload.objects.values_list("kind", "state"))
    assert states == {"candidates": "applied", "deaths": "checked", "families": "applied"}
    assert CandidateList.objects.get().state == "draft"
    assert Family.objects.filter(participation="listed").count() == LISTED
    assert Family.objects.filter(participation="candidate", facilitator=cast["yuliana"].pk).count() >= CANDIDATES - 4
    assert set(Report.objects.values_list("state", flat=True)) == {"applied", "waiting"}
    assert Visit.objects.count() > Report.objects.count()  # one is begun
    assert ChangeRequest.objects.filter(state="submitted").exists()
    assert Finding.objects.exists()
    those = Family.objects.filter(pk__in=[pk for pk, _ in before]).order_by("pk")
    assert list(those.values_list("pk", "participation")) == before  # nobody who was there has moved

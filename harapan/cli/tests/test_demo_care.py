"""What the demo shows of looking after families: what the ledger knew, said again, and work that waits for somebody."""

from datetime import date

import pytest

from harapan.cli import demo_care
from harapan.commitments.models import Observation, Revision
from harapan.meetings.models import Attendance, CallBack, HomeVisit, Meeting, Plan, Sampled
from harapan.registry.models import Group
from harapan.testing.make import LOA_IPUH, make_family, make_observations

TODAY, MARCH = date(2023, 4, 11), date(2023, 3, 1)


@pytest.mark.usefixtures("own_database")
def test_sessions_say_what_the_ledger_says_and_one_visit_waits_for_sugeng(cast, tmp_path, settings):
    settings.HOME = tmp_path
    group, yuliana = Group.objects.create(village=LOA_IPUH, name="Mawar"), cast["yuliana"]
    for place, name in enumerate(("Aminah", "Beti", "Citra", "Dewi", "Eka", "Fitri", "Gita")):
        family = make_family(name, facilitator=yuliana.pk, group=group.pk)
        caretaker = family.members.get(pk=family.caretaker)
        seen = {"unexcused": int(place == 1), "excused": int(place == 2)}
        make_observations(caretaker, "family_session", [MARCH], open_=1, **seen)
    before = Observation.objects.count()

    for _ in range(2):
        demo_care.show_care(TODAY, ("2022-3", "2022-4", "2023-1"))

    (meeting,) = Meeting.objects.all()
    assert (meeting.present, meeting.absent, meeting.excused, meeting.written_at is None) == (5, 1, 1, False)
    assert (meeting.held_on.replace(day=1), meeting.by, Attendance.objects.count()) == (MARCH, yuliana.pk, 7)
    assert (Observation.objects.count(), Revision.objects.count()) == (before, 0), "nothing that was judged changes"
    assert Plan.objects.count() == demo_care.MONTHS
    assert HomeVisit.objects.filter(next_on__isnull=False).count() == 3
    assert list(Sampled.objects.order_by("draw__month").values_list("answered", flat=True)) == [True, False]
    assert CallBack.objects.get().by == cast["sugeng"].pk

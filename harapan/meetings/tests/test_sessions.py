"""A session is closed, corrected or taken back; the ledger of commitments hears of each, once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from harapan.commitments.models import Observation, Revision
from harapan.meetings.actions import (
    CannotPlan,
    CannotRecord,
    RollLine,
    Sheet,
    plan_sessions,
    record_meeting,
    withdraw_meeting,
)
from harapan.meetings.models import AreaSum, Meeting, MonthSum, SessionSum
from harapan.meetings.modules import curriculum, session_words
from harapan.meetings.queries import (
    absences_in_a_row,
    held_by,
    next_session,
    plan_of,
    plan_suggested,
    roll_of,
)
from harapan.meetings.tests.conftest import family_of
from harapan.operations.errands.meetings import write_meeting
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.registry.models import Group
from harapan.testing.make import LOA_IPUH, caretaker_of

TODAY = date(2022, 11, 17)
NOVEMBER = date(2022, 11, 1)
pytestmark = pytest.mark.django_db


class Silent:
    """A claim that nobody watches."""

    def execute(self, statement, values):
        pass


def written(meeting, by):
    """What the worker does after a session is closed."""
    errand = Errand(kind="meetings.write", subject=f"meeting:{meeting.pk}", asked_by=by.pk)
    return write_meeting(Notes(errand, Silent()), errand, by)


def sheet(*roll: RollLine, session: str = "parenting-1", **facts) -> Sheet:
    return Sheet(
        **{"session": session, "held_on": date(2022, 11, 10), "place": "Balai desa", "minutes": 90, **facts}, roll=roll
    )


def closed(group, *roll, by, **facts):
    return record_meeting(group, sheet(*roll, **facts), today=TODAY, by=by)


def test_the_books_have_fourteen_core_sessions_in_five_modules_and_fifteen_on_stunting():
    modules = curriculum().modules

    assert [(one.core, len(one.lessons)) for one in modules] == [
        (True, 4),
        (True, 3),
        (True, 3),
        (True, 2),
        (True, 2),
        (False, 15),
    ]
    assert len(curriculum().core) == 14
    assert session_words("welfare-2").id == "Pentingnya Kesejahteraan Lanjut Usia"


def test_the_next_session_is_the_first_not_held_and_the_stunting_module_comes_after_the_core():
    core = {lesson.code for lesson in curriculum().core}

    assert next_session(set()) == "parenting-1"
    assert next_session({"parenting-1", "parenting-2", "finance-1"}) == "parenting-3"
    assert next_session(core) == "stunting-1"
    assert next_session(set(curriculum().lessons)) == "parenting-1"
    assert plan_suggested({"parenting-1"}, [date(2022, 11, 1), date(2022, 12, 1)]) == {
        date(2022, 11, 1): "parenting-2",
        date(2022, 12, 1): "parenting-3",
    }


def test_everybody_whom_the_sheet_does_not_name_was_there(mawar, yuliana):
    beti, dian = family_of(mawar, "Beti"), family_of(mawar, "Dian")

    meeting = closed(mawar, RollLine(beti.pk, "absent"), RollLine(dian.pk, "excused", "sick"), by=yuliana)

    assert [one.caretaker.name for one in roll_of(mawar, yuliana)] == ["Ani", "Beti", "Citra Dewi", "Dian"]
    assert (meeting.present, meeting.absent, meeting.excused) == (2, 1, 1)
    assert held_by([mawar.pk]) == {mawar.pk: {"parenting-1"}}
    assert absences_in_a_row(mawar, yuliana) == {beti.pk: 1}


def test_the_ledger_hears_who_came_and_a_second_telling_changes_nothing(mawar, yuliana):
    beti, dian = family_of(mawar, "Beti"), family_of(mawar, "Dian")
    meeting = closed(mawar, RollLine(beti.pk, "absent"), RollLine(dian.pk, "excused", "sick"), by=yuliana)

    written(meeting, yuliana)
    again = written(meeting, yuliana)

    rows = dict(Observation.objects.filter(duty="family_session").values_list("member", "unexcused"))
    assert rows == {caretaker_of(one.family).pk: int(one.family == beti) for one in roll_of(mawar, yuliana)}
    assert Observation.objects.get(member=dian.caretaker, duty="family_session").excused == 1
    assert not Revision.objects.exists()
    assert again.en == "Attendance is entered: 0 new, 0 corrected."
    meeting.refresh_from_db()
    assert meeting.written_at is not None


def test_a_correction_is_a_new_row_and_a_revision_of_what_changed_alone(mawar, yuliana):
    beti = family_of(mawar, "Beti")
    first = closed(mawar, RollLine(beti.pk, "absent"), by=yuliana)
    written(first, yuliana)

    second = record_meeting(mawar, sheet(), today=TODAY, corrects=first, correction="Beti datang terlambat", by=yuliana)
    written(second, yuliana)

    first.refresh_from_db()
    assert (first.current, second.current, second.present) == (False, True, 4)
    revision = Revision.objects.get()
    assert (revision.member, revision.unexcused, revision.because) == (beti.caretaker, 0, "Beti datang terlambat")
    with pytest.raises(CannotRecord, match="already"):
        record_meeting(mawar, sheet(), today=TODAY, corrects=first, correction="sekali lagi", by=yuliana)


def test_a_meeting_that_never_was_is_no_longer_reported(mawar, yuliana):
    meeting = closed(mawar, RollLine(family_of(mawar, "Ani").pk, "absent"), by=yuliana)
    written(meeting, yuliana)

    written(withdraw_meeting(meeting, "salah kelompok", by=yuliana), yuliana)

    assert set(Revision.objects.values_list("reported", flat=True)) == {False}
    assert held_by([mawar.pk]) == {mawar.pk: set()}
    assert MonthSum.objects.get(month=NOVEMBER, village=LOA_IPUH).met == 0


def test_coming_to_one_of_two_meetings_of_a_month_is_enough(mawar, yuliana):
    beti = family_of(mawar, "Beti")
    written(closed(mawar, RollLine(beti.pk, "absent"), by=yuliana), yuliana)

    written(closed(mawar, session="parenting-2", held_on=date(2022, 11, 16), by=yuliana), yuliana)

    assert Revision.objects.get().member == beti.caretaker
    assert Revision.objects.get().unexcused == 0
    sums = MonthSum.objects.get(month=NOVEMBER, village=LOA_IPUH)
    assert (sums.groups, sums.met, sums.meetings, sums.families) == (1, 1, 2, 4)
    assert (sums.present, sums.absent, sums.excused) == (7, 1, 0)
    assert {(one.area, one.groups, one.met, one.present) for one in AreaSum.objects.all()} == {
        (area, 1, 1, 7) for area in ("", "64", "6402")
    }
    assert dict(SessionSum.objects.values_list("session", "groups")) == {"parenting-1": 1, "parenting-2": 1}


def test_the_same_session_on_the_same_day_is_recorded_once(mawar, yuliana):
    closed(mawar, by=yuliana)

    with pytest.raises(CannotRecord, match="recorded for that day already"):
        closed(mawar, by=yuliana)

    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"session": "parenting-9"}, "no such session"),
        ({"held_on": date(2022, 11, 18)}, "not come yet"),
        ({"held_on": date(2021, 1, 1)}, "more than a year"),
        ({"minutes": 5}, "10 minutes"),
        ({"place": "  "}, "where"),
        ({"session": "finance-1"}, "say why"),
    ],
)
def test_nonsense_is_refused_by_name(mawar, yuliana, wrong, says):
    with pytest.raises(CannotRecord, match=says):
        record_meeting(mawar, sheet(**wrong), suggested="parenting-1", today=TODAY, by=yuliana)


def test_an_excuse_needs_its_reason_and_the_database_says_so_too(mawar, yuliana):
    ani = family_of(mawar, "Ani")

    with pytest.raises(CannotRecord, match="excused"):
        closed(mawar, RollLine(ani.pk, "excused"), by=yuliana)

    meeting = closed(mawar, by=yuliana)
    with pytest.raises(IntegrityError, match="family_is_excused_for_a_reason"), transaction.atomic():
        meeting.roll.create(family=999_999, village=LOA_IPUH, came="excused")


def test_only_the_facilitator_of_the_group_closes_and_plans(mawar, cast, yuliana):
    nobodys = Group.objects.create(village=LOA_IPUH, name="Kenanga")

    for group, by in ((mawar, cast["citra"]), (mawar, cast["hasan"]), (nobodys, yuliana)):
        with pytest.raises(CannotRecord, match="facilitator of this group"):
            closed(group, by=by)
        with pytest.raises(CannotPlan):
            plan_sessions(group, {NOVEMBER: "parenting-1"}, by=by)


def test_the_newest_plan_counts_and_saying_it_again_says_nothing(mawar, yuliana):
    december = date(2022, 12, 1)
    assert plan_sessions(mawar, {NOVEMBER: "parenting-1", december: "finance-1"}, by=yuliana) == 2

    assert plan_sessions(mawar, {NOVEMBER: "parenting-1", december: ""}, by=yuliana) == 1

    assert plan_of(mawar.pk, NOVEMBER, december) == {NOVEMBER: "parenting-1", december: ""}

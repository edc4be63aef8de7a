"""Taking people on: user names and operating-system users belong to one person each."""

import pytest

from harapan.audit.models import Event
from harapan.staff.actions import CannotTakeOn, take_on
from harapan.staff.models import Staff
from harapan.staff.queries import NobodyByThatName, staff_called, staff_of_os_user

pytestmark = pytest.mark.django_db


def test_a_new_colleague_can_be_found_by_both_names(dewi):
    fitri = take_on("fitri", "Fitri Handayani", "finance", by=dewi, os_user="fitri-pc")

    assert staff_called("fitri") == fitri
    assert staff_of_os_user("fitri-pc") == fitri
    assert Event.objects.get(verb="staff.taken_on").actor == dewi.pk


@pytest.mark.parametrize(
    ("username", "position", "os_user", "said_id", "said_en"),
    [
        ("fitri", "queen", None, "tidak ada jabatan", "no position is called 'queen'"),
        ("eko", "finance", None, "sudah dipakai", "somebody is called 'eko' already"),
        ("fitri", "finance", "hasan-pc", "sudah terikat", "bound to somebody already"),
    ],
)
def test_nobody_is_taken_on_twice_or_for_nothing(dewi, username, position, os_user, said_id, said_en):
    take_on("hasan2", "Hasan Kedua", "auditor", by=dewi, os_user="hasan-pc")

    with pytest.raises(CannotTakeOn) as refusal:
        take_on(username, "Siapa Saja", position, by=dewi, os_user=os_user)

    assert said_id in refusal.value.sentence_id
    assert said_en in refusal.value.sentence_en
    assert not Staff.objects.filter(name="Siapa Saja").exists()


def test_who_has_left_cannot_act_any_more(dewi):
    take_on("fitri", "Fitri Handayani", "finance", by=dewi, os_user="fitri-pc")
    Staff.objects.filter(username="fitri").update(active=False)

    for ask, name in ((staff_called, "fitri"), (staff_of_os_user, "fitri-pc")):
        with pytest.raises(NobodyByThatName) as refusal:
            ask(name)
        assert refusal.value.sentence_id != refusal.value.sentence_en

"""Families handed from one facilitator to another: every row that says whose they are, and back again."""

import re

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from harapan.registry.actions import CannotAssign, Part, reassign, undo_reassignment
from harapan.registry.actions.assignment import FOLLOWS
from harapan.registry.models import Account, Arrears, Family, FieldChange, Group, Member, Withholding
from harapan.registry.sharing import MOST, Receiver, Unit, shared_out, units_of
from harapan.staff.models import Staff
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family

NEXT_DOOR = "6402062007"


@pytest.fixture
def rudi(db) -> Staff:
    return Staff.objects.create(username="rudi", name="Rudi", position="facilitator", area="640205")


@pytest.fixture
def tono(db) -> Staff:
    """Let go: his families wait."""
    return Staff.objects.create(username="tono", name="Tono", position="facilitator", area="640206", active=False)


def whose(*families: Family) -> list[int | None]:
    return [Family.objects.get(pk=family.pk).facilitator for family in families]


def test_a_village_goes_to_yuliana_with_every_row_that_says_whose_it_is(dewi, cast, tono, rudi):
    family, next_door = (make_family(village=village, facilitator=tono.pk) for village in (LOA_IPUH, NEXT_DOOR))
    facts = {"family": family.pk, "village": LOA_IPUH, "facilitator": tono.pk, "decision": "SK 1", "by": dewi.pk}
    Withholding.objects.create(**facts, from_cycle="2025-1")
    Arrears.objects.create(**facts, cycle="2025-1", component="primary", amount=5)
    yuliana = cast["yuliana"].pk

    done = reassign(tono.pk, [Part(LOA_IPUH, yuliana)], because="Tono berhenti", document="SK 4", by=dewi)

    assert whose(family, next_door) == [yuliana, tono.pk]
    for rows in (Member, Account, Withholding, Arrears):
        assert set(rows.objects.filter(village=LOA_IPUH).values_list("facilitator", flat=True)) == {yuliana}, rows
        assert not rows.objects.filter(village=NEXT_DOOR, facilitator=yuliana).exists(), rows
    assert done.parts == [{"village": LOA_IPUH, "target": yuliana, "families": 1}]
    noted = FieldChange.objects.get(source=done.name_in_history)
    assert (noted.family, noted.field, noted.before, noted.after) == (
        *(family.pk, "facilitator"),
        *(str(tono.pk), str(yuliana)),
    )
    assert (noted.by, noted.because) == (dewi.pk, "Tono berhenti")


def test_groups_go_their_own_way_and_families_of_nobody_find_somebody(dewi, cast, rudi):
    group = Group.objects.create(village=LOA_IPUH, name="Melati")
    in_group, alone = make_family(group=group.pk), make_family()
    yuliana = cast["yuliana"].pk

    reassign(None, [Part(LOA_IPUH, yuliana), Part(LOA_IPUH, rudi.pk, False, group.pk)], because="kosong", by=dewi)

    assert whose(in_group, alone) == [rudi.pk, yuliana]


def test_what_was_handed_on_is_handed_back_unless_it_has_gone_on(dewi, cast, rudi):
    yuliana = cast["yuliana"].pk
    stays, gone_on, was_his = make_family(facilitator=yuliana), make_family(facilitator=yuliana), make_family()
    Family.objects.filter(pk=was_his.pk).update(facilitator=rudi.pk)
    done = reassign(yuliana, [Part(LOA_IPUH, rudi.pk)], because="cuti", by=dewi)
    Family.objects.filter(pk=gone_on.pk).update(facilitator=None)

    back = undo_reassignment(done, because="kembali bertugas", by=dewi)

    assert whose(stays, gone_on, was_his) == [yuliana, None, rudi.pk]
    assert (back.families, back.undoes_id) == (1, done.pk)
    with pytest.raises(CannotAssign, match="handed back already"):
        undo_reassignment(done, because="lagi", by=dewi)


def test_families_go_to_facilitators_at_work_in_the_regency_and_by_whoever_answers_for_it(dewi, cast, tono, rudi):
    family = make_family(facilitator=rudi.pk)
    make_family(village=BUKUAN, facilitator=rudi.pk)
    yuliana = cast["yuliana"].pk

    def refused(told: str, part: Part, by: Staff = dewi, because: str = "cuti") -> None:
        with pytest.raises(CannotAssign, match=told):
            reassign(rudi.pk, [part], because=because, by=by)

    refused("Tono is no facilitator at work", Part(LOA_IPUH, tono.pk))
    refused("no facilitator at work", Part(LOA_IPUH, dewi.pk))
    refused("not in the regency 64.72", Part(BUKUAN, yuliana))
    refused("not yours to decide", Part(LOA_IPUH, yuliana), by=cast["citra"])
    refused("not yours to decide", Part(LOA_IPUH, yuliana), by=cast["ratna"])
    refused("reason", Part(LOA_IPUH, yuliana), because=" ")
    refused("no family to hand on", Part(NEXT_DOOR, yuliana))
    assert whose(family) == [rudi.pk]


WRITTEN = {"registry_family", *FOLLOWS}
OF_THE_TIME = {
    *("registry_participation_move", "registry_field_change", "registry_change_request"),
    *("intake_considered", "intake_proposal", "intake_proposal_decision", "intake_row", "intake_known"),
    *(
        "intake_decree_line",
        "entitlements_entitlement",
        "entitlements_family_total",
        "payments_payment",
        "payments_hold",
    ),
    *("coordination_load", "letters_letter", "letters_annex", "operations_errand"),
    *("meetings_meeting", "meetings_photo", "meetings_plan", "meetings_report_note"),
}
"""Frozen, append-only, summed, seen with the family whoever it was noted for, or a facilitator's own work."""


@pytest.mark.django_db
def test_every_table_that_says_whose_a_family_is_was_thought_of():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(prosrc, ' ') FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE tgrelid = 'registry_family'::regclass"
        )
        by_trigger = set(re.findall(r"\w+", cursor.fetchone()[0]))
    said = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "facilitator" for field in model._meta.get_fields())
    }
    left = sorted(said - WRITTEN - by_trigger - OF_THE_TIME)
    assert not left, "does it follow the family to its next facilitator?"


# -- a fair split ----------------------------------------------------------------------------------------------------


def test_the_largest_village_goes_first_to_whoever_has_least_in_its_district():
    receivers = [Receiver(1, "640206", 100), Receiver(2, "640206", 40), Receiver(3, "640205", 0)]
    units = [Unit("6402062006", 120), Unit("6402062007", 60)]

    assert shared_out(units, receivers) == {"6402062006": 2, "6402062007": 1}
    assert shared_out([Unit("6402062006", 220)], [*receivers[:2], Receiver(3, "640205", 0)]) == {"6402062006": 3}
    assert shared_out(units, []) == {}


def test_a_village_stays_whole_until_it_is_too_much_for_one():
    assert units_of({"6402062006": {1: 100, None: 100}, "6402062007": {1: 200, 2: 90, None: 5}}) == [
        Unit("6402062006", 200),
        Unit("6402062007", 200, False, 1),
        Unit("6402062007", 90, False, 2),
        Unit("6402062007", 5, False, None),
    ]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=20), st.lists(st.integers(0, 60), min_size=1, max_size=5))
def test_everybody_gets_somebody_and_the_split_is_no_worse_than_one_unit(units, loads):
    named = [Unit(f"64020620{number:02d}", families) for number, families in enumerate(units, start=10)]
    receivers = [Receiver(number, "640206", families) for number, families in enumerate(loads)]

    found = shared_out(named, receivers)

    after = [
        families + sum(unit.families for unit in named if found[unit.key] == number)
        for number, families in enumerate(loads)
    ]
    assert found.keys() == {unit.key for unit in named}
    if max(after) <= MOST and max(after) > max(loads):
        assert max(after) - min(after) <= max(*units, max(loads) - min(loads))

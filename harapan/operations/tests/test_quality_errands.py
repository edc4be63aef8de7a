"""Looking at data again, asked for from pages: whose area, whose family, and what came of it."""

import pytest

from harapan.operations import errands
from harapan.operations.errands import CannotAsk
from harapan.operations.models import Errand
from harapan.operations.nightly import inspect_the_country
from harapan.registry.models import Finding, Inspection
from harapan.staff.models import Staff
from harapan.testing.make import BUKUAN, caretaker_of, make_family

pytestmark = pytest.mark.usefixtures("own_database")


def done(kind: str, by: Staff, **about) -> Errand:
    errand = errands.ask(kind, by=by, **{"subject": "quality:x", **about})
    errands.carry_out(errand)
    errand.refresh_from_db()
    return errand


def test_wahyu_has_his_regency_looked_through_and_no_other(cast):
    here, there = make_family("Sini"), make_family("Sana", village=BUKUAN)

    told = done("quality.inspect", cast["wahyu"], area="6402")

    assert (told.state, told.sentence_id.split(":")[0]) == ("done", "1 keluarga diperiksa")
    assert set(Finding.objects.values_list("family", flat=True)) == {here.pk}
    assert done("quality.inspect", cast["wahyu"], area="6472").state == "refused"
    assert not Finding.objects.filter(family=there.pk).exists()


def test_yuliana_has_her_own_family_looked_at_again(cast):
    mine = make_family("Milik", facilitator=cast["yuliana"].pk)
    other = make_family("Lain")
    inspect_the_country()
    person = caretaker_of(mine)
    person.nik = "6402066104900001"
    person.save(update_fields=["nik"])

    told = done("quality.look", cast["yuliana"], family=mine.pk)

    assert (told.state, told.sentence_en) == ("done", f"family {mine.pk} looked at again: 0 new, 1 put right")
    assert done("quality.look", cast["yuliana"], family=other.pk).state == "refused"
    assert Inspection.objects.count() == 1


def test_readers_ask_for_nothing(cast):
    for who in ("hasan", "andi", "putri", "teguh"):
        with pytest.raises(CannotAsk):
            errands.ask("quality.inspect", "quality:", by=cast[who])

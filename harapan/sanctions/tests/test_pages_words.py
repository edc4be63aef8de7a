"""What pages may say about a case, under the login of pages: their own words, about families of their own."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from harapan.sanctions import actions
from harapan.sanctions.models import Case, Word
from harapan.staff.access import working_as
from harapan.testing.make import make_family
from harapan.testing.pages import as_web

DAY = date(2025, 4, 14)


@pytest.mark.usefixtures("own_database")
def test_the_database_keeps_pages_to_their_own_words(cast, dewi):
    aminah = make_family("Aminah", facilitator=cast["yuliana"].pk)
    case = Case.objects.create(
        cycle="2025-2",
        run=1,
        family=aminah.pk,
        village=aminah.village,
        facilitator=aminah.facilitator,
        kind="sanction",
        proposed="suspend",
        objection_days=14,
        proposed_by=dewi.pk,
    )
    assert actions.notify_area("2025-2", "6402", on=DAY, by=cast["ratna"]) == 1
    case.refresh_from_db()
    for who, what, why in (
        ("citra", "object", "another regency"),
        ("yuliana", "decide", "a facilitator"),
        ("hasan", "object", "an auditor"),
        ("agus", "notify", "the worker notifies"),
        ("agus", "apply", "the worker applies"),
    ):
        with as_web(), working_as(cast[who]), pytest.raises(DatabaseError), transaction.atomic():
            Word.objects.create(case_id=case.pk, what=what, on=DAY, text="x", by=cast[who].pk, by_label=why)
    with as_web(), working_as(cast["yuliana"]), pytest.raises(DatabaseError), transaction.atomic():
        Word.objects.create(case_id=case.pk, what="object", on=DAY, text="x", by=dewi.pk, by_label="in Dewi's name")
    with as_web(), working_as(cast["yuliana"]):
        said = actions.object_(case, "Anak sakit", on=DAY, today=DAY, by=cast["yuliana"])
        assert (said.what, said.late, case.state) == ("object", False, "objected")
        assert Word.objects.count() == 2
    with as_web(), working_as(cast["citra"]):
        assert (Case.objects.count(), Word.objects.count()) == (0, 0)

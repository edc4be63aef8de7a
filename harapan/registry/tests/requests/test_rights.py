"""What the login of pages may write about requests, whatever a page forgets."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from harapan.registry.models import ChangeRequest, Evidence, Family, RequestEvent
from harapan.staff.access import working_as
from harapan.testing.make import BUKUAN, make_family
from harapan.testing.pages import as_web


def a_request(family, by, **facts):
    said = {"village": family.village, "facilitator": family.facilitator, "made_by": by.pk, "made_by_label": str(by)}
    return ChangeRequest(
        **{"family": family.pk, "kind": "phone", "on": date(2025, 2, 3), "asked_by": "family", **said, **facts}
    )


def refused(write):
    said = r"row-level security|permission denied|cannot be (applied|handed_over|stuck)"
    with pytest.raises((ProgrammingError, IntegrityError), match=said), transaction.atomic():
        write()


def say(request, what, by):
    return RequestEvent.objects.create(request=request, what=what, by=by.pk, by_label=str(by))


def test_pages_add_words_of_whoever_is_signed_in_about_families_they_see_and_nothing_else(own_database, cast):
    family, far = make_family("Aminah"), make_family("Budiarti", village=BUKUAN)
    ratna, hasan, sugeng = cast["ratna"], cast["hasan"], cast["sugeng"]

    with as_web(), working_as(ratna):
        request = a_request(family, ratna)
        request.save()
        refused(a_request(far, ratna).save)
        refused(a_request(far, ratna, village=family.village).save)
        refused(a_request(family, cast["dewi"]).save)
        refused(a_request(family, ratna, state="approved").save)
        refused(lambda: ChangeRequest.objects.update(state="approved"))
        refused(lambda: Family.objects.update(address="x"))
        for what in ("applied", "handed_over", "stuck"):
            refused(
                lambda what=what: RequestEvent.objects.create(request=request, what=what, by=ratna.pk, by_label="R")
            )
        say(request, "submitted", ratna)
        with pytest.raises(IntegrityError, match="never decides"), transaction.atomic():
            say(request, "approved", ratna)
    for reader in (hasan, sugeng):
        with as_web(), working_as(reader):
            assert ChangeRequest.objects.get().state == "submitted"
            refused(a_request(family, reader).save)
            refused(lambda by=reader: say(request, "approved", by))
            refused(lambda by=reader: Evidence.objects.create(request=request, paper="ktp", number="1", by=by.pk))
    with as_web(), working_as(cast["citra"]):
        assert not ChangeRequest.objects.exists()
        assert not RequestEvent.objects.exists()

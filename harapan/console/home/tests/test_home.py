"""My queue: what each person finds on coming to work, and the one thing to do about it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harapan.coordination.summing import sum_what_moved
from harapan.operations.models import Work
from harapan.registry.models import Account, Family
from harapan.staff.models import Staff
from harapan.testing.cast import CAST
from harapan.testing.pages import as_web
from harapan.testing.stages import CYCLE, family_of

SHARED = re.compile("set_config|django_session|usersession|mfa_authenticator")
"""What every page asks, whoever makes it."""


def home_of(visitor, staff: Staff, language: str = "en") -> str:
    page = visitor(staff, language).get("/")
    assert page.status_code == 200
    return page.content.decode()


def test_the_next_step_waits_for_whoever_may_take_it(after, visitor, dewi, eko, citra):
    after("review")

    assert "Waits for me" in home_of(visitor, eko)
    assert f"/tahap/{CYCLE}/langkah/approve/" in home_of(visitor, eko)

    dewis = home_of(visitor, dewi)
    assert "Waits for others" in dewis
    assert "Dewi Lestari computed, so somebody else must go on" in dewis
    assert f"/tahap/{CYCLE}/langkah/approve/" not in dewis

    assert f"/tahap/{CYCLE}/langkah/" not in home_of(visitor, citra)


def test_nothing_waits_and_the_page_says_so(after, visitor, cast):
    after("close")

    assert "Semua beres. Tidak ada yang menunggu Anda." in home_of(visitor, cast["hasan"], "id")


def test_my_refused_step_comes_first(after, visitor, eko):
    after("open")
    Work.objects.create(
        cycle=CYCLE,
        step="freeze",
        asked_by=eko.pk,
        state="refused",
        ended_at="2099-01-01T00:00Z",
        sentence_id="sekolah masih boleh melapor",
        sentence_en="schools may still report",
    )

    page = home_of(visitor, eko)

    assert page.index("schools may still report") < page.index("Freezing")


def test_held_money_that_can_be_paid_by_now_is_said(after, visitor, eko):
    after("write")
    Account.objects.filter(family=family_of("Endah").pk).update(state="open", number="0123456789")

    assert "1 held family can be paid by now" in home_of(visitor, eko)


def test_a_coordinator_reads_about_their_own_area(after, visitor, cast, citra):
    after("close")
    sum_what_moved()

    ratnas = home_of(visitor, cast["ratna"])
    assert "payments worth" in ratnas or "families are not paid" in ratnas
    assert "families frozen" in ratnas
    assert "families frozen" not in home_of(visitor, citra), "nobody lives in Citra's regency"


def test_a_facilitator_reads_about_their_own_families(after, visitor, citra):
    after("write")
    pendamping = Staff.objects.create(username="wati", name="Wati", position="facilitator", area="640201")
    darmi = family_of("Darmi")
    Family.objects.filter(pk=darmi.pk).update(facilitator=pendamping.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payments_hold SET facilitator = %s WHERE family = %s", [pendamping.pk, darmi.pk])
    sum_what_moved()

    page = home_of(visitor, pendamping)

    assert "Money of 1 of your families is held, Rp975.000" in page


@pytest.mark.parametrize("username", CAST)
def test_everybody_has_a_home_in_few_queries(after, visitor, cast, username):
    after("release")
    sum_what_moved()
    eyes = visitor(cast[username])

    with as_web(), CaptureQueriesContext(connection) as seen:
        assert eyes.get("/").status_code == 200
    assert eyes.get("/lainnya/").status_code == 200
    ours = [query for query in seen if not SHARED.search(query["sql"])]
    assert len(ours) <= 16, [query["sql"][:90] for query in ours]

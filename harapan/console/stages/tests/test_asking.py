"""Pressing a step: the sum once more, who may, double clicks, stale pages, two people at once."""

import pytest
from django.db import connection

from harapan.banks.simulated import Luck
from harapan.entitlements.queries import batches_of
from harapan.operations.actions import carry_out
from harapan.operations.models import Work
from harapan.payments.models import TreasuryPaper
from harapan.testing.stages import CYCLE, ORDERED, OWED

PLACE = f"/tahap/{CYCLE}/"
APPROVE = f"{PLACE}langkah/approve/"


def work_done() -> Work:
    """What was asked last, carried out."""
    work = Work.objects.latest("pk")
    carry_out(work)
    work.refresh_from_db()
    return work


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return cursor.fetchone()[0]


def said(response) -> str:
    return response.content.decode()


def test_the_page_repeats_the_sum_and_wants_it_typed(after, visitor, eko):
    after("review")
    eyes = visitor(eko)

    assert "Rp6.050.000" in said(eyes.get(APPROVE))

    wrong = eyes.post(APPROVE, {"rupiah": OWED, "typed": "6.050.001"})
    assert wrong.status_code == 422
    assert "Not Rp6.050.001" in said(wrong)
    assert not Work.objects.exists()

    right = eyes.post(APPROVE, {"rupiah": OWED, "typed": "Rp6.050.000"})
    assert (right.status_code, right.url) == (302, PLACE), "back after a POST asks nothing again"
    assert work_done().state == "done"
    assert batches_of(CYCLE).get().approved_by == eko.pk


def test_a_double_click_asks_once(after, visitor, eko):
    after("review")
    eyes = visitor(eko)

    for _ in range(2):
        assert eyes.post(APPROVE, {"rupiah": OWED, "typed": str(OWED)}).status_code == 302

    assert (Work.objects.count(), jobs()) == (1, 1)


def test_two_people_at_once(after, visitor, dewi, eko):
    after("open")
    place = f"{PLACE}langkah/freeze/"
    visitor(dewi).post(place, {})

    second = visitor(eko)
    assert second.post(place, {}).status_code == 302

    assert "somebody is working on 2025-1: wait until it is done" in said(second.get(PLACE))
    assert Work.objects.get().asked_by == dewi.pk


def test_a_page_that_has_grown_stale_shows_the_new_sum(after, visitor, eko):
    after("review")
    eyes = visitor(eko)

    response = eyes.post(APPROVE, {"rupiah": 1, "typed": "1"})

    assert response.url == APPROVE
    page = said(eyes.get(APPROVE))
    assert "things have moved on since you opened that page" in page
    assert "Rp6.050.000" in page
    assert not Work.objects.exists()


def test_a_step_that_is_over_cannot_be_asked_for_again(after, visitor, eko):
    after("approve")
    eyes = visitor(eko)

    assert eyes.post(APPROVE, {"rupiah": OWED, "typed": str(OWED)}).url == PLACE
    assert "nothing waits at this step now" in said(eyes.get(PLACE))
    assert not Work.objects.exists()


def test_four_eyes_in_words(after, visitor, dewi):
    after("review")
    eyes = visitor(dewi)

    page = said(eyes.get(PLACE))
    assert "Dewi Lestari computed, so somebody else must go on" in page
    assert "langkah/approve" not in page
    assert eyes.get(APPROVE).url == PLACE
    assert eyes.post(APPROVE, {"rupiah": OWED, "typed": str(OWED)}).url == PLACE
    assert not Work.objects.exists()


@pytest.mark.parametrize("step", ["freeze", "compute", "approve", "refuse", "release", "close", "simulate", "reorder"])
def test_who_has_no_business_here_gets_no_page(after, visitor, citra, step):
    after("review")

    assert visitor(citra).get(f"{PLACE}langkah/{step}/").status_code == 403
    assert visitor(citra).post(f"{PLACE}langkah/{step}/", {}).status_code == 403


@pytest.mark.parametrize("path", ["2031-9/", "2025-1/langkah/dance/", "2025-1/langkah/answer/", "2025-1/unduh/x.csv"])
def test_addresses_nobody_made(after, visitor, eko, path):
    after("review")

    assert visitor(eko).get(f"/tahap/{path}").status_code == 404


def test_a_session_that_ended_in_the_middle_of_a_form_leads_back(after, visitor):
    after("review")

    response = visitor().post(APPROVE, {"rupiah": OWED, "typed": str(OWED)})

    assert response.status_code == 302
    assert response.url.endswith(f"?next={APPROVE}")


def test_an_oddity_wants_a_reason_and_a_refusal_too(after, visitor, dewi, eko):
    after("compute")
    eyes = visitor(dewi)
    assert "Compare now" in said(eyes.get(f"{PLACE}periksa/"))
    eyes.post(f"{PLACE}langkah/look/", {})
    assert work_done().state == "done"

    page = said(eyes.get(f"{PLACE}periksa/"))
    assert "Not paid, and why" in page
    assert "No component" in page
    assert eyes.post(f"{PLACE}periksa/", {}).status_code == 302
    assert work_done().state == "done"

    run = batches_of(CYCLE).get().run_id
    other = visitor(eko)
    assert other.post(f"{PLACE}langkah/refuse/", {"run": run, "because": ""}).status_code == 422
    assert other.post(f"{PLACE}langkah/refuse/", {"run": run, "because": "Sekolah belum melapor"}).status_code == 302
    assert work_done().state == "done"
    assert "The run before was refused: Sekolah belum melapor" in said(other.get(PLACE))


def test_papers_from_the_first_to_the_last(after, visitor, dewi, eko):
    after("review")
    eyes, place = visitor(dewi), f"{PLACE}dokumen/"
    visitor(eko).post(APPROVE, {"rupiah": OWED, "typed": str(OWED)})
    work_done()
    assert "The ceiling of 2025 is not recorded" in said(eyes.get(place))
    eyes.post(place, {"what": "ceiling", "amount": "Rp9.000.000.000", "document": "DIPA-1/2025"})
    assert work_done().state == "done"

    batch = batches_of(CYCLE).get().pk
    paper = {"what": "paper", "batch": batch, "order": 1, "dated": "2025-01-11", "amount": ORDERED, "signer": "PPK"}
    assert eyes.post(place, {**paper, "kind": "decree", "number": " "}).status_code == 422
    for kind in TreasuryPaper.Kind.values:
        eyes.post(place, {**paper, "kind": kind, "number": f"{kind}/1"})
        assert work_done().state == "done"

    assert "The papers are complete and their sums agree" in said(eyes.get(place))
    eyes.post(f"{PLACE}langkah/order/", {})
    assert work_done().sentence_en == "3 files wait to be released, Rp4.850.000"
    assert "Dewi Lestari drew them up" in said(eyes.get(PLACE))


def test_progress_is_asked_for_until_it_is_over(after, visitor, dewi):
    after("open")
    eyes = visitor(dewi)
    eyes.post(f"{PLACE}langkah/freeze/", {})

    part = eyes.get(f"{PLACE}kerja/", **{"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in said(part)
    assert "HX-Refresh" not in part.headers

    work_done()
    assert eyes.get(f"{PLACE}kerja/", **{"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "16 families and" in said(eyes.get(PLACE))


def test_what_came_back_is_given_back_when_its_time_is_over_and_the_book_closes(after, visitor, eko, dewi):
    given = after("release")
    given.read_all_answers(luck=Luck(account_closed=1_000_000))
    eyes = visitor(eko)
    assert eyes.post(f"{PLACE}rekonsiliasi/", {}).status_code == 302
    assert work_done().state == "done"

    page = said(eyes.get(PLACE))
    assert "The book is not at zero: Rp4.850.000" in page
    assert "Settle what came back" in page
    assert "past its time" in said(eyes.get(f"{PLACE}rekonsiliasi/")), "executed in January 2025"
    assert "past their time" in said(eyes.get("/"))

    eyes.post(f"{PLACE}rekonsiliasi/", {"give_back": "on"})
    assert work_done().state == "done"
    place = f"{PLACE}langkah/close/"
    assert eyes.post(place, {"rupiah": OWED, "typed": "6.050.000"}).status_code == 302
    assert work_done().state == "done"
    assert "Difference nil" in said(eyes.get(f"{PLACE}buku/"))
    assert batches_of(CYCLE).get().closed_by == eko.pk

"""The desk of letters: what each person finds, asks for, fetches and takes back; guessed numbers open nothing."""

import re
from functools import partial

import pytest

from harapan.audit.models import Event
from harapan.letters.actions import revoke
from harapan.letters.filing import letters_folder
from harapan.letters.models import Letter
from harapan.operations.letters.making import carry_out
from harapan.staff.models import Staff
from harapan.testing.letters import make_letter
from harapan.testing.stages import CYCLE
from harapan.ui.pages import page_of

Kind = Letter.Kind


def test_dewi_asks_for_minutes_and_finds_them_made(after, dewi, visitor):
    after("close")
    desk = visitor(dewi)

    asked = desk.post("/surat/baru/minutes/", {"tahap": CYCLE})
    letter = Letter.objects.get()
    assert asked.url == f"/surat/{letter.pk}/"
    waiting = desk.get(asked.url).body.decode()
    assert "Waiting for its turn" in waiting
    assert 'hx-trigger="every 2s"' in waiting

    carry_out(letter)
    page = desk.get(asked.url).body.decode()
    assert "HRP/BA-REK/2025-1/0001" in page
    assert "Rp6.050.000" in page
    assert 'hx-trigger="every 2s"' not in page
    pdf = desk.get(f"/surat/{letter.pk}/berkas/")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.body.startswith(b"%PDF")
    assert "no-store" in pdf.headers["Cache-Control"]


def test_the_watching_page_reloads_itself_once_the_letter_is_there(after, dewi, visitor):
    after("close")
    letter = make_letter(Kind.MINUTES, CYCLE, by=dewi)

    piece = visitor(dewi).get(f"/surat/{letter.pk}/", **{"HX-Request": "true"})

    assert piece.headers["HX-Refresh"] == "true"
    assert b"<html" not in piece.body


def test_a_double_click_asks_once(after, dewi, visitor):
    after("close")
    desk = visitor(dewi)
    desk.post("/surat/baru/minutes/", {"tahap": CYCLE})

    again = desk.post("/surat/baru/minutes/", {"tahap": CYCLE})

    assert again.status_code == 422
    assert b"this letter is being made" in again.body
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_of_the_desk_speaks_both_languages(after, dewi, visitor, language):
    after("close")
    letter = make_letter(Kind.DECREE, CYCLE, by=dewi)
    desk = visitor(dewi, language)
    words = {"id": ("Surat", "Daftar penerima", "Wilayah"), "en": ("Letters", "Authenticity", "Area")}[language]

    assert words[0] in desk.get("/surat/").body.decode()
    assert words[1] in desk.get(f"/surat/{letter.pk}/").body.decode()
    assert words[2] in desk.get("/surat/baru/decree/").body.decode()


def test_citra_fetches_nothing_of_another_regency_by_guessing(after, cast, visitor):
    after("approve")
    decree = make_letter(Kind.DECREE, CYCLE, by=cast["dewi"], area="6402")
    slips = make_letter(Kind.SLIPS, CYCLE, by=cast["dewi"], area="6402")
    desk = visitor(cast["citra"])

    assert "HRP/" not in desk.get("/surat/").body.decode()
    for letter in (decree, slips):
        assert desk.get(f"/surat/{letter.pk}/").status_code == 404
        assert desk.get(f"/surat/{letter.pk}/berkas/").status_code == 404
        assert desk.post(f"/surat/{letter.pk}/cabut/", {"alasan": "Tidak suka"}).status_code == 404
        for annex in letter.annexes.all():
            assert desk.get(f"/surat/lampiran/{annex.pk}/").status_code == 404


def test_without_the_gate_of_the_query_the_database_still_shows_nothing(after, cast, visitor, monkeypatch):
    after("approve")
    decree = make_letter(Kind.DECREE, CYCLE, by=cast["dewi"], area="6402")
    monkeypatch.setattr("harapan.console.letters.views.letters_visible_to", lambda _: Letter.objects.all())
    desk = visitor(cast["citra"])

    assert desk.get(f"/surat/{decree.pk}/").status_code == 404
    assert desk.get(f"/surat/{decree.pk}/berkas/").status_code == 404


def test_ratna_reads_the_annex_of_her_regency_and_not_the_neighbours(after, cast, visitor):
    after("approve")
    decree = make_letter(Kind.DECREE, CYCLE, by=cast["dewi"])
    own, other = decree.annexes.order_by("area")
    desk = visitor(cast["ratna"])

    page = desk.get(f"/surat/{decree.pk}/").body.decode()

    assert own.title in page
    assert other.title not in page
    assert desk.get(f"/surat/lampiran/{own.pk}/").body.startswith(b"%PDF")
    assert desk.get(f"/surat/lampiran/{other.pk}/").status_code == 404


def test_annexes_of_a_country_come_in_pages(after, dewi, visitor, monkeypatch):
    after("approve")
    decree = make_letter(Kind.DECREE, CYCLE, by=dewi)
    first, second = decree.annexes.order_by("pk")
    monkeypatch.setattr("harapan.console.letters.views.page_of", partial(page_of, size=1))
    desk = visitor(dewi)

    page = desk.get(f"/surat/{decree.pk}/").body.decode()
    assert "Annexes: 2" in page
    assert first.title in page
    assert second.title not in page

    after_it = re.search(r'href="(\?after=[^"]+)"', page)
    assert after_it
    assert second.title in desk.get(f"/surat/{decree.pk}/{after_it[1]}").body.decode()


def test_who_takes_a_list_of_names_leaves_a_trace(after, cast, visitor):
    after("approve")
    decree = make_letter(Kind.DECREE, CYCLE, by=cast["dewi"], area="6402")

    visitor(cast["ratna"]).get(f"/surat/lampiran/{decree.annexes.get().pk}/")

    event = Event.objects.get(verb="letter.fetched")
    assert event.actor == cast["ratna"].pk
    assert event.object_id == str(decree.pk)


def test_hasan_reads_everything_and_asks_for_nothing(after, cast, visitor):
    after("close")
    letter = make_letter(Kind.SLIPS, CYCLE, by=cast["dewi"], area="6402")
    desk = visitor(cast["hasan"])

    assert desk.get(f"/surat/{letter.pk}/berkas/").status_code == 200
    assert "/surat/baru/" not in desk.get("/surat/").body.decode()
    for kind in Kind.values:
        assert desk.get(f"/surat/baru/{kind}/").status_code == 403
        assert desk.post(f"/surat/baru/{kind}/", {"tahap": CYCLE}).status_code == 403
    assert desk.post(f"/surat/{letter.pk}/cabut/", {"alasan": "Tidak suka"}).status_code == 403


def test_a_stranger_is_asked_to_sign_in(own_database, visitor):
    for path in ("/surat/", "/surat/baru/slips/", "/surat/1/", "/surat/1/berkas/", "/surat/lampiran/1/"):
        assert visitor().get(path).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"tahap": CYCLE, "wilayah": "99.99"}, "No area of yours"),
        ({"tahap": CYCLE, "wilayah": "<script>alert(1)</script>"}, "No area of yours"),
        ({"tahap": CYCLE, "wilayah": "x" * 10_000}, "at most 160"),
        ({"tahap": "1999-1"}, "Select a valid choice"),
        ({"tahap": CYCLE, "kelompok": "Melati 9"}, "There is no group"),
        ({"tahap": CYCLE}, "choose one regency"),
        ({}, "required"),
    ],
)
def test_wrong_wishes_are_refused_in_words(after, dewi, visitor, typed, said):
    after("approve")

    answer = visitor(dewi).post("/surat/baru/slips/", typed)

    assert answer.status_code == 422
    assert said in answer.body.decode()
    assert "<script>alert" not in answer.body.decode()
    assert not Letter.objects.exists()


def test_there_is_no_letter_of_an_unknown_kind(own_database, dewi, visitor):
    assert visitor(dewi).get("/surat/baru/ransom/").status_code == 404


def test_before_anything_is_approved_the_desk_says_so(own_database, dewi, visitor):
    desk = visitor(dewi)

    assert "There is no letter of your area yet" in desk.get("/surat/").body.decode()
    assert "No stage has been approved yet" in desk.get("/surat/baru/minutes/").body.decode()


def test_the_list_is_narrowed_by_its_address(after, dewi, visitor):
    after("close")
    for kind in (Kind.MINUTES, Kind.RECAP):
        make_letter(kind, CYCLE, by=dewi)
    desk = visitor(dewi)

    assert "HRP/REKAP" not in desk.get("/surat/", {"jenis": "minutes"}).body.decode()
    assert "HRP/BA-REK" in desk.get("/surat/", {"cari": "ba-rek", "tahap": CYCLE, "keadaan": "made"}).body.decode()
    assert desk.get("/surat/", {"jenis": "ransom", "after": "nonsense", "cari": "\0"}).status_code == 200


def test_dewi_revokes_a_letter_with_a_reason_and_names_the_next(after, dewi, visitor):
    after("close")
    old, newer = (make_letter(Kind.MINUTES, CYCLE, by=dewi) for _ in range(2))
    desk = visitor(dewi)

    assert desk.post(f"/surat/{old.pk}/cabut/", {"alasan": ""}).status_code == 422
    assert desk.post(f"/surat/{old.pk}/cabut/", {"alasan": "Salah hitung", "pengganti": "HRP/X"}).status_code == 422
    done = desk.post(f"/surat/{old.pk}/cabut/", {"alasan": "Salah hitung", "pengganti": newer.number})

    page = desk.get(done.url).body.decode()
    assert "Salah hitung" in page
    assert newer.number in page
    assert "Revoked" in page


def test_a_second_revocation_says_that_the_first_stands(after, dewi, visitor):
    after("close")
    letter = make_letter(Kind.MINUTES, CYCLE, by=dewi)
    revoke(letter, "Salah hitung", by=dewi)

    answer = visitor(dewi).post(f"/surat/{letter.pk}/cabut/", {"alasan": "Sekali lagi"})

    assert answer.status_code == 422
    assert "Salah hitung" in answer.body.decode()
    assert "Sekali lagi" not in answer.body.decode()


def test_citra_revokes_nothing(after, cast, visitor):
    after("close")
    letter = make_letter(Kind.MINUTES, CYCLE, by=cast["dewi"])

    assert visitor(cast["citra"]).post(f"/surat/{letter.pk}/cabut/", {"alasan": "Tidak suka"}).status_code == 403


def test_a_file_that_is_gone_is_said_to_be_gone(after, dewi, visitor):
    after("close")
    letter = make_letter(Kind.MINUTES, CYCLE, by=dewi)
    (letters_folder() / letter.path).unlink()
    desk = visitor(dewi)

    answer = desk.get(f"/surat/{letter.pk}/berkas/")

    assert "changed on disk" in desk.get(answer.url).body.decode()


def test_a_page_of_the_desk_asks_few_questions(after, dewi, visitor, django_assert_max_num_queries):
    after("close")
    letter = make_letter(Kind.DECREE, CYCLE, by=dewi)
    desk = visitor(dewi)

    for path in ("/surat/", f"/surat/{letter.pk}/", "/surat/baru/slips/"):
        with django_assert_max_num_queries(20):
            desk.get(path)


def test_budi_of_the_regent_sees_the_recap_he_asked_for_and_no_names(after, dewi, visitor):
    after("approve")
    budi = Staff.objects.create(username="budi", name="Budi Bupati", position="local_viewer", area="6402")
    slips = make_letter(Kind.SLIPS, CYCLE, by=dewi, area="6402")
    own = make_letter(Kind.RECAP, CYCLE, by=budi)
    desk = visitor(budi)

    assert desk.get(f"/surat/{own.pk}/berkas/").status_code == 200
    assert desk.get(f"/surat/{slips.pk}/").status_code == 404
    assert desk.get("/surat/baru/slips/").status_code == 403

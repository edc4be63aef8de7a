"""Anybody may ask whether a letter is genuine, and is told that and nothing more."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from harapan.letters.actions import make, revoke
from harapan.letters.filing import fetch
from harapan.letters.models import Letter
from harapan.public import door
from harapan.public.models import Knock
from harapan.public.uploads import Digested
from harapan.testing.letters import ask_plainly, small_draft

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def letter(own_database, dewi) -> Letter:
    """Slips of Kutai Kartanegara."""
    return make(ask_plainly(dewi, area="6402"), small_draft("Kelurahan Rahasia"), by=dewi)


def test_the_link_of_the_qr_code_says_genuine(letter, visitor):
    page = visitor().get(f"/periksa-surat/{letter.number}/{letter.code}")

    assert page.status_code == 200
    assert "This letter is genuine" in page.body.decode()
    assert letter.number in page.body.decode()
    assert "Payment slips" in page.body.decode()


def test_it_reveals_neither_area_nor_figures_nor_people(letter, visitor):
    said = visitor().get(f"/periksa-surat/{letter.number}/{letter.code}").body.decode()
    said = re.sub(r'data-staff="[^"]*"|datetime="[^"]*"', "", said)

    for secret in ("6402", "64.02", "Rahasia", "975", "Dewi", letter.sha256, str(letter.facts)):
        assert secret not in said


@pytest.mark.parametrize("typed", ["{number} {code}", "  {number}   {spaced} ", "{lower}/{code}", "{number}\t{upper}"])
def test_a_number_and_code_may_be_typed_with_any_blanks(letter, visitor, typed):
    spaced = " ".join(letter.code[start : start + 4] for start in range(0, 16, 4))
    asked = typed.format(
        number=letter.number, code=letter.code, spaced=spaced, lower=letter.number.lower(), upper=letter.code.upper()
    )

    assert "Surat ini asli" in visitor(None, "id").get("/periksa-surat/", {"surat": asked}).body.decode()


@pytest.mark.parametrize("change", [("0001", "0002"), ("SLIP", "BA-REK"), ("2025-1", "2025-2")])
def test_another_number_with_that_code_is_not_genuine(letter, visitor, change):
    said = visitor().get(f"/periksa-surat/{letter.number.replace(*change)}/{letter.code}").body.decode()

    assert "not genuine" in said
    assert "Payment slips" not in said


def test_a_wrong_code_and_a_wrong_number_get_the_same_answer(letter, visitor):
    def plain(path: str) -> str:
        said = visitor().get(path).body.decode()
        return re.sub(r'value="[^"]*"|X-CSRFToken[^}]*|csrfmiddlewaretoken[^>]*|(?s:<footer.*</footer>)', "", said)

    assert plain(f"/periksa-surat/{letter.number}/{'0' * 16}") == plain(
        f"/periksa-surat/HRP/SLIP/2025-1/9999/{'0' * 16}"
    )


def test_a_letter_that_waits_is_not_genuine_yet(dewi, visitor):
    ask_plainly(dewi)

    assert "not genuine" in visitor().get(f"/periksa-surat/HRP/SLIP/2025-1/0001/{'0' * 16}").body.decode()


def test_a_revoked_letter_is_said_to_be_revoked(letter, dewi, visitor):
    revoke(letter, "Rahasia: salah orang", by=dewi)

    said = visitor().get(f"/periksa-surat/{letter.number}/{letter.code}").body.decode()

    assert "it was revoked" in said
    assert "Rahasia" not in said


def test_the_file_itself_is_genuine_and_a_tampered_one_is_not(letter, visitor):
    pdf = fetch(letter.path, letter.sha256)

    def shown(content: bytes) -> str:
        berkas = SimpleUploadedFile("surat.pdf", content, "application/pdf")
        return visitor().post("/periksa-surat/berkas/", {"berkas": berkas}).body.decode()

    assert "byte for byte" in shown(pdf)
    assert "not genuine" in shown(pdf[:-1] + b"!")
    assert "not genuine" in shown(pdf.replace(b"/Producer", b"/Producez") + b" ")


def test_nothing_of_a_file_is_kept(letter, visitor, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    berkas = SimpleUploadedFile("surat.pdf", b"x" * 4_000_000, "application/pdf")
    visitor().post("/periksa-surat/berkas/", {"berkas": berkas})

    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("content", [None, b"", b"x" * (3 * 1024 * 1024)])
def test_no_file_an_empty_one_or_one_too_long_is_said_to_be_missing(visitor, monkeypatch, content):
    monkeypatch.setattr(Digested, "LARGEST", 1024 * 1024)
    sent = {} if content is None else {"berkas": SimpleUploadedFile("surat.pdf", content)}

    answer = visitor().post("/periksa-surat/berkas/", sent)

    assert answer.status_code == 422
    assert "Choose the file first" in answer.body.decode()


@pytest.mark.parametrize(
    "typed", ["halo", "HRP/SLIP/2025-1/0001", "' OR 1=1 --", "<script>alert(1)</script>", "A" * 10_000, "\0"]
)
def test_what_is_no_number_is_said_to_be_none(visitor, typed):
    answer = visitor().get("/periksa-surat/", {"surat": typed})

    assert answer.status_code == 422
    assert "Type the whole number" in answer.body.decode()
    assert "<script>alert" not in answer.body.decode()


def test_a_guesser_is_soon_asked_to_wait(letter, visitor, monkeypatch):
    monkeypatch.setattr(door, "MOST", 3)
    path = f"/periksa-surat/{letter.number}/{'0' * 16}"

    answers = [visitor().get(path).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 429, 429]
    assert visitor().get(f"/periksa-surat/{letter.number}/{letter.code}").status_code == 429
    assert visitor().get("/periksa-surat/").status_code == 200  # the empty page is no question


def test_somebody_elsewhere_may_still_ask(letter, visitor, settings, monkeypatch):
    monkeypatch.setattr(door, "MOST", 1)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    path = f"/periksa-surat/{letter.number}/{letter.code}"

    first = [visitor().get(path, **{"X-Forwarded-For": "203.0.113.7"}).status_code for _ in range(2)]

    assert first == [200, 429]
    assert visitor().get(path, **{"X-Forwarded-For": "203.0.113.8"}).status_code == 200


def test_who_asked_is_not_written_down(letter, visitor):
    visitor().get(f"/periksa-surat/{letter.number}/{letter.code}")

    knock = Knock.objects.get()
    assert knock.count == 1
    assert re.fullmatch(r"[0-9a-f]{64}", knock.client)


def test_old_counts_are_swept_away(letter, visitor):
    Knock.objects.create(client="long ago", stretch=1, count=9)

    visitor().get(f"/periksa-surat/{letter.number}/{letter.code}")

    assert not Knock.objects.filter(stretch=1).exists()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_is_small_needs_no_script_and_is_never_kept(letter, visitor, language):
    page = visitor(None, language).get(f"/periksa-surat/{letter.number}/{letter.code}")

    assert len(page.body) < 20_000
    assert b"hx-get" not in page.body
    assert "no-store" in page.headers["Cache-Control"] or "no-cache" in page.headers["Cache-Control"]
    assert b'method="get"' in page.body


def test_a_form_from_elsewhere_is_refused():
    stranger = Client(enforce_csrf_checks=True)
    berkas = SimpleUploadedFile("surat.pdf", b"x")

    assert stranger.post("/periksa-surat/berkas/", {"berkas": berkas}).status_code == 403

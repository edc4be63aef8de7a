"""Files that go out and answers that come in: who gets them, what they are called, and what is refused."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from harapan.audit.models import Event
from harapan.console.stages import forms, views
from harapan.operations.actions import carry_out
from harapan.operations.models import Work
from harapan.operations.steps import answers_folder
from harapan.payments.actions import payments_folder
from harapan.payments.models import BankAnswer
from harapan.testing.stages import CYCLE

PLACE = f"/tahap/{CYCLE}/"
ANSWERS = f"{PLACE}jawaban/"
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"><CstmrPmtStsRpt>&c;</CstmrPmtStsRpt></Document>"""


def work_done() -> Work:
    work = Work.objects.latest("pk")
    carry_out(work)
    work.refresh_from_db()
    return work


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_handed_out_to_who_moves_money_and_recorded(after, visitor, eko, citra):
    given = after("write")
    file = given.file("BRI")
    place = f"{PLACE}berkas/{file.pk}/ambil/"

    assert visitor(citra).post(place).status_code == 403
    assert visitor(eko).get(place).status_code == 405
    taken = visitor(eko).post(place)

    assert taken.body == given.order_path("BRI").read_bytes()
    event = Event.objects.get(verb="payment_file.taken")
    assert (event.actor, event.object_id) == (eko.pk, str(file.pk))


def test_a_file_that_is_not_what_was_written_is_not_handed_out(after, visitor, eko):
    given = after("write")
    given.order_path("BRI").write_bytes(b"<Document/>")
    eyes = visitor(eko)

    assert eyes.post(f"{PLACE}berkas/{given.file('BRI').pk}/ambil/").status_code == 302
    assert "what lies on the disk is not what was written" in eyes.get(f"{PLACE}berkas/").content.decode()
    assert not Event.objects.filter(verb="payment_file.taken").exists()


def test_an_answer_is_kept_under_a_name_of_ours_and_read(after, visitor, eko):
    given = after("release")
    answer = given.answer_of("BRI")
    content = answer.read_bytes()
    answer.unlink()
    eyes = visitor(eko)

    sent = {"bank": "BRI", "sent": [upload("../../Hasil transfer (1).XML", content)]}
    assert eyes.post(ANSWERS, sent).status_code == 302

    work = work_done()
    (name,) = work.details["files"]
    assert name.startswith("BRI-Hasil-transfer-1-")
    assert name.endswith(".xml")
    assert (answers_folder(CYCLE) / name).read_bytes() == content
    assert (answers_folder(CYCLE) / name).stat().st_mode & 0o777 == 0o600
    assert (work.state, BankAnswer.objects.get().name) == ("done", name)

    again = eyes.post(ANSWERS, {"bank": "BRI", "sent": [upload("other-name.xml", content)]})
    assert "was read before" in again.content.decode()
    assert Work.objects.count() == 1


def test_the_bank_is_asked_for_when_the_name_does_not_say(after, visitor, eko):
    after("release")

    response = visitor(eko).post(ANSWERS, {"sent": [upload("hasil.xml", b"<Document/>")]})

    assert response.status_code == 422
    assert "Which bank sent hasil.xml?" in response.content.decode()


@pytest.mark.parametrize("name", ["BRI-answer.exe", "BRI-answer", "BRI.xml.zip"])
def test_other_kinds_of_files_are_refused(after, visitor, eko, name):
    after("release")

    response = visitor(eko).post(ANSWERS, {"sent": [upload(name, b"MZ")]})

    assert response.status_code == 422
    assert not Work.objects.exists()


def test_fifty_megabytes_are_too_many(after, visitor, eko):
    after("release")

    response = visitor(eko).post(ANSWERS, {"sent": [upload("BRI-huge.xml", b" " * (50 << 20))]})

    assert response.status_code == 422
    assert f"Too large: at most {forms.LARGEST >> 20} MB" in response.content.decode()
    assert not any(answers_folder(CYCLE).iterdir())
    assert views.TOO_LARGE.id.startswith("Terlalu besar")


def test_a_bomb_is_refused_by_name_and_moves_nothing(after, visitor, eko):
    given = after("release")
    before = given.batch.state

    visitor(eko).post(ANSWERS, {"sent": [upload("BRI-bomb.xml", BOMB)]})
    work = work_done()

    assert work.state == "refused"
    assert work.sentence_en
    assert given.batch.state == before
    assert not BankAnswer.objects.exists()


def test_what_the_banks_transfer_brought_is_read_from_the_folder(after, visitor, eko):
    given = after("release")
    given.answer_of("BNI")
    eyes = visitor(eko)
    assert "BNI-answer.xml" in eyes.get(ANSWERS).content.decode()

    eyes.post(f"{ANSWERS}baca/")

    assert work_done().state == "done"
    assert "In the folder of answers" not in eyes.get(ANSWERS).content.decode()


def test_who_may_not_move_money_uploads_nothing(after, visitor, citra):
    after("release")

    assert visitor(citra).post(ANSWERS, {"sent": [upload("BRI-a.xml", b"<a/>")]}).status_code == 403
    assert "Upload answers" not in visitor(citra).get(ANSWERS).content.decode()
    assert payments_folder(CYCLE).is_relative_to(settings.HOME)


@pytest.mark.parametrize("table", ["buku", "berkas", "baris", "retur", "pemakaian", "perubahan", "alasan", "komponen"])
def test_every_table_can_be_taken_away(after, visitor, eko, table):
    after("answer")
    eyes = visitor(eko)

    assert eyes.get(f"{PLACE}unduh/{table}.csv").body.startswith("\ufeff".encode())
    assert eyes.get(f"{PLACE}unduh/{table}.xlsx").body.startswith(b"PK")


def test_the_books_show_zero_down_to_the_village(after, visitor, eko, citra):
    after("close")
    eyes = visitor(eko)
    for query in ("", "?by=bank", "?area=64", "?area=6402", "?area=640201"):
        page = eyes.get(f"{PLACE}buku/{query}").content.decode()
        assert "Difference nil" in page, query
        assert "Rp4.850.000" in page or query, "credited"

    assert "No money stands in your area" in visitor(citra).get(f"{PLACE}buku/").content.decode()

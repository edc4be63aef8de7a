"""One family on its page: who they are, what they were owed and why, who looked; and lists of families taken away."""

import csv
import io
import re
from datetime import date

import pytest

from harapan.audit.models import Event
from harapan.banks.simulated import Luck
from harapan.commitments.attachments import attach
from harapan.commitments.entering import enter
from harapan.commitments.models import Report
from harapan.payments.models import Payment
from harapan.places.models import Facility
from harapan.registry.models import Account, Family, Member
from harapan.testing.make import BUKUAN, make_observations, member_named
from harapan.testing.stages import CYCLE, family_of

JULY, AUGUST = date(2024, 7, 15), date(2024, 8, 1)
NIK, CARD, PHONE = "6402064505900001", "6402060101010077", "081234567890"


def text(response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.body.decode()))


@pytest.fixture
def aminah(after):
    """Aminah's family after every bank has answered; her numbers are known."""
    given = after("answer")
    family = family_of("Aminah")
    Family.objects.filter(pk=family.pk).update(card=CARD)
    Member.objects.filter(pk=family.caretaker).update(nik=NIK, phone=PHONE)
    return given, family


def looks(family):
    events = Event.objects.filter(object_type="family", object_id=str(family.pk)).order_by("pk")
    return list(events.values_list("verb", "facts"))


def test_the_whole_family_on_one_page(aminah, visitor, cast):
    _, family = aminah
    page = text(visitor(cast["ratna"], "id").get(f"/keluarga/{family.pk}/"))
    for words in (
        "Aminah",
        "Data rekaan: tidak ada orang sungguhan",
        "aktif",
        "Adi",
        "Anak usia dini",
        "Budi",
        "SD/sederajat",
        "Rp975.000",
        "sudah masuk rekening",
        "TOP UP / SALUR",
        "Bagaimana jumlah ini dihitung?",
        "Umur per",
        "Hitungan setiap tahap memakai umur pada hari pertama tahap itu",
    ):
        assert words in page, words
    lines = text(visitor(cast["ratna"], "id").get(f"/keluarga/{family.pk}/hitungan/{CYCLE}/"))
    assert "Umur per hari pertama tahap, 1 Januari 2025" in lines


def test_every_number_is_masked(aminah, visitor, cast):
    _, family = aminah
    for path in ("", "riwayat/", f"hitungan/{CYCLE}/", "buka/"):
        page = visitor(cast["ratna"]).get(f"/keluarga/{family.pk}/{path}").body.decode()
        for number in (NIK, CARD, PHONE, Account.objects.get(family=family).number):
            assert number not in page
    assert "············0001" in visitor(cast["ratna"]).get(f"/keluarga/{family.pk}/").body.decode()


# the trace


def test_every_opening_leaves_a_trace_also_the_second_on_one_day(aminah, visitor, cast):
    _, family = aminah
    ratna = visitor(cast["ratna"])
    for _ in range(2):
        ratna.get(f"/keluarga/{family.pk}/")
    ratna.get(f"/keluarga/{family.pk}/hitungan/{CYCLE}/", **{"HX-Request": "true"})

    assert looks(family) == [
        ("family.opened", {"part": "page"}),
        ("family.opened", {"part": "page"}),
        ("family.opened", {"part": f"computation {CYCLE}"}),
    ]
    assert set(Event.objects.filter(verb="family.opened").values_list("actor", flat=True)) == {cast["ratna"].pk}


def test_who_could_not_open_it_leaves_no_trace_of_having_seen_it(aminah, visitor, citra):
    _, family = aminah
    visitor(citra).get(f"/keluarga/{family.pk}/")
    assert looks(family) == []


def test_the_auditor_sees_who_looked_and_others_only_themselves(aminah, visitor, cast):
    _, family = aminah
    visitor(cast["ratna"]).get(f"/keluarga/{family.pk}/")
    path = f"/keluarga/{family.pk}/riwayat/?jenis=akses"

    assert "Ratna Sari" in text(visitor(cast["hasan"]).get(path))
    of_agus = text(visitor(cast["agus"]).get(path))
    assert "Agus Salim (" in of_agus
    assert "Ratna Sari (" not in of_agus


# numbers in full


ASKED = {"fields_wanted": ["nik", "card"], "purpose": "complaint", "because": "Pengaduan nomor 17"}


def test_numbers_are_shown_once_for_a_purpose_that_is_recorded(aminah, visitor, cast):
    _, family = aminah
    ratna = visitor(cast["ratna"], "id")
    page = ratna.post(f"/keluarga/{family.pk}/buka/", ASKED)

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert NIK in text(page)
    assert CARD in text(page)
    assert PHONE not in text(page)
    assert "Pengaduan atau keberatan" in text(page)
    ((_, told),) = [look for look in looks(family) if look[0] == "family.unmasked"]
    assert told == {"fields": ["nik", "card"], "purpose": "complaint", "because": "Pengaduan nomor 17"}
    assert NIK not in text(ratna.get(f"/keluarga/{family.pk}/"))
    assert not Event.objects.filter(facts__icontains=NIK).exists()


def test_without_a_purpose_nothing_is_shown_and_nothing_recorded(aminah, visitor, cast):
    _, family = aminah
    ratna = visitor(cast["ratna"], "id")
    for missing in ("fields_wanted", "purpose", "because"):
        page = ratna.post(
            f"/keluarga/{family.pk}/buka/", {key: value for key, value in ASKED.items() if key != missing}
        )
        assert page.status_code == 422
        assert "Ada yang perlu diperbaiki" in text(page)
        assert NIK not in text(page)
    for because in ("ok", f"NIK {NIK}", "6402 0645 0590 0001", "x" * 10_000):
        assert ratna.post(f"/keluarga/{family.pk}/buka/", {**ASKED, "because": because}).status_code == 422
    assert looks(family) == []


def test_nobody_unmasks_a_family_elsewhere(aminah, visitor, citra):
    _, family = aminah
    assert visitor(citra).post(f"/keluarga/{family.pk}/buka/", ASKED).status_code == 404
    assert looks(family) == []


# how the amount came about


def test_every_rupiah_with_rule_day_and_source(aminah, visitor, cast):
    _, family = aminah
    page = text(visitor(cast["ratna"], "id").get(f"/keluarga/{family.pk}/hitungan/{CYCLE}/"))
    for words in (
        "Jumlah yang dibayar: Rp975.000",
        "Dihitung sebagai Anak usia dini",
        "Rp750.000",
        "components.early_childhood.amount: berlaku sejak",
        "sumber",
        "keyakinan: tinggi",
        "sudah masuk rekening",
    ):
        assert words in page, words


def test_a_family_that_got_nothing_is_told_why(aminah, visitor, cast):
    fatimah = family_of("Fatimah")
    ratna = visitor(cast["ratna"], "id")
    assert "Tidak ada komponen" in text(ratna.get(f"/keluarga/{fatimah.pk}/"))
    page = text(ratna.get(f"/keluarga/{fatimah.pk}/hitungan/{CYCLE}/"))
    assert "Tidak dibayar" in page
    assert "Tidak ada anggota keluarga yang memenuhi syarat komponen" in page


def test_a_family_the_stage_did_not_compute_is_told_so(aminah, visitor, cast):
    indah = family_of("Indah")
    page = text(visitor(cast["ratna"], "id").get(f"/keluarga/{indah.pk}/hitungan/{CYCLE}/"))
    assert "Tahap ini tidak menghitung keluarga ini" in page


def test_a_stage_there_is_not_or_whose_files_are_gone_says_so(aminah, visitor, cast, tmp_path):
    _, family = aminah
    ratna = visitor(cast["ratna"], "id")
    for cycle in ("2099-9", "1", "x" * 300):
        assert "tidak ada tahap" in text(ratna.get(f"/keluarga/{family.pk}/hitungan/{cycle}/"))
    (tmp_path / "snapshots" / CYCLE / "manifest.json").unlink()
    page = ratna.get(f"/keluarga/{family.pk}/hitungan/{CYCLE}/")
    assert "berkas salinannya tidak lagi seperti saat dibekukan" in text(page)
    assert str(tmp_path) not in page.body.decode()


def test_what_was_frozen_elsewhere_is_not_explained_to_who_may_not_see_it(aminah, visitor, citra):
    """The family lives in Citra's area now; the stage was computed where it lived before."""
    _, family = aminah
    for rows in (Family.objects.filter(pk=family.pk), Member.objects.filter(family=family)):
        rows.update(village="6403012001")
    page = visitor(citra).get(f"/keluarga/{family.pk}/hitungan/{CYCLE}/")
    assert "did not compute this family, or did so elsewhere" in text(page)
    assert "975.000" not in text(page)
    assert "975.000" not in text(visitor(citra).get(f"/keluarga/{family.pk}/"))


# money and duties


def test_money_that_came_back_says_why_in_both_vocabularies(after, visitor, cast):
    given = after("release")
    given.read_all_answers(luck=Luck(fails={Payment.objects.get(name="Aminah").number: "identity_mismatch"}))
    page = text(visitor(cast["ratna"], "id").get(f"/keluarga/{family_of('Aminah').pk}/"))
    assert "kembali dari bank" in page
    assert "data bank dan Dukcapil berbeda" in page
    assert " SI " in page


def test_money_held_says_what_it_waits_for(aminah, visitor, cast):
    page = text(visitor(cast["ratna"], "id").get(f"/keluarga/{family_of('Darmi').pk}/"))
    assert "ditahan untuk keluarga ini" in page
    assert "belum punya rekening" in page
    assert "PROSES BUREKOL" in page


def test_missed_not_reported_and_closed_service_are_told_apart_by_word(aminah, visitor, cast):
    given, family = aminah
    budi = member_named(family, "Budi")
    first, second, third = given.edition.stage.judged_months
    make_observations(budi, "school_attendance", [first], unexcused=20)
    make_observations(budi, "school_attendance", [second], reported=False)
    make_observations(budi, "school_attendance", [third], available=False)

    page = text(visitor(cast["ratna"], "id").get(f"/keluarga/{family.pk}/"))
    assert "tidak terpenuhi 0/20" in page
    assert "tidak dilaporkan" in page
    assert "layanan tidak tersedia" in page


def test_who_said_what_about_a_duty_and_what_is_due_now(aminah, visitor, cast, citra, django_assert_max_num_queries):
    _, family = aminah
    budi = member_named(family, "Budi")
    school = Facility.objects.create(code="30401234", name="SDN 001", kind="school", level="sd", village=family.village)
    attach(budi, school.code, since=JULY, grade=3, class_name="3A", because="daftar", by=cast["dewi"])
    told = {"facility": school.code, "village": school.village, "service": "school", "source": "paper", "month": AUGUST}
    for unexcused, because in ((9, ""), (0, "salah <b>baris</b>")):
        report = Report(lines=[[budi.pk, "school_attendance", 20, unexcused, 0, 0]], because=because, **told)
        report.by, report.digest = cast["nurul"].pk, "d" * 64
        report.save()
        enter([report], {"school_attendance": "school"}, by=cast["nurul"])

    ratna = visitor(cast["ratna"])
    with django_assert_max_num_queries(20):
        page = ratna.get(f"/keluarga/{family.pk}/kewajiban/")
    said = text(page)

    assert "School attendance Present every month" in said, "due every month, also now"
    assert "08.2024 Budi School attendance 11/20 9 0 corrected Nurul Hidayah" in said
    assert "SDN 001 dddddddddddd" in said
    assert "11/20" in text(ratna.get(f"/keluarga/{family.pk}/kewajiban/?anggota={budi.pk}"))
    assert "11/20" not in text(ratna.get(f"/keluarga/{family.pk}/kewajiban/?anggota={family.caretaker}"))
    assert "<b>baris" not in page.body.decode()
    assert looks(family)[-1] == ("family.opened", {"part": "duties"})
    line = text(ratna.get(f"/keluarga/{family.pk}/riwayat/?jenis=kewajiban"))
    assert "School attendance of Budi in 08.2024 corrected" in line
    assert "SDN 001 · paper form · Nurul Hidayah, School or health unit" in line
    assert f"/keluarga/{family.pk}/kewajiban/" in visitor(cast["ratna"]).get(f"/keluarga/{family.pk}/").body.decode()
    assert visitor(citra).get(f"/keluarga/{family.pk}/kewajiban/").status_code == 404


def test_one_line_of_everything_that_happened(aminah, visitor, cast):
    _, family = aminah
    ratna = visitor(cast["ratna"], "id")
    page = text(ratna.get(f"/keluarga/{family.pk}/riwayat/"))
    assert "Tahap 2025-1: berhak atas Rp975.000" in page
    assert "Rekening BRI dibuka" in page
    assert page.index("sudah masuk rekening") < page.index("diperintahkan ke BRI")
    only = text(ratna.get(f"/keluarga/{family.pk}/riwayat/?jenis=uang"))
    assert "Rekening BRI dibuka" not in only
    assert "<html" not in ratna.get(f"/keluarga/{family.pk}/riwayat/", **{"HX-Request": "true"}).body.decode()


def test_the_page_asks_the_database_a_bounded_number_of_times(aminah, visitor, cast, django_assert_max_num_queries):
    _, family = aminah
    ratna = visitor(cast["ratna"])
    ratna.get("/keluarga/")
    for path, most in ((f"/keluarga/{family.pk}/", 24), ("/keluarga/", 16), ("/keluarga/?q=aminah", 18)):
        with django_assert_max_num_queries(most):
            ratna.get(path)


# taking a list away


def rows_of(response):
    return list(csv.reader(io.StringIO(response.body.decode("utf-8-sig"))))


def test_an_export_holds_ones_own_families_masked_and_leaves_a_trace(aminah, visitor, cast):
    heading, *rows = rows_of(visitor(cast["ratna"]).get("/keluarga/unduh/csv/", {"bank": "BRI"}))

    assert heading[:4] == ["Family number", "Caretaker", "NIK of the caretaker", "Family card"]
    assert {row[1] for row in rows} == {"Aminah", "Darmi", "Endah", "Fatimah", "Indah"}
    ours = next(row for row in rows if row[1] == "Aminah")
    assert ours[2:4] == ["············0001", "············0077"]
    assert ours[12] == "975000"
    event = Event.objects.get(verb="families.exported")
    assert (event.actor, event.facts) == (
        cast["ratna"].pk,
        {"form": "csv", "filters": {"bank": "BRI"}, "searched": False},
    )


def test_what_was_searched_for_is_not_written_into_the_log(aminah, visitor, cast):
    rows = rows_of(visitor(cast["ratna"]).get("/keluarga/unduh/csv/", {"q": "aminah"}))
    assert [row[1] for row in rows[1:]] == ["Aminah"]
    event = Event.objects.get(verb="families.exported")
    assert event.facts == {"form": "csv", "filters": {}, "searched": True}


def test_an_export_beyond_a_page_is_whole(aminah, visitor, cast, monkeypatch):
    monkeypatch.setattr("harapan.console.families.sheet.AT_ONCE", 3)
    rows = rows_of(visitor(cast["dewi"]).get("/keluarga/unduh/csv/"))
    assert len(rows) == 1 + Family.objects.count()
    assert len({row[0] for row in rows}) == len(rows)


def test_unpaid_families_are_exported_with_the_reason(aminah, visitor, cast):
    rows = rows_of(visitor(cast["ratna"], "id").get("/keluarga/unduh/csv/", {"belum": CYCLE, "pemisah": "koma"}))
    assert [(row[1], row[12], row[13]) for row in rows[1:]] == [
        ("Fatimah", "0", "Tidak ada anggota keluarga yang memenuhi syarat komponen pada tahap ini.")
    ]


def test_a_name_that_is_a_formula_stays_a_name(aminah, visitor, cast):
    Member.objects.filter(name="Aminah").update(name="=HYPERLINK(1)")
    rows = rows_of(visitor(cast["ratna"]).get("/keluarga/unduh/csv/"))
    assert "'=HYPERLINK(1)" in {row[1] for row in rows}


def test_nothing_elsewhere_is_exported_whatever_is_asked(aminah, visitor, citra):
    for query in ({}, {"area": BUKUAN}, {"belum": CYCLE}, {"q": "aminah"}):
        assert len(rows_of(visitor(citra).get("/keluarga/unduh/csv/", query))) == 1


def test_a_spreadsheet_too(aminah, visitor, cast):
    answer = visitor(cast["ratna"]).get("/keluarga/unduh/xlsx/")
    assert answer.body.startswith(b"PK")
    assert visitor(cast["ratna"]).get("/keluarga/unduh/exe/").status_code == 404

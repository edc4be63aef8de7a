"""Lists that say facts about people we know: judged row by row, applied at once, taken back whole."""

from datetime import date

import pytest
from django.db import connection

from harapan.intake.imports import actions
from harapan.intake.imports.actions import CannotImport, SameFile
from harapan.intake.models import Known, Row, Upload
from harapan.registry.models import Family, FieldChange, Member
from harapan.testing.lists import bring_rows, fates, read_in_this_process  # noqa: F401
from harapan.testing.make import BUKUAN, caretaker_of, make_family, member_named, pupil

pytestmark = pytest.mark.usefixtures("db", "read_in_this_process")

AMINAH, BUDI, HAMID, YATI = (f"640206{day}{serial}" for day, serial in (
    ("610490", "0001"), ("020516", "0002"), ("610490", "0003"), ("610490", "0004")))  # fmt: skip
DEATHS = ("NIK", "Nama", "Tanggal Lahir", "Tanggal Meninggal")
SCHOOLS = ("NIK", "Nama", "NPSN", "Jenjang")


@pytest.fixture
def wahyu(cast):
    """Keeps the data of Kutai Kartanegara."""
    return cast["wahyu"]


@pytest.fixture
def aminah():
    """Siti Aminah of Loa Ipuh and her Budi, both with their NIK."""
    family = make_family("Siti Aminah", pupil("Budi", nik=BUDI), card="6402061502200001")
    Member.objects.filter(pk=family.caretaker).update(nik=AMINAH)
    return family


@pytest.fixture
def neighbour():
    """Yati of Samarinda, where Wahyu has no business."""
    family = make_family("Yati", village=BUKUAN, card="6472011502200009")
    Member.objects.filter(pk=family.caretaker).update(nik=YATI)
    return family


def test_a_death_is_noted_and_taken_back_to_the_letter(aminah, wahyu):
    upload = bring_rows("deaths", DEATHS, [(AMINAH, "SITI AMINAH", "21/04/1990", "1 Mei 2022")], wahyu)
    assert fates(upload) == ["changed"]
    before = Member.objects.filter(family=aminah).order_by("pk").values()
    as_it_was = list(before)

    actions.apply(upload, by=wahyu)
    actions.apply(upload, by=wahyu)

    upload.refresh_from_db()
    assert caretaker_of(aminah).died_on == date(2022, 5, 1)
    assert (upload.state, upload.changed, upload.left_out) == ("applied", 1, 0)
    noted = FieldChange.objects.exclude(source="").get(family=aminah.pk)
    assert (noted.field, noted.after, noted.by) == ("died_on", "2022-05-01", wahyu.pk)
    assert noted.source == f"import:{upload.pk}"

    actions.undo(upload, because="salah daftar", by=wahyu)

    assert list(before.all()) == as_it_was


def test_every_row_says_what_would_become_of_it_and_why(aminah, neighbour, wahyu):
    Member.objects.filter(family=aminah, name="Budi").update(died_on=date(2021, 1, 1))
    rows = [
        (AMINAH, "Siti Aminah", "21-4-1990", "2022-05-01"),
        (AMINAH, "Siti Aminah", "21-4-1990", "2022-05-01"),
        (AMINAH[:-1], "Orang Lain", "", "2022-05-01"),
        ("6,40206E+15", "Siapa", "", "2022-05-01"),
        (BUDI, "Budi", "", "2022-05-01"),
        (BUDI, "Bukan Dia", "1-1-2001", "2022-05-01"),
        (YATI, "Yati", "", "2022-05-01"),
        (AMINAH, "Siti Aminah", "", "31/02/2022"),
    ]

    upload = bring_rows("deaths", DEATHS, rows, wahyu)

    assert fates(upload) == [
        "changed",
        "doubled same_again",
        "damaged nik_short",
        "damaged nik_scientific",
        "conflict another_value",
        "conflict other_person",
        "unknown not_here",
        "damaged died_on_unreadable",
    ]
    assert upload.counts == {"changed": 1, "doubled": 1, "damaged": 3, "conflict": 2, "unknown": 1}
    assert not Row.objects.filter(upload=upload.pk, member__in=Member.objects.filter(family=neighbour)).exists()


def test_a_list_that_says_two_things_of_one_person_is_believed_in_neither(aminah, wahyu):
    rows = [(AMINAH, "Siti Aminah", "", "2022-05-01"), (AMINAH, "Siti Aminah", "", "2022-05-02")]

    assert fates(bring_rows("deaths", DEATHS, rows, wahyu)) == ["conflict says_two_things"] * 2


def test_a_nik_that_lost_digits_is_mended_only_by_name_and_for_one_person(aminah, wahyu):
    rows = [
        (AMINAH[:-1], "Siti Aminah", "21/04/1990", "2022-05-01"),
        (BUDI.replace("0", "", 1), "BUDI", "", "2022-05-01"),
    ]

    upload = bring_rows("deaths", DEATHS, rows, wahyu)

    assert fates(upload) == ["changed", "changed"]
    assert {row.trouble for row in Row.objects.filter(upload=upload.pk)} == {"nik_mended"}


def test_a_decile_comes_by_card_or_by_the_nik_of_any_member(aminah, wahyu):
    other = make_family("Rahma", card="6402061502200002", decile=3)
    rows = [("6402061502200001", "", "Desil 2"), ("6402061502200002", "", "3"), ("", AMINAH, "2"), ("", "", "4")]

    upload = bring_rows("deciles", ("No KK", "NIK", "Desil Nasional"), rows, wahyu)
    actions.apply(upload, by=wahyu)

    assert fates(upload) == ["changed", "unchanged", "doubled same_again", "damaged card_missing"]
    assert {family.pk: family.decile for family in Family.objects.all()} == {aminah.pk: 2, other.pk: 3}


def test_civil_servants_are_known_and_nobody_else_becomes_a_no(aminah, wahyu):
    upload = bring_rows("civil_servants", ("NIK", "Nama"), [(AMINAH, "Siti Aminah")], wahyu)
    actions.apply(upload, by=wahyu)

    known = dict(Member.objects.filter(family=aminah).values_list("name", "excluded_occupation"))
    assert known == {"Siti Aminah": True, "Budi": None}


def test_what_dukcapil_says_is_remembered_and_changes_nobody(aminah, wahyu):
    head = ("NIK", "Nama", "Status Padan")
    first = bring_rows("dukcapil", head, [(AMINAH, "Siti Aminah", "Tidak Ditemukan")], wahyu)
    actions.apply(first, by=wahyu)
    second = bring_rows("dukcapil", head, [(AMINAH, "Siti Aminah", "Padan")], wahyu)
    actions.apply(second, by=wahyu)

    assert Known.objects.get().value == "match"
    with pytest.raises(CannotImport, match=f"1 family: {aminah.pk} "):
        actions.undo(first, because="lama", by=wahyu)
    actions.undo(second, because="keliru", by=wahyu)
    assert (Known.objects.get().value, Known.objects.get().upload) == ("not_found", first.pk)
    actions.undo(first, because="keliru", by=wahyu)
    assert not Known.objects.exists()
    assert not FieldChange.objects.exclude(source="").exists()


def test_not_in_this_file_never_becomes_no_except_at_a_school_that_named_the_pupil_before(aminah, wahyu):
    cahya = make_family("Rahma", pupil("Cahya", nik=HAMID, in_education_register=None))
    Member.objects.filter(name="Budi").update(in_education_register=None)
    first = [(BUDI, "Budi", "30401234", "SD"), (YATI, "Yati", "30401234", "SD")]
    actions.apply(bring_rows("dapodik", SCHOOLS, first, wahyu), by=wahyu)
    budi = member_named(aminah, "Budi")
    assert (budi.in_education_register, member_named(cahya, "Cahya").in_education_register) == (True, None)

    elsewhere = bring_rows("dapodik", SCHOOLS, [(YATI, "Yati", "30409999", "SD")], wahyu)
    assert elsewhere.counts == {"unknown": 1}, "another school says nothing about this one"

    gone = bring_rows("dapodik", SCHOOLS, [(YATI, "Yati", "30401234", "SD"), (HAMID, "Cahya", "30401234", "SD")], wahyu)
    assert fates(gone) == ["absent named_before", "unknown not_here", "changed"]
    actions.apply(gone, by=wahyu)
    budi.refresh_from_db()
    assert (budi.in_education_register, budi.register_before) == (False, True)

    actions.undo(gone, because="keliru", by=wahyu)
    budi.refresh_from_db()
    assert (budi.in_education_register, budi.register_before, budi.school_changed_on) == (True, None, date(2022, 5, 31))


def test_a_school_whose_list_was_cut_short_says_nothing_of_the_others(wahyu):
    pupils = [pupil(f"Murid {n}", nik=f"640206020516{n:04d}") for n in range(1, 5)]
    make_family("Rahma", *pupils)
    rows = [(one.nik, one.name, "30401234", "MI") for one in pupils]
    actions.apply(bring_rows("emis", SCHOOLS, rows, wahyu), by=wahyu)

    short = bring_rows("emis", SCHOOLS, rows[:1], wahyu)

    assert sorted(fates(short)) == ["conflict school_cut_short"] * 3 + ["unchanged"]


def test_who_was_changed_since_the_dry_run_is_left_out_and_counted(aminah, wahyu):
    other = make_family("Rahma", card="6402061502200002", decile=3)
    head, rows = ("No KK", "Desil"), [("6402061502200001", "2"), ("6402061502200002", "4")]
    upload = bring_rows("deciles", head, rows, wahyu)
    Family.objects.filter(pk=other.pk).update(decile=1)

    actions.apply(upload, by=wahyu)

    upload.refresh_from_db()
    other.refresh_from_db()
    assert (upload.changed, upload.left_out, other.decile) == (1, 1, 1)


def test_undo_is_refused_by_name_when_something_was_built_on_it_and_then_nothing_is_undone(aminah, wahyu):
    other = make_family("Rahma", card="6402061502200002")
    rows = [("6402061502200001", "2"), ("6402061502200002", "4")]
    upload = bring_rows("deciles", ("No KK", "Desil"), rows, wahyu)
    actions.apply(upload, by=wahyu)
    Family.objects.filter(pk=other.pk).update(decile=5)

    with pytest.raises(CannotImport, match=rf"{other.pk} \(Rahma\)") as refused:
        actions.undo(upload, because="keliru", by=wahyu)

    assert "tidak ada yang dibatalkan" in refused.value.sentence_id
    assert list(Family.objects.order_by("pk").values_list("decile", flat=True)) == [2, 5]


def test_the_same_file_twice_leads_to_the_first_until_that_is_thrown_away(aminah, wahyu):
    rows = [(AMINAH, "Siti Aminah", "", "2022-05-01")]
    first = bring_rows("deaths", DEATHS, rows, wahyu)

    with pytest.raises(SameFile) as same:
        bring_rows("deaths", DEATHS, rows, wahyu)
    assert same.value.upload == first
    actions.discard(first, by=wahyu)

    assert bring_rows("deaths", DEATHS, rows, wahyu).state == "checked"
    assert not Row.objects.filter(upload=first.pk).exists()


def test_a_file_for_another_province_is_refused_with_counts(wahyu):
    rows = [(f"530101{40 + n}0190{n:04d}", "Orang NTT", "", "2022-05-01") for n in range(1, 31)]

    upload = bring_rows("deaths", DEATHS, rows, wahyu)

    assert upload.state == "refused"
    assert "30 of 30 rows lie outside 64, most of them in 53" in upload.sentence_en
    assert not Row.objects.exists()


def test_nobody_brings_a_list_about_an_area_or_of_a_kind_that_is_not_theirs(cast):
    for who, kind, area in (("wahyu", "deaths", "6472"), ("wahyu", "accounts", "6402"), ("hasan", "deaths", "")):
        with pytest.raises(CannotImport):
            bring_rows(kind, DEATHS, [(AMINAH, "A", "", "2022-05-01")], cast[who], area=area)
    assert not Upload.objects.exists()


def test_columns_nobody_can_guess_are_asked_for_and_remembered_for_the_same_head(aminah, wahyu):
    head, row = ("Kolom A", "Kolom B", "Kolom C"), (AMINAH, "Siti Aminah", "1/5/2022")
    upload = bring_rows("deaths", head, [row], wahyu)
    assert (upload.state, upload.columns) == ("asks", {"nik": 0})

    with pytest.raises(CannotImport, match="choose the column of Died on"):
        actions.choose_columns(upload, {"nik": 0}, by=wahyu)
    actions.choose_columns(upload, {"nik": 0, "name": 1, "died_on": 2}, by=wahyu)
    upload = actions.read(upload, by=wahyu)
    again = bring_rows("deaths", head, [row, ("", "", "")], wahyu)

    assert [fates(upload), fates(again)] == [["changed"], ["changed"]]


def test_what_became_of_a_list_is_never_rewritten(aminah, wahyu):
    upload = bring_rows("deaths", DEATHS, [(AMINAH, "Siti Aminah", "", "2022-05-01")], wahyu)
    actions.apply(upload, by=wahyu)

    with pytest.raises(Exception, match="never rewritten"), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_upload SET state = 'checked'")

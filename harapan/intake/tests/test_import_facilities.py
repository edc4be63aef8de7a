"""Lists of schools and health units: judged row by row, applied set by set, taken back while nobody is there."""

from datetime import date

import pytest

from harapan.commitments.attachments import CannotAttach, attach
from harapan.commitments.models import Attachment
from harapan.intake.imports import actions
from harapan.intake.imports.actions import CannotImport
from harapan.intake.models import Row
from harapan.operations.errands.lists import apply_now, undo_now
from harapan.places.actions import Told, keep_facility
from harapan.places.models import Area, Facility
from harapan.testing.lists import bring_rows, fates, read_in_this_process  # noqa: F401
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, member_named, pupil

pytestmark = pytest.mark.usefixtures("db", "read_in_this_process", "areas")
HEAD = ("NPSN", "Nama Sekolah", "Bentuk Pendidikan", "Kode Desa", "Lintang", "Bujur", "Buka", "Tutup")


@pytest.fixture
def areas(db):
    """The two villages of these tests, as far as they are not there."""
    for code, name in ((LOA_IPUH, "Loa Ipuh"), (BUKUAN, "Bukuan")):
        for length, level in ((2, "province"), (4, "regency"), (6, "district"), (10, "village")):
            parent = "" if length == 2 else code[: {4: 2, 6: 4, 10: 6}[length]]
            Area.objects.get_or_create(
                code=code[:length],
                valid_to=None,
                defaults={"level": level, "name": name, "parent": parent},
            )


@pytest.fixture
def wahyu(cast):
    """Keeps the data of Kutai Kartanegara."""
    return cast["wahyu"]


def a_school(code, by, village=LOA_IPUH):
    return keep_facility(Told(code, "school", "SDN 001", village, "sd"), on=date(2000, 1, 1), by=by)


def test_each_row_says_what_would_become_of_it(cast, wahyu):
    a_school("30400001", cast["dewi"])
    a_school("30400002", cast["dewi"], BUKUAN)
    a_school("30400003", cast["dewi"])
    keep_facility(Told("PKM-640206", "puskesmas", "Puskesmas", LOA_IPUH), on=date(2000, 1, 1), by=cast["dewi"])
    rows = [
        ("30400001", "SDN 001 Loa Ipuh", "SD", LOA_IPUH, "-0,41", "116,98", "", ""),
        ("30400002", "SDN 002", "SD", LOA_IPUH, "", "", "", ""),
        ("30400003", "SDN 001", "SD", LOA_IPUH, "", "", "", ""),
        ("30400004", "MTs Baru", "MTs", LOA_IPUH, "116", "-0,4", "1 Juli 2015", ""),
        ("30400005", "SMP", "SMP", LOA_IPUH, "", "", "2020-01-01", "2019-01-01"),
        ("30400006", "SMPN-SMAN", "SMP", LOA_IPUH, "", "", "", ""),
        ("30400006", "SMPN-SMAN", "SMA", LOA_IPUH, "", "", "", ""),
        ("30400007", "SD Jauh", "SD", BUKUAN, "", "", "", ""),
        ("30400008", "SD Entah", "SD", "6402069999", "", "", "", ""),
        ("3040", "SD Pendek", "SD", LOA_IPUH, "", "", "", ""),
        ("30400009", "Apa Ini", "Kursus", LOA_IPUH, "", "", "", ""),
        ("30400010", "TK Satu", "TK", LOA_IPUH, "", "", "", ""),
        ("30400010", "TK Satu", "TK", LOA_IPUH, "", "", "", ""),
    ]

    upload = bring_rows("facilities", HEAD, rows, wahyu)

    assert fates(upload) == [
        "changed",
        "outside facility_elsewhere",
        "unchanged already",
        "new",
        "conflict closed_before_open",
        "conflict two_levels",
        "conflict two_levels",
        "outside outside",
        "damaged village_unknown",
        "damaged npsn_form",
        "damaged facility_kind_unreadable",
        "new",
        "doubled same_again",
    ]
    mts = Row.objects.get(upload=upload.pk, facility="30400004")
    assert (mts.school, mts.register, mts.latitude, mts.trouble) == ("smp", "emis", None, "coordinates_unreadable")


def test_a_health_unit_is_found_by_the_name_of_its_village_and_no_school_takes_its_code(cast, wahyu):
    keep_facility(Told("12345678", "posyandu", "Posyandu", LOA_IPUH), on=date(2000, 1, 1), by=cast["dewi"])
    head = ("Kode", "Nama", "Jenis Faskes", "Desa")
    rows = [("pky-01", "Posyandu Mawar", "Posyandu", "LOA IPUH"), ("12345678", "SDN", "SD", "Loa Ipuh")]

    upload = bring_rows("facilities", head, rows, wahyu)
    assert fates(upload) == ["new", "conflict another_kind"]
    apply_now(upload, by=wahyu)

    made = Facility.objects.get(code="PKY-01")
    assert (made.kind, made.level, made.register, made.village) == ("posyandu", "", "", LOA_IPUH)


def test_a_list_opens_and_corrects_and_is_taken_back_to_the_letter(cast, wahyu):
    a_school("30400001", cast["dewi"])
    as_it_was = list(Facility.objects.order_by("code").values())
    rows = [
        ("30400001", "SDN 001 Loa Ipuh", "", LOA_IPUH, "-0,41", "116,98", "", "2022-06-01"),
        ("30400004", "MTs Baru", "MTs", LOA_IPUH, "", "", "2015-07-01", ""),
    ]
    upload = bring_rows("facilities", ("NPSN", "Nama", "Jenis", *HEAD[3:]), [
        (rows[0][0], rows[0][1], "Sekolah", *rows[0][3:]), rows[1]], wahyu)  # fmt: skip
    changed = Row.objects.get(upload=upload.pk, outcome="changed")
    assert (changed.before["name"], changed.before["school"], changed.school) == ("SDN 001", "sd", None)

    apply_now(upload, by=wahyu)
    apply_now(upload, by=wahyu)

    upload.refresh_from_db()
    assert (upload.changed, upload.left_out) == (2, 0)
    old, new = Facility.objects.order_by("code")
    assert (old.name, old.level, old.latitude, old.valid_to) == ("SDN 001 Loa Ipuh", "sd", -0.41, date(2022, 6, 1))
    assert (new.level, new.register, new.valid_from) == ("smp", "emis", date(2015, 7, 1))

    undo_now(upload, because="salah daftar", by=wahyu)
    assert list(Facility.objects.order_by("code").values()) == as_it_was


def test_whoever_is_at_a_school_stands_in_the_way_of_undo_and_leaves_a_school_that_closed(cast, wahyu):
    budi = member_named(make_family("Aminah", pupil("Budi")), "Budi")
    new = bring_rows("facilities", HEAD, [("30400001", "SDN 001", "SD", LOA_IPUH, "", "", "", "")], wahyu)
    apply_now(new, by=wahyu)
    attach(budi, "30400001", since=date(2022, 1, 10), because="daftar", by=wahyu)
    with pytest.raises(CannotAttach, match="SDN 001"):
        undo_now(new, because="keliru", by=wahyu)
    assert Facility.objects.filter(code="30400001").exists()

    closed = [("30400001", "SDN 001", "SD", LOA_IPUH, "", "", "", "2022-05-01")]
    closing = bring_rows("facilities", HEAD, closed, wahyu)
    apply_now(closing, by=wahyu)

    assert Attachment.objects.get(member=budi.pk).until == date(2022, 5, 1)
    with pytest.raises(CannotAttach, match="nothing was taken back"):
        undo_now(closing, because="keliru", by=wahyu)


def test_a_facility_corrected_since_is_left_alone_by_the_list_and_by_its_undo(cast, wahyu):
    a_school("30400001", cast["dewi"])
    row = ("30400001", "SDN 001 Baru", "SD", LOA_IPUH, "", "", "", "")
    late = bring_rows("facilities", HEAD, [row], wahyu)
    Facility.objects.filter(code="30400001").update(name="SDN 1")

    late = actions.apply(late, by=wahyu)
    assert (late.changed, late.left_out, Facility.objects.get().name) == (0, 1, "SDN 1")

    early = bring_rows("facilities", HEAD, [row, ("30400002", "SD Dua", "SD", LOA_IPUH, "", "", "", "")], wahyu)
    actions.apply(early, by=wahyu)
    Facility.objects.filter(code="30400002").update(name="SD II")
    with pytest.raises(CannotImport, match="SD II"):
        actions.undo(early, because="keliru", by=wahyu)
    assert Facility.objects.get(code="30400001").name == "SDN 001 Baru"

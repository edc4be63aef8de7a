"""The health centre's own file becomes measurements: matched, assessed, flagged, summed, and taken back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from harapan.commitments.health.measuring import sum_growth, take_measurements
from harapan.commitments.models import Growth, GrowthSum, Measurement, Readiness, Retraction
from harapan.console.imports.shown import measured
from harapan.intake.models import Row
from harapan.operations.errands.lists import apply_now, undo_now
from harapan.testing.lists import bring_rows, fates, read_in_this_process
from harapan.testing.make import LOA_IPUH, make_family, person, toddler

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_in_this_process")]
__all__ = ["read_in_this_process"]

HEAD = ("No", "NIK", "Nama", "JK", "Tgl Lahir", "Tanggal Pengukuran", "Berat", "Tinggi", "Cara Ukur", "TB/U", "BB/U")
AISYAH, BORN = "6402064503210002", date(2021, 3, 5)
FEBRUARY, MAY = date(2022, 2, 1), date(2022, 5, 1)


@pytest.fixture
def aisyah(cast):
    """Fourteen months old in May 2022; Yuliana looks after her family."""
    child = toddler("Aisyah Putri", BORN, sex="F", nik=AISYAH)
    return make_family("Siti", child, facilitator=cast["yuliana"].pk).members.get(nik=AISYAH)


@pytest.fixture
def wahyu(cast):
    return cast["wahyu"]


def row(nik=AISYAH, name="Aisyah Putri", born="05/03/2021", on="10/05/2022", kg="", cm="", lying="", tbu="", bbu=""):
    return ("1", nik, name, "P", born, on, kg, cm, lying, tbu, bbu)


def applied(wahyu, *rows):
    return apply_now(bring_rows("growth", HEAD, rows, wahyu, as_of=date(2022, 5, 31)), by=wahyu)


def test_the_centres_file_is_read_as_it_is_and_nobody_types_twice(aisyah, wahyu, cast):
    upload = applied(wahyu, row(kg="8,1", cm="67,5", lying="Terlentang"), row(name="Aisyah", on="2022-02-08", kg="7.9"))

    assert fates(upload) == ["new", "new"]
    assert measured(Row.objects.filter(upload=upload.pk).earliest("line")).endswith("8,1 kg, 67,5 cm")
    newest, before = Measurement.objects.order_by("-measured_on")
    assert (newest.millimetres, newest.grams, newest.lying, newest.measured_on) == (675, 8_100, True, date(2022, 5, 10))
    assert (newest.height, newest.weight, newest.told) == ("severe", "normal", False)
    assert (before.millimetres, before.grams, before.height) == (None, 7_900, "")
    standing = Growth.objects.get(member=aisyah.pk)
    assert (standing.flags, standing.worst, standing.since) == (["severe"], 3, date(2022, 5, 10))
    assert standing.facilitator == cast["yuliana"].pk
    may = GrowthSum.objects.get(month=MAY, village=LOA_IPUH)
    assert (may.children, may.families, may.stunted, may.severely_stunted, may.wasted) == (1, 1, 1, 1, 0)
    assert GrowthSum.objects.get(month=FEBRUARY).height_known == 0


def test_a_file_with_statuses_alone_is_believed_where_nothing_was_measured(aisyah, wahyu):
    applied(wahyu, row(tbu="Pendek", bbu="Berat Badan Normal"))

    told = Measurement.objects.get()
    assert (told.told, told.height, told.weight, told.wasting, told.height_z) == (True, "low", "normal", "", None)
    assert Growth.objects.get().worst == 2


def test_what_was_measured_goes_before_what_somebody_called_it(aisyah, wahyu):
    applied(wahyu, row(cm="75", tbu="Sangat Pendek"))

    assert Measurement.objects.get().height == "normal"


def test_every_row_that_cannot_be_so_says_why(aisyah, wahyu):
    make_family("Ani", toddler("Kembar Ali", BORN, sex="M"), toddler("Kembar Ali", BORN, sex="M"))
    old = person("Rafi", date(2016, 1, 1), nik="6402060101160003")
    make_family("Rina", old)
    upload = bring_rows("growth", HEAD, [
        row(nik="", kg="8,1"),
        row(nik="", name="Kembar Ali", kg="8,1"),
        row(nik="", name="Entah Siapa", kg="8"),
        row(kg="delapan"),
        row(kg="0,2"),
        row(),
        row(on="01/03/2021", kg="3"),
        row(on="05/06/2022", kg="9"),
        ("1", AISYAH, "Aisyah Putri", "L", "05/03/2021", "12/05/2022", "8", "", "", "", ""),
        row(nik="6402060101160003", name="Rafi", born="01/01/2016", kg="20"),
        row(name="Bukan Dia", born="01/01/2020", kg="8"),
        row(on="01/04/2022", kg="8"),
        row(on="01/04/2022", kg="8"),
    ], wahyu, as_of=date(2022, 5, 31))  # fmt: skip

    assert fates(upload) == [
        "new",
        "conflict two_fit",
        "unknown not_here",
        "damaged grams_unreadable",
        "damaged grams_unreadable",
        "damaged missing",
        "conflict before_birth",
        "conflict in_the_future",
        "conflict another_sex",
        "conflict another_sex",
        "conflict other_person",
        "new",
        "doubled same_again",
    ]


def test_the_same_file_again_and_the_same_words_in_another_add_nothing(aisyah, wahyu):
    upload = applied(wahyu, row(kg="8,1", cm="69,5"))

    take_measurements(upload, by=wahyu)
    applied(wahyu, row(kg="8,1", cm="69,5"), row(on="11/05/2022", kg="8,1"))

    assert Measurement.objects.count() == 2


def test_a_later_word_on_a_day_counts_and_taking_it_back_restores_the_first(aisyah, wahyu):
    applied(wahyu, row(cm="75"))
    second = applied(wahyu, row(cm="67"))
    assert Growth.objects.get().height == "severe"

    undo_now(second, because="salah berkas", by=wahyu)

    assert Growth.objects.get().height == "normal"
    assert GrowthSum.objects.get(month=MAY).stunted == 0
    assert Retraction.objects.get().because == "salah berkas"
    assert Measurement.objects.count() == 2


def test_a_child_of_whom_everything_was_taken_back_stands_nowhere(aisyah, wahyu):
    upload = applied(wahyu, row(cm="67"))
    undo_now(upload, because="salah berkas", by=wahyu)
    undo_now(upload, because="lagi", by=wahyu)

    assert not Growth.objects.exists()
    assert not GrowthSum.objects.exists()


def test_weight_that_does_not_rise_twice_is_flagged_though_the_status_is_normal(aisyah, wahyu):
    applied(wahyu, row(on="10/03/2022", kg="9,5"), row(on="08/04/2022", kg="9,5"), row(on="10/05/2022", kg="9,4"))

    standing = Growth.objects.get()
    assert (standing.weight, standing.flags, standing.worst) == ("normal", ["no_gain"], 1)


def test_weighings_of_one_week_are_not_compared_and_a_fall_over_months_is(aisyah, wahyu):
    applied(wahyu, row(on="10/12/2021", kg="9,6"), row(on="03/05/2022", kg="9,7"), row(on="10/05/2022", kg="9,7"))

    assert Growth.objects.get().flags == ["falling"]


def test_the_child_of_a_family_that_moves_goes_with_it(aisyah, wahyu, cast):
    applied(wahyu, row(cm="67"))
    aisyah.family.facilitator = None
    aisyah.family.save(update_fields=["facilitator"])

    assert Growth.objects.get().facilitator is None


def test_sums_are_made_anew_and_never_grow(aisyah, wahyu):
    applied(wahyu, row(cm="67"), row(on="20/05/2022", cm="75"))

    sum_growth(MAY)
    sum_growth(MAY, "6402")

    assert list(GrowthSum.objects.values_list("children", "stunted")) == [(1, 0)]


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("readiness_is_of_a_month", {"month": date(2022, 5, 2)}),
        ("unreadiness_has_a_reason", {"ready": False}),
        ("readiness_days_are_of_a_week", {"days": 8}),
    ],
)
def test_a_statement_of_readiness_that_cannot_be(constraint, facts, wahyu):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Readiness.objects.create(
            **{"facility": "P6402062", "village": LOA_IPUH, "month": MAY, "ready": True, "by": wahyu.pk, **facts}
        )


def test_a_weighing_without_the_height_does_not_end_how_long_a_child_has_been_short(aisyah, wahyu):
    applied(wahyu, row(on="10/03/2022", cm="66"), row(on="10/05/2022", kg="9"))

    standing = Growth.objects.get()
    assert (standing.height, standing.since, standing.measured_on) == ("severe", date(2022, 3, 10), date(2022, 5, 10))

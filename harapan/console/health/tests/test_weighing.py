"""Tuti weighs children beside their visits; what a file said is not asked again, and what she said is not doubled."""

from datetime import date

import polars as pl
import pytest
from django.utils import timezone

from harapan.commitments.health.queries import standing_of
from harapan.commitments.load_growth import MEASURED, load_measurements
from harapan.commitments.models import Growth, GrowthSum, Measurement, Report, Retraction
from harapan.console.health.tests.test_units import hidden, number_of, work
from harapan.operations.errands.lists import apply_now
from harapan.registry.models import Member
from harapan.testing.letters import words_of
from harapan.testing.lists import bring_rows, read_in_this_process  # noqa: F401

HEAD = ("NIK", "Nama Anak", "Tanggal Pengukuran", "Berat", "Tinggi")


def measured(name: str, day: date, grams: int, millimetres: int | None) -> None:
    """What the health centre's file said of a child."""
    one = Member.objects.get(name=name)
    facts = [one.pk, one.family_id, one.village, one.sex, one.born, day, millimetres, grams, None, None, None, None]
    load_measurements(pl.DataFrame([facts], schema=MEASURED, orient="row"), source="import", by=None)


@pytest.fixture
def path(posyandu, month) -> str:
    return f"/kesehatan/unit/{posyandu.code}/{month:%Y-%m}/kunjungan/"


@pytest.fixture
def aisyah(posyandu) -> int:
    return number_of("Aisyah Putri")


@pytest.fixture
def bagas(posyandu) -> int:
    return number_of("Bagas Pratama")


def signed(midwife, path: str, typed: dict[str, str]):
    """Check, sign, send; the worker enters it."""
    checked = midwife.post(path, {**typed, "aksi": "periksa"})
    assert checked.status_code == 200, words_in(checked)
    sent = midwife.post(path, {**typed, "aksi": "kirim", "sidik": hidden(checked.body, "sidik")})
    work()
    return checked.body.decode(), midwife.get(sent["Location"]).body.decode()


def words_in(answer) -> str:
    return answer.body.decode().split("error-summary")[-1][:800]


def test_tuti_weighs_beside_the_visits_and_corrects_it(path, aisyah, bagas, tuti, month, visitor):
    midwife = visitor(tuti)
    day = month.replace(day=1)
    measured("Bagas Pratama", (month - timezone.timedelta(days=20)), 10_400, 790)
    sheet = midwife.get(path).body.decode()
    assert f'name="berat-{aisyah}"' in sheet
    assert "last 10,4 kg, 79,0 cm" in sheet

    typed = {"hari": f"{day}", f"berat-{aisyah}": "81", f"berat-{bagas}": "9,2", f"tinggi-{bagas}": "79,5"}
    wrong = midwife.post(path, {**typed, "aksi": "periksa"})
    assert wrong.status_code == 422
    assert "Aisyah Putri: a weight of 81 kg cannot be: 0,5 to 60 kg" in wrong.body.decode()
    typed |= {f"berat-{aisyah}": "7,1", f"tinggi-{aisyah}": "73,5"}
    asked = midwife.post(path, {**typed, "aksi": "periksa"})
    assert asked.status_code == 422
    assert "Bagas Pratama: 1,2 kg lost since" in asked.body.decode()
    for nonsense in (
        {f"tidak-{aisyah}-child_growth": "1"},
        {"tanpa-child_growth": "ya", "sebab": "rusak"},
        {"hari": ""},
    ):
        assert midwife.post(path, {**typed, f"benar-{bagas}": "ya", **nonsense, "aksi": "periksa"}).status_code == 422

    typed[f"benar-{bagas}"] = "ya"
    checked, report = signed(midwife, path, typed)
    assert "underweight" in checked
    assert "underweight" in report
    assert "2 children measured" in report
    found = Measurement.objects.get(member=aisyah)
    assert (found.grams, found.millimetres, found.measured_on, found.source) == (7_100, 735, day, "visit")
    assert (found.report, found.facility, found.by) == (Report.objects.get().pk, tuti.facility, tuti.pk)
    assert Growth.objects.get(pk=aisyah).measurement == found.pk
    assert GrowthSum.objects.get(month=month).children == 2

    again = midwife.get(path).body.decode()
    assert f'name="berat-{aisyah}" value="7,1"' in again
    typed |= {f"berat-{aisyah}": "7,3", f"berat-{bagas}": "", f"tinggi-{bagas}": "", "perbaikan": "salah baca"}
    signed(midwife, path, typed)
    assert [one.grams for one in standing_of(aisyah)] == [7_300]
    assert [one.grams for one in standing_of(bagas)] == [10_400]
    assert set(Retraction.objects.values_list("because", flat=True)) == {"salah baca"}
    work()
    assert Measurement.objects.count() == 4


@pytest.mark.usefixtures("read_in_this_process")
def test_nobody_types_twice_what_a_file_said_nor_doubles_what_was_typed(
    path, aisyah, bagas, tuti, month, visitor, cast
):
    midwife = visitor(tuti)
    measured("Bagas Pratama", month, 9_800, 790)
    sheet = midwife.get(path).body.decode()
    assert f'name="berat-{bagas}"' not in sheet
    assert "9,8 kg, 79,0 cm" in sheet
    paper = words_of(midwife.get(path.replace("kunjungan", "formulir")).body)
    assert "9,8 kg, 79,0 cm" in paper
    assert "Berat kg" in paper
    twice = {"hari": f"{month}", f"berat-{bagas}": "9,9", "aksi": "periksa"}
    assert "leave weight and height empty" in midwife.post(path, twice).body.decode()

    typed = {f"berat-{aisyah}": "9.4", f"tinggi-{aisyah}": "76", f"berat-{bagas}": "9,8", f"tinggi-{bagas}": "79"}
    signed(midwife, path, {"hari": f"{month}", **typed})
    assert [one[0] for one in Report.objects.get().measured] == [aisyah]
    one = Member.objects.get(pk=aisyah)
    for height in ("76", ""):
        row = (one.nik, one.name, f"{month}", "9,4", height)
        apply_now(bring_rows("growth", HEAD, [row], cast["wahyu"], as_of=timezone.localdate()), by=cast["wahyu"])
    assert Measurement.objects.filter(member=aisyah).count() == 1

    yuliana = visitor(cast["yuliana"]).get(path).body.decode()
    assert "9,4 kg, 76,0 cm" in yuliana
    assert f'name="berat-{aisyah}"' not in yuliana

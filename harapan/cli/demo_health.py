"""What the demo shows of children and health units: weighings of a year, a file, statements of readiness."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from harapan.cli.screen import phase, say
from harapan.commitments.health.measuring import stand_anew, sum_growth
from harapan.commitments.load_growth import as_measured, children_born, load_measurements
from harapan.commitments.models import Measurement, Readiness
from harapan.intake.imports import actions as imports
from harapan.intake.imports.storing import keep
from harapan.lib.dates import month_of, months_after
from harapan.operations.errands.lists import apply_now
from harapan.places.models import Facility
from harapan.population.growth import LAST_DAY, weighings
from harapan.registry.models import Member
from harapan.staff.queries import staff_called

SEED: Final = 11
QUARTERS: Final = 5
"""Weighing months shown, the last one in the month before the demo's day."""
TENGGARONG: Final = "640206"
FILE_ROWS: Final = 40
HEADINGS: Final = "No;NIK;Nama Anak;JK;Tgl Lahir;Tanggal Pengukuran;Berat;Tinggi;Cara Ukur;BB/U;TB/U"


def show_how_children_grow(today: date) -> None:
    """Once: where anybody was ever measured, this has been shown."""
    if Measurement.objects.exists():
        return
    say("\n[bold]How children grow[/bold]: weighings of a year, and units that were not ready")
    with phase("children weighed", unit="weighings") as report, transaction.atomic():
        report(_weigh(today))
    with phase("a health centre's file, readiness"), transaction.atomic():
        _bring_a_file(today)
        _state_readiness(today)


def _weigh(today: date) -> int:
    """Every third month, about seven in ten of all small children."""
    days = [months_after(month_of(today), -1 - 3 * back) + timedelta(days=9) for back in range(QUARTERS)]
    children = children_born(today - timedelta(days=LAST_DAY + 366), today)
    count = load_measurements(as_measured(weighings(children, days, SEED), children), source="made", by=None)
    stand_anew(Measurement.objects.order_by().values_list("member", flat=True).distinct())
    for day in days:
        sum_growth(month_of(day))
    return count


def _bring_a_file(today: date) -> None:
    """The file of Tenggarong's health centre, as it would come: most rows fit, some cannot be used, each with why."""
    wahyu, on = staff_called("wahyu"), month_of(today) + timedelta(days=4)
    last = dict(
        Measurement.objects.filter(village__startswith=TENGGARONG, grams__isnull=False)
        .order_by("measured_on", "pk")
        .values_list("member", "grams")
    )
    born = (on - timedelta(days=LAST_DAY), on)
    children = Member.objects.filter(pk__in=last, born__range=born, nik__isnull=False, died_on=None).order_by("pk")
    lines = [HEADINGS]
    for place, child in enumerate(children[:FILE_ROWS], start=1):
        nik, weight = str(child.nik), f"{((last[child.pk] or 0) + 150) / 1000:.1f}".replace(".", ",")
        if place % 13 == 0:
            nik = f"{int(nik):.2E}".replace(".", ",")
        elif place % 17 == 0:
            weight = "tidak ditimbang"
        sex = "P" if child.sex == "F" else "L"
        lines.append(f"{place};{nik};{child.name};{sex};{child.born:%d/%m/%Y};{on:%d/%m/%Y};{weight};;;;")
    file = keep([("\n".join(lines) + "\n").encode()], most=None)
    upload = imports.bring(
        file, kind="growth", name="eppgbm-tenggarong.csv", area=wahyu.area, as_of=today, document="e-PPGBM", by=wahyu
    )
    apply_now(imports.read(upload, by=wahyu), by=wahyu)


def _state_readiness(today: date) -> None:
    """A few units of Tenggarong say how they stood; one had no vaccine, one nobody on duty."""
    month, by = month_of(today), staff_called("ratna").pk
    units = Facility.objects.filter(kind="posyandu", village__startswith=TENGGARONG).order_by("code")[:6]
    for place, unit in enumerate(units):
        Readiness.objects.create(
            facility=unit.code, village=unit.village, month=month, by=by, ready=place != 1,
            because="bidan cuti melahirkan, belum ada pengganti" if place == 1 else "",
            staff=0 if place == 1 else 3 + place % 3, days=1, vaccine=place != 2, vitamin_a=True, scales=True,
            kia_book=place != 3, away_metres=800 + 700 * place,
        )  # fmt: skip

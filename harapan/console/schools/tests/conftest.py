"""A school of Kutai Kartanegara with two classes, and the one across the street."""

from datetime import date

import pytest
from django.utils import timezone

from harapan.commitments.attachments import attach
from harapan.console.reporting.months import due_month
from harapan.places.models import Facility
from harapan.registry.models import Member
from harapan.staff.models import Staff
from harapan.testing.make import LOA_IPUH, make_family, pupil

BEGAN = date(2020, 7, 13)


@pytest.fixture
def school(own_database, dewi) -> Facility:
    """Where Nurul works: 4A with Ani, Budi and Cici, 4B with Dodi; Eka goes to the school across the street."""
    here, there = (
        Facility.objects.create(code=code, name=name, kind="school", level="sd", register="dapodik", village=LOA_IPUH)
        for code, name in (("30401234", "SDN 001 Loa Ipuh"), ("30409999", "SDN 002 Loa Ipuh"))
    )
    for place, (name, group) in enumerate(
        (("Ani Lestari", "4A"), ("Budi Santoso", "4A"), ("Cici Paramida", "4A"), ("Dodi Wijaya", "4B"))
    ):
        child(name, place, here, group, dewi)
    child("Eka Saputra", 8, there, "4A", dewi)
    return here


def child(name: str, place: int, facility: Facility, group: str, dewi) -> Member:
    """A pupil of a family of their own; Yuliana looks after the even ones."""
    yuliana = Staff.objects.get(username="yuliana")
    nik = f"640206020516000{place + 1}"
    family = make_family(f"Ibu {name}", pupil(name, nik=nik), facilitator=yuliana.pk if place % 2 == 0 else None)
    one = Member.objects.get(family=family, name=name)
    attach(one, facility.code, since=BEGAN, grade=4, class_name=group, because="daftar sekolah", by=dewi)
    return one


@pytest.fixture
def month() -> date:
    """The month that is due today."""
    return due_month(timezone.localdate())

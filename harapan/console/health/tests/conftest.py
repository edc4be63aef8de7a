"""A posyandu of Loa Ipuh with two small children, a pregnant mother and an elder; and who works there."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from harapan.commitments.attachments import attach
from harapan.console.reporting.months import due_month
from harapan.places.models import Facility
from harapan.registry.models import Member
from harapan.staff.models import Staff
from harapan.testing.make import LOA_IPUH, make_family, person, toddler


@pytest.fixture
def month() -> date:
    """The month that is due today."""
    return due_month(timezone.localdate())


@pytest.fixture
def posyandu(own_database, dewi, cast, month) -> Facility:
    """Melati serves Aisyah and Bagas, whom Yuliana looks after, and Datuk Hamid, whom nobody does."""
    here, _ = (
        Facility.objects.create(code=code, name=name, kind="posyandu", village=LOA_IPUH)
        for code, name in (("PY640206200601", "Posyandu Melati"), ("PY640206200602", "Posyandu Mawar"))
    )
    born = month - timedelta(days=500)
    yuliana = cast["yuliana"].pk
    for name, facts in (
        ("Aisyah Putri", {"sex": "F", "nik": "6402064503240002", "facilitator": yuliana}),
        ("Bagas Pratama", {"sex": "M", "nik": "6402060503240003", "facilitator": yuliana}),
        ("Candra Wijaya", {"sex": "M", "nik": "6402060503240004", "facilitator": None}),
    ):
        facilitator = facts.pop("facilitator")
        family = make_family(f"Ibu {name}", toddler(name, born, **facts), facilitator=facilitator)
        one = Member.objects.get(family=family, name=name)
        attach(one, here.code, since=born, because="daftar posyandu", by=dewi)
    far = make_family("Ibu Jauh", person("Dara Manis", born, sex="F"))
    attach(Member.objects.get(family=far, name="Dara Manis"), "PY640206200602", since=born, because="daftar", by=dewi)
    return here


@pytest.fixture
def tuti(posyandu) -> Staff:
    """The midwife of Melati."""
    return Staff.objects.create(
        username="tuti-melati", name="Tuti Alawiyah", position="provider", area="640206", facility=posyandu.code
    )

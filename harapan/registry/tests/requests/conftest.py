"""A family in Loa Ipuh, and a request that goes its way."""

from datetime import date

import pytest
from django.utils import timezone

from harapan.registry.history import said_by
from harapan.registry.models import Member
from harapan.registry.requests import actions
from harapan.registry.requests.kinds import KINDS
from harapan.registry.requests.papers import PAPERS
from harapan.testing.make import make_family, pupil, student, toddler

TODAY = date(2025, 2, 10)


@pytest.fixture
def family(db, dewi, cast):
    """Aminah with a student of seventeen, a pupil and a toddler; Yuliana looks after them."""
    with said_by(dewi, whole_families=True):
        return make_family(
            "Aminah",
            student("Sari", born=date(2008, 1, 3), sex="F"),
            pupil("Budi"),
            toddler("Adi"),
            facilitator=cast["yuliana"].pk,
            address="Jl. Lama 1",
            card="6402060302259901",
        )


@pytest.fixture
def ask(cast):
    """`ask("death", family, budi)`: a request with its paper, sent off by Yuliana."""

    def asked(kind, family, member=None, *, by=None, send=True, paper=True, on=date(2025, 2, 3), **values):
        by = by or cast["yuliana"]
        request = actions.draw_up(
            KINDS[kind],
            family,
            member=member.pk if isinstance(member, Member) else member,
            values=values,
            on=on,
            asked_by="family",
            because="",
            today=TODAY,
            by=by,
        )
        for one in KINDS[kind].papers[:1] if paper else ():
            actions.attach(request, PAPERS[one.code], number="12/2025", by=by)
        return actions.submit(request, today=TODAY, by=by) if send else request

    return asked


@pytest.fixture
def now():
    """This very moment."""
    return timezone.now()

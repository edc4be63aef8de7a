"""Yuliana's group Mawar, which everything in this room is about."""

import pytest

from harapan.registry.models import Family, Group
from harapan.testing.make import LOA_IPUH, caretaker_of, make_family


@pytest.fixture
def yuliana(cast):
    """Looks after the families of the group."""
    return cast["yuliana"]


@pytest.fixture
def mawar(db, yuliana):
    """Four families that meet, in the order of the roll: Ani, Beti, Citra Dewi, Dian."""
    group = Group.objects.create(village=LOA_IPUH, name="Mawar")
    for name in ("Ani", "Beti", "Citra Dewi", "Dian"):
        make_family(name, facilitator=yuliana.pk, group=group.pk)
    return group


def family_of(group: Group, caretaker: str) -> Family:
    """The family in a group whose caretaker is called so."""
    families = Family.objects.filter(village=group.village, group=group.pk)
    return next(family for family in families if caretaker_of(family).name == caretaker)

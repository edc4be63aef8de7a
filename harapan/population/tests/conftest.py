"""Small worlds, made once."""

import hashlib
from datetime import date

import polars as pl
import pytest

from harapan.population import presets
from harapan.population.batch import Batch
from harapan.population.make import make

DAY = date(2022, 1, 1)
FRAMES = ("families", "members", "accounts", "groups", "staff")


def digest(frame: pl.DataFrame) -> str:
    return hashlib.sha256(frame.write_csv().encode()).hexdigest()


def digests(batch: Batch) -> list[str]:
    return [digest(getattr(batch, name)) for name in FRAMES]


class World:
    """All batches of a population, and their frames laid end to end."""

    def __init__(self, batches: list[Batch]) -> None:
        self.batches = batches
        for name in FRAMES:
            setattr(self, name, pl.concat(getattr(batch, name) for batch in batches))


@pytest.fixture(scope="session")
def world() -> World:
    """Six thousand families of the whole country."""
    return World(list(make(presets.country(6000, DAY), seed=1)))


@pytest.fixture(scope="session")
def kaltim() -> World:
    return World(list(make("kaltim-2022", seed=1)))

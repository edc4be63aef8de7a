"""A small stage whose sums stand, and the places of the country."""

import polars as pl
import pytest

from harapan import gazetteer
from harapan.coordination.summing import sum_what_moved
from harapan.tables.bulk import copy_in
from harapan.testing.stages import Scene

WITH_VILLAGES = ("64", "53")
"""Provinces whose districts and villages the tests look at; of all others only the regencies."""


def some_places() -> pl.DataFrame:
    """The country without most of its villages: a test needs seconds, not the 83,762 of them."""
    country = gazetteer.areas()
    return country.filter((country["code"].str.len_chars() <= 4) | country["code"].str.head(2).is_in(WITH_VILLAGES))


@pytest.fixture
def stage_in(after):
    """`stage_in("close")`: a stage that has come so far, its areas known and summed."""

    def given(step: str) -> Scene:
        scene = after(step)
        copy_in("places_area", some_places())
        sum_what_moved()
        return scene

    return given

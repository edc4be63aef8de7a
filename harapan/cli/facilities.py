"""Made-up people get schools and health units: at the start, and again whenever their lives have gone on."""

from collections.abc import Iterator
from datetime import date

import polars as pl
from django.db import transaction

from harapan.audit.actions import Actor
from harapan.cli.screen import phase
from harapan.cli.session import Installer, as_owner
from harapan.commitments.load_attachments import attach_all, load_attachments, people_to_place, provinces_with_people
from harapan.places.load_facilities import load_facilities, standing_facilities
from harapan.population.facilities import facilities_of, placed

BECAUSE = "daftar sekolah dan faskes (rekaan)"


def furnish(day: date, *, seed: int) -> None:
    """Facilities where there are people, and everybody on a list: once, right after the people were made."""
    with as_owner(), phase("schools, health units and their lists", unit="members") as report:
        lists = _lists(_facilities(day, seed), day, seed)
        with transaction.atomic(durable=True):
            report(load_attachments(lists, because=BECAUSE, by=Installer()))


def go_on(day: date, *, seed: int, by: Actor) -> int:
    """Lists after births, moves and a new school year. Returns how many rows were written."""
    written = 0
    facilities = _facilities(day, seed)
    for province, frame in zip(provinces_with_people(), _lists(facilities, day, seed), strict=True):
        done = attach_all(frame, on=day, because=BECAUSE, area=province, by=by)
        written += done.begun + done.ended
    return written


def _facilities(day: date, seed: int) -> pl.DataFrame:
    """Everything that is open, after what was missing has been made, province by province.

    By itself, before any list: a table that is being filled lets nobody look at what it refers to.
    """
    for province in provinces_with_people():
        missing = facilities_of(people_to_place(province, day), standing_facilities(province), day, seed)
        load_facilities(missing)
    return standing_facilities("")


def _lists(facilities: pl.DataFrame, day: date, seed: int) -> Iterator[pl.DataFrame]:
    """Province by province: who goes where."""
    for province in provinces_with_people():
        here = facilities.filter(pl.col("village").str.starts_with(province))
        yield placed(people_to_place(province, day), here, day, seed)

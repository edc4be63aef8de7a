"""Made-up people get schools and health units: at the start, and again whenever their lives have gone on."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

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
    with (
        as_owner(),
        phase("schools, health units and their lists", unit="members") as report,
        TemporaryDirectory() as folder,
    ):
        facilities = _facilities(day, seed, Path(folder))
        with transaction.atomic(durable=True):
            lists = (frame for _, frame in _lists(facilities, day, seed, Path(folder)))
            report(load_attachments(lists, because=BECAUSE, by=Installer()))


def go_on(day: date, *, seed: int, by: Actor) -> int:
    """Lists after births, moves and a new school year. Returns how many rows were written."""
    written = 0
    with TemporaryDirectory() as folder:
        facilities = _facilities(day, seed, Path(folder))
        for province, frame in _lists(facilities, day, seed, Path(folder)):
            done = attach_all(frame, on=day, because=BECAUSE, area=province, by=by)
            written += done.begun + done.ended
    return written


def _facilities(day: date, seed: int, folder: Path) -> pl.DataFrame:
    """Everything that is open, after what was missing has been made. Whom they serve is put by, province by province.

    By itself, before any list: a table that is being filled lets nobody look at what it refers to.
    """
    for province in provinces_with_people():
        people = people_to_place(province, day)
        load_facilities(facilities_of(people, standing_facilities(province), day, seed))
        people.write_parquet(folder / f"{province}.parquet")
    return standing_facilities("")


def _lists(facilities: pl.DataFrame, day: date, seed: int, folder: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    """By province, who goes where."""
    for put_by in sorted(folder.glob("*.parquet")):
        province = put_by.stem
        here = facilities.filter(pl.col("village").str.starts_with(province))
        yield province, placed(pl.read_parquet(put_by), here, day, seed)

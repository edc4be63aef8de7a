"""Whole populations into the registry: the one place where frames of people become rows."""

from collections.abc import Iterable
from typing import Protocol

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.registry.history import said_by
from harapan.registry.models import Family, Origin, StandingGeneration
from harapan.staff.models import Staff
from harapan.tables.bulk import copy_in
from harapan.tables.partitions import filling
from harapan.tables.rebuild import rebuilt_after

FAMILY, MEMBER, ACCOUNT = "registry_family", "registry_member", "registry_account"
TABLES = [FAMILY, MEMBER, ACCOUNT]
LOADED = "start"
"""The generation of standings that a loaded population brings along."""


class People(Protocol):
    """Frames of one area in the shape of our tables; population makes them, an import may too."""

    @property
    def families(self) -> pl.DataFrame: ...
    @property
    def members(self) -> pl.DataFrame: ...
    @property
    def accounts(self) -> pl.DataFrame: ...
    @property
    def groups(self) -> pl.DataFrame: ...
    @property
    def staff(self) -> pl.DataFrame: ...


class CannotLoad(Refusal):
    """The registry cannot take these people."""


@transaction.atomic
def load_population(
    areas: Iterable[People],
    *,
    origin: str,
    synthetic: bool,
    preset: str = "",
    by: Actor,
    progress: Progress = silent,
) -> Origin:
    """Fill the empty registry with a population, or leave it empty. Needs the owner's login.

    `progress` hears families as they are loaded. Raises `CannotLoad` when families are there already:
    two populations would share numbers.
    """
    if Family.objects.exists():
        raise CannotLoad(
            "basis data keluarga sudah berisi: penduduk buatan dimuat sekali, di tempat sendiri (HARAPAN_HOME)",
            "the registry is not empty: a population is loaded once, into a home of its own (HARAPAN_HOME)",
        )

    source = Origin.objects.create(label=origin, synthetic=synthetic, preset=preset)
    StandingGeneration.objects.create(cycle=LOADED, position=-1, complete=True)
    loaded = 0
    with said_by(by, because=origin, whole_families=True), rebuilt_after(TABLES):
        with filling("registry_standing", LOADED) as standings:
            for people in areas:
                _copy(people, source, standings)
                loaded += people.families.height
                progress(people.families.height)
        _mark_contested_niks()
        _note_confirmations(origin, by)
    _draw_numbers_after_those_loaded()
    Origin.objects.filter(pk=source.pk).update(complete=True)
    record("population.loaded", source, by=by, families=loaded, synthetic=synthetic)
    return source


def _copy(people: People, source: Origin, standings: str) -> None:
    """One area's rows; what repeats the family's own columns on members and accounts is filled in here."""
    facilitators = people.families.select(pl.col("id").alias("family"), "facilitator")
    holders = people.members.select(pl.col("id").alias("holder"), pl.col("name").str.slice(0, 140).alias("holder_name"))
    standing = people.families.select(
        pl.lit(LOADED).alias("cycle"), pl.col("id").alias("family"), "paid_through", "quarters_missed"
    )
    if people.staff.height:
        copy_in("staff_staff", _staff(people.staff))
    if people.groups.height:
        copy_in("registry_group", people.groups.select("id", "village", "name"))
    families = people.families.drop("paid_through", "quarters_missed").with_columns(origin_id=pl.lit(source.pk))
    copy_in(FAMILY, families, frozen=True)
    copy_in(standings, standing, frozen=True)
    copy_in(
        MEMBER,
        people.members.join(facilitators, on="family", how="left", maintain_order="left")
        .with_columns(nik_contested=pl.lit(False))
        .rename({"family": "family_id"}),
        frozen=True,
    )
    copy_in(
        ACCOUNT,
        people.accounts.join(facilitators, on="family", how="left", maintain_order="left")
        .join(holders, on="holder", how="left", maintain_order="left")
        .rename({"family": "family_id"}),
        frozen=True,
    )


def _staff(staff: pl.DataFrame) -> pl.DataFrame:
    return staff.select(
        "id",
        pl.format("{}-{}", "position", "id").str.replace("_", "-", literal=True).alias("username"),
        "name",
        "position",
        "area",
        pl.lit(True).alias("active"),
        pl.lit(True).alias("synthetic"),
    )


def _mark_contested_niks() -> None:
    """Two living claims on one NIK are both kept and both marked; clearing them is a person's work."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE registry_member SET nik_contested = true WHERE nik IN (
                   SELECT nik FROM registry_member WHERE nik IS NOT NULL GROUP BY nik HAVING count(*) > 1)"""
        )


def _note_confirmations(origin: str, by: Actor) -> None:
    """The first entry of every family's way through the programme: loaded, in this state."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO registry_participation_move
                   (family, village, facilitator, source, target, cause, document, "on", by, by_label)
               SELECT id, village, facilitator, '', participation, 'loaded', %s, coalesce(confirmed_on, %s), %s, %s
               FROM registry_family""",
            [origin[:120], timezone.localdate(), by.pk, str(by)],
        )


def _draw_numbers_after_those_loaded() -> None:
    with connection.cursor() as cursor:
        for table in (FAMILY, MEMBER, ACCOUNT, "registry_group", Staff._meta.db_table):
            next_number = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {next_number}, false)")

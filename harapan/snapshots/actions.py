"""Freeze the registry for a cycle."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.lib.room import private_folder, room_under
from harapan.policy.calendar import Stage
from harapan.registry.at_rest import at_rest
from harapan.registry.queries import regencies, standing_generations
from harapan.snapshots.freeze import write_snapshot
from harapan.snapshots.models import Snapshot
from harapan.tables.locks import only_one


class CannotFreeze(Refusal):
    """The registry cannot be frozen for this cycle now."""


def freeze_registry(stage: Stage, *, by: Actor, progress: Progress = silent, today: date | None = None) -> Snapshot:
    """Copy the registry as it stands, for one cycle, once. Running it again returns the same snapshot.

    `progress` hears families as they are written. Raises `CannotFreeze` before the reporting deadline or with
    an empty registry, `DiskIsFull` when it is; nothing is left behind then.
    """
    today = today or timezone.localdate()
    with only_one(f"freezing {stage.cycle}"):
        if existing := Snapshot.objects.filter(cycle=stage.cycle).first():
            return existing
        if today <= stage.reporting_deadline:
            raise CannotFreeze(
                f"sekolah dan faskes masih boleh melapor sampai {stage.reporting_deadline:%d-%m-%Y}: "
                f"{stage.cycle} baru dapat dibekukan sesudahnya",
                f"schools and health units may report until {stage.reporting_deadline:%d %B %Y}: "
                f"{stage.cycle} can be frozen from the day after",
            )
        areas = regencies()
        if not areas:
            raise CannotFreeze(
                "belum ada keluarga untuk dibekukan: muat atau impor dahulu",
                "there are no families to freeze: load or import some first",
            )
        with at_rest() as let_go_on:
            return _freeze(stage, areas, by, progress, today, let_go_on)


@transaction.atomic(durable=True)
def _freeze(
    stage: Stage, areas: list[str], by: Actor, progress: Progress, today: date, let_go_on: Callable[[], None]
) -> Snapshot:
    (instant, moment), folder = _this_instant(), snapshot_folder(stage.cycle)
    let_go_on()
    with room_under(settings.HOME):
        frozen = write_snapshot(
            folder,
            stage,
            regencies=areas,
            generations=standing_generations(),
            instant=instant,
            frozen_on=today,
            progress=progress,
        )
    snapshot = Snapshot.objects.create(
        cycle=stage.cycle,
        folder=folder.name,
        digest=frozen.digest,
        families=frozen.families,
        members=frozen.members,
        observations=frozen.observations,
        taken_by=by.pk,
        taken_at=moment,
    )
    record("snapshot.taken", snapshot, by=by, cycle=stage.cycle, digest=frozen.digest, families=frozen.families)
    return snapshot


def snapshot_folder(cycle: str) -> Path:
    """Where the snapshot of a cycle lies."""
    return private_folder(Path(settings.HOME) / "snapshots") / cycle


def _this_instant() -> tuple[str, datetime]:
    """What our transaction sees from now on, for other connections to see too; and when that was."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot(), clock_timestamp()")
        instant, moment = cursor.fetchone()
        return str(instant), moment

"""Which stage, wave, file or answer somebody means: found, or refused by name before anything is done."""

from pathlib import Path

import polars as pl

from harapan.cli.asked import area_asked
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Cycle
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.operations import steps
from harapan.payments.models import PaymentFile
from harapan.policy.edition import Edition
from harapan.policy.errors import LowConfidence, UnknownCycle
from harapan.snapshots.actions import snapshot_folder
from harapan.snapshots.models import Snapshot


class NoSuchCycle(Refusal):
    """The calendar has no such cycle."""


def edition_of(cycle: str, low: bool) -> Edition:
    """The law of a cycle, or a refusal that says which cycles there are."""
    try:
        return law().edition(cycle, accept_low_confidence=low)
    except UnknownCycle as unknown:
        known = ", ".join(unknown.near)
        raise NoSuchCycle(f"tidak ada siklus {cycle!r}; yang terdekat: {known}", str(unknown)) from unknown
    except LowConfidence as doubt:
        raise NoSuchCycle(
            f"{cycle} bersandar pada nilai yang belum pasti ({', '.join(doubt.rules)}): lihat saja, atau pakai "
            "--accept-low-confidence",
            f"{doubt}: --accept-low-confidence",
        ) from doubt


def step_named(name: str) -> str:
    """A step of a stage, by its name or by the state it leads to."""
    step = {
        "closed": "close",
        "approved": "approve",
        "reconciled": "reconcile",
        "answered": "answer",
        "ordered": "order",
    }.get(name, name)
    if step not in steps.STEPS:
        known = ", ".join(steps.STEPS)
        raise NoSuchCycle(f"tidak ada langkah {name!r}: pilih {known}", f"no step is called {name!r}: one of {known}")
    return step


def known(cycle: str) -> str:
    """A stage that was opened."""
    if not Cycle.objects.filter(name=cycle).exists():
        raise NoSuchCycle(f"siklus {cycle} belum dibuka", f"cycle {cycle} has not been opened")
    return cycle


def waves_asked(cycle: str, areas: list[str] | None) -> list[str]:
    """The areas of waves; a wave in which nobody of the snapshot lives would be approved and paid by nobody."""
    codes = [area_asked(area) for area in areas or []]
    if codes and Snapshot.objects.filter(cycle=cycle).exists():
        frozen = pl.scan_parquet(snapshot_folder(cycle) / "families" / "**" / "*.parquet").select(
            pl.col("village").unique()
        )
        villages = frozen.collect().get_column("village")
        for code in codes:
            if not villages.str.starts_with(code).any():
                raise NoSuchCycle(
                    f"tidak ada keluarga wilayah {dotted(code)} dalam salinan {cycle}",
                    f"no family of area {dotted(code)} is in the snapshot of {cycle}",
                )
    return codes


def left_aside(areas: list[str] | None, engine: str) -> str:
    """What somebody asked for that plays no part any more."""
    ignored = [*(["--area"] if areas else []), *(["--engine"] if engine != "polars" else [])]
    return f"; {' and '.join(ignored)} changed nothing" if ignored else ""


def written_files(cycle: str, message: str | None) -> list[PaymentFile]:
    """The files that wait to be sent, or the one named. One that was sent already is no mistake."""
    files = PaymentFile.objects.filter(cycle=cycle).order_by("number")
    if message:
        files = files.filter(message_id=message)
    if not files.exists():
        raise NoSuchCycle(
            f"{cycle} tidak punya berkas {message!r}" if message else f"{cycle} belum punya berkas untuk dikirim",
            f"{cycle} has no file {message!r}" if message else f"{cycle} has no written file to release",
        )
    return list(files.filter(state=PaymentFile.State.WRITTEN))


def files_to_read(cycle: str) -> list[Path]:
    """What banks have sent so far."""
    folder = steps.answers_folder(cycle)
    found = sorted(folder.iterdir())
    if not found:
        raise NoSuchCycle(f"tidak ada jawaban di {folder}", f"there is no answer to read in {folder}")
    return found


def waves_of(desk: steps.Desk, wave: int | None) -> list[Batch]:
    """The waves that are meant: all, or the one named."""
    batches = [batch for batch in steps.all_batches(desk) if wave in (None, batch.wave)]
    if not batches:
        raise NoSuchCycle(f"{desk.cycle} tidak punya gelombang {wave}", f"{desk.cycle} has no wave {wave}")
    return batches


def only_open_wave(desk: steps.Desk, wave: int | None) -> Batch:
    """The wave that is meant: the one named, else the only one that is approved and not closed."""
    waiting = [
        batch
        for batch in waves_of(desk, wave)
        if batch.approved_by is not None and batch.state not in (Batch.State.REFUSED, Batch.State.CLOSED)
    ]
    if not waiting:
        raise NoSuchCycle(
            f"tidak ada gelombang {desk.cycle} yang sudah disetujui dan belum ditutup",
            f"no wave of {desk.cycle} is approved and not closed",
        )
    if len(waiting) != 1:
        numbers = ", ".join(str(batch.wave) for batch in waiting)
        raise NoSuchCycle(
            f"sebutkan gelombangnya dengan --wave; yang disetujui dan belum ditutup: {numbers}",
            f"say which wave with --wave; those approved and not closed: {numbers}",
        )
    return waiting[0]

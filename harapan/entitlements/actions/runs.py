"""Compute a frozen cycle, once as a whole and again for corrected families; or refuse what was computed."""

import shutil
from collections.abc import Sequence

import polars as pl
from django.conf import settings
from django.db import transaction

from harapan.audit.actions import Actor, record
from harapan.engine import contract
from harapan.engine.run import RunManifest
from harapan.engine.run import run as run_engine
from harapan.engine.settled import write_settled
from harapan.engine.snapshot import BadSnapshot, open_snapshot
from harapan.entitlements.actions.cycles import opened
from harapan.entitlements.load import Wave, load_entitlements, load_totals, owed_elsewhere, paid_arrears
from harapan.entitlements.models import Batch, Cycle, Entitlement, Run
from harapan.entitlements.queries import main_run, run_folder
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.lib.room import DiskIsFull, room_under
from harapan.policy.edition import Edition
from harapan.registry import actions as registry
from harapan.registry.models import Arrears, Family
from harapan.snapshots.actions import snapshot_folder
from harapan.snapshots.models import Snapshot
from harapan.tables.locks import only_one


class CannotCompute(Refusal):
    """The cycle cannot be computed now."""


class CannotRefuse(Refusal):
    """The batch can no longer be refused."""


def compute_run(
    edition: Edition,
    *,
    by: Actor,
    areas: Sequence[str] = (),
    engine_name: str = "polars",
    progress: Progress = silent,
) -> Run:
    """Compute the main run of a frozen cycle and load it. Running it again returns the run that is there.

    `areas` splits the run into waves: a batch for each code prefix, and one for the rest. Raises `CannotCompute`
    in the wrong order, or when the law or a byte of the snapshot has changed since.
    """
    with only_one(f"computing {edition.cycle}"):
        cycle = opened(edition)
        if existing := main_run(cycle.name):
            return existing
        snapshot = _frozen(cycle)
        number = cycle.runs.count() + 1
        manifest = _run_engine(edition, snapshot, number, engine_name, progress)
        return _load(cycle, snapshot, number, manifest, edition, Run.Kind.MAIN, areas, by)


def compute_supplementary_run(
    edition: Edition, corrections: pl.DataFrame, *, by: Actor, engine_name: str = "polars", progress: Progress = silent
) -> Run:
    """Compute families of a frozen cycle again, with single facts corrected since, each naming its change request
    (susulan). Only families nobody paid in this cycle yet: a difference is paid as arrears of the next stage.
    """
    with only_one(f"computing {edition.cycle}"):
        cycle = opened(edition)
        if main_run(cycle.name) is None:
            raise CannotCompute(
                f"{cycle} belum dihitung: susulan menyusul hitungan utama",
                f"{cycle} is not computed yet: a supplementary run comes after the main one",
            )
        if corrections.is_empty():
            raise CannotCompute("tidak ada koreksi", "there is no correction")
        snapshot = _frozen(cycle)
        number = cycle.runs.count() + 1
        manifest = _run_engine(edition, snapshot, number, engine_name, progress, corrections)
        return _load(cycle, snapshot, number, manifest, edition, Run.Kind.SUPPLEMENTARY, (), by)


def _next_wave(cycle: Cycle) -> int:
    """Waves are numbered through the cycle, so that one number names one wave; those of refused runs do not count."""
    return Batch.objects.filter(cycle=cycle.name, run__refused_because="").count() + 1


def _frozen(cycle: Cycle) -> Snapshot:
    snapshot = Snapshot.objects.filter(cycle=cycle.name).first()
    if snapshot is None:
        raise CannotCompute(
            f"{cycle} belum dibekukan: jalankan `harapan cycle freeze {cycle}` dahulu",
            f"{cycle} is not frozen yet: `harapan cycle freeze {cycle}` comes first",
        )
    return snapshot


def _refuse_paid_twice(run: Run) -> None:
    """No family of a supplementary run is owed anything of its cycle yet: by another live run, or by a decision.

    The families are locked: whoever decides about one of them is through, or comes after us and sees this run.
    """
    live = Run.objects.filter(cycle=run.cycle_id, refused_because="").exclude(pk=run.pk).values("pk")
    ours = Entitlement.objects.filter(cycle=run.cycle_id, run=run.pk, net__gt=0).values("family")
    paid = Entitlement.objects.filter(cycle=run.cycle_id, run__in=live, net__gt=0, family__in=ours)
    if first := paid.order_by("family").first():
        raise CannotCompute(
            f"keluarga {first.family} sudah mendapat bagian dalam {run.cycle_id}: selisih dibayar sebagai tunggakan",
            f"family {first.family} is owed money in {run.cycle_id} already: a difference is paid as arrears",
        )
    families = Family.objects.filter(pk__in=list(ours.values_list("family", flat=True))).order_by("pk")
    held = list(families.select_for_update().values_list("pk", flat=True))
    if owed := Arrears.objects.filter(family__in=held, cycle=run.cycle_id).order_by("family").first():
        raise CannotCompute(
            f"keluarga {owed.family} sudah mendapat kekurangan {run.cycle_id} dengan keputusan {owed.decision}: "
            "keluarkan dari koreksi; selisihnya dibayar lewat keberatan",
            f"family {owed.family} is owed money of {run.cycle_id} by decision {owed.decision} already: "
            "take it out of the corrections; a difference is paid upon an objection",
        )


def _take_arrears(run: Run) -> None:
    """What this run pays of earlier stages no other run pays, until this one is refused."""
    dues = paid_arrears(run_folder(run))
    if registry.take_arrears(run.pk, dues) != len(dues):
        raise CannotCompute(
            "sementara dihitung, hitungan lain membayar sebagian tunggakan; hitung lagi",
            "while this was computed, another run came to pay some of its arrears; compute again",
        )


@transaction.atomic(durable=True)
def refuse_run(batch: Batch, *, by: Actor, because: str) -> Run:
    """Say no to a run, with the reason; its cycle is open to be computed again."""
    if not because.strip():
        raise CannotRefuse(
            "penolakan harus beralasan",
            "a refusal needs its reason",
        )
    run = Run.objects.select_for_update().get(pk=batch.run_id)
    batches = list(Batch.objects.select_for_update().filter(run=run))
    advanced = [part for part in batches if part.state not in (Batch.State.COMPUTED, Batch.State.REVIEWED)]
    if advanced:
        raise CannotRefuse(
            f"gelombang {advanced[0].wave} sudah {advanced[0].get_state_display().lower()}",
            f"wave {advanced[0].wave} of this run is already {advanced[0].state}",
        )
    Batch.objects.filter(run=run).update(state=Batch.State.REFUSED, refused_because=because)
    run.refused_because = because
    run.save(update_fields=["refused_because"])
    registry.let_go_of_arrears(run.pk)
    record("run.refused", run, by=by)
    return run


def _run_engine(
    edition: Edition,
    snapshot: Snapshot,
    number: int,
    engine_name: str,
    progress: Progress,
    corrections: pl.DataFrame | None = None,
) -> RunManifest:
    folder = run_folder((edition.cycle, number))
    shutil.rmtree(folder, ignore_errors=True)  # a run nobody recorded: its process died before loading
    try:
        settled = owed_elsewhere(open_snapshot(snapshot_folder(edition.cycle), edition).small(contract.ARREARS))
        with room_under(settings.HOME):
            manifest = run_engine(
                snapshot_folder(edition.cycle),
                edition,
                folder,
                engine=engine_name,
                progress=progress,
                corrections=corrections,
                settled=settled,
            )
    except BadSnapshot as trouble:
        raise CannotCompute(f"salinan {edition.cycle} tidak dapat dipercaya: {trouble}", str(trouble)) from trouble
    except DiskIsFull:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    write_settled(folder, settled)
    if corrections is not None:
        corrections.write_parquet(folder / contract.part_path(contract.CORRECTIONS, ""))
    if manifest.snapshot != snapshot.digest:
        raise CannotCompute(
            f"salinan {edition.cycle} bukan yang dahulu diambil: sidik digitalnya berbeda",
            f"the snapshot of {edition.cycle} is not the one that was taken: its digest differs",
        )
    return manifest


@transaction.atomic(durable=True)
def _load(
    cycle: Cycle,
    snapshot: Snapshot,
    number: int,
    manifest: RunManifest,
    edition: Edition,
    kind: str,
    areas: Sequence[str],
    by: Actor,
) -> Run:
    """Everything of a run enters at once or not at all, and must sum to its manifest."""
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    run = Run.objects.create(
        cycle=cycle,
        number=number,
        kind=kind,
        folder=run_folder((cycle.name, number)).name,
        snapshot_digest=snapshot.digest,
        edition_digest=edition.digest,
        digest=manifest.digest,
        families=manifest.totals["families"],
        paid_families=manifest.totals["paid_families"],
        gross=manifest.totals["gross"],
        net=manifest.totals["net"],
        computed_by=by.pk,
    )
    batches = [
        Batch.objects.create(
            run=run, cycle=cycle.name, wave=wave, area=area, families=0, paid_families=0, net=0, computed_by=by.pk
        )
        for wave, area in enumerate([*areas, ""], start=_next_wave(cycle))
    ]
    loaded = load_entitlements(
        run.pk,
        cycle.name,
        [Wave(batch.pk, batch.area) for batch in batches],
        run_folder=run_folder(run),
        snapshot_folder=snapshot_folder(cycle.name),
        last_month=edition.stage.months[-1],
    )
    if kind == Run.Kind.SUPPLEMENTARY:
        _refuse_paid_twice(run)
    _take_arrears(run)
    load_totals(run.pk, run_folder=run_folder(run))
    for batch, part in zip(batches, loaded, strict=True):
        batch.families, batch.paid_families, batch.net = part.families, part.paid_families, part.net
        batch.save(update_fields=["families", "paid_families", "net"])
    if (sum(part.families for part in loaded), sum(part.net for part in loaded)) != (run.families, run.net):
        raise CannotCompute(
            "yang dimuat tidak sama jumlahnya dengan yang dihitung; tidak ada yang disimpan",
            "what was loaded does not sum to what was computed; nothing was kept",
        )
    record("run.computed", run, by=by, digest=run.digest, families=run.families, net=run.net)
    return run

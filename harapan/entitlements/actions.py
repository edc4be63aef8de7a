"""Open a cycle, compute it, review it, and let a second person approve or refuse it."""

import errno
import json
import shutil
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.engine.run import RunManifest
from harapan.engine.run import run as run_engine
from harapan.engine.snapshot import BadSnapshot
from harapan.entitlements.load import Wave, lines_of, load_entitlements, load_totals
from harapan.entitlements.models import Batch, Cycle, Entitlement, Run
from harapan.entitlements.queries import batches_of, main_run, run_folder
from harapan.entitlements.review import Review, review_of
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.registry import actions as registry
from harapan.registry.models import Arrears, Family, Participation, Withholding
from harapan.snapshots.actions import snapshot_folder
from harapan.snapshots.models import Snapshot
from harapan.tables.locks import only_one


class CannotOpen(Refusal):
    """The cycle cannot be opened."""


class CannotCompute(Refusal):
    """The cycle cannot be computed now."""


class CannotReview(Refusal):
    """The batch cannot be reviewed now."""


class CannotApprove(Refusal):
    """This person may not approve this batch now."""


class CannotRefuse(Refusal):
    """The batch can no longer be refused."""


@transaction.atomic(durable=True)
def open_cycle(edition: Edition, *, by: Actor) -> Cycle:
    """Open a slot of the calendar under the law of its first day. Ready families become active. Opening it again
    changes nothing; an unclosed earlier cycle is no obstacle.
    """
    if existing := Cycle.objects.filter(name=edition.cycle).first():
        _refuse_other_law(existing, edition)
        return existing
    cycle = Cycle.objects.create(
        name=edition.cycle, opened_by=by.pk, edition_digest=edition.digest, edition=json.loads(edition.to_json())
    )
    started = registry.move_participation(
        Family.objects.filter(participation=Participation.READY).values("id"),
        source=Participation.READY,
        target=Participation.ACTIVE,
        cause="cycle_opened",
        on=timezone.localdate(),
        by=by,
        document=edition.cycle,
    )
    record("cycle.opened", cycle, by=by, edition=edition.digest, families_started=started)
    return cycle


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
    in the wrong order, when the law or a byte of the snapshot has changed since, or when the disk is full.
    """
    with only_one(f"computing {edition.cycle}"):
        cycle = _opened(edition)
        if existing := main_run(cycle.name):
            return existing
        snapshot = Snapshot.objects.filter(cycle=cycle.name).first()
        if snapshot is None:
            raise CannotCompute(
                f"{cycle} belum dibekukan: jalankan `harapan cycle freeze {cycle}` dahulu",
                f"{cycle} is not frozen yet: `harapan cycle freeze {cycle}` comes first",
            )
        number = cycle.runs.count() + 1
        manifest = _run_engine(edition, snapshot, number, engine_name, progress)
        return _load(cycle, snapshot, number, manifest, edition, areas, by)


def _opened(edition: Edition) -> Cycle:
    """The cycle of this edition, opened under this very law."""
    cycle = Cycle.objects.filter(name=edition.cycle).first()
    if cycle is None:
        raise CannotCompute(
            f"{edition.cycle} belum dibuka: jalankan `harapan cycle open {edition.cycle}` dahulu",
            f"{edition.cycle} is not open yet: `harapan cycle open {edition.cycle}` comes first",
        )
    _refuse_other_law(cycle, edition)
    return cycle


def _refuse_other_law(cycle: Cycle, edition: Edition) -> None:
    """The law was resolved when the cycle was opened; whoever changed the policy files since must say so."""
    if cycle.edition_digest != edition.digest:
        raise CannotOpen(
            f"aturan untuk {cycle} berubah sejak siklus dibuka: kembalikan berkas kebijakan yang dipakai waktu itu",
            f"the law for {cycle} has changed since it was opened: put back the policy files of that day",
        )


def _run_engine(edition: Edition, snapshot: Snapshot, number: int, engine_name: str, progress: Progress) -> RunManifest:
    folder = run_folder((edition.cycle, number))
    shutil.rmtree(folder, ignore_errors=True)  # a run nobody recorded: its process died before loading
    try:
        manifest = run_engine(snapshot_folder(edition.cycle), edition, folder, engine=engine_name, progress=progress)
    except BadSnapshot as trouble:
        raise CannotCompute(f"salinan {edition.cycle} tidak dapat dipercaya: {trouble}", str(trouble)) from trouble
    except OSError as trouble:
        shutil.rmtree(folder, ignore_errors=True)
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CannotCompute(
                f"disk penuh: sediakan ruang di {settings.HOME}, lalu hitung lagi",
                f"the disk is full: make room under {settings.HOME} and compute again",
            ) from trouble
        raise
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
    areas: Sequence[str],
    by: Actor,
) -> Run:
    """Everything of a run enters at once or not at all, and must sum to its manifest."""
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    run = Run.objects.create(
        cycle=cycle,
        number=number,
        kind=Run.Kind.MAIN,
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
        for wave, area in enumerate([*areas, ""], start=1)
    ]
    loaded = load_entitlements(
        run.pk,
        cycle.name,
        [Wave(batch.pk, batch.area) for batch in batches],
        run_folder=run_folder(run),
        snapshot_folder=snapshot_folder(cycle.name),
        last_month=edition.stage.months[-1],
    )
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


@transaction.atomic(durable=True)
def review_batch(batch: Batch, *, previous: str | None, by: Actor, accept_because: str = "") -> Review:
    """Look a batch over against the cycle before. Anomalies stop it unless a reason is given for going on."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (Batch.State.COMPUTED, Batch.State.REVIEWED):
        raise CannotReview(
            f"gelombang ini sudah {batch.get_state_display().lower()}",
            f"the batch is already {batch.state}",
        )
    review = review_of(batch, previous=previous)
    if review.anomalies and not accept_because:
        raise CannotReview(
            f"ada {len(review.anomalies)} kejanggalan: jelaskan mengapa boleh dilanjutkan (--because), atau tolak",
            "something looks wrong; say why it is right to go on (--because), or refuse the batch:\n  - "
            + "\n  - ".join(review.anomalies),
        )
    batch.state = Batch.State.REVIEWED
    batch.reviewed_by, batch.reviewed_at = by.pk, timezone.now()
    batch.anomalies, batch.anomalies_accepted_because = review.anomalies, accept_because if review.anomalies else ""
    batch.save()
    record("batch.reviewed", batch, by=by, anomalies=len(review.anomalies))
    return review


@transaction.atomic(durable=True)
def approve_batch(batch: Batch, *, by: Actor) -> Batch:
    """Say yes to a reviewed batch. Its families' counts and paid-through months go down into the registry."""
    batch = Batch.objects.select_for_update().select_related("run").get(pk=batch.pk)
    if batch.state == Batch.State.APPROVED and batch.approved_by == by.pk:
        return batch
    if batch.state != Batch.State.REVIEWED:
        raise CannotApprove(
            f"gelombang ini {batch.get_state_display().lower()}, belum diperiksa",
            f"the batch is {batch.state}, not reviewed",
        )
    if batch.computed_by == by.pk:
        raise CannotApprove(
            "orang kedua harus menyetujui apa yang Anda hitung",
            "a second person must approve what you computed",
        )

    batch.state, batch.approved_by, batch.approved_at = Batch.State.APPROVED, by.pk, timezone.now()
    batch.save(update_fields=["state", "approved_by", "approved_at"])
    _write_down(batch, by)
    record("batch.approved", batch, by=by, families=batch.families, net=batch.net)
    return batch


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
    record("run.refused", run, by=by)
    return run


def _write_down(batch: Batch, by: Actor) -> None:
    """What approval changes in the registry, all of it set-based."""
    rows = Entitlement.objects.filter(cycle=batch.cycle, batch=batch.pk)
    whole = not batches_of(batch.cycle).filter(run=batch.run, approved_by__isnull=True).exists()
    registry.take_over_standings(batch.cycle, rows, complete=whole and batch.run.kind == Run.Kind.MAIN)
    on = timezone.localdate()
    for reasons, source, target, cause in (
        ({"reason": "no_component"}, Participation.ACTIVE, Participation.NO_COMPONENT, "no_component"),
        ({"reason": "", "net__gt": 0}, Participation.NO_COMPONENT, Participation.ACTIVE, "component_found"),
    ):
        families = rows.filter(**reasons).values("family")
        registry.move_participation(
            families, source=source, target=target, cause=cause, on=on, by=by, document=batch.cycle
        )
    _write_down_withholdings(batch)


def _write_down_withholdings(batch: Batch) -> None:
    """What this run withheld is owed from now on; what it paid of that is settled; what it let go is lifted."""
    rows = Entitlement.objects.filter(cycle=batch.cycle, batch=batch.pk)
    lines = lines_of(run_folder(batch.run), components=("withheld", "arrears"))
    homes = {row.family: row for row in rows.filter(family__in={line["family"] for line in lines})}
    ours = [line for line in lines if line["family"] in homes]
    withheld = [line for line in ours if line["component"] == "withheld"]
    registry.owe_withheld(
        [
            Arrears(
                family=line["family"],
                village=homes[line["family"]].village,
                facilitator=homes[line["family"]].facilitator,
                cycle=batch.cycle,
                component="withheld",
                amount=-line["paid"],
                decision=line["source"],
            )
            for line in withheld
        ]
    )
    for line in ours:
        if line["component"] == "arrears":
            _, cycle, component = line["rule"].split(".")
            owed = Arrears.objects.filter(
                family=line["family"], cycle=cycle, component=component, decision=line["source"]
            )
            registry.settle_arrears(batch.cycle, owed)
    still = {(line["family"], line["source"]) for line in withheld}
    judged = rows.exclude(verdict="").filter(family__in=Withholding.objects.filter(lifted_in="").values("family"))
    begun = Withholding.objects.filter(
        lifted_in="", family__in=judged.values("family"), from_cycle__in=batch.run.cycle.edition["earlier_cycles"]
    )
    let_go = [one.pk for one in begun if (one.family, one.decision) not in still]
    registry.lift_withholdings(batch.cycle, Withholding.objects.filter(pk__in=let_go), because="duties_met_again")

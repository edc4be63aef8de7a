"""Review a batch against the cycle before, and let a second person approve it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.engine.consequences import member_in
from harapan.entitlements.load import due_of, lines_of
from harapan.entitlements.models import Batch, Entitlement, Run
from harapan.entitlements.queries import batches_of, run_folder
from harapan.entitlements.review import Review, review_of
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.registry import actions as registry
from harapan.registry.models import Arrears, Participation, Withholding


class CannotReview(Refusal):
    """The batch cannot be reviewed now."""


class CannotApprove(Refusal):
    """This person may not approve this batch now."""


@transaction.atomic(durable=True)
def review_batch(batch: Batch, *, previous: str | None, by: Actor, accept_because: str = "") -> Review:
    """Look a batch over against the cycle before. Anomalies stop it unless a reason is given for going on."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("run").get(pk=batch.pk)
    if batch.state not in (Batch.State.COMPUTED, Batch.State.REVIEWED):
        raise CannotReview(
            f"gelombang ini sudah {batch.get_state_display().lower()}",
            f"the batch is already {batch.state}",
        )
    review = review_of(batch, previous=previous if batch.run.kind == Run.Kind.MAIN else None)
    if review.anomalies and not accept_because:
        raise CannotReview(
            "ada yang janggal; jelaskan mengapa boleh dilanjutkan (--because), atau tolak:\n  - "
            + "\n  - ".join(anomaly.id for anomaly in review.anomalies),
            "something looks wrong; say why it is right to go on (--because), or refuse the batch:\n  - "
            + "\n  - ".join(anomaly.en for anomaly in review.anomalies),
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


def _write_down(batch: Batch, by: Actor) -> None:
    """What approval changes in the registry, all of it set-based."""
    rows = Entitlement.objects.filter(cycle=batch.cycle, batch=batch.pk)
    _write_down_standings(batch, rows)
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


def _write_down_standings(batch: Batch, rows: QuerySet[Entitlement]) -> None:
    """The main run leaves a standing for everybody; a supplementary one for those it pays."""
    position = len(batch.run.cycle.edition["earlier_cycles"])
    if batch.run.kind == Run.Kind.SUPPLEMENTARY:
        generation = f"{batch.cycle}-r{batch.run.number}"
        registry.take_over_standings(generation, rows.filter(net__gt=0), position=position, complete=False)
        return
    whole = not batches_of(batch.cycle).filter(run=batch.run, approved_by__isnull=True).exists()
    registry.take_over_standings(batch.cycle, rows, position=position, complete=whole)


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
                member=member_in(line["rule"]),
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
    _settle(batch, [due_of(line) for line in ours if line["component"] == "arrears"])
    still = {(line["family"], line["source"], member_in(line["rule"])) for line in withheld}
    # Where a family is not paid for another reason, no line tells whether its duties were missed again.
    paid = rows.filter(reason__in=("", "withheld")).exclude(verdict="")
    judged = paid.filter(family__in=Withholding.objects.filter(lifted_in="").values("family"))
    begun = Withholding.objects.filter(
        lifted_in="", family__in=judged.values("family"), from_cycle__in=batch.run.cycle.edition["earlier_cycles"]
    )
    let_go = [one.pk for one in begun if (one.family, one.decision, one.member) not in still]
    registry.lift_withholdings(batch.cycle, Withholding.objects.filter(pk__in=let_go), because="duties_met_again")


def _settle(batch: Batch, dues: list[registry.Due]) -> None:
    """What this batch pays of earlier stages is settled, by it and by no other."""
    settled = registry.settle_arrears(batch.run_id, batch.cycle, dues)
    if settled != len(dues):
        gone = len(dues) - settled
        raise CannotApprove(
            f"{gone} tunggakan dalam hitungan ini sudah dibayar hitungan lain: tolak hitungan ini, lalu hitung lagi; "
            "hitungan baru meninggalkannya",
            agree(
                f"{gone} [arrear|arrears] of this run [is|are] paid by another run already: "
                "refuse this run and compute again; the new one leaves [it|them] out",
                gone,
            ),
        )

"""Errands about doubles: search an area, join a pair after a moment to think again, part one."""

from django.db import transaction
from django.utils import timezone

from harapan.intake.matching.actions import CannotMerge, look_for_pairs, merge, merge_alone, part, put_back, refer
from harapan.intake.matching.queries import last_merge
from harapan.intake.models import Merge, Pair, Upload
from harapan.lib.english import agree
from harapan.lib.identifiers import range_of
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number, rupiah
from harapan.linkage import costs
from harapan.linkage.model import load
from harapan.operations.errands.quality import looked_at_again
from harapan.operations.hands import Notes
from harapan.operations.merging import (
    frozen_with_both,
    paid_twice,
    refuse_if_built_on,
    refuse_if_owed,
    withdraw_claims_of,
)
from harapan.operations.models import Errand
from harapan.operations.recovering import claim_what_was_paid_twice
from harapan.registry.quality.queries import registry_day
from harapan.staff.models import Staff
from harapan.ui.words import Words

TAKEN_BACK = Words(
    "keputusan sudah dibatalkan: tidak ada yang digabung", "the decision was taken back: nothing was joined"
)


def search(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Look for pairs in an area; with `upload`, among the people that list brought; with `waiting`, on their way in."""
    if not any(errand.area.startswith(area) for area in staff.areas):
        raise CannotMerge("wilayah ini bukan wilayah tugas Anda", "this area is not yours")
    upload = errand.details.get("upload")
    if upload is not None and not Upload.objects.visible_to(staff).filter(pk=upload).exists():
        raise CannotMerge("daftar ini bukan di wilayah tugas Anda", "this list is not of your area")
    told = costs.shipped()
    with notes.phase("matching", unit="areas") as progress:
        found = look_for_pairs(
            errand.area,
            load(),
            told,
            by=staff,
            upload=upload,
            waiting=bool(errand.details.get("waiting")),
            progress=progress,
        )
    joined = number(_merge_alone(errand.area, told, staff))
    alone = Words(f"; {joined} digabung mesin", f"; {joined} joined by the machine") if told.may_risk else Words("", "")
    records, pairs, new = number(found.records), number(found.found), number(found.new)
    return Words(
        f"{records} catatan dibandingkan: {pairs} pasangan, {new} baru{alone.id}",
        agree(f"{records} records compared: {pairs} [pair|pairs], {new} new{alone.en}", pairs),
    )


def _merge_alone(area: str, told: costs.Costs, staff: Staff) -> int:
    """What the machine may join by itself; nothing, unless the programme says what it may risk."""
    if told.may_risk <= 0:
        return 0
    bounds, done = range_of(area), 0
    pairs = Pair.objects.filter(state=Pair.State.OPEN, village__range=bounds, other_village__range=bounds)
    for pair in pairs.order_by("-weight", "pk").iterator():
        if not told.machine_may_merge(pair.weight):
            break
        pair.refresh_from_db()
        if merge_alone(pair, told, by=staff):
            done += _join(pair, staff)
    return done


def _join(pair: Pair, staff: Staff) -> bool:
    """Join, or send up to where payments are decided about; a refusal waits for people."""
    try:
        if pair.referred_by is None and _why_nationally(pair):
            refer(pair, by=staff)
            return False
        done = _merged(pair, staff)
        if done:
            _settle(done, staff)
        return done is not None
    except Refusal as refusal:
        put_back(pair, refusal)
        return False


def join(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """Join what somebody called one person, unless they took it back or both families are paid."""
    pair = _pair(errand, staff)
    if pair.state == Pair.State.MERGED and (before := last_merge(pair)):
        return _settle(before, staff)
    if pair.state != Pair.State.SAME:
        return TAKEN_BACK
    try:
        if pair.referred_by is None and (why := _why_nationally(pair)):
            refer(pair, by=staff)
            return Words(f"{why.id}: diteruskan ke Direktorat JSK", f"{why.en}: sent to the national directorate")
        done = _merged(pair, staff)
    except Refusal as refusal:
        put_back(pair, refusal)
        raise
    if done is None:
        return TAKEN_BACK
    return _settle(done, staff)


@transaction.atomic
def _merged(pair: Pair, staff: Staff) -> Merge | None:
    refuse_if_owed(pair)
    return merge(pair, on=registry_day(timezone.localdate()), by=staff)


def _why_nationally(pair: Pair) -> Words | None:
    """Why a pair is decided where payments are seen: both families are paid, or a frozen stage may yet pay both."""
    if stages := paid_twice(pair):
        cycle = stages[0].cycle
        return Words(f"kedua keluarga dibayar pada tahap {cycle}", f"both families are paid in stage {cycle}")
    if cycles := frozen_with_both(pair):
        return Words(
            f"kedua keluarga ada di tahap {cycles[0]}, yang sudah dibekukan",
            f"both families are in stage {cycles[0]}, which is frozen",
        )
    return None


def _settle(done: Merge, staff: Staff) -> Words:
    """What a merge means for families that were paid; and for whose data are right by now."""
    claims = claim_what_was_paid_twice(done, by=staff)
    looked_at_again([done.kept_family, done.other_family])
    told = Words(f"catatan {done.other} digabung ke {done.kept}", f"record {done.other} was joined to {done.kept}")
    if not claims:
        return told
    total = rupiah(sum(claim.amount for claim in claims))
    return Words(
        f"{told.id}; {total} yang dibayar dua kali menjadi tagihan lebih bayar",
        f"{told.en}; {total} that was paid twice became a claim",
    )


def undo(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """Part what was joined, as long as nothing was built on it. What it claimed goes with it, wholly or not at all."""
    pair = _pair(errand, staff)
    try:
        done = _parted(pair, staff)
    except Refusal as refusal:
        put_back(pair, refusal)
        raise
    if done is None:  # its worker died after it was refused and put back
        raise CannotMerge(pair.sentence_id or "penggabungan berlaku", pair.sentence_en or "the merge stands")
    looked_at_again([done.kept_family, done.other_family])
    return Words("penggabungan dibatalkan", "the merge was undone")


@transaction.atomic
def _parted(pair: Pair, staff: Staff) -> Merge | None:
    """The merge that is undone, now or by a worker that died; None where it stands."""
    if standing := last_merge(pair):
        refuse_if_built_on(standing)
    done = part(pair, on=registry_day(timezone.localdate()), by=staff)
    if done is None and not last_merge(pair):
        done = pair.merges.order_by("-undone_at").first()
    if done:
        withdraw_claims_of(done, by=staff)
    return done


def _pair(errand: Errand, staff: Staff) -> Pair:
    pair = Pair.objects.visible_to(staff).filter(pk=errand.details["pair"]).first()
    if pair is None:
        raise CannotMerge("pasangan ini bukan di wilayah tugas Anda", "this pair is not of your area")
    return pair

"""Errands about doubles: search an area, join a pair after a moment to think again, part one."""

from django.utils import timezone

from harapan.intake.matching.actions import CannotMerge, look_for_pairs, merge, merge_alone, part, put_back, refer
from harapan.intake.models import Pair, Upload
from harapan.lib.identifiers import range_of
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.linkage import costs
from harapan.linkage.model import load
from harapan.operations.hands import Notes
from harapan.operations.merging import paid_twice, refuse_if_built_on
from harapan.operations.models import Errand
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
        f"{records} records compared: {pairs} pairs, {new} new{alone.en}",
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
        if pair.referred_by is None and paid_twice(pair):
            refer(pair, by=staff)
            return False
        return merge(pair, on=registry_day(timezone.localdate()), by=staff) is not None
    except Refusal as refusal:
        put_back(pair, refusal)
        return False


def join(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """Join what somebody called one person, unless they took it back or both families are paid."""
    pair = _pair(errand, staff)
    if pair.state != Pair.State.SAME:
        return Words("sudah digabung", "joined already") if pair.state == Pair.State.MERGED else TAKEN_BACK
    try:
        if pair.referred_by is None and (stages := paid_twice(pair)):
            refer(pair, by=staff)
            return Words(
                f"kedua keluarga dibayar pada tahap {stages[0].cycle}: diteruskan ke Direktorat JSK",
                f"both families are paid in stage {stages[0].cycle}: sent to the national directorate",
            )
        done = merge(pair, on=registry_day(timezone.localdate()), by=staff)
    except Refusal as refusal:
        put_back(pair, refusal)
        raise
    if done is None:
        return TAKEN_BACK
    return Words(f"catatan {done.other} digabung ke {done.kept}", f"record {done.other} was joined to {done.kept}")


def undo(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """Part what was joined, as long as nothing was built on it."""
    pair = _pair(errand, staff)
    try:
        done = pair.merges.filter(undone_at__isnull=True).last()
        if done:
            refuse_if_built_on(done)
        part(pair, on=registry_day(timezone.localdate()), by=staff)
    except Refusal as refusal:
        put_back(pair, refusal)
        raise
    return Words("penggabungan dibatalkan", "the merge was undone")


def _pair(errand: Errand, staff: Staff) -> Pair:
    pair = Pair.objects.visible_to(staff).filter(pk=errand.details["pair"]).first()
    if pair is None:
        raise CannotMerge("pasangan ini bukan di wilayah tugas Anda", "this pair is not of your area")
    return pair

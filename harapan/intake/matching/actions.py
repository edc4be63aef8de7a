"""The verbs about doubles: look for pairs, say what they are, join two records, part them again."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.intake import load_matching
from harapan.intake.matching.queries import between, last_merge, may_decide
from harapan.intake.models import LinkageModel, Merge, Pair, PairWord, Search
from harapan.lib.refusals import Refusal
from harapan.linkage.costs import Costs
from harapan.linkage.model import Model
from harapan.registry.actions import count_as_one, join_families, take_back
from harapan.registry.history import said_by
from harapan.registry.models import Family, Member
from harapan.staff.models import Staff

Verdict, State = PairWord.Verdict, Pair.State


class CannotDecide(Refusal):
    """This cannot be said about this pair now, or not by this person."""


class CannotMerge(Refusal):
    """These records cannot be joined, or parted, now."""


REFUSED = {
    "pair_is_decided_once": CannotDecide(
        "pasangan ini sudah diputus: muat ulang halaman", "this pair was decided already: load the page again"
    ),
    "paid_families_are_joined_nationally": CannotDecide(
        "kedua keluarga dibayar: hanya Direktorat JSK yang memutus",
        "both families are paid: only the national directorate decides",
    ),
    "merge_of_paid_families_has_four_eyes": CannotDecide(
        "orang kedua yang harus memutus, bukan yang mengusulkan",
        "a second person decides, not the one who proposed it",
    ),
    "pair_keeps_one_of_two": CannotDecide(
        "catatan yang dipertahankan bukan dari pasangan ini", "the record to keep is not of this pair"
    ),
}
"""What the database refuses, whoever asks, in words."""


# -- words of people -------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def say(
    pair: Pair, verdict: str, *, by: Staff, keep: int | None = None, whole: bool = False, because: str = ""
) -> PairWord:
    """Say that two records are one person, that they are not, or take back what was said. It takes effect at once.

    `keep` is the record that stays, `whole` joins the two families as well and needs its paper. Raises `CannotDecide`.
    """
    return _say(pair, verdict, by=by, keep=keep, whole=whole, because=because)


def _say(
    pair: Pair,
    verdict: str,
    *,
    by: Staff,
    keep: int | None = None,
    whole: bool = False,
    because: str = "",
    by_machine: bool = False,
) -> PairWord:
    if not may_decide(by):
        raise CannotDecide(
            f"{by.position_words.id} tidak memutus data ganda",
            f"the position “{by.position_words.en}” does not decide about doubles",
        )
    if verdict == Verdict.SAME and keep is None:
        raise CannotDecide("pilih catatan yang dipertahankan", "choose the record to keep")
    if whole and not because.strip():
        raise CannotDecide(
            "untuk menggabungkan dua keluarga diperlukan berita acara atau surat",
            "to join two families, minutes or a letter is needed",
        )
    try:
        with transaction.atomic():
            word = PairWord.objects.create(
                pair=pair,
                verdict=verdict,
                keep=keep,
                whole=whole,
                because=because.strip()[:400],
                by=by.pk,
                by_label=str(by)[:160],
                by_machine=by_machine,
            )
    except IntegrityError as trouble:
        name = getattr(getattr(trouble.__cause__, "diag", None), "constraint_name", None)
        if name not in REFUSED:
            raise
        refusal = REFUSED[name]
        raise CannotDecide(refusal.sentence_id, refusal.sentence_en) from trouble
    record(f"pair.{verdict}", pair, by=by, keep=keep, whole=whole, by_machine=by_machine)
    return word


@transaction.atomic
def merge_alone(pair: Pair, costs: Costs, *, by: Staff) -> PairWord | None:
    """What the machine may decide by the programme's own word on costs; in the name of whoever had it search."""
    if pair.state != State.OPEN or not costs.machine_may_merge(pair.weight):
        return None
    return _say(pair, Verdict.SAME, by=by, keep=preferred(pair), because="machine", by_machine=True)


def preferred(pair: Pair) -> int:
    """The record that is kept unless somebody chooses: of the family further in the programme, with a NIK, older."""
    members = Member.objects.filter(pk__in=[pair.one, pair.other]).select_related("family")
    return better_kept(members) or pair.one


def better_kept(members: Iterable[Member]) -> int:
    """The same, for records with their families that were read already; 0 for none."""
    ranked = sorted(
        members, key=lambda member: (-_standing(member), member.nik is None, member.nik_contested, member.pk)
    )
    return ranked[0].pk if ranked else 0


def _standing(member: Member) -> int:
    return STANDINGS.index(member.family.participation) if member.family.participation in STANDINGS else -1


STANDINGS = (
    *("listed", "candidate", "validated", "confirmed", "account_failed", "account_pending", "ready", "no_component"),
    *("graduation_candidate", "suspended", "active"),
)
"""From the edge of the programme to its middle; those who left come first of all."""


# -- the worker ------------------------------------------------------------------------------------------------------


def look_for_pairs(
    area: str,
    model: Model,
    costs: Costs,
    *,
    by: Staff,
    upload: int | None = None,
    waiting: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Search:
    """Search an area: all of it, those an outside list brought (`upload`), or those on their way in (`waiting`)."""
    row, _ = LinkageModel.objects.get_or_create(
        digest=model.digest, defaults={"version": model.version, "body": model.body}
    )
    among = load_matching.asked_about(area, upload, waiting)
    found = load_matching.search(area, model, row, least=costs.shown_from, among=among, progress=progress)
    with transaction.atomic():
        search = Search.objects.create(
            area=area, upload=upload, model=row, records=found.records, found=found.pairs, new=found.new, by=by.pk
        )
        record("pairs.searched", search, by=by, area=area, upload=upload, found=found.pairs, new=found.new)
    return search


@transaction.atomic
def refer(pair: Pair, *, by: Staff) -> Pair:
    """Both families are paid: who said that they are one proposed it, and the national directorate decides."""
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.state == State.SAME and pair.referred_by is None:
        pair.state, pair.referred_by = State.REFERRED, pair.decided_by
        pair.save(update_fields=["state", "referred_by"])
        record("pair.referred", pair, by=by)
    return pair


@transaction.atomic
def merge(pair: Pair, *, on: date, by: Staff) -> Merge | None:
    """Join what somebody called one person, as they said. Once joined, doing it again changes nothing.

    Returns None where they took it back meanwhile. Raises `CannotMerge` or the registry's own refusal, and nothing has
    changed.
    """
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.state != State.SAME or pair.keep is None:
        return last_merge(pair)
    kept, other = _members(pair)
    document = _paper(pair)
    with said_by(by, because=document, source=f"pair:{pair.pk}"):
        if pair.whole and kept.family_id != other.family_id:
            staying, going = (Family.objects.get(pk=member.family_id) for member in (kept, other))
            halves = _halves(pair, kept, other)
            did = join_families(staying, going, halves, on=on, document=document, by=by)
        else:
            did = count_as_one(kept, other, on=on, by=by)
    done = Merge.objects.create(
        pair=pair,
        kept=kept.pk,
        other=other.pk,
        kept_family=kept.family_id,
        other_family=other.family_id,
        village=pair.village,
        other_village=pair.other_village,
        whole=pair.whole,
        did=did,
        by=pair.decided_by or by.pk,
        by_label=str(by)[:160],
    )
    pair.state = State.MERGED
    pair.save(update_fields=["state"])
    _settle_others(pair, done)
    record("pair.merged", pair, by=by, merge=done.pk, kept=kept.pk, other=other.pk, whole=pair.whole, rows=len(did))
    return done


@transaction.atomic
def part(pair: Pair, *, on: date, by: Staff) -> Merge | None:
    """Take a merge back, exactly; refused if a row has changed since. The pair waits for a decision again."""
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.state != State.PARTING:
        return None
    done = last_merge(pair)
    if done is None:
        raise CannotMerge("tidak ada penggabungan yang berlaku", "there is no merge in force")
    document = f"Pembatalan penggabungan {done.pk}"
    with said_by(by, because=document, source=f"pair:{pair.pk}"):
        take_back(done.did, on=on, document=document, by=by)
    done.undone_by, done.undone_at = by.pk, timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    Pair.objects.filter(pk__in=_joined_along(done)).update(state=State.OPEN)
    pair.state, pair.referred_by = State.OPEN, None
    pair.save(update_fields=["state", "referred_by"])
    record("pair.parted", pair, by=by, merge=done.pk)
    return done


@transaction.atomic
def put_back(pair: Pair, refusal: Refusal) -> None:
    """What could not be done waits again, and says why."""
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    before = {State.SAME: State.REFERRED if pair.referred_by else State.OPEN, State.PARTING: State.MERGED}
    if pair.state in before:
        pair.state = before[State(pair.state)]
        if pair.state == State.REFERRED:
            pair.decided_by = pair.referred_by
        pair.sentence_id, pair.sentence_en = refusal.sentence_id[:400], refusal.sentence_en[:400]
        pair.save(update_fields=["state", "decided_by", "sentence_id", "sentence_en"])


def _members(pair: Pair) -> tuple[Member, Member]:
    found = {member.pk: member for member in Member.objects.filter(pk__in=[pair.one, pair.other])}
    if len(found) < 2 or pair.keep not in found:
        raise CannotMerge("salah satu catatan tidak ada lagi", "one of the records is gone")
    (other,) = (member for number, member in found.items() if number != pair.keep)
    return found[pair.keep], other


def _paper(pair: Pair) -> str:
    """The paper of the last word that called them one, or the pair's number."""
    last = PairWord.objects.filter(pair=pair, verdict=Verdict.SAME).order_by("-pk").first()
    return last.because if last and last.because else f"Data ganda {pair.pk}"


def _halves(pair: Pair, kept: Member, other: Member) -> list[tuple[Member, Member]]:
    """Who is who in the two families: the pair itself, then the likeliest others nobody called different."""
    likely = between(pair).filter(state__in=[State.OPEN, State.SAME]).exclude(pk=pair.pk).order_by("-weight", "pk")
    members = {one.pk: one for one in Member.objects.filter(family__in=[kept.family_id, other.family_id])}
    halves, taken = [(kept, other)], {kept.pk, other.pk}
    for one in likely:
        two = [members[number] for number in (one.one, one.other) if number in members]
        if len(two) < 2 or two[0].family_id == two[1].family_id or taken & {one.one, one.other}:
            continue
        two.sort(key=lambda member: member.family_id != kept.family_id)
        halves.append((two[0], two[1]))
        taken |= {one.one, one.other}
    return halves


def _settle_others(pair: Pair, done: Merge) -> None:
    """Pairs that a merge answered along the way: joined with it, or of a record that counts no more."""
    merged = {change["number"] for change in done.did if change["thing"] == "member" and change["after"].get("same_as")}
    others = Pair.objects.filter(state__in=[State.OPEN, State.SAME]).exclude(pk=pair.pk)
    (others.filter(one__in=merged) | others.filter(other__in=merged)).update(state=State.GONE)


def _joined_along(done: Merge) -> list[int]:
    merged = {change["number"] for change in done.did if change["thing"] == "member" and change["after"].get("same_as")}
    gone = Pair.objects.filter(state=State.GONE)
    return [row.pk for row in (gone.filter(one__in=merged) | gone.filter(other__in=merged))]

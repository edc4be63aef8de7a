"""Draw up a list of candidates, make it, and take it back as long as nothing was built on it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.intake import load_targeting
from harapan.intake.models import CandidateList, Considered, ListSum
from harapan.intake.targeting.queries import Room, decile_rule, gone_on, room_in
from harapan.intake.targeting.turns import wait_for_turn
from harapan.lib.english import agree
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.policy.edition import Edition
from harapan.registry.actions import move_participation
from harapan.registry.models import Participation, ParticipationMove
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff

State = CandidateList.State


class CannotDrawUp(Refusal):
    """There is no quota to fill."""


class CannotMake(Refusal):
    """The list is not what somebody looked at any more, or has no room."""


class CannotUndo(Refusal):
    """Something was built on the list."""


@transaction.atomic
def draw_up(cohort: str, regency: str, edition: Edition, *, by: Staff) -> CandidateList:
    """Rank the listed families of a regency under the law of a stage, as many as its quota has room for.

    A draft drawn up before for the same cohort is replaced. Nothing about any family changes.
    """
    if not (by.may_split_quotas and is_inside(by, regency)):
        raise CannotDrawUp(
            f"daftar calon {dotted(regency)} bukan wewenang Anda",
            f"lists of {dotted(regency)} are not yours to draw up",
        )
    wait_for_turn(cohort, regency)
    room = room_in(cohort, regency)
    if room.quota is None:
        raise CannotDrawUp(
            f"{dotted(regency)} belum mendapat kuota untuk kohort {cohort}",
            f"{dotted(regency)} has no quota for cohort {cohort} yet",
        )
    _replace_draft(cohort, regency)
    lists = CandidateList.objects.create(
        cohort=cohort, area=regency, stage=edition.cycle, quota=room.quota, drawn_up_by=by.pk, **rule_of(edition)
    )
    fill(lists, room, edition)
    record("candidate_list.drawn_up", lists, by=by, cohort=cohort, area=regency, chosen=lists.chosen)
    return lists


def fill(lists: CandidateList, room: Room, edition: Edition, *, only: int | None = None) -> None:
    """Write every family that was looked at, the sums by village, and the list's own."""
    rows = load_targeting.ranked(lists.cohort, room, edition, only=only)
    load_targeting.store(lists, rows)
    sums = load_targeting.sums(rows)
    ListSum.objects.bulk_create(
        ListSum(list=lists, village=village, looked_at=looked_at, chosen=chosen, reasons=reasons)
        for village, looked_at, chosen, reasons in sums
    )
    lists.looked_at, lists.chosen = sum(one[1] for one in sums), sum(one[2] for one in sums)
    lists.reasons = _together([one[3] for one in sums])
    lists.deciles, lists.digest = load_targeting.by_decile(rows), load_targeting.digest(rows)
    lists.save(update_fields=["looked_at", "chosen", "reasons", "deciles", "digest"])


@transaction.atomic
def make(lists: CandidateList, *, digest: str, document: str, on: date, by: Staff) -> CandidateList:
    """Every chosen family becomes a candidate, by this document. `digest` says which list was looked at.

    Making a made list again changes nothing. Raises `CannotMake` when a family or a quota has moved since.
    """
    wait_for_turn(lists.cohort, lists.area)
    lists = CandidateList.objects.select_for_update().get(pk=lists.pk)
    if lists.state == State.MADE:
        return lists
    _check_makeable(lists, digest, document, by)
    chosen = Considered.objects.filter(list=lists, reason="").values("family")
    moved = move_participation(
        chosen,
        source=Participation.LISTED,
        target=Participation.CANDIDATE,
        cause="chosen_within_quota",
        on=on,
        by=by,
        document=document,
    )
    if moved != lists.chosen:
        raise CannotMake(
            f"{number(lists.chosen - moved)} keluarga bukan lagi terdaftar: susun ulang daftarnya",
            agree(
                f"{number(lists.chosen - moved)} [family is|families are] not just listed any more: draw it up again",
                lists.chosen - moved,
            ),
        )
    lists.state, lists.document, lists.made_by, lists.made_at = State.MADE, document, by.pk, timezone.now()
    lists.save(update_fields=["state", "document", "made_by", "made_at"])
    record("candidate_list.made", lists, by=by, cohort=lists.cohort, area=lists.area, families=moved)
    return lists


@transaction.atomic
def undo(lists: CandidateList, because: str, *, on: date, by: Staff) -> CandidateList:
    """Every family of a made list is only listed again; all of them, or none. Undoing it again changes nothing.

    Raises `CannotUndo` when a family has gone on since: it was visited with an outcome, or left.
    """
    wait_for_turn(lists.cohort, lists.area)
    lists = CandidateList.objects.select_for_update().get(pk=lists.pk)
    if lists.state == State.UNDONE:
        return lists
    _check_undoable(lists, because, by)
    move_participation(
        Considered.objects.filter(list=lists, reason="").values("family"),
        source=Participation.CANDIDATE,
        target=_came_from(lists),
        cause="list_undone",
        on=on,
        by=by,
        document=lists.document,
    )
    lists.state, lists.undone_by, lists.undone_at, lists.undone_because = State.UNDONE, by.pk, timezone.now(), because
    lists.save(update_fields=["state", "undone_by", "undone_at", "undone_because"])
    record("candidate_list.undone", lists, by=by, cohort=lists.cohort, area=lists.area, families=lists.chosen)
    return lists


def _check_makeable(lists: CandidateList, digest: str, document: str, by: Staff) -> None:
    if not by.may_set_quotas:
        raise CannotMake(
            "calon KPM ditetapkan oleh Direktorat JSK", "candidates are made by the national directorate (JSK)"
        )
    if lists.state != State.DRAFT:
        raise CannotMake(f"daftar ini sudah {lists.get_state_display().lower()}", f"the list is {lists.state} already")
    if digest != lists.digest:
        raise CannotMake(
            "daftar ini bukan yang Anda lihat: periksa lagi", "this is not the list you looked at: look again"
        )
    if not document.strip():
        raise CannotMake("tuliskan nomor suratnya", "give the number of its document")
    if not lists.chosen:
        raise CannotMake("tidak ada keluarga yang terpilih", "no family was chosen")
    _check_room(lists)


def _check_room(lists: CandidateList) -> None:
    """Quotas may have shrunk, and other lists may have filled them, since this one was drawn up."""
    room = room_in(lists.cohort, lists.area)
    wanted: dict[str, int] = {}
    for village, chosen in ListSum.objects.filter(list=lists, chosen__gt=0).values_list("village", "chosen"):
        for digits in (4, 6, 10):
            wanted[village[:digits]] = wanted.get(village[:digits], 0) + chosen
    for area, families in sorted(wanted.items()):
        left = room.left(area)
        if left is not None and families > left:
            raise CannotMake(
                f"kuota {dotted(area)} kini tersisa {number(left)}, daftar ini memuat {number(families)}: susun ulang",
                f"{dotted(area)} has room for {number(left)} by now and the list has {number(families)}: "
                "draw it up again",
            )


def _check_undoable(lists: CandidateList, because: str, by: Staff) -> None:
    if not by.may_set_quotas:
        raise CannotUndo(
            "daftar calon dibatalkan oleh Direktorat JSK", "lists are taken back by the national directorate (JSK)"
        )
    if lists.state != State.MADE:
        raise CannotUndo("daftar ini belum ditetapkan", "the list was not made")
    if lists.forgotten_at:
        raise CannotUndo(
            "masa simpan daftar ini lewat dan barisnya sudah dihapus",
            "this list's time is over and its rows are gone",
        )
    if not because.strip():
        raise CannotUndo("tuliskan alasannya", "give the reason")
    gone = gone_on(lists).count()
    if gone:
        raise CannotUndo(
            f"{number(gone)} keluarga sudah dikunjungi, divalidasi atau keluar: daftar ini tidak dapat dibatalkan lagi",
            agree(
                f"{number(gone)} [family was|families were] visited or validated, or left: the list cannot be taken "
                "back any more",
                gone,
            ),
        )


def _came_from(lists: CandidateList) -> str:
    """Where its families stood before: listed; a family that a village proposed may have left the programme once."""
    if lists.proposal is None:
        return Participation.LISTED
    family = Considered.objects.values_list("family", flat=True).get(list=lists, reason="")
    return ParticipationMove.objects.filter(family=family, target=Participation.CANDIDATE).latest("pk").source


def _replace_draft(cohort: str, regency: str) -> None:
    before = CandidateList.objects.filter(cohort=cohort, area=regency, state=State.DRAFT, proposal=None).first()
    if before is not None:
        Considered.objects.filter(list=before).delete()
        ListSum.objects.filter(list=before).delete()
        before.state = State.DISCARDED
        before.save(update_fields=["state"])


def rule_of(edition: Edition) -> dict[str, object]:
    """The highest decile, as the law of the stage has it."""
    rule = decile_rule(edition)
    if rule is None:
        return {}
    return {
        "most_decile": rule.value["most"],
        "decile_source": rule.source[:300],
        "decile_confidence": rule.confidence,
    }


def _together(parts: list[dict[str, int]]) -> dict[str, int]:
    whole: dict[str, int] = {}
    for part in parts:
        for reason, count in part.items():
            whole[reason] = whole.get(reason, 0) + count
    return whole

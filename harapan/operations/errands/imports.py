"""Errands of the import desk: read a list, apply it, take it back, throw it away."""

from typing import Final

from django.utils import timezone

from harapan.intake.imports import actions
from harapan.intake.imports.queries import families_touched, kinds_for, uploads_visible_to
from harapan.intake.imports.words import HAPPENS, WRONG
from harapan.intake.models import Upload
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations.errands.lists import apply_now, undo_now
from harapan.operations.errands.quality import looked_at_again
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.staff.models import Staff
from harapan.ui.words import Words

AT_ONCE: Final = 20_000
"""Families looked at again at once: about a second's work."""


class NotTheirs(Refusal):
    """The list is not one of this person's."""


def may_import(staff: Staff) -> bool:
    """Whoever brings lists of some kind."""
    return bool(kinds_for(staff))


def read_list(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Read a file and judge each of its rows. What cannot be used is refused, with the list keeping the reason."""
    upload = _theirs(errand, staff)
    with notes.phase("read list", unit="lines") as report:
        upload = actions.read(
            upload,
            sheet=str(errand.details.get("sheet", "")),
            progress=report,
            judging=lambda: notes.note(phase="judge list", phase_at=timezone.now(), done=0),
            by=staff,
        )
    if upload.state == Upload.State.REFUSED:
        raise Refusal(upload.sentence_id, upload.sentence_en)
    if upload.state == Upload.State.ASKS:
        return Words("Pilih kolomnya dulu.", "Its columns must be chosen first.")
    happens, wrong = (number(sum(upload.counts.get(one, 0) for one in some)) for some in (HAPPENS, WRONG))
    return Words(
        f"{number(upload.rows)} baris dibaca: {happens} akan berubah, {wrong} perlu dilihat.",
        agree(f"{number(upload.rows)} [row|rows] read: {happens} would change, {wrong} to be looked at.", upload.rows),
    )


def apply_list(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Write what the dry run found into the registry."""
    upload = _theirs(errand, staff)
    with notes.phase("apply list", unit="lines"):
        upload = apply_now(upload, by=staff)
    _look_again(upload)
    told = number(upload.changed)
    if not upload.left_out:
        return Words(f"Diterapkan pada {told} data.", agree(f"Applied to {told} [record|records].", told))
    left = number(upload.left_out)
    return Words(
        f"Diterapkan pada {told} data; {left} baris ditinggal karena registri sudah berubah sejak uji coba.",
        agree(
            f"Applied to {told} records; {left} [row was|rows were] left out, since the registry has changed after the "
            "dry run.",
            left,
        ),
    )


def undo_list(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Put everything back as it was."""
    upload = _theirs(errand, staff)
    with notes.phase("undo list", unit="lines"):
        upload = undo_now(upload, because=str(errand.details.get("because", "")), by=staff)
    _look_again(upload)
    told = number(upload.changed)
    return Words(
        f"{told} data kembali seperti semula.", agree(f"{told} [record is|records are] as [it was|they were].", told)
    )


def _look_again(upload: Upload) -> None:
    """Worklists of the families a list touched are right at once; after a very long list, the night sees to them."""
    if families := families_touched(upload, AT_ONCE):
        looked_at_again(families)


def discard_list(_: Notes, errand: Errand, staff: Staff) -> Words:
    """Throw away a list that was not applied."""
    actions.discard(_theirs(errand, staff), by=staff)
    return Words("Daftar dibuang.", "The list is thrown away.")


def _theirs(errand: Errand, staff: Staff) -> Upload:
    found = uploads_visible_to(staff).filter(pk=int(errand.subject.rpartition(":")[2])).first()
    if found is None:
        raise NotTheirs("daftar ini di luar wilayah Anda", "this list is not of your area")
    return found

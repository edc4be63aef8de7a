"""Write what the dry run found into the registry, and take it back whole."""

from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.intake.imports import applying, people
from harapan.intake.imports.actions.bringing import end
from harapan.intake.imports.facilities import apply_facilities, facilities_moved_on, take_facilities_back
from harapan.intake.imports.judging import asked_about
from harapan.intake.imports.openings import apply_openings
from harapan.intake.imports.queries import OPENINGS, may_apply
from harapan.intake.imports.refusing import CannotImport
from harapan.intake.imports.words import HAPPENS
from harapan.intake.models import Effect, Upload
from harapan.intake.sources import SOURCES
from harapan.lib.english import agree
from harapan.lib.rupiah import number
from harapan.registry.history import said_by
from harapan.staff.models import Staff

S = Upload.State
ROW_BY_ROW: Final = ("openings", "measured")
"""Lists of which every row that would happen does: no effect on the registry is noted."""
NAMED: Final = 5
"""Families a refusal names."""


@transaction.atomic
def apply(upload: Upload, *, by: Staff) -> Upload:
    """Write what the dry run found into the registry; rows whose people changed since are left out, and counted.

    Applying what is applied changes nothing. Raises `CannotImport`.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state == S.APPLIED:
        return upload
    if upload.state != S.CHECKED:
        raise CannotImport("uji coba daftar ini belum selesai", "this list has not been through its dry run")
    if upload.kind == OPENINGS and upload.uploaded_by == by.pk:
        raise CannotImport("orang kedua harus menerapkan jawaban bank", "a second person must apply a bank's answer")
    if not may_apply(upload, by):
        raise CannotImport("Anda tidak menerapkan daftar ini", "this list is not yours to apply")
    wanted = sum(upload.counts.get(outcome, 0) for outcome in HAPPENS)
    if not wanted and SOURCES[upload.kind].does == "openings":
        raise CannotImport("tidak ada yang akan berubah", "nothing would change")

    with said_by(by, because=_because(upload), source=f"import:{upload.pk}", whole_families=True):
        _write(upload, by)
    upload.changed = _changed(upload)
    upload.left_out = max(0, wanted - _rows_done(upload))
    upload.state, upload.applied_by, upload.applied_at = S.APPLIED, by.pk, timezone.now()
    upload.save(update_fields=["changed", "left_out", "state", "applied_by", "applied_at"])
    record("upload.applied", upload, by=by, kind=upload.kind, changed=upload.changed, left_out=upload.left_out)
    return upload


def _write(upload: Upload, by: Staff) -> None:
    source, asked = SOURCES[upload.kind], _said(upload, by)
    if source.does == "openings":
        apply_openings(upload, by=by)
        return
    if source.does == "facilities":
        apply_facilities(upload)
        return
    if source.does == "people":
        people.apply_people(upload, asked, by)
    if source.facts:
        applying.apply_fields(upload, asked)
    if source.does == "known" or source.register:
        applying.remember(upload, asked)


def _said(upload: Upload, by: Staff) -> dict[str, Any]:
    return asked_about(upload) | {
        "today": timezone.localdate(),
        "by": by.pk,
        "label": str(by)[:160],
        "document": (upload.document or f"Impor {upload.pk}: {upload.name}")[:120],
        "source": f"import:{upload.pk}",
    }


def _because(upload: Upload) -> str:
    return f"{SOURCES[upload.kind].words.id}: {upload.document or upload.name}"


def _changed(upload: Upload) -> int:
    """Families, members or people remembered that this list touched."""
    things = {"people": ["family"], "known": ["known"]}.get(SOURCES[upload.kind].does, [SOURCES[upload.kind].subject])
    if SOURCES[upload.kind].does in ROW_BY_ROW:
        return sum(upload.counts.get(outcome, 0) for outcome in HAPPENS)
    effects = Effect.objects.filter(upload=upload.pk, thing__in=[*things, "standing"])
    return effects.order_by().values("number").distinct().count()


DONE: Final = """
    SELECT count(*) FROM intake_row AS r
    WHERE r.upload = %(upload)s AND r.outcome IN ('new', 'changed', 'absent') AND (
        EXISTS (SELECT FROM intake_effect AS e WHERE e.upload = r.upload AND e.thing = 'member' AND e.number = r.member)
        OR EXISTS (SELECT FROM intake_effect AS e WHERE e.upload = r.upload AND e.thing = 'known'
                   AND e.number = r.member)
        OR EXISTS (SELECT FROM intake_effect AS e WHERE e.upload = r.upload AND e.thing IN ('family', 'standing')
                   AND e.number = r.family))
"""


def _rows_done(upload: Upload) -> int:
    if SOURCES[upload.kind].does in ROW_BY_ROW:
        return sum(upload.counts.get(outcome, 0) for outcome in HAPPENS)
    if SOURCES[upload.kind].does == "facilities":
        return _changed(upload)
    with connection.cursor() as cursor:
        cursor.execute(DONE, {"upload": upload.pk})
        return int(cursor.fetchone()[0])


@transaction.atomic
def undo(upload: Upload, *, because: str, by: Staff) -> Upload:
    """Put everything back as it was before a list was applied: all of it, or nothing when something was built on it.

    Raises `CannotImport` and names the families of which something else speaks by now.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state == S.UNDONE:
        return upload
    if upload.state != S.APPLIED:
        raise CannotImport("daftar ini tidak sedang diterapkan", "this list is not applied")
    if upload.forgotten_at:
        raise CannotImport(
            "masa simpan daftar ini lewat dan barisnya sudah dihapus: ajukan usulan perubahan",
            "this list's time is over and its rows are gone: ask for changes instead",
        )
    if not may_apply(upload, by) and by.pk != upload.applied_by:
        raise CannotImport("Anda tidak membatalkan daftar ini", "this list is not yours to take back")
    source, asked = SOURCES[upload.kind], _said(upload, by)
    if source.does == "openings":
        raise CannotImport(
            "jawaban bank tidak dibatalkan: rekening sudah ada di bank. Perbaiki lewat usulan perubahan",
            "a bank's answer is not taken back: the accounts exist at the bank. Correct them by a change request",
        )
    if source.does == "facilities":
        return _undo_facilities(upload, because, by)
    in_the_way = set(applying.moved_on(upload))
    if source.does == "people":
        in_the_way |= set(people.built_on(upload, asked))
    if in_the_way:
        raise CannotImport(*_built_upon(sorted(in_the_way)))
    with said_by(by, because=f"{_because(upload)}, dibatalkan: {because}", source=f"import:{upload.pk}"):
        applying.take_fields_back(upload, asked)
        if source.does == "people":
            people.unmake_people(upload, asked, by)
    end(upload, S.UNDONE, because, by)
    record("upload.undone", upload, by=by, kind=upload.kind, changed=upload.changed)
    return upload


def _undo_facilities(upload: Upload, because: str, by: Staff) -> Upload:
    if names := facilities_moved_on(upload):
        named = ", ".join(names[:NAMED])
        raise CannotImport(
            f"sudah diubah atau sudah ada petugas pada {number(len(names))} sekolah/faskes, antara lain {named}; "
            "tidak ada yang dibatalkan",
            agree(
                f"{number(len(names))} [facility has|facilities have] been changed or staffed since, such as {named}; "
                "nothing was taken back",
                len(names),
            ),
        )
    take_facilities_back(upload)
    end(upload, S.UNDONE, because, by)
    record("upload.undone", upload, by=by, kind=upload.kind, changed=upload.changed)
    return upload


def _built_upon(families: list[int]) -> tuple[str, str]:
    named = ", ".join(f"{pk} ({name})" if (name := names.get(pk)) else str(pk)
                      for names in [_names(families[:NAMED])] for pk in families[:NAMED])  # fmt: skip
    more = len(families) - NAMED
    return (
        f"sudah ada yang berubah sejak itu pada {number(len(families))} keluarga: {named}"
        + (f", dan {number(more)} lagi" if more > 0 else "")
        + "; tidak ada yang dibatalkan",
        agree(f"something has changed since then in {number(len(families))} [family|families]: {named}", len(families))
        + (f", and {number(more)} more" if more > 0 else "")
        + "; nothing was taken back",
    )


def _names(families: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.id, m.name FROM registry_family AS f JOIN registry_member AS m ON m.id = f.caretaker
               WHERE f.id = ANY(%s)""",
            [families],
        )
        return dict(cursor.fetchall())

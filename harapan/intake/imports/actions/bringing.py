"""Bring a list, choose its columns, throw it away."""

from collections.abc import Mapping as Chosen
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.intake.imports.queries import OPENINGS, kinds_for, twin_of
from harapan.intake.imports.refusing import CannotImport, SameFile
from harapan.intake.imports.storing import Kept, forget
from harapan.intake.models import Mapping, Row, Upload
from harapan.intake.sources import SOURCES
from harapan.staff.models import Staff

S = Upload.State


@transaction.atomic
def bring(
    kept: Kept,
    *,
    kind: str,
    name: str,
    area: str,
    as_of: date,
    document: str = "",
    bank: str = "",
    by: Staff,
) -> Upload:
    """Put a file that was kept on the desk as a list of a kind, about an area. Raises `CannotImport`."""
    if kind not in kinds_for(by):
        raise CannotImport(
            f"{by.position_words.id} tidak membawa daftar ini",
            f"the position “{by.position_words.en}” brings no such list",
        )
    if not _within(area, by, kind):
        raise CannotImport("wilayah ini bukan wilayah Anda", "this area is not yours")
    if kind == OPENINGS and not bank:
        raise CannotImport("pilih bank yang menjawab", "choose the bank that answers")
    if twin := twin_of(kept.sha256, kind, area, by):
        raise SameFile(twin)
    try:
        with transaction.atomic():
            upload = Upload.objects.create(
                kind=kind,
                name=name[-200:],
                sha256=kept.sha256,
                size=kept.size,
                form=name.rpartition(".")[2][:4].lower(),
                area=area,
                bank=bank if kind == OPENINGS else "",
                as_of=as_of,
                document=document[:160],
                uploaded_by=by.pk,
            )
    except IntegrityError as taken:
        raise CannotImport(
            "berkas yang sama sudah pernah diunggah orang lain", "somebody else has brought the same file before"
        ) from taken
    record("upload.brought", upload, by=by, kind=kind, area=area, sha256=kept.sha256, size=kept.size)
    return upload


def _within(area: str, by: Staff, kind: str) -> bool:
    if kind == OPENINGS:
        return True
    return any(area.startswith(own) for own in by.areas)


@transaction.atomic
def choose_columns(upload: Upload, columns: Chosen[str, int], *, by: Staff) -> Mapping:
    """Say which column holds what. It counts for this list when it is read again, and for others with the same head."""
    source = SOURCES[upload.kind]
    known = {name: place for name, place in columns.items() if name in source.by_name}
    if len(set(known.values())) < len(known):
        raise CannotImport("satu kolom dipilih dua kali", "one column was chosen twice")
    if any(not 0 <= place < len(upload.headings) for place in known.values()):
        raise CannotImport("kolom itu tidak ada di berkas ini", "there is no such column in this file")
    for choice in source.needs:
        if not set(choice) & known.keys():
            said = [source.by_name[name].words for name in choice]
            raise CannotImport(
                f"pilih kolom untuk {' atau '.join(words.id for words in said)}",
                f"choose the column of {' or '.join(words.en for words in said)}",
            )
    chosen = Mapping.objects.create(
        kind=upload.kind, head=upload.layout.get("digest", ""), columns=known, upload=upload.pk, by=by.pk
    )
    record("upload.columns_chosen", upload, by=by, columns=known)
    return chosen


@transaction.atomic
def discard(upload: Upload, *, because: str = "", by: Staff) -> Upload:
    """Throw a list away that was not applied: its rows and its file go, that it was brought stays."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state == S.DISCARDED:
        return upload
    if upload.state not in (S.UPLOADED, S.ASKS, S.CHECKED, S.REFUSED):
        raise CannotImport("yang diterapkan dibatalkan, bukan dibuang", "what was applied is undone, not discarded")
    if upload.kind not in kinds_for(by):
        raise CannotImport("Anda tidak membuang daftar ini", "this list is not yours to discard")
    Row.objects.filter(upload=upload.pk).delete()
    upload.sample = []
    upload.save(update_fields=["sample"])
    end(upload, S.DISCARDED, because, by)
    transaction.on_commit(lambda: forget(upload))
    record("upload.discarded", upload, by=by)
    return upload


def end(upload: Upload, state: str, because: str, by: Staff) -> None:
    """Nothing more will happen to it."""
    upload.state, upload.ended_by, upload.ended_at, upload.ended_because = state, by.pk, timezone.now(), because[:400]
    upload.save(update_fields=["state", "ended_by", "ended_at", "ended_because"])

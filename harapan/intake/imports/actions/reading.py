"""Read a list and judge every row: the dry run."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.intake.imports import people
from harapan.intake.imports.facilities import judge_facilities
from harapan.intake.imports.judging import MEND, PLACES, STAGE, asked_about, judge_fields
from harapan.intake.imports.measured import judge_measured
from harapan.intake.imports.openings import judge_openings
from harapan.intake.imports.queries import OPENINGS, remembered
from harapan.intake.imports.reader import read_apart
from harapan.intake.imports.refusing import CannotImport
from harapan.intake.imports.storing import place_of
from harapan.intake.models import Row, Upload
from harapan.intake.reading.rows import Wish
from harapan.intake.reading.trouble import Unreadable
from harapan.intake.sources import SOURCES
from harapan.intake.sources.shapes import STAGED
from harapan.lib.identifiers import dotted, range_of
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.staff.models import Staff

S = Upload.State
JUDGES: Final = {
    "people": people.judge_people,
    "openings": judge_openings,
    "measured": judge_measured,
    "facilities": judge_facilities,
}
FEW: Final = 20
"""Rows below which nobody can say that a file is about another province."""


def ready() -> None:
    """Nobody waits to hear that all rows were read."""


def read(
    upload: Upload, *, sheet: str = "", progress: Progress = silent, judging: Callable[[], None] = ready, by: Staff
) -> Upload:
    """Read a list and judge every row: the dry run. Where columns are not clear it asks for them instead.

    `progress` hears of rows as they are read, `judging` when all of them were. A file that cannot be used ends as
    refused, with the reason. Reading again replaces what was read.
    """
    if upload.state not in (S.UPLOADED, S.ASKS, S.CHECKED):
        raise CannotImport("daftar ini sudah selesai", "this list is over")
    wish = Wish(
        path=str(place_of(upload.sha256)),
        kind=upload.kind,
        as_of=upload.as_of.isoformat(),
        sheet=sheet or upload.layout.get("sheet", ""),
        remembered=remembered(upload.kind),
    )
    try:
        with read_apart(wish) as answer:
            _note_layout(upload, answer.about)
            if answer.about["missing"]:
                return _ask_for_columns(upload)
            _stage_and_judge(upload, answer, progress, judging)
    except (Unreadable, CannotImport) as trouble:
        return _refuse(upload, trouble, by)
    record("upload.read", upload, by=by, rows=upload.rows, counts=upload.counts)
    return upload


def _note_layout(upload: Upload, about: dict[str, Any]) -> None:
    upload.layout = {**about["layout"], "digest": about["head"]}
    upload.headings, upload.sample, upload.columns = about["headings"], about["sample"], about["columns"]
    upload.save(update_fields=["layout", "headings", "sample", "columns"])


def _ask_for_columns(upload: Upload) -> Upload:
    with transaction.atomic():
        Row.objects.filter(upload=upload.pk).delete()
        upload.state, upload.rows, upload.counts, upload.reasons = S.ASKS, 0, {}, {}
        upload.save(update_fields=["state", "rows", "counts", "reasons"])
    return upload


def _refuse(upload: Upload, trouble: Refusal, by: Staff) -> Upload:
    upload.state, upload.sentence_id, upload.sentence_en = S.REFUSED, trouble.sentence_id, trouble.sentence_en
    upload.save(update_fields=["state", "sentence_id", "sentence_en"])
    record("upload.refused", upload, by=by)
    return upload


@transaction.atomic
def _stage_and_judge(upload: Upload, answer: Any, progress: Progress, judging: Callable[[], None]) -> None:
    """Every row lands with its fate, or none does."""
    asked = asked_about(upload)
    Row.objects.filter(upload=upload.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged, met, twice, looked, grouped")
        cursor.execute(STAGE)
        with cursor.copy(f"COPY staged ({', '.join(STAGED)}) FROM STDIN (FORMAT csv)") as copy:
            for piece in answer.pieces():
                copy.write(piece)
                progress(piece.count(b"\n"))
        judging()
        cursor.execute("ANALYZE staged")
        source = SOURCES[upload.kind]
        if {"village_name"} & upload.columns.keys():
            cursor.execute(PLACES, asked)
        if {"nik", "name"} <= upload.columns.keys():
            cursor.execute(MEND, asked)
        _refuse_another_province(upload, cursor)
    JUDGES.get(source.does, judge_fields)(upload)
    upload.layout["peak_mb"] = answer.after.get("peak_mb", 0)
    _count(upload, answer.after.get("skipped", {}))


ELSEWHERE: Final = """
    SELECT count(*), count(*) FILTER (WHERE place BETWEEN %(lo)s AND %(hi)s),
           mode() WITHIN GROUP (ORDER BY left(place, 2))
    FROM (SELECT coalesce(village, rpad(left(nik, 6), 10, '0')) AS place FROM staged) AS placed WHERE place IS NOT NULL
"""


def _refuse_another_province(upload: Upload, cursor: Any) -> None:
    """A list most of whose villages (or, where it names none, NIK) are of another area was brought by mistake.

    A NIK tells where it was issued first, not where somebody lives: so only next to none of them will do.
    """
    if not upload.area or upload.kind == OPENINGS:
        return
    lo, hi = range_of(upload.area[:2])
    cursor.execute(ELSEWHERE, {"lo": lo, "hi": hi})
    placed, here, most = cursor.fetchone()
    if placed >= FEW and here * 20 < placed:
        raise CannotImport(
            f"berkas ini tentang provinsi lain: {number(placed - here)} dari {number(placed)} baris di luar "
            f"{dotted(upload.area[:2])}, kebanyakan {most}",
            f"this file is about another province: {number(placed - here)} of {number(placed)} rows lie outside "
            f"{dotted(upload.area[:2])}, most of them in {most}",
        )


COUNTED: Final = "SELECT outcome, reason, count(*) FROM intake_row WHERE upload = %s GROUP BY 1, 2"


def _count(upload: Upload, skipped: dict[str, int]) -> None:
    counts: Counter[str] = Counter()
    reasons: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [upload.pk])
        for outcome, reason, count in cursor.fetchall():
            counts[outcome] += count
            if reason:
                reasons.setdefault(outcome, {})[reason] = count
    upload.counts, upload.reasons, upload.skipped = dict(counts), reasons, skipped
    upload.rows = sum(counts.values()) - counts[Row.Outcome.ABSENT]
    upload.state, upload.read_at = S.CHECKED, timezone.now()
    upload.save(update_fields=["layout", "counts", "reasons", "skipped", "rows", "state", "read_at"])
    if not counts:
        raise CannotImport("tidak ada satu baris pun di berkas ini", "there is not a single row in this file")

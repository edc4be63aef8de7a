"""Ask for a letter, make it, take it back. Only here does a letter get its number."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from harapan.audit.actions import record
from harapan.letters.drafts import Draft, Sheet, Spreadsheet
from harapan.letters.filing import file_away
from harapan.letters.letterhead import check_address, check_link, letterhead
from harapan.letters.models import Annex, Letter, Revocation
from harapan.letters.press import press, qr_code
from harapan.letters.wording import long_day
from harapan.lib.digests import text_digest
from harapan.lib.refusals import Refusal
from harapan.staff.models import Staff

CODE_LENGTH = 16
"""Characters of a letter's code: enough that nobody guesses one, few enough to be typed."""


class CannotAsk(Refusal):
    """This letter cannot be asked for now, or not by this person."""


class CannotRevoke(Refusal):
    """This letter cannot be taken back, or not by this person."""


@transaction.atomic(durable=True)
def ask_for(
    kind: str,
    period: str,
    *,
    area: str = "",
    facilitator: int | None = None,
    subject: Mapping[str, Any] | None = None,
    audience: str = Letter.Audience.AREA,
    personal: bool = True,
    queued: bool = True,
    by: Staff,
) -> Letter:
    """Put a letter on the list of what the worker makes next; a double click asks once. One that failed is taken up
    again, with its number. `queued=False`: whoever asks makes it themselves.

    Whether this person may have it, the room above says that knows what it is about.
    """
    about = {"kind": kind, "period": period, "area": area, "facilitator": facilitator, "subject": dict(subject or {})}
    letter = Letter(
        **about,
        subject_digest=text_digest(_canonical(about)),
        audience=audience,
        personal=personal,
        year=int(period[:4]),
        asked_by=by.pk,
    )
    failed = Letter.objects.filter(subject_digest=letter.subject_digest, state=Letter.State.FAILED).first()
    if failed is not None:
        return _asked(failed, queued=queued, by=by)
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError as taken:
        raise CannotAsk(
            "surat ini sedang dibuat: tunggu sampai selesai", "this letter is being made: wait until it is done"
        ) from taken
    return _asked(letter, queued=queued, by=by)


def _asked(letter: Letter, *, queued: bool, by: Staff) -> Letter:
    record("letter.asked", letter, by=by, kind=letter.kind, period=letter.period, area=letter.area)
    if queued:
        app.configure_task("make_letter", queue="work").defer(letter=letter.pk)
    return letter


def make(letter: Letter, draft: Draft, *, by: Staff) -> Letter:
    """Number a letter, print it with its annexes, file them and enter them in the register.

    Interrupted, it is begun again with the same number and the same day, and so with the same bytes. A made letter
    stays as it is.
    """
    letter = _numbered(letter)
    if letter.is_made:
        return letter
    job = _job(letter, draft)
    note(letter, phase="Mencetak", done=0, total=draft.pieces + 1)
    printed = press(draft.template, job.data(draft.data), dated=job.dated)
    letter.path, letter.size, letter.pages = f"{job.stem}.pdf", len(printed.pdf), printed.pages
    letter.sha256 = file_away(letter.path, printed.pdf)
    annexes = []
    for place, piece in enumerate(draft.annexes, start=1):
        annexes.append(_annexed(letter, piece, place, job))
        note(letter, done=place)
    return _entered(letter, annexes, draft, by=by)


@transaction.atomic(durable=True)
def revoke(letter: Letter, because: str, *, replaced_by: Letter | None = None, by: Staff) -> Revocation:
    """Take a made letter back, for good: whoever checks it is told so. The letter itself stays in the register."""
    if not by.may_run_cycles:
        raise CannotRevoke(
            f"{by.position_words.id} tidak berwenang mencabut surat",
            f"the position “{by.position_words.en}” may not revoke a letter",
        )
    if not letter.is_made:
        raise CannotRevoke("surat ini belum terbit", "this letter has not been made")
    if not because.strip():
        raise CannotRevoke("tuliskan alasannya", "give the reason")
    if replaced_by is not None and (replaced_by.pk == letter.pk or not replaced_by.is_made):
        raise CannotRevoke(
            "surat penggantinya harus surat lain yang sudah terbit", "it is replaced by another letter that was made"
        )
    try:
        with transaction.atomic():
            revocation = Revocation.objects.create(
                letter=letter, because=because.strip()[:400], replaced_by=replaced_by, by=by.pk
            )
    except IntegrityError as twice:
        raise CannotRevoke("surat ini sudah dicabut", "this letter has been revoked already") from twice
    record("letter.revoked", letter, by=by, number=letter.number)
    return revocation


def refuse(letter: Letter, refusal: Refusal) -> None:
    """There will be no such letter, and why."""
    note(
        letter,
        state=Letter.State.REFUSED,
        phase="",
        sentence_id=refusal.sentence_id[:600],
        sentence_en=refusal.sentence_en[:600],
    )


def fail(letter: Letter, trouble: Refusal | None = None) -> None:
    """It could not be made now; its number, if it has one, waits until it is asked for again."""
    trouble = trouble or Refusal(
        f"gagal karena kesalahan sistem; sebutkan nomor {letter.pk} kepada pengelola",
        f"it failed through a fault of the system; tell its keeper the number {letter.pk}",
    )
    note(
        letter,
        state=Letter.State.FAILED,
        phase="",
        sentence_id=trouble.sentence_id[:600],
        sentence_en=trouble.sentence_en[:600],
    )


def note(letter: Letter, **facts: Any) -> None:
    """How far it has come, for whoever watches."""
    for name, value in facts.items():
        setattr(letter, name, value)
    Letter.objects.filter(pk=letter.pk).update(**facts)


# -- numbers ---------------------------------------------------------------------------------------------------------

NEXT = """
    INSERT INTO letters_counter (kind, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (kind, year) DO UPDATE SET last = letters_counter.last + 1
    RETURNING last
"""


@transaction.atomic
def _numbered(letter: Letter) -> Letter:
    """Give the next number of its kind and year. Whoever comes second waits; who fails gives it back: no gaps."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.is_made:
        return letter
    letter.state = Letter.State.MAKING
    if letter.number is None:
        with connection.cursor() as cursor:
            cursor.execute(NEXT, [letter.kind, letter.year])
            letter.serial = int(cursor.fetchone()[0])
        letter.dated = timezone.localdate()
        letter.number = f"{letterhead().prefix}/{Letter.CODES[letter.kind]}/{letter.period}/{letter.serial:04d}"
    letter.save(update_fields=["state", "serial", "number", "dated"])
    return letter


# -- printing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Job:
    """What all sheets of one letter have in common."""

    words: Mapping[str, Any]
    dated: Any
    stem: str

    def data(self, own: Mapping[str, Any]) -> dict[str, Any]:
        return {**own, "letter": self.words}


def _job(letter: Letter, draft: Draft) -> _Job:
    assert letter.number is not None and letter.dated is not None  # noqa: PT018 - just numbered
    letter.code = text_digest(
        _canonical([letter.number, letter.dated.isoformat(), draft.template, draft.about, draft.data, draft.facts])
    )[:CODE_LENGTH]
    head = letterhead()
    words = {
        "number": letter.number,
        "title": letter.get_kind_display(),
        "code": letter.code,
        "code_spaced": " ".join(letter.code[start : start + 4] for start in range(0, CODE_LENGTH, 4)),
        "verify": check_link(letter.number, letter.code),
        "check": check_address(),
        "qr": qr_code(check_link(letter.number, letter.code)),
        "head": list(head.head),
        "address": head.address,
        "place": head.place,
        "day": long_day(letter.dated),
        "synthetic": draft.synthetic,
    }
    return _Job(words, letter.dated, f"{letter.year}/{letter.number.replace('/', '-')}")


def _annexed(letter: Letter, piece: Sheet | Spreadsheet, place: int, job: _Job) -> Annex:
    content, pages, media, suffix = _content(piece, job)
    path = f"{job.stem}-{place:03d}.{suffix}"
    return Annex(
        letter=letter,
        title=piece.title[:200],
        media=media,
        area=piece.area,
        facilitator=piece.facilitator,
        rows=piece.rows if isinstance(piece, Sheet) else len(piece.rows),
        path=path,
        sha256=file_away(path, content),
        size=len(content),
        pages=pages,
    )


def _content(piece: Sheet | Spreadsheet, job: _Job) -> tuple[bytes, int, str, str]:
    if isinstance(piece, Sheet):
        printed = press(piece.template, job.data(piece.data), dated=job.dated, tagged=False)
        return printed.pdf, printed.pages, Annex.Media.PDF, "pdf"
    text = StringIO()
    csv.writer(text).writerows(_spreadsheet_rows(piece))
    return text.getvalue().encode("utf-8"), 0, Annex.Media.CSV, "csv"


def _spreadsheet_rows(piece: Spreadsheet) -> Iterator[list[object]]:
    yield list(piece.columns)
    for row in piece.rows:
        yield [f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell for cell in row]


@transaction.atomic
def _entered(letter: Letter, annexes: list[Annex], draft: Draft, *, by: Staff) -> Letter:
    Annex.objects.bulk_create(annexes)
    letter.state, letter.phase, letter.made_at = Letter.State.MADE, "", timezone.now()
    letter.done = letter.total = len(annexes) + 1
    letter.facts, letter.synthetic = dict(draft.facts), draft.synthetic
    letter.save()
    record("letter.made", letter, by=by, number=letter.number, sha256=letter.sha256, annexes=len(annexes))
    return letter


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

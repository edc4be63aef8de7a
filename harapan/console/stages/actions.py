"""What pages of a stage do themselves: keep a bank's answer for the worker, and hand out a payment file."""

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from harapan.audit.actions import record
from harapan.lib.digests import file_digest
from harapan.lib.refusals import Refusal
from harapan.lib.room import room_under
from harapan.operations.steps import answers_folder
from harapan.payments.actions import payments_folder
from harapan.payments.models import BankAnswer, PaymentFile
from harapan.staff.models import Staff

LONGEST_NAME = 60


class ReadAlready(Refusal):
    """These very bytes have been read before."""


class NotTheFile(Refusal):
    """What lies on the disk is not what was written."""


class NotForYou(Refusal):
    """Payment files name people and accounts: only those who move money get them."""


def keep_answer(upload: Any, bank: str, cycle: str) -> str:
    """Keep the bytes a bank sent in the folder of answers, under a name of our own. Returns it.

    The same bytes get the same name. Raises `ReadAlready`, `DiskIsFull`.
    """
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    if known := BankAnswer.objects.filter(sha256=digest.hexdigest()).first():
        raise ReadAlready(
            f"{upload.name} sudah pernah dibaca sebagai {known.name}: tidak ada yang berubah",
            f"{upload.name} was read before, as {known.name}: nothing changes",
        )
    path = answers_folder(cycle) / _safe_name(upload.name, bank, digest.hexdigest())
    with room_under(settings.HOME):
        _write(upload, path)
    return path.name


def _write(upload: Any, path: Path) -> None:
    """Whole or not at all, and for nobody else's eyes."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as out:
            unfinished.chmod(0o600)
            for chunk in upload.chunks():
                out.write(chunk)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _safe_name(name: str, bank: str, digest: str) -> str:
    """`BRI-hasil-transfer-1f2e3d4c5b6a.xml`: nothing of the sender's but letters and digits."""
    given = Path(name.replace("\\", "/")).name
    stem, suffix = Path(given).stem, Path(given).suffix.lower()
    plain = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:LONGEST_NAME]
    rest = plain[len(bank) :].strip("-") if plain.upper().startswith(bank) else plain
    return "-".join(part for part in (bank, rest, digest[:12]) if part) + suffix


def unread_answers(cycle: str, answers: list[BankAnswer]) -> list[str]:
    """Answers that lie in the folder and have not been read, as the banks' own transfer brings them."""
    read = {answer.name for answer in answers}
    lying = sorted(path.name for path in answers_folder(cycle).iterdir() if path.is_file())
    return [name for name in lying if name not in read and not name.startswith(".")]


@transaction.atomic(durable=True)
def hand_out(file: PaymentFile, *, by: Staff) -> Path:
    """The path of a written file, for somebody who may move money; that it was taken is recorded."""
    if not by.may_move_money:
        raise NotForYou(
            "berkas bank memuat nama dan rekening: hanya untuk petugas yang memindahkan uang",
            "the banks' files name people and accounts: they are for those who move money",
        )
    path = payments_folder(file.cycle) / file.path if file.path else None
    if path is None or not path.is_file() or file_digest(path) != file.sha256:
        raise NotTheFile(
            f"{file.message_id}: berkas di disk bukan berkas yang ditulis; panggil pengelola sistem",
            f"{file.message_id}: what lies on the disk is not what was written; call the system's keeper",
        )
    record("payment_file.taken", file, by=by, sha256=file.sha256)
    return path

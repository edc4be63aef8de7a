"""What this desk keeps by itself: the answer of a bank as it came, and that somebody took a list away."""

import hashlib
from typing import Any

from django.db import transaction

from harapan.audit.actions import record
from harapan.intake.load_accounts import accounts_folder
from harapan.intake.models import AccountList
from harapan.lib.room import private_folder, room_under
from harapan.staff.models import Staff


def keep_answer(upload: Any, bank: str) -> tuple[str, str]:
    """Keep a bank's answer among the lists. Returns its name there, and its digest; the same file is kept once."""
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    folder = private_folder(accounts_folder() / "answers")
    name = f"{bank}-{digest[:24]}.csv"
    with room_under(folder):
        draft = folder / f".{name}.part"
        draft.write_bytes(content)
        draft.chmod(0o600)
        draft.rename(folder / name)
    return f"answers/{name}", digest


@transaction.atomic(durable=True)
def note_fetched(drawn: AccountList, file: str, *, by: Staff) -> None:
    """Somebody took away a list with names and numbers."""
    record("account_list.fetched", drawn, by=by, file=file)

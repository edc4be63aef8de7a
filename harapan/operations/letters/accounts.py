"""The covering letter of a list for opening accounts: control totals and digests, and nobody's name."""

from django.db import connection
from django.utils import timezone

from harapan.banks.dialects import bank_named
from harapan.intake.models import AccountList
from harapan.letters.drafts import Draft
from harapan.letters.models import Letter
from harapan.letters.wording import long_day
from harapan.operations.letters.common import NothingToTell, is_synthetic, signer, titles_of
from harapan.staff.models import Staff

REGENCIES = """
    SELECT left(village, 4), count(*) FROM intake_account_line WHERE list_id = %s GROUP BY 1 ORDER BY 1
"""


def gather(letter: Letter, by: Staff) -> Draft:
    """What the bank holds the two files against."""
    drawn = AccountList.objects.filter(pk=letter.subject.get("list")).first()
    if drawn is None or drawn.released_at is None or not by.may_move_money:
        raise NothingToTell("daftar ini belum dilepas", "this list has not been released")
    with connection.cursor() as cursor:
        cursor.execute(REGENCIES, [drawn.pk])
        counted = [(str(code), int(families)) for code, families in cursor.fetchall()]
    on = timezone.localdate(drawn.released_at)
    names, bank = titles_of("", on, 4), bank_named(drawn.bank).name
    released = signer(drawn.released_by, "Yang melepas daftar,")
    data = {
        "about": f"Pembukaan rekening kolektif PKH, {bank}",
        "to": bank,
        "bank": bank,
        "programme": "Program Keluarga Harapan (PKH)",
        "list": str(drawn),
        "families": drawn.families,
        "checksum": drawn.checksum,
        "drawn": long_day(timezone.localdate(drawn.drawn_up_at)),
        "released": f"{long_day(on)}, {released['name']}",
        "files": [
            {"name": drawn.path, "digest": drawn.sha256},
            {"name": drawn.sheet_path, "digest": drawn.sheet_sha256},
        ],
        "areas": [{"name": names.get(code, code), "families": families} for code, families in counted],
        "signers": [released],
    }
    return Draft(
        "accounts", f"Pembukaan rekening kolektif PKH, {bank}", data, {"families": drawn.families}, is_synthetic()
    )

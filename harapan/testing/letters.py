"""Letters for tests: a small one of its own, one of a stage, and the words a PDF shows."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from harapan.letters.actions import ask_for
from harapan.letters.drafts import Draft, Sheet, Spreadsheet
from harapan.letters.filing import fetch
from harapan.letters.models import Annex, Letter
from harapan.operations.letters.asking import Wish, ask
from harapan.operations.letters.making import carry_out
from harapan.staff.models import Staff


def make_letter(kind: str, period: str, *, by: Staff, area: str = "", group: int | None = None) -> Letter:
    """A letter of a stage, asked for and made."""
    return carry_out(ask(Wish(kind, period, area, group), queued=False, by=by))


def ask_plainly(by: Staff, *, area: str = "64", kind: str = Letter.Kind.SLIPS, **facts: Any) -> Letter:
    """A letter somebody has asked for; who may is not looked at here."""
    return ask_for(kind, "2025-1", area=area, queued=False, by=by, **facts)


def small_draft(name: str = "Kelurahan Bukuan", annexes: Iterable[Sheet | Spreadsheet] = ()) -> Draft:
    """A cover for one village that is called so."""
    data = {
        "about": "Slip pembayaran PKH Tahap I Tahun 2025",
        "annexes": "1 berkas",
        "area": name,
        "programme": "Program Keluarga Harapan (PKH)",
        "stage": "Tahap I Tahun 2025",
        "villages": [{"name": name, "slips": 2, "families": 1, "rupiah": 975_000}],
        "total": {"slips": 2, "families": 1, "rupiah": 975_000},
        "complaints": "Contact Center PKH 171",
        "signers": [{"role": "a.n. Direktur,", "name": "", "post": ""}],
    }
    return Draft("cover", "Slip", data, {"slips": 2}, synthetic=True, annexes=annexes, pieces=1)


def words_of(pdf: bytes | Letter | Annex) -> str:
    """The text of a PDF, page after page, with single blanks."""
    content = pdf if isinstance(pdf, bytes) else fetch(pdf.path, pdf.sha256)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())

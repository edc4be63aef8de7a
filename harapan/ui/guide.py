"""What the style guide shows: every part of a page in every state, with made-up words and numbers."""

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from harapan.lib.digests import text_digest
from harapan.ui import drawing
from harapan.ui.forms import GuideForm
from harapan.ui.pages import Page
from harapan.ui.words import said

STAGES = ["2021-3", "2021-4", "2022-1", "2022-2", "2022-3", "2022-4", "2023-1"]
PAID = [61_020, 62_377, None, 63_904, 64_120, 64_871, 65_387]
DUE = [61_800, 63_000, 63_400, 64_300, 64_700, 65_200, 65_387]
WRONG = {"name": "", "nik": "640301", "since": "2022-02-31", "reason": "", "stage": "", "explanation": "ya"}


def shown(request: HttpRequest) -> dict[str, Any]:
    """The context of the style guide."""
    return {
        "crumbs": [("/gaya/", said("Panduan gaya", "Style guide")), ("", said("Semua bagian", "Every part"))],
        "page": Page(rows=[], next="bGFuanV0", previous="bXVuZHVy"),
        "first_page": Page(rows=[], next="bGFuanV0", previous=None),
        "empty_form": GuideForm(auto_id="kosong_%s"),
        "wrong_form": GuideForm(WRONG, auto_id="salah_%s"),
        "hidden": {"step": "release"},
        "families": families(),
        "sheet": sheet(),
        "digest": text_digest("gaya"),
        "pictures": pictures(),
        "here": request.path,
    }


def sheet() -> list[dict[str, str]]:
    """Rows of a sheet: somebody who was there, somebody below the line, and more days than there are."""
    return [
        {"name": "Ani Lestari", "before": "100,0 %", "absent": "", "sick": "2", "share": "100,0 %", "look": ""},
        {"name": "Budi Santoso", "before": "80,0 %", "absent": "4", "sick": "", "share": "80,0 %", "look": "below"},
        {"name": "Cici Paramida", "before": "–", "absent": "21", "sick": "", "share": "–", "look": "impossible"},
    ]


def families() -> list[dict[str, Any]]:
    """Rows for a table: short and long words, large and missing numbers."""
    active, waiting, returned = said("Aktif", "Active"), said("Menunggu", "Waiting"), said("Retur", "Returned")
    return [
        {
            "name": "Siti Rahmawati",
            "village": "Bakungan",
            "amount": 975_000,
            "state": active,
            "kind": "ok",
            "spark": spark(4, 5, 5, 7),
        },
        {
            "name": "Maria Goreti Ngongo Bili Dairo",
            "village": "Loa Duri Ilir",
            "amount": 2_400_000,
            "state": waiting,
            "kind": "warn",
            "spark": spark(7, None, 5, 4),
        },
        {
            "name": "Yohanes",
            "village": "Muara Jawa Ulu",
            "amount": None,
            "state": returned,
            "kind": "bad",
            "spark": spark(1, 2, None, 2),
        },
    ]


def spark(*values: int | None) -> SafeString:
    """The shape of four stages."""
    return drawing.spark(said("Empat tahap terakhir", "The last four stages"), ", ".join(map(str, values)), values)


def pictures() -> dict[str, Any]:
    """One drawing of each kind."""
    described = said(
        "Naik dari 61.020 ke 65.387; tahap 2022-1 tidak tercatat.", "Up from 61,020 to 65,387; no record of 2022-1."
    )
    return {
        "lines": drawing.lines(
            said("Keluarga yang dibayar per tahap", "Families paid in each stage"),
            described,
            STAGES,
            [
                drawing.Series(said("Dibayar", "Paid"), PAID),
                drawing.Series(said("Seharusnya", "Due"), DUE),
            ],
            from_zero=False,
            marks=[("2022-2", said("indeks baru", "new amounts"))],
        ),
        "bars": drawing.bars(
            said("Keluarga per kabupaten", "Families by regency"),
            said("Kutai Kartanegara terbanyak.", "Kutai Kartanegara has the most."),
            [
                drawing.Bar("Kutai Kartanegara", 14_204),
                drawing.Bar("Paser", 9_870),
                drawing.Bar("Kutai Barat dan Mahakam Ulu", 5_121),
                drawing.Bar("Bontang", None, "< 5"),
            ],
        ),
        "meter": drawing.meter(
            said("Kewajiban terpenuhi", "Duties met"),
            said("91 %, batasnya 85 %", "91 %, the mark is 85 %"),
            0.91,
            mark=0.85,
        ),
        "hatch": drawing.hatch("belum-ada-data"),
    }

"""Civil servants, soldiers, police and their pensioners: occupations that keep a family from being paid."""

import polars as pl

from harapan.intake.reading.values import Context
from harapan.intake.sources import common
from harapan.intake.sources.shapes import Fact, Source
from harapan.ui.words import Words


def _excluded(rows: pl.DataFrame, _: Context) -> pl.DataFrame:
    return rows.with_columns(excluded_occupation=pl.lit(True))


CIVIL_SERVANTS = Source(
    name="civil_servants",
    words=Words("ASN, TNI, Polri, pensiunan", "Civil servants"),
    about=Words(
        "Daftar pegawai atau pensiunan dengan NIK (PNS/TNI/Polri/pensiunan).",
        "Employees or pensioners of the state, by NIK.",
    ),
    knows=Words(
        "Pekerjaan dikecualikan: ya, untuk orang yang tercantum.", "Excluded occupation: yes, for those named."
    ),
    silence=Words(
        "Yang tidak tercantum tetap tidak diketahui: daftar ini tidak berkata tidak.",
        "Who is not named stays unknown: this list never says no.",
    ),
    does="fields",
    subject="member",
    columns=common.WHO,
    needs=(("nik",),),
    facts=(Fact("excluded_occupation", Words("pekerjaan dikecualikan", "excluded occupation")),),
    finish=_excluded,
)

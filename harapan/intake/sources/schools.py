"""What registers of pupils share: who, at which school, at which level, and whether they still go there."""

from collections.abc import Mapping

import polars as pl

from harapan.intake.reading import values
from harapan.intake.reading.values import Context
from harapan.intake.sources import common
from harapan.intake.sources.shapes import Column, Fact, Source
from harapan.ui.words import Words

FACTS = (
    Fact("school", Words("jenjang sekolah", "level of school")),
    Fact("in_education_register", Words("terdaftar di data pendidikan", "in an education register")),
)
STAYS = {
    **dict.fromkeys(("aktif", "ya", "bersekolah", "terdaftar", "active"), True),
    **dict.fromkeys(("keluar", "lulus", "mutasi", "putussekolah", "tidakaktif", "mengundurkandiri", "left"), False),
}
SILENCE = Words(
    "Hanya murid yang dulu disebut register ini, di sekolah yang kini menyebut murid lain: ia tidak lagi terdaftar. "
    "Murid lain tetap tidak diketahui.",
    "Only of a pupil this register once named at a school that now names others: they are registered no more. "
    "Any other pupil stays unknown.",
)


def grade(_: str, cells: pl.DataFrame, __: Context) -> pl.DataFrame:
    """Years 1 to 12 and classes such as `7B` or `VIII`, as the level they belong to."""
    plain = pl.col("plain").str.to_uppercase()
    roman = plain.str.extract(r"\b(XII|XI|X|IX|VIII|VII|VI|V|IV|III|II|I)\b", 1)
    number = pl.coalesce(
        plain.str.extract(r"\b(1[0-2]|[1-9])(?:\b|[A-Z])", 1).cast(pl.Int64, strict=False),
        roman.replace_strict(ROMAN, list(range(1, 13)), default=None, return_dtype=pl.Int64),
    )
    rows = cells.select(number=number)
    level = pl.when(pl.col("number") <= 6).then(pl.lit("sd")).when(pl.col("number") <= 9).then(pl.lit("smp"))
    return rows.select(school_by_grade=level.when(pl.col("number") <= 12).then(pl.lit("sma")))


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


def finish(rows: pl.DataFrame, _: Context) -> pl.DataFrame:
    """Named means registered, unless the list says that the pupil left; the grade tells the level where nothing else
    does.
    """
    level = pl.coalesce(
        *(name for name in ("school", "school_by_grade") if name in rows.columns), pl.lit(None, pl.String)
    )
    trouble = pl.when(level.is_null()).then(pl.lit("school_unreadable"))
    stays = pl.col("in_education_register").fill_null(True)
    return rows.with_columns(school=level, in_education_register=stays, trouble=pl.coalesce("trouble", trouble))


def register(name: str, words: Words, about: Words, levels: Mapping[str, str]) -> Source:
    """A register of pupils with its own words for levels."""
    return Source(
        name=name,
        words=words,
        about=about,
        knows=Words(
            "Jenjang dan terdaftarnya murid yang tercantum, di sekolah yang tercantum.",
            "Level and registration of the pupils named, at the schools named.",
        ),
        silence=SILENCE,
        does="fields",
        subject="member",
        columns=(
            common.called(common.NIK, "nikpd", "niksiswa"),
            common.called(common.NAME, "namapd", "namapesertadidik", "namasantri", "namasiswa"),
            common.BORN,
            Column(
                "facility",
                Words("NPSN", "NPSN"),
                ("npsn", "npsnsekolah", "kodesekolah", "nsm", "idsekolah"),
                values.text(20),
            ),
            Column(
                "school",
                Words("Jenjang", "Level"),
                ("jenjang", "bentukpendidikan", "jenjangpendidikan", "bp", "tingkatsekolah", "jenismadrasah", "paket"),
                values.word(levels, must=False),
            ),
            Column(
                "grade",
                Words("Kelas/tingkat", "Grade"),
                ("kelas", "tingkat", "tingkatpendidikan", "tingkatkelas", "rombel", "rombelsaatini", "grade"),
                grade,
            ),
            Column(
                "in_education_register",
                Words("Status murid", "Status of the pupil"),
                ("statussiswa", "statuspd", "statuspesertadidik", "statusmurid", "keaktifan", "status"),
                values.word(STAYS),
            ),
        ),
        needs=(("nik",), ("school", "grade")),
        facts=FACTS,
        register=True,
        finish=finish,
    )

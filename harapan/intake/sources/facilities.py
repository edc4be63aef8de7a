"""Schools and health units themselves, as the reference lists of ministries and offices have them (Dapodik, EMIS)."""

from typing import Final

import polars as pl

from harapan.intake.reading import values
from harapan.intake.reading.values import Context, Reader, folded, squeezed
from harapan.intake.sources import common, dapodik, emis, pkbm
from harapan.intake.sources.shapes import Column, Fact, Source
from harapan.lib.identifiers import FACILITY_FORM
from harapan.ui.words import Words

LEVELS: Final = dapodik.LEVELS | emis.LEVELS | pkbm.LEVELS | {
    **dict.fromkeys(("tamankanakkanak", "kelompokbermain", "raudhatulathfal"), "paud"),
    **dict.fromkeys(("sekolahdasar", "madrasahibtidaiyah"), "sd"),
    **dict.fromkeys(("sekolahmenengahpertama", "madrasahtsanawiyah"), "smp"),
    **dict.fromkeys(("sekolahmenengahatas", "sekolahmenengahkejuruan", "madrasahaliyah"), "sma"),
}  # fmt: skip
KINDS: Final = {
    **dict.fromkeys(("sekolah", "madrasah", "satuanpendidikan", "pkbm", "school"), "school"),
    **dict.fromkeys(("puskesmas", "pusatkesehatanmasyarakat"), "puskesmas"),
    "posyandu": "posyandu",
    **dict.fromkeys(("klinik", "bidan", "praktikbidan", "praktekbidan", "klinikbidan", "clinic"), "clinic"),
}
REGISTERS: Final = {
    **dict.fromkeys(("dapodik", "kemendikbud", "kemdikbud", "kemendikbudristek", "kemendikdasmen"), "dapodik"),
    **dict.fromkeys(("emis", "kemenag"), "emis"),
    "pkbm": "pkbm",
}
OF_A_REGISTER: Final = {**dict.fromkeys(emis.LEVELS, "emis"), **dict.fromkeys(pkbm.LEVELS, "pkbm"), "madrasah": "emis"}
"""Words for a school that only one register uses; Dapodik's own may stand in any list."""
COORDINATE: Final = r"^([-+]?[0-9]{1,3}(?:[.,][0-9]+)?)\s*°?$"


def code(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """An NPSN or a unit's code, in capitals and without blanks."""
    told = pl.col("plain").str.replace(r"^([0-9]+)[.,]0+$", "${1}").str.replace_all(r"\s+", "").str.to_uppercase()
    rows = cells.select("plain", told=told)
    wrong = pl.col("told").is_not_null() & ~pl.col("told").str.contains(FACILITY_FORM)
    return rows.select(
        pl.when(~wrong).then("told").alias(name),
        trouble=pl.when(wrong).then(pl.lit("code_form")),
        written=pl.when(wrong).then(squeezed(pl.col("plain").str.slice(0, 60))),
    )


def kind(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """What it is; where a list writes the level there, that tells a school."""
    word = folded(pl.col("plain"))
    level = word.replace_strict(list(LEVELS), list(LEVELS.values()), default=None, return_dtype=pl.String)
    told = word.replace_strict(list(KINDS), list(KINDS.values()), default=None, return_dtype=pl.String)
    school = pl.when(level.is_not_null()).then(pl.lit("school"))
    rows = cells.select("plain", pl.coalesce(told, school).alias(name), by_kind=level, of_kind=_register(word))
    wrong = pl.col("plain").is_not_null() & pl.col(name).is_null()
    return rows.select(
        name,
        "by_kind",
        "of_kind",
        trouble=pl.when(wrong).then(pl.lit(f"{name}_unreadable")),
        written=pl.when(wrong).then(squeezed(pl.col("plain").str.slice(0, 60))),
    )


def level(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
    """The level of a school, and the register whose word for it that is."""
    word = folded(pl.col("plain"))
    found = word.replace_strict(list(LEVELS), list(LEVELS.values()), default=None, return_dtype=pl.String)
    rows = cells.select("plain", found.alias(name), of_level=_register(word))
    wrong = pl.col("plain").is_not_null() & pl.col(name).is_null()
    return rows.select(
        name,
        "of_level",
        trouble=pl.when(wrong).then(pl.lit("level_unreadable")),
        written=pl.when(wrong).then(squeezed(pl.col("plain").str.slice(0, 60))),
    )


def _register(word: pl.Expr) -> pl.Expr:
    return word.replace_strict(
        list(OF_A_REGISTER), list(OF_A_REGISTER.values()), default=None, return_dtype=pl.String
    )  # fmt: skip


def coordinate(least: float, most: float) -> Reader:
    """Degrees within the country, with a comma or a point; others are left out and noted."""

    def read(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
        found = pl.col("plain").str.extract(COORDINATE, 1).str.replace(",", ".", literal=True)
        degrees = found.cast(pl.Float64, strict=False)
        rows = cells.select("plain", pl.when(degrees.is_between(least, most)).then(degrees).alias(name))
        wrong = pl.col("plain").is_not_null() & pl.col(name).is_null()
        return rows.select(name, trouble=pl.when(wrong).then(pl.lit("coordinates_unreadable")))

    return read


def _finished(rows: pl.DataFrame, _: Context) -> pl.DataFrame:
    """A school is one by its level, too; a pair of coordinates is whole or nothing."""
    told = {name: pl.col(name) if name in rows.columns else pl.lit(None, pl.String) for name in TOLD}
    school = pl.coalesce("school", told["by_kind"])
    paired = pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null()
    return rows.with_columns(
        school=school,
        facility_kind=pl.coalesce("facility_kind", pl.when(school.is_not_null()).then(pl.lit("school"))),
        register=pl.coalesce("register", told["of_level"], told["of_kind"]),
        latitude=pl.when(paired).then("latitude"),
        longitude=pl.when(paired).then("longitude"),
    )


TOLD: Final = ("by_kind", "of_kind", "of_level")

FACILITIES = Source(
    name="facilities",
    words=Words("Sekolah dan faskes", "Schools and health units"),
    about=Words(
        "Daftar referensi satuan pendidikan (Dapodik, EMIS) atau faskes: kode, nama, jenjang, desa, koordinat.",
        "A reference list of schools (Dapodik, EMIS) or health units: code, name, level, village, coordinates.",
    ),
    knows=Words(
        "Sekolah dan faskes yang tercantum: yang baru dibuka, yang lain diperbaiki. Isian kosong dibiarkan.",
        "The schools and health units named: new ones are opened, others corrected. What is empty changes nothing.",
    ),
    silence=Words("Yang tidak tercantum tetap seperti adanya.", "Those not named stay as they are."),
    does="facilities",
    subject="facility",
    columns=(
        Column(
            "facility",
            Words("NPSN atau kode", "NPSN or code"),
            ("npsn", "kode", "kodefaskes", "kodesekolah", "kodepuskesmas", "kodeposyandu", "code"),
            code,
        ),
        Column(
            "name",
            Words("Nama", "Name"),
            ("nama", "namasekolah", "namasatuanpendidikan", "satuanpendidikan", "namamadrasah", "namafaskes",
             "namapuskesmas", "namaposyandu", "name"),
            values.text(120),
        ),
        Column("facility_kind", Words("Jenis", "Kind"), ("jenis", "jenisfaskes", "jenissatuan", "kind"), kind),
        Column(
            "school",
            Words("Jenjang", "Level"),
            ("jenjang", "bentukpendidikan", "jenjangpendidikan", "bentuk", "bp", "level"),
            level,
        ),
        Column(
            "register",
            Words("Tercatat di", "Registered in"),
            ("register", "tercatatdi", "sumber", "sumberdata", "pembina", "kementerianpembina"),
            values.word(REGISTERS, must=False),
        ),
        *common.PLACES,
        Column("latitude", Words("Lintang", "Latitude"), ("lintang", "latitude", "lat"), coordinate(-12, 7)),
        Column("longitude", Words("Bujur", "Longitude"), ("bujur", "longitude", "long", "lng", "lon"),
               coordinate(94, 142)),
        Column(
            "opened_on",
            Words("Buka sejak", "Open since"),
            ("buka", "bukasejak", "tanggalbuka", "tanggalberdiri", "tanggalpendirian", "tglskpendirian",
             "tanggalskpendirian", "opened"),
            values.day,
        ),
        Column(
            "closed_on",
            Words("Tutup sejak", "Closed from"),
            ("tutup", "tutupsejak", "tanggaltutup", "tgltutup", "closed"),
            values.day,
        ),
    ),
    needs=(("facility",), ("name",), ("facility_kind", "school"), ("village", "village_name")),
    facts=(
        Fact("facility_kind", Words("jenis", "kind")),
        Fact("school", Words("jenjang", "level")),
        Fact("register", Words("tercatat di", "registered in")),
        Fact("name", Words("nama", "name")),
        Fact("village", Words("desa/kelurahan", "village")),
        Fact("latitude", Words("lintang", "latitude")),
        Fact("longitude", Words("bujur", "longitude")),
        Fact("opened_on", Words("buka sejak", "open since")),
        Fact("closed_on", Words("tutup sejak", "closed from")),
    ),
    finish=_finished,
)  # fmt: skip

"""Columns that many lists share, under the headings they are known to stand under."""

import dataclasses

import polars as pl

from harapan.intake.reading import values
from harapan.intake.reading.values import Context
from harapan.intake.sources.shapes import Column
from harapan.ui.words import Words

NIK = Column(
    "nik",
    Words("NIK", "NIK"),
    ("nik", "nonik", "nomornik", "nomorindukkependudukan", "noktp", "nomorktp", "nikktp", "nikart", "nikpeserta"),
    values.nik,
)
CARD = Column(
    "card",
    Words("Nomor KK", "Family card (KK)"),
    ("kk", "nokk", "nomorkk", "nokartukeluarga", "nomorkartukeluarga", "kartukeluarga", "idkk"),
    values.card,
)
NAME = Column(
    "name",
    Words("Nama", "Name"),
    ("nama", "namalengkap", "namaart", "namaanggotakeluarga", "namapeserta", "namapenerima", "namasiswa", "name"),
    values.person,
)
BORN = Column(
    "born",
    Words("Tanggal lahir", "Date of birth"),
    ("tanggallahir", "tgllahir", "tgllhr", "tanggallhr", "lahir", "dateofbirth", "dob"),
    values.day,
)
SEX = Column(
    "sex",
    Words("Jenis kelamin", "Sex"),
    ("jeniskelamin", "jk", "jnskelamin", "kelamin", "lp", "gender", "sex"),
    values.word(values.SEX),
)
MOTHER = Column(
    "mother_name",
    Words("Nama ibu kandung", "Mother's name"),
    ("namaibu", "namaibukandung", "ibukandung", "nmibu", "namagadisibu"),
    values.text(120),
)
VILLAGE = Column(
    "village",
    Words("Kode desa/kelurahan", "Village code"),
    (
        "kodedesa",
        "kodekelurahan",
        "kodedesakelurahan",
        "kodewilayah",
        "kddesa",
        "kodekeldesa",
        "kodekemendagri",
        "idkel",
    ),
    values.village,
)
VILLAGE_NAME = Column(
    "village_name",
    Words("Desa/kelurahan", "Village"),
    (
        "desa",
        "kelurahan",
        "desakelurahan",
        "kelurahandesa",
        "namadesa",
        "namakelurahan",
        "namadesakelurahan",
        "keldesa",
    ),
    values.place,
)
DISTRICT_NAME = Column(
    "district_name", Words("Kecamatan", "District"), ("kecamatan", "kec", "namakecamatan", "namakec"), values.place
)
REGENCY_NAME = Column(
    "regency_name",
    Words("Kabupaten/kota", "Regency"),
    ("kabupaten", "kabupatenkota", "kabkota", "kab", "namakabupaten", "namakabkota", "kota"),
    values.place,
)
PLACES = (VILLAGE, VILLAGE_NAME, DISTRICT_NAME, REGENCY_NAME)
WHO = (NIK, NAME, BORN)
"""What tells a person, and what a number is checked against."""


def called(column: Column, *headings: str) -> Column:
    """The same column under further headings."""
    return dataclasses.replace(column, headings=(*headings, *column.headings))


def told_by_the_nik(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Sex and day of birth out of the NIK where the list does not say them; of two centuries the one that has begun."""
    day = pl.col("nik").str.slice(6, 2).cast(pl.Int64, strict=False)
    year = pl.col("nik").str.slice(10, 2)
    century = pl.when(year.cast(pl.Int64, strict=False) > context.as_of.year % 100).then(pl.lit("19"))
    born = pl.concat_str(
        century.otherwise(pl.lit("20")),
        year,
        pl.col("nik").str.slice(8, 2),
        (day - pl.when(day > 40).then(40).otherwise(0)).cast(pl.String).str.zfill(2),
    ).str.to_date("%Y%m%d", strict=False)
    sex = pl.when(day > 40).then(pl.lit("F")).when(day.is_not_null()).then(pl.lit("M"))
    return rows.with_columns(born=pl.coalesce("born", born), sex=pl.coalesce("sex", sex))

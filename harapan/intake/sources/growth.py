"""Children weighed and measured, as the health centre's own register (e-PPGBM and its likes) writes them out."""

from typing import Final

import polars as pl

from harapan.intake.reading import values
from harapan.intake.reading.values import Context, Reader, squeezed
from harapan.intake.sources import common
from harapan.intake.sources.shapes import Column, Source
from harapan.ui.words import Words

NUMBER: Final = r"^([0-9]+(?:[.,][0-9]+)?)\s*(?:kg|g|gr|gram|cm|mm)?\.?$"
LYING: Final = {
    **dict.fromkeys(("terlentang", "telentang", "berbaring", "baring", "tidur", "pb", "l", "lying"), True),
    **dict.fromkeys(("berdiri", "tb", "b", "standing", "h"), False),
}
HEIGHT: Final = {
    **dict.fromkeys(("sangatpendek", "severelystunted", "stuntingberat"), "severe"),
    **dict.fromkeys(("pendek", "stunted", "stunting"), "low"),
    "normal": "normal",
    **dict.fromkeys(("tinggi", "tall"), "high"),
}
WEIGHT: Final = {
    **dict.fromkeys(("sangatkurang", "beratbadansangatkurang", "bbsangatkurang", "severelyunderweight"), "severe"),
    **dict.fromkeys(("kurang", "beratbadankurang", "bbkurang", "underweight"), "low"),
    **dict.fromkeys(("normal", "beratbadannormal", "bbnormal"), "normal"),
    **dict.fromkeys(("risikolebih", "resikolebih", "risikobblebih", "risikoberatbadanlebih", "lebih"), "high"),
}
WASTING: Final = {
    **dict.fromkeys(("giziburuk", "severelywasted", "sangatkurus"), "severe"),
    **dict.fromkeys(("gizikurang", "wasted", "kurus"), "low"),
    **dict.fromkeys(("gizibaik", "normal"), "normal"),
    **dict.fromkeys(("risikogizilebih", "resikogizilebih", "berisikogizilebih"), "risk"),
    **dict.fromkeys(("gizilebih", "overweight", "gemuk"), "high"),
    **dict.fromkeys(("obesitas", "obese"), "obese"),
}


def measure(least: int, most: int, thousandths_below: int, step: int) -> Reader:
    """A whole number of our small units (grams, millimetres). A number below a bound was written in the large unit
    (kilograms, centimetres), of which `step` small ones make one.
    """

    def read(name: str, cells: pl.DataFrame, _: Context) -> pl.DataFrame:
        found = pl.col("plain").str.to_lowercase().str.extract(NUMBER, 1).str.replace(",", ".", literal=True)
        number = found.cast(pl.Float64, strict=False)
        small = pl.when(number < thousandths_below).then(number * step).otherwise(number).round(0).cast(pl.Int64)
        rows = cells.select("plain", pl.when(small.is_between(least, most)).then(small).alias(name))
        wrong = pl.col("plain").is_not_null() & pl.col(name).is_null()
        written = pl.when(wrong).then(squeezed(pl.col("plain").str.slice(0, 60)))
        return rows.select(
            name, trouble=pl.when(wrong).then(pl.lit(f"{name}_unreadable")), written=written
        )  # fmt: skip

    return read


def _finished(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A list without days speaks of its own day."""
    return rows.with_columns(measured_on=pl.col("measured_on").fill_null(pl.lit(context.as_of)))


GROWTH = Source(
    name="growth",
    words=Words("Timbang dan ukur anak", "Children measured"),
    about=Words(
        "Berkas puskesmas atau posyandu sendiri (seperti e-PPGBM): berat, tinggi, atau status gizi anak.",
        "The health centre's own file (such as e-PPGBM): weight, height, or the status of children.",
    ),
    knows=Words(
        "Ukuran anak yang tercantum, dengan status menurut tabel WHO; bila hanya ada status, status itu.",
        "What was measured of the children named, with their status by the WHO's tables; or the status alone.",
    ),
    silence=Words("Anak yang tidak tercantum tetap tidak diketahui.", "Children not named stay unknown."),
    does="measured",
    subject="member",
    columns=(
        common.called(common.NIK, "nikanak", "nikbalita"),
        common.called(common.NAME, "namaanak", "namabalita"),
        common.BORN,
        common.SEX,
        Column(
            "measured_on",
            Words("Tanggal pengukuran", "Measured on"),
            ("tanggalpengukuran", "tglpengukuran", "tanggalukur", "tglukur", "tanggaltimbang", "tanggalpenimbangan",
             "measuredon"),
            values.day,
        ),
        Column(
            "grams",
            Words("Berat (kg)", "Weight (kg)"),
            ("berat", "beratbadan", "beratkg", "bbkg", "bb", "beratbadankg", "weight"),
            measure(500, 60_000, 100, 1000),
        ),
        Column(
            "millimetres",
            Words("Tinggi atau panjang (cm)", "Height or length (cm)"),
            ("tinggi", "tinggibadan", "tinggicm", "tbcm", "tb", "panjang", "panjangbadan", "pb", "tinggibadancm",
             "height"),
            measure(300, 1400, 200, 10),
        ),
        Column(
            "lying",
            Words("Cara ukur", "How measured"),
            ("caraukur", "carapengukuran", "posisi", "posisiukur", "measure"),
            values.word(LYING, must=False),
        ),
        Column("height_status", Words("TB/U", "Height for age"), ("tbu", "pbu", "tbpbu", "statustbu"),
               values.word(HEIGHT)),
        Column("weight_status", Words("BB/U", "Weight for age"), ("bbu", "statusbbu"), values.word(WEIGHT)),
        Column("wasting_status", Words("BB/TB", "Weight for height"), ("bbtb", "bbpb", "bbtbpb", "statusbbtb"),
               values.word(WASTING)),
        *common.PLACES,
    ),
    needs=(("nik", "name"), ("grams", "millimetres", "height_status", "weight_status", "wasting_status")),
    finish=_finished,
)  # fmt: skip

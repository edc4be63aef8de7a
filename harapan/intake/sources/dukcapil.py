"""Results of matching with the civil registry (Dukcapil): which NIK it knows, and whose they are."""

from harapan.intake.reading import values
from harapan.intake.sources import common
from harapan.intake.sources.shapes import Column, Source
from harapan.ui.words import Words

RESULTS = {
    **dict.fromkeys(("sesuai", "cocok", "padan", "valid", "ditemukan", "match", "ok", "terdaftar"), "match"),
    **dict.fromkeys(
        ("tidaksesuai", "namatidaksesuai", "namaberbeda", "databerbeda", "tidakcocok", "mismatch", "tidaksama"),
        "differs",
    ),
    **dict.fromkeys(
        ("tidakditemukan", "tidakterdaftar", "tidakpadan", "tidakvalid", "notfound", "niktidakada"), "not_found"
    ),
    **dict.fromkeys(("meninggal", "meninggaldunia", "mati", "dead", "wafat"), "dead"),
    **dict.fromkeys(("ganda", "nikganda", "double", "duplikat"), "double"),
}

DUKCAPIL = Source(
    name="dukcapil",
    words=Words("Hasil padan Dukcapil", "Dukcapil match"),
    about=Words(
        "Hasil pemadanan NIK: sesuai, berbeda, tidak ditemukan, ganda, atau meninggal.",
        "Results of matching NIK: match, differs, not found, double or dead.",
    ),
    knows=Words(
        "Hasil padan terakhir tiap orang yang tercantum. Data di registri tidak diubah: perbaikan lewat Dukcapil dan "
        "usulan perubahan.",
        "The last result for everybody named. The registry is not changed: corrections go through Dukcapil and change "
        "requests.",
    ),
    silence=Words("Yang tidak tercantum: belum dipadankan.", "Who is not named was not matched."),
    does="known",
    subject="member",
    columns=(
        *common.WHO,
        Column(
            "found",
            Words("Hasil padan", "Result"),
            (
                "hasil",
                "hasilpadan",
                "statuspadan",
                "status",
                "hasilverifikasi",
                "keterangan",
                "statusdukcapil",
                "padan",
            ),
            values.word(RESULTS),
        ),
    ),
    needs=(("nik",), ("found",)),
)

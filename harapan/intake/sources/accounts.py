"""What a bank answers to a list of accounts to be opened at once (burekol)."""

from harapan.intake.reading import values
from harapan.intake.sources import common
from harapan.intake.sources.shapes import Column, Source
from harapan.ui.words import Words

RESULTS = {
    **dict.fromkeys(("berhasil", "sukses", "terbuka", "buka", "opened", "success", "ok", "aktif"), True),
    **dict.fromkeys(("gagal", "ditolak", "tolak", "failed", "rejected", "tidakberhasil"), False),
}

ACCOUNTS = Source(
    name="accounts",
    words=Words("Hasil burekol", "Account openings"),
    about=Words(
        "Jawaban bank atas daftar pembukaan rekening kolektif.", "A bank's answer to a list of accounts to be opened."
    ),
    knows=Words(
        "Rekening yang terbuka atau gagal, untuk keluarga yang menunggu bank ini. Orang kedua menerapkannya.",
        "Accounts opened or failed, for families waiting for this bank. A second person applies it.",
    ),
    silence=Words("Keluarga yang tidak dijawab tetap menunggu.", "Families without an answer go on waiting."),
    does="openings",
    subject="family",
    columns=(
        common.NIK,
        common.called(common.NAME, "namapengurus", "namapemilikrekening", "namanasabah"),
        Column(
            "number",
            Words("Nomor rekening", "Account number"),
            ("norekening", "nomorrekening", "rekening", "norek", "accountnumber"),
            values.account,
        ),
        Column(
            "opened",
            Words("Hasil", "Result"),
            ("hasil", "status", "hasilburekol", "statusburekol", "statuspembukaan", "result"),
            values.word(RESULTS),
        ),
        Column(
            "answer",
            Words("Keterangan bank", "What the bank says"),
            ("keterangan", "alasan", "alasangagal", "sebab", "reason", "catatan"),
            values.text(200),
        ),
    ),
    needs=(("nik",), ("opened",)),
)

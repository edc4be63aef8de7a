"""What the facts of an event are called in both languages, and how their values read."""

from typing import Any, Final

from harapan.lib.rupiah import number, rupiah
from harapan.ui.words import Words, said

FACTS: Final = {
    "after": Words("Sesudah", "After"),
    "agreed": Words("Disepakati", "Agreed"),
    "alerts": Words("Peringatan dini", "Early warnings"),
    "amount": Words("Jumlah rupiah", "Rupiah"),
    "annexes": Words("Lampiran", "Annexes"),
    "anomalies": Words("Kejanggalan", "Anomalies"),
    "approved": Words("Disetujui", "Approved"),
    "area": Words("Wilayah", "Area"),
    "at_bank": Words("Di bank", "At the bank"),
    "at_home": Words("Ada di rumah", "At home"),
    "bank": Words("Bank", "Bank"),
    "because": Words("Alasan", "Reason"),
    "before": Words("Sebelum", "Before"),
    "bound": Words("Terikat", "Bound"),
    "by_machine": Words("Oleh mesin", "By machine"),
    "cause": Words("Sebab", "Cause"),
    "changed": Words("Data berubah", "Records changed"),
    "chosen": Words("Terpilih", "Chosen"),
    "classes": Words("Kelas", "Classes"),
    "cohort": Words("Kohort", "Cohort"),
    "columns": Words("Kolom", "Columns"),
    "complete": Words("Data lengkap", "Data complete"),
    "component": Words("Komponen", "Component"),
    "count": Words("Banyaknya", "Count"),
    "counts": Words("Hasil baris", "Rows by outcome"),
    "credited": Words("Tersalur", "Credited"),
    "cycle": Words("Tahap salur", "Payment stage"),
    "day": Words("Per tanggal", "As of"),
    "differs": Words("Berbeda", "Differs"),
    "digest": Words("Sidik", "Digest"),
    "document": Words("Dokumen", "Document"),
    "drawn": Words("Terambil", "Drawn"),
    "duty": Words("Kewajiban", "Duty"),
    "edition": Words("Edisi kebijakan", "Edition of the policy"),
    "ended": Words("Berakhir", "Ended"),
    "events": Words("Peristiwa", "Events"),
    "facility": Words("Sekolah/faskes", "Facility"),
    "failed": Words("Gagal", "Failed"),
    "families": Words("Keluarga", "Families"),
    "families_started": Words("Keluarga mulai aktif", "Families made active"),
    "family": Words("Keluarga nomor", "Number of the family"),
    "fields": Words("Kolom", "Fields"),
    "file": Words("Berkas", "File"),
    "files": Words("Berkas", "Files"),
    "filters": Words("Saringan", "Filters"),
    "flags": Words("Tanda", "Flags"),
    "form": Words("Bentuk", "Form"),
    "found": Words("Temuan baru", "New findings"),
    "from_cycle": Words("Mulai tahap", "From stage"),
    "from_on": Words("Mulai tanggal", "From"),
    "gone": Words("Temuan beres", "Findings put right"),
    "group": Words("Kelompok nomor", "Number of the group"),
    "held": Words("Ditahan", "Held"),
    "holds": Words("Rantai utuh", "The chain holds"),
    "in_cycle": Words("Pada tahap", "In stage"),
    "into": Words("Menjadi keluarga nomor", "Into family number"),
    "keep": Words("Yang dipertahankan", "Kept"),
    "kept": Words("Catatan yang dipertahankan", "Record kept"),
    "key": Words("Kunci", "Key"),
    "kind": Words("Jenis", "Kind"),
    "known": Words("Dikenal", "Known"),
    "language": Words("Bahasa", "Language"),
    "leader": Words("Ketua, anggota nomor", "Leader, member number"),
    "left_out": Words("Baris ditinggal", "Rows left out"),
    "lines": Words("Baris", "Lines"),
    "measurements": Words("Ukuran anak", "Measurements"),
    "member": Words("Anggota nomor", "Number of the member"),
    "members": Words("Anggota", "Members"),
    "merge": Words("Penggabungan nomor", "Merge number"),
    "month": Words("Bulan", "Month"),
    "months": Words("Bulan yang diubah", "Months changed"),
    "mother": Words("Ibu, anggota nomor", "Mother, member number"),
    "net": Words("Jumlah bersih", "Net"),
    "new": Words("Baru", "New"),
    "number": Words("Nomor", "Number"),
    "odd": Words("Baris janggal", "Odd lines"),
    "of": Words("Nomor apa", "Which number"),
    "on": Words("Tanggal", "On"),
    "opened": Words("Terbuka", "Opened"),
    "order": Words("Perintah bayar ke", "Payment order"),
    "other": Words("Catatan lain", "Other record"),
    "outcome": Words("Hasil", "Outcome"),
    "paper": Words("Dokumen", "Paper"),
    "part": Words("Bagian", "Part"),
    "parts": Words("Bagian", "Parts"),
    "payments": Words("Pembayaran", "Payments"),
    "people": Words("Orang", "People"),
    "period": Words("Tahap atau tahun", "Stage or year"),
    "piles": Words("Tumpukan", "Piles"),
    "position": Words("Jabatan", "Position"),
    "proof": Words("Bukti diri", "Proof"),
    "proposals": Words("Usulan", "Proposals"),
    "purpose": Words("Keperluan", "Purpose"),
    "quota": Words("Kuota", "Quota"),
    "reached": Words("Terhubungi", "Reached"),
    "ready": Words("Siap melayani", "Ready to serve"),
    "recovered": Words("Ditagih kembali", "Recovered"),
    "retracted": Words("Hasil ukur dicabut", "Measurements withdrawn"),
    "returned": Words("Retur", "Returned"),
    "rows": Words("Baris", "Rows"),
    "rupiah": Words("Jumlah rupiah", "Rupiah"),
    "sanctions": Words("Usul sanksi", "Proposed sanctions"),
    "searched": Words("Memakai pencarian", "With a search"),
    "sessions": Words("Sesi", "Sessions"),
    "sha256": Words("Sidik berkas (SHA-256)", "Digest of the file (SHA-256)"),
    "size": Words("Ukuran", "Size"),
    "source": Words("Status sebelum", "Status before"),
    "step": Words("Langkah", "Step"),
    "subject": Words("Tentang", "About"),
    "synthetic": Words("Data buatan", "Made up"),
    "taken": Words("Diambil alih", "Taken over"),
    "target": Words("Status sesudah", "Status after"),
    "treasury": Words("Kas negara", "Treasury"),
    "until": Words("Sampai", "Until"),
    "upload": Words("Daftar unggahan nomor", "Number of the list"),
    "view": Words("Tampilan", "View"),
    "village": Words("Desa/kelurahan", "Village"),
    "visits": Words("Kunjungan", "Visits"),
    "what": Words("Hal", "What"),
    "whole": Words("Seluruh keluarga", "Whole family"),
    "word": Words("Nomor catatan", "Number of the word"),
    "written_off": Words("Dihapusbukukan", "Written off"),
}
"""By the names they are written down under."""

MONEY: Final = {
    "amount", "approved", "at_bank", "credited", "held", "net", "recovered", "returned", "rupiah", "treasury",
    "written_off",
}  # fmt: skip
COUNTS: Final = {
    "annexes", "anomalies", "changed", "count", "events", "families", "families_started", "files", "found",
    "gone", "left_out", "lines", "measurements", "payments", "retracted", "rows", "sessions",
}  # fmt: skip


def facts_of(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """What an event says beside itself, for people; a fact that has no words is shown as it is written down."""
    return [(str(FACTS.get(name, name)), value_words(name, value)) for name, value in facts.items()]


def value_words(name: str, value: Any) -> str:
    """A value as people read it."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return said("ya", "yes") if value else said("tidak", "no")
    if isinstance(value, int):
        return rupiah(value) if name in MONEY else number(value) if name in COUNTS else str(value)
    if isinstance(value, list):
        return ", ".join(value_words(name, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_words(key, one)}" for key, one in value.items())
    return str(value)

"""What the facts of an event are called in both languages, and how their values read."""

from typing import Any, Final

from harapan.lib.rupiah import number, rupiah
from harapan.ui.words import Words, said

FACTS: Final = {
    "after": Words("Sesudah", "After"),
    "alerts": Words("Peringatan dini", "Early warnings"),
    "amount": Words("Jumlah rupiah", "Rupiah"),
    "sanctions": Words("Usul sanksi", "Proposed sanctions"),
    "word": Words("Nomor catatan", "Number of the word"),
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
    "cause": Words("Sebab", "Cause"),
    "complete": Words("Data lengkap", "Data complete"),
    "component": Words("Komponen", "Component"),
    "changed": Words("Data berubah", "Records changed"),
    "columns": Words("Kolom", "Columns"),
    "count": Words("Banyaknya", "Count"),
    "counts": Words("Hasil baris", "Rows by outcome"),
    "credited": Words("Tersalur", "Credited"),
    "cycle": Words("Tahap salur", "Payment stage"),
    "day": Words("Per tanggal", "As of"),
    "digest": Words("Sidik", "Digest"),
    "document": Words("Dokumen", "Document"),
    "duty": Words("Kewajiban", "Duty"),
    "edition": Words("Edisi kebijakan", "Edition of the policy"),
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
    "form": Words("Bentuk", "Form"),
    "found": Words("Temuan baru", "New findings"),
    "from_cycle": Words("Mulai tahap", "From stage"),
    "from_on": Words("Mulai tanggal", "From"),
    "gone": Words("Temuan beres", "Findings put right"),
    "held": Words("Ditahan", "Held"),
    "holds": Words("Rantai utuh", "The chain holds"),
    "in_cycle": Words("Pada tahap", "In stage"),
    "into": Words("Menjadi keluarga nomor", "Into family number"),
    "key": Words("Kunci", "Key"),
    "kind": Words("Jenis", "Kind"),
    "known": Words("Dikenal", "Known"),
    "language": Words("Bahasa", "Language"),
    "leader": Words("Ketua, anggota nomor", "Leader, member number"),
    "left_out": Words("Baris ditinggal", "Rows left out"),
    "lines": Words("Baris", "Lines"),
    "member": Words("Anggota nomor", "Number of the member"),
    "members": Words("Anggota", "Members"),
    "mother": Words("Ibu, anggota nomor", "Mother, member number"),
    "net": Words("Jumlah bersih", "Net"),
    "number": Words("Nomor", "Number"),
    "odd": Words("Baris janggal", "Odd lines"),
    "on": Words("Tanggal", "On"),
    "opened": Words("Terbuka", "Opened"),
    "order": Words("Perintah bayar ke", "Payment order"),
    "outcome": Words("Hasil", "Outcome"),
    "part": Words("Bagian", "Part"),
    "payments": Words("Pembayaran", "Payments"),
    "period": Words("Tahap atau tahun", "Stage or year"),
    "piles": Words("Tumpukan", "Piles"),
    "position": Words("Jabatan", "Position"),
    "proof": Words("Bukti diri", "Proof"),
    "purpose": Words("Keperluan", "Purpose"),
    "quota": Words("Kuota", "Quota"),
    "recovered": Words("Ditagih kembali", "Recovered"),
    "returned": Words("Retur", "Returned"),
    "rows": Words("Baris", "Rows"),
    "rupiah": Words("Jumlah rupiah", "Rupiah"),
    "searched": Words("Memakai pencarian", "With a search"),
    "sessions": Words("Sesi", "Sessions"),
    "sha256": Words("Sidik berkas (SHA-256)", "Digest of the file (SHA-256)"),
    "size": Words("Ukuran", "Size"),
    "source": Words("Status sebelum", "Status before"),
    "step": Words("Langkah", "Step"),
    "subject": Words("Tentang", "About"),
    "synthetic": Words("Data buatan", "Made up"),
    "target": Words("Status sesudah", "Status after"),
    "treasury": Words("Kas negara", "Treasury"),
    "until": Words("Sampai", "Until"),
    "written_off": Words("Dihapusbukukan", "Written off"),
}
"""By the names they are written down under."""

MONEY: Final = {
    "amount", "approved", "at_bank", "credited", "held", "net", "recovered", "returned", "rupiah", "treasury",
    "written_off",
}  # fmt: skip
COUNTS: Final = {
    "annexes", "anomalies", "changed", "count", "events", "families", "families_started", "files", "found",
    "gone", "left_out", "lines", "payments", "rows", "sessions",
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

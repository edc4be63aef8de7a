"""Letters by name, in both languages."""

from typing import Final

from harapan.letters.models import Letter
from harapan.ui.words import Words

KINDS: Final = {
    Letter.Kind.MINUTES: Words("Berita acara rekonsiliasi", "Minutes of reconciliation"),
    Letter.Kind.RECAP: Words("Rekapitulasi penyaluran", "Recap of payments"),
    Letter.Kind.DECREE: Words("SK penerima", "Recipients' decree"),
    Letter.Kind.SLIPS: Words("Slip pembayaran", "Payment slips"),
    Letter.Kind.CONFIRMATION: Words("SK penetapan KPM", "Confirmation decree"),
    Letter.Kind.ACCOUNTS: Words("Pengantar daftar burekol", "Covering letter for opening accounts"),
    Letter.Kind.DELIBERATION: Words("Berita acara musyawarah", "Minutes of a deliberation"),
    Letter.Kind.NOTICES: Words("Pemberitahuan keluarga", "Notices to families"),
    Letter.Kind.MONTHLY: Words("Laporan bulanan pendamping", "Monthly report of a facilitator"),
    Letter.Kind.CLAIM: Words("Surat lebih bayar", "Letter about an overpayment"),
}
STATES: Final = {
    Letter.State.WAITING: Words("Menunggu", "Waiting"),
    Letter.State.MAKING: Words("Sedang dibuat", "Being made"),
    Letter.State.MADE: Words("Terbit", "Made"),
    Letter.State.REFUSED: Words("Tidak dapat dibuat", "Cannot be made"),
    Letter.State.FAILED: Words("Gagal", "Failed"),
}

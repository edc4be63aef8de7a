"""What this desk calls things, in both languages."""

from typing import Final

from harapan.banks.account_answer import REASONS as BANK_REASONS
from harapan.intake.models import AccountLine, AccountList, CardReason, Decree, Outcome, Report
from harapan.intake.visits.outcomes import OUTCOMES
from harapan.ui.words import Words

DESK: Final = Words("Calon KPM", "Candidates")

STAGES: Final[dict[str, tuple[Words, str]]] = {
    "to_visit": (Words("Belum dikunjungi", "To be visited"), "warn"),
    "begun": (Words("Draf", "Draft"), ""),
    "sent": (Words("Terkirim, menunggu koordinator", "Sent, waits for the coordinator"), "quiet"),
    "returned": (Words("Dikembalikan", "Given back"), "bad"),
    "ready": (Words("Dikonfirmasi", "Confirmed"), "ok"),
}
"""Where a candidate stands, and how it is coloured."""

REPORTS: Final[dict[str, tuple[Words, str]]] = {
    Report.State.WAITING: (Words("Menunggu konfirmasi", "Waits to be confirmed"), "warn"),
    Report.State.RETURNED: (Words("Dikembalikan", "Given back"), "bad"),
    Report.State.CONFIRMED: (Words("Dikonfirmasi, sedang dicatat", "Confirmed, being written down"), ""),
    Report.State.APPLIED: (Words("Dikonfirmasi dan dicatat", "Confirmed and written down"), "ok"),
}
OUTCOME: Final[dict[str, Words]] = {outcome: named.words for outcome, named in OUTCOMES.items()}
OUTCOME_TONES: Final[dict[str, str]] = {Outcome.ELIGIBLE: "ok", Outcome.REFUSED: "warn"}

GAPS: Final = {
    "no_card": Words("KK belum ada", "no family card yet"),
    "no_nik": Words("ada anggota tanpa NIK", "somebody has no NIK"),
    "no_caretaker_nik": Words("NIK pengurus belum ada", "the caretaker has no NIK"),
    "not_known": Words("keberadaan seorang anggota belum jelas", "where somebody is, is not known"),
}

LISTS: Final[dict[str, tuple[Words, str]]] = {
    AccountList.State.WRITTEN: (Words("Menunggu dilepas", "Waits to be released"), "warn"),
    AccountList.State.RELEASED: (Words("Di bank", "At the bank"), ""),
    AccountList.State.ANSWERED: (Words("Terjawab seluruhnya", "Answered in full"), "ok"),
}
LINES: Final[dict[str, tuple[Words, str]]] = {
    AccountLine.State.WAITING: (Words("Menunggu bank", "Waits for the bank"), "warn"),
    AccountLine.State.OPENED: (Words("Terbuka", "Opened"), "ok"),
    AccountLine.State.FAILED: (Words("Gagal", "Failed"), "bad"),
}
DECREES: Final[dict[str, tuple[Words, str]]] = {
    Decree.State.DRAWN: (Words("Disusun", "Drawn up"), "warn"),
    Decree.State.ISSUED: (Words("Ditetapkan", "Issued"), "ok"),
}
ACCOUNT_REASONS: Final[dict[str, Words]] = {name: Words(*words) for name, words in BANK_REASONS.items()}

CARDS: Final[dict[str, Words]] = {
    CardReason.ALREADY_ABLE: Words("Sudah mampu", "Already able"),
    CardReason.REFUSED: Words("Menolak", "Refused"),
    CardReason.DIED: Words("Meninggal", "Died"),
    CardReason.MOVED: Words("Pindah", "Moved"),
    CardReason.UNDERAGE: Words("Di bawah umur", "Underage"),
    CardReason.NOT_FOUND: Words("Tidak ditemukan", "Not found"),
}
"""Why a card was not handed over, as BPK groups it (domain facts 6.3)."""

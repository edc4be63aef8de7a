"""Where money can stand, in plain words beside the label people know from SIKS-NG.

Labels and their meanings: domain facts 6.1 (sources N52, N53, N54, N55; high confidence). A label no source gives is
left out, never guessed. Why money did not arrive: `harapan.banks.reasons`; why nothing is owed: `reasons.toml` of the
policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from harapan.policy.edition import Title


@dataclass(frozen=True)
class Label:
    """One place where money stands: what it means to a family, what SIKS-NG calls it, and how it looks."""

    words: Title
    siks: str | None
    tone: str
    """ok, warn, bad or nothing: as pages colour it."""


MONEY: Mapping[str, Label] = {
    "computed": Label(Title("dihitung, belum disetujui", "computed, not approved yet"), "SK / CALON PENERIMA", ""),
    "approved": Label(Title("disetujui, menunggu perintah bayar", "approved, waits for its order"), None, ""),
    "held": Label(Title("ditahan untuk keluarga ini", "held for this family"), None, "warn"),
    "drawn_up": Label(Title("perintah bayar disusun", "the order is drawn up"), "PROSES SPM", ""),
    "at_bank": Label(Title("di bank, menunggu masuk rekening", "at the bank, to be credited"), "SI", ""),
    "credited": Label(Title("sudah masuk rekening", "credited to the account"), "TOP UP / SALUR", "ok"),
    "returned": Label(Title("kembali dari bank", "came back from the bank"), None, "bad"),
    "treasury": Label(Title("kembali ke kas negara", "given back to the treasury"), None, "bad"),
    "recovered": Label(Title("ditagih kembali", "recovered"), None, "warn"),
    "written_off": Label(Title("dihapusbukukan", "written off"), None, "warn"),
    "dormant": Label(Title("di rekening, belum dipakai", "in the account, not used yet"), "TIDAK TRANSAKSI", "warn"),
    "given_back": Label(
        Title("tidak dipakai, disetor ke kas negara", "never used, given back to the treasury"), None, "bad"
    ),
}

HELD: Mapping[str, Label] = {
    "no_account": Label(Title("belum punya rekening", "has no account yet"), "PROSES BUREKOL", "warn"),
    "account_pending": Label(Title("rekening sedang dibuka", "the account is being opened"), "PROSES BUREKOL", "warn"),
    "caretaker_died": Label(
        Title("pengurus meninggal: menunggu pengganti", "the caretaker has died: waits for a successor"),
        "EXCLUDE MENINGGAL",
        "warn",
    ),
    "account_elsewhere": Label(
        Title("rekening bukan di bank penyalur", "the account is not at the paying bank"), None, "warn"
    ),
}
"""Reasons of `Hold`."""

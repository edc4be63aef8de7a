"""States, causes and words of claims, in both languages."""

from typing import Final

from harapan.registry.models import Overpayment, OverpaymentWord
from harapan.ui.words import Words

What, State = OverpaymentWord.What, Overpayment.State
STATES: Final = {
    State.OPEN: Words("Belum lunas", "Open"),
    State.PROPOSED: Words("Diusulkan dihapuskan", "Write-off proposed"),
    State.SETTLED: Words("Selesai", "Settled"),
    State.WITHDRAWN: Words("Dicabut", "Withdrawn"),
}
TOO_MUCH_BACK: Final = "lebih"
"""The filter for claims on which more came back than was owed."""
TOO_MUCH: Final = Words("Kelebihan setor", "Too much came back")
TONES: Final = {State.OPEN: "warn", State.PROPOSED: "warn", State.SETTLED: "ok", State.WITHDRAWN: "quiet"}
CAUSES: Final = {
    Overpayment.Cause.DEATH: Words("Kematian terlambat dicatat", "Death registered late"),
    Overpayment.Cause.DOUBLE: Words("Dibayar dua kali (data ganda)", "Paid twice (doubles)"),
}
SAID: Final = {
    What.AGREED: Words("Angsuran disepakati", "Instalments agreed"),
    What.RECEIVED: Words("Uang diterima kembali", "Money came back"),
    What.CORRECTED: Words("Penerimaan dikoreksi", "Receipt corrected"),
    What.PROPOSED: Words("Penghapusan diusulkan", "Write-off proposed"),
    What.TAKEN_BACK: Words("Usulan penghapusan ditarik", "Proposal taken back"),
    What.REFUSED: Words("Penghapusan ditolak", "Write-off refused"),
    What.WRITTEN_OFF: Words("Dihapuskan", "Written off"),
    What.WITHDRAWN: Words("Tagihan dicabut", "Claim withdrawn"),
    What.GIVEN_BACK: Words("Disetor bank ke kas negara", "Given back by the bank"),
}

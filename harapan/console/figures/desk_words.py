"""Words of the ledger's accounts, as a reader of dashboards knows them."""

from harapan.ui.words import Words

STATES = {
    "approved": Words("Disetujui, belum diperintahkan", "Approved, not ordered yet"),
    "held": Words("Ditahan", "Held"),
    "at_bank": Words("Di bank", "At the bank"),
    "credited": Words("Tersalur", "Credited"),
    "returned": Words("Retur", "Returned"),
    "treasury": Words("Kembali ke kas negara", "Back in the treasury"),
    "recovered": Words("Dipulihkan", "Recovered"),
    "written_off": Words("Dihapusbukukan", "Written off"),
}

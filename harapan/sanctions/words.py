"""Cases in words people read, in both languages: kinds, states, verdicts, what is said, reasons of less money."""

from harapan.sanctions.models import Case, Word
from harapan.ui.words import Words

KINDS = {
    Case.Kind.SANCTION: Words("Usul sanksi", "Proposed sanction"),
    Case.Kind.PAYMENT: Words("Pembayaran berkurang", "Smaller payment"),
}
PROPOSED = {
    "suspend": Words("Penangguhan bantuan", "Suspension of aid"),
    "terminate": Words("Penghentian bantuan", "Termination of aid"),
}
STATES = {
    Case.State.PROPOSED: Words("Diusulkan", "Proposed"),
    Case.State.NOTIFIED: Words("Diberitahukan", "Notified"),
    Case.State.OBJECTED: Words("Ada keberatan", "Objected"),
    Case.State.HEARD: Words("Sudah didengar", "Heard"),
    Case.State.DECIDED: Words("Diputuskan", "Decided"),
    Case.State.APPLIED: Words("Diterapkan", "Applied"),
    Case.State.REVERSED: Words("Dipulihkan", "Reversed"),
}
TONES = {
    Case.State.PROPOSED: "warn",
    Case.State.OBJECTED: "bad",
    Case.State.HEARD: "warn",
    Case.State.DECIDED: "warn",
    Case.State.REVERSED: "ok",
}
VERDICTS = {
    Case.Verdict.UPHOLD: Words("Sanksi ditetapkan", "Sanction upheld"),
    Case.Verdict.REDUCE: Words("Sanksi dikurangi", "Sanction reduced"),
    Case.Verdict.WAIVE: Words("Sanksi ditiadakan", "Sanction waived"),
    Case.Verdict.GRANT: Words("Kekurangan dibayar", "The difference is paid"),
    Case.Verdict.DISMISS: Words("Pembayaran sudah benar", "The payment was right"),
}
SAID = {
    Word.What.NOTIFY: Words("Keluarga diberi tahu", "The family was notified"),
    Word.What.OBJECT: Words("Keluarga mengajukan keberatan", "The family objected"),
    Word.What.ADMIT: Words("Keberatan terlambat diterima", "The late objection was admitted"),
    Word.What.TURN_AWAY: Words("Keberatan terlambat tidak diterima", "The late objection was not admitted"),
    Word.What.HEAR: Words("Keluarga didengar", "The family was heard"),
    Word.What.DECIDE: Words("Diputuskan", "Decided"),
    Word.What.APPLY: Words("Keputusan diterapkan", "The decision was applied"),
}
LESS = {
    "withheld_part": Words(
        "Sebagian bantuan ditangguhkan dengan keputusan karena kewajiban tidak dipenuhi.",
        "Part of the aid is withheld by a decision because duties were missed.",
    ),
    "fewer_counted": Words(
        "Lebih sedikit anggota keluarga yang dihitung daripada tahap sebelumnya.",
        "Fewer members of the family count than in the stage before.",
    ),
    "other_amount": Words(
        "Anggota yang dihitung sama banyak, tetapi jumlah bantuan komponennya lebih kecil.",
        "As many members count as before, but their components bring less.",
    ),
    "not_computed": Words(
        "Keluarga ini tidak lagi termasuk dalam hitungan tahap ini.",
        "The family is not part of this stage's computation any more.",
    ),
}
"""Why a payment is smaller where the law's own reasons do not say it: they speak of families that get nothing."""

"""The registry's own codes in words people read, in both languages: states, relations, accounts, causes of moves."""

from collections.abc import Mapping

from harapan.policy.edition import Title
from harapan.registry.models import Account, Participation

PARTICIPATION: Mapping[str, Title] = {
    Participation.LISTED: Title("terdaftar DTSEN", "listed in DTSEN"),
    Participation.CANDIDATE: Title("calon KPM", "candidate"),
    Participation.VALIDATED: Title("divalidasi, memenuhi syarat", "validated"),
    Participation.NOT_ELIGIBLE: Title("tidak memenuhi syarat", "not eligible"),
    Participation.CONFIRMED: Title("ditetapkan", "confirmed by decree"),
    Participation.ACCOUNT_PENDING: Title("proses burekol", "account being opened"),
    Participation.ACCOUNT_FAILED: Title("gagal burekol", "account could not be opened"),
    Participation.READY: Title("siap salur", "ready"),
    Participation.ACTIVE: Title("aktif", "active"),
    Participation.SUSPENDED: Title("ditangguhkan", "suspended"),
    Participation.NO_COMPONENT: Title("non komponen", "no component"),
    Participation.GRADUATION_CANDIDATE: Title("calon graduasi", "graduation candidate"),
    Participation.GRADUATED_NATURAL: Title("graduasi alamiah", "graduated naturally"),
    Participation.GRADUATED_INDEPENDENT: Title("graduasi mandiri", "graduated independently"),
    Participation.REMOVED: Title("dikeluarkan", "removed"),
    Participation.ADMINISTRATIVE_EXIT: Title("keluar administratif", "left for administrative reasons"),
}

TONES: Mapping[str, str] = {
    Participation.READY: "ok",
    Participation.ACTIVE: "ok",
    Participation.ACCOUNT_PENDING: "warn",
    Participation.ACCOUNT_FAILED: "bad",
    Participation.SUSPENDED: "warn",
    Participation.NO_COMPONENT: "warn",
    Participation.NOT_ELIGIBLE: "bad",
    Participation.REMOVED: "bad",
}
"""How a state is coloured; the others are plain."""

RELATIONS: Mapping[str, Title] = {
    "head": Title("kepala keluarga", "head of the family"),
    "spouse": Title("istri/suami", "spouse"),
    "child": Title("anak", "child"),
    "grandchild": Title("cucu", "grandchild"),
    "parent": Title("orang tua", "parent"),
    "other": Title("anggota lain", "other member"),
}

ACCOUNTS: Mapping[str, Title] = {
    Account.State.PENDING: Title("proses burekol", "being opened"),
    Account.State.OPEN: Title("terbuka", "open"),
    Account.State.FAILED: Title("gagal burekol", "could not be opened"),
    Account.State.CLOSED: Title("ditutup", "closed"),
}

CAUSES: Mapping[str, Title] = {
    "loaded": Title("data awal dimuat", "first data loaded"),
    "cycle_opened": Title("tahap dibuka", "a stage was opened"),
    "no_component": Title("tidak ada komponen lagi", "no component any more"),
    "component_found": Title("ada komponen lagi", "a component was found again"),
    "proposed_again": Title("diusulkan kembali", "proposed again"),
    "validated": Title("lolos validasi", "passed validation"),
    "not_eligible": Title("tidak lolos validasi", "did not pass validation"),
    "confirmed": Title("ditetapkan dengan surat keputusan", "confirmed by decree"),
    "ready": Title("rekening dan kartu diterima", "account and card received"),
    "suspended": Title("ditangguhkan dengan keputusan", "suspended by a decision"),
    "removed": Title("dikeluarkan dengan keputusan", "removed by a decision"),
    "graduated": Title("graduasi", "graduated"),
    "duties_met_again": Title("kewajiban dipenuhi lagi", "duties met again"),
}
"""What moved a family on; a cause in nobody's list is shown as it was written."""


def word(words: Mapping[str, Title], code: str) -> Title:
    """A code in words; itself where nobody gave it any."""
    return words.get(code, Title(code, code))

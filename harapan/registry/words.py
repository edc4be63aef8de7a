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
    # -- in
    "chosen_within_quota": Title("terpilih dalam kuota", "chosen within the quota"),
    "proposed_by_village": Title("diusulkan musyawarah desa/kelurahan", "proposed by the village meeting"),
    "proposed_again": Title("diusulkan kembali", "proposed again"),
    "decision_undone": Title("keputusan dibatalkan", "the decision was undone"),
    "list_undone": Title("daftar calon dibatalkan", "the candidate list was undone"),
    "validated": Title("lolos validasi", "passed validation"),
    "not_eligible": Title("tidak lolos validasi", "did not pass validation"),
    "address_not_found": Title("alamat tidak ditemukan", "address not found"),
    "moved": Title("pindah alamat", "moved"),
    "duplicate": Title("data ganda", "recorded twice"),
    "prosperous": Title("sudah sejahtera", "already prosperous"),
    "participant": Title("sudah peserta PKH", "already in the programme"),
    "non_category": Title("non kategori", "in no category"),
    "refused": Title("menolak", "refused"),
    "confirmed": Title("ditetapkan dengan surat keputusan", "confirmed by decree"),
    "account_asked": Title("pembukaan rekening diminta", "account opening asked for"),
    "account_asked_again": Title("pembukaan rekening diminta lagi", "account opening asked for again"),
    "account_failed": Title("rekening tidak dapat dibuka", "the account could not be opened"),
    "account_opened": Title("rekening dibuka", "account opened"),
    "card_received": Title("kartu diterima", "card received"),
    "paid_at_post": Title("dibayar melalui pos", "paid at the post"),
    "ready": Title("rekening dan kartu diterima", "account and card received"),
    "cycle_opened": Title("tahap dibuka", "a stage was opened"),
    # -- while in
    "no_component": Title("tidak ada komponen", "no component"),
    "component_found": Title("ada komponen lagi", "a component was found again"),
    "suspended": Title("ditangguhkan dengan keputusan", "suspended by a decision"),
    "termination_reversed": Title(
        "penghentian dibatalkan: keberatan diterima", "the termination was reversed on objection"
    ),
    "suspension_reversed": Title("penangguhan dicabut", "the suspension was reversed"),
    "duties_met_again": Title("kewajiban dipenuhi lagi", "duties met again"),
    "stays_in_programme": Title("tetap menjadi peserta", "stays in the programme"),
    # -- out
    "components_ended": Title("komponen berakhir", "components ended"),
    "graduated": Title("graduasi", "graduated"),
    "independent": Title("graduasi mandiri sejahtera", "graduated independently"),
    "resigned": Title("mengundurkan diri", "resigned"),
    "assessed_better_off": Title("dinilai sudah sejahtera", "assessed as better off"),
    "empowered": Title("lulus program pemberdayaan", "graduated from an empowerment programme"),
    "removed": Title("dikeluarkan dengan keputusan", "removed by a decision"),
    "duties_missed_again": Title("kewajiban kembali tidak dipenuhi", "duties missed again"),
    "aid_not_collected": Title("bantuan tidak diambil", "aid not collected"),
    "found_not_eligible": Title("terbukti tidak memenuhi syarat", "proven not to be eligible"),
    "able_by_village": Title("dinyatakan mampu oleh musyawarah", "found able by the village meeting"),
    "rank_out_of_target": Title("peringkat DTSEN di luar sasaran", "rank in DTSEN is out of target"),
    "nik_not_matched": Title("NIK tidak padan", "NIK not matched"),
    "everybody_died": Title("semua anggota meninggal", "every member died"),
    "moved_abroad": Title("pindah ke luar negeri", "moved abroad"),
    "not_found": Title("tidak ditemukan", "not found"),
    "merged": Title("digabung dengan keluarga lain", "merged with another family"),
    "merge_undone": Title("penggabungan dibatalkan", "the merge was undone"),
    "gave_up_place": Title("mundur sebelum menerima bantuan", "gave up before any aid"),
}
"""What moved a family on; a cause in nobody's list is shown as it was written."""


def word(words: Mapping[str, Title], code: str) -> Title:
    """A code in words; itself where nobody gave it any."""
    return words.get(code, Title(code, code))

"""What the verbs, things and facts of the log are called in both languages, and where a thing can be seen."""

from typing import Final

from django.urls import NoReverseMatch, reverse

from harapan.audit.models import Event
from harapan.ui.words import Words

VERBS: Final = {
    "account.opened": Words("Rekening dibuka", "Account opened"),
    "alerts.exported": Words("Daftar peringatan dini diunduh", "List of early warnings taken away"),
    "alerts.made": Words("Peringatan dini diperbarui", "Early warnings made anew"),
    "account_list.drawn_up": Words("Daftar burekol disusun", "List for opening accounts drawn up"),
    "account_list.fetched": Words("Daftar burekol diunduh", "List for opening accounts taken away"),
    "account_list.released": Words("Daftar burekol dilepas", "List for opening accounts released"),
    "accounts.answered": Words("Jawaban burekol dicatat", "Bank's answer about accounts noted"),
    "answer.read": Words("Jawaban bank dibaca", "Bank answer read"),
    "arrears.granted": Words("Kekurangan bayar dikabulkan", "Arrears granted"),
    "batch.approved": Words("Gelombang disetujui", "Wave approved"),
    "batch.closed": Words("Buku gelombang ditutup", "Book of a wave closed"),
    "batch.reconciled": Words("Gelombang direkonsiliasi", "Wave reconciled"),
    "batch.reopened": Words("Gelombang dibuka kembali", "Wave reopened"),
    "batch.reviewed": Words("Gelombang diperiksa", "Wave reviewed"),
    "card.handed_over": Words("Kartu diserahkan", "Card handed over"),
    "card.undelivered": Words("Kartu belum diserahkan", "Card not handed over"),
    "caretaker.appointed": Words("Pengurus ditetapkan", "Caretaker appointed"),
    "ceiling.set": Words("Pagu anggaran dicatat", "Ceiling recorded"),
    "cycle.opened": Words("Tahap salur dibuka", "Payment stage opened"),
    "decree.drawn_up": Words("SK penetapan disusun", "Confirmation decree drawn up"),
    "decree.issued": Words("SK penetapan terbit", "Confirmation decree issued"),
    "errand.asked": Words("Pekerjaan diminta", "Work asked for"),
    "sanctions.admit": Words("Keberatan terlambat diterima", "Late objection admitted"),
    "sanctions.apply": Words("Putusan diterapkan", "Decision applied"),
    "sanctions.decide": Words("Kasus diputuskan", "Case decided"),
    "sanctions.exported": Words("Daftar kasus diunduh", "List of cases taken away"),
    "sanctions.hear": Words("Keluarga didengar", "Family heard"),
    "sanctions.made": Words("Kasus tahap disusun", "Cases of a stage made"),
    "sanctions.notified": Words("Keluarga diberi tahu", "Families notified"),
    "sanctions.object": Words("Keberatan dicatat", "Objection taken down"),
    "sanctions.opened": Words("Kasus dibuka", "Case opened"),
    "sanctions.turnaway": Words("Keberatan terlambat tidak diterima", "Late objection not admitted"),
    "waiver.approved": Words("Pengecualian disetujui", "Waiver approved"),
    "waiver.proposed": Words("Pengecualian diusulkan", "Waiver proposed"),
    "waiver.refused": Words("Usul pengecualian ditolak", "Proposed waiver refused"),
    "families.exported": Words("Daftar keluarga diunduh", "List of families downloaded"),
    "family.changed": Words("Data keluarga diubah", "Data of a family changed"),
    "family.moved": Words("Keluarga pindah", "Family moved"),
    "family.opened": Words("Halaman keluarga dibuka", "Family opened"),
    "family.ranked": Words("Desil keluarga diubah", "Decile of a family changed"),
    "family.split": Words("Kartu keluarga dipecah", "Family split"),
    "family.unmasked": Words("Nomor lengkap keluarga ditampilkan", "Numbers of a family shown in full"),
    "group.joined": Words("Keluarga masuk kelompok", "Families joined a group"),
    "group.led": Words("Ketua kelompok ditunjuk", "Leader of a group appointed"),
    "group.made": Words("Kelompok dibentuk", "Group made"),
    "group.renamed": Words("Nama kelompok diubah", "Group renamed"),
    "letter.asked": Words("Surat diminta", "Letter asked for"),
    "letter.fetched": Words("Surat berisi nama diambil", "Letter with names fetched"),
    "letter.made": Words("Surat terbit", "Letter made"),
    "letter.revoked": Words("Surat dicabut", "Letter revoked"),
    "log.checked": Words("Rantai jejak diperiksa", "Chain of the log checked"),
    "log.exported": Words("Jejak diunduh", "Log downloaded"),
    "member.at_home_noted": Words("Keberadaan anggota dicatat", "Presence of a member noted"),
    "member.born": Words("Kelahiran dicatat", "Birth recorded"),
    "member.changed": Words("Data anggota diubah", "Data of a member changed"),
    "member.died": Words("Kematian dicatat", "Death recorded"),
    "member.joined": Words("Anggota bergabung", "Somebody joined a family"),
    "member.merged": Words("Catatan seseorang digabung", "Record of a person joined to another"),
    "member.register_noted": Words("Padanan data sekolah dicatat", "Match with the school register noted"),
    "number.noted": Words("Nomor program lain dicatat", "Number in another programme noted"),
    "pair.different": Words("Pasangan dinyatakan orang berbeda", "Pair called two people"),
    "pair.merged": Words("Data ganda digabung", "Doubles joined"),
    "pair.parted": Words("Penggabungan dibatalkan", "Merge undone"),
    "pair.referred": Words("Pasangan diteruskan ke Direktorat JSK", "Pair sent to the national directorate"),
    "pair.same": Words("Pasangan dinyatakan orang yang sama", "Pair called one person"),
    "pair.undo": Words("Keputusan tentang pasangan dibatalkan", "Decision about a pair taken back"),
    "pairs.exported": Words("Daftar data ganda diunduh", "List of doubles taken away"),
    "pairs.searched": Words("Data ganda dicari", "Doubles looked for"),
    "order.drawn_up": Words("Perintah bayar disusun", "Payment order drawn up"),
    "overpayment.claimed": Words("Lebih bayar ditagih", "Overpayment claimed"),
    "paper.recorded": Words("Dokumen perbendaharaan dicatat", "Treasury paper recorded"),
    "participation.moved": Words("Status kepesertaan diubah", "Participation changed"),
    "payment_file.released": Words("Berkas bayar dilepas ke bank", "Payment file released to the bank"),
    "payment_file.taken": Words("Berkas bayar diunduh petugas", "Payment file downloaded"),
    "payment_file.written": Words("Berkas bayar ditulis", "Payment file written"),
    "people.changed": Words("Perubahan data keluarga dimuat", "Changes of families loaded"),
    "population.loaded": Words("Data keluarga dimuat", "Families loaded"),
    "published_figure.recorded": Words("Angka terbitan dicatat", "Published figure recorded"),
    "quality.exported": Words("Daftar kerja mutu data diunduh", "Worklist of data quality downloaded"),
    "quality.inspected": Words("Mutu data diperiksa", "Data quality inspected"),
    "request.accepted": Words("Keluarga pindahan diterima", "Moving family accepted"),
    "request.amended": Words("Usulan diperbaiki", "Request amended"),
    "request.applied": Words("Usulan dicatat", "Request written down"),
    "request.approved": Words("Usulan disetujui", "Request approved"),
    "request.declined": Words("Keluarga pindahan tidak diterima", "Moving family declined"),
    "request.drawn_up": Words("Usulan ditulis", "Request drawn up"),
    "request.handed_over": Words("Usulan diserahkan ke wilayah baru", "Request handed to the new area"),
    "request.opened": Words("Usulan dibuka", "Request opened"),
    "request.paper_attached": Words("Dokumen usulan dilampirkan", "Paper of a request attached"),
    "request.refused": Words("Usulan ditolak", "Request refused"),
    "request.returned": Words("Usulan dikembalikan", "Request returned"),
    "request.stuck": Words("Usulan tidak dapat dicatat", "Request could not be written down"),
    "request.submitted": Words("Usulan diajukan", "Request sent off"),
    "request.undone": Words("Persetujuan usulan dibatalkan", "Approval of a request taken back"),
    "request.withdrawn": Words("Usulan ditarik", "Request withdrawn"),
    "returns.freed": Words("Pembayaran retur dibebaskan", "Returned payments set free"),
    "returns.given_back": Words("Sisa dana dikembalikan ke kas negara", "Unused money given back to the treasury"),
    "run.computed": Words("Bantuan dihitung", "Aid computed"),
    "run.refused": Words("Hasil hitung ditolak", "Result refused"),
    "snapshot.taken": Words("Data dibekukan", "Data frozen"),
    "staff.acting_changed": Words("Rangkapan petugas mulai atau berakhir", "Acting of staff began or ended"),
    "staff.acts": Words("Petugas merangkap wilayah lain", "Staff act in another area"),
    "staff.codes_renewed": Words("Kode sekali pakai dicabut", "One-time codes taken away"),
    "staff.codes_sealed": Words("Rahasia kode disegel ulang", "Secret of codes sealed anew"),
    "staff.codes_set_up": Words("Kode sekali pakai dipasang", "One-time codes set up"),
    "staff.codes_taken_down": Words("Kode sekali pakai dimatikan", "One-time codes switched off"),
    "staff.language_chosen": Words("Bahasa dipilih", "Language chosen"),
    "staff.left": Words("Petugas berhenti", "Staff left"),
    "staff.let_go": Words("Tugas petugas diakhiri", "Staff let go"),
    "staff.locked_out": Words("Masuk ditutup sementara", "Locked out"),
    "staff.os_user_bound": Words("Pengguna komputer diikat pada petugas", "Operating-system user bound"),
    "staff.password_changed": Words("Kata sandi diganti", "Password changed"),
    "staff.password_reset": Words("Kata sandi sekali pakai diberikan", "One-time password given"),
    "staff.posted": Words("Penugasan petugas diubah", "Posting of staff changed"),
    "staff.posting_began": Words("Penugasan petugas mulai", "Posting of staff began"),
    "staff.recovery_codes_made": Words("Kode pemulihan dibuat", "Recovery codes made"),
    "staff.sessions_ended": Words("Sesi petugas diakhiri", "Sessions of staff ended"),
    "staff.sign_in_failed": Words("Gagal masuk", "Failed to sign in"),
    "staff.signed_in": Words("Masuk", "Signed in"),
    "staff.signed_out": Words("Keluar", "Signed out"),
    "staff.taken_on": Words("Petugas diangkat", "Staff taken on"),
    "upload.applied": Words("Daftar diterapkan", "Outside list applied"),
    "upload.brought": Words("Daftar diunggah", "Outside list brought"),
    "upload.columns_chosen": Words("Kolom daftar dipilih", "Columns of a list chosen"),
    "upload.discarded": Words("Daftar dibuang", "Outside list thrown away"),
    "upload.exported": Words("Baris daftar diunduh", "Rows of a list downloaded"),
    "upload.read": Words("Daftar dibaca", "Outside list read"),
    "upload.refused": Words("Daftar tidak dapat dipakai", "Outside list refused"),
    "upload.undone": Words("Daftar dibatalkan", "Outside list taken back"),
    "usage.read": Words("Laporan pemakaian bank dibaca", "Bank report of use read"),
    "validation.applied": Words("Hasil validasi dicatat", "Validation written down"),
    "validation.confirmed": Words("Hasil validasi dikonfirmasi", "Validation confirmed"),
    "validation.returned": Words("Hasil validasi dikembalikan", "Validation given back"),
    "visit.begun": Words("Kunjungan dimulai", "Visit begun"),
    "visit.photo_kept": Words("Foto kunjungan disimpan", "Photo of a visit kept"),
    "visit.sent": Words("Laporan kunjungan dikirim", "Report of a visit sent"),
    "waiver.given": Words("Pengecualian kewajiban diberikan", "Duty waived"),
    "withholding.decided": Words("Penahanan bantuan diputuskan", "Withholding decided"),
    "withholding.reversed": Words("Penahanan bantuan dicabut", "Withholding reversed"),
    "work.asked": Words("Langkah tahap diminta", "Step of a stage asked for"),
}
"""Everything anybody is known to do. A verb that is not here is shown as it is written down."""

KINDS: Final = {
    "account": Words("Rekening", "Account"),
    "accountlist": Words("Daftar burekol", "List for opening accounts"),
    "card": Words("Kartu (KKS)", "Card"),
    "decree": Words("SK penetapan", "Confirmation decree"),
    "group": Words("Kelompok", "Group"),
    "report": Words("Laporan kunjungan", "Report of a visit"),
    "visit": Words("Kunjungan", "Visit"),
    "alert": Words("Peringatan dini", "Early warning"),
    "arrears": Words("Kekurangan bayar", "Arrears"),
    "case": Words("Kasus sanksi/keberatan", "Case of sanction or objection"),
    "waiverrequest": Words("Usul pengecualian", "Proposed waiver"),
    "bankanswer": Words("Jawaban bank", "Bank answer"),
    "batch": Words("Gelombang", "Wave"),
    "othernumber": Words("Nomor program lain", "Other number"),
    "overpayment": Words("Lebih bayar", "Overpayment"),
    "changerequest": Words("Usulan perubahan", "Change request"),
    "ceiling": Words("Pagu anggaran", "Ceiling"),
    "cycle": Words("Tahap salur", "Payment stage"),
    "family": Words("Keluarga", "Family"),
    "letter": Words("Surat", "Letter"),
    "member": Words("Anggota keluarga", "Member"),
    "origin": Words("Asal data", "Origin of data"),
    "paymentfile": Words("Berkas bayar", "Payment file"),
    "run": Words("Hasil hitung", "Run"),
    "snapshot": Words("Data beku", "Snapshot"),
    "staff": Words("Petugas", "Staff"),
    "treasurypaper": Words("Dokumen perbendaharaan", "Treasury paper"),
    "upload": Words("Daftar luar", "Outside list"),
    "usagefile": Words("Laporan pemakaian", "Report of use"),
    "waiver": Words("Pengecualian kewajiban", "Waiver"),
    "withholding": Words("Penahanan bantuan", "Withholding"),
    "work": Words("Pekerjaan", "Work"),
}
"""Everything that something is done to."""

PAGES: Final = {
    "case": "sanctions:case",
    "letter": "letters:letter",
    "family": "families:family",
    "cycle": "stages:stage",
    "staff": "people:person",
    "upload": "imports:upload",
}
"""Where a thing of a kind has a page that takes its number."""
NAMED_IN_FACTS: Final = {"family": "families:family", "cycle": "stages:stage"}
"""Facts that name a thing with a page of its own."""


def verb_words(verb: str) -> str:
    """What was done, for people."""
    return str(VERBS.get(verb, verb))


def kind_words(kind: str) -> str:
    """To what, for people."""
    return str(KINDS.get(kind, kind))


def page_of_thing(event: Event) -> str:
    """The address of the thing an event is about, or of one its facts name; empty when neither has a page."""
    named = [(page, str(event.facts[fact])) for fact, page in NAMED_IN_FACTS.items() if event.facts.get(fact)]
    own = [(PAGES[event.object_type], event.object_id)] if event.object_type in PAGES else []
    return next((address for page, key in [*own, *named] if (address := _address(page, key))), "")


def _address(page: str, key: str) -> str:
    try:
        return reverse(page, args=[int(key) if key.isdigit() else key])
    except NoReverseMatch:
        return ""

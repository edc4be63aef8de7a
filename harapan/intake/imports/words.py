"""What becomes of rows, why, and what could not be read: in both languages, with what to do about it."""

from typing import Final

from harapan.intake.models import Row, Upload
from harapan.ui.words import Words

Out, S = Row.Outcome, Upload.State

STATES: Final = {
    S.UPLOADED: Words("Sedang dibaca", "Being read"),
    S.ASKS: Words("Kolom perlu dipilih", "Columns to be chosen"),
    S.CHECKED: Words("Siap diterapkan", "Ready to apply"),
    S.REFUSED: Words("Tidak dapat dipakai", "Cannot be used"),
    S.APPLIED: Words("Diterapkan", "Applied"),
    S.UNDONE: Words("Dibatalkan", "Undone"),
    S.DISCARDED: Words("Dibuang", "Discarded"),
}
TONES: Final = {S.ASKS: "warn", S.CHECKED: "warn", S.REFUSED: "bad", S.APPLIED: "ok"}

OUTCOMES: Final = {
    Out.NEW: Words("Baru", "New"),
    Out.CHANGED: Words("Berubah", "Changed"),
    Out.ABSENT: Words("Tidak lagi tercantum", "Named no more"),
    Out.UNCHANGED: Words("Tetap", "Unchanged"),
    Out.UNKNOWN: Words("Tidak dikenal", "Unknown person"),
    Out.OUTSIDE: Words("Di luar wilayah", "Outside the area"),
    Out.CONFLICT: Words("Bertentangan", "In conflict"),
    Out.DOUBLED: Words("Ganda dalam berkas", "Doubled in the file"),
    Out.DAMAGED: Words("Rusak", "Damaged"),
}
"""In the order people read them: what will happen, what stays, what somebody must look at."""
HAPPENS: Final = (Out.NEW, Out.CHANGED, Out.ABSENT)
WRONG: Final = (Out.UNKNOWN, Out.OUTSIDE, Out.CONFLICT, Out.DOUBLED, Out.DAMAGED)
OUTCOME_TONES: Final = {
    Out.NEW: "ok",
    Out.CHANGED: "ok",
    Out.ABSENT: "warn",
    Out.UNKNOWN: "warn",
    Out.OUTSIDE: "warn",
    Out.CONFLICT: "bad",
    Out.DOUBLED: "warn",
    Out.DAMAGED: "bad",
}

REASONS: Final = {
    # -- damaged
    "nik_missing": Words("NIK kosong", "no NIK"),
    "nik_scientific": Words(
        "NIK ditulis sebagai 1,64E+15: angkanya hilang. Minta berkas dengan kolom NIK sebagai teks",
        "the NIK is written as 1.64E+15: its digits are gone. Ask for the file with the NIK as text",
    ),
    "nik_rounded": Words(
        "NIK dibulatkan oleh lembar kerja: angka ke-16 hilang, dan tidak tepat satu orang yang cocok",
        "the spreadsheet rounded the NIK: its 16th digit is lost, and not exactly one person fits",
    ),
    "nik_short": Words("NIK kurang dari 16 angka", "the NIK has fewer than 16 digits"),
    "nik_long": Words("NIK lebih dari 16 angka", "the NIK has more than 16 digits"),
    "nik_letters": Words("NIK berisi huruf", "the NIK holds letters"),
    "nik_form": Words(
        "NIK tidak mungkin: tanggal atau nomor urutnya salah", "no such NIK: its date or serial is wrong"
    ),
    "nik_mended": Words("NIK dipulihkan dari nama dan sisa angkanya", "the NIK was mended by name and the digits left"),
    "card_missing": Words("Nomor KK dan NIK kosong", "neither family card nor NIK"),
    "card_scientific": Words("Nomor KK ditulis sebagai 1,64E+15", "the family card is written as 1.64E+15"),
    "card_rounded": Words("Nomor KK dibulatkan oleh lembar kerja", "the spreadsheet rounded the family card number"),
    "card_short": Words("Nomor KK kurang dari 16 angka", "the family card has fewer than 16 digits"),
    "card_long": Words("Nomor KK lebih dari 16 angka", "the family card has more than 16 digits"),
    "card_letters": Words("Nomor KK berisi huruf", "the family card holds letters"),
    "card_form": Words("Nomor KK tidak mungkin", "no such family card"),
    "name_missing": Words("Nama kosong", "no name"),
    "born_missing": Words("Tanggal lahir kosong", "no day of birth"),
    "born_unreadable": Words("Tanggal lahir tidak terbaca", "the day of birth cannot be read"),
    "sex_missing": Words("Jenis kelamin kosong", "no sex"),
    "sex_unreadable": Words("Jenis kelamin tidak terbaca", "the sex cannot be read"),
    "died_on_unreadable": Words("Tanggal meninggal tidak terbaca", "the day of death cannot be read"),
    "decile_unreadable": Words("Desil bukan 1 sampai 10", "the decile is not 1 to 10"),
    "found_unreadable": Words("Hasil padan tidak dikenal", "the result is none we know"),
    "school_unreadable": Words("Jenjang atau kelas tidak terbaca", "level and grade cannot be read"),
    "in_education_register_unreadable": Words("Status murid tidak dikenal", "the pupil's status is none we know"),
    "opened_unreadable": Words("Hasil burekol tidak dikenal", "the result is none we know"),
    "number_as_number": Words(
        "Nomor rekening terbaca sebagai angka: nol di depan hilang. Minta sebagai teks",
        "the account number came as a number: zeros in front are gone. Ask for it as text",
    ),
    "number_unreadable": Words("Nomor rekening tidak terbaca", "the account number cannot be read"),
    "number_missing": Words("Berhasil, tetapi tanpa nomor rekening", "opened, but without an account number"),
    "measured_on_unreadable": Words("Tanggal pengukuran tidak terbaca", "the day of measuring cannot be read"),
    "grams_unreadable": Words("Berat tidak terbaca atau tidak mungkin", "the weight cannot be so"),
    "millimetres_unreadable": Words("Tinggi tidak terbaca atau tidak mungkin", "the height cannot be so"),
    "height_status_unreadable": Words("Status TB/U tidak dikenal", "the height status is none we know"),
    "weight_status_unreadable": Words("Status BB/U tidak dikenal", "the weight status is none we know"),
    "wasting_status_unreadable": Words("Status BB/TB tidak dikenal", "the status by weight for height is none we know"),
    "code_missing": Words("NPSN atau kode kosong", "no NPSN or code"),
    "code_form": Words(
        "Kode tidak mungkin: huruf besar, angka, titik, dan strip saja",
        "no such code: only capitals, digits, points and dashes",
    ),
    "npsn_form": Words("NPSN sekolah terdiri dari 8 angka", "a school's NPSN has 8 digits"),
    "facility_kind_unreadable": Words("Jenis tidak dikenal", "the kind is none we know"),
    "level_unreadable": Words("Jenjang kosong atau tidak dikenal", "the level is missing, or none we know"),
    "level_of_no_school": Words("Hanya sekolah yang berjenjang", "only a school has a level"),
    "coordinates_unreadable": Words(
        "Koordinat tidak terbaca atau di luar Indonesia: tidak dipakai",
        "the coordinates cannot be read, or lie outside Indonesia: not used",
    ),
    "opened_on_unreadable": Words("Tanggal buka tidak terbaca", "the day of opening cannot be read"),
    "closed_on_unreadable": Words("Tanggal tutup tidak terbaca", "the day of closing cannot be read"),
    "village_form": Words("Kode desa bukan 10 angka", "the village code has not 10 digits"),
    "village_unknown": Words("Desa/kelurahan tidak dikenal atau lebih dari satu", "no such village, or more than one"),
    "missing": Words("Isian wajib kosong", "what is needed is empty"),
    "in_the_future": Words("Tanggal sesudah tanggal daftar", "the day is after that of the list"),
    "with_damaged": Words("Baris lain dari KK ini rusak", "another row of this card is damaged"),
    # -- not ours to change
    "outside": Words("Desa di luar wilayah daftar ini", "the village lies outside this list's area"),
    "not_here": Words("Tidak ada orang dengan NIK ini di wilayah ini", "nobody with this NIK in this area"),
    "family_not_here": Words("Tidak ada keluarga ini di wilayah ini", "no such family in this area"),
    "facility_elsewhere": Words(
        "Kode ini milik sekolah/faskes di luar wilayah daftar ini", "this code is a facility's outside this list's area"
    ),
    # -- in conflict
    "two_levels": Words("Berkas menyebut kode ini dengan dua jenjang", "the file gives this code two levels"),
    "facility_two_things": Words("Berkas menyebut kode ini dua kali, berbeda", "the file says two things of this code"),
    "another_kind": Words(
        "Kode ini tercatat sebagai faskes, bukan sekolah, atau sebaliknya",
        "one of the two is a school, the other a health unit",
    ),
    "closed_before_open": Words("Tutup sebelum buka", "closed before it opened"),
    "contested": Words("NIK ini dipakai lebih dari satu orang", "more than one person claims this NIK"),
    "other_person": Words(
        "NIK cocok, tetapi nama dan tanggal lahir milik orang lain",
        "the NIK fits, but name and day of birth are somebody else's",
    ),
    "says_two_things": Words("Berkas menyebut orang ini dua kali, berbeda", "the file says two things of this person"),
    "another_value": Words("Di registri tercatat tanggal lain", "the registry has another day"),
    "died_before_birth": Words("Meninggal sebelum lahir", "died before birth"),
    "before_birth": Words("Diukur sebelum lahir", "measured before birth"),
    "after_death": Words("Diukur sesudah meninggal", "measured after death"),
    "another_sex": Words("Jenis kelamin lain di registri", "the registry has another sex"),
    "two_fit": Words(
        "Lebih dari satu anak dengan nama dan tanggal lahir ini", "more than one child of this name and day of birth"
    ),
    "nik_in_use": Words(
        "NIK ini tidak dapat dipakai di sini; minta pemeriksaan Direktorat",
        "this NIK cannot be used here; ask the directorate to look into it",
    ),
    "two_families": Words("Anggota KK ini tercatat di dua keluarga", "members of this card are in two families"),
    "not_in_family": Words(
        "Keluarga terdaftar, orang ini belum: buat usulan perubahan",
        "the family is registered, this person is not: make a change request",
    ),
    "with_disputed": Words("Baris lain dari KK ini bertentangan", "another row of this card is in conflict"),
    "school_cut_short": Words(
        "Sekolah ini menyebut kurang dari separuh muridnya: daftarnya mungkin terpotong",
        "this school names less than half of its pupils: its list may be cut short",
    ),
    "number_taken": Words("Nomor rekening ini milik keluarga lain", "this account number is another family's"),
    # -- doubled and plain
    "same_again": Words("Sudah ada di baris sebelumnya", "stands in an earlier row already"),
    "over_five": Words("Sudah lewat lima tahun: tidak dinilai", "older than five years: not assessed"),
    "already": Words("Sudah terdaftar", "registered already"),
    "answered": Words("Bank sudah menjawab", "the bank has answered already"),
    "not_waiting": Words("Keluarga ini tidak menunggu rekening bank ini", "this family does not wait for this bank"),
    "named_before": Words("Dulu tercantum di sekolah ini", "named at this school before"),
    "named_elsewhere": Words("Tercantum di register lain", "named by another register"),
    "moved_on": Words("Registri sudah berubah sejak uji coba", "the registry has changed since the dry run"),
}
"""Every reason a row may have; what is read and only noted has its words here too."""

SKIPPED: Final = {
    "blank": Words("baris kosong", "blank rows"),
    "sums": Words("baris jumlah", "rows of sums"),
    "head": Words("judul berulang", "repeated heads"),
}


def reason_words(reason: str) -> Words:
    """The words of a reason; one nobody wrote words for is shown as it is."""
    return REASONS.get(reason, Words(reason, reason))

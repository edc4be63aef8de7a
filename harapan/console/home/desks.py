"""The other desks of the console, and who has business at them."""

from dataclasses import dataclass

from django.urls import reverse

from harapan.intake.imports.queries import may_open_the_desk
from harapan.intake.matching.queries import may_look
from harapan.staff.models import Staff
from harapan.ui.words import Words


@dataclass(frozen=True)
class Desk:
    """One desk: where it is, what it is called, what it is for."""

    path: str
    icon: str
    name: Words
    about: Words


def desks_for(staff: Staff) -> list[Desk]:
    """The desks beside the five of the navigation, as far as somebody has business there."""
    found = [
        Desk(
            reverse("people:me"),
            "person",
            Words("Saya", "Me"),
            Words("Jabatan, wilayah tugas, bahasa, sandi, dan sesi saya.", "My position, area, language and sessions."),
        ),
        Desk(
            reverse("candidates:plan"),
            "families",
            Words("Calon KPM", "Candidates"),
            Words(
                "Kunjungan dan validasi, penetapan, rekening, kartu, dan kelompok.",
                "Visits and validation, decrees, accounts, cards and groups.",
            ),
        ),
        Desk(
            reverse("people:index"),
            "families",
            Words("Petugas", "Staff"),
            Words("Siapa bertugas di mana, penunjukan, dan akun.", "Who serves where, postings and accounts."),
        ),
        Desk(
            reverse("meetings:index"),
            "clock",
            Words("P2K2 dan kunjungan", "Family sessions and visits"),
            Words(
                "Lembar sesi, cakupan, kunjungan rumah, uji petik, dan laporan bulanan.",
                "Session sheets, coverage, home visits, calls back, and the monthly report.",
            ),
        ),
        Desk(
            reverse("letters:index"),
            "letter",
            Words("Surat dan lembar", "Letters and slips"),
            Words(
                "Berita acara, rekap, SK penerima, dan lembar untuk keluarga, bernomor dan dapat diperiksa.",
                "Minutes, recaps, decrees and slips for families, numbered and verifiable.",
            ),
        ),
        Desk(
            reverse("quality:index"),
            "check",
            Words("Mutu data", "Data quality"),
            Words("Apa yang keliru dalam data, di mana, dan daftar kerjanya.", "What is wrong in the data, and where."),
        ),
        Desk(
            reverse("figures:published"),
            "document",
            Words("Angka terbitan", "Published figures"),
            Words("Angka yang pernah diumumkan, di samping angka kita.", "Numbers once announced, beside our own."),
        ),
    ]
    if may_open_the_desk(staff):
        found.append(
            Desk(
                reverse("imports:index"),
                "upload",
                Words("Impor daftar", "Outside lists"),
                Words(
                    "Calon, desil, Dukcapil, ASN, kematian, Dapodik/EMIS/PKBM, burekol: uji dulu, terapkan, batalkan.",
                    "Candidates, deciles, Dukcapil, civil servants, deaths, pupils, accounts: try, apply, take back.",
                ),
            )
        )
    if staff.may_see_families and staff.position != Staff.Position.FACILITATOR:
        found.append(
            Desk(
                reverse("targeting:index"),
                "filter",
                Words("Sasaran dan kuota", "Targeting and quotas"),
                Words(
                    "Kuota menurut wilayah, daftar calon, dan musyawarah desa.",
                    "Quotas by area, candidate lists, and what villages deliberate.",
                ),
            )
        )
    found.append(
        Desk(
            reverse("outreach:index"),
            "place",
            Words("Sosialisasi", "Outreach"),
            Words(
                "Kegiatan sosialisasi, pesertanya menurut lembaga, dan tindak lanjutnya.",
                "Outreach events, who came from which institution, and what is to follow.",
            ),
        )
    )
    if may_look(staff):
        found.append(
            Desk(
                reverse("duplicates:index"),
                "same",
                Words("Data ganda", "Doubles"),
                Words(
                    "Dua catatan yang mungkin satu orang: bukti, keputusan, penggabungan.",
                    "Two records that may be one person: evidence, decisions, merges.",
                ),
            )
        )
    if staff.may_see_staff:
        found.append(
            Desk(
                reverse("facilitators:index"),
                "same",
                Words("Pendamping dan beban", "Facilitators and load"),
                Words(
                    "Siapa mendampingi berapa keluarga, di mana kosong, dan membagi ulang.",
                    "Who looks after how many families, where nobody does, and sharing out anew.",
                ),
            )
        )
    if staff.may_see_families:
        found.append(
            Desk(
                reverse("changes:index"),
                "edit",
                Words("Perubahan data", "Changes"),
                Words(
                    "Kelahiran, kematian, pindah, sekolah, pengurus: diusulkan, diperiksa, dan riwayat setiap bidang.",
                    "Births, deaths, moves, schools, caretakers: asked for, checked, and the history of every field.",
                ),
            )
        )
    if staff.may_see_families:
        found += [
            Desk(
                reverse("sanctions:index"),
                "warn",
                Words("Sanksi dan keberatan", "Sanctions and objections"),
                Words(
                    "Usul sanksi dan pembayaran yang berkurang: pemberitahuan, keberatan, putusan, pengecualian.",
                    "Proposed sanctions and smaller payments: notice, objection, decision, waivers.",
                ),
            ),
            Desk(
                reverse("warning:index"),
                "clock",
                Words("Peringatan dini", "Early warnings"),
                Words("Keluarga yang akan kehilangan bantuan, dan sebabnya.", "Families about to lose aid, and why."),
            ),
        ]
    if staff.may_read_the_log:
        found.append(
            Desk(
                reverse("record:index"),
                "eye",
                Words("Jejak", "The log"),
                Words("Siapa melihat dan melakukan apa; rantainya dapat diperiksa.", "Who saw and did what; a chain."),
            )
        )
    found.append(
        Desk(
            reverse("ui:style_guide"),
            "info",
            Words("Panduan tampilan", "Style guide"),
            Words("Semua bagian halaman dalam setiap keadaan.", "Every part of a page in every state."),
        )
    )
    return found

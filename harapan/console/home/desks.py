"""The other desks of the console, in the order in which a family meets them, and who has business at each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from harapan.console.covering.subject import may_look as may_look_at_reports
from harapan.console.facilities.views import may_look as may_look_at_facilities
from harapan.console.health.who import works_at_a_unit
from harapan.console.schools.queries import works_at_a_school
from harapan.intake.imports.queries import may_open_the_desk
from harapan.intake.matching.queries import may_look
from harapan.staff.models import Staff
from harapan.ui.words import Words


def anybody(staff: Staff) -> bool:
    """Everybody who signs in."""
    return staff.active


def with_families(staff: Staff) -> bool:
    """Who works with families, not only with their sums."""
    return staff.may_see_families


def over_families(staff: Staff) -> bool:
    """The same, but not with one's own families alone."""
    return staff.may_see_families and staff.position != Staff.Position.FACILITATOR


@dataclass(frozen=True)
class Desk:
    """One desk: the name of its first address, what it is called, what it is for, and for whom."""

    address: str
    icon: str
    name: Words
    about: Words
    may: Callable[[Staff], bool] = anybody

    @property
    def path(self) -> str:
        return reverse(self.address)


@dataclass(frozen=True)
class Corner:
    """Desks that belong together."""

    name: Words
    desks: tuple[Desk, ...]


WAY_IN = Corner(
    Words("Masuk program", "The way in"),
    (
        Desk(
            "targeting:index",
            "filter",
            Words("Sasaran dan kuota", "Targeting and quotas"),
            Words(
                "Kuota menurut wilayah, daftar calon, dan musyawarah desa.",
                "Quotas by area, candidate lists, and what villages deliberate.",
            ),
            over_families,
        ),
        Desk(
            "outreach:index",
            "place",
            Words("Sosialisasi", "Outreach"),
            Words(
                "Kegiatan sosialisasi, pesertanya menurut lembaga, dan tindak lanjutnya.",
                "Outreach events, who came from which institution, and what is to follow.",
            ),
        ),
        Desk(
            "candidates:plan",
            "home",
            Words("Calon KPM", "Candidates"),
            Words(
                "Kunjungan dan validasi, penetapan, rekening, kartu, dan kelompok.",
                "Visits and validation, decrees, accounts, cards and groups.",
            ),
        ),
    ),
)
DATA = Corner(
    Words("Data keluarga", "Data of families"),
    (
        Desk(
            "changes:index",
            "edit",
            Words("Perubahan data", "Changes"),
            Words(
                "Kelahiran, kematian, pindah, sekolah, pengurus: diusulkan, diperiksa, dan riwayat setiap bidang.",
                "Births, deaths, moves, schools, caretakers: asked for, checked, and the history of every field.",
            ),
            with_families,
        ),
        Desk(
            "imports:index",
            "upload",
            Words("Impor daftar", "Outside lists"),
            Words(
                "Calon, desil, Dukcapil, ASN, kematian, Dapodik/EMIS/PKBM, burekol: uji dulu, terapkan, batalkan.",
                "Candidates, deciles, Dukcapil, civil servants, deaths, pupils, accounts: try, apply, take back.",
            ),
            may_open_the_desk,
        ),
        Desk(
            "duplicates:index",
            "same",
            Words("Data ganda", "Doubles"),
            Words(
                "Dua catatan yang mungkin satu orang: bukti, keputusan, penggabungan.",
                "Two records that may be one person: evidence, decisions, merges.",
            ),
            may_look,
        ),
        Desk(
            "quality:index",
            "check",
            Words("Mutu data", "Data quality"),
            Words("Apa yang keliru dalam data, di mana, dan daftar kerjanya.", "What is wrong in the data, and where."),
        ),
    ),
)
CARE = Corner(
    Words("Pendampingan", "Looking after families"),
    (
        Desk(
            "meetings:index",
            "families",
            Words("P2K2 dan kunjungan", "Family sessions and visits"),
            Words(
                "Lembar sesi, cakupan, kunjungan rumah, uji petik, dan laporan bulanan.",
                "Session sheets, coverage, home visits, calls back, and the monthly report.",
            ),
            with_families,
        ),
        Desk(
            "schools:index",
            "check",
            Words("Sekolah", "Schools"),
            Words(
                "Kehadiran siswa per kelas, formulir kertas dan berkas, dan sekolah yang belum melapor.",
                "Attendance by class, forms on paper and as files, and schools that have not reported.",
            ),
            lambda staff: may_look_at_reports(staff) or works_at_a_school(staff),
        ),
        Desk(
            "health:index",
            "clock",
            Words("Kesehatan dan tumbuh kembang", "Health and growth"),
            Words(
                "Kunjungan puskesmas dan posyandu, yang belum melapor, kesiapan, anak yang perlu ditengok, stunting.",
                "Visits to health units, who has not reported, how ready they are, children to see, stunting by area.",
            ),
            lambda staff: may_look_at_reports(staff) or works_at_a_unit(staff),
        ),
        Desk(
            "facilities:index",
            "families",
            Words("Daftar sekolah dan faskes", "Schools and health units"),
            Words(
                "Siapa di daftar sekolah, puskesmas dan posyandu mana; pindah dan klaim.",
                "Who is on the list of which school, health centre or post; moves and claims.",
            ),
            may_look_at_facilities,
        ),
        Desk(
            "warning:index",
            "clock",
            Words("Peringatan dini", "Early warnings"),
            Words("Keluarga yang akan kehilangan bantuan, dan sebabnya.", "Families about to lose aid, and why."),
            with_families,
        ),
        Desk(
            "sanctions:index",
            "warn",
            Words("Sanksi dan keberatan", "Sanctions and objections"),
            Words(
                "Usul sanksi dan pembayaran yang berkurang: pemberitahuan, keberatan, putusan, pengecualian.",
                "Proposed sanctions and smaller payments: notice, objection, decision, waivers.",
            ),
            with_families,
        ),
        Desk(
            "claims:index",
            "money",
            Words("Lebih bayar", "Overpayments"),
            Words(
                "Tagihan yang belum lunas, angsuran, penerimaan kembali, dan penghapusan oleh dua orang.",
                "Claims that are open, instalments, what came back, and write-offs by two people.",
            ),
            with_families,
        ),
        Desk(
            "facilitators:index",
            "person",
            Words("Pendamping dan beban", "Facilitators and load"),
            Words(
                "Siapa mendampingi berapa keluarga, di mana kosong, dan membagi ulang.",
                "Who looks after how many families, where nobody does, and sharing out anew.",
            ),
            lambda staff: staff.may_see_staff,
        ),
    ),
)
PAPERS = Corner(
    Words("Surat dan catatan", "Letters and records"),
    (
        Desk(
            "letters:index",
            "letter",
            Words("Surat dan lembar", "Letters and slips"),
            Words(
                "Berita acara, rekap, SK penerima, dan lembar untuk keluarga, bernomor dan dapat diperiksa.",
                "Minutes, recaps, decrees and slips for families, numbered and verifiable.",
            ),
        ),
        Desk(
            "figures:published",
            "document",
            Words("Angka terbitan", "Published figures"),
            Words("Angka yang pernah diumumkan, di samping angka kita.", "Numbers once announced, beside our own."),
        ),
        Desk(
            "record:index",
            "eye",
            Words("Jejak", "The log"),
            Words("Siapa melihat dan melakukan apa; rantainya dapat diperiksa.", "Who saw and did what; a chain."),
            lambda staff: staff.may_read_the_log,
        ),
    ),
)
HOUSE = Corner(
    Words("Saya dan petugas", "Me and the staff"),
    (
        Desk(
            "people:me",
            "key",
            Words("Saya", "Me"),
            Words("Jabatan, wilayah tugas, bahasa, sandi, dan sesi saya.", "My position, area, language and sessions."),
        ),
        Desk(
            "people:index",
            "families",
            Words("Petugas", "Staff"),
            Words("Siapa bertugas di mana, penunjukan, dan akun.", "Who serves where, postings and accounts."),
            lambda staff: staff.may_see_staff,
        ),
        Desk(
            "ui:style_guide",
            "info",
            Words("Panduan tampilan", "Style guide"),
            Words("Semua bagian halaman dalam setiap keadaan.", "Every part of a page in every state."),
        ),
    ),
)
CORNERS = (WAY_IN, DATA, CARE, PAPERS, HOUSE)


def corners_for(staff: Staff) -> list[Corner]:
    """The desks beside the five of the navigation, as far as somebody has business there."""
    found = [Corner(corner.name, tuple(desk for desk in corner.desks if desk.may(staff))) for corner in CORNERS]
    return [corner for corner in found if corner.desks]

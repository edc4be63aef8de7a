"""What a school is reminded with: in Indonesian, plain, without the name of any pupil."""

from datetime import date

from harapan.console.covering.wording import short
from harapan.console.reporting.months import deadline_of
from harapan.letters.wording import long_day, months_between
from harapan.places.models import Facility


def message_for(school: Facility, month: date) -> str:
    """One short message."""
    return short(
        school.name,
        f"kehadiran siswa PKH {months_between(month, month)} belum lengkap. Batas {long_day(deadline_of(month))}. "
        "Isi di Harapan atau titip formulir ke pendamping.",
    )


def letter_for(school: Facility, month: date, address: str) -> list[str]:
    """The paragraphs of a letter to the head of the school."""
    return [
        f"Yth. Kepala {school.name} (NPSN {school.code})",
        f"Laporan kehadiran siswa peserta Program Keluarga Harapan (PKH) bulan {months_between(month, month)} dari "
        f"sekolah Bapak/Ibu belum lengkap. Mohon dilaporkan paling lambat {long_day(deadline_of(month))}.",
        f"Cara paling cepat: buka {address}, pilih kelas, tulis hanya siswa yang tidak hadir, lalu tanda tangani. "
        "Bila tidak ada sambungan internet, isi formulir kertas dan titipkan kepada pendamping PKH.",
        "Bila bulan itu tidak ada kegiatan belajar, laporkan sebagai “layanan tidak tersedia” beserta sebabnya. Hal "
        "itu tidak memberatkan keluarga. Laporan yang tidak masuk juga tidak dianggap ketidakhadiran siswa, tetapi hak "
        "keluarga tidak dapat diperiksa.",
        "Terima kasih atas kerja samanya.",
    ]

"""What a school is reminded with: in Indonesian, plain, without the name of any pupil."""

from datetime import date
from typing import Final

from harapan.console.schools.law import deadline_of
from harapan.letters.wording import long_day, months_between
from harapan.places.models import Facility

LONGEST: Final = 160
"""Characters of one short message."""


def message_for(school: Facility, month: date) -> str:
    """One short message; the school's name gives way first."""
    told = (
        f"kehadiran siswa PKH {months_between(month, month)} belum lengkap. Batas {long_day(deadline_of(month))}. "
        "Isi di Harapan atau titip formulir ke pendamping."
    )
    room = LONGEST - len(told) - len("Yth. , ")
    return f"Yth. {school.name[: max(room, 0)].strip()}, {told}"[:LONGEST]


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

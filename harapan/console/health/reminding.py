"""What a health unit is reminded with: in Indonesian, plain, without the name of anybody it serves."""

from datetime import date

from harapan.console.covering.wording import short
from harapan.console.reporting.months import deadline_of
from harapan.letters.wording import long_day, months_between
from harapan.places.models import Facility


def message_for(unit: Facility, month: date) -> str:
    """One short message."""
    return short(
        unit.name,
        f"kunjungan peserta PKH {months_between(month, month)} belum lengkap. Batas {long_day(deadline_of(month))}. "
        "Isi di Harapan atau titip formulir ke pendamping.",
    )


def letter_for(unit: Facility, month: date, address: str) -> list[str]:
    """The paragraphs of a letter to the head of the unit."""
    return [
        f"Yth. Kepala/Ketua {unit.name} (kode {unit.code})",
        f"Laporan kunjungan peserta Program Keluarga Harapan (PKH) bulan {months_between(month, month)} dari tempat "
        f"layanan Bapak/Ibu belum lengkap. Mohon dilaporkan paling lambat {long_day(deadline_of(month))}.",
        f"Cara paling cepat: buka {address}, tulis hanya peserta yang tidak datang, lalu tanda tangani. Bila tidak ada "
        "sambungan internet, isi formulir kertas dan titipkan kepada pendamping PKH.",
        "Bila bulan itu tidak ada pelayanan, atau vaksin, vitamin A, atau timbangan tidak tersedia, nyatakan pada "
        "kesiapan layanan beserta sebabnya. Hal itu tidak memberatkan keluarga. Laporan yang tidak masuk juga tidak "
        "dianggap ketidakhadiran, tetapi hak keluarga tidak dapat diperiksa.",
        "Terima kasih atas kerja samanya.",
    ]

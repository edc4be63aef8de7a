"""Papers that requests rest on. KTP and KK are named by the sources (domain facts 7, high), the others are usual."""

from dataclasses import dataclass

from harapan.ui.words import Words


@dataclass(frozen=True)
class Paper:
    """A paper by its code, its words, and how sure we are that it is asked for."""

    code: str
    words: Words
    sure: str = "medium"


KTP = Paper("ktp", Words("KTP-el", "identity card (KTP)"), "high")
KK = Paper("kk", Words("Kartu Keluarga", "family card (KK)"), "high")
DUKCAPIL = Paper("dukcapil", Words("Keterangan Dukcapil", "a statement of the civil registry (Dukcapil)"))
BIRTH = Paper("birth", Words("Akta atau surat keterangan lahir", "a birth certificate or statement"))
DEATH = Paper("death", Words("Akta atau surat keterangan kematian", "a death certificate or statement"))
KIA_BOOK = Paper("kia_book", Words("Buku KIA", "the mother and child health book (KIA)"))
SCHOOL = Paper("school", Words("Surat keterangan sekolah atau NISN", "a letter of the school, or the NISN"))
DISABILITY = Paper("disability", Words("Surat keterangan disabilitas", "a letter about the disability"))
VILLAGE = Paper("village", Words("Surat keterangan desa/kelurahan", "a letter of the village office"))
MARRIAGE = Paper("marriage", Words("Buku nikah atau akta cerai", "a marriage or divorce certificate"))
POLICE = Paper("police", Words("Surat kehilangan dari kepolisian", "a police report of the loss"), "high")
BANK_BOOK = Paper("bank_book", Words("Buku tabungan", "the savings book"), "high")
STATEMENT = Paper("statement", Words("Surat pernyataan bertanda tangan", "a signed statement"), "high")
GUARDIAN = Paper("guardian", Words("Surat kuasa atau penetapan wali", "a letter naming a guardian or proxy"))
MINUTES = Paper("minutes", Words("Berita acara musyawarah", "minutes of the village meeting"), "high")
PROGRAMME_CARD = Paper("programme_card", Words("Kartu program", "the programme's card"))

PAPERS = {
    paper.code: paper
    for paper in (
        *(KTP, KK, DUKCAPIL, BIRTH, DEATH, KIA_BOOK, SCHOOL, DISABILITY, VILLAGE, MARRIAGE, POLICE, BANK_BOOK),
        *(STATEMENT, GUARDIAN, MINUTES, PROGRAMME_CARD),
    )
}

"""The ministry's list of candidates (calon KPM): families that are to be visited, with their members."""

from harapan.intake.reading import values
from harapan.intake.sources import common
from harapan.intake.sources.shapes import Column, Fact, Source
from harapan.ui.words import Words

MEMBERS = (
    common.NIK,
    common.CARD,
    common.NAME,
    common.BORN,
    common.SEX,
    Column(
        "relation",
        Words("Hubungan dalam keluarga", "Relation in the family"),
        ("hubungankeluarga", "shdk", "hubungan", "hubungandalamkeluarga", "statushubungan", "hubkepkeluarga", "shdrt"),
        values.word(values.RELATION, must=False),
    ),
    common.MOTHER,
    Column("address", Words("Alamat", "Address"), ("alamat", "alamatlengkap", "jalan", "address"), values.text(200)),
    Column(
        "phone", Words("Nomor HP", "Phone"), ("nohp", "hp", "telepon", "notelp", "nomorhp", "phone"), values.text(20)
    ),
    Column(
        "caretaker",
        Words("Pengurus", "Caretaker"),
        ("pengurus", "statuspengurus", "calonpengurus"),
        values.word(values.YES, must=False),
    ),
    *common.PLACES,
    Column(
        "decile",
        Words("Desil", "Decile"),
        ("desil", "desilnasional", "peringkatkesejahteraan", "decile"),
        values.whole(1, 10),
    ),
)
NEEDS = (("card", "nik"), ("name",), ("village", "village_name"))

CANDIDATES = Source(
    name="candidates",
    words=Words("Calon KPM", "Candidates"),
    about=Words(
        "Daftar calon KPM dari Kementerian: satu baris tiap anggota, anggota satu KK menjadi satu keluarga.",
        "The ministry's candidates: a row for each member; members of one card are one family.",
    ),
    knows=Words(
        "Keluarga yang tercantum menjadi calon; yang belum terdaftar didaftarkan dengan anggotanya.",
        "Families named become candidates; those not registered yet are, with their members.",
    ),
    silence=Words(
        "Keluarga yang tidak tercantum tetap seperti sekarang.", "Families that are not named stay as they are."
    ),
    does="people",
    subject="family",
    columns=MEMBERS,
    needs=NEEDS,
    facts=(Fact("decile", Words("desil", "decile")),),
    target="candidate",
    finish=common.told_by_the_nik,
)

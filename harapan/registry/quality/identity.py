"""Checks of what identifies people: NIK, family card, name, mother, phone."""

from harapan.registry.quality.check import Check, Facts, Mend, Weight, plainly
from harapan.staff.models import Staff
from harapan.ui.words import Words

# What depends on people elsewhere is asked one by one, through an index: it costs a family little and a country some
# seconds, whatever the planner thinks of how many there are.
P = Staff.Position
SHARED_BY = 3
"""Families that may share a phone; more is a finding (our setting)."""
SHORTEST_NAME = 3
"""Letters; shorter names, true or not, are those that banks refuse."""

DUKCAPIL = (
    "domain facts 7 (N44, N54; high): an invalid or doubled NIK blocks payment, and is put right at Dukcapil first"
)
BPK = "domain facts 11.1: BPK on DTKS, January 2020 (N38, N44; high)"


def _whose(facts: Facts) -> Words:
    if facts.get("caretaker"):
        return Words("pengurus belum mempunyai NIK", "the caretaker has no NIK")
    return Words("anggota belum mempunyai NIK", "a member has no NIK")


def _differs(facts: Facts) -> Words:
    if facts["what"] == "sex":
        return Words("jenis kelamin tidak sesuai NIK", "the sex is not that of the NIK")
    return Words("tanggal lahir tidak sesuai NIK", "the birth date is not that of the NIK")


def _shared_card(facts: Facts) -> Words:
    return Words(
        f"nomor KK yang sama pada {facts['families']} keluarga", f"{facts['families']} families have the same card"
    )


def _shared_phone(facts: Facts) -> Words:
    return Words(f"nomor dipakai {facts['families']} keluarga", f"{facts['families']} families share the number")


IDENTITY = (
    Check(
        "nik_missing",
        Words("NIK belum ada", "No NIK"),
        Words(
            "Tanpa NIK, bank tidak membuka rekening dan anggota tidak dapat dipadankan.",
            "Without a NIK no bank opens an account, and nobody can match the member.",
        ),
        DUKCAPIL,
        Weight.PAYMENT,
        P.FACILITATOR,
        Mend.NIK,
        _whose,
        "SELECT family, id, jsonb_build_object('caretaker', is_caretaker) FROM looked_member WHERE nik IS NULL",
    ),
    Check(
        "nik_contested",
        Words("NIK ganda atau diperebutkan", "Doubled or contested NIK"),
        Words(
            "Dua orang tidak mungkin memiliki NIK yang sama: pembayaran keduanya ditahan sampai jelas siapa"
            " pemiliknya.",
            "Two people cannot have one NIK: both are held up until it is clear whose it is.",
        ),
        f"{DUKCAPIL}; {BPK}: 86,465 doubled NIK",
        Weight.PAYMENT,
        P.DATA_ADMINISTRATOR,
        Mend.PAIRS,
        plainly("NIK juga diakui orang lain", "somebody else claims this NIK too"),
        """
        SELECT family, id, '{}'::jsonb FROM looked_member
        WHERE nik_contested OR nik IN (SELECT nik FROM registry_member WHERE nik_contested)
        """,
    ),
    Check(
        "nik_disagrees",
        Words("NIK tidak sesuai tanggal lahir atau jenis kelamin", "NIK against birth date or sex"),
        Words(
            "NIK memuat tanggal lahir (ditambah 40 untuk perempuan): salah satu dari keduanya keliru, dan bank serta"
            " Dukcapil akan menolak.",
            "A NIK holds the birth date (plus 40 for women): one of the two is wrong, and bank and Dukcapil will"
            " say no.",
        ),
        f"domain facts 7.1 (G16; high); {DUKCAPIL}",
        Weight.PAYMENT,
        P.FACILITATOR,
        Mend.BIRTH,
        _differs,
        """
        SELECT family, id, jsonb_build_object('what', CASE WHEN substr(nik, 7, 6) = other THEN 'sex' ELSE 'born' END)
        FROM looked_member
        CROSS JOIN LATERAL (SELECT
            lpad((extract(day FROM born)::int + CASE sex WHEN 'F' THEN 40 ELSE 0 END)::text, 2, '0')
                || to_char(born, 'MMYY') AS own,
            lpad((extract(day FROM born)::int + CASE sex WHEN 'F' THEN 0 ELSE 40 END)::text, 2, '0')
                || to_char(born, 'MMYY') AS other
        ) AS expected
        WHERE substr(nik, 7, 6) <> own
        """,
    ),
    Check(
        "card_missing",
        Words("Nomor KK belum ada", "No family card number"),
        Words(
            "Keluarga dipadankan dan dikelompokkan menurut kartu keluarga.",
            "Families are matched and told apart by their card.",
        ),
        f"{BPK}: 16,373,682 members with an invalid KK",
        Weight.RECORD,
        P.FACILITATOR,
        Mend.CARD,
        plainly("keluarga belum mempunyai nomor KK", "the family has no card number"),
        "SELECT id, NULL::bigint, '{}'::jsonb FROM looked_family WHERE card IS NULL",
    ),
    Check(
        "card_shared",
        Words("Nomor KK dipakai lebih dari satu keluarga", "One card for several families"),
        Words(
            "Satu kartu keluarga adalah satu keluarga: mungkin keluarga yang sama terdaftar dua kali.",
            "One card is one family: the same family may be registered twice.",
        ),
        "domain facts 11.1, controls that follow (derived); a card may be used once",
        Weight.PAYMENT,
        P.DATA_ADMINISTRATOR,
        Mend.PAIRS,
        _shared_card,
        """
        SELECT looked.id, NULL::bigint, jsonb_build_object('families', 1 + others.count) FROM looked_family AS looked
        CROSS JOIN LATERAL (
            SELECT count(*) FROM registry_family AS other
            WHERE other.card = looked.card AND other.id <> looked.id AND other.participation = ANY(%(registered)s)
        ) AS others
        WHERE others.count > 0
        """,
    ),
    Check(
        "name_odd",
        Words("Nama yang sering ditolak bank", "A name that banks refuse"),
        Words(
            'Nama sangat pendek atau berangka ditolak bank walaupun benar, misalnya "IT" atau "NA70": siapkan surat'
            " keterangan Dukcapil.",
            "Names that are very short or hold digits are refused even when they are true, such as “IT” or “NA70”: have"
            " a letter of Dukcapil ready.",
        ),
        "domain facts 7 (N44, N54; high): unusual but true names were refused by banks; the bounds are our setting",
        Weight.PAYMENT,
        P.FACILITATOR,
        Mend.NAME,
        plainly("nama sangat pendek atau memuat angka", "the name is very short or holds digits"),
        f"""
        SELECT family, id, '{{}}'::jsonb FROM looked_member
        WHERE name ~ '[0-9]' OR length(btrim(replace(name, '.', ''))) < {SHORTEST_NAME}
        """,
    ),
    Check(
        "mother_missing",
        Words("Nama ibu kandung belum ada", "No mother's name"),
        Words(
            "Nama ibu membedakan orang yang senama dan lahir pada hari yang sama.",
            "The mother's name tells apart people of one name and birthday.",
        ),
        "our own rule: people are matched by name, birth date, sex, mother and area",
        Weight.RECORD,
        P.FACILITATOR,
        Mend.MOTHER,
        plainly("nama ibu kandung kosong", "the mother's name is empty"),
        "SELECT family, id, '{}'::jsonb FROM looked_member WHERE mother_name = ''",
    ),
    Check(
        "phone_shared",
        Words(f"Telepon dipakai lebih dari {SHARED_BY} keluarga", f"Phone shared by more than {SHARED_BY} families"),
        Words(
            "Satu nomor untuk banyak keluarga dapat berarti kartu dan PIN dipegang orang lain.",
            "One number for many families may mean that somebody else holds their cards and PINs.",
        ),
        f"our own rule; domain facts 11 (sharing of cards); the bound of {SHARED_BY} is our setting",
        Weight.RECORD,
        P.FACILITATOR,
        Mend.PHONE,
        _shared_phone,
        f"""
        SELECT looked.family, looked.id, jsonb_build_object('families', shared.families)
        FROM looked_member AS looked
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT family_id) AS families FROM registry_member AS other
            WHERE other.phone = looked.phone AND other.phone <> '' AND died_on IS NULL AND same_as IS NULL
        ) AS shared
        WHERE looked.phone <> '' AND shared.families > {SHARED_BY}
        """,
    ),
)

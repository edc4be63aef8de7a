"""Checks of the family as a whole: who cares for it, where it lives, whether anybody has looked lately, its account."""

from datetime import date

from harapan.lib.english import agree
from harapan.registry.actions.changes import YOUNGEST_CARETAKER
from harapan.registry.models import Account
from harapan.registry.quality.check import Check, Facts, Mend, Weight, plainly
from harapan.registry.words import ACCOUNTS, word
from harapan.staff.models import Staff
from harapan.ui.words import Words

P = Staff.Position
MOST_MEMBERS = 20
"""More live in no family; several families were registered as one (our setting)."""
ELDERLY = 60
"""From this age somebody is old (domain facts 3.3: Permensos 1/2018; high)."""
STALE_AFTER = 24
"""Months without any change and without a visit, after which nobody knows whether the record is still true.

Data is to be collected anew every year from about November (domain facts 7; N101, N121; medium): two rounds missed.
"""

CARETAKERS = {
    "none": Words("keluarga belum mempunyai pengurus", "the family has no caretaker"),
    "elsewhere": Words("pengurus bukan anggota keluarga ini", "the caretaker is no member of this family"),
    "died": Words("pengurus sudah meninggal", "the caretaker has died"),
    "young": Words(f"pengurus belum {YOUNGEST_CARETAKER} tahun", f"the caretaker is younger than {YOUNGEST_CARETAKER}"),
}


def _caretaker(facts: Facts) -> Words:
    return CARETAKERS[facts["what"]]


def _members(facts: Facts) -> Words:
    return Words(f"{facts['members']} anggota", agree(f"{facts['members']} [member|members]", facts["members"]))


def _elders(facts: Facts) -> Words:
    if facts["members"] == 1:
        return Words("lansia hidup sendiri", "an elderly person living alone")
    return Words(f"{facts['members']} lansia tanpa orang lain", f"{facts['members']} elderly people and nobody else")


def _heads(facts: Facts) -> Words:
    if facts["heads"]:
        return Words(f"{facts['heads']} kepala keluarga", f"{facts['heads']} heads of the family")
    return Words("tidak ada kepala keluarga yang hidup", "no living head of the family")


def _since(facts: Facts) -> Words:
    day = f"{date.fromisoformat(facts['since']):%d-%m-%Y}" if facts["since"] else ""
    if not day:
        return Words("belum pernah diperbarui", "never looked at")
    return Words(f"terakhir diperbarui {day}", f"last looked at on {day}")


def _account(facts: Facts) -> Words:
    if not facts["state"]:
        return Words("belum pernah ada rekening", "there never was an account")
    title = word(ACCOUNTS, facts["state"])
    return Words(f"rekening {title.id}", f"the account: {title.en}")


HOUSEHOLD = (
    Check(
        "caretaker_unfit",
        Words("Pengurus tidak ada, meninggal, atau belum cukup umur", "No caretaker, dead, or too young"),
        Words(
            f"Uang keluarga ditahan sampai ada pengganti berumur {YOUNGEST_CARETAKER} tahun atau lebih dalam KK yang"
            " sama, atau wali dengan surat.",
            f"The money is held until there is a successor of {YOUNGEST_CARETAKER} or more on the same card, or a"
            " guardian by letter.",
        ),
        "our own rule (succession of the caretaker); domain facts 7 (N67; medium)",
        Weight.PAYMENT,
        P.FACILITATOR,
        Mend.CARETAKER,
        _caretaker,
        f"""
        SELECT family, member, jsonb_build_object('what', what) FROM (
            SELECT looked.id AS family, person.id AS member, CASE
                WHEN looked.caretaker IS NULL THEN 'none'
                WHEN person.id IS NULL THEN 'elsewhere'
                WHEN person.died_on <= %(day)s THEN 'died'
                WHEN person.born > %(day)s::date - interval '{YOUNGEST_CARETAKER} years' THEN 'young'
            END AS what
            FROM looked_family AS looked
            LEFT JOIN registry_member AS person ON person.id = looked.caretaker AND person.family_id = looked.id
            WHERE looked.is_in_programme
        ) AS cared_for
        WHERE what IS NOT NULL
        """,
    ),
    Check(
        "no_adult",
        Words("Keluarga tanpa orang dewasa", "Family without an adult"),
        Words(
            "Tidak ada anggota yang dapat menjadi pengurus: mungkin anak yatim piatu, atau anggota belum dicatat.",
            "Nobody here can be the caretaker: orphans, or members who were never recorded.",
        ),
        "our own rule, with the age of a caretaker",
        Weight.PAYMENT,
        P.FACILITATOR,
        Mend.VISIT,
        plainly(f"tidak ada anggota berumur {YOUNGEST_CARETAKER}+", f"nobody aged {YOUNGEST_CARETAKER} or more"),
        f"""
        SELECT looked.id, NULL::bigint, '{{}}'::jsonb FROM looked_family AS looked
        WHERE NOT EXISTS (
            SELECT FROM looked_member AS grown WHERE grown.family = looked.id AND age >= {YOUNGEST_CARETAKER}
        )
        """,
    ),
    Check(
        "head_not_one",
        Words("Kepala keluarga tidak ada atau lebih dari satu", "No head of the family, or several"),
        Words(
            "Kartu keluarga harus diperbarui di Dukcapil sebelum data lain dapat dipadankan.",
            "The family card has to be renewed at Dukcapil before anything else can be matched.",
        ),
        "our own rule (implausible household)",
        Weight.RECORD,
        P.FACILITATOR,
        Mend.HEAD,
        _heads,
        """
        SELECT looked.id, NULL::bigint, jsonb_build_object('heads', count(member.id)) FROM looked_family AS looked
        LEFT JOIN looked_member AS member ON member.family = looked.id AND member.relation = 'head'
        GROUP BY looked.id HAVING count(member.id) <> 1
        """,
    ),
    Check(
        "too_many_members",
        Words(f"Lebih dari {MOST_MEMBERS} anggota", f"More than {MOST_MEMBERS} members"),
        Words(
            "Biasanya beberapa keluarga yang dicatat sebagai satu: pisahkan, agar masing-masing dihitung sendiri.",
            "Most often several families registered as one: split them, so that each counts by itself.",
        ),
        f"our own rule; the bound of {MOST_MEMBERS} is our setting",
        Weight.AMOUNT,
        P.FACILITATOR,
        Mend.VISIT,
        _members,
        f"""
        SELECT family, NULL::bigint, jsonb_build_object('members', count(*)) FROM looked_member GROUP BY family
        HAVING count(*) > {MOST_MEMBERS}
        """,
    ),
    Check(
        "elders_alone",
        Words("Lansia tanpa orang lain di rumah", "Elderly, and nobody else"),
        Words(
            "Bukan kesalahan: ditandai agar dikunjungi; pengurus boleh diwakili dengan surat.",
            "No fault: marked so that somebody visits; a proxy by letter may stand in for the caretaker.",
        ),
        "domain facts 15, no. 20 (not found for PKH; the recommended default is to allow and mark)",
        Weight.RECORD,
        P.FACILITATOR,
        Mend.VISIT,
        _elders,
        f"""
        SELECT family, NULL::bigint, jsonb_build_object('members', count(*)) FROM looked_member GROUP BY family
        HAVING min(age) >= {ELDERLY}
        """,
    ),
    Check(
        "village_retired",
        Words("Kode desa tidak berlaku lagi", "Village code no longer in force"),
        Words(
            "Keluarga tidak masuk jumlah wilayah mana pun, dan daftarnya ditolak sistem pusat.",
            "The family is in no area's figures, and systems of the centre refuse its list.",
        ),
        "domain facts 7.2 (G9, G17; high): codes change by decree, 2018 to 2025 five tables",
        Weight.RECORD,
        P.DATA_ADMINISTRATOR,
        Mend.ADDRESS,
        plainly("kode desa tidak ada dalam tabel wilayah", "the code is not in the table of areas"),
        """
        SELECT id, NULL::bigint, '{}'::jsonb FROM looked_family
        WHERE village NOT IN (
            SELECT code FROM places_area
            WHERE level = 'village' AND (valid_from IS NULL OR valid_from <= %(day)s)
                AND (valid_to IS NULL OR valid_to > %(day)s)
        )
        """,
    ),
    Check(
        "stale",
        Words(f"Tidak diperbarui {STALE_AFTER} bulan", f"Untouched for {STALE_AFTER} months"),
        Words(
            "Tidak ada perubahan dan tidak ada kunjungan: tidak seorang pun tahu apakah data ini masih benar.",
            "No change and no visit: nobody knows whether the record is still true.",
        ),
        f"domain facts 7 (N101, N121; medium): data is collected anew every year; {STALE_AFTER} months is our setting",
        Weight.RECORD,
        P.FACILITATOR,
        Mend.VISIT,
        _since,
        f"""
        SELECT looked.id, NULL::bigint, jsonb_build_object('since', touched.day) FROM looked_family AS looked
        LEFT JOIN (SELECT family, max(day) AS day FROM looked_touch GROUP BY family) AS touched
            ON touched.family = looked.id
        WHERE touched.day IS NULL OR touched.day < %(day)s::date - interval '{STALE_AFTER} months'
        """,
    ),
    Check(
        "account_missing",
        Words("Tidak ada rekening terbuka", "No open account"),
        Words(
            "Bantuan dihitung tetapi ditahan sampai bank membuka rekening.",
            "The money is computed, and held until the bank opens an account.",
        ),
        "domain facts 2.1, step 6, and 2.3 (N31, N44, N52; high)",
        Weight.PAYMENT,
        P.REGENCY_COORDINATOR,
        Mend.ACCOUNT,
        _account,
        f"""
        SELECT looked.id, NULL::bigint, jsonb_build_object('state', coalesce(last.state, ''))
        FROM looked_family AS looked
        LEFT JOIN LATERAL (
            SELECT state FROM registry_account AS account WHERE account.family_id = looked.id
            ORDER BY (state = '{Account.State.OPEN}') DESC, id DESC LIMIT 1
        ) AS last ON true
        WHERE looked.is_in_programme AND looked.channel = 'bank' AND last.state IS DISTINCT FROM '{Account.State.OPEN}'
        """,
    ),
    Check(
        "account_holder",
        Words("Pemilik rekening bukan pengurus", "The account is not the caretaker's"),
        Words(
            "Uang masuk ke rekening orang yang tidak lagi mengurus keluarga.",
            "The money goes to somebody who no longer looks after the family.",
        ),
        "domain facts 7 (N67; medium): change of the caretaker; the rest is our own rule",
        Weight.PAYMENT,
        P.REGENCY_COORDINATOR,
        Mend.ACCOUNT,
        plainly("rekening atas nama orang lain", "the account is in another's name"),
        f"""
        SELECT looked.id, account.holder, '{{}}'::jsonb FROM looked_family AS looked
        JOIN registry_account AS account ON account.family_id = looked.id AND account.state = '{Account.State.OPEN}'
        WHERE looked.is_in_programme AND account.holder IS DISTINCT FROM looked.caretaker
        """,
    ),
    Check(
        "decile_unknown",
        Words("Desil belum diketahui", "Decile not known"),
        Words(
            "Sejak 2025 desil di atas 4 tidak dibayar; yang belum diketahui dibayar dan perlu diperiksa.",
            "Since 2025 a decile above 4 is not paid; an unknown one is paid, and to be looked into.",
        ),
        "policy/pkh/eligibility.toml, exclusion.decile (G10, N47; medium)",
        Weight.RECORD,
        P.DINSOS,
        Mend.DECILE,
        plainly("belum ada desil DTSEN", "no decile in DTSEN yet"),
        "SELECT id, NULL::bigint, '{}'::jsonb FROM looked_family WHERE decile IS NULL",
    ),
)

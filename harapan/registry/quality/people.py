"""Checks of ages, schools and pregnancies: what a member brings the family depends on them."""

from harapan.policy.words import SCHOOLS
from harapan.registry.fits import DAYS_AFTER_BIRTH
from harapan.registry.quality.check import Check, Facts, Mend, Weight
from harapan.staff.models import Staff
from harapan.ui.words import Words

SCHOOL_AGES = {"paud": (0, 6), "sd": (6, 21), "smp": (11, 21), "sma": (14, 21)}
"""Ages in which somebody can be at such a school. 6-21 is the rule (domain facts 3.2; N10, N15; high), playschool ends
with early childhood at 6 (the same). The lower bounds of SMP and SMA are derived: six, then three years of school,
less a year for those who began early (medium).
"""
SCHOOL_BEGINS, SCHOOL_ENDS = 7, 17
"""Twelve years of compulsory education (domain facts 3.2; high) from 7 on: somebody of that age is at school."""
PREGNANT_AGES = (12, 55)
"""Outside of these a pregnancy is more likely a slip of the pen (our setting)."""
NEAR = 60
"""Days around the expected day within which a child of the family is the one that was expected."""
LOOKS_BACK = 365
"""A pregnancy whose day is longer past holds nothing up any more."""

AGES = ", ".join(f"('{school}', {least}, {most})" for school, (least, most) in SCHOOL_AGES.items())


def _school(facts: Facts) -> Words:
    title, age = SCHOOLS[facts["school"]], facts["age"]
    return Words(f"{title.id} pada umur {age} tahun", f"{title.en} at the age of {age}")


def _not_at_school(facts: Facts) -> Words:
    return Words(f"{facts['age']} tahun, tidak bersekolah", f"{facts['age']} years old and at no school")


def _pregnancy(facts: Facts) -> Words:
    match facts["what"]:
        case "no_day":
            return Words("hamil tanpa perkiraan hari lahir", "pregnant, and no expected day is known")
        case "age":
            return Words(f"hamil pada umur {facts['age']} tahun", f"pregnant at the age of {facts['age']}")
    return Words(
        "hari lahir sudah lewat, kelahiran belum dicatat", "the expected day is past, and no birth was recorded"
    )


def _register(facts: Facts) -> Words:
    title = SCHOOLS[facts["school"]]
    if facts["known"] is None:
        return Words(
            f"{title.id}: belum diketahui ada di Dapodik/EMIS", f"{title.en}: not known to Dapodik or EMIS yet"
        )
    return Words(f"{title.id}: tidak ada di Dapodik/EMIS", f"{title.en}: not in Dapodik or EMIS")


PEOPLE = (
    Check(
        "school_age",
        Words("Jenjang sekolah tidak sesuai umur", "School against age"),
        Words(
            "Komponen pendidikan dibayar menurut jenjang: jenjang yang tertinggal membayar jumlah yang salah.",
            "Education is paid by level: a level that was left behind pays the wrong amount.",
        ),
        "domain facts 3.2 (N10, N15; high) for 6 to 21 years; lower bounds of SMP and SMA derived (medium)",
        Weight.AMOUNT,
        Staff.Position.FACILITATOR,
        Mend.SCHOOL,
        _school,
        f"""
        SELECT family, id, jsonb_build_object('school', school, 'age', age)
        FROM looked_member JOIN (VALUES {AGES}) AS usual(school, least, most) USING (school)
        WHERE age NOT BETWEEN least AND most
        """,
    ),
    Check(
        "not_at_school",
        Words("Anak usia sekolah yang tidak bersekolah", "Of school age and at no school"),
        Words(
            "Sejak umur 7 tahun komponen anak usia dini berakhir: tanpa sekolah tidak ada yang dibayar untuk anak ini,"
            " dan ia perlu dijangkau.",
            "Early childhood ends at 7: without a school nothing is paid for the child, who needs somebody to ask why.",
        ),
        "domain facts 15, no. 22 (a gap seen in graduation texts); 3.2: twelve years of school (high)",
        Weight.AMOUNT,
        Staff.Position.FACILITATOR,
        Mend.SCHOOL,
        _not_at_school,
        f"""
        SELECT family, id, jsonb_build_object('age', age) FROM looked_member
        WHERE school = '' AND disability <> 'severe' AND age BETWEEN {SCHOOL_BEGINS} AND {SCHOOL_ENDS}
        """,
    ),
    Check(
        "pupil_unregistered",
        Words("Siswa tidak ada di Dapodik/EMIS", "Pupil in no education register"),
        Words(
            "Komponen pendidikan hanya dibayar untuk siswa yang tercatat: ini alasan paling sering komponen tidak"
            " dibayar.",
            "Only registered pupils are paid for: the most frequent reason for an unpaid school component.",
        ),
        "domain facts 7 and 3.2 (N16; high)",
        Weight.AMOUNT,
        Staff.Position.FACILITATOR,
        Mend.SCHOOL,
        _register,
        """
        SELECT family, id, jsonb_build_object('school', school, 'known', in_education_register) FROM looked_member
        WHERE school IN ('sd', 'smp', 'sma') AND in_education_register IS NOT TRUE
        """,
    ),
    Check(
        "pregnancy",
        Words("Kehamilan yang perlu dipastikan", "Pregnancy to be made sure of"),
        Words(
            f"Komponen ibu hamil dibayar sampai {DAYS_AFTER_BIRTH} hari setelah lahir; tanpa hari lahir ia dibayar"
            " terus, dan bayinya belum terhitung.",
            f"A pregnancy is paid for until {DAYS_AFTER_BIRTH} days after birth; without a day it goes on for ever, and"
            " the child does not count yet.",
        ),
        "domain facts 3.2 (N10, N15, N11; high) for 42 days; ages and days around a birth are our setting",
        Weight.AMOUNT,
        Staff.Position.FACILITATOR,
        Mend.PREGNANCY,
        _pregnancy,
        f"""
        SELECT family, id, jsonb_build_object('what', what, 'age', age) FROM (
            SELECT family, id, age, CASE
                WHEN due_on IS NULL THEN 'no_day'
                WHEN due_on >= %(day)s::date - {DAYS_AFTER_BIRTH}
                    AND age NOT BETWEEN {PREGNANT_AGES[0]} AND {PREGNANT_AGES[1]} THEN 'age'
                WHEN due_on < %(day)s::date - {DAYS_AFTER_BIRTH} AND due_on > %(day)s::date - {LOOKS_BACK}
                    AND NOT EXISTS (
                        SELECT FROM registry_member AS child
                        WHERE child.family_id = mother.family
                            AND child.born BETWEEN mother.due_on - {NEAR} AND mother.due_on + {NEAR}
                    ) THEN 'no_birth'
            END AS what
            FROM looked_member AS mother WHERE pregnancy > 0
        ) AS pregnant
        WHERE what IS NOT NULL
        """,
    ),
)

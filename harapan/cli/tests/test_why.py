"""`harapan explain`: every rupiah in the reader's language, also where the money went and why there is none."""

import re

from harapan.testing.make import make_observations, member_named
from harapan.testing.stages import CYCLE, family_of

ENGLISH = re.compile(
    r"\b(the|paid|stage|family|member|missed|met|excused|reported|high|medium|low|setting|ordered|credited|held|owes|"
    r"released|approved|since|by|now|active|removed|loaded|opened)\b",
    re.IGNORECASE,
)


def told(harapan, name, lang):
    said = harapan(f"explain {family_of(name).pk} --cycle {CYCLE} --lang {lang} --as dewi")
    assert said.code == 0, said.err
    return said.out


def test_in_indonesian_nothing_is_left_in_english(after, harapan):
    given = after("people")
    budi = member_named(family_of("Aminah"), "Budi")
    make_observations(budi, "school_attendance", given.through("open").edition.stage.judged_months, unexcused=20)
    given.through("answer")
    for name in ("Aminah", "Darmi", "Fatimah", "Indah"):
        said = re.sub(r"sumber: [^;]*;|components\.\S+|\S+\.amount\S*|limits\.\S+", "", told(harapan, name, "id"))
        assert ENGLISH.findall(said) == [], said


def test_where_the_money_went_with_the_label_people_know(after, harapan):
    after("answer")
    assert re.search(r"sudah masuk rekening, Rp975\.000 \[TOP UP / SALUR\]", told(harapan, "Aminah", "id"))
    assert re.search(r"credited to the account, Rp975\.000 \[TOP UP / SALUR\]", told(harapan, "Aminah", "en"))
    assert "ditahan: belum punya rekening" in told(harapan, "Darmi", "id")


def test_a_family_outside_the_stage_is_told_its_way(after, harapan):
    after("answer")
    assert "Keluarga ini tidak ada dalam salinan tahap ini" in told(harapan, "Indah", "id")

"""`harapan explain`: every rupiah in the reader's language, also where the money went and why there is none."""

import json
import re
from datetime import date

from harapan.commitments.attachments.moving import attach
from harapan.commitments.entering import enter
from harapan.commitments.models import Report
from harapan.commitments.telling import digest_of
from harapan.places.models import Facility
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


def test_a_missed_month_says_which_report_it_stands_on_and_what_was_said_since(after, harapan, cast):
    given = after("people")
    budi = member_named(family_of("Aminah"), "Budi")
    first, *others = given.through("open").edition.stage.judged_months
    make_observations(budi, "school_attendance", others, unexcused=20)
    place = Facility.objects.create(code="30401234", name="SDN 001", kind="school", level="sd", village=budi.village)
    attach(budi, place.code, since=date(2024, 7, 1), grade=3, class_name="3A", because="daftar", by=cast["dewi"])
    judged = told_by(cast["nurul"], place, budi, first, 20)
    enter([judged], SERVICES, by=cast["nurul"])
    given.through("answer")
    again = told_by(cast["nurul"], place, budi, first, 0, source="paper", reopens=judged, because="surat sakit")
    enter([again], SERVICES, by=cast["nurul"])

    said = told(harapan, "Aminah", "id")

    (month,) = [line for line in said.splitlines() if line.startswith(f"    {first:%Y-%m}: ")]
    before, _, since = month.partition("sejak itu dikoreksi: ")
    assert "lembar kelas, SDN 001, oleh Nurul Hidayah, Petugas sekolah/faskes" in before
    assert since.startswith("20/20, formulir kertas, SDN 001, oleh Nurul Hidayah")
    assert f"{others[0]:%Y-%m}: data awal, terdaftar di SDN 001" in said
    missed = json.loads(harapan(f"explain {budi.family_id} --cycle {CYCLE} --json --as dewi").out)["missed"]
    assert [(one["source"], one["facility"]) for one in missed] == [
        ("grid", "SDN 001"),
        ("", "SDN 001"),
        ("", "SDN 001"),
    ]
    assert missed[0]["corrected_since"] is True


SERVICES = {"school_attendance": "school"}


def told_by(staff, place, member, month, unexcused, **facts):
    report = Report(
        facility=place.code, village=place.village, service="school", month=month, by=staff.pk, open_days=20,
        lines=[[member.pk, "school_attendance", 20, unexcused, 0, 0]], **{"source": "grid", **facts},
    )  # fmt: skip
    report.digest = digest_of(report)
    report.save()
    return report


def test_where_the_money_went_with_the_label_people_know(after, harapan):
    after("answer")
    assert re.search(r"sudah masuk rekening, Rp975\.000 \[TOP UP / SALUR\]", told(harapan, "Aminah", "id"))
    assert re.search(r"credited to the account, Rp975\.000 \[TOP UP / SALUR\]", told(harapan, "Aminah", "en"))
    assert "ditahan: belum punya rekening" in told(harapan, "Darmi", "id")


def test_a_family_outside_the_stage_is_told_its_way(after, harapan):
    after("answer")
    assert "Keluarga ini tidak ada dalam salinan tahap ini" in told(harapan, "Indah", "id")

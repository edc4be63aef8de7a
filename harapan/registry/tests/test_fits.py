"""Components asked of the database are those the engine would find."""

from datetime import date

from harapan.entitlements.explanation import explanation_of
from harapan.entitlements.law import law
from harapan.policy.vocabulary import MEMBER_FACTS
from harapan.registry.fits import FACTS, component_of_member, has_somebody_who_fits
from harapan.registry.models import Family, Member
from harapan.testing.make import elder, make_family, person, pupil, student, toddler
from harapan.testing.stages import scene


def test_every_fact_the_law_may_ask_can_be_asked_of_the_database():
    assert FACTS.keys() == MEMBER_FACTS.keys()


def mother(name="Ibu Hamil", **facts):
    return person(name, date(1995, 1, 1), sex="F", **facts)


CASES = [
    toddler(),
    toddler("Terlalu muda", date(2025, 3, 1)),
    pupil(),
    pupil("Tak tercatat", in_education_register=None),
    pupil("Jauh", at_home=False),
    student(),
    student("Putus", school=""),
    elder(),
    elder("Muda", date(1980, 1, 1)),
    mother(pregnancy=1, due_on=date(2025, 2, 1)),
    mother("Lewat nifas", pregnancy=1, due_on=date(2024, 10, 1)),
    mother("Ketiga", pregnancy=3, due_on=date(2025, 2, 1)),
    person("Berat", date(1999, 1, 1), disability="severe"),
    person("Ringan", date(1999, 1, 1), disability="mild"),
    person("Tak aktif", date(1999, 1, 1), disability="severe", registered=False),
    person("Almarhum", date(1940, 1, 1), died_on=date(2024, 1, 1)),
]


def test_the_database_and_the_engine_find_the_same_components(own_database, dewi, eko):
    families = [make_family(f"Pengurus {number}", member) for number, member in enumerate(CASES)]
    scene(dewi, eko).through("compute")
    edition = law().edition("2025-1")
    mine = dict(Member.objects.annotate(found=component_of_member(edition)).values_list("pk", "found"))

    for family in families:
        for member in explanation_of(family.pk, edition).members:
            assert mine[member.member] == (member.component.name if member.component else ""), member


def test_families_with_somebody_who_fits_are_found(own_database):
    edition = law().edition("2025-1")
    toddlers = make_family("Aminah", toddler(), pupil())
    make_family("Budiarti", elder())
    found = Family.objects.filter(has_somebody_who_fits(edition.component("early_childhood"), edition))

    assert [family.pk for family in found] == [toddlers.pk]

"""Each check finds what it is for, lets the rest alone, and forgets what was put right."""

from datetime import date

import pytest

from harapan.places.models import Area
from harapan.registry.models import Account, Family, Finding, FindingDay, FindingSum, Inspection, Member
from harapan.registry.quality.actions import inspect, look_again
from harapan.registry.quality.checks import BY_NAME, CHECKS
from harapan.registry.quality.queries import registry_day, series_of, sums_of
from harapan.testing.house import ROOT
from harapan.testing.make import BUKUAN, LOA_IPUH, caretaker_of, elder, make_account, make_family, person, pupil
from harapan.ui.words import Words

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
RIGHT_NIK = "6402066104900001"


@pytest.fixture(autouse=True)
def villages(db):
    """Both villages are in the table of areas; one more was closed down in 2024."""
    Area.objects.bulk_create(
        Area(code=code, level="village", name=name, parent=code[:6], valid_to=until)
        for code, name, until in [
            (LOA_IPUH, "Loa Ipuh", None),
            (BUKUAN, "Bukuan", None),
            ("6402062999", "Lama", date(2024, 5, 1)),
        ]
    )


def sound(caretaker: str = "Siti Aminah", *members: Member, **facts) -> Family:
    """A family no check has anything to say about."""
    number = Family.objects.count() + 1
    facts = {"card": f"64020615022{number:05d}", "decile": 1, "confirmed_on": date(2025, 6, 1), **facts}
    family = make_family(caretaker, *members, **facts)
    for place, one in enumerate(Member.objects.filter(family=family).order_by("pk")):
        day = one.born.day + (40 if one.sex == "F" else 0)
        one.nik = one.nik or f"640206{day:02d}{one.born:%m%y}{number * 10 + place:04d}"
        one.mother_name = one.mother_name or "Fatimah"
        one.save(update_fields=["nik", "mother_name"])
    return family


def found(family: Family | None = None) -> set[str]:
    inspect(day=DAY, by=Actor())
    open_ = Finding.objects.filter(gone_at=None)
    return set((open_.filter(family=family.pk) if family else open_).values_list("kind", flat=True))


class Actor:
    pk = None

    def __str__(self) -> str:
        return "night"


def change(family: Family, **facts) -> Member:
    """Some fields of the caretaker, behind the back of every verb."""
    member = caretaker_of(family)
    Member.objects.filter(pk=member.pk).update(**facts)
    return member


def test_a_sound_family_is_left_alone():
    sound()

    assert found() == set()
    assert not FindingSum.objects.exists()


MEMBERS = {
    "nik_missing": {"nik": None},
    "nik_contested": {"nik_contested": True},
    "nik_disagrees": {"born": date(1990, 4, 22)},
    "name_odd": {"name": "NA70"},
    "mother_missing": {"mother_name": ""},
    "pregnancy": {"pregnancy": 1},
    "caretaker_unfit": {"died_on": date(2026, 1, 4)},
    "head_not_one": {"relation": "spouse"},
}
FAMILIES = {
    "card_missing": {"card": None},
    "village_retired": {"village": "6402062999"},
    "decile_unknown": {"decile": None},
    "stale": {"confirmed_on": date(2019, 1, 5)},
}


def test_what_is_wrong_with_a_member_is_found_under_its_name():
    families = {kind: sound(f"Ibu {kind.title()}") for kind in MEMBERS}
    for kind, facts in MEMBERS.items():
        change(families[kind], **facts)

    inspect(day=DAY, by=Actor())

    for kind, family in families.items():
        assert kind in Finding.objects.filter(family=family.pk).values_list("kind", flat=True)
    died = families["caretaker_unfit"]
    said = {one.kind: str(BY_NAME[one.kind].says(one.facts)) for one in Finding.objects.filter(family=died.pk)}
    assert said["caretaker_unfit"] == "pengurus sudah meninggal"
    assert "no_adult" in said, "only her child is left"


def test_what_is_wrong_with_a_family_is_found_under_its_name():
    families = {kind: sound(f"Ibu {kind.title()}") for kind in FAMILIES}
    for kind, facts in FAMILIES.items():
        Family.objects.filter(pk=families[kind].pk).update(**facts)
        Account.objects.filter(family=families[kind]).update(opened_on=date(2019, 2, 1))
        Member.objects.filter(family=families[kind]).update(school_changed_on=None)

    inspect(day=DAY, by=Actor())

    for kind in ("card_missing", "village_retired", "decile_unknown"):
        assert set(Finding.objects.filter(family=families[kind].pk).values_list("kind", flat=True)) == {kind}


def test_a_family_nobody_looked_at_for_two_years_is_stale_until_somebody_visits():
    family = sound(confirmed_on=date(2019, 1, 5))
    Account.objects.update(opened_on=date(2019, 2, 1))
    visit = f"SELECT {family.pk}, date '2025-11-20'"

    inspect(day=date(2029, 3, 2), by=Actor())
    assert Finding.objects.get(kind="stale", gone_at=None).facts["since"]

    inspect(day=date(2027, 3, 2), by=Actor(), touches=[visit])
    assert not Finding.objects.filter(kind="stale", gone_at=None).exists()


def test_schools_are_held_against_ages():
    family = sound(
        "Siti",
        pupil("Paud", date(2018, 1, 1), school="paud"),
        pupil("Mahasiswa SMA", date(2000, 1, 1), school="sma"),
        pupil("Belum", date(2017, 1, 1), school=""),
        pupil("Tak Tercatat", date(2015, 1, 1), in_education_register=None),
        pupil("Biasa", date(2015, 1, 1)),
        person("Berat", date(2014, 1, 1), disability="severe"),
    )

    inspect(day=DAY, by=Actor())

    names = dict(Member.objects.filter(family=family).values_list("pk", "name"))
    told = {(one.kind, names[one.member]): str(BY_NAME[one.kind].says(one.facts)) for one in Finding.objects.all()}
    assert told == {
        ("school_age", "Paud"): "PAUD pada umur 8 tahun",
        ("school_age", "Mahasiswa SMA"): "SMA/sederajat pada umur 26 tahun",
        ("not_at_school", "Belum"): "9 tahun, tidak bersekolah",
        ("pupil_unregistered", "Tak Tercatat"): "SD/sederajat: belum diketahui ada di Dapodik/EMIS",
    }


@pytest.mark.parametrize(
    ("due", "born", "says"),
    [
        (None, None, "hamil tanpa perkiraan hari lahir"),
        (date(2025, 12, 1), None, "hari lahir sudah lewat, kelahiran belum dicatat"),
        (date(2025, 12, 1), date(2025, 11, 20), None),
        (date(2026, 2, 1), None, None),
    ],
)
def test_a_pregnancy_has_a_day_and_ends_in_a_birth(due, born, says):
    children = [person("Bayi", born)] if born else []
    family = sound("Siti", pupil(), *children)
    change(family, pregnancy=1, due_on=due)

    inspect(day=DAY, by=Actor())

    told = [str(BY_NAME[one.kind].says(one.facts)) for one in Finding.objects.filter(kind="pregnancy")]
    assert told == ([says] if says else [])


def test_households_that_cannot_be():
    crowd = sound("Siti", *(person(f"Anak {n}", date(2003, 1, 1)) for n in "ABCDEFGHIJKLMNOPQRSTU"))
    alone = sound("Nenek", elder("Kakek"))
    change(alone, born=date(1950, 4, 21), nik="6402066104500009")
    orphans = sound("Kakak")
    change(orphans, born=date(2010, 4, 21), nik="6402066104100009")

    assert found(crowd) == {"too_many_members"}
    assert found(alone) == {"elders_alone"}
    assert found(orphans) == {"caretaker_unfit", "no_adult", "not_at_school"}


def test_accounts_are_open_and_the_caretakers():
    never = sound("Tanpa", account="")
    failed = sound("Gagal", account=Account.State.FAILED)
    other = sound("Lain", pupil(), person("Paman", date(1980, 1, 1)))
    Account.objects.filter(family=other).update(holder=Member.objects.get(name="Paman").pk)
    coming = sound("Calon", account="", participation="candidate")
    posted = sound("Pos", bank="POS")
    again = sound("Ganti", account=Account.State.CLOSED)
    make_account(again, caretaker_of(again))

    inspect(day=DAY, by=Actor())

    told = {one.family: str(BY_NAME[one.kind].says(one.facts)) for one in Finding.objects.all()}
    assert told == {
        never.pk: "belum pernah ada rekening",
        failed.pk: "rekening gagal burekol",
        other.pk: "rekening atas nama orang lain",
    }
    assert not {coming.pk, posted.pk, again.pk} & set(told)


def test_phones_and_cards_shared_across_areas():
    families = [sound("Ibu", village=village) for village in (LOA_IPUH, BUKUAN, LOA_IPUH, BUKUAN)]
    for family in families[:3]:
        change(family, phone="081234567890")
    assert found() == set()

    change(families[3], phone="081234567890")
    Family.objects.filter(pk__in=[one.pk for one in families[:2]]).update(card="6402061502200999")
    inspect(day=DAY, by=Actor(), area="6402")

    here = {families[0].pk, families[2].pk}
    shared = Finding.objects.filter(kind="phone_shared")
    assert set(shared.values_list("family", flat=True)) == here
    assert set(shared.values_list("facts__families", flat=True)) == {4}
    assert Finding.objects.get(kind="card_shared").family == families[0].pk


def test_an_entry_is_gone_when_the_data_is_right_and_comes_back_when_it_is_not():
    family = sound()
    sibling = sound("Tetangga")
    change(family, nik=None)
    change(sibling, nik=None)
    inspect(day=DAY, by=Actor())
    assert sums_of("") == {"nik_missing": 2} == sums_of("6402")

    change(family, nik=RIGHT_NIK)
    assert look_again([family.pk], day=DAY) == (0, 1)

    assert sums_of("") == {"nik_missing": 1} == sums_of(LOA_IPUH)
    change(family, nik=None)
    assert look_again([family.pk, sibling.pk], day=DAY) == (1, 0)
    assert Finding.objects.filter(family=family.pk, kind="nik_missing").count() == 2


def test_looking_twice_changes_nothing():
    change(sound(), nik=None)
    first = inspect(day=DAY, by=Actor())

    second = inspect(day=DAY, by=Actor())

    assert (first.families, first.found, first.gone) == (1, 1, 0)
    assert (second.families, second.found, second.gone) == (1, 0, 0)
    assert FindingDay.objects.filter(area="").count() == 1


def test_days_tell_how_it_went():
    family, other = sound(), sound("Lain")
    change(family, nik=None)
    change(other, nik=None)
    days = [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)]
    inspect(day=days[0], by=Actor())
    inspect(day=days[1], by=Actor())
    change(family, nik=RIGHT_NIK)
    inspect(day=days[2], by=Actor())

    assert series_of("6402", days)["nik_missing"] == [2, 2, 1]
    assert FindingDay.objects.filter(area="6402").count() == 2, "a day on which nothing changed costs nothing"


def test_entries_follow_a_family_that_moves_and_leave_one_that_exits():
    family = sound()
    change(family, nik=None)
    inspect(day=DAY, by=Actor())

    Family.objects.filter(pk=family.pk).update(village=BUKUAN, facilitator=77)
    Member.objects.filter(family=family).update(village=BUKUAN, facilitator=77)
    entry = Finding.objects.get(gone_at=None)
    assert (entry.village, entry.facilitator) == (BUKUAN, 77)

    inspect(day=DAY, by=Actor())
    assert sums_of("6402") == {}
    assert sums_of("6472") == {"nik_missing": 1}
    Family.objects.filter(pk=family.pk).update(participation="removed")
    inspect(day=DAY, by=Actor())
    assert sums_of("") == {}


def test_looking_at_one_area_leaves_the_others():
    here, there = sound(), sound("Jauh", village=BUKUAN)
    change(here, nik=None)
    change(there, nik=None)

    inspection = inspect(day=DAY, by=Actor(), area="6402")

    assert (inspection.families, inspection.found) == (1, 1)
    assert sums_of("") == {"nik_missing": 1}
    assert Inspection.objects.count() == 1


def test_the_registry_is_as_old_as_the_lives_in_it():
    family = sound()
    assert registry_day(DAY) == DAY

    family.origin.lived_until = date(2023, 4, 11)
    family.origin.save()
    assert registry_day(DAY) == date(2023, 4, 11)


def test_every_check_speaks_both_languages_and_says_where_it_comes_from():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    manual = (ROOT / "docs" / "operating" / "quality.md").read_text()
    for check in CHECKS:
        assert check.because
        assert f"| `{check.name}` | {check.words.en} ({check.words.id}) |" in manual
        for words in (check.words, check.why, check.weight.words):
            assert isinstance(words, Words)
            assert words.id != words.en

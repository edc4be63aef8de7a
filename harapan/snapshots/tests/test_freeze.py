"""Freezing: one instant of the registry, whole or not at all, without a name or a number of anybody."""

import json
from datetime import date, timedelta

import polars as pl
import pytest
from django.conf import settings

from harapan.audit.models import Event
from harapan.commitments.models import Revision, Waiver
from harapan.entitlements.law import law
from harapan.lib.digests import file_digest
from harapan.registry.models import Arrears, Family, Member, StandingGeneration, Withholding
from harapan.snapshots.actions import CannotFreeze, freeze_registry, snapshot_folder
from harapan.snapshots.models import Snapshot
from harapan.tables.locks import Busy
from harapan.tables.partitions import make_partition
from harapan.testing.databases import as_login
from harapan.testing.make import (
    BUKUAN,
    LOA_IPUH,
    caretaker_of,
    elder,
    make_family,
    make_observations,
    member_named,
    person,
    student,
)

STAGE = law().stage("2025-1")
DAY = STAGE.reporting_deadline + timedelta(days=1)


def table(name, cycle="2025-1"):
    folder = snapshot_folder(cycle)
    return pl.concat(
        [pl.read_parquet(path, hive_partitioning=False) for path in sorted(folder.glob(f"{name}/**/*.parquet"))]
    )


def small(name):
    return pl.read_parquet(next(snapshot_folder("2025-1").glob(f"**/{name}.parquet")))


def freeze(dewi, *, stage=STAGE, today=None):
    return freeze_registry(stage, by=dewi, today=today or stage.reporting_deadline + timedelta(days=1))


def test_what_is_frozen_lies_on_disk_with_its_digests(after):
    given = after("freeze")

    folder = snapshot_folder(given.cycle)
    manifest = json.loads((folder / "manifest.json").read_text())
    snapshot = Snapshot.objects.get()

    assert manifest["content"]["all"] == snapshot.digest
    assert manifest["counts"]["families"] == snapshot.families == 16
    assert {file["path"]: file["sha256"] for file in manifest["files"]} == {
        path.relative_to(folder).as_posix(): file_digest(path) for path in folder.rglob("*.parquet")
    }
    assert snapshot.taken_by == given.desk.worker.pk
    assert Event.objects.get(verb="snapshot.taken").facts["digest"] == snapshot.digest


def test_nobody_can_be_named_from_a_snapshot(after):
    after("freeze")

    folder = snapshot_folder("2025-1")
    columns = {name for path in folder.rglob("*.parquet") for name in pl.read_parquet_schema(path)}

    assert not columns & {"name", "nik", "card", "number", "phone", "address", "mother_name", "holder_name"}


def test_freezing_again_returns_the_same_snapshot(after):
    given = after("freeze")
    before = Snapshot.objects.get()
    make_family("Joko")

    assert freeze(given.desk.worker) == before
    assert table("families").height == 16


def test_nothing_is_frozen_before_the_reports_are_in(own_database, dewi):
    make_family()

    with pytest.raises(CannotFreeze) as refusal:
        freeze(dewi, today=STAGE.reporting_deadline)

    assert "10 January 2025" in refusal.value.sentence_en
    assert "10-01-2025" in refusal.value.sentence_id
    assert not snapshot_folder("2025-1").exists()


def test_an_empty_registry_is_not_frozen(own_database, dewi):
    with pytest.raises(CannotFreeze, match="no families to freeze"):
        freeze(dewi)


def test_somebody_else_is_freezing_already(own_database, dewi):
    make_family()
    with as_login("machine") as somebody:
        somebody.execute("SELECT pg_advisory_lock(hashtextextended('harapan freezing 2025-1', 0))")

        with pytest.raises(Busy):
            freeze(dewi)


def test_only_families_in_the_programme_and_only_the_living(own_database, dewi):
    aminah = make_family("Aminah", elder())
    make_family("Lulus", participation="graduated_natural")
    make_family("Calon", participation="candidate")
    make_family("Tunda", participation="suspended", village=BUKUAN)
    Member.objects.filter(name="Datuk Hamid").update(died_on=date(2024, 12, 1))

    freeze(dewi)

    assert table("families")["participation"].to_list() == ["active", "suspended"]
    assert table("members").filter(pl.col("family") == aminah.pk)["member"].to_list() == [aminah.caretaker]


def test_a_pregnancy_counts_until_42_days_after_the_birth(own_database, dewi):
    first_day = STAGE.first_day
    families = {days: make_family(f"Ibu {days}") for days in (42, 43)}
    for days, family in families.items():
        family.members.filter(pk=family.caretaker).update(pregnancy=1, due_on=first_day - timedelta(days=days))

    freeze(dewi)

    frozen = dict(table("members").filter(pl.col("sex") == "F").select("family", "pregnancy").iter_rows())
    assert frozen == {families[42].pk: 1, families[43].pk: 0}


@pytest.mark.parametrize(("frozen_on", "school"), [(date(2025, 7, 11), "sma"), (date(2025, 10, 1), "")])
def test_in_july_a_missing_school_fact_is_that_of_june_until_the_registers_cut_off(
    own_database, dewi, frozen_on, school
):
    july = law().stage("2025-3")
    moved = {"school_before": "sma", "register_before": True, "school_changed_on": date(2025, 7, 5)}
    make_family("Aminah", student(school="", in_education_register=None, **moved))
    make_family("Budiarti", student(school="college", in_education_register=None, **moved))

    freeze(dewi, stage=july, today=frozen_on)

    frozen = table("members", "2025-3").filter(pl.col("relation") == "child").sort("family")["school"].to_list()
    assert frozen == [school, "college"]


def test_the_newest_word_on_a_duty_counts_and_what_was_before_confirmation_does_not(own_database, dewi):
    family = make_family("Aminah", confirmed_on=date(2024, 11, 20))
    budi = member_named(family, "Budi")
    make_observations(budi, "school_attendance", STAGE.judged_months, unexcused=9)
    said = {"month": date(2024, 12, 1), "member": budi.pk, "family": family.pk, "village": family.village}
    for unexcused in (7, 1):
        Revision.objects.create(
            duty="school_attendance", open=20, unexcused=unexcused, excused=0, available=True, reported=True,
            because="surat sekolah", by=dewi.pk, **said,
        )  # fmt: skip

    freeze(dewi)

    seen = table("observations").select("month", "unexcused").rows()
    assert seen == [(date(2024, 11, 1), 9), (date(2024, 12, 1), 1)]


def test_what_was_seen_goes_along_with_whoever_moved(own_database, dewi):
    """To another regency, and from one family to another: words keep the village they were said in."""
    family = make_family("Siti Aminah", student("Budi"), student("Caca"))
    other = make_family("Wulan", village=BUKUAN)
    budi, caca = member_named(family, "Budi"), member_named(family, "Caca")
    october, november = date(2024, 10, 1), date(2024, 11, 1)
    make_observations(budi, "school_attendance", [october, november], open_=20, unexcused=9)
    make_observations(caca, "school_attendance", [october], open_=20, unexcused=8)
    for unexcused, village in ((7, LOA_IPUH), (2, BUKUAN)):
        Revision.objects.create(
            month=november, member=budi.pk, duty="school_attendance", family=family.pk, village=village, open=20,
            unexcused=unexcused, excused=0, available=True, reported=True, because="surat sekolah", by=dewi.pk,
        )  # fmt: skip
    for people in (Family.objects.filter(pk=family.pk), Member.objects.filter(family=family.pk)):
        people.update(village=BUKUAN)
    Member.objects.filter(pk=caca.pk).update(family=other.pk)

    freeze(dewi)

    seen = table("observations").select("family", "member", "month", "unexcused").sort("member", "month").rows()
    assert seen == [
        (family.pk, budi.pk, october, 9), (family.pk, budi.pk, november, 2), (other.pk, caca.pk, october, 8)
    ]  # fmt: skip


def test_decisions_that_hold_go_along_and_those_that_are_over_do_not(own_database, dewi, eko):
    family = make_family()
    home = {"family": family.pk, "village": family.village, "by": dewi.pk}
    Withholding.objects.create(from_cycle="2025-1", decision="K1", **home)
    Withholding.objects.create(from_cycle="2024-4-bank", decision="K0", lifted_in="2024-5-bank", **home)
    Arrears.objects.create(cycle="2024-6-bank", component="primary", amount=150_000, decision="K2", **home)
    Arrears.objects.create(cycle="2024-5-bank", component="primary", amount=1, decision="K3", settled_in="x", **home)
    Waiver.objects.create(
        area="6402", duty="", first_month=date(2024, 10, 1), last_month=date(2024, 10, 1), document="SK",
        proposed_by=dewi.pk, approved_by=eko.pk,
    )  # fmt: skip

    freeze(dewi)

    assert small("withholdings")["decision"].to_list() == ["K1"]
    assert small("arrears")["decision"].to_list() == ["K2"]
    assert small("waivers").row(0)[:2] == ("6402", None)


def test_standings_come_from_the_newest_generation_that_knows_the_family(own_database, dewi):
    one, two, three = (make_family(name) for name in ("Satu", "Dua", "Tiga"))
    with as_login("machine") as machine:
        for position, cycle, complete, rows in (
            (46, "2024-6-bank", False, [(two, 3)]),
            (45, "2024-5-bank", True, [(one, 1), (two, 2)]),
        ):
            make_partition("registry_standing", cycle)
            StandingGeneration.objects.create(cycle=cycle, position=position, complete=complete)
            for family, missed in rows:
                machine.execute(
                    "INSERT INTO registry_standing VALUES (%s, %s, '2024-12-01', %s)", [cycle, family.pk, missed]
                )

    freeze(dewi)

    frozen = table("families").sort("family").select("quarters_missed", "paid_through").rows()
    december = date(2024, 12, 1)
    assert frozen == [(1, december), (3, december), (0, None)]
    assert three.pk > two.pk


def test_a_snapshot_is_of_one_instant_in_every_table(own_database, dewi):
    """A family that arrives while regencies are being read is in no table, or in all."""
    for village in (LOA_IPUH, BUKUAN):
        make_family("Aminah", village=village)

    def somebody_moves_in(_count):
        with as_login("machine") as somebody:
            somebody.execute("UPDATE registry_family SET village = %s", [BUKUAN])
            somebody.execute("UPDATE registry_member SET sex = 'M' WHERE pregnancy = 0")

    freeze_registry(STAGE, by=dewi, today=DAY, progress=somebody_moves_in)

    assert sorted(table("families")["village"]) == [LOA_IPUH, BUKUAN]
    assert table("members")["sex"].to_list().count("F") == 2
    assert set(Family.objects.values_list("village", flat=True)) == {BUKUAN}


def test_the_remains_of_a_freeze_that_died_are_swept_and_replaced(own_database, dewi):
    make_family()
    folder = snapshot_folder("2025-1")
    for remains in (folder, folder.with_name("2025-1.unfinished")):
        (remains / "families").mkdir(parents=True)
        (remains / "families" / "half.parquet").write_bytes(b"PAR1")

    freeze(dewi)

    assert not list(settings.HOME.rglob("half.parquet"))
    assert not list((settings.HOME / "snapshots").glob("*.unfinished"))
    assert table("families").height == 1


def test_a_freeze_that_fails_leaves_nothing_behind(own_database, dewi):
    make_family()

    def stop(_count):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        freeze_registry(STAGE, by=dewi, today=DAY, progress=stop)

    assert not list((settings.HOME / "snapshots").iterdir())
    assert not Snapshot.objects.exists()
    assert freeze(dewi).families == 1


def test_the_same_registry_has_the_same_digest_whatever_the_order_of_its_rows(own_database, dewi):
    family = make_family("Aminah", person("Kakak", date(2010, 1, 1)), person("Adik", date(2012, 1, 1)))
    first = freeze(dewi)
    Snapshot.objects.all().delete()
    Member.objects.filter(family=family).update(phone="1")  # the rows now lie elsewhere in the table
    caretaker_of(family).save()

    assert freeze(dewi).digest == first.digest

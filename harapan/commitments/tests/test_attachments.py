"""Who is served where: moves with a date, what follows from the registry, claims, and how little a school sees."""

from datetime import date, timedelta

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from harapan.commitments import attachments
from harapan.commitments.attachments import CannotAttach, CannotClaim, CannotRule, attach, end, follow_registry, move
from harapan.commitments.load_attachments import COLUMNS, attach_all
from harapan.commitments.models import Attachment, ClaimRuling
from harapan.commitments.queries import facilities_visible_to, roll_of, roll_on
from harapan.places.actions import CannotKeep, Told, close_facility, keep_facility
from harapan.places.models import Area, Facility
from harapan.registry.models import Family, Member, OtherNumber
from harapan.staff.access import working_as
from harapan.staff.actions import postings_due
from harapan.staff.models import Posting
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, member_named, person, pupil
from harapan.testing.pages import as_web

BEGAN, JULY = date(2024, 7, 15), date(2025, 7, 14)


def school(code: str, name: str, **facts: object) -> Facility:
    return Facility.objects.create(
        **{"code": code, "name": name, "kind": "school", "level": "sd", "village": LOA_IPUH, **facts}
    )


@pytest.fixture
def hers(db) -> Facility:
    """Where Nurul works."""
    return school("30401234", "SDN 001 Loa Ipuh")


@pytest.fixture
def next_door(db) -> Facility:
    return school("30409999", "SDN 002 Loa Ipuh")


@pytest.fixture
def budi(db, cast) -> Member:
    family = make_family("Siti Aminah", pupil(nik="6402060205160001"), facilitator=cast["yuliana"].pk)
    return member_named(family, "Budi")


def names(facility: Facility, day: date, staff) -> list[str]:
    return [one.name for one in roll_on(facility, day, staff)]


def test_a_child_who_moves_is_on_one_list_a_month_and_leaves_the_old_one_that_day(dewi, hers, next_door, budi):
    attach(budi, hers.code, since=BEGAN, grade=3, class_name="3A", because="daftar sekolah", by=dewi)

    moved = move(budi, next_door.code, since=date(2025, 3, 10), grade=3, class_name="3B", because="pindah", by=dewi)

    assert (moved.facility, moved.village, moved.family) == (next_door.code, LOA_IPUH, budi.family_id)
    assert names(hers, date(2025, 3, 9), dewi) == ["Budi"]
    assert names(hers, date(2025, 3, 10), dewi) == []
    assert names(next_door, date(2025, 3, 10), dewi) == ["Budi"]
    assert [roll_of(hers, date(2025, month, 1), dewi) != [] for month in (2, 3)] == [True, False]
    line = roll_of(next_door, date(2025, 3, 1), dewi)[0]
    assert (line.nik_4, line.class_name, line.grade, line.born) == ("0001", "3B", 3, None)
    again = move(budi, next_door.code, since=JULY, grade=3, class_name="3B", because="lagi", by=dewi)
    assert again == moved
    corrected = move(budi, hers.code, since=moved.since, grade=3, class_name="3A", because="salah", by=dewi)
    assert (corrected.pk, corrected.facility) == (moved.pk, hers.code)


def test_what_cannot_be_is_refused_by_name(dewi, hers, next_door, budi):
    smp = school("30405555", "SMPN 1", level="smp")
    close_facility(next_door, on=date(2025, 1, 1), by=dewi)
    attach(budi, hers.code, since=BEGAN, because="daftar", by=dewi)

    def refused(told: str, **facts: object) -> None:
        given = {"facility": hers.code, "since": date(2025, 2, 1), "because": "pindah", "by": dewi, **facts}
        with pytest.raises(CannotAttach, match=told):
            move(budi, **given)

    refused("no facility with the code", facility=next_door.code)
    refused("no facility with the code", facility="70000000")
    refused("SMP", facility=smp.code)
    refused("only", facility=hers.code, class_name="4A", since=date(2024, 7, 1))
    refused("no grade 9", grade=9)
    with pytest.raises(CannotAttach, match="move them"):
        attach(budi, school("30407777", "SDN 7").code, since=JULY, because="daftar", by=dewi)
    with pytest.raises(CannotAttach, match="day after it began"):
        end(budi, "school", on=BEGAN, because="salah", by=dewi)
    with pytest.raises(IntegrityError, match="is attached twice"), transaction.atomic():
        Attachment.objects.create(
            member=budi.pk,
            family=budi.family_id,
            village=LOA_IPUH,
            facility=hers.code,
            service="school",
            since=date(2023, 7, 15),
            until=date(2025, 1, 1),
            because="x",
        )
    with pytest.raises(CannotKeep, match="8 digits"):
        keep_facility(Told("SD-1", "school", "SD", LOA_IPUH, "sd"), on=BEGAN, by=dewi)


def test_lists_follow_the_registry_death_school_and_where_a_family_lives(dewi, cast, hers, next_door, budi):
    attach(budi, hers.code, since=BEGAN, because="daftar", by=dewi)
    Area.objects.create(code=LOA_IPUH, level="village", name="Loa Ipuh", parent="640206")
    OtherNumber.objects.create(
        family=budi.family_id, member=budi.pk, of="npsn", number=next_door.code, by=dewi.pk, source="request:1"
    )
    today = timezone.localdate()

    assert follow_registry(today=today, families=[budi.family_id], by=dewi) == 1
    standing = Attachment.objects.get(member=budi.pk, until=None)
    assert (standing.facility, standing.since) == (next_door.code, today)
    assert follow_registry(today=today, by=dewi) == 0, "nothing more is new"

    Family.objects.filter(pk=budi.family_id).update(village=BUKUAN, facilitator=None)
    standing.refresh_from_db()
    assert (standing.village, standing.facilitator) == (BUKUAN, None)
    assert not Attachment.objects.visible_to(cast["yuliana"]).exists()

    Member.objects.filter(pk=budi.pk).update(school="smp", school_changed_on=today + timedelta(days=3))
    assert follow_registry(today=today, by=dewi) == 1
    standing.refresh_from_db()
    assert standing.until == today + timedelta(days=3)


def test_nobody_stays_at_a_school_that_has_closed(dewi, hers, budi):
    closed = timezone.localdate() - timedelta(days=3)
    attach(budi, hers.code, since=BEGAN, because="daftar", by=dewi)
    Facility.objects.filter(pk=hers.pk).update(valid_to=closed)

    assert follow_registry(today=closed - timedelta(days=1), by=dewi) == 0, "it is open still"
    assert [follow_registry(today=timezone.localdate(), by=dewi) for _ in range(2)] == [1, 0]
    assert Attachment.objects.get(member=budi.pk).until == closed


def test_a_claim_is_decided_by_somebody_else_and_only_then_moves_the_child(dewi, cast, hers, next_door, budi):
    nurul, ratna, citra = cast["nurul"], cast["ratna"], cast["citra"]
    attach(budi, next_door.code, since=BEGAN, because="daftar", by=dewi)
    told = {"nik": budi.nik, "name": "Budi", "since": date(2025, 3, 3), "today": date(2025, 4, 1), "grade": 3}

    with pytest.raises(CannotClaim, match="not yours"):
        attachments.claim(next_door, **told, by=nurul)
    claim = attachments.claim(hers, **told, by=nurul)
    assert attachments.claim(hers, **told, by=nurul) == claim, "a double click is one claim"
    found = attachments.look_into(claim)
    assert (found.member, found.standing, found.done_at) == (budi.pk, next_door.code, None)
    assert names(next_door, date(2025, 4, 1), dewi) == ["Budi"], "nothing moves by itself"
    assert list(attachments.waiting_claims(ratna)) == [found]
    assert not attachments.waiting_claims(citra).exists()

    for nobody, why in ((citra, "not yours"), (nurul, "not yours")):
        with pytest.raises(CannotRule, match=why):
            attachments.rule(claim, accepted=True, because="benar", by=nobody)
    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        ClaimRuling.objects.create(claim=claim, accepted=True, because="sendiri", by=nurul.pk)
    attachments.rule(claim, accepted=True, because="surat pindah", by=ratna)
    with pytest.raises(CannotRule, match="decided this claim"):
        attachments.rule(claim, accepted=False, because="bukan", by=dewi)
    for _ in range(2):
        attachments.settle(claim, now=timezone.now(), by=ratna)

    assert names(next_door, date(2025, 3, 3), dewi) == []
    assert names(hers, date(2025, 3, 3), dewi) == ["Budi"]
    assert not attachments.waiting_claims(ratna).exists()


def test_a_claim_on_somebody_the_programme_does_not_know_ends_without_telling_so(cast, hers):
    facts = {"name": "Tono", "since": date(2025, 3, 3), "today": date(2025, 4, 1), "by": cast["nurul"]}
    with pytest.raises(CannotClaim, match="16 digits"):
        attachments.claim(hers, nik="640206", **facts)
    with pytest.raises(CannotClaim, match="no grade"):
        attachments.claim(hers, nik="6402060205160009", grade=9, **facts)
    claim = attachments.claim(hers, nik="6402060205160009", **facts)

    found = attachments.look_into(claim)

    assert (found.member, found.village) == (None, hers.village)
    with pytest.raises(CannotRule, match="no member"):
        attachments.rule(claim, accepted=True, because="ada", by=cast["ratna"])
    attachments.rule(claim, accepted=False, because="tidak ditemukan", by=cast["ratna"])


ROWS = """
    SELECT (SELECT count(*) FROM registry_member), (SELECT count(*) FROM registry_family),
           (SELECT count(*) FROM commitments_attachment), (SELECT count(*) FROM commitments_claim_finding)
"""


def test_a_school_reads_its_own_list_and_nothing_else_and_nothing_once_its_teacher_left(
    own_database, dewi, cast, django_db_blocker
):
    hers, theirs = school("30401234", "SDN 001"), school("30409999", "SDN 002")
    clinic = Facility.objects.create(code="PKM-640206", kind="puskesmas", name="Loa Ipuh", village=LOA_IPUH)
    family = make_family("Siti Aminah", pupil(nik="6402060205160001"), person("Sari", date(2024, 1, 5)))
    budi, sari = (member_named(family, name) for name in ("Budi", "Sari"))
    attach(budi, hers.code, since=BEGAN, class_name="3A", because="daftar", by=dewi)
    attach(sari, clinic.code, since=BEGAN, because="daftar", by=dewi)
    other = make_family("Rahma", pupil("Dodi"))
    attach(member_named(other, "Dodi"), theirs.code, since=BEGAN, because="daftar", by=dewi)
    nurul = cast["nurul"]

    def as_nurul(facility: Facility) -> tuple[list[str], tuple[int, ...]]:
        with as_web(), working_as(nurul):
            with connection.cursor() as cursor:
                cursor.execute(ROWS)
                rows = cursor.fetchone()
                cursor.execute("SELECT name, born FROM commitments_roll(%s, %s)", [facility.code, JULY])
                found = [name for name, born in cursor.fetchall() if born is None]
            assert [one.code for one in facilities_visible_to(nurul)] == ([nurul.facility] if nurul.active else [])
        return found, rows

    assert as_nurul(hers) == (["Budi"], (0, 0, 0, 0))
    assert as_nurul(theirs) == ([], (0, 0, 0, 0))
    assert as_nurul(clinic) == ([], (0, 0, 0, 0))
    assert [one.born for one in roll_on(clinic, JULY, dewi)] == [date(2024, 1, 5)]

    today = timezone.localdate()
    Posting.objects.create(
        staff=nurul, position="provider", area="640206", facility=hers.code, from_on=BEGAN, until=today
    )
    postings_due(today)
    nurul.refresh_from_db()
    assert not nurul.active
    assert as_nurul(hers) == ([], (0, 0, 0, 0))
    assert roll_on(hers, JULY, nurul) == []


def test_a_whole_list_written_anew_moves_whom_it_must_and_no_one_else(dewi, hers, next_door, budi):
    siti = make_family("Rahma", pupil("Dodi"), pupil("Eka"))
    dodi, eka = (member_named(siti, name) for name in ("Dodi", "Eka"))
    shape = dict.fromkeys(COLUMNS, pl.String) | dict.fromkeys(("member", "family", "facilitator"), pl.Int64)

    def of(*rows: tuple[Member, Facility, int]) -> pl.DataFrame:
        told = [
            {
                "member": one.pk,
                "family": one.family_id,
                "village": LOA_IPUH,
                "facility": place.code,
                "service": "school",
                "grade": grade,
                "class_name": f"{grade}A",
                "since": JULY if grade > 3 else BEGAN,
            }
            for one, place, grade in rows
        ]
        return pl.DataFrame(told, schema=shape | {"grade": pl.Int16, "since": pl.Date})

    def write(frame: pl.DataFrame, on: date) -> tuple[int, int]:
        done = attach_all(frame, on=on, because="daftar", area="640206", by=dewi)
        return done.begun, done.ended

    first = of((budi, hers, 3), (dodi, hers, 3), (eka, hers, 3))
    assert write(first, BEGAN) == (3, 0)
    assert write(first, BEGAN) == (0, 0), "the same list again"
    moved = date(2025, 1, 6)
    assert write(of((budi, hers, 3), (dodi, next_door, 3)), moved) == (1, 2)
    assert names(hers, moved, dewi) == ["Budi"]
    assert names(next_door, moved, dewi) == ["Dodi"]
    assert write(of((budi, hers, 4), (dodi, next_door, 4), (eka, hers, 4)), date(2025, 8, 1)) == (3, 2)
    assert [(one.name, one.since, one.class_name) for one in roll_on(hers, JULY, dewi)] == [
        ("Budi", JULY, "4A"),
        ("Eka", JULY, "4A"),
    ]

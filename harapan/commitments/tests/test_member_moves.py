"""Somebody changes family, or leaves a unit: lists and growth go along, and what is true today stays with today."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from harapan.commitments.attachments import attach
from harapan.commitments.covering import sum_coverage
from harapan.commitments.health.queries import patients_of
from harapan.commitments.models import Attachment, Claim, ClaimFinding, Coverage, Growth
from harapan.commitments.queries import roll_of, roll_on
from harapan.places.models import Facility
from harapan.registry.actions import join_families, join_member, take_back
from harapan.registry.models import Family, Member
from harapan.staff.access import working_as
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, member_named, pupil, toddler
from harapan.testing.pages import as_web

BEGAN, MARCH, DAY = date(2024, 7, 15), date(2025, 3, 1), date(2025, 3, 10)


def found_school() -> Facility:
    """Where Nurul works."""
    return Facility.objects.create(code="30401234", name="SDN 001", kind="school", level="sd", village=LOA_IPUH)


def home_of(rows, member: Member) -> tuple[int, str, int | None]:
    one = rows.get(member=member.pk)
    return one.family, one.village, one.facilitator


def test_adit_comes_to_yuliana_with_his_place_at_school_and_his_sister_with_her_growth(own_database, cast, dewi):
    school = found_school()
    old = make_family("Ibu Lama", pupil("Adit"), toddler("Kecil"), village=BUKUAN, facilitator=cast["citra"].pk)
    new = make_family("Nenek", pupil("Sepupu"), facilitator=cast["yuliana"].pk)
    adit, kecil = (member_named(old, name) for name in ("Adit", "Kecil"))
    attach(adit, school.code, since=BEGAN, grade=3, class_name="3A", because="daftar", by=dewi)
    claim = Claim.objects.create(
        facility=school.code, village=LOA_IPUH, service="school", name="Adit", nik="6402060205160001", since=DAY, by=1
    )
    ClaimFinding.objects.create(claim=claim, member=adit.pk, family=old.pk, village=BUKUAN)
    Growth.objects.create(member=kecil.pk, family=old.pk, village=BUKUAN, measurement=1, measured_on=BEGAN)

    for child in (adit, kecil):
        join_member(new, Member.objects.get(pk=child.pk), document="surat", by=dewi)

    hers = (new.pk, LOA_IPUH, cast["yuliana"].pk)
    assert home_of(Attachment.objects, adit) == hers
    assert home_of(ClaimFinding.objects, adit) == hers
    assert home_of(Growth.objects, kecil) == hers
    assert [one.name for one in roll_of(school, MARCH, cast["yuliana"])] == ["Adit"]

    Family.objects.filter(pk=old.pk).update(participation="removed", facilitator=cast["yuliana"].pk, village=BUKUAN)
    with as_web(), working_as(cast["nurul"]):
        assert [one.name for one in roll_of(school, MARCH, cast["nurul"])] == ["Adit"], "his old family left, not he"
    assert sum_coverage(MARCH) == 1
    assert Coverage.objects.get().members == 1


def test_a_merge_of_families_and_its_undoing_take_everybody_along(db, cast, dewi):
    school = found_school()
    kept = make_family("Siti", pupil("Sepupu"), facilitator=cast["yuliana"].pk)
    other = make_family("Siti A.", pupil("Adit"), village=BUKUAN)
    adit = member_named(other, "Adit")
    attach(adit, school.code, since=BEGAN, because="daftar", by=dewi)

    did = join_families(kept, other, [], on=DAY, document="surat", by=dewi)
    assert home_of(Attachment.objects, adit) == (kept.pk, LOA_IPUH, cast["yuliana"].pk)

    take_back(did, on=DAY, document="surat", by=dewi)
    assert home_of(Attachment.objects, adit) == (other.pk, BUKUAN, None)


def test_a_unit_learns_nothing_new_of_whoever_has_left_it(own_database, cast, dewi):
    posyandu = Facility.objects.create(code="PY640206200601", name="Melati", kind="posyandu", village=LOA_IPUH)
    family, today = make_family("Ibu Ani", pupil("Budi")), timezone.localdate()
    ani, born = member_named(family, "Ibu Ani"), today - timedelta(days=100)
    attach(ani, posyandu.code, since=born, because="daftar", by=dewi)
    Member.objects.filter(pk=ani.pk).update(pregnancy=1, due_on=today, disability="severe")
    tuti = cast["nurul"]
    tuti.facility = posyandu.code

    def learnt() -> tuple[object, ...]:
        with as_web(), working_as(tuti):
            (line,), (patient,) = roll_on(posyandu, born, tuti), patients_of(posyandu, born, tuti)
        return line.pregnancy, line.due_on, patient["pregnancy"], patient["due_on"], patient["disability"]

    assert learnt() == (1, today, 1, today, "severe")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE commitments_attachment SET until = current_date")
    assert learnt() == (None, None, 0, None, "")

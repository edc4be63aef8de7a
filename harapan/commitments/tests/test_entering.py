"""Reports go into the ledger: good lines at once, bad ones refused by name, the same again without a trace."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from harapan.audit.models import Event
from harapan.commitments.attachments import attach, move
from harapan.commitments.entering import WHY, complaint_about, enter, may_report
from harapan.commitments.models import Entry, Observation, Report, Revision
from harapan.commitments.telling import digest_of
from harapan.entitlements.law import law
from harapan.operations import errands
from harapan.operations.models import Errand
from harapan.places.models import Facility
from harapan.policy.protocols import service_of
from harapan.registry.models import Member
from harapan.staff.access import working_as
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, make_observations, member_named, pupil
from harapan.testing.pages import as_web

MARCH, TODAY = date(2025, 3, 1), date(2025, 4, 4)
SCHOOL = "school_attendance"
SERVICES = {duty: service_of(law(), duty) for duty in law().duties}


def found_school(cast) -> Facility:
    """Where Nurul works, with a class of three of Yuliana's families, and one of nobody's."""
    place = Facility.objects.create(
        code="30401234", name="SDN 001 Loa Ipuh", kind="school", level="sd", village=LOA_IPUH
    )
    for child, facilitator in (("Adit", "yuliana"), ("Budi", "yuliana"), ("Caca", "yuliana"), ("Dedi", None)):
        family = make_family(f"Ibu {child}", pupil(child), facilitator=cast[facilitator].pk if facilitator else None)
        member = member_named(family, child)
        attach(member, place.code, since=date(2024, 7, 15), grade=3, class_name="3A", because="daftar", by=cast["dewi"])
    return place


def its_roll() -> dict[str, Member]:
    return {one.name: one for one in Member.objects.filter(school="sd")}


@pytest.fixture
def school(db, cast) -> Facility:
    return found_school(cast)


@pytest.fixture
def roll(school) -> dict[str, Member]:
    return its_roll()


def report_of(school, teller, lines, **facts) -> Report:
    report = Report(
        **{
            "facility": school.code,
            "village": school.village,
            "service": school.service,
            "month": MARCH,
            "grade": 3,
            "class_name": "3A",
            "source": "grid",
            "open_days": 20,
            "lines": lines,
            "by": teller.pk,
            **facts,
        }
    )
    report.digest = digest_of(report)
    report.save()
    return report


def days(member, unexcused=0, permitted=0, sick=0, open_=20, duty=SCHOOL):
    return [member.pk, duty, open_, unexcused, permitted, sick]


def entered(*reports, by) -> list[Entry]:
    return enter(reports, SERVICES, by=by)


def seen_of(member, month=MARCH):
    """The standing word: open, unexcused, excused, available, reported."""
    later = Revision.objects.filter(member=member.pk, month=month).order_by("-pk")
    first = Observation.objects.filter(member=member.pk, month=month)
    return (later.first() and later.values_list(*FACTS).first()) or first.values_list(*FACTS).first()


FACTS = ("open", "unexcused", "excused", "available", "reported")


def test_a_class_is_entered_with_the_report_it_is_from_and_once(school, roll, cast):
    lines = [days(roll["Adit"]), days(roll["Budi"], 4, 1, 2), days(roll["Caca"], sick=20)]
    report = report_of(school, cast["nurul"], lines)

    (entry,) = entered(report, by=cast["nurul"])
    again = entered(report, by=cast["nurul"])

    assert (entry.first, entry.revised, entry.same, entry.refused, entry.refusals) == (3, 0, 0, 0, [])
    assert again == [entry]
    assert seen_of(roll["Budi"]) == (20, 4, 3, True, True), "permission and sickness are excused"
    seen = Observation.objects.get(member=roll["Budi"].pk)
    assert (seen.report, seen.family, seen.village) == (report.pk, roll["Budi"].family_id, LOA_IPUH)
    assert Event.objects.filter(verb="duty_report.entered", object_id=str(report.pk)).count() == 1


def test_another_word_on_the_same_month_is_a_revision_and_the_same_word_leaves_no_trace(school, roll, cast):
    entered(report_of(school, cast["nurul"], [days(roll["Adit"], 4), days(roll["Budi"])]), by=cast["nurul"])
    facts = {"source": "paper", "because": "surat sakit menyusul"}
    later = report_of(school, cast["yuliana"], [days(roll["Adit"], sick=4), days(roll["Budi"])], **facts)

    (entry,) = entered(later, by=cast["yuliana"])

    assert (entry.first, entry.revised, entry.same) == (0, 1, 1)
    assert seen_of(roll["Adit"]) == (20, 0, 4, True, True)
    revision = Revision.objects.get()
    assert (revision.because, revision.report, revision.by) == (
        "surat sakit menyusul", later.pk, cast["yuliana"].pk,
    )  # fmt: skip


def test_what_a_reopened_report_said_and_its_correction_does_not_is_not_reported_any_more(school, roll, cast):
    first = report_of(school, cast["nurul"], [days(roll["Adit"], 9), days(roll["Budi"])])
    entered(first, by=cast["nurul"])
    facts = {"reopens": first, "because": "Adit tertukar dengan anak lain"}
    second = report_of(school, cast["nurul"], [days(roll["Budi"], 1), days(roll["Caca"])], **facts)

    (entry,) = entered(second, by=cast["nurul"])

    assert (entry.first, entry.revised) == (1, 2)
    assert seen_of(roll["Adit"])[-1] is False
    assert seen_of(roll["Budi"]) == (20, 1, 0, True, True)
    with pytest.raises(IntegrityError, match="reopens_id"), transaction.atomic():
        report_of(school, cast["nurul"], [], **facts)
    with pytest.raises(IntegrityError, match="about something else"), transaction.atomic():
        report_of(school, cast["nurul"], [], reopens=second, because="salah kelas", class_name="3B")
    with pytest.raises(IntegrityError, match="made_once"), transaction.atomic():
        report_of(school, cast["nurul"], [])


def test_a_correction_takes_back_what_stands_by_it_and_no_other_schools_word(school, roll, cast):
    nurul, adit, budi, caca = cast["nurul"], roll["Adit"], roll["Budi"], roll["Caca"]
    first = report_of(school, nurul, [days(adit), days(budi, 6), days(caca, 2)])
    entered(first, by=nurul)
    there = Facility.objects.create(code="30409999", name="SDN 002", kind="school", level="sd", village=LOA_IPUH)
    move(budi, there.code, since=date(2025, 3, 10), grade=3, class_name="3B", because="pindah", by=cast["dewi"])
    theirs = report_of(there, nurul, [days(budi, 1)], class_name="3B")
    entered(theirs, by=nurul)

    again = report_of(school, nurul, [days(adit, 2), days(caca, 2)], reopens=first, because="Adit keliru")
    entered(again, by=nurul)
    assert seen_of(budi) == (20, 1, 0, True, True), "the other school's word on Budi stands"

    entered(report_of(school, nurul, [days(adit, 2)], reopens=again, because="Caca tertukar"), by=nurul)
    assert seen_of(caca)[-1] is False, "said first two reports ago, and by nobody else since"


def test_each_bad_line_is_refused_by_name_and_the_good_ones_stand(school, roll, cast):
    adit, budi, caca, dedi = (roll[name] for name in ("Adit", "Budi", "Caca", "Dedi"))
    move(
        caca, _other_school().code, since=date(2025, 2, 10), grade=3, class_name="3A", because="pindah", by=cast["dewi"]
    )
    Member.objects.filter(pk=dedi.pk).update(died_on=date(2025, 2, 20))
    lines = [
        days(adit, 15, 3, 3),
        days(budi),
        days(budi, 2),
        days(budi, duty="immunisation"),
        days(adit, -1),
        days(caca),
        days(dedi),
        [10**12, SCHOOL, 20, 0, 0, 0],
    ]
    (entry,) = entered(report_of(school, cast["nurul"], lines), by=cast["nurul"])

    why = [(member, reason) for member, _, reason in entry.refusals]
    assert why == [
        (adit.pk, "too_many"),
        (budi.pk, "twice"),
        (budi.pk, "wrong_duty"),
        (adit.pk, "too_many"),
        (caca.pk, "not_attached"),
        (dedi.pk, "died"),
        (10**12, "not_attached"),
    ]
    assert {reason for _, reason in why} <= set(WHY)
    assert (entry.first, entry.refused) == (1, 7)
    assert seen_of(budi) == (20, 0, 0, True, True)


def test_nobody_was_at_school_before_they_were_born(school, roll, cast):
    Member.objects.filter(pk=roll["Adit"].pk).update(born=date(2025, 4, 2))
    (entry,) = entered(report_of(school, cast["nurul"], [days(roll["Adit"])]), by=cast["nurul"])
    assert entry.refusals == [[roll["Adit"].pk, SCHOOL, "not_born"]]


def test_yuliana_reports_on_her_own_families_only(school, roll, cast):
    report = report_of(school, cast["yuliana"], [days(roll["Adit"]), days(roll["Dedi"], 20)], source="paper")
    (entry,) = entered(report, by=cast["yuliana"])
    assert (entry.first, entry.refusals) == (1, [[roll["Dedi"].pk, SCHOOL, "not_theirs"]])


def test_a_month_without_a_teacher_counts_against_nobody_and_takes_nothing_from_who_came(school, roll, cast):
    make_observations(roll["Adit"], SCHOOL, [MARCH], unexcused=12)
    make_observations(roll["Budi"], SCHOOL, [MARCH])
    silent = report_of(school, cast["nurul"], [], available=False, because="tidak ada guru", open_days=0)

    (entry,) = entered(silent, by=cast["nurul"])

    assert (entry.first, entry.revised, entry.same) == (2, 1, 1)
    assert [seen_of(roll[name])[3] for name in ("Adit", "Budi", "Caca", "Dedi")] == [False, True, False, False]


def test_many_reports_go_in_together_and_later_ones_correct_earlier_ones(school, roll, cast):
    april = date(2025, 4, 1)
    reports = [
        report_of(school, cast["nurul"], [days(roll["Adit"], 4)], source="import"),
        report_of(school, cast["nurul"], [days(roll["Adit"], 4)], source="import"),
        report_of(school, cast["nurul"], [days(roll["Adit"], 2)], source="import"),
        report_of(school, cast["nurul"], [days(roll["Adit"])], source="import", month=april),
    ]
    entries = entered(*reports, by=cast["nurul"])

    assert [(one.first, one.revised, one.same) for one in entries] == [(1, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0)]
    assert (seen_of(roll["Adit"])[1], seen_of(roll["Adit"], april)[1]) == (2, 0)


def test_together_or_one_by_one_the_ledger_says_the_same(school, roll, cast):
    """Two months with the same reports: entered at once, and one after the other."""
    april = date(2025, 4, 1)
    for month in (MARCH, april):
        told = [
            report_of(
                school, cast["nurul"], [days(roll[name], absent), days(roll["Caca"])], month=month, source="import"
            )
            for name, absent in (("Adit", 1), ("Budi", 4), ("Adit", 0), ("Adit", 0), ("Budi", 21))
        ]
        for some in [told] if month == MARCH else [[one] for one in told]:
            entered(*some, by=cast["nurul"])

    def said(month):
        entries = Entry.objects.filter(report__month=month).order_by("report_id")
        return [(one.first, one.revised, one.same, one.refused) for one in entries]

    assert said(MARCH) == said(april) == [(2, 0, 0, 0), (1, 0, 1, 0), (0, 1, 1, 0), (0, 0, 2, 0), (0, 0, 1, 1)]
    assert all(seen_of(roll[name]) == seen_of(roll[name], april) for name in ("Adit", "Budi", "Caca"))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, None),
        ({"month": date(2025, 5, 1)}, "has not come yet"),
        ({"month": date(2024, 9, 1)}, "no longer taken: 6 months"),
        ({"service": "health"}, "does not see that duty"),
        ({"by": 0}, "not yours"),
        ({"facility": "30409998"}, "not yours"),
        ({"digest": "0" * 64}, "not what was signed"),
    ],
)
def test_a_whole_report_that_cannot_be_is_refused_by_name(school, cast, facts, sentence):
    report = Report(**{"facility": school.code, "service": "school", "month": MARCH, "by": cast["nurul"].pk, **facts})
    report.digest = report.digest or digest_of(report)
    complaint = complaint_about(report, today=TODAY, oldest=6, by=cast["nurul"])

    assert (complaint is None) if sentence is None else (sentence in complaint.sentence_en)


def test_a_school_that_closed_and_people_of_other_places_report_nothing(school, cast):
    report = Report(facility=school.code, service="school", month=MARCH, by=cast["wahyu"].pk)
    report.digest = digest_of(report)
    assert complaint_about(report, today=TODAY, oldest=6, by=cast["wahyu"]) is None
    Facility.objects.update(valid_to=MARCH)
    assert "had closed" in str(complaint_about(report, today=TODAY, oldest=6, by=cast["wahyu"]))
    Facility.objects.update(village=BUKUAN)
    assert "not yours" in str(complaint_about(report, today=TODAY, oldest=6, by=cast["wahyu"]))
    may = [name for name, staff in cast.items() if may_report(staff)]
    assert sorted(may) == ["dewi", "nurul", "ratna", "tuti", "wahyu", "yuliana"]


def test_pages_say_reports_in_their_own_name_of_their_own_facility_and_see_what_is_theirs(own_database, cast):
    school = found_school(cast)
    roll = its_roll()
    told = report_of(school, cast["nurul"], [days(roll["Adit"])])
    elsewhere = _other_school(BUKUAN)

    def says(name, place=school, **facts):
        with as_web(), working_as(cast[name]), transaction.atomic():
            return report_of(place, cast[name], [], source="paper", **facts)

    for name in ("nurul", "yuliana", "wahyu", "dewi"):
        assert says(name).pk
    for name, facts in (
        *((one, {}) for one in ("citra", "hasan", "andi", "putri", "teguh", "jumadi")),
        ("nurul", {"place": elsewhere}),
        ("yuliana", {"place": elsewhere}),
        ("wahyu", {"place": elsewhere}),
        ("nurul", {"by": cast["dewi"].pk}),
        ("nurul", {"village": BUKUAN}),
    ):
        with pytest.raises(DatabaseError, match="row-level security"):
            says(name, **facts)
    with as_web():
        sees = {}
        for name in cast:
            with working_as(cast[name]):
                sees[name] = Report.objects.filter(pk=told.pk).exists()
                assert sees[name] == Report.objects.visible_to(cast[name]).filter(pk=told.pk).exists(), name
    assert not any(sees[name] for name in ("andi", "teguh", "citra", "jumadi"))
    assert all(sees[name] for name in ("nurul", "yuliana", "wahyu", "dewi", "agus", "hasan"))


def test_yuliana_cannot_take_the_place_of_a_schools_correction(own_database, cast):
    school = found_school(cast)
    adit, budi = (its_roll()[name] for name in ("Adit", "Budi"))
    first = report_of(school, cast["nurul"], [days(adit), days(budi, 6)])
    hers = {"source": "paper", "reopens": first, "because": "iseng"}

    with as_web(), working_as(cast["yuliana"]):
        with pytest.raises(IntegrityError, match="by whoever said it"), transaction.atomic():
            report_of(school, cast["yuliana"], [days(adit)], **hers)
        own = report_of(school, cast["yuliana"], [days(adit)], source="paper")
        report_of(school, cast["yuliana"], [days(adit, 1)], **hers | {"reopens": own})
    with as_web(), working_as(cast["nurul"]):
        assert report_of(school, cast["nurul"], [days(adit, 1)], reopens=first, because="keliru").pk


def test_the_worker_enters_what_nurul_signed(own_database, cast):
    school = found_school(cast)
    roll = its_roll()
    report = report_of(school, cast["nurul"], [days(roll["Adit"], 1), days(roll["Dedi"])], month=date(2026, 10, 1))
    errand = errands.ask("duties.enter", f"report:{report.pk}", by=cast["nurul"], area=school.village)
    errands.carry_out(errand)
    errand.refresh_from_db()

    assert (errand.state, errand.sentence_en) == (Errand.State.DONE, "2 new words, 0 corrected, 0 refused.")
    old = report_of(school, cast["nurul"], [days(roll["Adit"])], month=date(2020, 1, 1))
    errand = errands.ask("duties.enter", f"report:{old.pk}", by=cast["nurul"], area=school.village)
    errands.carry_out(errand)
    errand.refresh_from_db()

    assert (errand.state, "no longer taken" in errand.sentence_en) == (Errand.State.REFUSED, True)
    assert not Entry.objects.filter(report=old).exists()


def _other_school(village=LOA_IPUH) -> Facility:
    return Facility.objects.create(code="30409999", name="SDN 002", kind="school", level="sd", village=village)

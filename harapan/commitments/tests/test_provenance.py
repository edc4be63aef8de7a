"""Every word of the ledger leads back to who said it, when, from where and on what evidence."""

from datetime import date

from harapan.commitments.entering import enter
from harapan.commitments.models import Report
from harapan.commitments.provenance import corrections_of, told_of
from harapan.commitments.reporting import Seen, report
from harapan.commitments.tests.test_entering import SERVICES, days, found_school, its_roll, report_of
from harapan.testing.make import make_observations

FEBRUARY, MARCH = date(2025, 2, 1), date(2025, 3, 1)


def test_first_words_corrections_and_first_data_say_where_they_are_from(db, cast):
    school, roll = found_school(cast), its_roll()
    budi, nurul = roll["Budi"], cast["nurul"]
    make_observations(budi, "school_attendance", [FEBRUARY])
    first = report_of(school, nurul, [days(budi, 9)])
    enter([first], SERVICES, by=nurul)
    enter([report_of(school, nurul, [days(budi, 1)], reopens=first, because="salah baris")], SERVICES, by=nurul)

    old, new, given = told_of([budi.pk], [FEBRUARY, MARCH], cast["dewi"])

    assert (old.unexcused, old.standing, old.by, old.facility) == (9, False, "Nurul Hidayah", "SDN 001 Loa Ipuh")
    assert (new.unexcused, new.standing, new.because, new.source.en) == (1, True, "salah baris", "class sheet")
    assert new.report.digest != old.report.digest
    assert new.at is not None
    assert (given.month, given.by, given.source.en, given.done) == (FEBRUARY, "", "loaded with the first data", 20)


def test_who_may_not_see_a_report_learns_that_there_is_one_and_no_more(db, cast):
    school, roll = found_school(cast), its_roll()
    enter([report_of(school, cast["nurul"], [days(roll["Adit"])])], SERVICES, by=cast["nurul"])

    (told,) = told_of([roll["Adit"].pk], [MARCH], cast["citra"])

    assert (told.is_hidden, told.by, told.facility, told.report) == (True, "", "", None)
    assert told.source.en == "a report from outside your area"

    again = report_of(school, cast["nurul"], [days(roll["Adit"], 3)], reopens=Report.objects.get(), because="salah")
    enter([again], SERVICES, by=cast["nurul"])
    (hers,), (ours,) = (corrections_of([roll["Adit"].pk], cast[name]) for name in ("citra", "ratna"))
    assert (hers.is_hidden, hers.who, hers.facility) == (True, None, "")
    assert (ours.who.id, ours.unexcused, ours.month) == ("Nurul Hidayah, Petugas sekolah/faskes", 3, MARCH)


def test_a_family_session_is_evidence_of_who_came(db, cast):
    roll = found_school(cast) and its_roll()
    adit = roll["Adit"]
    seen = [Seen(MARCH, adit.pk, "family_session", adit.family_id, adit.village)]
    for _ in range(2):
        report(seen, "P2K2", evidence="meeting:7", by=cast["yuliana"])

    (told,) = told_of([adit.pk], [MARCH], cast["yuliana"])

    assert (told.by, told.source.en, told.report.evidence) == (
        cast["yuliana"].name,
        "family session (P2K2)",
        "meeting:7",
    )
    assert Report.objects.count() == 1, "said again, nothing is new"

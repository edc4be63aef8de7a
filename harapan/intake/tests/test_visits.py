"""A candidate is visited: answers are kept, the outcome follows from them, and a second person confirms."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from harapan.intake.models import Answer, OutcomeSum, Report, Ruling
from harapan.intake.visits.actions import (
    CannotRule,
    CannotVisit,
    answer,
    begin,
    confirm_reports,
    keep_photo,
    return_report,
    send,
)
from harapan.intake.visits.applying import apply_confirmed
from harapan.intake.visits.outcomes import OUTCOMES, published_not_stated
from harapan.intake.visits.queries import candidates_for, last_answer_of, stage_of
from harapan.lib.pictures import NoPicture, picture
from harapan.policy.loading import load
from harapan.registry.models import Family, Member, ParticipationMove
from harapan.testing.house import ROOT
from harapan.testing.make import LOA_IPUH, caretaker_of, elder, make_family, member_named, pupil, toddler

TODAY = date(2025, 2, 20)
EDITION = load(ROOT / "policy" / "pkh").edition("2025-2")
JPEG = b"\xff\xd8\xff\xe1\x00\x06GPS!\xff\xdb\x00\x04ab\xff\xda\x00\x02picture\xff\xd9"


@pytest.fixture
def yuliana(cast):
    return cast["yuliana"]


@pytest.fixture
def siti(db, yuliana):
    """A candidate of Yuliana's, with a toddler and a pupil."""
    return make_family(
        "Siti", toddler("Adi"), pupil("Budi"), participation="candidate", facilitator=yuliana.pk, account=""
    )


def found_well(family: Family, **changes):
    """The answers of an ordinary visit."""
    people = Member.objects.filter(family=family)
    return {
        "found": {"result": "found", "on": "2025-02-19"},
        "standing": {"result": "poor"},
        "household": {str(person.pk): {"where": "here"} for person in people},
        "newcomers": {"rows": []},
        "components": {},
        "papers": {"card": "seen"},
        "caretaker": {"who": str(caretaker_of(family).pk), "channel": "bank"},
        "commitment": {"signed": True, "on": "2025-02-19"},
        **changes,
    }


def visited(family, by, **changes):
    """A visit with its answers, and the report that was sent."""
    visit = begin(family, by=by)
    for question, value in found_well(family, **changes).items():
        answer(visit, question, value, by=by)
    return visit, send(visit, family, EDITION, seen=last_answer_of(visit), today=TODAY, by=by)


def confirmed(report, by, on=TODAY):
    """Confirmed by a coordinator, and written down by the worker."""
    confirm_reports([report], by=by)
    apply_confirmed([report.pk], on=on, by=by)
    report.refresh_from_db()
    return Family.objects.get(pk=report.family)


def test_a_visit_stops_in_the_middle_and_goes_on(siti, yuliana, dewi):
    visit = begin(siti, by=yuliana)
    answer(visit, "found", {"result": "moved", "on": "2025-02-18"}, by=yuliana)
    answer(visit, "found", {"result": "found", "on": "2025-02-19"}, by=yuliana)

    assert begin(siti, by=yuliana) == visit
    assert Answer.objects.filter(visit=visit).count() == 2
    assert stage_of(candidates_for(yuliana).get()) == "begun"
    with pytest.raises(CannotVisit, match="no answer yet"):
        send(visit, siti, EDITION, seen=last_answer_of(visit), today=TODAY, by=yuliana)
    with pytest.raises(CannotVisit, match="the answers have changed"):
        send(visit, siti, EDITION, seen=0, today=TODAY, by=yuliana)
    with pytest.raises(CannotVisit, match="family's facilitator"):
        begin(siti, by=dewi)


def test_an_eligible_family_is_confirmed_by_a_second_person_and_written_down(siti, yuliana, dewi):
    baby = {"name": "Citra Kecil", "born": "2025-02-01", "sex": "F", "relation": "child", "nik": ""}
    adi, budi = member_named(siti, "Adi"), member_named(siti, "Budi")
    household = found_well(siti)["household"] | {str(adi.pk): {"where": "away"}}
    components = {str(budi.pk): {"school": "smp", "pregnancy": 0, "disability": ""}}

    visit, report = visited(
        siti,
        yuliana,
        household=household,
        newcomers={"rows": [baby]},
        components=components,
        papers={"card": "none", "missing": "newborn"},
    )

    assert (report.outcome, report.complete, report.members, report.counted) == ("eligible", False, 3, 2)
    assert report.papers_until == date(2025, 4, 21)
    with pytest.raises(CannotVisit, match="sent already"):
        answer(visit, "found", {"result": "refused"}, by=yuliana)
    with pytest.raises(CannotRule, match="Facilitator” does not confirm"):
        confirm_reports([report], by=yuliana)
    family = confirmed(report, dewi)
    assert family.participation == "validated"
    assert family.flags == "papers_awaited"
    assert Member.objects.get(name="Citra Kecil").family_id == siti.pk
    assert (Member.objects.get(pk=adi.pk).at_home, Member.objects.get(pk=budi.pk).school) == (False, "smp")
    assert {row.area for row in OutcomeSum.objects.all()} == {"", "64", "6402", "640206", LOA_IPUH}
    assert apply_confirmed([report.pk], on=TODAY, by=dewi) == 0
    assert Member.objects.filter(family=siti).count() == 4


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"found": {"result": "address_not_found", "on": "2025-02-19"}}, "address_not_found"),
        ({"found": {"result": "moved", "on": "2025-02-19"}}, "moved"),
        ({"found": {"result": "refused", "on": "2025-02-19"}}, "refused"),
        ({"standing": {"result": "duplicate"}}, "duplicate"),
        ({"standing": {"result": "prosperous"}}, "prosperous"),
        ({"standing": {"result": "participant"}}, "participant"),
        ({"standing": {"result": "non_category"}}, "non_category"),
        ({"commitment": {"signed": False}}, "refused"),
        ({"household": {}}, "eligible"),
    ],
)
def test_each_outcome_follows_from_its_answer(siti, yuliana, dewi, changes, outcome):
    _, report = visited(siti, yuliana, **changes)
    family = confirmed(report, dewi)

    assert report.outcome == outcome
    assert family.participation == ("validated" if outcome == "eligible" else "not_eligible")
    cause = "validated" if outcome == "eligible" else outcome
    assert ParticipationMove.objects.get(family=siti.pk).cause == cause


def test_nobody_who_counts_is_no_component(db, yuliana):
    family = make_family(
        "Tuti", pupil("Umar", school=""), participation="candidate", facilitator=yuliana.pk, account=""
    )
    _, report = visited(family, yuliana)
    assert (report.outcome, report.counted) == ("no_component", 0)


def test_somebody_old_and_alone_gets_a_proxy_and_is_paid_at_home(db, yuliana, dewi):
    alone = make_family(
        "Kasim", elder("Mbah Suro"), participation="candidate", facilitator=yuliana.pk, account="", bank="BRI"
    )
    kin = {"name": "Wati", "nik": "6402064101900001", "born": "1990-01-01", "sex": "F", "letter": "SK-1"}
    _, report = visited(
        alone, yuliana, caretaker={"who": "proxy", "proxy": kin, "channel": "post", "home_visits": True}
    )
    family = confirmed(report, dewi)

    assert (family.channel, family.bank, family.flags) == ("post", "POS", "home_visits,proxy")
    assert caretaker_of(family).name == "Wati"
    assert not caretaker_of(family).at_home


def test_a_nik_that_somebody_has_already_is_kept_and_marked(siti, yuliana, dewi):
    other = caretaker_of(make_family("Rina"))
    Member.objects.filter(pk=other.pk).update(nik="6402064101900001")
    twin = {"name": "Rina Dua", "born": "1990-01-01", "sex": "F", "relation": "other", "nik": "6402064101900001"}
    _, report = visited(siti, yuliana, newcomers={"rows": [twin]})
    confirmed(report, dewi)
    assert Member.objects.get(name="Rina Dua").nik_contested


def test_a_report_given_back_is_sent_again(siti, yuliana, dewi):
    visit, report = visited(siti, yuliana)
    return_report(report, "foto rumah belum ada", by=dewi)
    answer(visit, "papers", {"card": "none", "missing": "lost"}, by=yuliana)
    again = send(visit, siti, EDITION, seen=last_answer_of(visit), today=TODAY, by=yuliana)

    assert Report.objects.get(pk=report.pk).state == "returned"
    assert not again.complete
    with pytest.raises(CannotRule, match="ruled about some"):
        return_report(report, "sekali lagi", by=dewi)


def test_the_database_itself_refuses_one_who_confirms_their_own(siti, yuliana):
    _, report = visited(siti, yuliana)
    with pytest.raises(IntegrityError, match="validation_has_four_eyes"), transaction.atomic():
        Ruling.objects.create(report=report, village=LOA_IPUH, verdict="confirm", reported_by=1, by=yuliana.pk)


def test_words_follow_a_family_to_where_it_lives_now(siti, yuliana, cast):
    _, report = visited(siti, yuliana)
    Family.objects.filter(pk=siti.pk).update(village="6402062007", facilitator=77)

    report.refresh_from_db()
    assert (report.village, report.facilitator) == ("6402062007", 77)
    assert not Report.objects.visible_to(yuliana).exists()
    assert Answer.objects.filter(visit=report.visit, facilitator=77).count() == 8


def test_photos_lose_what_the_camera_wrote_beside_them(siti, yuliana):
    visit = begin(siti, by=yuliana)
    photo = keep_photo(visit, JPEG, by=yuliana)

    assert b"GPS" not in bytes(photo.content)
    assert keep_photo(visit, JPEG, by=yuliana) == photo
    for bad in (b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\x00\x00"):
        with pytest.raises(NoPicture):
            picture(bad)


def test_the_published_figures_are_444_short_and_stay_so():
    assert published_not_stated() == 444
    assert OUTCOMES["refused"].published is None

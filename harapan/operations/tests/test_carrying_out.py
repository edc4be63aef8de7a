"""Work from asking to its end: what it leaves, what it says, and what a refusal looks like."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Run
from harapan.entitlements.queries import batches_of
from harapan.operations import actions, care, hands, steps
from harapan.operations.claim import claimed
from harapan.operations.models import Sheet, Work
from harapan.operations.queries import sheet_of
from harapan.payments.models import Balance, PaymentFile
from harapan.sanctions.models import Making
from harapan.testing.stages import HELD, ORDERED, OWED


@contextmanager
def other_connection():
    with psycopg.connect(**{**connection.get_connection_params(), "context": None}, autocommit=True) as other:
        yield other


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def jobs() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, (args ->> 'work')::bigint FROM procrastinate_jobs")
        return cursor.fetchall()


def age(work: Work) -> None:
    Work.objects.filter(pk=work.pk).update(asked_at=timezone.now() - timedelta(minutes=1))


def test_a_cycle_from_opening_to_approval_by_two_people(after, done, dewi, eko):
    after("open")
    for step, who in (("freeze", dewi), ("compute", dewi), ("review", dewi), ("approve", eko)):
        assert done(step, "2025-1", by=who).state == "done", step

    batch = batches_of("2025-1").get()
    assert (batch.state, batch.computed_by, batch.approved_by) == ("approved", dewi.pk, eko.pk)
    assert Balance.objects.filter(account="approved").values_list("rupiah", flat=True)
    assert sheet_of(batch.pk).body["changes"]


def test_what_came_of_it_stands_in_both_languages(after, done, dewi):
    after("open")

    work = done("freeze", "2025-1", by=dewi)

    assert work.sentence_id.startswith("16 keluarga dan ")
    assert work.sentence_en.startswith("16 families and ")
    assert (work.begun, work.phase) == (1, "")
    assert work.ended_at >= work.started_at


def test_a_refusal_ends_the_work_with_both_sentences(after, done, dewi):
    after("people")

    work = done("compute", "2025-1", by=dewi)

    assert work.state == "refused"
    assert "belum dibuka" in work.sentence_id
    assert "is not open yet" in work.sentence_en


def test_the_same_person_cannot_approve_what_they_computed(after, done, dewi):
    after("review")

    work = done("approve", "2025-1", by=dewi)

    assert (work.state, work.sentence_en) == ("refused", "a second person must approve what you computed")
    assert not Batch.objects.filter(approved_by__isnull=False).exists()


def test_the_approver_books_and_the_papers_know_their_sum(after, done, eko):
    after("review")

    done("approve", "2025-1", by=eko)

    standing = dict(
        Balance.objects.exclude(account="appropriation").values_list("account").annotate(total=Sum("rupiah"))
    )
    assert standing == {"approved": ORDERED, "held": HELD}
    assert ORDERED + HELD == OWED


def test_after_approval_the_cases_of_whoever_gets_less_are_made_by_themselves(after, done, dewi, eko):
    after("review")

    done("approve", "2025-1", by=eko)

    making = Making.objects.get()
    assert (making.cycle, making.by, making.batches) == ("2025-1", eko.pk, [Batch.objects.get().pk])
    steps.approve(steps.Desk(law().edition("2025-1"), dewi, eko))
    assert Making.objects.count() == 1, "whoever comes again finds nothing left to do"


def test_whoever_dies_between_approving_and_making_cases_makes_them_on_coming_back(after, dewi, eko, monkeypatch):
    given = after("review")

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(steps, "make_cases", killed)
        with pytest.raises(KeyboardInterrupt):
            steps.approve(given.desk)
    assert (given.batch.approved_by, Making.objects.count()) == (eko.pk, 0)

    steps.approve(given.desk)

    assert Making.objects.get().by == eko.pk


def test_refusing_twice_is_refusing_once(after, done, eko):
    after("review")
    run = Run.objects.get()

    assert done("refuse", "2025-1", by=eko, run=run.pk, because="salah hitung").state == "done"
    assert done("refuse", "2025-1", by=eko, run=run.pk, because="salah hitung").state == "done"

    run.refresh_from_db()
    assert run.refused_because == "salah hitung"


def test_a_fault_of_ours_ends_the_work_and_says_no_personal_word_in_the_log(after, done, dewi, monkeypatch, caplog):
    after("open")

    def broken(*_):
        raise ValueError("Aminah 6402012001010001")

    monkeypatch.setitem(actions.HANDLERS, "freeze", broken)
    work = done("freeze", "2025-1", by=dewi)

    assert work.state == "failed"
    assert f"number {work.pk}" in work.sentence_en
    told = " ".join(caplog.messages)
    assert "ValueError" in told
    assert "Aminah" not in told


def test_somebody_let_go_after_asking_is_refused(after, ask, dewi):
    after("open")
    work = ask("freeze", "2025-1", by=dewi)
    dewi.active = False
    dewi.save()

    actions.carry_out(work)

    work.refresh_from_db()
    assert work.state == "refused"


def test_progress_is_seen_while_the_step_is_in_the_middle_of_its_transaction(after, ask, dewi, monkeypatch):
    after("open")
    work = ask("freeze", "2025-1", by=dewi)
    seen = []

    def looks(desk, _work):
        with transaction.atomic(), desk.phase("freeze", total=40) as report:
            report(16)
            with other_connection() as eyes:
                seen.append(eyes.execute("SELECT state, phase, done, total FROM operations_work").fetchone())

    monkeypatch.setitem(actions.HANDLERS, "freeze", looks)
    actions.carry_out(work)

    assert seen == [("running", "freeze", 16, 40)]


def test_whoever_comes_second_waits_and_finds_it_done(after, ask, dewi):
    after("open")
    work = ask("freeze", "2025-1", by=dewi)

    def second() -> None:
        try:
            actions.carry_out(Work.objects.get(pk=work.pk))
        finally:
            connection.close()

    with claimed(work):
        late = threading.Thread(target=second)
        late.start()
        late.join(0.5)
        assert late.is_alive()
    late.join(30)

    work.refresh_from_db()
    assert (work.state, work.begun) == ("done", 1)


def test_work_whose_job_vanished_goes_back_into_the_queue(after, ask, dewi):
    after("open")
    work = ask("freeze", "2025-1", by=dewi)
    forget_jobs()
    age(work)

    assert care.take_up_again() == 1
    assert care.take_up_again() == 0

    assert jobs() == [("todo", work.pk)]


def test_work_in_somebodys_hands_is_left_alone(after, ask, dewi):
    after("open")
    work = ask("freeze", "2025-1", by=dewi)
    forget_jobs()
    age(work)

    with claimed(work):
        assert care.take_up_again() == 0


def test_work_that_kills_its_worker_each_time_is_given_up(after, ask, dewi):
    after("open")
    work = ask("freeze", "2025-1", by=dewi)
    Work.objects.update(begun=hands.MOST_TRIES, state="running")

    actions.carry_out(work)

    work.refresh_from_db()
    assert work.state == "failed"
    assert "broke off 5 times" in work.sentence_en


def test_a_sheet_is_made_once_and_holds_what_a_reviewer_asks(after, done, dewi):
    after("freeze")
    done("compute", "2025-1", by=dewi)

    sheet = Sheet.objects.get()
    assert {row["key"] for row in sheet.body["banks"]} == {"BRI", "BNI", "POS"}
    assert sum(row["now"] for row in sheet.body["areas"]) == OWED
    assert sheet.body["reasons"]


def test_an_answer_is_read_by_its_plain_name_only(after, done, eko):
    given = after("release")
    path = given.answer_of("BRI")

    assert done("answer", "2025-1", by=eko, files=["../../etc/passwd"]).state == "refused"
    work = done("answer", "2025-1", by=eko, files=[path.name])

    assert (work.state, work.sentence_id) == ("done", "11 masuk rekening")
    assert PaymentFile.objects.get(bank="BRI").answers.count() == 1

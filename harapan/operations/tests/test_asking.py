"""Who may ask for which step, and that asking twice asks once."""

import pytest
from django.db import connection

from harapan.operations.actions import CannotAsk, carry_out
from harapan.operations.models import Work
from harapan.operations.queries import MovedOn, stake_of

JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'carry_out_work'"


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        return cursor.fetchone()[0]


def test_work_and_its_place_in_the_queue_come_together(after, ask, dewi):
    after("open")

    work = ask("freeze", "2025-1", by=dewi)

    assert (work.state, work.asked_by, jobs()) == ("waiting", dewi.pk, 1)


def test_a_double_click_asks_once(after, ask, dewi):
    after("open")

    first, second = ask("freeze", "2025-1", by=dewi), ask("freeze", "2025-1", by=dewi)

    assert first.pk == second.pk
    assert jobs() == 1


def test_two_people_at_once_and_one_is_told_to_wait(after, ask, dewi, eko):
    after("open")
    ask("freeze", "2025-1", by=dewi)

    with pytest.raises(CannotAsk, match="somebody is working on 2025-1: wait"):
        ask("freeze", "2025-1", by=eko)

    assert jobs() == 1


@pytest.mark.parametrize("who", ["citra", "agus", "ratna", "hasan"])
@pytest.mark.parametrize("step", ["open", "freeze", "approve", "release", "close"])
def test_whose_position_does_not_let_them_cannot_ask(own_database, ask, cast, who, step):
    with pytest.raises(CannotAsk, match="may not take this step"):
        ask(step, "2025-1", by=cast[who])

    assert not Work.objects.exists()


def test_treasury_officers_move_money_but_do_not_approve(own_database, ask, dewi):
    dewi.position = "treasury"
    dewi.save()

    with pytest.raises(CannotAsk):
        ask("approve", "2025-1", by=dewi)
    assert ask("release", "2025-1", by=dewi).state == "waiting"


def test_nobody_asks_in_another_persons_name(own_database, ask, dewi, eko):
    from harapan.operations import actions
    from harapan.staff.access import working_as
    from harapan.testing.pages import as_web

    with as_web(), working_as(eko), pytest.raises(Exception, match="row-level security"):
        actions.ask("freeze", "2025-1", by=dewi)


def test_what_was_confirmed_must_still_be_at_stake(after, ask, eko):
    given = after("review")
    with pytest.raises(MovedOn, match="moved on"):
        ask("approve", given.cycle, by=eko, rupiah=stake_of("approve", given.cycle).rupiah - 1)

    assert not Work.objects.exists()


def test_what_moves_on_between_asking_and_doing_is_refused(after, ask, eko, dewi):
    given = after("review")
    work = ask("approve", given.cycle, by=eko, rupiah=stake_of("approve", given.cycle).rupiah)
    given.through("approve")

    carry_out(work)

    work.refresh_from_db()
    assert work.state == "refused"
    assert work.sentence_id.startswith("keadaan sudah berubah")

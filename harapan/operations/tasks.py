"""What the worker does: carry out what was asked, seal the log, and take up again what a dead worker left."""

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from procrastinate.contrib.django import app

from harapan.audit.actions import seal
from harapan.coordination.summing import sum_what_moved
from harapan.letters.models import Letter
from harapan.operations import actions, care, errands, nightly
from harapan.operations.errands.coverage import sum_last_reports
from harapan.operations.errands.sanctions import apply_what_was_decided
from harapan.operations.letters import making
from harapan.operations.models import Errand, Work
from harapan.staff.actions import postings_due


@app.task(name=care.TASKS[Work], queue=care.QUEUE, retry=False)
def carry_out_work(work: int) -> None:
    """One step of one cycle. Steps can be run again, so a killed worker's work is simply begun anew."""
    found = Work.objects.filter(pk=work).first()
    if found:
        actions.carry_out(found)


@app.task(name=care.TASKS[Errand], queue=care.QUEUE, retry=False)
def carry_out_errand(errand: int) -> None:
    """Anything else that was asked for; it can be begun anew as well."""
    found = Errand.objects.filter(pk=errand).first()
    if found:
        errands.carry_out(found)


@app.periodic(cron="* * * * * */10")
@app.task(name="take_up_again", queue="care", queueing_lock="take_up_again")
def take_up_again(timestamp: int) -> None:  # noqa: ARG001
    """Work and letters that nobody alive works on go back into the queue."""
    care.take_up_again()
    making.take_up_again()


@app.periodic(cron="* * * * * */5")
@app.task(name="seal_log", queue="care", queueing_lock="seal_log")
def seal_log(timestamp: int) -> None:  # noqa: ARG001
    """Chain new events of the log every five seconds."""
    seal()


@app.periodic(cron="* * * * *")
@app.task(name="sum_what_moved", queue="care", queueing_lock="sum_what_moved")
def sum_areas(timestamp: int) -> None:  # noqa: ARG001
    """Make the sums that dashboards and maps read again, where something has moved."""
    sum_what_moved()


@app.task(name="make_letter", queue="work", retry=False)
def make_letter(letter: int) -> None:
    """One letter. Interrupted, it is begun anew under the same number."""
    found = Letter.objects.filter(pk=letter).first()
    if found:
        making.carry_out(found)


@app.periodic(cron="*/20 * * * *")
@app.task(name="apply_what_was_decided", queue="care", queueing_lock="apply_what_was_decided")
def apply_decisions(timestamp: int) -> None:  # noqa: ARG001
    """Decisions about sanctions and payments that were left lying take effect."""
    apply_what_was_decided()


@app.periodic(cron="5 17 * * *")  # five past midnight in Jakarta
@app.task(name="begin_and_end_postings", queue="care", queueing_lock="begin_and_end_postings")
def begin_and_end_postings(timestamp: int) -> None:  # noqa: ARG001
    """Postings whose day has come begin or end."""
    postings_due(timezone.localdate())


@app.periodic(cron="10 17 * * *")
@app.task(name="follow_the_registry", queue="care", queueing_lock="follow_the_registry")
def follow_the_registry(timestamp: int) -> None:  # noqa: ARG001
    """Lists of schools and health units follow what changes and registers have said, each night."""
    nightly.follow_the_registry()


@app.periodic(cron="55 17 * * *")
@app.task(name="close_months", queue="care", queueing_lock="close_months")
def close_months(timestamp: int) -> None:  # noqa: ARG001
    """What nobody reported until the deadline is written down as not reported, the night after."""
    nightly.close_months()


@app.periodic(cron="15 17 * * *")
@app.task(name="inspect_data", queue="care", queueing_lock="inspect_data")
def inspect_data(timestamp: int) -> None:  # noqa: ARG001
    """Every check of the quality of data, over the country, each night."""
    nightly.inspect_the_country()


@app.periodic(cron="50 17 * * *")
@app.task(name="forget_old_lists", queue="care", queueing_lock="forget_old_lists")
def forget_old_lists(timestamp: int) -> None:  # noqa: ARG001
    """Rows of lists whose time is over, each night."""
    nightly.forget_old_lists()


@app.periodic(cron="45 17 * * *")
@app.task(name="look_ahead", queue="care", queueing_lock="look_ahead")
def look_ahead(timestamp: int) -> None:  # noqa: ARG001
    """Early warnings over the country, each night."""
    nightly.look_ahead_for_the_country()


@app.periodic(cron="20 17 * * *")
@app.task(name="claim_what_was_not_owed", queue="care", queueing_lock="claim_what_was_not_owed")
def claim_what_was_not_owed(timestamp: int) -> None:  # noqa: ARG001
    """Overpayments whose money came after the merge or the death, and what banks gave back, each night."""
    nightly.claim_what_was_not_owed()


@app.periodic(cron="25 17 * * *")
@app.task(name="sum_sessions", queue="care", queueing_lock="sum_sessions")
def sum_sessions(timestamp: int) -> None:  # noqa: ARG001
    """Family sessions of the month by village, each night."""
    nightly.sum_sessions()


@app.periodic(cron="32 17 * * *")
@app.task(name="sum_growth", queue="care", queueing_lock="sum_growth")
def sum_growth(timestamp: int) -> None:  # noqa: ARG001
    """How children grow, by village and month, each night."""
    nightly.sum_growth_of_late()


@app.periodic(cron="30 17 * * *")
@app.task(name="sum_reports", queue="care", queueing_lock="sum_reports")
def sum_reports(timestamp: int) -> None:  # noqa: ARG001
    """Which schools and health units have reported, each night."""
    sum_last_reports()


@app.periodic(cron="35 17 * * *")
@app.task(name="forget_old_sessions", queue="care", queueing_lock="forget_old_sessions")
def forget_old_sessions(timestamp: int) -> None:  # noqa: ARG001
    """Sessions that ran out are removed."""
    SessionStore.clear_expired()

"""Care for work and letters in nobody's hands any more: their worker died, or their place in the queue is gone."""

from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from harapan.operations.claim import is_claimed
from harapan.operations.models import Asked, Errand, Work

log = structlog.get_logger()

QUEUE = "work"
TASKS: dict[type[Work | Errand], str] = {Work: "carry_out_work", Errand: "carry_out_errand"}
"""What the worker does about each kind of thing that is asked for, given its number."""

JUST_NOW = 3
"""Seconds in which a worker that took a job may not have claimed it yet."""

JOB = """
    SELECT job.id, job.status::text, coalesce(max(event.at) > now() - make_interval(secs => %s), false)
    FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'started'
    WHERE job.task_name = %s AND job.status IN ('todo', 'doing') AND (job.args ->> %s)::bigint = %s
    GROUP BY job.id ORDER BY job.id DESC LIMIT 1
"""


def take_up_again() -> int:
    """Put what was asked for, is not over, and is in nobody's hands back into the queue. Returns how many."""
    recently = timezone.now() - timedelta(seconds=JUST_NOW)
    found = 0
    for asked, task in TASKS.items():
        open_ = asked.objects.filter(state__in=[Asked.State.WAITING, Asked.State.RUNNING], asked_at__lt=recently)
        found += sum(_taken_up_again(one, task) for one in open_)
    return found


@transaction.atomic
def _taken_up_again(asked: Asked, task: str) -> bool:
    return not is_claimed(asked) and queued_again(task, **{str(asked._meta.model_name): asked.pk})


def queued_again(task: str, **argument: int) -> bool:
    """Give a task of one argument its place in the queue back, unless it has one, or a worker took it just now.

    Ask only about what nobody alive works on, in the transaction that made sure of it.
    """
    ((name, number),) = argument.items()
    with connection.cursor() as cursor:
        cursor.execute(JOB, [JUST_NOW, task, name, number])
        job, status, just_begun = cursor.fetchone() or (None, "", False)
    if status == "todo" or just_begun:
        return False
    here = app.with_connector(DjangoConnector())
    if job is None:
        here.configure_task(task, queue=QUEUE).defer(**argument)
    else:
        here.job_manager.retry_job_by_id(job, retry_at=timezone.now())
    log.info("taken up again", task=task, lost="job" if job is None else "worker", **argument)
    return True

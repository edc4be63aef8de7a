"""What the worker does: carry out what was asked, seal the log, and take up again what a dead worker left."""

from procrastinate.contrib.django import app

from harapan.audit.actions import seal
from harapan.operations import actions
from harapan.operations.models import Work


@app.task(name="carry_out_work", queue="work", retry=False)
def carry_out_work(work: int) -> None:
    """One step of one cycle. Steps can be run again, so a killed worker's work is simply begun anew."""
    actions.carry_out(Work.objects.get(pk=work))


@app.periodic(cron="* * * * *")
@app.task(name="take_up_again", queue="care", pass_context=False)
async def take_up_again(timestamp: int) -> None:  # noqa: ARG001
    """Work whose worker gave no sign of life goes back into the queue."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="* * * * * */5")
@app.task(name="seal_log", queue="care")
def seal_log(timestamp: int) -> None:  # noqa: ARG001
    """Chain new events of the log every five seconds."""
    seal()

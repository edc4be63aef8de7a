"""What is being worked on, and what was last."""

from harapan.operations.models import Work


def work_on(cycle: str) -> Work | None:
    """The piece of work that holds a cycle now."""
    return Work.objects.filter(cycle=cycle, state__in=[Work.State.WAITING, Work.State.RUNNING]).first()


def last_work_on(cycle: str) -> Work | None:
    """The newest piece of work on a cycle, over or not."""
    return Work.objects.filter(cycle=cycle).order_by("-pk").first()

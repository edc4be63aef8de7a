"""Where cycles, runs and batches stand."""

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from harapan.entitlements.models import Batch, Cycle, Entitlement, Run
from harapan.lib.room import private_folder

ORDER = list(Batch.State.values)


def batches_of(cycle: str) -> QuerySet[Batch]:
    """Batches of a cycle's runs that were not refused, in the order they were made."""
    return Batch.objects.filter(cycle=cycle, run__refused_because="").select_related("run").order_by("run_id", "wave")


def main_run(cycle: str) -> Run | None:
    """The run that counts, if the cycle has been computed."""
    return Run.objects.filter(cycle=cycle, kind=Run.Kind.MAIN, refused_because="").first()


def state_of(cycle: Cycle, *, frozen: bool) -> str:
    """A cycle shows its least advanced batch; before there is one, whether it is open or frozen."""
    states = list(batches_of(cycle.name).values_list("state", flat=True))
    if not states:
        return "frozen" if frozen else "open"
    return min(states, key=ORDER.index)


def run_folder(run: Run | tuple[str, int]) -> Path:
    """Where a run's lines, entitlements, totals and manifest lie."""
    cycle, number = (run.cycle_id, run.number) if isinstance(run, Run) else run
    return private_folder(Path(settings.HOME) / "runs") / f"{cycle}-run{number}"


def entitlement_of(family: int, cycle: str) -> QuerySet[Entitlement]:
    """A family's entitlements in a cycle, in runs that were not refused; more than one after a supplementary run."""
    live = Run.objects.filter(cycle=cycle, refused_because="").values("pk")
    return Entitlement.objects.filter(cycle=cycle, family=family, run__in=live).order_by("run")

"""The twelve told families of the demo (to be told)."""

from harapan.population.batch import Batch
from harapan.population.settlement import Settlement


def villages() -> dict[str, int]:
    """How many told families live in each village."""
    return {}


def batch(origin: str, plan: Settlement) -> Batch:
    """The told families."""
    raise NotImplementedError

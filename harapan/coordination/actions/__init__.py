"""The verbs of the room: figures others published, and gatherings."""

from harapan.coordination.actions.figures import CannotRecord, record_published_figure
from harapan.coordination.actions.gatherings import CannotHold, record_gathering

__all__ = ["CannotHold", "CannotRecord", "record_gathering", "record_published_figure"]

"""Errands about who looks after which families: hand them on, hand them back; sums of load are made again at once."""

from harapan.coordination.summing import sum_registry
from harapan.lib.english import agree
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.registry.actions import CannotAssign, Part, reassign, undo_reassignment
from harapan.registry.models import Reassignment
from harapan.staff.models import Staff
from harapan.ui.words import Words


def hand_on(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Families of one facilitator, or of nobody, go to others, part by part; all of them or none.

    Begun anew after a worker died, it finds the families gone already, and what the errand has left behind.
    """
    told = errand.details
    parts = [Part(**part) for part in told["parts"]]
    because, document = str(told["because"]), str(told["document"])
    with notes.phase("hand on"):
        done = _done_by(errand) or reassign(told["source"], parts, because=because, document=document, by=staff)
    with notes.phase("sums"):
        sum_registry()
    return _moved(done)


def hand_back(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """The families of a reassignment go back to whoever had them."""
    before = Reassignment.objects.filter(pk=errand.details["reassignment"]).first()
    if before is None:
        raise CannotAssign("pemindahan ini tidak ada", "there is no such reassignment")
    with notes.phase("hand on"):
        done = _done_by(errand) or undo_reassignment(before, because=str(errand.details["because"]), by=staff)
    with notes.phase("sums"):
        sum_registry()
    return _moved(done)


def _done_by(errand: Errand) -> Reassignment | None:
    """What an earlier turn of the same errand has done already."""
    if errand.begun <= 1:
        return None
    told = errand.details
    rows = Reassignment.objects.filter(by=errand.asked_by, at__gte=errand.asked_at, because=str(told["because"])[:300])
    if "reassignment" in told:
        return rows.filter(undoes=told["reassignment"]).first()
    return rows.filter(source=told["source"], undoes=None).first()


def _moved(done: Reassignment) -> Words:
    return Words(
        f"{number(done.families)} keluarga kini mempunyai pendamping lain",
        agree(f"{number(done.families)} [family has|families have] another facilitator now", done.families),
    )

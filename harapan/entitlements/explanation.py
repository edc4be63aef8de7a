"""How a family's amount in a stage came about, from the files of the run that counts: for pages and for commands.

Files know no row-level security: whoever asks has found the family through `.visible_to` first.
"""

from harapan.engine.explain import Explanation, NotInSnapshot, explain_from_snapshot
from harapan.engine.settled import settled_of
from harapan.engine.snapshot import BadSnapshot
from harapan.entitlements.load import corrections_of
from harapan.entitlements.models import Entitlement, Run
from harapan.entitlements.queries import entitlement_of, run_folder
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.snapshots.actions import snapshot_folder


class CannotExplain(Refusal):
    """There is nothing to explain it from."""


def explanation_of(family: int, edition: Edition) -> Explanation | None:
    """The family's amount in the edition's stage, line by line, as it was computed last. None when it was not in the
    stage's snapshot. Raises `CannotExplain` when there is no snapshot, or its files are not what was frozen.
    """
    latest = entitlement_of(family, edition.cycle).last()
    run = run_folder(Run.objects.get(pk=latest.run)) if latest else None
    try:
        return explain_from_snapshot(
            snapshot_folder(edition.cycle),
            edition,
            family,
            corrections=corrections_of(run) if run else None,
            settled=settled_of(run) if run else None,
            regency=_regency(latest),
        )
    except NotInSnapshot:
        return None
    except BadSnapshot as trouble:
        raise CannotExplain(
            f"{edition.cycle} belum dibekukan, atau berkas salinannya tidak lagi seperti saat dibekukan",
            f"{edition.cycle} is not frozen yet, or the files of its snapshot are not what was frozen",
        ) from trouble


def _regency(latest: Entitlement | None) -> str:
    """Where the family lived at the freeze, if that is known."""
    return latest.village[:4] if latest else ""

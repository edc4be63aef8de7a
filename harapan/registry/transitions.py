"""Every step a family may take through the programme: from where, for which cause, by whose word, on which paper.

From domain facts 2.2 and 2.3, where each has its source; `sure` is the confidence given there, or `derived` for steps
that follow from the order of business (2.1). Being left out of one payment (TIDAK_DIBAYAR) is no state of its own
here: the family stays, and the stage carries the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from harapan.registry.models import Participation
from harapan.ui.words import Words

P = Participation
PAID_OR_WAITING = (P.ACTIVE, P.SUSPENDED, P.NO_COMPONENT, P.GRADUATION_CANDIDATE)
EXITS = (P.GRADUATED_NATURAL, P.GRADUATED_INDEPENDENT, P.REMOVED, P.ADMINISTRATIVE_EXIT)
BEFORE_AID = (P.CANDIDATE, P.VALIDATED, P.CONFIRMED, P.ACCOUNT_PENDING, P.ACCOUNT_FAILED, P.READY)

MINISTRY = Words("Direktorat JSK", "the national directorate (JSK)")
FACILITATOR = Words("pendamping, disahkan Korkab", "the facilitator, confirmed by the regency coordinator")
VILLAGE = Words("desa/kelurahan, Dinsos, Direktorat JSK", "the village, Dinsos, the national directorate")
BANK = Words("bank/pos penyalur", "the paying bank or post")
STAGE = Words("pembukaan dan persetujuan tahap", "the opening and approval of a stage")
DINSOS = Words("pendamping, lalu Dinsos, lalu Direktorat JSK", "the facilitator, then Dinsos, then the directorate")
MERGERS = Words("yang memutus data ganda", "who decides about doubles")

DECREE = Words("surat keputusan", "a decree")
STATEMENT = Words("surat pernyataan bertanda tangan", "a signed statement")
MINUTES = Words("berita acara atau surat", "minutes or a letter")


@dataclass(frozen=True)
class Transition:
    """Steps from some states to one, each with the causes that lead there. Without `paper` none is asked for."""

    sources: tuple[str, ...]
    target: str
    causes: tuple[str, ...]
    decides: Words
    sure: str
    paper: Words | None = None


def _but(states: tuple[Participation, ...], left_out: Participation) -> tuple[str, ...]:
    return tuple(state for state in states if state != left_out)


TRANSITIONS = (
    # -- in ----------------------------------------------------------------------------------------------------------
    Transition((P.LISTED,), P.CANDIDATE, ("chosen_within_quota", "proposed_by_village"), MINISTRY, "high", DECREE),
    Transition((P.NOT_ELIGIBLE, *EXITS), P.CANDIDATE,
               ("proposed_again", "proposed_by_village", "chosen_within_quota", "decision_undone"), VILLAGE, "high"),
    Transition((P.CANDIDATE,), P.LISTED, ("list_undone",), MINISTRY, "derived", DECREE),
    Transition((P.CANDIDATE,), P.NOT_ELIGIBLE,
               ("address_not_found", "moved", "duplicate", "prosperous", "no_component", "participant", "non_category",
                "refused", "not_eligible", "list_undone"), FACILITATOR, "high"),
    *(Transition((P.CANDIDATE,), state, ("list_undone",), MINISTRY, "derived", DECREE)
      for state in EXITS if state != P.ADMINISTRATIVE_EXIT),
    Transition((P.CANDIDATE,), P.VALIDATED, ("validated",), FACILITATOR, "high"),
    Transition((P.VALIDATED,), P.NOT_ELIGIBLE,
               ("duplicate", "prosperous", "no_component", "participant", "non_category", "moved", "refused",
                "address_not_found", "not_eligible"), FACILITATOR, "high"),
    Transition((P.VALIDATED,), P.CONFIRMED, ("confirmed",), MINISTRY, "medium", DECREE),
    Transition((P.CONFIRMED, P.ACCOUNT_FAILED), P.ACCOUNT_PENDING, ("account_asked", "account_asked_again"), MINISTRY,
               "high"),
    Transition((P.ACCOUNT_PENDING,), P.ACCOUNT_FAILED, ("account_failed",), BANK, "high"),
    Transition((P.CONFIRMED, P.ACCOUNT_PENDING, P.ACCOUNT_FAILED), P.READY,
               ("ready", "account_opened", "card_received", "paid_at_post"), BANK, "high"),
    Transition((P.READY,), P.ACTIVE, ("cycle_opened",), STAGE, "high"),
    # -- while in ----------------------------------------------------------------------------------------------------
    Transition((P.ACTIVE, P.SUSPENDED, P.GRADUATION_CANDIDATE), P.NO_COMPONENT, ("no_component",), STAGE, "high"),
    Transition((P.NO_COMPONENT,), P.ACTIVE, ("component_found",), STAGE, "high"),
    Transition(_but(PAID_OR_WAITING, P.SUSPENDED), P.SUSPENDED, ("suspended",), DINSOS, "medium", DECREE),
    Transition((P.SUSPENDED,), P.ACTIVE, ("duties_met_again", "suspension_reversed"), STAGE, "medium"),
    Transition(_but(PAID_OR_WAITING, P.GRADUATION_CANDIDATE), P.GRADUATION_CANDIDATE,
               ("assessed_better_off", "resigned", "empowered"), DINSOS, "high"),
    Transition((P.GRADUATION_CANDIDATE,), P.ACTIVE, ("stays_in_programme",), DINSOS, "derived"),
    # -- out ---------------------------------------------------------------------------------------------------------
    Transition(PAID_OR_WAITING, P.GRADUATED_NATURAL, ("components_ended", "graduated"), STAGE, "high"),
    Transition(PAID_OR_WAITING, P.GRADUATED_INDEPENDENT,
               ("resigned", "assessed_better_off", "empowered", "independent", "graduated"), DINSOS, "high", STATEMENT),
    Transition((P.READY, *PAID_OR_WAITING), P.REMOVED,
               ("removed", "duties_missed_again", "aid_not_collected", "found_not_eligible", "able_by_village",
                "rank_out_of_target", "nik_not_matched"), VILLAGE, "high", MINUTES),
    Transition((*BEFORE_AID, *PAID_OR_WAITING), P.ADMINISTRATIVE_EXIT,
               ("everybody_died", "moved_abroad", "not_found", "merged", "gave_up_place"), VILLAGE, "high", MINUTES),
    Transition((P.CANDIDATE,), P.ADMINISTRATIVE_EXIT, ("list_undone",), MINISTRY, "derived", DECREE),
    # -- taken back: a termination that an upheld objection undoes; the family goes on where it stood ------------------
    Transition((P.REMOVED,), P.ACTIVE, ("termination_reversed",), MINISTRY, "derived", DECREE),
    # -- taken back: two lists that were thought to be one family are two after all -----------------------------------
    *(Transition((P.NOT_ELIGIBLE,), state, ("merge_undone",), MERGERS, "derived")
      for state in (P.CANDIDATE, P.VALIDATED)),
    *(Transition((P.ADMINISTRATIVE_EXIT,), state, ("merge_undone",), MERGERS, "derived", MINUTES)
      for state in (*BEFORE_AID[2:], *PAID_OR_WAITING)),
)  # fmt: skip
"""Ordered as a family goes through them; a step that two rows allow has the causes of both."""


def steps() -> Iterator[tuple[str, str, Transition]]:
    """Every single step."""
    for transition in TRANSITIONS:
        for source in transition.sources:
            yield source, transition.target, transition


def _targets() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {state: [] for state in Participation.values}
    for source, target, _ in steps():
        if target not in found[source]:
            found[source].append(target)
    return {state: tuple(targets) for state, targets in found.items()}


LEGAL = _targets()
"""Where a family may go from each state."""


def transition_for(source: str, target: str, cause: str) -> Transition | None:
    """The row that allows this step for this cause."""
    found = (row for from_, to, row in steps() if (from_, to) == (source, target) and cause in row.causes)
    return next(found, None)

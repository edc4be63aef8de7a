"""The verbs of the registry: what changes in a family, where it stands, and decisions sent down by other rooms."""

from harapan.registry.actions.assignment import CannotAssign, Part, reassign, undo_reassignment
from harapan.registry.actions.changes import (
    CannotChange,
    appoint_caretaker,
    change_decile,
    mark_at_home,
    move_family,
    note_in_register,
    open_account,
    record_birth,
    record_death,
    split_family,
)
from harapan.registry.actions.corrections import (
    change_family,
    change_member,
    change_school,
    claim_back,
    join_member,
    note_number,
)
from harapan.registry.actions.decisions import (
    grant_arrears,
    lift_withholdings,
    owe_withheld,
    reverse_withholding,
    settle_arrears,
    take_over_standings,
    withhold,
)
from harapan.registry.actions.participation import IllegalMove, advance, move_participation
from harapan.registry.actions.persons import Change, count_as_one, join_families, take_back

__all__ = [
    "CannotAssign",
    "CannotChange",
    "Change",
    "IllegalMove",
    "Part",
    "advance",
    "appoint_caretaker",
    "change_decile",
    "change_family",
    "change_member",
    "change_school",
    "claim_back",
    "count_as_one",
    "grant_arrears",
    "join_families",
    "join_member",
    "lift_withholdings",
    "mark_at_home",
    "move_family",
    "move_participation",
    "note_in_register",
    "note_number",
    "open_account",
    "owe_withheld",
    "reassign",
    "record_birth",
    "record_death",
    "reverse_withholding",
    "settle_arrears",
    "split_family",
    "take_back",
    "take_over_standings",
    "undo_reassignment",
    "withhold",
]

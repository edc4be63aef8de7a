"""The told families' fates brought about: each event of a story becomes the registry's own verb."""

from collections.abc import Callable
from datetime import date

from harapan.cli.told_cases import case_of, reversed_on_objection, withheld_after_notice
from harapan.population import stories
from harapan.population.stories import Event
from harapan.registry import actions as registry
from harapan.registry.models import Family, Member, Participation, Withholding
from harapan.staff.models import Staff

STEPS = {
    "removed": Participation.REMOVED,
    "proposed_again": Participation.CANDIDATE,
    "validated": Participation.VALIDATED,
    "confirmed": Participation.CONFIRMED,
    "ready": Participation.READY,
}


def let_happen(after: date, until: date, *, by: Staff) -> list[Event]:
    """Everything that happens to told families after one day and until another. Returns the events."""
    happening = stories.events(after, until)
    for event in happening:
        if event.kind in STEPS:
            registry.advance(
                _family(event), STEPS[event.kind], cause=event.kind, on=event.on, by=by, document=event.document
            )
        elif event.kind in VERBS:
            VERBS[event.kind](event, by)
    return list(happening)


def _family(event: Event) -> Family:
    return Family.objects.get(pk=event.family)


def _member(event: Event) -> Member:
    return Member.objects.get(pk=_somebody(event.member))


def _somebody(member: int | None) -> int:
    """A story that speaks of a member names one."""
    if member is None:
        raise Member.DoesNotExist
    return member


def _caretaker_died(event: Event, by: Staff) -> None:
    registry.record_death(_member(event), on=event.on, document=event.document, by=by)


def _successor_appointed(event: Event, by: Staff) -> None:
    family, member = _family(event), _member(event)
    registry.appoint_caretaker(family, member, on=event.on, document=event.document, by=by)
    registry.open_account(
        family, member, number=event.facts["number"], on=event.facts["opened_on"], document=event.document, by=by
    )


def _account_corrected(event: Event, by: Staff) -> None:
    family = _family(event)
    holder = Member.objects.get(pk=_somebody(family.caretaker))
    registry.open_account(family, holder, number=event.facts["number"], on=event.on, document=event.document, by=by)


def _moved_to_village(event: Event, by: Staff) -> None:
    registry.move_family(_family(event), event.facts["village"], event.facts["address"], document=event.document, by=by)


def _member_left_with_split(event: Event, by: Staff) -> None:
    leaving = list(Member.objects.filter(pk__in=event.facts["members"]))
    registry.split_family(_family(event), leaving, event.facts["card"], document=event.document, by=by)


def _birth(event: Event, by: Staff) -> None:
    facts = dict(event.facts)
    mother = Member.objects.get(pk=facts.pop("mother"))
    registry.record_birth(mother, Member(pk=event.member, **facts), document=event.document, by=by)


def _at_home(event: Event, by: Staff) -> None:
    registry.mark_at_home(_member(event), event.kind == "member_at_home_again", document=event.document, by=by)


def _register(event: Event, by: Staff) -> None:
    registry.note_in_register(
        _member(event), event.kind == "pupil_known_again", on=event.on, document=event.document, by=by
    )


def _decile_changed(event: Event, by: Staff) -> None:
    registry.change_decile(_family(event), event.facts["decile"], document=event.document, by=by)


def _arrears_granted(event: Event, by: Staff) -> None:
    registry.grant_arrears(_family(event), member=event.member, decision=event.document, by=by, **event.facts)


def _withheld(event: Event, by: Staff) -> None:
    case = case_of(event.family)
    if case is not None:
        withheld_after_notice(case, event.on, event.document)
        return
    registry.withhold(
        _family(event), member=event.member, from_cycle=event.facts["from_cycle"], decision=event.document, by=by
    )


def _withholding_reversed(event: Event, by: Staff) -> None:
    case = case_of(event.family)
    if case is not None:
        reversed_on_objection(case, event.on, event.document)
        return
    withholding = Withholding.objects.get(family=event.family, from_cycle=event.facts["from_cycle"], lifted_in="")
    registry.reverse_withholding(withholding, in_cycle=event.facts["from_cycle"], because=event.document, by=by)


VERBS: dict[str, Callable[[Event, Staff], None]] = {
    "account_corrected": _account_corrected,
    "arrears_granted": _arrears_granted,
    "birth": _birth,
    "caretaker_died": _caretaker_died,
    "decile_changed": _decile_changed,
    "member_at_home_again": _at_home,
    "member_left_with_split": _member_left_with_split,
    "member_marked_away": _at_home,
    "moved_to_village": _moved_to_village,
    "pupil_known_again": _register,
    "pupil_missing_from_register": _register,
    "successor_appointed": _successor_appointed,
    "withheld": _withheld,
    "withholding_reversed": _withholding_reversed,
}
"""`account_closed` is missing on purpose: only the bank knows, and the registry learns it from the return."""

"""What other rooms ask of the registry."""

from itertools import takewhile

from harapan.registry.models import Family, StandingGeneration


def regencies() -> list[str]:
    """Codes of the regencies where families are registered, in order, without reading every family."""
    codes, last = [], ""
    while (
        village := Family.objects.filter(village__gt=last).order_by("village").values_list("village", flat=True).first()
    ):
        codes.append(village[:4])
        last = village[:4] + "9999999"
    return codes


def standing_generations() -> list[str]:
    """The generations that hold standings now, newest first: down to the first that holds every family's."""
    newest_first = list(StandingGeneration.objects.order_by("-pk").values_list("cycle", "complete"))
    partial = list(takewhile(lambda generation: not generation[1], newest_first))
    return [cycle for cycle, _ in newest_first[: len(partial) + 1]]

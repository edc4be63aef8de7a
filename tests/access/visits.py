"""Every way to open and to press a page, what the table allows there, and what an answer gives away."""

from functools import cache

from django.test import RequestFactory
from django.urls import resolve

from tests.access.table import NOBODY_MAY, Codes, Entry, entries
from tests.access.walk import Answer, Walker, addresses, echo_of
from tests.access.world import World

ADDRESSES = sorted(entries().keys() & addresses().keys())
ENDS_THE_VISIT = {"account_logout"}
"""Pressed by nobody who still has a way to go."""
WITNESS = "national"
"""Who is asked even where everybody is told the same."""
Visit = tuple[str, str, Answer]


def queries(entry: Entry, world: World) -> list[str]:
    """What else is typed behind an address: whatever identifies a family far away."""
    secrets = sorted(world.secrets["D"])
    words = {
        "village": world.foreign["village"],
        "card": next(secret for secret in secrets if secret.endswith("7403")),
        "family": world.foreign["family"],
        "name": next(secret for secret in secrets if secret.isalpha()),
        "nik": next(secret for secret in secrets if secret.startswith("91876") and secret.endswith("7107")),
    }
    return [query.format(**words) for query in entry.tries]


def opened(entry: Entry, world: World, walker: Walker) -> list[Visit]:
    """Open a page with one's own thing, with somebody else's, and with every query: way, address, answer.

    From whom nothing is hidden, no query can find out more; and to them all things are somebody else's.
    """
    if not _is_worth_asking(entry.get, entry.own(world), walker, "GET"):
        return []
    ways = _whose(entry, world)
    if not world.sees_everything(walker.position):
        ways |= {f"query {query}": entry.own(world) + query for query in queries(entry, world)}
    elif walker.position != WITNESS:
        ways = dict(list(ways.items())[-1:])
    return [(way, address, walker.opens(address)) for way, address in ways.items()]


def pressed(entry: Entry, world: World, walker: Walker) -> list[Visit]:
    """Send an empty form, about one's own thing and about somebody else's."""
    if entry.name in ENDS_THE_VISIT:
        return []
    ways = _whose(entry, world) if _is_worth_asking(entry.post, entry.own(world), walker, "POST") else {}
    return [(way, address, walker.presses(address)) for way, address in ways.items()]


def _is_worth_asking(told: dict[str, Codes], address: str, walker: Walker, method: str) -> bool:
    """Not where nobody may and the page does not look at who asks: one person's word for it is enough."""
    everybody = all(codes == NOBODY_MAY for codes in told.values())
    return walker.position == WITNESS or not (everybody and is_turned_down_unseen(address, method))


class Unseen:
    """Somebody of whom nothing is known but that they have signed in."""

    is_authenticated = True


@cache
def is_turned_down_unseen(address: str, method: str) -> bool:
    """Whether a page refuses a method before it looks at who asks: then it refuses everybody alike."""
    view, unnamed, named = resolve(address)
    request = RequestFactory().generic(method, address)
    request.user, request._dont_enforce_csrf_checks = Unseen(), True
    try:
        return view(request, *unnamed, **named).status_code == 405
    except AttributeError:  # it wanted to know more
        return False


def _whose(entry: Entry, world: World) -> dict[str, str]:
    """A page about no particular thing is everybody's own."""
    own, others = entry.own(world), entry.others(world)
    return {"own": own} if own == others else {"own": own, "foreign": others}


def allowed(entry: Entry, world: World, position: str, way: str, *, pressing: bool = False) -> set[int]:
    """What the table allows."""
    expected = set((entry.post if pressing else entry.get)[position])
    elsewhere = entry.own(world) != entry.others(world) and not world.sees_everything(position)
    if way == "foreign" and elsewhere:
        return set(entry.foreign) if 200 in expected or (pressing and 403 not in expected) else expected | {404}
    return expected


def leaks(world: World, position: str, way: str, address: str, answer: Answer) -> list[str]:
    """What an answer tells this person that is not theirs to know; what they typed themselves is no news."""
    typed = {secret for secret in world.secrets["D"] if secret in way}
    told = answer.tells(world.hidden_from(position) - typed, typed=echo_of(address))
    return [f"{way} {address} tells {secret}" for secret in sorted(told)]

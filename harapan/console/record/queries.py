"""What the log holds for a reader: events that fit a wish, and who looked at a family."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from harapan.audit.models import Event, Events
from harapan.registry.models import Family
from harapan.staff.models import Staff

MOST_NAMESAKES = 20
"""People offered when a typed name fits several."""


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; what is empty does not narrow."""

    actor: int | None = None
    verb: str = ""
    kind: str = ""
    number: str = ""
    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def filters(self) -> dict[str, Any]:
        """As the database is asked."""
        said = {
            "actor": self.actor,
            "verb": self.verb,
            "object_type": self.kind,
            "object_id": self.number,
            "at__gte": self.begins,
            "at__lte": self.ends,
        }
        return {name: value for name, value in said.items() if value not in (None, "")}


def events_for(staff: Staff, wish: Wish) -> Events:
    """Events this person may see that fit, newest first."""
    return Event.objects.visible_to(staff).filter(**wish.filters).newest_first()


def people_called(name: str) -> list[Staff]:
    """Who is meant by a typed name: the one with this user name, else everybody whose name has it in it."""
    exact = Staff.objects.filter(username=name).first()
    if exact:
        return [exact]
    return list(Staff.objects.filter(Q(name__icontains=name)).order_by("name", "pk")[: MOST_NAMESAKES + 1])


def family_with_number(number: int, staff: Staff) -> Family | None:
    """A family this person may see."""
    return Family.objects.visible_to(staff).filter(pk=number).first()


def lookers_of(family: Family, staff: Staff) -> QuerySet[Event, dict[str, Any]]:
    """Who did or saw something of a family, and what: `actor, actor_label, verb, times, first, last`."""
    about = Event.objects.visible_to(staff).filter(object_type="family", object_id=str(family.pk))
    people = about.values("actor", "actor_label", "verb")
    return people.annotate(times=Count("pk"), first=Min("at"), last=Max("at")).order_by("-last")


def last_check(staff: Staff) -> Event | None:
    """When somebody last recomputed the chain."""
    return Event.objects.visible_to(staff).filter(verb="log.checked").newest_first().first()

"""Audit events, and the seals that chain them. This room knows no other: actors are an id and a label."""

from typing import Any, Protocol, Self

from django.db import models
from django.db.models import Func
from django.db.models.functions import Now


class Reader(Protocol):
    """Whoever looks into the log: this room needs a number and a right, and knows no staff."""

    pk: Any

    @property
    def may_read_the_log(self) -> bool: ...


class Events(models.QuerySet["Event"]):
    """The log, as somebody may see it."""

    def visible_to(self, reader: Reader) -> Self:
        """Everything for who looks into the log; everybody else sees what they did themselves."""
        return self.all() if reader.may_read_the_log else self.filter(actor=reader.pk)

    def newest_first(self) -> Self:
        """In the order every index of the log ends with."""
        return self.order_by("-at", "-id")


class Event(models.Model):
    """Somebody did something. Carries ids, field names and figures, never personal values."""

    at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=160)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    transaction = models.BigIntegerField(
        db_default=Func(
            Func(Func(function="pg_current_xact_id"), template="%(expressions)s::text"),
            template="%(expressions)s::bigint",
        )
    )

    objects = Events.as_manager()

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["transaction", "id"], name="audit_event_order"),
            models.Index(fields=["-at", "-id"], name="audit_event_newest"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_event_actor"),
            models.Index(fields=["verb", "-at", "-id"], name="audit_event_verb"),
            models.Index(fields=["object_type", "-at", "-id"], name="audit_event_kind"),
            models.Index(fields=["object_type", "object_id", "-at", "-id"], name="audit_event_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class Seal(models.Model):
    """A digest over all events of transactions below `upto` and over the seal before: change a byte and it breaks."""

    at = models.DateTimeField(db_default=Now())
    upto = models.BigIntegerField(unique=True)
    events = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "audit_seal"

    def __str__(self) -> str:
        return f"seal upto {self.upto}: {self.digest[:12]}"

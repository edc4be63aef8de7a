"""Audit events, and the seals that chain them. This room knows no other: actors are an id and a label."""

from django.db import models
from django.db.models import Func
from django.db.models.functions import Now


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

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_event_object"),
            models.Index(fields=["transaction", "id"], name="audit_event_order"),
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

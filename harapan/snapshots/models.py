"""The catalogue of snapshots; the copies themselves are folders of Parquet files under $HARAPAN_HOME/snapshots."""

from django.db import models
from django.db.models.functions import Now


class Snapshot(models.Model):
    """One frozen copy of the registry for one cycle. It has no row before it is whole on disk."""

    cycle = models.CharField(max_length=20, unique=True)
    folder = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)
    families = models.BigIntegerField()
    members = models.BigIntegerField()
    observations = models.BigIntegerField()
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "snapshots_snapshot"

    def __str__(self) -> str:
        return f"snapshot of {self.cycle} ({self.digest[:12]})"

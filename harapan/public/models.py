"""How often somebody who is not signed in has asked: counted in a table that a crash may empty."""

from django.db import models


class Knock(models.Model):
    """Questions from one place in one stretch of time. `client` is a keyed digest: no address is kept."""

    pk = models.CompositePrimaryKey("client", "stretch")
    client = models.CharField(max_length=64)
    stretch = models.BigIntegerField()
    count = models.IntegerField()

    class Meta:
        db_table = "public_knock"
        managed = False

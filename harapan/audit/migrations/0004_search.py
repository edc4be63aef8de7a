"""Every way into the log is an index that ends with its order, so that ten million events answer at once."""

from django.db import migrations, models

WAYS = {
    "audit_event_newest": ["-at", "-id"],
    "audit_event_actor": ["actor", "-at", "-id"],
    "audit_event_verb": ["verb", "-at", "-id"],
    "audit_event_kind": ["object_type", "-at", "-id"],
    "audit_event_thing": ["object_type", "object_id", "-at", "-id"],
}


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_reading")]
    operations = [
        migrations.RemoveIndex("event", "audit_event_object"),
        *[migrations.AddIndex("event", models.Index(fields=fields, name=name)) for name, fields in WAYS.items()],
    ]

"""Where a facilitator's families go, by index: asked whenever one opens their queue, and read in full until now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commitments", "0008_closings")]
    operations = [
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("facilitator__isnull", False)),
                fields=["facilitator", "service", "facility"],
                name="attachment_facilitator",
            ),
        ),
    ]

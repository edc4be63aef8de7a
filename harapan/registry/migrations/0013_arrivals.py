"""Who has come to a village, found at once: the freeze asks for what was seen of them where they came from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_claims")]
    operations = [
        migrations.AddIndex(
            "fieldchange",
            models.Index(
                fields=["village", "family"],
                condition=models.Q(field__in=["village", "family"]),
                name="field_change_home",
            ),
        ),
    ]

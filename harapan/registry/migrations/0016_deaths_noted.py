"""Deaths noted of late, found at once: what reached a family after one is claimed, whoever noted it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_arrears_of_a_run")]
    operations = [
        migrations.AddIndex(
            "fieldchange",
            models.Index(condition=models.Q(("field", "died_on")), fields=["at"], name="field_change_death"),
        ),
    ]

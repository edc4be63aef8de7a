"""A family's later words, by index: asked whenever its line of time is opened, and read in full until now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commitments", "0010_members_move")]
    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["member", "month"], name="revision_member"),
        ),
    ]

"""What the working logins may do here."""

from django.db import migrations

from harapan.tables.operations import WHOLE, grant, grant_sequence


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial"), ("tables", "0001_guards")]
    operations = [grant("staff_staff", WHOLE), grant_sequence("staff_staff_id_seq")]

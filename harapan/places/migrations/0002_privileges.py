"""What the working logins may do here."""

from django.db import migrations

from harapan.tables.operations import WHOLE, grant, grant_sequence


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial"), ("tables", "0001_guards")]
    operations = [grant("places_area", WHOLE), grant_sequence("places_area_id_seq")]

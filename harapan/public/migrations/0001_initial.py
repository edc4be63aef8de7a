"""A table for counting questions: unlogged, since a lost count harms nobody, and writing it must cost nothing."""

from django.db import migrations, models

from harapan.tables.operations import WEB, WHOLE, grant

KNOCK = """
CREATE UNLOGGED TABLE public_knock (
    client varchar(64) NOT NULL,
    stretch bigint NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (client, stretch)
);
CREATE INDEX public_knock_stretch ON public_knock (stretch);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KNOCK, "DROP TABLE public_knock")],
            state_operations=[
                migrations.CreateModel(
                    name="Knock",
                    fields=[
                        ("pk", models.CompositePrimaryKey("client", "stretch", primary_key=True, serialize=False)),
                        ("client", models.CharField(max_length=64)),
                        ("stretch", models.BigIntegerField()),
                        ("count", models.IntegerField()),
                    ],
                    options={"db_table": "public_knock", "managed": False},
                )
            ],
        ),
        grant("public_knock", WHOLE),
        grant("public_knock", WHOLE, to=WEB),
    ]

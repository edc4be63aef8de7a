"""Columns of their own for what people search by: words of names, the last four of NIK and family card."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_reading"),
    ]

    operations = [
        migrations.AddField(
            model_name="family",
            name="card_4",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Right(models.F("card"), 4),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="name_1",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Upper(
                        django.db.models.functions.text.Replace(
                            django.db.models.functions.text.Replace(
                                django.db.models.functions.text.Replace(
                                    django.db.models.functions.text.Replace(
                                        models.F("name"), models.Value("."), models.Value(" ")
                                    ),
                                    models.Value(","),
                                    models.Value(" "),
                                ),
                                models.Value("'"),
                                models.Value(""),
                            ),
                            models.Value("  "),
                            models.Value(" "),
                        )
                    ),
                    models.Value(" "),
                    models.Value(1),
                    function="split_part",
                ),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="name_2",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Upper(
                        django.db.models.functions.text.Replace(
                            django.db.models.functions.text.Replace(
                                django.db.models.functions.text.Replace(
                                    django.db.models.functions.text.Replace(
                                        models.F("name"), models.Value("."), models.Value(" ")
                                    ),
                                    models.Value(","),
                                    models.Value(" "),
                                ),
                                models.Value("'"),
                                models.Value(""),
                            ),
                            models.Value("  "),
                            models.Value(" "),
                        )
                    ),
                    models.Value(" "),
                    models.Value(2),
                    function="split_part",
                ),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="name_3",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Upper(
                        django.db.models.functions.text.Replace(
                            django.db.models.functions.text.Replace(
                                django.db.models.functions.text.Replace(
                                    django.db.models.functions.text.Replace(
                                        models.F("name"), models.Value("."), models.Value(" ")
                                    ),
                                    models.Value(","),
                                    models.Value(" "),
                                ),
                                models.Value("'"),
                                models.Value(""),
                            ),
                            models.Value("  "),
                            models.Value(" "),
                        )
                    ),
                    models.Value(" "),
                    models.Value(3),
                    function="split_part",
                ),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="nik_4",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Right(models.F("nik"), 4),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddIndex(
            model_name="family",
            index=models.Index(fields=["card_4", "village"], name="family_card_end"),
        ),
        migrations.AddIndex(
            model_name="family",
            index=models.Index(
                condition=models.Q(("participation", "active"), _negated=True),
                fields=["participation", "village", "id"],
                name="family_not_active",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["name_1", "name_2", "village"], name="member_name_1"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("name_2__gt", "")), fields=["name_2", "name_1", "village"], name="member_name_2"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("name_3__gt", "")), fields=["name_3", "village"], name="member_name_3"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["nik_4", "village"], name="member_nik_end"),
        ),
    ]

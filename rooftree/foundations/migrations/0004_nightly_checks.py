"""That the record was checked at night."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0003_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="NightlyCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "name",
                    models.CharField(db_comment="Which check: a name in rooftree/config/jobs.py.", max_length=40),
                ),
                ("checked_on", models.DateField(db_comment="The day in London.")),
                ("made_at", models.DateTimeField()),
                (
                    "found",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        db_comment="A sentence for each thing that is not as it should be.",
                        size=None,
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.council",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("council", "name", "checked_on"), name="one_check_a_night")
                ],
            },
        ),
        Protect("foundations_nightlycheck", root=True),
    ]

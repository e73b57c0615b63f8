"""Make the table of absences."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0006_restricted_cases"),
        ("staff", "0004_protect_set_up_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("starts", models.DateTimeField(db_comment="From now on for one that was not planned.")),
                (
                    "until_on",
                    models.DateField(
                        blank=True,
                        db_comment="The first day that the officer is expected back; empty while unknown.",
                        null=True,
                    ),
                ),
                (
                    "is_for_good",
                    models.BooleanField(
                        db_comment="The officer leaves: the work moves, not only its cover.", default=False
                    ),
                ),
                ("is_planned", models.BooleanField()),
                ("entered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, db_comment="When the officer was back.", null=True)),
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
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["starts"],
                "indexes": [models.Index(fields=["council", "starts"], name="absence_by_start")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ended_absence_says_who",
                    )
                ],
            },
        ),
    ]

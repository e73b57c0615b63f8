"""Stop charging for a time; charge a home once under each code, and each period in one run."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import rooftree.foundations.constraints
import rooftree.rents.models.charges
from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0007_loaded"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.RunSQL(
            read("0008_letters_as_number", beside=__file__), read("0008_letters_as_number_undo", beside=__file__)
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("from_on", models.DateField()),
                (
                    "until_on",
                    models.DateField(blank=True, db_comment="The first day that is charged again.", null=True),
                ),
                ("why", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
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
                (
                    "rent_account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                        ),
                        name="suspension_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (rooftree.foundations.constraints.IdSpan("council_id"), "&&"),
                            (rooftree.foundations.constraints.IdSpan("rent_account_id"), "&&"),
                            (
                                rooftree.foundations.constraints.DateSpan(
                                    models.F("from_on"), models.F("until_on")
                                ),
                                "&&",
                            ),
                        ],
                        name="one_suspension_at_a_time",
                    ),
                ],
            },
        ),
        Protect("rents_suspension"),
        BelongsTo("rents_suspension", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_suspension", "by_id", "staff_officer"),
        migrations.AddConstraint(
            model_name="charge",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("place__isnull", False)),
                expressions=[
                    (rooftree.foundations.constraints.IdSpan("council_id"), "&&"),
                    (rooftree.foundations.constraints.IdSpan("place_id"), "&&"),
                    (rooftree.rents.models.charges.CodeSpan(models.F("code")), "&&"),
                    (rooftree.foundations.constraints.DateSpan(models.F("from_on"), models.F("until_on")), "&&"),
                ],
                name="one_charge_of_a_code_at_a_home",
            ),
        ),
        migrations.RemoveConstraint(model_name="debitrun", name="a_period_is_charged_once"),
        migrations.AlterField(
            model_name="debitrun",
            name="status",
            field=models.CharField(choices=[("started", "Started"), ("posted", "Posted")], max_length=10),
        ),
        migrations.AddConstraint(
            model_name="debitrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cycle", "catch_up"), _negated=True),
                fields=("council", "group", "cycle", "period_from_on"),
                name="a_period_is_charged_once",
            ),
        ),
    ]

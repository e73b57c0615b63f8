"""Movements of money, the runs that post many at once, and the days until which the books are closed."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0009_destruction"),
        ("ledger", "0002_protection"),
    ]

    operations = [
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("reverses_id", models.BigIntegerField(null=True)),
                ("posted_at", models.DateTimeField()),
                ("effective_on", models.DateField()),
                ("posted_on", models.DateField()),
                ("by_run", models.BooleanField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("charge", "Charge"),
                            ("receipt", "Receipt"),
                            ("journal", "Journal"),
                            ("reversal", "Reversal"),
                            ("opening", "Opening balance"),
                        ],
                        max_length=8,
                    ),
                ),
                ("code", models.CharField(max_length=3)),
                ("narrative", models.CharField(max_length=300)),
                ("reference", models.CharField(max_length=60)),
                ("batch", models.CharField(max_length=60)),
                ("who", models.CharField(max_length=100)),
            ],
            options={
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("until_on", models.DateField(db_comment="The first day on which something may still be posted.")),
                ("closed_at", models.DateTimeField()),
                ("who", models.CharField(max_length=100)),
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
                    models.UniqueConstraint(fields=("council", "until_on"), name="books_close_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("key", models.CharField(max_length=120)),
                (
                    "effective_on",
                    models.DateField(db_comment="The day, or the first day, that most of it is for."),
                ),
                ("posted_on", models.DateField(db_comment="The accounting day.")),
                ("posted_at", models.DateTimeField()),
                ("who", models.CharField(max_length=100)),
                ("rows", models.BigIntegerField(db_comment="How many movements.")),
                ("total", models.DecimalField(db_comment="Pounds.", decimal_places=2, max_digits=14)),
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
                    models.UniqueConstraint(fields=("council", "key"), name="run_is_posted_once_a_key")
                ],
            },
        ),
        Protect("ledger_run", root=True, append_only=True),
        Protect("ledger_closing", root=True, append_only=True),
        migrations.RunSQL(read("0003_movements", beside=__file__), read("0003_movements_undo", beside=__file__)),
    ]

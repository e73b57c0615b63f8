"""Keep which balances of rent accounts a load proved, and which of them differ."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0009_destruction"),
        ("migration", "0003_history"),
        ("rents", "0007_loaded"),
    ]

    operations = [
        migrations.AddField(
            model_name="loadrun",
            name="balances",
            field=models.IntegerField(db_comment="Balances of rent accounts that were proven or not.", default=0),
        ),
        migrations.AddField(
            model_name="loadrun",
            name="different",
            field=models.IntegerField(db_comment="Of those, how many differ from their transactions.", default=0),
        ),
        migrations.CreateModel(
            name="LoadDifference",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("source_system", models.CharField(max_length=40)),
                ("payment_reference", models.CharField(db_comment="As the old system wrote it.", max_length=60)),
                ("as_at", models.DateField(db_comment="At the end of this day.")),
                (
                    "balance",
                    models.DecimalField(
                        db_comment="Pounds, as the old system said.", decimal_places=2, max_digits=14
                    ),
                ),
                (
                    "transactions",
                    models.DecimalField(db_comment="Pounds, as our ledger says.", decimal_places=2, max_digits=14),
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
                        db_comment="Empty: a rehearsal's.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="differences",
                        to="migration.loadrun",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["council", "run"], name="load_difference_by_run")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("balance", models.F("transactions")), _negated=True),
                        name="load_difference_is_one",
                    )
                ],
            },
        ),
        Protect("migration_loaddifference"),
        BelongsTo("migration_loaddifference", "run_id", "migration_loadrun"),
        BelongsTo("migration_loaddifference", "rent_account_id", "rents_rentaccount"),
        migrations.RunSQL(read("0004_balances", beside=__file__), read("0004_balances_undo", beside=__file__)),
    ]

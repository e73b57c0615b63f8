"""Keep what the rent files of old systems said, and find transactions by the references they had there."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0009_destruction"),
        ("rents", "0006_paying"),
        ("foundations", "0003_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoadedBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                ("source_system", models.CharField(db_comment="Which old system said so.", max_length=40)),
                ("digest", models.BinaryField(db_comment="Digest of the row as last loaded.", max_length=16)),
                ("facts", models.JSONField(db_comment="The row's cells as last loaded, cleaned.", default=dict)),
                ("kept", models.JSONField(db_comment="Cells that no part of Rooftree takes yet.", null=True)),
                (
                    "source_updated",
                    models.CharField(blank=True, db_comment="When the old system says.", max_length=30),
                ),
                ("loaded_at", models.DateTimeField(db_comment="When these facts were last loaded.")),
                (
                    "reference",
                    models.CharField(
                        db_comment="Its payment reference and the day, as known again.", max_length=120
                    ),
                ),
                ("as_at", models.DateField(db_comment="At the end of this day.")),
                (
                    "balance",
                    models.DecimalField(
                        db_comment="Pounds; owed is above nought.", decimal_places=2, max_digits=14
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
                        related_name="+",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["source_system", "reference"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "source_system", "reference"), name="one_loaded_balance_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransactionLegacyReference",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                ("source_system", models.CharField(db_comment="Which old system said so.", max_length=40)),
                ("reference", models.CharField(db_comment="As the old system wrote it.", max_length=60)),
                ("digest", models.BinaryField(db_comment="Digest of the row as last loaded.", max_length=16)),
                ("facts", models.JSONField(db_comment="The row's cells as last loaded, cleaned.", default=dict)),
                ("kept", models.JSONField(db_comment="Cells that no part of Rooftree takes yet.", null=True)),
                (
                    "source_updated",
                    models.CharField(blank=True, db_comment="When the old system says.", max_length=30),
                ),
                ("loaded_at", models.DateTimeField(db_comment="When these facts were last loaded.")),
                (
                    "movement_id",
                    models.BigIntegerField(db_comment="The ledger's movement that stands for it today."),
                ),
                (
                    "version",
                    models.SmallIntegerField(
                        db_comment="1, and one more each time it was posted anew.", default=1
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["source_system", "reference"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "source_system", "reference"), name="one_movement_a_legacy_reference"
                    )
                ],
            },
        ),
        Protect("rents_transactionlegacyreference", restricted=True, audited=False),
        BelongsTo("rents_transactionlegacyreference", "rent_account_id", "rents_rentaccount"),
        Protect("rents_loadedbalance", restricted=True, audited=False),
        BelongsTo("rents_loadedbalance", "rent_account_id", "rents_rentaccount"),
        migrations.RunSQL(
            read("0007_legacy_search", beside=__file__), read("0007_legacy_search_undo", beside=__file__)
        ),
    ]

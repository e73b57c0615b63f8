"""Let money in suspense be divided among several accounts."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0015_another_bank_account"),
        ("foundations", "0009_destruction"),
    ]

    operations = [
        migrations.CreateModel(
            name="SuspenseShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("rent", "Rent"),
                            ("services", "Service charges"),
                            ("recharges", "Recharges"),
                            ("court_costs", "Court costs"),
                            ("hb_overpayment", "Housing Benefit overpaid"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        db_comment="Pounds above nought, also of money that went back: that is debited.",
                        decimal_places=2,
                        max_digits=12,
                    ),
                ),
                (
                    "movement",
                    models.BigIntegerField(
                        blank=True,
                        db_comment="The movement that took it out of suspense; empty until it is posted.",
                        null=True,
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
                    "move",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="rents.suspensemove",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspense_shares",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["move", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="suspense_share_above_nought"
                    ),
                    models.UniqueConstraint(
                        fields=("council", "move", "rent_account", "part"), name="one_share_of_suspense_an_account"
                    ),
                    models.UniqueConstraint(
                        fields=("council", "movement"), name="one_share_of_suspense_a_movement"
                    ),
                ],
            },
        ),
        migrations.RunSQL(read("0016_shares_until_now", beside=__file__), migrations.RunSQL.noop),
        migrations.RunSQL(
            "ALTER TABLE rents_suspensemove ADD CONSTRAINT rents_suspensemove_of_council UNIQUE (council_id, id)",
            "ALTER TABLE rents_suspensemove DROP CONSTRAINT rents_suspensemove_of_council",
        ),
        Protect("rents_suspenseshare"),
        BelongsTo("rents_suspenseshare", "move_id", "rents_suspensemove"),
        BelongsTo("rents_suspenseshare", "rent_account_id", "rents_rentaccount"),
        migrations.RunSQL(
            read("0016_shares_add_up", beside=__file__), read("0016_shares_add_up_undo", beside=__file__)
        ),
    ]

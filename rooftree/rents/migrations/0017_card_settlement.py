"""What GOV.UK Pay says reached the bank: by day, with the fee of the provider."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0009_destruction"),
        ("rents", "0016_shares_of_suspense"),
    ]

    operations = [
        migrations.CreateModel(
            name="CardSettlement",
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
                (
                    "what",
                    models.CharField(
                        choices=[("payment", "Paid by card"), ("refund", "Given back")], max_length=7
                    ),
                ),
                (
                    "provider_id",
                    models.CharField(db_comment="What GOV.UK Pay calls the payment or the refund.", max_length=40),
                ),
                ("reference", models.CharField(blank=True, db_comment="As GOV.UK Pay has it.", max_length=255)),
                (
                    "provider",
                    models.CharField(db_comment="Who moves the money: stripe, worldpay, sandbox.", max_length=20),
                ),
                (
                    "amount",
                    models.DecimalField(
                        db_comment="Pounds. Below nought: given back.", decimal_places=2, max_digits=10
                    ),
                ),
                (
                    "fee",
                    models.DecimalField(
                        blank=True,
                        db_comment="Pounds that the provider kept. Empty: it does not say.",
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                    ),
                ),
                (
                    "taken_on",
                    models.DateField(
                        blank=True, db_comment="When it was taken from the card, or began to go back.", null=True
                    ),
                ),
                (
                    "settled_on",
                    models.DateField(
                        blank=True,
                        db_comment="When it was part of a payout to our bank account, or taken from one.",
                        null=True,
                    ),
                ),
                ("said_at", models.DateTimeField(db_comment="When GOV.UK Pay last said so.")),
                (
                    "fee_movement",
                    models.BigIntegerField(blank=True, db_comment="The ledger's, of the fee.", null=True),
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
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Empty: taken under our key, and not by us: by a payment link, for instance.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="rents.cardpayment",
                    ),
                ),
            ],
            options={
                "ordering": ["settled_on", "taken_on", "id"],
                "indexes": [
                    models.Index(fields=["council", "settled_on"], name="card_settlements_by_day"),
                    models.Index(
                        condition=models.Q(("settled_on__isnull", True)),
                        fields=["council", "taken_on"],
                        name="card_settlements_to_come",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "what", "provider_id"), name="one_settlement_of_a_card_payment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("what", "payment")),
                            models.Q(("amount__lt", 0), ("what", "refund")),
                            _connector="OR",
                        ),
                        name="card_settlement_by_its_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fee__isnull", True), ("fee__gte", 0), _connector="OR"),
                        name="card_fee_is_not_below_nought",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee_movement__isnull", True),
                            models.Q(("fee__gt", 0), ("settled_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="card_fee_is_posted_when_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payment__isnull", False), ("restricted_to", 0), _connector="OR"),
                        name="card_settlement_restricted_as_its_payer",
                    ),
                ],
            },
        ),
        Protect("rents_cardsettlement", restricted=True),
        BelongsTo("rents_cardsettlement", "payment_id", "rents_cardpayment", restricted="restricted_to"),
        migrations.RunSQL(
            read("0017_card_settled", beside=__file__), read("0017_card_settled_undo", beside=__file__)
        ),
    ]

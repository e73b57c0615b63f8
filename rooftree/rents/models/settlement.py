"""What GOV.UK Pay says reached the council's bank account: each payment by card, and each giving back."""

from django.db import models
from django.db.models import Q

from rooftree.foundations.models import RestrictedRecord
from rooftree.rents.models.paying import CardPayment


class CardSettlement(RestrictedRecord):
    """One payment by card, or one giving back, on its way to our bank or from it. Restricted as its payer is.

    A provider that pays out what it holds (Stripe) says on which day, and its fee. Another (Worldpay) says when it
    took the money, and no more: GOV.UK Pay then has neither the day of the payout nor the fee.
    """

    class What(models.TextChoices):
        PAYMENT = "payment", "Paid by card"
        REFUND = "refund", "Given back"

    what = models.CharField(max_length=7, choices=What)
    payment = models.ForeignKey(
        CardPayment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="settlements",
        db_constraint=False,
        db_comment="Empty: taken under our key, and not by us: by a payment link, for instance.",
    )
    provider_id = models.CharField(max_length=40, db_comment="What GOV.UK Pay calls the payment or the refund.")
    reference = models.CharField(max_length=255, blank=True, db_comment="As GOV.UK Pay has it.")
    provider = models.CharField(max_length=20, db_comment="Who moves the money: stripe, worldpay, sandbox.")
    amount = models.DecimalField(max_digits=10, decimal_places=2, db_comment="Pounds. Below nought: given back.")
    fee = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        db_comment="Pounds that the provider kept. Empty: it does not say.",
    )
    taken_on = models.DateField(
        null=True, blank=True, db_comment="When it was taken from the card, or began to go back."
    )
    settled_on = models.DateField(
        null=True, blank=True, db_comment="When it was part of a payout to our bank account, or taken from one."
    )
    said_at = models.DateTimeField(db_comment="When GOV.UK Pay last said so.")
    fee_movement = models.BigIntegerField(null=True, blank=True, db_comment="The ledger's, of the fee.")

    class Meta:
        ordering = ["settled_on", "taken_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "what", "provider_id"], name="one_settlement_of_a_card_payment"
            ),
            models.CheckConstraint(
                condition=Q(what="payment", amount__gt=0) | Q(what="refund", amount__lt=0),
                name="card_settlement_by_its_sign",
            ),
            models.CheckConstraint(
                condition=Q(fee__isnull=True) | Q(fee__gte=0), name="card_fee_is_not_below_nought"
            ),
            models.CheckConstraint(
                condition=Q(fee_movement__isnull=True) | Q(fee__gt=0, settled_on__isnull=False),
                name="card_fee_is_posted_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(payment__isnull=False) | Q(restricted_to=0),
                name="card_settlement_restricted_as_its_payer",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "settled_on"], name="card_settlements_by_day"),
            models.Index(
                fields=["council", "taken_on"],
                name="card_settlements_to_come",
                condition=Q(settled_on__isnull=True),
            ),
        ]

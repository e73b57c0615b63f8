"""What the rent files of old systems said: each transaction, and each balance that was to be proven."""

from django.db import models

from rooftree.foundations.models import LegacyReference
from rooftree.rents.models.accounts import RentAccount


class TransactionLegacyReference(LegacyReference):
    """What an old system called a transaction, and the movement in our ledger that it became.

    A movement is never changed: where a later file gave a transaction other facts, the first movement was
    reversed and another posted, and this row points at the one that stands.
    """

    rent_account = models.ForeignKey(
        RentAccount, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    movement_id = models.BigIntegerField(db_comment="The ledger's movement that stands for it today.")
    version = models.SmallIntegerField(default=1, db_comment="1, and one more each time it was posted anew.")

    class Meta:
        ordering = ["source_system", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_system", "reference"], name="one_movement_a_legacy_reference"
            )
        ]


class LoadedBalance(LegacyReference):
    """What an old system said the balance of an account was at the end of a day: proven, not posted."""

    reference = models.CharField(max_length=120, db_comment="Its payment reference and the day, as known again.")
    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="+", db_constraint=False)
    as_at = models.DateField(db_comment="At the end of this day.")
    balance = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds; owed is above nought.")

    class Meta:
        ordering = ["source_system", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_system", "reference"], name="one_loaded_balance_once"
            )
        ]

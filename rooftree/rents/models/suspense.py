"""To which accounts money in suspense goes, and how much of it to each."""

from django.db import models
from django.db.models import Q

from rooftree.foundations.models import CouncilOwned
from rooftree.rents.models.accounts import AccountPart, RentAccount
from rooftree.rents.models.files import SuspenseMove


class SuspenseShare(CouncilOwned):
    """What one account gets of money in suspense: the whole of it, or one of several parts that make the whole.

    Every posting from suspense has one at least, and its shares say where the money goes. The database refuses
    shares that do not add up to the item, and lets nothing of one change but that it was posted.
    """

    move = models.ForeignKey(SuspenseMove, models.PROTECT, related_name="shares", db_constraint=False)
    rent_account = models.ForeignKey(
        RentAccount, models.PROTECT, related_name="suspense_shares", db_constraint=False
    )
    part = models.CharField(max_length=14, choices=AccountPart.Part)
    amount = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        db_comment="Pounds above nought, also of money that went back: that is debited.",
    )
    movement = models.BigIntegerField(
        null=True, blank=True, db_comment="The movement that took it out of suspense; empty until it is posted."
    )

    class Meta:
        ordering = ["move", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="suspense_share_above_nought"),
            models.UniqueConstraint(
                fields=["council", "move", "rent_account", "part"], name="one_share_of_suspense_an_account"
            ),
            models.UniqueConstraint(fields=["council", "movement"], name="one_share_of_suspense_a_movement"),
        ]

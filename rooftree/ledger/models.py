"""Accounts of one council's books. Movements between them stand in `movements.sql`."""

from django.db import models
from django.db.models import Q

from rooftree.foundations.models import CouncilOwned


class Account(CouncilOwned):
    """One account of the books. A debit is positive: what a payer owes is above nought."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", "Personal"  # Somebody owes, or is owed: a balance is kept.
        CONTROL = "control", "Control"  # Cash, income, suspense: the balance is always derived.

    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(
        max_length=40, blank=True, db_comment="What a control account is called in the books: cash, income.hra."
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True, db_comment="The first day on which nothing is posted.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "code"], name="one_control_account_a_code", condition=~Q(code="")
            ),
            models.CheckConstraint(
                condition=Q(kind="control", code__gt="") | Q(kind="personal", code=""),
                name="control_accounts_have_a_code",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("opened_on")),
                name="account_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.code or f"Account {self.pk}"

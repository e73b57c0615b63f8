"""Accounts of one council's books, what moved between them, and until when the books are closed.

Movements and balances are written by SQL alone (`sql/0003_movements.sql`); their models here only read.
"""

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


class Movement(CouncilOwned):
    """An amount that moved from one account to another, once and for ever. Only read through this model."""

    class Kind(models.TextChoices):
        CHARGE = "charge", "Charge"
        RECEIPT = "receipt", "Receipt"
        JOURNAL = "journal", "Journal"
        REVERSAL = "reversal", "Reversal"
        OPENING = "opening", "Opening balance"

    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits", db_constraint=False)
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits", db_constraint=False)
    run = models.ForeignKey("Run", models.PROTECT, null=True, related_name="movements", db_constraint=False)
    reverses_id = models.BigIntegerField(null=True)
    posted_at = models.DateTimeField()
    effective_on = models.DateField()
    posted_on = models.DateField()
    by_run = models.BooleanField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=3)
    narrative = models.CharField(max_length=300)
    reference = models.CharField(max_length=60)
    batch = models.CharField(max_length=60)
    who = models.CharField(max_length=100)

    class Meta:
        managed = False


class Run(CouncilOwned):
    """One run: a set of charges that was posted as one, once."""

    key = models.CharField(max_length=120)
    effective_on = models.DateField(db_comment="The day, or the first day, that most of it is for.")
    posted_on = models.DateField(db_comment="The accounting day.")
    posted_at = models.DateTimeField()
    who = models.CharField(max_length=100)
    rows = models.BigIntegerField(db_comment="How many movements.")
    total = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "key"], name="run_is_posted_once_a_key")]


class Closing(CouncilOwned):
    """The books were closed: nothing is posted on a day before this one any more."""

    until_on = models.DateField(db_comment="The first day on which something may still be posted.")
    closed_at = models.DateTimeField()
    who = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "until_on"], name="books_close_once_a_day")]


class YearClose(CouncilOwned):
    """What was on every personal account before a day is written down, and proves the balances since."""

    until_on = models.DateField(db_comment="The first day that is not counted.")
    closed_at = models.DateTimeField()
    who = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "until_on"], name="year_is_closed_once")]

"""Money that is given back: who asked, what was looked at first, who agreed, and when it was paid."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned, RestrictedRecord
from rooftree.people.models import Person
from rooftree.rents.models.accounts import AccountPart, RentAccount
from rooftree.staff.models import Officer


class RefundPayment(CouncilOwned):
    """One day's refunds handed over to be paid, as a file."""

    number = models.IntegerField(db_comment="Counts the files of a council from 1.")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    pay_on = models.DateField(db_comment="The day the money leaves.")
    refunds = models.IntegerField(db_comment="How many.")
    total = models.DecimalField(max_digits=12, decimal_places=2, db_comment="Pounds.")
    sha256 = models.CharField(max_length=64, db_comment="Of the file's bytes, as they were handed over.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_refund_file_a_number"),
            models.CheckConstraint(condition=Q(total__gt=0, refunds__gt=0), name="refund_file_pays_something"),
        ]


class Refund(CouncilOwned):
    """A credit that somebody asked to have back."""

    class Status(models.TextChoices):
        REQUESTED = "requested", "Waiting for checks and approval"
        APPROVED = "approved", "Approved, to be paid"
        PAID = "paid", "Paid"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class How(models.TextChoices):
        BACS = "bacs", "Bank transfer"
        CHEQUE = "cheque", "Cheque"

    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="refunds", db_constraint=False)
    part = models.ForeignKey(AccountPart, models.PROTECT, related_name="+", db_constraint=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2, db_comment="Pounds.")
    how = models.CharField(max_length=8, choices=How)
    why = models.TextField()
    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    requested_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    requested_at = models.DateTimeField()
    bank_check = models.CharField(max_length=30, blank=True, db_comment="A code of rents.bank_checks.")
    bank_checked_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    bank_checked_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Who approved, refused or withdrew it.",
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_why = models.TextField(blank=True)
    movement = models.BigIntegerField(null=True, blank=True, db_comment="The movement that debited the account.")
    payment = models.ForeignKey(
        RefundPayment, models.PROTECT, null=True, blank=True, related_name="items", db_constraint=False
    )
    paid_on = models.DateField(null=True, blank=True)
    paid_movement = models.BigIntegerField(null=True, blank=True, db_comment="The movement that paid it.")

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_above_nought"),
            models.CheckConstraint(
                condition=Q(status="requested", settled_at__isnull=True)
                | (~Q(status="requested") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="settled_refund_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "paid"])
                | (
                    Q(movement__isnull=False)
                    & ~Q(settled_by=F("requested_by"))
                    & (Q(how="cheque") | (Q(bank_checked_by__isnull=False) & ~Q(bank_check="")))
                ),
                name="refund_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="paid", paid_on__isnull=False, paid_movement__isnull=False)
                | (~Q(status="paid") & Q(paid_on__isnull=True, paid_movement__isnull=True)),
                name="paid_refund_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "withdrawn"]) | ~Q(settled_why=""),
                name="refused_refund_says_why",
            ),
            models.UniqueConstraint(
                fields=["council", "part"], name="one_refund_of_a_part_at_a_time", condition=Q(status="requested")
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "requested_at"],
                name="refunds_not_paid",
                condition=Q(status__in=["requested", "approved"]),
            )
        ]


class RefundPayee(RestrictedRecord):
    """Who is paid a refund, and into which bank account. Apart, because not everybody may open everybody.

    The number of the account stands sealed, and its last four digits beside it, to show.
    """

    refund = models.OneToOneField(
        Refund, models.PROTECT, primary_key=True, related_name="payee", db_constraint=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200, db_comment="As the bank knows them, or as the cheque says.")
    sealed = models.TextField(blank=True, db_comment="Sort code and number of the bank account, encrypted.")
    last_four = models.CharField(max_length=4, blank=True, db_comment="Of the number, to show. None: a cheque.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed="", last_four="") | (~Q(sealed="") & Q(last_four__regex=r"^\d{4}$")),
                name="bank_account_is_whole",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="payee_has_a_name"),
        ]


class RefundCheck(CouncilOwned):
    """One thing that was looked at before a refund: what was found, and what follows."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="checks", db_constraint=False)
    check_code = models.CharField(max_length=30, db_comment="A code of rents.refund_checks.")
    found = models.DecimalField(
        max_digits=12, decimal_places=2, db_comment="Pounds owed to the council, or overpaid; 0: nothing."
    )
    note = models.CharField(max_length=500, blank=True, db_comment="What was looked at, and what follows.")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(found__gte=0), name="refund_check_found_nought_or_more"),
            models.CheckConstraint(condition=Q(found=0) | ~Q(note=""), name="what_was_found_is_explained"),
        ]

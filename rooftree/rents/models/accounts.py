"""Rent accounts, their parts in the ledger, and what the payer and benefits are expected to pay."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.constraints import one_at_a_time
from rooftree.foundations.models import CouncilOwned
from rooftree.ledger.models import Account
from rooftree.places.models import Place
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy


class RentAccount(CouncilOwned):
    """What one tenancy owes, or, for a void account, what a home without a tenancy would have owed.

    Its money stands in the ledger, one account a part. It ends when its tenancy ends, and goes on being
    paid and posted to until nothing is left.
    """

    payment_reference = models.CharField(
        max_length=40, db_comment="What a payer quotes. Ours are digits of which the last two check the others."
    )
    tenancy = models.OneToOneField(
        Tenancy, models.PROTECT, null=True, blank=True, related_name="rent_account", db_constraint=False
    )
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="rent_accounts", db_constraint=False, db_comment="The home or garage."
    )
    group = models.CharField(max_length=20, db_comment="A code of rents.groups.")
    cycle = models.CharField(
        max_length=8, db_comment="How it is charged: weekly, monthly, nightly, by rents.cycles."
    )
    from_on = models.DateField(db_comment="The first day charged.")
    until_on = models.DateField(null=True, blank=True, db_comment="The first day that is not charged any more.")
    paying_by = models.CharField(
        max_length=20, blank=True, db_comment="A code of rents.payment_methods: how the payer usually pays."
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "payment_reference"], name="one_account_a_payment_reference"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="account_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["council", "place"], name="one_void_account_a_place", condition=Q(tenancy__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.payment_reference

    @property
    def is_void(self) -> bool:
        """Return whether it holds what nobody owes: the charges of a home without a tenancy."""
        return self.tenancy_id is None


class AccountPart(CouncilOwned):
    """One part of a rent account in the ledger, so that rent arrears can be shown apart in court."""

    class Part(models.TextChoices):
        RENT = "rent", "Rent"  # With the services that the tenancy calls rent. Every account has it.
        SERVICES = "services", "Service charges"
        RECHARGES = "recharges", "Recharges"
        COURT_COSTS = "court_costs", "Court costs"
        OVERPAYMENT = "hb_overpayment", "Housing Benefit overpaid"

    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="parts", db_constraint=False)
    part = models.CharField(max_length=14, choices=Part)
    ledger_account = models.OneToOneField(Account, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "rent_account", "part"], name="one_ledger_account_a_part")
        ]


class GroupChange(CouncilOwned):
    """An account was moved to another rent group, because its agreement is of another kind than was recorded."""

    rent_account = models.ForeignKey(
        RentAccount, models.PROTECT, related_name="group_changes", db_constraint=False
    )
    was = models.CharField(max_length=20, db_comment="The code of rents.groups in which it was before.")
    group = models.CharField(max_length=20, db_comment="The code of rents.groups in which it is from then on.")
    from_on = models.DateField(db_comment="The first day whose income is the new group’s.")
    charged_from_on = models.DateField(
        db_comment="Periods that begin before this day are charged and put right by the runs of the group before."
    )
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(group=F("was")), name="group_changes_to_another"),
            models.CheckConstraint(
                condition=Q(charged_from_on__gte=F("from_on")), name="group_charges_from_its_change_on"
            ),
        ]


class IncomeMove(CouncilOwned):
    """Income of an account that was moved from one group to another: one movement between two control accounts."""

    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="income_moves", db_constraint=False)
    code = models.CharField(max_length=3, db_comment="A code of rents.transaction_codes.")
    from_group = models.CharField(max_length=20, db_comment="A code of rents.groups.")
    to_group = models.CharField(max_length=20, db_comment="A code of rents.groups.")
    pounds = models.DecimalField(
        max_digits=12, decimal_places=2, db_comment="Below nought: income that went back to the first group."
    )
    movement = models.BigIntegerField(db_comment="The movement of the ledger.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(pounds=0), name="income_that_moves_is_not_nought"),
            models.UniqueConstraint(fields=["council", "movement"], name="income_moves_once_a_movement"),
        ]


class Suspension(CouncilOwned):
    """Days on which an account is not charged, and why: its charges fall to the void account meanwhile."""

    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="suspensions", db_constraint=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, db_comment="The first day that is charged again.")
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="suspension_ends_after_start",
            ),
            one_at_a_time(
                "council_id",
                "rent_account_id",
                name="one_suspension_at_a_time",
                starts="from_on",
                ends="until_on",
            ),
        ]


class ExpectedBenefit(CouncilOwned):
    """A benefit that is expected to pay some of an account, from a day until a day."""

    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="benefits", db_constraint=False)
    kind = models.CharField(
        max_length=20, db_comment="A code of rents.benefits: hb, uc, uc_managed, uc_deduction."
    )
    amount = models.DecimalField(
        max_digits=10, decimal_places=2, db_comment="Pounds each time; 0: a claim pending."
    )
    every = models.CharField(max_length=12, db_comment="A code of rents.frequencies: how often it comes.")
    next_on = models.DateField(null=True, blank=True, db_comment="When it should come next.")
    claimed_on = models.DateField(null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="benefit_is_not_below_nought"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="benefit_ends_after_start"
            ),
            one_at_a_time(
                "council_id",
                "rent_account_id",
                name="one_benefit_of_a_kind_at_a_time",
                starts="from_on",
                ends="until_on",
                only=Q(kind__in=["hb", "uc", "uc_managed"]),
            ),
        ]

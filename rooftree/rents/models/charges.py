"""What is charged: the rent year, the dated charges of homes and accounts, and the debit runs."""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from rooftree.foundations.constraints import DateSpan, IdSpan
from rooftree.foundations.models import CouncilOwned
from rooftree.places.models import Place
from rooftree.rents.models.accounts import RentAccount
from rooftree.staff.models import Officer


class RentYear(CouncilOwned):
    """One rent year of one group of accounts: when it starts, how many weeks, which of them are free."""

    group = models.CharField(max_length=20, db_comment="A code of rents.groups.")
    starts_on = models.DateField(db_comment="The first debit day.")
    weeks = models.SmallIntegerField(db_comment="52 or 53.")
    free_weeks = ArrayField(models.DateField(), default=list, db_comment="Debit days on which nothing is charged.")
    frozen_at = models.DateTimeField(null=True, blank=True, db_comment="Its charges are not changed any more.")
    closed_at = models.DateTimeField(null=True, blank=True, db_comment="Nothing is posted into it any more.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on", "group"]
        constraints = [
            models.UniqueConstraint(fields=["council", "group", "starts_on"], name="one_rent_year_a_start"),
            models.CheckConstraint(condition=Q(weeks__in=[52, 53]), name="rent_year_of_52_or_53_weeks"),
        ]


class CodeSpan(Func):
    """A code as a range of one, so that a plain index can keep two lines of it apart."""

    template = "int8range(letters_as_number(%(expressions)s), letters_as_number(%(expressions)s), '[]')"
    output_field: ClassVar[Any] = models.Field()


class Charge(CouncilOwned):
    """One dated line of what is charged: of a home, whoever lives there, or of one account alone."""

    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="charges", db_constraint=False
    )
    rent_account = models.ForeignKey(
        RentAccount, models.PROTECT, null=True, blank=True, related_name="charges", db_constraint=False
    )
    code = models.CharField(max_length=3, db_comment="A debit of rents.transaction_codes.")
    amount = models.DecimalField(
        max_digits=10, decimal_places=2, db_comment="Pounds for each week, month or night that is charged."
    )
    per = models.CharField(max_length=8, db_comment="week, month or night.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, db_comment="The first day after its last.")
    why = models.CharField(
        max_length=100, db_comment="Where it comes from: let, annual increase, loaded, corrected."
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["from_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, rent_account__isnull=True)
                | Q(place__isnull=True, rent_account__isnull=False),
                name="charge_of_a_home_or_an_account",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_is_above_nought"),
            models.CheckConstraint(condition=Q(per__in=["week", "month", "night"]), name="charge_per_known_time"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="charge_ends_after_start"
            ),
            ExclusionConstraint(
                name="one_charge_of_a_code_at_a_home",
                expressions=[
                    (IdSpan("council_id"), RangeOperators.OVERLAPS),
                    (IdSpan("place_id"), RangeOperators.OVERLAPS),
                    (CodeSpan(F("code")), RangeOperators.OVERLAPS),
                    (DateSpan(F("from_on"), F("until_on")), RangeOperators.OVERLAPS),
                ],
                condition=Q(place__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["council", "place"], name="charges_of_a_place", condition=Q(place__isnull=False)),
            models.Index(
                fields=["council", "rent_account"],
                name="charges_of_an_account",
                condition=Q(rent_account__isnull=False),
            ),
        ]


class DebitRun(CouncilOwned):
    """One debit run: a week (a month, a night) of charges of one group of accounts, posted once."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting"  # An officer asked for it, and no worker has begun it yet.
        STARTED = "started", "Started"  # Whoever runs it again goes on with it.
        STOPPED = "stopped", "Stopped"  # Refused, or broken off by a fault. It can be asked for again.
        POSTED = "posted", "Posted"

    group = models.CharField(max_length=20, db_comment="A code of rents.groups.")
    cycle = models.CharField(max_length=8, db_comment="weekly, monthly, nightly; catch_up for what came late.")
    period_from_on = models.DateField(db_comment="The first day charged.")
    period_until_on = models.DateField(db_comment="The first day that is not.")
    status = models.CharField(max_length=10, choices=Status)
    ledger_run_id = models.BigIntegerField(null=True, blank=True, db_comment="The ledger's run that it posted.")
    accounts = models.IntegerField(default=0)
    expected = models.DecimalField(
        max_digits=14, decimal_places=2, db_comment="The roll: pounds of every charge due."
    )
    charged = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds charged to payers.")
    void = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds that fell to void accounts.")
    late = models.DecimalField(
        max_digits=14, decimal_places=2, default=0, db_comment="Pounds of earlier periods, caught up or put right."
    )
    by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    at = models.DateTimeField(db_comment="When it was asked for; from when it is begun, that moment.")
    posted_on = models.DateField(
        null=True, blank=True, db_comment="The day under which it stands in the books; empty until it is posted."
    )
    stopped_because = models.CharField(
        max_length=500,
        blank=True,
        db_default="",
        db_comment="Why it was refused or broken off, as a sentence for officers.",
    )

    class Meta:
        ordering = ["-period_from_on", "group"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="stopped", stopped_because__gt="")
                | ~Q(status="stopped") & Q(stopped_because=""),
                name="stopped_run_says_why",
            ),
            models.UniqueConstraint(
                fields=["council", "group", "cycle", "period_from_on"],
                name="a_period_is_charged_once",
                condition=~Q(cycle="catch_up"),
            ),
            models.CheckConstraint(
                condition=Q(period_until_on__gt=F("period_from_on")), name="charged_period_has_days"
            ),
        ]


class DebitRunLine(CouncilOwned):
    """What a debit run came to under one code: what the charges say, and what the ledger holds."""

    debit_run = models.ForeignKey(DebitRun, models.PROTECT, related_name="lines", db_constraint=False)
    code = models.CharField(max_length=3, db_comment="A debit of rents.transaction_codes.")
    expected = models.DecimalField(
        max_digits=14, decimal_places=2, db_comment="Pounds of the roll, reckoned from the charges alone."
    )
    charged = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds posted to payers.")
    void = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds posted to void accounts.")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["council", "debit_run", "code"], name="one_line_a_code")]


class ChangedSince(CouncilOwned):
    """Charges or dates of a place changed from a day on that was charged before: the next run puts it right."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_constraint=False)
    from_on = models.DateField()
    why = models.CharField(max_length=100)
    at = models.DateTimeField()
    done_in = models.ForeignKey(
        DebitRun, models.PROTECT, null=True, blank=True, related_name="put_right", db_constraint=False
    )

"""Periods of the books, what was reconciled in each, and the close of a year."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.constraints import one_at_a_time
from rooftree.foundations.models import CouncilOwned
from rooftree.staff.models import Officer


class AccountingPeriod(CouncilOwned):
    """Some weeks of the books of a council. Once closed it stays closed: corrections stand in an open one."""

    year_from_on = models.DateField(db_comment="The first day of its year of the books.")
    number = models.SmallIntegerField(db_comment="Its place in the year, from 1.")
    from_on = models.DateField()
    until_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint(fields=["council", "year_from_on", "number"], name="one_period_a_number"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="accounting_period_has_days"),
            models.CheckConstraint(condition=Q(from_on__gte=F("year_from_on")), name="period_is_in_its_year"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_period_says_by_whom",
            ),
            one_at_a_time("council_id", name="one_period_a_day", starts="from_on", ends="until_on"),
        ]

    def __str__(self) -> str:
        return f"Period {self.number}"


class Reconciliation(CouncilOwned):
    """Two ways to the same sum in one period, side by side, with who prepared it and who looked it over.

    What was reckoned stays as it was. When the books have moved on since, it is prepared again, and
    the new one takes its place.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", "Waiting for review"
        REVIEWED = "reviewed", "Reviewed"
        RETURNED = "returned", "Sent back"
        REPLACED = "replaced", "Prepared again"

    period = models.ForeignKey(
        AccountingPeriod, models.PROTECT, related_name="reconciliations", db_constraint=False
    )
    kind = models.CharField(max_length=30, db_comment="A code of rents.reconciliations.")
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARED)
    expected = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds, by the other way.")
    posted = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds, by the books.")
    difference = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds: expected less posted.")
    parts = models.JSONField(db_comment="Each part of both sums: side, code and pounds, in order.")
    prepared_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    prepared_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)

    class Meta:
        ordering = ["period", "kind", "-prepared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "period", "kind"],
                name="one_reconciliation_of_a_kind_stands",
                condition=Q(status__in=["prepared", "reviewed"]),
            ),
            models.CheckConstraint(
                condition=Q(difference=F("expected") - F("posted")), name="difference_is_expected_less_posted"
            ),
            models.CheckConstraint(
                condition=Q(status="prepared", reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(status="replaced")
                | (
                    Q(status__in=["reviewed", "returned"], reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~Q(reviewed_by=F("prepared_by"))
                ),
                name="reconciliation_is_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(review_note=""), name="what_is_sent_back_says_why"
            ),
        ]


class Explanation(CouncilOwned):
    """Why some of a difference is there, and how much of it. Together they make the whole of it."""

    reconciliation = models.ForeignKey(
        Reconciliation, models.PROTECT, related_name="explanations", db_constraint=False
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds of the difference.")
    words = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="explanation_is_of_some_of_it"),
            models.CheckConstraint(condition=~Q(words=""), name="explanation_says_something"),
        ]


class YearClose(CouncilOwned):
    """The close of one year of the books, stage after stage, so that it can go on where it was broken off."""

    class Stage(models.TextChoices):
        BEGUN = "begun", "Begun"
        REWRITTEN = "rewritten", "Movements put in the order of accounts"
        DONE = "done", "Closed"

    from_on = models.DateField()
    until_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.BEGUN)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    accounts = models.IntegerField(null=True, blank=True, db_comment="How many balances were carried forward.")
    carried = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, db_comment="Pounds carried forward together."
    )

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["council", "from_on"], name="a_year_is_closed_once"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="closed_year_has_days"),
            models.CheckConstraint(
                condition=Q(stage="done", done_at__isnull=False, accounts__isnull=False, carried__isnull=False)
                | (~Q(stage="done") & Q(done_at__isnull=True)),
                name="closed_year_says_what_it_carried",
            ),
        ]

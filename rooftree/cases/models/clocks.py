"""Clocks: what must be done by when, the sum that says so, its extensions and its pauses."""

from django.db import models
from django.db.models import F, Q

from rooftree.cases.models.case import CaseRecord
from rooftree.cases.models.work import Task
from rooftree.staff.models import Officer


class Clock(CaseRecord):
    """One promise, legal or our own, and the moment from which it is late.

    It keeps the allowance of the version that was in force when it was set going. A promise of a
    given moment has no allowance: `amount` is empty, and `late_from` is what was promised.
    """

    class Outcome(models.TextChoices):
        MET = "met", "Done in time"
        MET_LATE = "met_late", "Done late"
        NOT_REQUIRED = "not_required", "Not required any more"
        EXCUSED = "excused", "Excused"
        BROKEN = "broken", "Not done"

    duty = models.CharField(max_length=80, db_comment="A duty of the rule book.")
    label = models.CharField(max_length=200, db_comment="What must be done, as the rule book or the promise says.")
    version_from = models.DateField(db_comment="The first day of the version of the duty that holds for it.")
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clocks",
        db_constraint=False,
        db_comment="The promise that it times; empty for a duty of the case itself.",
    )
    unit = models.CharField(max_length=20, blank=True)
    amount = models.IntegerField(null=True, blank=True, db_comment="With all extensions.")
    counting = models.CharField(max_length=20, blank=True)
    calendar = models.CharField(max_length=2, blank=True)
    rolls_forward = models.BooleanField(default=False)
    started = models.CharField(max_length=60, db_comment="What set it going, as it reads before a date.")
    started_at = models.DateTimeField()
    started_on = models.DateField(db_comment="The London day of started_at.")
    paused = models.IntegerField(
        default=0, db_comment="Ended pauses: working days for working days, seconds for hours, else days."
    )
    paused_since = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(db_comment="The last London day that is in time.")
    late_from = models.DateTimeField()
    first_due_on = models.DateField(db_comment="As first reckoned. Never changed.")
    first_late_from = models.DateTimeField(db_comment="As first reckoned. Never changed.")
    sum = models.TextField(db_comment="How the deadline was reckoned, in words.")
    projected = models.BooleanField(default=False, db_comment="Counts bank holidays that are not published yet.")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    outcome_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["late_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "case", "duty", "task"],
                name="one_running_clock_a_duty",
                condition=Q(stopped_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, outcome="") | (Q(stopped_at__isnull=False) & ~Q(outcome="")),
                name="stopped_clock_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["not_required", "excused"]) | ~Q(outcome_reason=""),
                name="excused_clock_says_why",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, unit="") | Q(amount__gt=0) & ~Q(unit=""),
                name="clock_has_a_whole_allowance",
            ),
            models.CheckConstraint(
                condition=Q(paused_since__isnull=True) | Q(stopped_at__isnull=True),
                name="stopped_clock_is_not_paused",
            ),
            models.CheckConstraint(condition=Q(paused__gte=0), name="clock_pauses_forward"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="clock_stops_after_starting",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "case"], name="clock_by_case"),
            models.Index(
                fields=["council", "late_from"], name="running_clock_by_lateness", condition=Q(stopped_at=None)
            ),
        ]


class ClockExtension(CaseRecord):
    """A clock was given more time: why, by whom, and what the deadline became. Only added to."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions", db_constraint=False)
    amount = models.IntegerField(null=True, db_comment="How much was added, in the clock's unit.")
    reason = models.TextField()
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)
    decided_at = models.DateTimeField()
    due_before = models.DateField()
    due_after = models.DateField()
    notified_at = models.DateTimeField(null=True, blank=True, db_comment="When the person was told.")
    notice_reference = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="clock_extension_has_a_reason"),
            models.CheckConstraint(condition=Q(due_after__gte=F("due_before")), name="extension_gives_time"),
        ]


class ClockPause(CaseRecord):
    """A time that does not count for a clock. Pauses of one clock do not overlap (a trigger sees to it)."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses", db_constraint=False)
    starts = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="clock_pause_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts")), name="clock_pause_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["council", "clock"], name="one_pause_at_a_time", condition=Q(until=None)
            ),
        ]

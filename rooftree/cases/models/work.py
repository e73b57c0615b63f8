"""What is to be done on a case, what waits, and what one team asks of another."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rooftree.cases.models.case import CaseRecord
from rooftree.staff.models import Officer, Team


class Task(CaseRecord):
    """Something to do on a case. A promise is a task whose words the resident can read, timed by a clock."""

    class Kind(models.TextChoices):
        TASK = "task", "To do"
        PROMISE = "promise", "Promise"
        CALLBACK = "callback", "Call back"
        VISIT = "visit", "Visit"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.TASK)
    what = models.TextField(db_comment="What is to be done; for a promise, in the words given to the person.")
    due_at = models.DateTimeField(null=True, blank=True, db_comment="From then on it is late.")
    starts_at = models.DateTimeField(
        null=True, blank=True, db_comment="Of a visit: when it begins. It lasts until it is due."
    )
    moves = models.SmallIntegerField(
        default=0, db_default=0, db_comment="Of a visit: how often its time was changed."
    )
    moved_at = models.DateTimeField(null=True, blank=True, db_comment="Of a visit: when that last was.")
    owner = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        db_constraint=False,
        db_comment="Who does it, where that is not the case's owner.",
    )
    is_shown = models.BooleanField(default=False, db_comment="Whether the resident can read it.")
    added_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    is_done = models.BooleanField(null=True, db_comment="Once ended: whether it was done.")
    ending = models.TextField(blank=True, db_comment="What was done, or why not.")

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="task_says_what"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, is_done__isnull=True)
                | Q(ended_at__isnull=False, is_done__isnull=False),
                name="ended_task_says_whether_done",
            ),
            models.CheckConstraint(condition=~Q(is_done=False) | ~Q(ending=""), name="task_not_done_says_why"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(kind="visit", due_at__gt=F("starts_at")),
                name="visit_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "case"], name="task_by_case"),
            models.Index(fields=["council", "case"], name="open_task_by_case", condition=Q(ended_at=None)),
            models.Index(fields=["council", "owner"], name="open_task_by_owner", condition=Q(ended_at=None)),
        ]


class Hold(CaseRecord):
    """The case waits, for a reason and until a moment; then it returns by itself. Stops no clock."""

    kind = models.CharField(max_length=30, db_comment="A code of the list cases.holds.")
    reason = models.TextField()
    source = models.CharField(max_length=200, blank=True, db_comment="What it rests on: an order, a letter.")
    blocks = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, db_comment="Automations that it stops, by name."
    )
    starts = models.DateTimeField()
    until = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)
    ended_at = models.DateTimeField(null=True, blank=True, db_comment="When it was ended sooner.")
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("starts")), name="hold_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__lte=F("until")), name="hold_ends_sooner"
            ),
        ]
        indexes = [models.Index(fields=["council", "case", "until"], name="hold_by_case")]


class TeamRequest(CaseRecord):
    """One team asks another for something on a case, by a time: accepted, declined, or escalated."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        DONE = "done", "Done"
        WITHDRAWN = "withdrawn", "Withdrawn"

    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_constraint=False)
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="requests", db_constraint=False)
    what = models.TextField()
    needed_by = models.DateTimeField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, db_comment="Why declined, or what was done.")
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["needed_by", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="team_request_says_what"),
            models.CheckConstraint(condition=Q(needed_by__gt=F("asked_at")), name="team_request_is_needed_later"),
            models.CheckConstraint(
                condition=Q(status="asked") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="answered_team_request_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(answer=""), name="declined_team_request_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "to_team", "needed_by"],
                name="open_request_by_team",
                condition=Q(status__in=["asked", "accepted"]),
            ),
            models.Index(fields=["council", "case"], name="request_by_case"),
        ]

"""What happened to a case, and who had it when. Both are only ever added to."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from rooftree.cases.models.case import CaseRecord
from rooftree.people.models import Person
from rooftree.staff.models import Officer, Team


class Event(CaseRecord):
    """One thing that happened, with what it started and stopped. Only added to."""

    kind = models.CharField(max_length=60, db_comment='What happened: "enquiry.answered". Its domain words it.')
    at = models.DateTimeField(db_comment="When it happened.")
    recorded_at = models.DateTimeField(
        db_default=Now(), db_comment="When it was recorded: later, if it came from the field."
    )
    by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_comment="Who did it; nobody where Rooftree did it by itself, or a resident did.",
    )
    by_resident = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="Who did it in their own account: the person, or somebody who acts for them.",
    )
    words = models.TextField(blank=True, db_comment="What was said or written, in the words of who did it.")
    facts = models.JSONField(default=dict, db_comment="Codes, dates and names that its sentence needs.")
    is_shown = models.BooleanField(default=True, db_comment="Whether the resident can read it in her own story.")

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["council", "case", "at", "id"], name="event_by_case"),
            models.Index(
                fields=["council", "by_resident", "at"],
                name="event_by_resident",
                condition=Q(by_resident__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=True) | Q(by_resident__isnull=True), name="event_is_done_by_one"
            )
        ]


class Assignment(CaseRecord):
    """From this moment the case is with this team, and this officer if one is named. Only added to."""

    class How(models.TextChoices):
        ROUTED = "routed", "Routed"
        TAKEN = "taken", "Taken up"
        GIVEN = "given", "Given"
        DECLINED = "declined", "Declined"
        HANDED_OVER = "handed_over", "Handed over"
        PUT_BACK = "put_back", "Put back in the queue"

    at = models.DateTimeField()
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_constraint=False)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)
    how = models.CharField(max_length=20, choices=How)
    because = models.TextField(db_comment="The rule that chose, or the reason given, in words.")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="assignment_says_why")]
        indexes = [models.Index(fields=["council", "case", "at", "id"], name="assignment_by_case")]

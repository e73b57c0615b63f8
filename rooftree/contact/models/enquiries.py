"""The enquiry: from what somebody asked to an answer that they accept; and the tries to ring them back."""

from django.db import models
from django.db.models import Q

from rooftree.cases.models import Case, CaseRecord, Task
from rooftree.contact.models.contacts import Contact
from rooftree.contact.rules import Reached, Status
from rooftree.staff.models import Officer


class Enquiry(CaseRecord):
    """What makes a case an enquiry."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="enquiry", db_constraint=False
    )
    reason = models.CharField(max_length=30, db_comment="A code of contact.reasons.")
    asked = models.TextField(db_comment="What the person asked, in their own words.")
    opening_contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="The contact that started it.",
    )
    answer_by = models.CharField(
        max_length=20,
        blank=True,
        db_default="",
        db_comment="How the person asked to be answered: a code of contact.answer_ways; empty: not asked.",
    )
    routed_because = models.TextField(db_comment="The rule that chose its team or officer, in words.")
    status = models.CharField(
        max_length=20, choices=[(status.value, status.label) for status in Status], default=Status.RECEIVED.value
    )
    answer = models.TextField(blank=True, db_comment="What the person was told.")
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.CharField(
        max_length=10,
        choices=Contact.Accepted,
        blank=True,
        db_comment="The person's own answer to the last answer: is that settled?",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_words = models.TextField(blank=True, db_comment="What the person said, or why nobody could ask.")

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(condition=~Q(asked=""), name="enquiry_says_what_was_asked"),
            models.CheckConstraint(condition=~Q(routed_because=""), name="enquiry_says_why_it_is_there"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answer_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(accepted="", accepted_at__isnull=True)
                | (~Q(accepted="") & Q(accepted_at__isnull=False)),
                name="accepted_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "settled"]) | Q(answered_at__isnull=False),
                name="answered_enquiry_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(status="settled") | Q(accepted__in=["yes", "not_asked"]),
                name="settled_enquiry_was_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(accepted="not_asked") | ~Q(accepted_words=""), name="not_asked_says_why"
            ),
        ]
        indexes = [models.Index(fields=["council", "status"], name="enquiry_by_status")]

    def __str__(self) -> str:
        return str(self.case)


class CallbackAttempt(CaseRecord):
    """Somebody tried to ring back: when, and whether the person was reached. Only added to."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="callback_attempts", db_constraint=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    outcome = models.CharField(max_length=20, choices=[(each.value, each.label) for each in Reached])
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

"""What somebody asks of what we hold on them, corrections made of it, and complaints about how we use it."""

from django.db import models
from django.db.models import Q

from rooftree.cases.models import Case, CaseRecord
from rooftree.information_rights.rules import ComplaintStatus, Outcome, Right, Status
from rooftree.staff.models import Officer


class RightsRequest(CaseRecord):
    """What makes a case a request about one's data: to see it, correct it, erase it, or object to its use."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="rights_request", db_constraint=False
    )
    right = models.CharField(max_length=20, choices=[(each.value, each.label) for each in Right])
    asked = models.TextField(db_comment="What the person asked, in their own words.")
    channel = models.CharField(max_length=30, db_comment="A code of information_rights.channels.")
    asked_by = models.CharField(
        max_length=120, blank=True, db_comment="Who asked for the person, and on what authority; else empty."
    )
    received_at = models.DateTimeField()
    status = models.CharField(
        max_length=20, choices=[(each.value, each.label) for each in Status], default=Status.RECEIVED.value
    )
    waits_for = models.CharField(max_length=30, blank=True, db_comment="A code of information_rights.waits.")
    waits_words = models.TextField(blank=True, db_comment="What we asked the person for.")
    identity = models.TextField(blank=True, db_comment="How we know who asks.")
    looked_through_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    looked_through_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, choices=[(each.value, each.label) for each in Outcome])
    answer = models.TextField(blank=True, db_comment="What the person was told.")
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asked=""), name="rights_request_says_what_was_asked"),
            models.CheckConstraint(
                condition=Q(status="waiting", waits_for__gt="") | (~Q(status="waiting") & Q(waits_for="")),
                name="rights_request_waits_for_something",
            ),
            models.CheckConstraint(
                condition=Q(looked_through_at__isnull=True, looked_through_by__isnull=True)
                | Q(looked_through_at__isnull=False, looked_through_by__isnull=False),
                name="looked_through_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="rights_answer_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["answered", "refused"], answered_at__isnull=False)
                | (~Q(status__in=["answered", "refused"]) & Q(answered_at__isnull=True)),
                name="answered_rights_request_has_an_answer",
            ),
        ]
        indexes = [models.Index(fields=["council", "status"], name="rights_request_by_status")]

    def __str__(self) -> str:
        return str(self.case)


class Correction(CaseRecord):
    """One fact about the person that was put right: what it was, what it is now. Only added to."""

    what = models.CharField(max_length=80)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class ToldRecipient(CaseRecord):
    """Somebody who had what was wrong was told. Only added to. UK GDPR art 19."""

    recipient = models.CharField(max_length=30, db_comment="A code of information_rights.recipients.")
    name = models.CharField(max_length=120)
    told = models.TextField(db_comment="What they were told, or why it could not be done.")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(told=""), name="told_recipient_says_what")]


class DataComplaint(CaseRecord):
    """What makes a case a data-protection complaint. Data Protection Act 2018 s 164A."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="data_complaint", db_constraint=False
    )
    about = models.TextField(db_comment="What the person complains of, in their own words.")
    channel = models.CharField(max_length=30, db_comment="A code of information_rights.channels.")
    received_at = models.DateTimeField()
    status = models.CharField(
        max_length=20,
        choices=[(each.value, each.label) for each in ComplaintStatus],
        default=ComplaintStatus.RECEIVED.value,
    )
    understood_as = models.TextField(blank=True, db_comment="Our understanding, as sent to the person.")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, choices=[(each.value, each.label) for each in Outcome])
    answer = models.TextField(blank=True, db_comment="What the person was told.")
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(about=""), name="data_complaint_says_of_what"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=False) | ~Q(status__in=["acknowledged", "answered"]),
                name="acknowledged_data_complaint_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="answered", answered_at__isnull=False, answered_by__isnull=False)
                | (~Q(status="answered") & Q(answered_at__isnull=True, answered_by__isnull=True)),
                name="answered_data_complaint_says_who",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

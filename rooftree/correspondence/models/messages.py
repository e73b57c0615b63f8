"""The message: to whom, about what, in which words, why this way, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from rooftree.cases.models import Case, Task
from rooftree.correspondence.models.templates import TemplateVersion
from rooftree.correspondence.rules import OWNED_WORK, Channel, Format, Outcome, Status
from rooftree.foundations.models import CouncilOwned, RestrictedRecord
from rooftree.people.models import ContactPoint, Person
from rooftree.staff.models import Officer


class Message(RestrictedRecord):
    """One message to one person, written in the same transaction as the fact that it tells of.

    What it says, to whom and why never changes; what becomes of it does (`rules.MOVES`). It is seen by
    those who may open its person (`restricted_to`) and its case (the two others).
    """

    token = models.UUIDField(default=uuid.uuid4, db_comment="By what others know it: reference, Message-ID, file.")
    key = models.CharField(max_length=250, db_comment="What was asked for under one key is written once.")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="messages", db_constraint=False, db_index=False
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="messages", db_constraint=False, db_index=False
    )
    case_restricted_to = models.IntegerField(default=0, db_default=0, db_comment="The case's own group.")
    case_person_restricted_to = models.IntegerField(
        default=0, db_default=0, db_comment="The group of the case's person."
    )
    subject_of = models.CharField(max_length=80, blank=True, db_comment='What it is about: "promise 12".')
    run = models.CharField(max_length=60, blank=True, db_comment="The run that sent it, if one did.")

    code = models.CharField(max_length=80, db_comment="The template, in the catalogue.")
    version = models.IntegerField(db_comment="The version of the template that came with Rooftree.")
    council_version = models.ForeignKey(
        TemplateVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="The council's own words, where they hold.",
    )
    language = models.CharField(max_length=3)
    channel = models.CharField(
        max_length=10,
        blank=True,
        choices=[(each.value, each.label) for each in Channel],
        db_comment="None: nowhere.",
    )
    format = models.CharField(max_length=20, choices=[(each.value, each.label) for each in Format])
    because = models.TextField(db_comment="Why it goes this way, or cannot go, in words.")
    point = models.ForeignKey(
        ContactPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_constraint=False,
        db_index=False,
    )
    to_name = models.CharField(max_length=300)
    to_address = models.TextField(blank=True, db_comment="The number or address as it was then.")
    subject = models.CharField(max_length=300, blank=True)
    asks = models.TextField(blank=True, db_comment="What it really asks the person to do, in a line.")
    body = models.TextField(db_comment="As sent. Of a secret message: without the secret.")
    preview = models.CharField(max_length=300, blank=True, db_comment="What shows before it is opened.")
    is_secret = models.BooleanField(default=False)
    useful_until = models.DateTimeField(null=True, blank=True, db_comment="Not sent after that: of no use.")
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="Nobody where Rooftree sent it by itself.",
    )
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_constraint=False,
        db_index=False,
        db_comment="The task on the case of whoever makes it by hand.",
    )
    again_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sent_again",
        db_constraint=False,
        db_index=False,
    )

    status = models.CharField(max_length=20, choices=[(each.value, each.label) for each in Status])
    backend = models.CharField(max_length=20, blank=True, db_comment="Through what it went.")
    backend_reference = models.CharField(max_length=100, blank=True, db_comment="What the other side calls it.")
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True, db_comment="Why it did not arrive, for an officer to read.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    settled_words = models.TextField(blank=True, db_comment="What was done instead.")

    class Meta:
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "key"], name="one_message_a_key"),
            models.UniqueConstraint(fields=["token"], name="one_message_a_token"),
            models.CheckConstraint(condition=~Q(because=""), name="message_says_why"),
            models.CheckConstraint(condition=~Q(body=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(case_restricted_to=0, case_person_restricted_to=0),
                name="message_without_case_has_no_group",
            ),
            models.CheckConstraint(
                condition=~Q(channel="") | Q(status__in=["cannot", "by_hand", "settled"]),
                name="message_that_goes_has_a_channel",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="sent_message_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False),
                name="delivered_message_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | (Q(failed_at__isnull=False) & ~Q(failure="")),
                name="failed_message_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status="settled", settled_at__isnull=False) & ~Q(settled_words="")
                | ~Q(status="settled") & Q(settled_at__isnull=True, settled_by__isnull=True),
                name="settled_message_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "person", "-queued_at"], name="message_by_person"),
            models.Index(fields=["council", "case", "-queued_at"], name="message_by_case"),
            models.Index(
                fields=["council", "queued_at"],
                name="message_to_deal_with",
                condition=Q(status__in=[status.value for status in OWNED_WORK]),
            ),
            models.Index(fields=["council", "run", "queued_at"], name="message_by_run", condition=~Q(run="")),
            models.Index(fields=["council", "subject_of"], name="message_by_subject", condition=~Q(subject_of="")),
        ]

    def __str__(self) -> str:
        return self.subject or self.preview or self.code


class Waiting(CouncilOwned):
    """A message that waits to go, until it went or was given up. What is secret in it stands only here.

    It is seen by those who see the message.
    """

    message = models.OneToOneField(
        Message, models.PROTECT, primary_key=True, related_name="waiting", db_constraint=False
    )
    channel = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    hand = models.BigIntegerField(null=True, blank=True, db_comment="Who has it in hand: a lock that they hold.")
    taken_at = models.DateTimeField(null=True, blank=True)
    in_doubt = models.BooleanField(
        default=False, db_comment="It may have gone: ask before it is handed over again."
    )
    secret = models.JSONField(null=True, blank=True, db_comment="Subject and body with what is secret in them.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hand__isnull=True, taken_at__isnull=True)
                | Q(hand__isnull=False, taken_at__isnull=False),
                name="taken_message_says_when",
            )
        ]
        indexes = [
            models.Index(
                fields=["council", "channel", "due_at"], name="waiting_by_channel", condition=Q(hand=None)
            ),
            models.Index(fields=["council", "hand"], name="waiting_by_hand", condition=Q(hand__isnull=False)),
        ]


class Attempt(CouncilOwned):
    """One try to hand a message over, or what we were told of it afterwards. Only added to.

    It is seen by those who see the message.
    """

    message = models.ForeignKey(
        Message, models.PROTECT, related_name="attempts", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    backend = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, choices=[(each.value, each.label) for each in Outcome])
    words = models.TextField(blank=True, db_comment="What the other side said.")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["council", "message", "at"], name="attempt_by_message")]

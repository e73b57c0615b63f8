"""Email that came in: from whom, what it answers, on which case it is, and who deals with it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rooftree.cases.models import Case
from rooftree.correspondence.models.messages import Message
from rooftree.foundations.models import CouncilOwned, KeptFile, RestrictedRecord
from rooftree.people.models import Person
from rooftree.staff.models import Officer


class InboundMail(RestrictedRecord):
    """One email that came in, taken once. It is on a case, kept, or waits for somebody to deal with it.

    It is seen by those who may open its person (`restricted_to`) and its case (the two others); one
    that belongs to nobody yet by all who read messages.
    """

    class Wrote(models.TextChoices):
        PERSON = "person", "A person"
        MACHINE = "machine", "An automatic answer"
        POSTMASTER = "postmaster", "A mail server"
        NOBODY = "unreadable", "Cannot be read"

    class Known(models.TextChoices):
        ADDRESS = "address", "It came to the address for replies to our message"
        THREAD = "thread", "It answers our message"
        REFERENCE = "reference", "Its subject gives the reference"
        HAND = "hand", "Somebody found where it belongs"
        NOT = "", "Nothing in it says where it belongs"

    class Status(models.TextChoices):
        ON_CASE = "on_case", "On its case"
        KEPT = "kept", "Kept: nothing to do"
        WAITS = "waits", "Waits for somebody to deal with it"
        DEALT_WITH = "dealt_with", "Dealt with"

    digest = models.CharField(max_length=64, db_comment="SHA-256 of every byte: the same mail is taken once.")
    message_id = models.CharField(max_length=250, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    from_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True, db_comment="What is new in it, without what it answers.")
    text = models.TextField(blank=True, db_comment="All of it.")
    written_at = models.DateTimeField(null=True, blank=True, db_comment="As the sender's machine says.")
    taken_at = models.DateTimeField()
    wrote = models.CharField(max_length=20, choices=Wrote)
    known_by = models.CharField(max_length=20, choices=Known, blank=True)
    is_from_them = models.BooleanField(
        default=False, db_comment="The sender's address is a contact point of the case's person."
    )
    left_out = ArrayField(models.TextField(), default=list, blank=True, db_comment="What was not taken, and why.")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="mails", db_constraint=False, db_index=False
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="mails", db_constraint=False, db_index=False
    )
    case_restricted_to = models.IntegerField(default=0, db_default=0)
    case_person_restricted_to = models.IntegerField(default=0, db_default=0)
    answers = models.ForeignKey(
        Message,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        db_constraint=False,
        db_index=False,
        db_comment="The message that it answers or reports on.",
    )
    status = models.CharField(max_length=20, choices=Status)
    why = models.TextField(db_comment="Where it went and why, in words.")
    dealt_at = models.DateTimeField(null=True, blank=True)
    dealt_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    dealt_words = models.TextField(blank=True)

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "digest"], name="one_mail_a_digest"),
            models.UniqueConstraint(
                fields=["council", "message_id", "from_address"],
                name="one_mail_a_message_id",
                condition=~Q(message_id=""),
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(case_restricted_to=0, case_person_restricted_to=0),
                name="mail_without_case_has_no_group",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(restricted_to=0), name="nobodys_mail_has_no_group"
            ),
            models.CheckConstraint(
                condition=~Q(status="on_case") | Q(case__isnull=False), name="mail_is_on_a_case"
            ),
            models.CheckConstraint(
                condition=Q(status="dealt_with", dealt_at__isnull=False) & ~Q(dealt_words="")
                | ~Q(status="dealt_with") & Q(dealt_at__isnull=True, dealt_by__isnull=True),
                name="mail_dealt_with_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "taken_at"], name="mail_that_waits", condition=Q(status="waits")),
            models.Index(fields=["council", "case", "taken_at"], name="mail_by_case"),
            models.Index(fields=["council", "person", "taken_at"], name="mail_by_person"),
            models.Index(fields=["council", "answers"], name="mail_by_message"),
        ]

    def __str__(self) -> str:
        return self.subject or "(no subject)"


class InboundFile(CouncilOwned):
    """A file that came with an email, seen by those who see the email."""

    mail = models.ForeignKey(InboundMail, models.PROTECT, related_name="files", db_constraint=False)
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["id"]

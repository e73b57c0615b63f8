"""How long things are kept: holds, batches of what is due to be destroyed, and proofs that it was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rooftree.cases.models import Case
from rooftree.foundations.models import CouncilOwned, RestrictedRecord
from rooftree.people.models import Person
from rooftree.staff.models import Officer


class LegalHold(CouncilOwned):
    """Nothing of this person, or of this case, is destroyed until a day: why, on what paper, who said so."""

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="legal_holds", db_constraint=False
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="legal_holds", db_constraint=False
    )
    person_restricted_to = models.IntegerField(default=0)
    case_restricted_to = models.IntegerField(default=0)
    case_person_restricted_to = models.IntegerField(default=0)
    reason = models.TextField()
    source = models.CharField(max_length=200, blank=True, db_comment="What it rests on: a claim, an order.")
    from_on = models.DateField()
    until_on = models.DateField(db_comment="The first day on which it no longer holds.")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["until_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, case__isnull=True) | Q(person__isnull=True, case__isnull=False),
                name="legal_hold_is_on_one_thing",
            ),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="legal_hold_ends_after_start"),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_legal_hold_says_who",
            ),
        ]


class Disposal(RestrictedRecord):
    """A batch of records of one kind that are due to be destroyed: put forward by one, approved by another.

    All of a batch are of the same restricted groups, and so is the batch: nobody outside learns that they are.
    """

    class Status(models.TextChoices):
        DUE = "due", "Reckoned"
        PROPOSED = "proposed", "Put forward"
        APPROVED = "approved", "Approved"
        DESTROYED = "destroyed", "Destroyed"
        DROPPED = "dropped", "Dropped"

    also_restricted_to = models.IntegerField(default=0, db_comment="The group of the person of a case.")
    record_type = models.CharField(max_length=30, db_comment="A code of information_rights.retention.")
    rule = models.TextField(db_comment="How long they are kept, and why, as the rule book said then.")
    reckoned_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DUE)
    proposed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-reckoned_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "destroyed"])
                | (
                    Q(proposed_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                ),
                name="destroyed_by_the_word_of_two",
            ),
            models.UniqueConstraint(
                fields=["council", "record_type", "restricted_to", "also_restricted_to"],
                name="one_reckoned_batch_of_a_kind",
                condition=Q(status="due"),
            ),
        ]


class DisposalLine(RestrictedRecord):
    """One record of a batch. Its reference is taken away when it is destroyed."""

    disposal = models.ForeignKey(Disposal, models.CASCADE, related_name="lines", db_constraint=False)
    also_restricted_to = models.IntegerField(default=0)
    row_id = models.BigIntegerField()
    label = models.CharField(max_length=60, blank=True, db_comment="Its reference, until it is destroyed.")
    since_on = models.DateField(db_comment="The day from which its time ran.")
    due_on = models.DateField()
    kept_because = models.TextField(blank=True, db_comment="Why it is kept after all; empty for what goes.")
    kept_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    kept_until_on = models.DateField(null=True, blank=True, db_comment="When it is looked at again.")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "disposal", "row_id"], name="one_line_a_record"),
            models.CheckConstraint(
                condition=Q(kept_because="", kept_by__isnull=True, kept_until_on__isnull=True)
                | (~Q(kept_because="") & Q(kept_by__isnull=False, kept_until_on__isnull=False)),
                name="kept_line_says_who_and_until_when",
            ),
        ]


class Certificate(CouncilOwned):
    """The proof that a batch was destroyed: what, how many, by what rule, on whose word, when. Never changed.

    `sha256` is of what was destroyed and of all the rest of the row, and of the certificate before it.
    """

    disposal = models.OneToOneField(Disposal, models.PROTECT, related_name="certificate", db_constraint=False)
    record_type = models.CharField(max_length=30)
    rule = models.TextField()
    records = models.IntegerField(db_comment="How many records.")
    counts = models.JSONField(db_comment="How many rows of each table.")
    files = ArrayField(models.CharField(max_length=64), default=list, db_comment="Hashes of files that went.")
    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    destroyed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    before = models.CharField(max_length=64, blank=True, db_comment="The hash of the certificate before it.")

    class Meta:
        ordering = ["-destroyed_at", "-id"]

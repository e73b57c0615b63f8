"""What is held on somebody who asks to see it: each thing, what becomes of it, and what was given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rooftree.cases.models import CaseRecord
from rooftree.foundations.models import KeptFile
from rooftree.information_rights.rules import Decision
from rooftree.staff.models import Officer


class Gathering(CaseRecord):
    """What we hold was gathered for a request: when, by whom, how much. The newest is looked through."""

    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    counts = models.JSONField(db_comment="How many things of each kind, by what people call the kind.")
    left_out = models.JSONField(db_comment="What was not gathered, and why: pairs of words.")
    cleared_at = models.DateTimeField(null=True, blank=True, db_comment="When the copies were cleared away.")

    class Meta:
        ordering = ["at", "id"]


class OfHeld(CaseRecord):
    """A row about one thing held: seen by those who see the case, and may open the thing itself."""

    held_restricted_to = models.IntegerField(default=0, db_comment="The thing's own group; 0 for everybody.")
    held_also_restricted_to = models.IntegerField(default=0, db_comment="Another group that it is restricted to.")

    class Meta:
        abstract = True


class HeldThing(OfHeld):
    """One thing held on the person, and what becomes of it: given, given with words taken out, held back."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="things", db_constraint=False)
    kind = models.CharField(max_length=80, db_comment="What people call such a thing: “Contact point”.")
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    calls = ArrayField(
        models.CharField(max_length=30),
        default=list,
        db_comment="Codes of information_rights.calls_for_a_decision: why somebody should look.",
    )
    decision = models.CharField(
        max_length=10,
        blank=True,
        choices=[(each.value, each.label) for each in Decision],
        db_comment="Empty while somebody must decide.",
    )
    reason = models.CharField(
        max_length=30, blank=True, db_comment="A code of information_rights.reasons_to_withhold."
    )
    why = models.TextField(blank=True, db_comment="Why whoever decided decided so.")
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "gathering", "table_name", "row_id"], name="one_thing_gathered_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, why="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(why="")),
                name="decided_thing_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(decision="withhold") | ~Q(reason=""), name="withheld_thing_has_a_reason"
            ),
        ]


class HeldCopy(OfHeld):
    """The words of one thing held, as it was when it was gathered. Cleared away once the request is over."""

    thing = models.OneToOneField(
        HeldThing, models.PROTECT, primary_key=True, related_name="copy", db_constraint=False
    )
    facts = models.JSONField(db_comment="Pairs: what it is called, what it says.")
    take_out = ArrayField(
        models.TextField(), default=list, db_comment="Words that are taken out when it is given so."
    )
    file = models.ForeignKey(
        KeptFile, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )


class Release(CaseRecord):
    """What was given: the package, how much was in it and held back, who gave it, when it was fetched."""

    file = models.ForeignKey(
        KeptFile, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    sha256 = models.CharField(max_length=64)
    given = models.IntegerField()
    redacted = models.IntegerField()
    withheld = models.IntegerField()
    groups = ArrayField(
        models.IntegerField(),
        default=list,
        db_comment="Restricted groups of what is in it: who may open the file.",
    )
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

"""Letters that go to the printer in one file: gathered once, and marked as printed when they are."""

from django.db import models
from django.db.models import F, Q

from rooftree.correspondence.models.messages import Message
from rooftree.foundations.models import CouncilOwned
from rooftree.staff.models import Officer


class PrintRun(CouncilOwned):
    """One file of letters: who gathered it, and whether it was printed or put back."""

    class Outcome(models.TextChoices):
        PRINTED = "printed", "Printed"
        PUT_BACK = "put_back", "Put back"

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    letters = models.IntegerField(db_comment="How many were gathered.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(letters__gte=1), name="print_run_has_letters"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, outcome="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome="")),
                name="ended_print_run_says_how",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")),
                name="print_run_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["council", "-made_at"], name="print_run_by_time")]


class LetterInRun(CouncilOwned):
    """One letter of a print run, seen by those who see the letter. In one run at a time."""

    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="rows", db_constraint=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="print_rows", db_constraint=False)
    number = models.IntegerField(db_comment="Its place in the file, from 1.")
    is_put_back = models.BooleanField(default=False)

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "run", "number"], name="one_letter_a_number"),
            models.UniqueConstraint(
                fields=["council", "message"], name="one_print_run_a_letter", condition=Q(is_put_back=False)
            ),
        ]

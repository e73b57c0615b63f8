"""Loads, file by file, what was wrong with their rows, and the rows that have no legacy reference of their own."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rooftree.foundations.models import CouncilOwned, LegacyReference, RestrictedRecord
from rooftree.people.models import Person
from rooftree.rents.models import RentAccount


class LoadRun(CouncilOwned):
    """A load, or the rehearsal of one. It is written before the load begins, and so outlives a killed one."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        REFUSED = "refused", "Refused"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped part-way"

    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=100, db_comment="Who ran it, as the audit names them.")
    folder = models.CharField(max_length=500)
    mapping = models.CharField(max_length=500, blank=True)
    is_rehearsal = models.BooleanField()
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    seconds = models.FloatField(null=True, db_comment="How long it took.")
    words = models.TextField(blank=True, db_comment="Why it was refused or failed.")
    certain = models.IntegerField(default=0, db_comment="References joined to a person known by another.")
    likely = models.IntegerField(default=0, db_comment="Pairs held for somebody to decide.")
    balances = models.IntegerField(default=0, db_comment="Balances of rent accounts that were proven or not.")
    different = models.IntegerField(default=0, db_comment="Of those, how many differ from their transactions.")

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["council", "-started_at"], name="load_run_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="running") | Q(status="stopped") | Q(seconds__isnull=False),
                name="load_run_that_ended_says_how_long",
            )
        ]


class LoadFile(CouncilOwned):
    """One file of a load, and what became of its rows."""

    run = models.ForeignKey(LoadRun, models.CASCADE, related_name="files", db_constraint=False)
    position = models.SmallIntegerField(db_comment="In the order of loading.")
    name = models.CharField(max_length=255)
    layout = models.CharField(max_length=30)
    source_system = models.CharField(max_length=40)
    headings = ArrayField(models.TextField(), db_comment="As in the file, for the rows to mend.")
    said = ArrayField(models.TextField(), default=list, db_comment="What was guessed about the file.")
    read = models.IntegerField(db_comment="Rows.")
    new = models.IntegerField()
    changed = models.IntegerField()
    unchanged = models.IntegerField()
    rejected = models.IntegerField()
    warnings = models.IntegerField(db_comment="Cells loaded blank or in part.")
    kept = models.JSONField(default=list, db_comment="Columns that no part of Rooftree takes yet.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["council", "run", "position"], name="one_load_file_a_position"),
            models.CheckConstraint(
                condition=Q(
                    read=models.F("new") + models.F("changed") + models.F("unchanged") + models.F("rejected")
                ),
                name="every_row_of_a_load_is_counted_once",
            ),
        ]


class LoadProblem(RestrictedRecord):
    """A row that was refused, or a cell that was loaded blank or in part, and why."""

    file = models.ForeignKey(LoadFile, models.CASCADE, related_name="problems", db_constraint=False)
    row = models.IntegerField(db_comment="1 is the first row under the headings.")
    column = models.CharField(max_length=200, db_column="of_column", db_comment="Our name for it.")
    value = models.TextField(db_comment="The cell as it stood.")
    reason = models.TextField()
    is_refusal = models.BooleanField()
    cells = ArrayField(models.TextField(), null=True, db_comment="The whole row, if it was refused: to be mended.")
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        related_name="+",
        db_constraint=False,
        db_comment="Whom the row is about, where we know them: restricted as they are.",
    )

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["council", "file", "row"], name="load_problem_by_row")]


class LoadMatch(RestrictedRecord):
    """Two references that a load found to be one person: certainly, and so joined, or likely."""

    run = models.ForeignKey(LoadRun, models.CASCADE, related_name="matches", db_constraint=False)
    is_certain = models.BooleanField()
    one_system = models.CharField(max_length=40)
    one_reference = models.CharField(max_length=60)
    other_system = models.CharField(max_length=40)
    other_reference = models.CharField(max_length=60)
    one = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        related_name="+",
        db_constraint=False,
        db_comment="Empty: a rehearsal's.",
    )
    other = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_constraint=False)
    other_restricted_to = models.IntegerField(default=0, db_comment="Follows the other person's group.")

    class Meta:
        ordering = ["-is_certain", "id"]
        verbose_name_plural = "load matches"
        indexes = [models.Index(fields=["council", "run"], name="load_match_by_run")]


class LoadDifference(CouncilOwned):
    """A rent account whose transactions do not come to the balance that its old system gave."""

    run = models.ForeignKey(LoadRun, models.CASCADE, related_name="differences", db_constraint=False)
    rent_account = models.ForeignKey(
        RentAccount,
        models.CASCADE,
        null=True,
        related_name="+",
        db_constraint=False,
        db_comment="Empty: a rehearsal's.",
    )
    source_system = models.CharField(max_length=40)
    payment_reference = models.CharField(max_length=60, db_comment="As the old system wrote it.")
    as_at = models.DateField(db_comment="At the end of this day.")
    balance = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds, as the old system said.")
    transactions = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds, as our ledger says.")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["council", "run"], name="load_difference_by_run")]
        constraints = [
            models.CheckConstraint(condition=~Q(balance=models.F("transactions")), name="load_difference_is_one")
        ]

    @property
    def difference(self) -> Decimal:
        """Return the pounds by which our ledger has more than the old system said."""
        return self.transactions - self.balance


class LoadedRow(LegacyReference):
    """A row as last loaded of a file whose rows have no reference of their own, and what it made.

    `reference` is what the row is known again by: what it is about (a person in a tenancy, a marker of a
    person), and what tells it from others about the same. `made` is the id of what it made.
    """

    layout = models.CharField(max_length=20)
    made = models.BigIntegerField(null=True, db_comment="Id of the party, marker, officer or patch's place.")
    reference = models.CharField(max_length=300, db_comment="What the row is about, in the file's own references.")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "layout", "source_system", "reference"], name="one_loaded_row_once"
            )
        ]

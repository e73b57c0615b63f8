"""What was handed over to the council's general ledger: the files, and what each said."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned, KeptFile
from rooftree.staff.models import Officer


class GeneralLedgerFile(CouncilOwned):
    """One file for the general ledger: what the books said of all days before one, and no file had said yet."""

    number = models.IntegerField(db_comment="Counts the files of a council from 1.")
    until_on = models.DateField(db_comment="The first accounting day that it has nothing of.")
    settled_until_on = models.DateField(
        null=True,
        blank=True,
        db_comment="Until this day the books were closed, and handed over whole. Empty: never closed.",
    )
    made_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Empty: the command line.",
    )
    made_at = models.DateTimeField()
    lines = models.IntegerField(db_comment="How many lines the file has, between its header and its trailer.")
    debit = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds.")
    credit = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds.")
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="+", db_constraint=False)
    sha256 = models.CharField(max_length=64, db_comment="Of the file's bytes.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_general_ledger_file_a_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="general_ledger_files_count_from_one"),
            models.CheckConstraint(condition=Q(debit=F("credit")), name="general_ledger_file_balances"),
            models.CheckConstraint(
                condition=Q(lines__gt=0, debit__gt=0), name="general_ledger_file_says_something"
            ),
            models.CheckConstraint(
                condition=Q(settled_until_on__isnull=True) | Q(settled_until_on__lte=F("until_on")),
                name="general_ledger_settles_what_it_has",
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.number}"


class GeneralLedgerLine(CouncilOwned):
    """What one file handed over of an accounting day, a book and a transaction code, and where it stands."""

    file = models.ForeignKey(GeneralLedgerFile, models.PROTECT, related_name="said", db_constraint=False)
    accounting_on = models.DateField()
    book = models.CharField(
        max_length=40,
        db_comment="A control account, or the accounts of a rent group: cash, income.hra, debtors.hra, voids.hra.",
    )
    code = models.CharField(
        max_length=3, blank=True, db_comment="The transaction code. Empty: accounts that moved to another group."
    )
    gl = models.CharField(max_length=30, db_comment="The code of the general ledger.")
    debit = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds.")
    credit = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds.")
    movements = models.IntegerField(db_comment="How many movements have a side in it.")

    class Meta:
        ordering = ["accounting_on", "gl", "book", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "file", "accounting_on", "book", "code"], name="one_general_ledger_line_a_code"
            ),
            models.CheckConstraint(condition=~Q(gl=""), name="general_ledger_line_has_a_code"),
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0, movements__gte=0),
                name="general_ledger_line_is_not_below_nought",
            ),
            models.CheckConstraint(
                condition=Q(debit__gt=0) | Q(credit__gt=0), name="general_ledger_line_says_something"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "accounting_on", "book", "code"], name="general_ledger_lines_by_day")
        ]

"""Files of money as they came, line by line, and the money of which nobody knew at once whose it is."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, ExtractYear

from rooftree.foundations.models import CouncilOwned, KeptFile
from rooftree.rents.models.accounts import AccountPart, RentAccount
from rooftree.staff.models import Officer, Team


class FileMapping(CouncilOwned):
    """How one council's files of a kind are laid out, where that differs from our own layout."""

    kind = models.CharField(max_length=10, db_comment="A code of rents/files/kinds.py: cash, bank, hb, uc.")
    layout = models.TextField(blank=True, db_comment="A mapping in TOML; empty for our own layout.")
    elsewhere = models.JSONField(
        default=list,
        db_comment="Entries that another file has: control account, bank's code, payer, text.",
    )
    changed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "kind"], name="one_mapping_a_kind_of_file")]


class MoneyFile(CouncilOwned):
    """One file as it was handed in: what it is, what it says of itself, and what became of it, whole."""

    class Status(models.TextChoices):
        POSTED = "posted", "Posted"
        HELD = "held", "Held: an earlier one is missing"
        REFUSED = "refused", "Refused"

    kind = models.CharField(max_length=10, db_comment="A code of rents/files/kinds.py: cash, bank, arudd, hb, uc.")
    name = models.CharField(max_length=200, db_comment="As the sender called it, made harmless.")
    sha256 = models.CharField(max_length=64)
    kept = models.ForeignKey(KeptFile, models.PROTECT, related_name="+", db_constraint=False)
    status = models.CharField(max_length=8, choices=Status)
    because = models.CharField(max_length=300, blank=True, db_comment="Why it is held or refused, in a sentence.")
    faults = models.JSONField(
        default=list, db_comment="What is wrong with it: line number (0: the whole) and words."
    )
    more_faults = models.IntegerField(default=0, db_comment="Faults beyond those that are listed.")
    lines = models.IntegerField(default=0)
    total = models.DecimalField(
        max_digits=14, decimal_places=2, default=0, db_comment="Pounds: what came in less what went back."
    )
    to_accounts = models.IntegerField(default=0, db_comment="Lines posted to accounts.")
    to_accounts_total = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_comment="Pounds.")
    to_suspense = models.IntegerField(default=0, db_comment="Lines posted to suspense.")
    to_suspense_total = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_comment="Pounds.")
    elsewhere = models.IntegerField(
        default=0, db_comment="Lines posted to a control account: another file has them."
    )
    elsewhere_total = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_comment="Pounds.")
    received_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Empty: the command line or the watched folder.",
    )
    received_at = models.DateTimeField()
    posted_on = models.DateField(null=True, blank=True, db_comment="The day of the books it stands under.")
    skip_asked_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    skip_asked_at = models.DateTimeField(null=True, blank=True)
    skip_why = models.TextField(
        blank=True, db_comment="Why it is to be posted although an earlier one is missing."
    )
    skip_agreed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "sha256"],
                name="a_money_file_is_taken_once",
                condition=Q(status__in=["posted", "held"]),
            ),
            models.CheckConstraint(
                condition=Q(status="posted", posted_on__isnull=False)
                | (~Q(status="posted") & Q(posted_on__isnull=True)),
                name="posted_file_says_when",
            ),
            models.CheckConstraint(condition=Q(status="posted") | ~Q(because=""), name="file_that_waits_says_why"),
            models.CheckConstraint(
                condition=Q(status="posted", lines=F("to_accounts") + F("to_suspense") + F("elsewhere"))
                & Q(total=F("to_accounts_total") + F("to_suspense_total") + F("elsewhere_total"))
                | (~Q(status="posted") & Q(to_accounts=0, to_suspense=0, elsewhere=0)),
                name="what_came_in_went_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(skip_asked_by__isnull=True, skip_why="", skip_agreed_by__isnull=True)
                | (Q(skip_asked_by__isnull=False) & ~Q(skip_why="")),
                name="skipping_says_why",
            ),
            models.CheckConstraint(
                condition=Q(skip_agreed_by__isnull=True) | ~Q(skip_agreed_by=F("skip_asked_by")),
                name="skipping_is_agreed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "kind", "-received_at"], name="money_files_of_a_kind"),
            models.Index(fields=["council", "sha256"], name="money_file_by_hash"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def posted_lines(self) -> "models.QuerySet[FileLine]":
        """Return what was posted of it, line by line, found by their numbers: they begin with the file's."""
        return FileLine.objects.filter(pk__range=(FileLine.id_of(self.pk, 1), FileLine.id_of(self.pk + 1, 0)))


class MoneyFilePart(CouncilOwned):
    """One numbered delivery in a file: most files have one; a bank's has one for each account."""

    file = models.ForeignKey(MoneyFile, models.PROTECT, related_name="parts", db_constraint=False)
    number = models.SmallIntegerField(db_comment="Which of the file's parts, counted from nought.")
    kind = models.CharField(max_length=20, db_comment="The file's kind: two kinds may call a series the same.")
    feed = models.CharField(max_length=40, db_comment="The series: a cash office, a bank account.")
    sequence = models.IntegerField(null=True, blank=True, db_comment="Its number in the series.")
    made_on = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=40, blank=True, db_comment="What the sender calls it: a statement's id.")
    lines = models.IntegerField()
    total = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds.")
    by_code = models.JSONField(default=dict, db_comment="Lines and pounds of each transaction code.")
    opening = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, db_comment="Pounds.")
    closing = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, db_comment="Pounds.")
    is_posted = models.BooleanField(default=False)

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "file", "number"], name="one_part_a_number"),
            models.UniqueConstraint(
                "council",
                "kind",
                "feed",
                "sequence",
                Coalesce(ExtractYear("made_on"), 0),  # Some senders count anew each year.
                name="a_numbered_file_is_posted_once",
                condition=Q(is_posted=True, sequence__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["council", "feed", "made_on"], name="money_files_of_a_feed")]


class FileLine(CouncilOwned):
    """One line of a file that was posted: what it said, where its money went, and on what evidence."""

    id = models.BigIntegerField(primary_key=True, db_comment="Its file and its row in one.")
    file = models.ForeignKey(MoneyFile, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    row = models.IntegerField(db_comment="Counts the lines of the file from 1.")
    number = models.IntegerField(db_comment="Where it stands in the file: the line, or the bank's entry.")
    part = models.SmallIntegerField(db_comment="Which part of the file, counted from nought.")
    code = models.CharField(max_length=3, db_comment="A code of rents.transaction_codes.")
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, db_comment="Pounds. Below nought: money that went back."
    )
    paid_on = models.DateField()
    reference = models.CharField(max_length=40, blank=True, db_comment="What the payer quoted.")
    payer = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=300, blank=True)
    source_id = models.CharField(max_length=40, blank=True, db_comment="What the sender calls this line.")
    control = models.CharField(max_length=40, db_comment="The control account through which it came.")
    evidence = models.CharField(
        max_length=20, db_comment="A code of rents.match_evidence: how it is known where it goes."
    )
    rent_account = models.ForeignKey(
        RentAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines_paid",
        db_constraint=False,
        db_index=False,
        db_comment="The account it was posted to; empty: suspense, or another file's money.",
    )
    movement = models.BigIntegerField(db_comment="The movement by which it was posted.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="line_has_an_amount"),
        ]
        indexes = [
            models.Index(
                fields=["council", "payer", "amount"],
                name="lines_by_payer",
                condition=~Q(payer="") & Q(rent_account__isnull=False),
            ),
        ]

    @staticmethod
    def id_of(file_id: int, row: int) -> int:
        """Return the number of the line of a file that stands in a row, as `line_id` does in the database."""
        return (file_id << 32) + row


class SuspenseItem(CouncilOwned):
    """Money that came in and is not known to be anybody's yet: it waits with an owner until somebody finds out."""

    class Status(models.TextChoices):
        OPEN = "open", "Waiting"
        POSTED = "posted", "Posted to an account"
        RETURNED = "returned", "Given back to the payer"

    line = models.OneToOneField(FileLine, models.PROTECT, related_name="suspense", db_constraint=False)
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, db_comment="Pounds. Below nought: money that went back."
    )
    received_on = models.DateField(db_comment="The day it came into suspense; its age counts from here.")
    suggested = models.ForeignKey(
        RentAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Whose it may be: a guess, until somebody posts it.",
    )
    evidence = models.CharField(max_length=20, blank=True, db_comment="A code of rents.match_evidence.")
    because = models.CharField(max_length=300, db_comment="Why that account, or why none, in a sentence.")
    owner = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="The team that answers for it while no officer does.",
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", settled_on__isnull=True)
                | (~Q(status="open") & Q(settled_on__isnull=False)),
                name="settled_suspense_says_when",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="suspense_says_why"),
        ]
        indexes = [
            models.Index(
                fields=["council", "received_on"], name="suspense_that_is_open", condition=Q(status="open")
            ),
        ]


class SuspenseNote(CouncilOwned):
    """What somebody found out, or tried, about money in suspense."""

    item = models.ForeignKey(SuspenseItem, models.PROTECT, related_name="notes", db_constraint=False)
    text = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="suspense_note_says_something")]


class SuspenseMove(CouncilOwned):
    """What one officer asks to be done with money in suspense, why, and who agreed where somebody must."""

    class Kind(models.TextChoices):
        POST = "post", "Post to an account"
        RETURN = "return", "Give back to the payer"

    class Status(models.TextChoices):
        PREPARED = "prepared", "Waiting for approval"
        POSTED = "posted", "Posted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    item = models.ForeignKey(SuspenseItem, models.PROTECT, related_name="moves", db_constraint=False)
    kind = models.CharField(max_length=6, choices=Kind)
    rent_account = models.ForeignKey(
        RentAccount, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    part = models.CharField(max_length=14, choices=AccountPart.Part, blank=True)
    payee = models.CharField(max_length=100, blank=True, db_comment="Whom it is given back to.")
    why = models.TextField(db_comment="How the officer knows whose it is.")
    needs_second = models.BooleanField(db_comment="Whether another officer must approve it.")
    because = models.CharField(max_length=300, db_comment="Why it needs a second officer, or does not.")
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARED)
    prepared_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    prepared_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_why = models.TextField(blank=True)
    movement = models.BigIntegerField(
        null=True, blank=True, db_comment="The movement that took it out of suspense."
    )

    class Meta:
        ordering = ["prepared_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "item"],
                name="one_move_of_suspense_at_a_time",
                condition=Q(status__in=["prepared", "posted"]),
            ),
            models.CheckConstraint(
                condition=(Q(kind="post", rent_account__isnull=False) & ~Q(part=""))
                | (Q(kind="return", rent_account__isnull=True) & ~Q(payee="")),
                name="suspense_move_says_where_to",
            ),
            models.CheckConstraint(
                condition=Q(status="prepared", settled_at__isnull=True)
                | (~Q(status="prepared") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="settled_suspense_move_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="posted", movement__isnull=False)
                | (~Q(status="posted") & Q(movement__isnull=True)),
                name="posted_suspense_move_has_movement",
            ),
            models.CheckConstraint(
                condition=~Q(status="posted") | Q(needs_second=False) | ~Q(settled_by=F("prepared_by")),
                name="suspense_move_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(settled_why=""), name="refused_suspense_move_says_why"
            ),
        ]

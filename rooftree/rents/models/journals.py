"""Corrections of the books that somebody prepares and somebody else approves, and the apologies they call for."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned, RestrictedRecord
from rooftree.ledger.models import Account
from rooftree.people.models import Person
from rooftree.rents.models.accounts import RentAccount
from rooftree.staff.models import Officer, Team


class Journal(CouncilOwned):
    """What one officer asks to be put into the books, why, and who agreed. It is posted whole or not at all."""

    class Kind(models.TextChoices):
        REVERSAL = "reversal", "Reversal"
        TRANSFER = "transfer", "Transfer"
        ADJUSTMENT = "adjustment", "Adjustment"
        WRITE_OFF = "write_off", "Write-off"
        WRITE_ON = "write_on", "Write-on"
        WAIVER = "waiver", "Waiver"
        OPENING = "opening", "Opening balance"

    class Status(models.TextChoices):
        PREPARED = "prepared", "Waiting for approval"
        POSTED = "posted", "Posted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.PREPARED)
    reason = models.CharField(max_length=30, db_comment="A code of the list of reasons of its kind.")
    why = models.TextField(db_comment="In the words of the officer who prepared it.")
    total = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds: its lines together.")
    needs_second = models.BooleanField(db_comment="Whether another officer must approve it.")
    because = models.CharField(max_length=300, db_comment="Why it needs a second officer, or does not.")
    decision = models.CharField(
        max_length=200, blank=True, db_comment="The decision of members that a large write-off rests on."
    )
    prepared_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    prepared_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Who approved, refused or withdrew it.",
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_why = models.TextField(blank=True)
    posted_on = models.DateField(null=True, blank=True, db_comment="The day of the books it stands under.")

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0), name="journal_is_above_nought"),
            models.CheckConstraint(condition=~Q(why=""), name="journal_says_why"),
            models.CheckConstraint(
                condition=Q(status="prepared", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(status="prepared") & Q(settled_at__isnull=False)),
                name="settled_journal_says_when",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | Q(status__in=["prepared", "withdrawn"])
                | (Q(settled_by__isnull=False, prepared_by__isnull=False) & ~Q(settled_by=F("prepared_by"))),
                name="journal_is_settled_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="posted", posted_on__isnull=False)
                | (~Q(status="posted") & Q(posted_on__isnull=True)),
                name="posted_journal_says_on_which_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "withdrawn"]) | ~Q(settled_why=""),
                name="refused_journal_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "prepared_at"], name="journals_to_decide", condition=Q(status="prepared")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class SetOffAgreement(RestrictedRecord):
    """A tenant agreed that a credit of one account pays what another owes."""

    journal = models.OneToOneField(
        Journal, models.PROTECT, primary_key=True, related_name="agreement", db_constraint=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    agreed_on = models.DateField()
    agreed_how = models.CharField(max_length=300, db_comment="By phone, in a letter of which day.")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(agreed_how=""), name="agreement_says_how")]


class JournalLine(CouncilOwned):
    """One movement that a journal asks for. Never changed: another journal is prepared instead."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="lines", db_constraint=False)
    number = models.SmallIntegerField(db_comment="Its place in the journal, from 1.")
    rent_account = models.ForeignKey(
        RentAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="journal_lines",
        db_constraint=False,
        db_comment="The account that it is about; a transfer's: the one that money leaves.",
    )
    other_account = models.ForeignKey(
        RentAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="The account that a transfer's money reaches, if it is another.",
    )
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    credit = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2, db_comment="Pounds.")
    code = models.CharField(max_length=3, db_comment="A code of rents.transaction_codes.")
    effective_on = models.DateField(db_comment="The day it is for.")
    narrative = models.CharField(max_length=200, blank=True)
    reverses = models.BigIntegerField(null=True, blank=True, db_comment="The movement that it takes back.")

    class Meta:
        ordering = ["journal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "journal", "number"], name="one_journal_line_a_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="journal_line_is_above_nought"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="journal_line_moves_something"),
            models.CheckConstraint(
                condition=Q(other_account__isnull=True) | Q(rent_account__isnull=False),
                name="other_account_beside_an_account",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "reverses"], name="journal_lines_back", condition=Q(reverses__gt=0))
        ]


class JournalPosting(CouncilOwned):
    """The movement that a line of an approved journal became."""

    line = models.OneToOneField(
        JournalLine, models.PROTECT, primary_key=True, related_name="posting", db_constraint=False
    )
    movement = models.BigIntegerField(db_comment="The movement of the ledger.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "movement"], name="one_journal_line_a_movement")]


class Apology(RestrictedRecord):
    """Something that we said or did because of a wrong balance, until we said sorry or somebody let it be."""

    class Status(models.TextChoices):
        DUE = "due", "Due"
        SENT = "sent", "Sent"
        WAIVED = "waived", "Waived"

    reversal = models.BigIntegerField(db_comment="The movement that took the wrong one back.")
    journal = models.ForeignKey(
        Journal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="apologies",
        db_constraint=False,
        db_comment="The journal that put the balance right, if it was one.",
    )
    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="apologies", db_constraint=False)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", db_constraint=False, db_comment="To whom it was said or done."
    )
    source = models.CharField(max_length=10, db_comment="What rested on it: message, or action of an old system.")
    source_id = models.BigIntegerField(db_comment="Its row.")
    what = models.CharField(max_length=300, db_comment="What was said or done, as officers call it.")
    done_at = models.DateTimeField(db_comment="When it was said or done.")
    balance_then = models.DecimalField(max_digits=12, decimal_places=2, db_comment="Pounds, as we had it.")
    balance_right = models.DecimalField(max_digits=12, decimal_places=2, db_comment="Pounds, as it should be.")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    owner = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    status = models.CharField(max_length=6, choices=Status, default=Status.DUE)
    flagged_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_why = models.TextField(blank=True, db_comment="Why no apology is due, where it was waived.")
    message_id = models.BigIntegerField(null=True, blank=True, db_comment="The apology itself.")

    class Meta:
        verbose_name_plural = "apologies"
        ordering = ["flagged_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source", "source_id", "rent_account"], name="one_apology_a_wrong"
            ),
            models.CheckConstraint(
                condition=Q(status="due", settled_at__isnull=True, message_id__isnull=True)
                | Q(status="sent", settled_at__isnull=False, message_id__isnull=False)
                | (Q(status="waived", settled_at__isnull=False) & ~Q(settled_why="")),
                name="settled_apology_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(balance_then=F("balance_right")), name="apology_is_for_a_wrong_balance"
            ),
        ]
        indexes = [models.Index(fields=["council", "flagged_at"], name="apologies_due", condition=Q(status="due"))]

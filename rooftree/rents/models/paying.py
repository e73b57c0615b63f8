"""How payers pay: direct debit mandates and what is collected on them, and payments by card."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned, RestrictedRecord
from rooftree.people.models import Person
from rooftree.rents.models.accounts import RentAccount
from rooftree.staff.models import Officer


class Mandate(RestrictedRecord):
    """A payer's instruction to her bank to let us collect, restricted as the payer is.

    The number of her account stands sealed, and its last four digits beside it, to show.
    """

    class Status(models.TextChoices):
        NEW = "new", "Set up"  # Not yet in a file to the bank.
        LODGED = "lodged", "With the bank"
        ACTIVE = "active", "In force"
        CANCELLED = "cancelled", "Cancelled"

    class Every(models.TextChoices):
        MONTH = "month", "Every month"
        WEEK = "week", "Every week"

    LIVE = (Status.NEW, Status.LODGED, Status.ACTIVE)

    rent_account = models.ForeignKey(RentAccount, models.PROTECT, related_name="mandates", db_constraint=False)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="mandates", db_constraint=False, db_comment="The payer."
    )
    reference = models.CharField(max_length=18, db_comment="What the bank knows it by. Never reused.")
    account_name = models.CharField(max_length=18, db_comment="The name of the bank account, as banks write it.")
    sealed = models.TextField(db_comment="Sort code and number of the bank account, encrypted.")
    last_four = models.CharField(max_length=4, db_comment="Of the number of the bank account, to show.")
    every = models.CharField(max_length=5, choices=Every)
    day = models.SmallIntegerField(db_comment="Of the month, 1 to 28; of the week, 1 Monday to 5 Friday.")
    more = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        default=0,
        db_comment="Pounds each time beside the charges: an arrangement to pay what is owed.",
    )
    status = models.CharField(max_length=9, choices=Status)
    signed_at = models.DateTimeField(db_comment="When the payer agreed. No paper is needed.")
    lodged_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)
    cancellation_lodged_at = models.DateTimeField(
        null=True,
        blank=True,
        db_comment="When the bank was told; empty where the bank said it, or never knew of it.",
    )
    set_up_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Empty: the payer did it on the website.",
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        db_constraint=False,
        db_comment="The instruction to the payer's earlier bank account, whose place this takes.",
    )
    goes_on = models.BooleanField(
        default=False,
        db_default=False,
        db_comment="Replaced, and collected from until the first collection that the other is told of.",
    )

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_mandate_a_reference"),
            models.UniqueConstraint(
                fields=["council", "rent_account"],
                name="one_live_mandate_an_account",
                condition=~Q(status="cancelled"),
            ),
            models.CheckConstraint(
                condition=Q(every="month", day__gte=1, day__lte=28) | Q(every="week", day__gte=1, day__lte=5),
                name="mandate_collects_on_a_day_that_comes",
            ),
            models.CheckConstraint(condition=Q(more__gte=0), name="mandate_collects_no_less_than_charges"),
            models.CheckConstraint(
                condition=(Q(status="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_because=""))
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True, cancelled_because="")),
                name="cancelled_mandate_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["new", "cancelled"]) | Q(lodged_at__isnull=False),
                name="mandate_in_force_was_lodged",
            ),
            models.CheckConstraint(
                condition=Q(goes_on=False) | Q(status="cancelled", active_at__isnull=False),
                name="mandate_goes_on_for_another",
            ),
            models.UniqueConstraint(
                fields=["council", "replaces"], name="mandate_replaced_once", condition=~Q(status="cancelled")
            ),
            models.CheckConstraint(condition=Q(last_four__regex=r"^\d{4}$"), name="mandate_shows_four_digits"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def bank_account(self) -> str:
        """What may be shown of the bank account: its last four digits."""
        return f"account ending {self.last_four}"

    @property
    def is_live(self) -> bool:
        """Return whether it is set up, with the bank or in force."""
        return self.status in self.LIVE


class MandateEvent(RestrictedRecord):
    """What happened to a mandate, in words. Only added to."""

    class What(models.TextChoices):
        SET_UP = "set_up", "Set up"
        LODGED = "lodged", "Sent to the bank"
        TAKEN_UP = "taken_up", "In force"
        REJECTED = "rejected", "Not taken by the bank"
        MOVED = "moved", "Account moved"
        CHANGED = "changed", "Changed"
        UNPAID = "unpaid", "Not paid"
        CANCELLED = "cancelled", "Cancelled"
        REINSTATED = "reinstated", "Taken up again"

    NEWS = (What.REJECTED, What.UNPAID, What.CANCELLED)
    """What an income officer hears of."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="events", db_constraint=False)
    what = models.CharField(max_length=10, choices=What)
    words = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Empty: the payer, the bank or a job.",
    )

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["council", "what", "at"], name="mandate_events_by_what")]


class DirectDebitNotice(RestrictedRecord):
    """What a payer was told will be collected, from which collection on. Only added to.

    Nothing is collected but what a notice said, so long before as the Direct Debit Guarantee promises.
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="notices", db_constraint=False)
    amount = models.DecimalField(
        max_digits=8, decimal_places=2, db_comment="Pounds each time. Nought: nothing is collected any more."
    )
    first_on = models.DateField(db_comment="The first collection that it is for.")
    every = models.CharField(
        max_length=5,
        blank=True,
        db_default="",
        db_comment="How often, as the payer was told. Empty: not kept then.",
    )
    day = models.SmallIntegerField(
        null=True, blank=True, db_comment="Of the month or the week, as the payer was told. Empty: not kept then."
    )
    told_at = models.DateTimeField()
    because = models.CharField(max_length=200)

    class Meta:
        ordering = ["first_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "mandate", "first_on", "amount", "every", "day"],
                name="one_notice_of_an_amount_a_day",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="notice_of_no_less_than_nothing"),
        ]


class Submission(CouncilOwned):
    """One file to the council's bureau or bank: instructions, and what is to be collected on one day."""

    number = models.IntegerField(db_comment="Counts up by one in a council; the file bears it.")
    collects_on = models.DateField(db_comment="The day on which the money leaves the payers' accounts.")
    items = models.IntegerField(db_comment="Collections in the file.")
    total = models.DecimalField(max_digits=14, decimal_places=2, db_comment="Pounds of them all.")
    instructions = models.IntegerField(db_comment="New and cancelled instructions in the file.")
    sha256 = models.CharField(max_length=64, db_comment="Of the file as it was made.")
    made_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True, db_comment="When its collections were posted.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="one_submission_a_number"),
            models.UniqueConstraint(fields=["council", "collects_on"], name="one_submission_a_day"),
            models.CheckConstraint(
                condition=Q(items__gte=0, instructions__gte=0, total__gte=0),
                name="submission_counts_no_less_than_none",
            ),
        ]


class LodgedInstruction(RestrictedRecord):
    """One instruction in a submission: a mandate that is new, or cancelled."""

    class Kind(models.TextChoices):
        NEW = "0N", "New"
        CANCELLED = "0C", "Cancelled"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="lodged", db_constraint=False)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="lodged_in", db_constraint=False)
    kind = models.CharField(max_length=2, choices=Kind)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "mandate", "kind"], name="one_instruction_of_a_kind")
        ]


class Collection(RestrictedRecord):
    """One amount asked of a payer's bank on one day, and what came of it."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Asked of the bank"
        COLLECTED = "collected", "Collected"
        UNPAID = "unpaid", "Not paid"

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="collections", db_constraint=False)
    notice = models.ForeignKey(DirectDebitNotice, models.PROTECT, related_name="collections", db_constraint=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="collections", db_constraint=False)
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    is_first = models.BooleanField(
        default=False, db_comment="The first collection of a mandate has a code of its own."
    )
    status = models.CharField(max_length=9, choices=Status)
    movement = models.BigIntegerField(null=True, blank=True, db_comment="The ledger's, when it was collected.")
    unpaid_movement = models.BigIntegerField(null=True, blank=True, db_comment="The ledger's, when it came back.")
    unpaid_on = models.DateField(null=True, blank=True)
    unpaid_reason = models.CharField(max_length=1, blank=True, db_comment="A code of rents.arudd.")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "mandate", "due_on"], name="one_collection_a_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="collection_above_nought"),
            models.CheckConstraint(
                condition=Q(status="submitted", movement__isnull=True, unpaid_movement__isnull=True)
                | Q(status="collected", movement__isnull=False, unpaid_movement__isnull=True)
                | Q(
                    status="unpaid",
                    movement__isnull=False,
                    unpaid_movement__isnull=False,
                    unpaid_on__isnull=False,
                ),
                name="collection_is_what_the_ledger_says",
            ),
        ]
        indexes = [models.Index(fields=["council", "status", "due_on"], name="collections_by_day")]


class CardPayment(RestrictedRecord):
    """One payment by card through GOV.UK Pay, from the first click to its end. Restricted as the payer is."""

    class Status(models.TextChoices):
        ASKED = "asked", "Being set up"  # Ours alone: whether GOV.UK Pay has it is not known yet.
        OPEN = "open", "Not finished"
        PAID = "paid", "Paid"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Not finished in time"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    ENDED = (Status.PAID, Status.DECLINED, Status.EXPIRED, Status.CANCELLED, Status.FAILED)

    rent_account = models.ForeignKey(
        RentAccount, models.PROTECT, related_name="card_payments", db_constraint=False
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="card_payments",
        db_constraint=False,
        db_comment="Who pays, where we know.",
    )
    reference = models.CharField(max_length=40, db_comment="Ours, which GOV.UK Pay keeps beside it.")
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    status = models.CharField(max_length=9, choices=Status)
    provider_id = models.CharField(max_length=40, blank=True, db_comment="What GOV.UK Pay calls it.")
    next_url = models.CharField(max_length=400, blank=True, db_comment="Where its card page is, while it is open.")
    code = models.CharField(max_length=10, blank=True, db_comment="Why it failed, as GOV.UK Pay codes it.")
    language = models.CharField(max_length=2, default="en")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(
        null=True, blank=True, db_comment="When GOV.UK Pay was last asked how it stands."
    )
    movement = models.BigIntegerField(null=True, blank=True, db_comment="The ledger's receipt.")
    set_up_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_card_payment_a_reference"),
            models.UniqueConstraint(
                fields=["council", "provider_id"],
                name="one_card_payment_a_provider_id",
                condition=~Q(provider_id=""),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="card_payment_above_nought"),
            models.CheckConstraint(
                condition=Q(status="asked", provider_id="", ended_at__isnull=True)
                | (Q(status="open", ended_at__isnull=True) & ~Q(provider_id=""))
                | Q(status__in=["paid", "declined", "expired", "cancelled", "failed"], ended_at__isnull=False),
                name="card_payment_is_what_it_says",
            ),
            models.CheckConstraint(
                condition=Q(status="paid", movement__isnull=False)
                | (~Q(status="paid") & Q(movement__isnull=True)),
                name="paid_by_card_means_posted",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(restricted_to=0), name="card_payment_restricted_as_its_payer"
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "started_at"], name="open_card_payments", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def has_ended(self) -> bool:
        """Return whether nothing more comes of it, but for a refund."""
        return self.status in self.ENDED


class CardRefund(RestrictedRecord):
    """Money given back to the card that it came from: asked for by one officer, approved by another."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waits for approval"
        APPROVED = "approved", "Approved"
        SENT = "sent", "Sent to GOV.UK Pay"
        PAID = "paid", "Given back"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Refused"

    payment = models.ForeignKey(CardPayment, models.PROTECT, related_name="refunds", db_constraint=False)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    why = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=Status)
    asked_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Empty: it was made at GOV.UK Pay itself.",
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=40, blank=True)
    movement = models.BigIntegerField(null=True, blank=True, db_comment="The ledger's, of what was given back.")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="card_refund_above_nought"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="card_refund_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | Q(status="asked") | Q(decided_at__isnull=False),
                name="card_refund_decided_before_it_goes",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["sent", "paid"], movement__isnull=False)
                | (~Q(status__in=["sent", "paid"])),
                name="card_refund_sent_means_posted",
            ),
            models.UniqueConstraint(
                fields=["council", "provider_id"],
                name="one_card_refund_a_provider_id",
                condition=~Q(provider_id=""),
            ),
        ]

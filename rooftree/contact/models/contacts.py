"""The contact: somebody got in touch with us, or we with them. Logged once, tied to whom and what it was about."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rooftree.cases.models import Case, Task
from rooftree.contact.rules import LONGEST_ASKED, MOST_REASONS
from rooftree.correspondence.models import InboundMail
from rooftree.foundations.models import CouncilOwned, LegacyReference, RestrictedRecord
from rooftree.people.models import Person
from rooftree.places.models import Place
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy

DEMANDS = ("", "value", "failure")
"""What a contact may be; nothing where an old system did not say."""


class Contact(RestrictedRecord):
    """One contact, logged here, loaded from an old system, or noted by Rooftree itself.

    It is seen by those who may open its person (`restricted_to`) and its case (the two others): the
    database keeps the three as they are there.
    """

    class Caller(models.TextChoices):
        PERSON = "person", "The person"
        THIRD_PARTY = "third_party", "Somebody with authority to act for the person"
        ANONYMOUS = "anonymous", "Somebody who did not say who they are"

    class Identity(models.TextChoices):
        NONE = "none", "Not checked"
        NAME_AND_ADDRESS = "name_and_address", "Name and address"
        FULL = "full", "All security questions"

    class Demand(models.TextChoices):
        VALUE = "value", "What we are here for"
        FAILURE = "failure", "We did not do something, or not right"

    class Accepted(models.TextChoices):
        YES = "yes", "Yes, that settles it"
        NO = "no", "No"
        NOT_ASKED = "not_asked", "Could not be asked"

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contacts", db_constraint=False, db_index=False
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="contacts", db_constraint=False, db_index=False
    )
    tenancy = models.ForeignKey(
        Tenancy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_constraint=False,
        db_index=False,
    )
    case = models.ForeignKey(
        Case,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_constraint=False,
        db_index=False,
        db_comment="The case that it started, chased or ended.",
    )
    case_restricted_to = models.IntegerField(default=0, db_default=0, db_comment="The case's own group.")
    case_person_restricted_to = models.IntegerField(
        default=0, db_default=0, db_comment="The group of the case's person."
    )
    channel = models.CharField(max_length=30, db_comment="A code of contact.channels.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    handler = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_constraint=False,
        db_index=False,
    )
    by_resident = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="Who wrote it in their own account, the person or who acts for them: no handler.",
    )
    mail = models.ForeignKey(
        InboundMail,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_constraint=False,
        db_index=False,
        db_comment="The email that it came as, taken by Rooftree: no handler.",
    )
    handler_name = models.CharField(
        max_length=254, blank=True, db_default="", db_comment="Who had it, as an old system says, if unknown here."
    )
    queue = models.CharField(max_length=40, blank=True, db_default="")
    wait_seconds = models.IntegerField(null=True, blank=True, db_comment="Until somebody answered.")
    handle_seconds = models.IntegerField(null=True, blank=True, db_comment="Talking, and writing it down.")
    caller = models.CharField(max_length=20, choices=Caller, blank=True, db_default="")
    caller_name = models.CharField(
        max_length=120, blank=True, db_default="", db_comment="Who it was, if not the person."
    )
    identity = models.CharField(
        max_length=20, choices=Identity, blank=True, db_default="", db_comment="How the caller was checked."
    )
    reasons = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        db_comment="Codes of contact.reasons, the main one first.",
    )
    demand = models.CharField(max_length=10, choices=Demand, blank=True, db_default="")
    failure_cause = models.CharField(
        max_length=30, blank=True, db_default="", db_comment="A code of contact.failure_causes."
    )
    broken_promise = models.ForeignKey(
        Task,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts_caused",
        db_constraint=False,
        db_index=False,
        db_comment="The promise that was not kept, and so caused it.",
    )
    asked = models.CharField(
        max_length=LONGEST_ASKED,
        blank=True,
        db_default="",
        db_comment="What the person asked, in their own words.",
    )
    outcome = models.CharField(max_length=30, blank=True, db_default="", db_comment="A code of contact.outcomes.")
    accepted = models.CharField(
        max_length=10,
        choices=Accepted,
        blank=True,
        db_default="",
        db_comment="The person's own answer: is that settled?",
    )
    satisfaction = models.SmallIntegerField(null=True, blank=True, db_comment="1, very unhappy, to 5.")
    adjustments_used = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        db_comment="Codes of people.adjustments: what was done differently.",
    )
    note = models.TextField(blank=True, db_default="")
    is_automatic = models.BooleanField(
        default=False, db_default=False, db_comment="Noted by Rooftree: a callback that was missed."
    )
    source_system = models.CharField(
        max_length=40, blank=True, db_default="", db_comment="The old system that it was loaded from."
    )
    logged_at = models.DateTimeField()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(restricted_to=0), name="nobodys_contact_has_no_group"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(case_restricted_to=0, case_person_restricted_to=0),
                name="contact_without_case_has_no_group",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="contact_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(wait_seconds__isnull=True) | Q(wait_seconds__gte=0), name="nobody_waits_less_than_0"
            ),
            models.CheckConstraint(
                condition=Q(handle_seconds__isnull=True) | Q(handle_seconds__gte=0),
                name="nothing_is_handled_in_less_than_0",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__gte=1, satisfaction__lte=5),
                name="satisfaction_is_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(reasons__len__gte=1, reasons__len__lte=MOST_REASONS)
                | (Q(reasons__len=0) & ~Q(source_system="")),
                name="contact_has_one_to_three_reasons",
            ),
            models.CheckConstraint(condition=Q(demand__in=DEMANDS), name="demand_is_value_or_failure"),
            models.CheckConstraint(
                condition=~Q(demand="") | ~Q(source_system=""), name="demand_of_our_contacts_is_known"
            ),
            models.CheckConstraint(
                condition=Q(demand="failure") | Q(failure_cause="", broken_promise__isnull=True),
                name="only_failure_has_a_cause",
            ),
            models.CheckConstraint(
                condition=~Q(demand="failure") | ~Q(failure_cause="") | ~Q(source_system=""),
                name="failure_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=False)
                | Q(by_resident__isnull=False)
                | Q(mail__isnull=False)
                | Q(is_automatic=True)
                | ~Q(source_system=""),
                name="contact_has_a_handler",
            ),
            models.CheckConstraint(
                condition=Q(is_automatic=False) | Q(broken_promise__isnull=False),
                name="automatic_contact_names_the_promise",
            ),
            models.UniqueConstraint(
                fields=["council", "broken_promise"],
                name="one_automatic_contact_a_promise",
                condition=Q(is_automatic=True),
            ),
            models.UniqueConstraint(
                fields=["council", "mail"], name="one_contact_a_mail", condition=Q(mail__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["council", "person", "-started_at"], name="contact_by_person"),
            models.Index(fields=["council", "place", "-started_at"], name="contact_by_place"),
            models.Index(fields=["council", "tenancy", "-started_at"], name="contact_by_tenancy"),
            models.Index(fields=["council", "case", "-started_at"], name="contact_by_case"),
            models.Index(fields=["council", "handler", "-started_at"], name="contact_by_handler"),
            models.Index(fields=["council", "started_at"], name="contact_by_time"),
            models.Index(
                fields=["council", "by_resident", "-started_at"],
                name="contact_by_resident",
                condition=Q(by_resident__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.asked or f"Contact {self.pk}"

    @property
    def reason(self) -> str:
        """The code of the main reason; nothing where an old system gave none."""
        return self.reasons[0] if self.reasons else ""


class OfContact(CouncilOwned):
    """A row about one contact, seen by those who see the contact."""

    restricted_to = models.IntegerField(default=0, db_default=0)
    case_restricted_to = models.IntegerField(default=0, db_default=0)
    case_person_restricted_to = models.IntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class ContactLegacyReference(LegacyReference):
    """What an old system called this contact."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="legacy_references", db_constraint=False)
    case_restricted_to = models.IntegerField(default=0, db_default=0)
    case_person_restricted_to = models.IntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["source_system", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_system", "reference"], name="one_contact_a_legacy_reference"
            )
        ]

"""Tenancies, licences and leases, and the parties to them."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.constraints import one_at_a_time
from rooftree.foundations.models import CouncilOwned, LegacyReference, RestrictedRecord
from rooftree.people.models import Person
from rooftree.places.models import Place


class Tenancy(CouncilOwned):
    """An agreement about one place, by its legal name, from a day until a day."""

    reference = models.CharField(max_length=12, db_comment="Quoted to residents. Never reused.")
    place = models.ForeignKey(Place, models.PROTECT, related_name="tenancies", db_constraint=False)
    tenure = models.CharField(max_length=8, db_comment="A code of tenancies.tenures.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, db_comment="The first day after its last.")
    end_reason = models.CharField(max_length=60, blank=True)
    payment_reference = models.CharField(max_length=40, blank=True, db_comment="What the payer quotes.")
    introductory_until_on = models.DateField(null=True, blank=True)
    fixed_term_until_on = models.DateField(
        null=True, blank=True, db_comment="The first day after the fixed term of a flexible tenancy."
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        db_constraint=False,
        db_comment="The tenancy that this one follows, or, for a decant, the one that goes on meanwhile.",
    )
    conditions_version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tenancies"
        ordering = ["-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_tenancy_a_reference"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="tenancy_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | ~Q(previous=F("id")), name="tenancy_does_not_follow_itself"
            ),
            one_at_a_time(
                "council_id",
                "place_id",
                name="one_tenancy_of_a_home_at_a_time",
                starts="from_on",
                ends="until_on",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "payment_reference"],
                name="tenancy_by_payment_ref",
                condition=~Q(payment_reference=""),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class TenancyParty(RestrictedRecord):
    """A person's part in a tenancy: tenant, joint tenant, occupant, or somebody we may talk to."""

    class Role(models.TextChoices):
        TENANT = "tenant", "Tenant"
        JOINT_TENANT = "joint_tenant", "Joint tenant"
        OCCUPANT = "occupant", "Lives here"
        AUTHORISED_CONTACT = "authorised_contact", "Authorised contact"

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="parties", db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenancy_parts", db_constraint=False)
    role = models.CharField(max_length=20, choices=Role)
    relationship = models.CharField(max_length=40, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "tenancy parties"
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="party_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["council", "tenancy", "person", "role", "from_on"], name="one_part_a_start"
            ),
        ]


class TenancyLegacyReference(LegacyReference):
    """What an old system called this tenancy."""

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="legacy_references", db_constraint=False)

    class Meta:
        ordering = ["source_system", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_system", "reference"], name="one_tenancy_a_legacy_reference"
            )
        ]

"""Cases that an old system held: history, as it was told, and never worked on again."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import LegacyReference
from rooftree.people.models import Person
from rooftree.places.models import Place
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy


class PastCase(LegacyReference):
    """A case that an old system held. Only a load writes it, and only the timeline and Find read it.

    It has no owner, clock or weight: what is left to do of it is a new case. It is restricted as its
    person is.
    """

    kind = models.CharField(max_length=80, db_comment="As the old system wrote it.")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=60, blank=True, db_comment="As the old system wrote it.")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="past_cases", db_constraint=False
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="past_cases", db_constraint=False
    )
    tenancy = models.ForeignKey(
        Tenancy, models.PROTECT, null=True, blank=True, related_name="past_cases", db_constraint=False
    )
    team = models.CharField(max_length=80, blank=True, db_comment="As the old system wrote it.")
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="past_cases",
        db_constraint=False,
        db_comment="Who had it, where we know them.",
    )
    officer_email = models.CharField(max_length=254, blank=True, db_comment="Who had it, as the old system says.")
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_system", "reference"], name="one_past_case_a_legacy_reference"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="past_case_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(restricted_to=0), name="nobodys_past_case_has_no_group"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "person", "opened_on"], name="past_case_by_person"),
            models.Index(fields=["council", "place", "opened_on"], name="past_case_by_place"),
            models.Index(fields=["council", "tenancy", "opened_on"], name="past_case_by_tenancy"),
        ]

    def __str__(self) -> str:
        return self.reference

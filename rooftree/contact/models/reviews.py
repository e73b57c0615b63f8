"""The second look: contacts drawn each week, whose demand somebody else judges."""

from django.db import models
from django.db.models import F, Q

from rooftree.contact.models.contacts import Contact, OfContact
from rooftree.staff.models import Officer


class DemandReview(OfContact):
    """A contact was drawn for a second look: what was said first, and, once done, what the second person says.

    It never names an adviser in a figure: a target for one would drive how contacts are coded.
    """

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="demand_review", db_constraint=False)
    sampled_for = models.DateField(db_comment="The Monday of the week that it was drawn from.")
    first_demand = models.CharField(max_length=10, choices=Contact.Demand)
    first_cause = models.CharField(max_length=30, blank=True)
    first_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", db_constraint=False, db_comment="Who logged the contact."
    )
    demand = models.CharField(max_length=10, choices=Contact.Demand, blank=True)
    failure_cause = models.CharField(max_length=30, blank=True)
    reviewed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["sampled_for", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(demand="", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (~Q(demand="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
                name="demand_review_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("first_by")),
                name="second_look_is_somebody_elses",
            ),
            models.CheckConstraint(
                condition=Q(failure_cause="") | Q(demand="failure"), name="only_reviewed_failure_has_a_cause"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "sampled_for"], name="demand_review_by_week"),
            models.Index(fields=["council", "id"], name="demand_review_open", condition=Q(demand="")),
        ]

    @property
    def agrees(self) -> bool:
        """Whether the second person judged as the first did."""
        return self.demand == self.first_demand

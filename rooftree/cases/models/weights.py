"""What a case weighs, why, and what its officer thinks of that."""

from django.db import models
from django.db.models import Q

from rooftree.cases.models.case import CaseRecord
from rooftree.staff.models import Officer


class CaseWeight(CaseRecord):
    """From this moment the case weighs so many points: the base, the factors and the risks. Only added to."""

    points = models.DecimalField(max_digits=6, decimal_places=2, db_comment="Before recency.")
    base = models.CharField(max_length=40, db_comment="The stage whose points it begins with.")
    factors = models.JSONField(default=list, db_comment="Codes of what makes it more complex, or riskier.")
    sum = models.TextField(db_comment="How the points were reckoned, in words.")
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["council", "case", "at", "id"], name="weight_by_case")]


class WeightChallenge(CaseRecord):
    """An officer disagrees with a weight, or with a place on a worklist. Answered by a manager, for all to see."""

    class About(models.TextChoices):
        WEIGHT = "weight", "The weight"
        RANK = "rank", "The place on the worklist"

    about = models.CharField(max_length=10, choices=About)
    why = models.TextField()
    stood_at = models.CharField(max_length=40, db_comment="The points or the place that it is about.")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="challenge_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answered_challenge_says_what",
            ),
        ]
        indexes = [models.Index(fields=["council", "case"], name="challenge_by_case")]

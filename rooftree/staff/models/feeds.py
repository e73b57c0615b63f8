"""Calendar feeds: what a calendar on a phone or in an office may read without signing in."""

from django.db import models
from django.db.models import Q

from rooftree.foundations.models import CouncilOwned
from rooftree.staff.models.who import Officer, Team


class CalendarFeed(CouncilOwned):
    """An officer's calendar at a secret address. The address itself is not kept, only its digest."""

    class Kind(models.TextChoices):
        VISITS = "visits", "My visits"
        ROTA = "rota", "A team’s duty rota"

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="calendar_feeds", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind)
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Whose rota it is.",
    )
    with_promises = models.BooleanField(
        default=False, db_comment="Of visits: whether it shows callbacks and promises too."
    )
    token_digest = models.CharField(max_length=64, unique=True, db_comment="SHA-256 of the address's secret part.")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="visits", team__isnull=True)
                | Q(kind="rota", team__isnull=False, with_promises=False),
                name="calendar_feed_is_of_one_thing",
            )
        ]

"""Alarms: what somebody must know today, raised once, and closed by a person or by the facts."""

from django.db import models
from django.db.models import Q

from rooftree.foundations.models import CouncilOwned
from rooftree.staff.models import Officer, Team


class Alarm(CouncilOwned):
    """Something is not as it must be. It says nothing of a resident: the page that it leads to does."""

    class Level(models.TextChoices):
        TEAM = "team", "Team leader or manager"
        HEAD = "head", "Head of service"

    code = models.CharField(max_length=60, db_comment='What is wrong: "cover.nobody_accepted".')
    about = models.CharField(max_length=60, db_comment='What it is about, as "handover 12": raised once for each.')
    sentence = models.TextField()
    level = models.CharField(max_length=10, choices=Level)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, db_constraint=False)
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alarms",
        db_constraint=False,
        db_comment="Who is told. Nobody named: everybody of that level.",
    )
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Nobody where the facts closed it.",
    )
    closing = models.TextField(blank=True, db_comment="What was done about it.")

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "code", "about", "level"], name="one_open_alarm", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closing=""), name="closed_alarm_says_how"
            ),
        ]

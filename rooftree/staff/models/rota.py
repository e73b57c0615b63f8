"""The duty rota of a team: whose turn it is from when until when, and who took whose."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned
from rooftree.staff.models.who import Officer, Team


class DutyTurn(CouncilOwned):
    """An officer is on duty for a team. One taken off the rota stays, with who took it off and why.

    Its migration forbids that one officer has two turns at a time.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="duty_turns", db_constraint=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="duty_turns", db_constraint=False)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    entered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    entered_at = models.DateTimeField()
    changes = models.SmallIntegerField(default=0, db_default=0, db_comment="How often it went to somebody else.")
    changed_at = models.DateTimeField(null=True, blank=True, db_comment="When it last did.")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    removed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="duty_turn_ends_after_start"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removed_because="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_because="")),
                name="removed_duty_turn_says_who_and_why",
            ),
        ]
        indexes = [models.Index(fields=["council", "team", "starts"], name="duty_turn_by_team")]


class DutySwap(CouncilOwned):
    """A turn went from one officer to another. Only added to."""

    turn = models.ForeignKey(DutyTurn, models.PROTECT, related_name="swaps", db_constraint=False)
    was = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    became = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    reason = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="duty_swap_has_a_reason"),
            models.CheckConstraint(condition=~Q(was=F("became")), name="duty_swap_is_between_two"),
        ]

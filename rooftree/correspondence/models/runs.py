"""Runs that send many messages: that each was made, and how many it sent."""

from django.db import models
from django.db.models import Q

from rooftree.foundations.models import CouncilOwned


class Run(CouncilOwned):
    """One run was made, for one council. No row means that it was not."""

    name = models.CharField(max_length=60, db_comment="A run that is registered in correspondence/runs.py.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    sent = models.IntegerField(db_comment="Messages that it put in the outbox.")

    class Meta:
        ordering = ["-ended_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sent__gte=0), name="run_sends_no_less_than_0"),
            models.UniqueConstraint(fields=["council", "name", "started_at"], name="one_run_a_start"),
        ]
        indexes = [models.Index(fields=["council", "name", "-ended_at"], name="run_by_name")]

    def __str__(self) -> str:
        return f"{self.name}: {self.sent}"

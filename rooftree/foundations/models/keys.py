"""Idempotency keys: a thing sent twice is done once."""

from django.db import models

from rooftree.foundations.models.base import CouncilOwned


class DoneKey(CouncilOwned):
    """A key that an action was done under, and what it made, so that a repeat gets the first answer."""

    key = models.CharField(max_length=100)
    action = models.CharField(max_length=60)
    made = models.JSONField(default=dict, db_comment="What the first time answered: ids, references.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "key"], name="one_action_a_key")]

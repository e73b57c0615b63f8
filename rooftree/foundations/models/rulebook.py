"""A council's own versions of what the rule book leaves to it. The law itself is in files."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models.base import CouncilOwned


class LocalRule(CouncilOwned):
    """What one council set in place of a local entry, from a day on. Its migration forbids overlaps."""

    code = models.CharField(max_length=80, db_comment="The entry of the rule book that it replaces.")
    applies_from = models.DateField()
    applies_until = models.DateField(null=True, db_comment="The first day on which it no longer applies.")
    value = models.JSONField(db_comment="The keys of the entry that differ, as docs/rule-book.md names them.")
    reason = models.TextField()
    decided_by = models.CharField(max_length=100, db_comment="Who decided: a name, or a sign-in.")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="local_rule_has_a_reason"),
            models.CheckConstraint(
                condition=Q(applies_until=None) | Q(applies_until__gt=F("applies_from")),
                name="local_rule_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["council", "code", "applies_from"], name="one_local_rule_a_day"),
        ]

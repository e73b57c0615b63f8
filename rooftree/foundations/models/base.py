"""What council-owned tables share: the council, the restriction, and the references of old systems."""

from django.db import models

from rooftree.foundations.isolation import OPEN_TO_ALL


class CouncilOwned(models.Model):
    """A row that belongs to one council. Its migration must `Protect` it."""

    council = models.ForeignKey(
        "foundations.Council", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )  # Its migration ties it: by `BelongsTo` a row of the same council, or by `Protect(root=True)`.

    class Meta:
        abstract = True


class RestrictedRecord(CouncilOwned):
    """A row that only one group may open. Group 0 is everybody.

    The number follows the person it is about by a composite foreign key, so nobody has to remember it.
    """

    restricted_to = models.IntegerField(
        default=OPEN_TO_ALL, db_comment="The restricted group that may open this; 0 for everybody."
    )

    class Meta:
        abstract = True


class LegacyReference(RestrictedRecord):
    """What an old system called this, and the facts it gave, kept for ever.

    `facts` are the cells as last loaded, so that the next load changes only what its file changed;
    `kept` are cells that no part of Rooftree takes yet.
    """

    source_system = models.CharField(max_length=40, db_comment="Which old system said so.")
    reference = models.CharField(max_length=60, db_comment="As the old system wrote it.")
    digest = models.BinaryField(max_length=16, db_comment="Digest of the row as last loaded.")
    facts = models.JSONField(default=dict, db_comment="The row's cells as last loaded, cleaned.")
    kept = models.JSONField(null=True, db_comment="Cells that no part of Rooftree takes yet.")
    source_updated = models.CharField(max_length=30, blank=True, db_comment="When the old system says.")
    loaded_at = models.DateTimeField(db_comment="When these facts were last loaded.")

    class Meta:
        abstract = True

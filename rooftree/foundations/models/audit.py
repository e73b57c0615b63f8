"""The audit: what changed, and who opened restricted records. Written by the database only.

The audit is for investigation; no page of the service depends on it. The timeline is another thing.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rooftree.foundations.models.base import RestrictedRecord


class AuditChange(RestrictedRecord):
    """One statement's inserts into a table, or one row's update or delete.

    An insert needs no copy of the row: the row itself, and what later changes kept, tell it all. So
    a statement that inserts half a million rows writes one row here, naming them as ranges of ids.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    table_name = models.CharField(max_length=63)
    action = models.CharField(max_length=6)
    row_id = models.BigIntegerField(null=True, db_comment="The row changed; empty for inserts.")
    before = models.JSONField(null=True, db_comment="The columns that changed, as they were.")
    after = models.JSONField(null=True, db_comment="The columns that changed, as they became.")
    who = models.CharField(max_length=100)
    where = models.CharField(max_length=64, db_column="from_where")
    why = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["council", "table_name", "row_id"], name="audit_change_by_row")]


class AuditRead(RestrictedRecord):
    """Somebody opened a restricted record, or searched in a way that the council records."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    table_name = models.CharField(max_length=63)
    row_ids = ArrayField(models.BigIntegerField())
    who = models.CharField(max_length=100)
    where = models.CharField(max_length=64, db_column="from_where")
    why = models.TextField(db_comment="The reason given for opening it by exception; empty for a member.")

    class Meta:
        indexes = [models.Index(fields=["council", "table_name", "at"], name="audit_read_by_table")]

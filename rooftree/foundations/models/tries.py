"""Counts of tries, under digests."""

from django.db import models


class Try(models.Model):
    """How often one thing was tried by one key in one stretch of time. Holds no personal fact."""

    pk = models.CompositePrimaryKey("bucket", "starts_at")
    bucket = models.CharField(max_length=100, db_comment="What was tried, and a keyed digest of by whom.")
    starts_at = models.DateTimeField()
    tries = models.IntegerField()

    class Meta:
        verbose_name_plural = "tries"

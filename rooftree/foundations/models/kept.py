"""Files kept: their facts here, their bytes outside the web root."""

from django.db import models

from rooftree.foundations.models.base import CouncilOwned


class KeptFile(CouncilOwned):
    """A file that was checked, hashed and stored. The bytes never change: the hash is their name."""

    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=200, db_comment="As the sender called it, made harmless.")
    media_type = models.CharField(max_length=100, db_comment="Found from the bytes, not from the name.")
    size = models.BigIntegerField(db_comment="Bytes.")
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["council", "sha256"], name="kept_file_by_hash")]

"""Who looked at whose record, and when. Written by the database's own function, and only added to."""

from django.db import models

from rooftree.foundations.models import RestrictedRecord


class Look(RestrictedRecord):
    """Somebody opened the page of a person, of a case about one, or of their rent account. Told on request."""

    class What(models.TextChoices):
        PERSON = "person", "The person's page"
        CASE = "case", "The page of a case"
        ACCOUNT = "account", "The page of a rent account"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What)
    record_id = models.BigIntegerField(db_comment="Of the person, the case or the account.")
    person_id = models.BigIntegerField(null=True, db_comment="Whose record it is; a key would slow every page.")
    who = models.CharField(max_length=100, db_comment="As the audit says it: sign-in:12.")

    class Meta:
        indexes = [models.Index(fields=["council", "person_id", "at"], name="look_by_person")]

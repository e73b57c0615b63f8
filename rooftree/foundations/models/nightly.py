"""That the record was checked at night, and what the check found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rooftree.foundations.models.base import CouncilOwned


class NightlyCheck(CouncilOwned):
    """One check of one council's record on one day. No row means that the check was not made."""

    name = models.CharField(max_length=40, db_comment="Which check: a name in rooftree/config/jobs.py.")
    checked_on = models.DateField(db_comment="The day in London.")
    made_at = models.DateTimeField()
    found = ArrayField(models.TextField(), db_comment="A sentence for each thing that is not as it should be.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "name", "checked_on"], name="one_check_a_night")]

    def __str__(self) -> str:
        return f"{self.name} on {self.checked_on}"

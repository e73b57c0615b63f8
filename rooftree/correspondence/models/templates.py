"""The words with which a council replaces those of a template, from a day on."""

from django.db import models
from django.db.models import Q

from rooftree.foundations.models import CouncilOwned
from rooftree.staff.models import Officer


class TemplateVersion(CouncilOwned):
    """A council's own words of one template in one language: who wrote them, when, why. Only added to.

    The newest that applies on a day holds. One that `is_standard` brings back the words that came
    with Rooftree.
    """

    code = models.CharField(max_length=80, db_comment="A template of the catalogue.")
    language = models.CharField(max_length=3)
    number = models.IntegerField(db_comment="1, 2, 3, … of this council, template and language.")
    applies_from = models.DateField()
    is_standard = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    asks = models.TextField(blank=True)
    body = models.TextField(blank=True)
    text = models.TextField(blank=True, db_comment="What a text message says, where that is shorter.")
    preview = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["code", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "code", "language", "number"], name="one_template_version_a_number"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="template_version_has_a_reason"),
            models.CheckConstraint(
                condition=Q(is_standard=True, body="", subject="") | (Q(is_standard=False) & ~Q(body="")),
                name="template_version_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language}), {self.number}"

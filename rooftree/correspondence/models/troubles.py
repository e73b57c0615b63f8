"""Numbers and addresses at which messages did not arrive."""

from django.db import models
from django.db.models import Q

from rooftree.correspondence.models.messages import Message
from rooftree.foundations.models import RestrictedRecord
from rooftree.people.models import ContactPoint, Person
from rooftree.staff.models import Officer


class PointTrouble(RestrictedRecord):
    """A message came back from a contact point. Until somebody sets it right, messages go another way.

    The contact point itself stays as it is: whether it still works is for a person to find out.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="point_troubles", db_constraint=False)
    point = models.ForeignKey(ContactPoint, models.PROTECT, related_name="troubles", db_constraint=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="troubles", db_constraint=False)
    words = models.TextField(db_comment="What was said of it, for an officer to read.")
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="Nobody where a message arrived there after all.",
    )
    ended_words = models.TextField(blank=True)

    class Meta:
        ordering = ["-since_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "point"], name="one_open_trouble_a_point", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_words=""), name="ended_trouble_says_how"
            ),
        ]
        indexes = [models.Index(fields=["council", "person"], name="trouble_by_person")]

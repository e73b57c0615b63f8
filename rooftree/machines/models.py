"""Tokens, the clients of other systems, and webhooks: who is told of what, and whether it arrived."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rooftree.cases.models import CaseRecord, Event
from rooftree.foundations.models import CouncilOwned
from rooftree.staff.models import Officer

PERMISSION_NAME = 60
"""Characters of the longest name of a permission."""


class Credential(models.Model):
    """What somebody, or another system, proves itself with. Only a digest is kept, never the words.

    It belongs to no council: it is asked for before anybody has said for whom they act.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", "Personal token"
        SECRET = "secret", "Secret of a client"
        ACCESS = "access", "Access token of a client"

    kind = models.CharField(max_length=10, choices=Kind)
    sign_in = models.ForeignKey("foundations.SignIn", models.PROTECT, related_name="credentials")
    council_id = models.IntegerField(null=True, db_comment="Of a client: the one council that it acts for.")
    client_id = models.BigIntegerField(null=True, db_comment="The client that it is of; empty for a person's own.")
    name = models.CharField(max_length=80, db_comment="What its owner calls it.")
    prefix = models.CharField(max_length=40, db_comment="Its first characters, to recognise it by: no secret.")
    digest = models.CharField(max_length=64, unique=True, db_comment="SHA-256 of the whole.")
    scopes = ArrayField(
        models.CharField(max_length=PERMISSION_NAME), db_comment="Names of the only permissions it counts for."
    )
    made_at = models.DateTimeField()
    works_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, db_comment="When it was last used.")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(works_until__gt=F("made_at")), name="credential_works_for_a_time"),
            models.CheckConstraint(
                condition=Q(kind="personal", council_id__isnull=True, client_id__isnull=True)
                | (~Q(kind="personal") & Q(council_id__isnull=False, client_id__isnull=False)),
                name="credential_is_of_a_person_or_a_client",
            ),
        ]
        indexes = [models.Index(fields=["prefix"], name="credential_by_prefix")]

    def __str__(self) -> str:
        return self.name


class TokenRecord(CouncilOwned):
    """An officer made a token, or revoked one: what it was called and what it opens. Only added to.

    A row with each council of the officer, so that each one's audit knows.
    """

    class What(models.TextChoices):
        MADE = "made", "Made"
        REVOKED = "revoked", "Revoked"

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="token_records", db_constraint=False)
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="records", db_constraint=False)
    what = models.CharField(max_length=10, choices=What)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=40)
    scopes = ArrayField(models.CharField(max_length=PERMISSION_NAME))
    works_until = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Client(CouncilOwned):
    """Another system that may come in by itself. It acts as an officer of its own, in one council."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="clients", db_constraint=False)
    name = models.CharField(max_length=80)
    identifier = models.CharField(max_length=40, db_comment="The client_id of OAuth: no secret.")
    purpose = models.TextField(db_comment="What it is for, and who answers for it over there.")
    scopes = ArrayField(models.CharField(max_length=PERMISSION_NAME))
    a_minute = models.IntegerField(db_comment="How many requests it may make in a minute.")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "identifier"], name="one_client_an_identifier"),
            models.CheckConstraint(condition=Q(a_minute__gte=1, a_minute__lte=6000), name="client_rate_is_sane"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_client_says_who",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Endpoint(CouncilOwned):
    """An address of another system that is told what happens to cases: those that its client may read."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="endpoints", db_constraint=False)
    address = models.URLField(max_length=500)
    events = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, db_comment="Which events; empty for all."
    )
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    rests_until = models.DateTimeField(
        null=True, blank=True, db_comment="It did not answer: left alone until then."
    )
    silent_since = models.DateTimeField(
        null=True, blank=True, db_comment="Since when nothing has arrived there; empty while it answers."
    )
    off_since = models.DateTimeField(
        null=True, blank=True, db_comment="Switched off since: what happens waits until it is on again."
    )
    off_because = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["address", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(off_since__isnull=True) | ~Q(off_because=""), name="endpoint_off_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_endpoint_says_who",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class SigningSecret(CouncilOwned):
    """With what the messages to an endpoint are signed: sealed, since we must be able to read it again."""

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="secrets", db_constraint=False)
    sealed = models.TextField(db_comment="Encrypted under the site's secret key.")
    made_at = models.DateTimeField()
    signs_until = models.DateTimeField(
        null=True, blank=True, db_comment="Until when it still signs beside its successor."
    )

    class Meta:
        ordering = ["-made_at", "-id"]


class Delivery(CaseRecord):
    """One event of a case, to be told to one endpoint. A trigger writes it, with the event."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        WITHHELD = "withheld", "Withheld: its client may not read the case"
        GIVEN_UP = "given_up", "Given up"

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="deliveries", db_constraint=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    message = models.UUIDField(db_comment="The same at every try, so that a message told twice is known by it.")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(
        db_comment="When it is tried next; while it is being told, when it is told anew."
    )
    tries = models.IntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True, db_comment="What came back at the last try, in words.")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["council", "endpoint", "event"], name="one_delivery_an_event"),
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at__isnull=True)
                | (~Q(status="waiting") & Q(settled_at__isnull=False)),
                name="delivery_waits_or_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "endpoint", "case", "id"],
                name="waiting_delivery",
                condition=Q(status="waiting"),
            ),
            models.Index(fields=["council", "endpoint", "id"], name="delivery_by_endpoint"),
        ]

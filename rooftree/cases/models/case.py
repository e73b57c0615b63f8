"""The case: what every piece of casework shares, what it is tied to, and who opened it by exception."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned, KeptFile, RestrictedRecord
from rooftree.people.models import Person
from rooftree.places.models import Place
from rooftree.staff.models import Officer, Team
from rooftree.tenancies.models import Tenancy


class Case(RestrictedRecord):
    """What every piece of casework shares, and nothing else. What makes it an enquiry lives in `Enquiry`.

    Open or closed, no more: progress is the status of its kind. It is seen by those who may open both
    its own group (`restricted_to`) and its person's (`person_restricted_to`).
    """

    reference = models.CharField(max_length=12, db_comment="Quoted to residents. Never reused.")
    kind = models.CharField(max_length=30, db_comment="Name of a registered CaseKind.")
    summary = models.CharField(max_length=200, db_comment="What it is about, in a line, as a worklist shows it.")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="cases", db_constraint=False
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="cases", db_constraint=False
    )
    tenancy = models.ForeignKey(
        Tenancy, models.PROTECT, null=True, blank=True, related_name="cases", db_constraint=False
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="cases", db_constraint=False)
    owner = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        db_constraint=False,
        db_comment="Who took it up; nobody while it waits in the team's queue.",
    )
    weight = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        default=1,
        db_comment="Caseload points before recency, by the kind's rules.",
    )
    opened_at = models.DateTimeField(db_comment="When the matter reached us.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    closed_by_resident = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="Who said in their own account that it is settled, and so closed it.",
    )
    person_restricted_to = models.IntegerField(
        default=0, db_default=0, db_comment="The person's restricted group; 0 for everybody, or nobody's case."
    )

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_case_a_reference"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_by_resident__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, closed_by_resident__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=True, closed_by_resident__isnull=False),
                name="closed_case_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="case_closes_after_opening",
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="case_weighs_something"),
            models.CheckConstraint(condition=~Q(summary=""), name="case_says_what_it_is_about"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(person_restricted_to=0), name="nobodys_case_has_no_group"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "owner"], name="open_case_by_owner", condition=Q(closed_at=None)),
            models.Index(fields=["council", "team"], name="open_case_by_team", condition=Q(closed_at=None)),
            models.Index(fields=["council", "person", "opened_at"], name="case_by_person"),
            models.Index(fields=["council", "place", "opened_at"], name="case_by_place"),
            models.Index(fields=["council", "tenancy", "opened_at"], name="case_by_tenancy"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseRecord(RestrictedRecord):
    """A row of a case. It is seen by those who see the case: its groups follow the case's.

    Its migration ties it with `cases.protection.OfCase`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss", db_constraint=False, db_index=False)
    person_restricted_to = models.IntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class CaseLink(CaseRecord):
    """One case has to do with another. Seen by those who see both."""

    class Kind(models.TextChoices):
        CAUSED_BY = "caused_by", "Caused by"
        FOLLOWS = "follows", "Follows"
        SAME_MATTER = "same_matter", "The same matter as"
        RELATED = "related", "Has to do with"

    other = models.ForeignKey(Case, models.PROTECT, related_name="links_here", db_constraint=False)
    other_restricted_to = models.IntegerField(default=0)
    other_person_restricted_to = models.IntegerField(default=0)
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "case", "other", "kind"], name="one_link_of_a_kind"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_is_not_linked_to_itself"),
        ]


class CaseFile(CaseRecord):
    """A file attached to a case: the letter that came, the photograph, the form."""

    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="+", db_constraint=False)
    title = models.CharField(max_length=120)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_constraint=False)
    by_resident = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_comment="Who sent it from their own account, where no officer attached it.",
    )
    at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True, blank=True, db_comment="Attached by mistake; the file is kept.")
    taken_off_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    taken_off_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["council", "case"], name="file_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_off_at__isnull=True, taken_off_by__isnull=True)
                | (Q(taken_off_at__isnull=False, taken_off_by__isnull=False) & ~Q(taken_off_reason="")),
                name="file_taken_off_says_why",
            )
        ]


class CaseAccess(CouncilOwned):
    """Somebody outside the group opened a restricted case, why, and until when. Only added to.

    Every auditor of the council sees that it was done; which case it was stays in the log of reads.
    """

    case_id = models.BigIntegerField()
    sign_in = models.ForeignKey("foundations.SignIn", models.PROTECT)
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "case accesses"
        indexes = [models.Index(fields=["council", "sign_in", "until"], name="case_access_by_sign_in")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="case_access_has_a_reason")]
